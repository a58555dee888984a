"""All files of an export, made in memory, and their writing into a folder."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from geo_kopienas.domain.evidence import ledger_as_of
from geo_kopienas.domain.exports import Stamp, chosen_places, export_tables
from geo_kopienas.domain.problems import Problem
from geo_kopienas.domain.status import place_statuses
from geo_kopienas.exports.csv_files import Dialect, table_as_csv
from geo_kopienas.exports.words import dictionary, sources
from geo_kopienas.store.atomic import write_all_atomically

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from geo_kopienas.domain.exports import ExportTable, Scope
    from geo_kopienas.store.dataset import Dataset
    from geo_kopienas.texts import Texts

LICENCE = "EUPL-1.2"
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Format(StrEnum):
    """What an export may be written as."""

    CSV = "csv"


@dataclass(frozen=True, eq=False)
class Export:
    """The tables of a day and a choice of places, ready to be written.

    Attributes:
        tables: `places`, `communities`, `evidence`.
        dictionary: One row a column.
        sources: What it is, and whom to name.
        stamp: Day, version and licence.
    """

    tables: list[ExportTable]
    dictionary: ExportTable
    sources: ExportTable
    stamp: Stamp


def make_export(data: Dataset, scope: Scope, version: str, texts: Texts) -> Export:
    """Work the tables of an export out.

    Args:
        data: The data directory.
        scope: The day, and the places of which this is.
        version: Version of the program.
        texts: Words of the dictionary and of the sources.
    """
    ledger = ledger_as_of(data.evidence, data.places, scope.as_of)
    stamp = Stamp(scope.as_of, version, LICENCE, texts["product.name"], data.attributions)
    tables = export_tables(
        data.places,
        data.communities,
        ledger,
        data.indicators,
        place_statuses(data.places, ledger, data.rules),
        stamp,
        place_ids=chosen_places(data.places, scope),
    )
    return Export(
        tables,
        dictionary(tables, data.indicators, texts),
        sources(stamp, data.attributions, texts),
        stamp,
    )


def export_files(export: Export, formats: Iterable[Format]) -> dict[str, bytes]:
    """The files of an export by their names."""
    files: dict[str, bytes] = {}
    for format_ in formats:
        if format_ is Format.CSV:
            files |= csv_files(export)
    return files


def csv_files(export: Export, dialects: Iterable[Dialect] = tuple(Dialect)) -> dict[str, bytes]:
    """Every table as CSV."""
    return {
        f"{table.name}{'-excel' if dialect is Dialect.EXCEL else ''}.csv": table_as_csv(
            table, dialect
        )
        for dialect in dialects
        for table in (*export.tables, export.dictionary, export.sources)
    }


def write_export(folder: Path, files: Mapping[str, bytes]) -> list[Problem]:
    """Write the files: all of them, or none and the fault that says why."""
    try:
        write_all_atomically(folder, files)
    except OSError as error:
        code = "disk_full" if error.errno in _FULL else "directory_not_writable"
        return [Problem(code, value=str(folder))]
    return []
