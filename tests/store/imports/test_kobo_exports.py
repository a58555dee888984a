"""Every export that KoboToolbox makes from our own form is understood, and says the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kobo_exports import SHAPES, Shape, form_rows, kobo_export, kobo_table, written
from survey_files import FIRST, SECOND
from survey_plans import plan

if TYPE_CHECKING:
    from geo_kopienas.store.imports.survey import SurveyImport

#: A third one answers every question of several answers with "other" where it has it.
THIRD: dict[str, Any] = FIRST | {
    "uuid": "00000000-0000-4000-8000-000000000103",
    "place": ("unit-baldones-pagasts", "not_listed", ""),
    "formed_how": ("other",),
    "formed_why": ("infrastructure", "safety", "other"),
    "good_practice": "Talka; \"jā\", un, 'nē'\notrā rinda",
}


def decoded(planned: SurveyImport) -> list[dict[str, Any]]:
    assert [(problem.code, problem.column, problem.value) for problem in planned.problems] == []
    return planned.decoded.rows


EXPECTED = decoded(plan(kobo_export(FIRST, SECOND, THIRD, shape=Shape())))


def test_the_plainest_export_says_what_was_answered() -> None:
    first, second, third = EXPECTED
    assert (first["place_id"], first["formed_year"]) == ("krogsils", 2013)
    assert (first["formed_how"], first["needs"]) == (("neighbours", "event"), ("money", "people"))
    assert (second["place_id"], second["municipality_id"]) == (None, "riga")
    assert third["formed_why"] == ("infrastructure", "safety", "other")
    assert third["place_id"] == "unit-baldones-pagasts"


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_each_of_the_54_exports_is_understood(shape: Shape) -> None:
    assert decoded(plan(kobo_export(FIRST, SECOND, THIRD, shape=shape))) == EXPECTED


GROUPS = [row["groups"][0]["name"] for row in form_rows()[0]]
SEPARATORS = ["/", " - ", "-", ".", ":", "::", " :: ", " > ", " » ", "|", "_", "__", " ", "→"]


@st.composite
def shapes(draw: st.DrawFn) -> Shape:
    """Any choice of the tool's window, and groups that were renamed."""
    names = st.sampled_from(["Vecā grupa", "grupa_2", "Old group", "G", "1"])
    return Shape(
        draw(st.sampled_from([None, "lv", "en"])),
        draw(st.sampled_from(["summary", "details", "both"])),
        draw(st.none() | st.sampled_from(SEPARATORS)),
        "csv",
        draw(st.dictionaries(st.sampled_from(GROUPS), names)),
        draw(st.booleans()),
    )


@settings(deadline=None, max_examples=60)
@given(shapes())
def test_any_separator_renamed_groups_and_empty_calculations(shape: Shape) -> None:
    if shape.group in {" ", "_"}:  # nothing but the group tells that the name begins behind it
        shape = Shape(shape.language, shape.select, shape.group, calculated=shape.calculated)
    assert decoded(plan(kobo_export(FIRST, SECOND, THIRD, shape=shape))) == EXPECTED


@pytest.mark.parametrize("language", [None, "lv", "en"])
@pytest.mark.parametrize("select", ["summary", "details", "both"])
def test_two_versions_of_the_form_have_a_column_each(language: str | None, select: str) -> None:
    """A question that moved to another group: what the first version holds, the second lacks."""
    old = dict.fromkeys(GROUPS, "Agrāk" if language else "before")
    header, rows = kobo_table(FIRST, SECOND, THIRD, shape=Shape(language, select, "/"))
    former, _ = kobo_table(FIRST, shape=Shape(language, select, "/", groups=old))
    width = len(header) - 10  # without the columns of the tool
    empty = [""] * width
    both = [header[:width] + former[:width] + header[width:]]
    for number, row in enumerate(rows):
        parts = (empty, row[:width]) if number == 0 else (row[:width], empty)
        both.append([*parts[0], *parts[1], *row[width:]])
    planned = plan(written(both[0], both[1:], kind="csv"))
    assert decoded(planned) == EXPECTED
    merged = {column.how.value for column in planned.columns if column.position >= width}
    assert "merged" in merged


def test_a_question_twice_in_a_row_is_a_fault() -> None:
    header, rows = kobo_table(FIRST, shape=Shape())
    position = header.index("role")
    content = written([*header, "other/role"], [[*rows[0], rows[0][position]]], kind="csv")
    assert [(problem.code, problem.column) for problem in plan(content).problems] == [
        ("duplicate_column", "other/role")
    ]


def test_numbers_that_pandas_made_decimal() -> None:
    header, rows = kobo_table(FIRST, SECOND, THIRD, shape=Shape())
    decimal = [
        [f"{cell}.0" if cell in {"0", "1", "2013", "25", "5"} or cell.startswith("100") else cell
         for cell in row]
        for row in rows
    ]  # fmt: skip
    assert decoded(plan(written(header, decimal, kind="csv"))) == EXPECTED
