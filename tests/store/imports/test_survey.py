"""Import of survey files: every kind of export says the same; faults have their place."""

from __future__ import annotations

import io
import shutil
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from data_folder import DEFAULT_DATA
from survey_files import (
    FIRST,
    GOOGLE,
    KOBO,
    PLAIN,
    SECOND,
    Style,
    Table,
    survey_table,
)
from survey_plans import plan, settings

from geo_kopienas.store.imports.survey import (
    SurveyImport,
    confirm_import,
)
from geo_kopienas.store.ledger.directory import DirectoryLedger

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(DEFAULT_DATA, tmp_path / "data")
    return tmp_path / "data"


def faults(planned: SurveyImport) -> list[tuple[Any, ...]]:
    return [(problem.code, problem.row, problem.column) for problem in planned.problems]


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


# --- every kind of export --------------------------------------------------------------------

STYLES = {
    "Kobo, XML names, both": KOBO,
    "Kobo, several answers in one column": Style(many="one"),
    "Kobo, a column an option": Style(many="columns"),
    "Kobo, own group separator": Style(group=" :: "),
    "Kobo, underscores": Style(group="__", option="__"),
    "Kobo, one underscore": Style(group="_", option="_"),
    "ODK Central": Style(group="-"),
    "no groups": Style(group=None),
    "Latvian labels": Style(language="lv"),
    "Latvian labels, one column": Style(language="lv", many="one"),
    "English labels": Style(language="en", option=" - "),
    "English labels, one column": Style(language="en", many="one", between="; "),
    "codebook names": PLAIN,
    "Google Forms": GOOGLE,
}


@pytest.mark.parametrize("style", STYLES.values(), ids=list(STYLES))
def test_every_export_says_the_same(style: Style) -> None:
    table = survey_table(FIRST, SECOND, style=style)
    for content in (table.csv(), table.csv(separator=";", encoding="utf-8-sig"), table.xlsx()):
        planned = plan(content)
        assert faults(planned) == []
        first, second = planned.decoded.rows
        expected = {
            name: value for name, value in FIRST.items() if name not in {"consent", "place"}
        } | {"place_id": "krogsils", "municipality_id": None, "formed_year": 2013,
             "members_active": 25, "blocked_texts": ()}  # fmt: skip
        assert {name: first[name] for name in expected} == expected
        assert (second["place_id"], second["municipality_id"]) == (None, "riga")
        assert (second["influence"], second["obstacles"]) == ("dont_know", ("none",))
        if style.tool:
            assert first["submission_id"] == "00000000-0000-4000-8000-000000000001"
            assert (first["submitted_date"], first["form_version"]) == ("2026-10-03", "2026112401")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1257"])
def test_any_usual_encoding(encoding: str) -> None:
    answers = FIRST | {"good_practice": "Ķekavā šķūņa jumts"}
    planned = plan(survey_table(answers, style=GOOGLE).csv(separator="\t", encoding=encoding))
    assert faults(planned) == []
    assert planned.decoded.rows[0]["good_practice"] == "Ķekavā šķūņa jumts"


def test_a_workbook_with_numbers_and_the_answers_on_its_second_sheet() -> None:
    planned = plan(survey_table(FIRST).xlsx(before=("Lasi mani",), typed=True))
    assert faults(planned) == []
    assert (planned.sheet, planned.other_sheets) == ("Atbildes", ("Lasi mani",))
    assert planned.decoded.rows[0]["belonging"] == "5"


def test_repeats_on_a_sheet_of_their_own_are_left_out_and_named() -> None:
    book = openpyxl.load_workbook(io.BytesIO(survey_table(FIRST, SECOND).xlsx()))
    repeats = book.create_sheet("members")
    repeats.append(["member_role", "_index", "_parent_table_name", "_parent_index"])
    repeats.append(["x", 1, "Atbildes", 1])
    content = io.BytesIO()
    book.save(content)
    planned = plan(content.getvalue())
    assert faults(planned) == []
    assert (len(planned.decoded.rows), planned.other_sheets) == (2, ("members",))


def test_columns_of_the_tool_are_left_out_and_never_stored(folder: Path) -> None:
    table = survey_table(FIRST)
    for heading in ("start", "deviceid", "username", "_submitted_by", "meta/instanceName"):
        table.header.append(heading)
        table.rows[0].append("Jānis Bērziņš")
    planned = plan(table.csv(), folder)
    confirm_import(planned, settings(folder), DirectoryLedger(folder))
    stored = b"".join(snapshot(folder / "survey/responses").values())
    assert "Bērziņš".encode() not in stored


