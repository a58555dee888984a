"""Files as they would be after an import: a table with changed cells, and what would be wrong."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from geo_kopienas.domain.editing.changes import Change
from geo_kopienas.domain.schema.fields import Table
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.store.files.text import read_text
from geo_kopienas.store.ledger.seam import Ledger, Version

Cells = dict[str, str]


def table_after(
    path: Path,
    table: Table,
    changed: Callable[[Cells], Mapping[str, str]],
    rows: Iterable[Cells],
) -> bytes:
    """A table with changed cells and new rows; every other cell stays as it is typed.

    Args:
        path: The file as it is.
        table: Its columns; a file of an older version gets those that it lacks.
        changed: The new cells of a row, none where it stays.
        rows: New rows, put below.
    """
    text = read_text(path)[0] or ""
    reader = csv.DictReader(io.StringIO(text, newline=""))
    names = list(reader.fieldnames or ())
    names += [column.name for column in table.fields if column.name not in names]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, names, restval="", lineterminator="\n")
    writer.writeheader()
    for row in reader:
        row.update(changed(row))
        writer.writerow(row)
    writer.writerows(rows)
    return out.getvalue().encode()


@dataclass
class PlannedImport:
    """What an import would do; nothing is written before `commit`.

    Attributes:
        directory: The data directory.
        files: New content by the file's name in the directory.
        problems: Everything that keeps it from being done.
    """

    directory: Path
    files: dict[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def commit(self, ledger: Ledger, base: Version, summary: str) -> Version | list[Problem]:
        """Make the change, all of it or nothing; see `Ledger.commit`.

        Args:
            ledger: The ledger that `directory` is of.
            base: The state that the import was worked out from.
            summary: What is done.
        """
        return ledger.commit(Change(summary=summary, files=self.files), base)


def changed_files(directory: Path, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files that are new or have other content than in the directory."""
    return {
        name: content
        for name, content in files.items()
        if not (directory / name).exists() or (directory / name).read_bytes() != content
    }
