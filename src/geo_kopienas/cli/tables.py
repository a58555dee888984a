"""Answers on a terminal: a table for people, CSV and JSON for programs."""

from __future__ import annotations

import csv
import json
import shutil
import sys
import textwrap
from typing import TYPE_CHECKING, Any

from geo_kopienas.texts.faults import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Narrower columns cannot be read any more.
_MIN_WIDTH = 60
_GAP = 2


def print_json(rows: object) -> None:
    """Only JSON on standard output."""
    print(json.dumps(rows, ensure_ascii=False, indent=2))


def print_csv(rows: Sequence[dict[str, Any]], names: Sequence[str] = ()) -> None:
    """CSV with the names of the JSON keys; lists are joined by `;`, nothing known is empty.

    Args:
        rows: The rows, all with the same keys.
        names: The columns, for a table without rows.
    """
    writer = csv.writer(sys.stdout, lineterminator="\n")
    if not rows:
        writer.writerow(names)
        return
    flat = [dict(_flat(row)) for row in rows]
    writer.writerow(flat[0])
    writer.writerows(row.values() for row in flat)


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns of equal width; the last one wraps at the width of the terminal."""
    cells = [[shown(cell, limit=10_000) for cell in row] for row in rows]
    widths = [
        max(len(heading), *(len(row[number]) for row in cells)) if cells else len(heading)
        for number, heading in enumerate(headings)
    ]
    indent = sum(widths[:-1]) + _GAP * (len(widths) - 1)
    room = max(shutil.get_terminal_size().columns, indent + _MIN_WIDTH) - indent
    for row in (headings, ["-" * width for width in (*widths[:-1], min(widths[-1], room))], *cells):
        start = "".join(
            cell.ljust(width + _GAP) for cell, width in zip(row[:-1], widths[:-1], strict=True)
        )
        first, *rest = textwrap.wrap(row[-1], room) or [""]
        print((start + first).rstrip())
        for line in rest:
            print(" " * indent + line)


def _flat(row: dict[str, Any]) -> list[tuple[str, Any]]:
    flat: list[tuple[str, Any]] = []
    for name, value in row.items():
        if isinstance(value, dict):
            flat += [(f"{name}.{key}", _cell(inner)) for key, inner in value.items()]
        else:
            flat.append((name, _cell(value)))
    return flat


def _cell(value: object) -> object:
    if isinstance(value, (list, tuple)):
        return ";".join(map(str, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value