def test_an_older_version_of_the_form_maps_by_its_names() -> None:
    table = survey_table(FIRST)
    position = table.header.index("formation/formed_year")
    table.header[position] = "old_group/founded_year"
    planned = plan(table.csv())
    assert faults(planned) == []
    assert planned.decoded.rows[0]["formed_year"] == 2013


def test_a_grid_of_google_forms() -> None:
    table = survey_table(FIRST, style=GOOGLE)
    position = table.header.index("Es jūtu piederību savai apkārtnei.")
    table.header[position] = "Cik lielā mērā piekrītat? [Es jūtu piederību savai apkārtnei]"
    planned = plan(table.csv())
    assert faults(planned) == []
    assert planned.decoded.rows[0]["belonging"] == "5"


def test_an_option_with_a_comma_in_a_list_with_commas() -> None:
    label = "Lai risinātu ceļu, ūdens, apgaismojuma vai citus infrastruktūras jautājumus"
    table = survey_table(FIRST, style=GOOGLE)
    table.put(2, "Kāpēc kopiena veidojās?", f"Drošības dēļ, {label}, Cita iemesla dēļ")
    planned = plan(table.csv())
    assert faults(planned) == []
    assert planned.decoded.rows[0]["formed_why"] == ("infrastructure", "safety", "other")


# --- twenty faults ---------------------------------------------------------------------------


def faulty_table() -> Table:
    """Twenty faults, each in a row of its own, but the last two in the header."""
    table = survey_table(*[FIRST] * 20)
    put = table.put
    put(2, "about/role", "organizer")
    put(3, "about/place_settlement", "katlakns")
    put(4, "about/place_settlement", "daugmale")
    put(5, "formation/formed_year", "3")
    put(6, "formation/formed_year", "2031")
    put(7, "formation/formed_year", "1200")
    put(8, "activity/members_active", "56,85")
    put(9, "activity/members_active", "-4")
    put(10, "activity/members_active", "20000")
    put(11, "outlook/needs", "money people exchange training")
    put(12, "outlook/needs", "money none")
    put(13, "outlook/needs/money", "maybe")
    put(14, "outlook/needs/money", "0")
    put(15, "about/community_exists", "")
    put(16, "about/place_unit", "")
    put(16, "about/place_settlement", "")
    put(17, "_submission_time", "31.02.2026")
    put(18, "about/respondent_code", "Anna no Baložiem")
    put(19, "_uuid", table.rows[0][table.header.index("_uuid")])
    for option in ("exchange", "training"):
        put(11, f"outlook/needs/{option}", "1")
    put(12, "outlook/needs/people", "0")
    put(12, "outlook/needs/none", "1")
    table.header.append("belonging")
    table.header.append("Jūsu vecums")
    for row in table.rows:
        row += ["5", "40"]
    return table


FAULTS = [
    ("unknown_survey_column", 1, "Jūsu vecums"),
    ("duplicate_column", 1, "belonging"),
    ("unknown_answer", 2, "about/role"),
    ("unknown_survey_place", 3, "about/place_settlement"),
    ("place_not_in_unit", 4, "about/place_settlement"),
    ("invalid_year", 5, "formation/formed_year"),
    ("above_maximum", 6, "formation/formed_year"),
    ("below_minimum", 7, "formation/formed_year"),
    ("invalid_integer", 8, "activity/members_active"),
    ("below_minimum", 9, "activity/members_active"),
    ("above_maximum", 10, "activity/members_active"),
    ("too_many_answers", 11, "outlook/needs"),
    ("answer_exclusive", 12, "outlook/needs"),
    ("invalid_option", 13, "outlook/needs/money"),
    ("answers_contradict", 14, "outlook/needs"),
    ("required_missing", 15, "about/community_exists"),
    ("required_missing", 16, "about/place_unit"),
    ("invalid_moment", 17, "_submission_time"),
    ("invalid_respondent_code", 18, "about/respondent_code"),
    ("submission_conflict", 19, "_uuid"),
]


def test_twenty_planted_faults_are_twenty_reported_and_nothing_is_written(folder: Path) -> None:
    table = faulty_table()
    # The contradiction is told once: what the option columns say is told by their own fault.
    table.put(13, "outlook/needs", "people")
    table.put(19, "about/role", "member")
    before = snapshot(folder)
    planned = plan(table.csv(), folder)
    assert sorted(faults(planned), key=str) == sorted(FAULTS, key=str)
    with pytest.raises(ValueError, match="faults"):
        confirm_import(planned, settings(folder), DirectoryLedger(folder))
    assert snapshot(folder) == before
