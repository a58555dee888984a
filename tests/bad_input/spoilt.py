"""A data directory with one spoilt file, and what `check` says of it in both languages."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from data_folder import COMMUNITY_ROWS, PLACE, PLACES_ROWS

from geo_kopienas.cli import main
from geo_kopienas.domain.schema.fields import COMMUNITIES, PLACES, Table

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

Expected = list[tuple[str, int | str | None, str | None]]


@dataclass(frozen=True)
class Case:
    """One bad input: its name, the file's name, its bytes, and code, row, column of each fault."""

    name: str
    file: str
    content: bytes
    faults: Expected


def table_text(table: Table, rows: list[dict[str, str]], **form: Any) -> str:
    """Rows as CSV with every column of the table."""
    text = io.StringIO(newline="")
    names = [field.name for field in table.fields]
    writer = csv.DictWriter(text, names, restval="", lineterminator="\n", **form)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def communities(form: dict[str, Any] | None = None, **cells: str) -> str:
    """The table of communities with other cells in its only row."""
    return table_text(COMMUNITIES, [COMMUNITY_ROWS[0] | cells], **(form or {}))


def places(form: dict[str, Any] | None = None, **cells: str) -> str:
    """The register with other cells in its last row, the village in row 5."""
    rows = [PLACE | row for row in PLACES_ROWS]
    return table_text(PLACES, [*rows[:-1], rows[-1] | cells], **(form or {}))


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def checked(path: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """What `check` says of a directory or file; the words of both languages hold.

    Raises:
        AssertionError: A fault lacks words, or anything was changed.
    """
    folder = path if path.is_dir() else path.parent
    before = snapshot(folder)
    answers = []
    for language in ("lv", "en"):
        code = main(["check", str(path), "--format", "json", "--language", language])
        faults = json.loads(capsys.readouterr().out)["faults"]
        assert code == (0 if not faults else 1)
        assert all(fault["message"].strip() and fault["remedy"].strip() for fault in faults)
        answers.append(faults)
    latvian, english = answers
    for line, other in zip(latvian, english, strict=True):
        assert line["message"] != other["message"]
        assert line["remedy"] != other["remedy"]
    assert snapshot(folder) == before
    return latvian


def places_of(faults: list[dict[str, Any]]) -> Expected:
    """Code, row and column of each fault."""
    return [(fault["code"], fault["row"], fault["column"]) for fault in faults]
