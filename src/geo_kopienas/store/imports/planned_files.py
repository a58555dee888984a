"""Files as they would be after an import: a table with changed cells, and what would be wrong."""

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from geo_kopienas.domain.schema.fields import Table
from geo_kopienas.domain.schema.problems import Problem, without_repairs
from geo_kopienas.store.dataset import check_files
from geo_kopienas.store.files.text import read_text
from geo_kopienas.store.imports.changes import write_changes

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
    """What an import would do; nothing is written before `write`.

    Attributes:
        directory: The data directory.
        files: New content by the file's name in the directory.
        problems: Everything that keeps it from being done.
    """

    directory: Path
    files: dict[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def write(self, command: str) -> None:
        """Write all files or none; `command` says what was done, for `undo`.

        Raises:
            OSError: Something could not be written; everything is as it was.
        """
        write_changes(self.directory, self.files, command)


def changed_files(directory: Path, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files that are new or have other content than in the directory."""
    return {
        name: content
        for name, content in files.items()
        if not (directory / name).exists() or (directory / name).read_bytes() != content
    }


def planned_faults(directory: Path, files: Mapping[str, bytes]) -> list[Problem]:
    """Every fault that the data directory would have with these files in it."""
    with tempfile.TemporaryDirectory(prefix="geo-kopienas-") as folder:
        replaced = {}
        for name, content in files.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            replaced[name] = path
        checked = check_files(directory, replaced)
    names = {path.as_posix(): name for name, path in replaced.items()}
    problems = (*without_repairs(checked.problems), *checked.brought, *checked.others)
    return [problem.at(file=names.get(problem.file or "", problem.file)) for problem in problems]
