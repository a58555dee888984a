"""Files as they would be after an import: a table with changed cells, and what would be wrong."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from geo_kopienas.store.dataset import check_files
from geo_kopienas.store.files.text import read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from geo_kopienas.domain.schema.fields import Table
    from geo_kopienas.domain.schema.problems import Problem

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
    names += [one.name for one in table.fields if one.name not in names]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, names, restval="", lineterminator="\n")
    writer.writeheader()
    for row in reader:
        row.update(changed(row))
        writer.writerow(row)
    writer.writerows(rows)
    return out.getvalue().encode()


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
    found = (*checked.problems, *checked.brought, *checked.others)
    return [one.at(file=names.get(one.file or "", one.file)) for one in found]
