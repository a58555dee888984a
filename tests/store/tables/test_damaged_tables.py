"""Good tables, damaged at random: a fault, a stated repair, or the same table.

The oracle is the good table itself.
"""

from __future__ import annotations

import csv
import io
from functools import cache
from typing import TYPE_CHECKING, Any

from data_folder import DEFAULT_DATA
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo_kopienas.domain.schema.fields import COMMUNITIES, EVIDENCE, PLACES, Table
from geo_kopienas.domain.schema.spoilt_text import LATVIAN_LETTERS
from geo_kopienas.store.tables.directory import read_table

if TYPE_CHECKING:
    from pathlib import Path

Rows = list[list[str]]

TABLES = {table.name: table for table in (PLACES, COMMUNITIES, EVIDENCE)}
SIGNS = {
    "an invisible sign": "\u200b\u00ad\ufeff\u2060\u200e",
    "a turned direction": "\u202e\u2066\u2069",
    "a control character": "\x07\x1b\x7f",
}
WAYS = [
    "the whole file in a wrong code page", "a cell in a wrong code page", "letters lost",
    "a column dropped", "a column twice", "a row cut off", "a row twice", "another separator",
    *SIGNS,
]  # fmt: skip


@cache
def good(name: str) -> Rows:
    """Header and twenty rows of a table of the default data."""
    with (DEFAULT_DATA / TABLES[name].file).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[:21]


def as_csv(rows: Rows, delimiter: str = ",") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def misread(text: str, read_in: str) -> str:
    return "".join(
        bytes([byte]).decode(read_in, "ignore") or chr(byte) for byte in text.encode("utf-8")
    )


def read(content: bytes, table: Table, folder: Path) -> list[dict[str, Any]] | None:
    """The rows; None where a fault or a repair is said."""
    path = folder / "table.csv"
    path.write_bytes(content)
    frame, problems = read_table(path, table)
    return None if problems else [{str(k): v for k, v in row.items()} for row in
                                  frame.astype("string").to_dict("records")]  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    """A table after one of the ways in which tables are damaged."""
    name = draw(st.sampled_from(sorted(TABLES)))
    rows = [[*row] for row in good(name)]
    page = draw(st.sampled_from(["cp1252", "cp1257", "cp1250", "latin-1"]))
    row, column = draw(
        st.sampled_from(
            [
                (number, position)
                for number, line in enumerate(rows)
                for position, cell in enumerate(line)
                if LATVIAN_LETTERS & set(cell)
            ]
        )
    )
    text = rows[row][column]
    way = draw(st.sampled_from(WAYS))
    match way:
        case "the whole file in a wrong code page":
            return name, misread(as_csv(rows), page).encode()
        case "another separator":
            return name, as_csv(rows, draw(st.sampled_from(";\t|"))).encode()
        case "a cell in a wrong code page":
            rows[row][column] = misread(text, page)
        case "letters lost":
            rows[row][column] = "".join(
                "\ufffd" if letter in LATVIAN_LETTERS else letter for letter in text
            )
        case "a column dropped":
            rows = [[*line[:column], *line[column + 1 :]] for line in rows]
        case "a column twice":
            rows = [[*line, line[column]] for line in rows]
        case "a row cut off":
            rows[row] = rows[row][:column]
        case "a row twice":
            rows.append(rows[row])
        case _:
            place = draw(st.integers(0, len(text)))
            sign = draw(st.sampled_from(SIGNS[way]))
            rows[row][column] = text[:place] + sign + text[place:]
    return name, as_csv(rows).encode()


@settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(case=damaged())
def test_a_fault_a_stated_repair_or_the_same_table(case: tuple[str, bytes], tmp_path: Path) -> None:
    name, content = case
    expected = read(as_csv(good(name)).encode(), TABLES[name], tmp_path)
    assert expected is not None
    frame = read(content, TABLES[name], tmp_path)
    # A row that is there twice is seen between the tables, by its id.
    assert frame is None or frame == expected or frame[:-1] == expected
