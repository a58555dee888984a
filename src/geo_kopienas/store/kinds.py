"""Which file of a data directory a single file is."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from geo_kopienas.domain.cells import clean_text
from geo_kopienas.domain.fields import BOUNDARY_FILES, CONTEXT_FILE, TABLES
from geo_kopienas.domain.methodology import INSTRUMENTS_FILE, METHOD_FILE, PRACTICES_FILE
from geo_kopienas.domain.survey.codebook import CODEBOOK_FILE
from geo_kopienas.store.text_file import read_text

if TYPE_CHECKING:
    from pathlib import Path

    from geo_kopienas.domain.fields import Table

#: The files that can be checked by themselves, by their bare names.
KNOWN_NAMES = {
    name.rsplit("/", 1)[-1]: name
    for name in (
        *(table.file for table in TABLES),
        *BOUNDARY_FILES.values(),
        CONTEXT_FILE,
        CODEBOOK_FILE,
        METHOD_FILE,
        INSTRUMENTS_FILE,
        PRACTICES_FILE,
    )
}

#: Of a table's columns this share makes a header its own: a few may be misspelt or missing.
HEADER_SHARE = 0.5


def file_kind(path: Path) -> str | None:
    """Name in a data directory, such as "places/places.csv", of what `path` is.

    The bare name decides; a CSV of another name is known by its header. None for anything else.
    """
    known = KNOWN_NAMES.get(path.name.lower())
    if known is None and path.suffix.lower() == ".csv":
        return _table_by_header(path)
    return known


def _table_by_header(path: Path) -> str | None:
    text = read_text(path)[0] or ""
    lines = text.split("\n", 1)[0].replace(";", ",")
    header = {clean_text(name) for name in next(csv.reader([lines.strip("\r")]), [])}

    def share(table: Table) -> float:
        return sum(field.name in header for field in table.fields) / len(table.fields)

    best = max(TABLES, key=share)
    return best.file if share(best) >= HEADER_SHARE else None
