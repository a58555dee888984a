"""Good files of answers, damaged at random: a fault, a stated repair, or the same stored state.

The oracle is the good file itself: whatever happens to it on the way, an import without a fault
stores exactly what the good file says, or lists what it repaired.
"""

from __future__ import annotations

import io
from functools import cache
from typing import Any

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st
from kobo_exports import Shape, kobo_table, written
from survey_files import FIRST, SECOND
from survey_plans import plan

from geo_kopienas.domain.schema.spoilt_text import LATVIAN_LETTERS

Rows = list[list[str]]

PEOPLE = [
    FIRST | {"good_practice": "Sakopām parku; šķūņa jumts, žogs."},
    SECOND,
    FIRST | {"place": ("unit-baldones-pagasts", "not_listed", ""), "belonging": "2"},
]
SHAPES = [Shape(language, select, "/") for language in (None, "lv", "en")
          for select in ("summary", "details", "both")]  # fmt: skip
CODE_PAGES = ["cp1252", "cp1257", "cp1250", "cp1251", "latin-1"]


def good(shape: Shape) -> Rows:
    header, rows = kobo_table(*PEOPLE, shape=shape)
    return [header, *rows]


def stored(content: bytes) -> list[dict[str, Any]] | None:
    """What would be stored; None where a fault or a repair is said before."""
    planned = plan(content)
    return None if planned.problems or planned.decoded.repairs else planned.decoded.rows


@cache
def expected() -> list[dict[str, Any]]:
    rows = stored(as_csv(good(SHAPES[0])))
    assert rows is not None
    return rows


def as_csv(rows: Rows) -> bytes:
    return written(rows[0], rows[1:], kind="csv")


def misread(text: str, read_in: str) -> str:
    """UTF-8 read in another code page; bytes that it lacks stay what they are, as in browsers."""
    return "".join(
        bytes([byte]).decode(read_in, "ignore") or chr(byte) for byte in text.encode("utf-8")
    )


def cells(rows: Rows) -> list[tuple[int, int]]:
    """Row and column of what is filled, with a letter of Latvian wherever there is one."""
    filled = [(row, column) for row, line in enumerate(rows) for column in range(len(line))]
    latvian = [(row, column) for row, column in filled if LATVIAN_LETTERS & set(rows[row][column])]
    return latvian or [(row, column) for row, column in filled if rows[row][column]]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A file of any shape after one of the ways in which files are damaged."""
    rows = good(draw(st.sampled_from(SHAPES)))
    row, column = draw(st.sampled_from(cells(rows)))
    text = rows[row][column]
    way = draw(st.sampled_from(sorted(WAYS)))
    if way == "the whole file in a wrong code page":
        return misread(as_csv(rows).decode("utf-8-sig"), draw(st.sampled_from(CODE_PAGES))).encode()
    if way == "columns in another order":
        order = draw(st.permutations(range(len(rows[0]))))
        return as_csv([[line[number] for number in order] for line in rows])
    if way == "a row twice":
        return as_csv([*rows, rows[draw(st.integers(1, len(rows) - 1))]])
    if way == "a column twice":
        return as_csv([[*line, line[column]] for line in rows])
    if way == "merged downwards":
        return merged(rows, column)
    if way == "a cell in a wrong code page":
        rows[row][column] = misread(text, draw(st.sampled_from(CODE_PAGES)))
    elif way == "a Latvian cell read as Western":
        rows[row][column] = text.encode("cp1257", "replace").decode("cp1252", "replace")
    elif way == "letters lost":
        rows[row][column] = "".join(
            "\ufffd" if letter in LATVIAN_LETTERS else letter for letter in text
        )
    else:
        sign = draw(st.sampled_from(WAYS[way]))
        place = draw(st.integers(0, len(text)))
        rows[row][column] = text[:place] + sign + text[place:]
    return as_csv(rows)


WAYS: dict[str, str] = {
    "the whole file in a wrong code page": "",
    "columns in another order": "",
    "a row twice": "",
    "a column twice": "",
    "merged downwards": "",
    "a cell in a wrong code page": "",
    "a Latvian cell read as Western": "",
    "letters lost": "",
    "an invisible sign": "\u200b\u00ad\ufeff\u2060\u200e",
    "a turned direction": "\u202e\u2066\u2069",
    "a control character": "\x00\x07\x1b\x7f",
}


def merged(rows: Rows, column: int) -> bytes:
    """A workbook in which the cells of a column are merged, as far as they say the same."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for line in rows:
        sheet.append([cell or None for cell in line])
    last = 2
    while last < len(rows) and rows[last][column] == rows[1][column]:
        last += 1
    if last > 2:
        sheet.merge_cells(start_row=2, end_row=last, start_column=column + 1, end_column=column + 1)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@settings(deadline=None, max_examples=150)
@given(damaged())
def test_a_fault_a_stated_repair_or_the_same_stored_state(content: bytes) -> None:
    assert stored(content) in (None, expected())


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(SHAPES), st.sampled_from(CODE_PAGES))
def test_one_cause_is_one_fault_where_headings_are_labels(shape: Shape, read_in: str) -> None:
    text = as_csv(good(shape)).decode("utf-8-sig")
    planned = plan(misread(text, read_in).encode())
    codes = [problem.code for problem in planned.problems]
    if shape.language == "lv":
        assert codes == ["headings_damaged"]
    else:
        assert codes == ["encoding_twice"]
