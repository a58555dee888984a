"""The same submission is the same, however it comes again; what nobody can tell is said first."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from data_folder import DEFAULT_DATA
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from kobo_exports import Shape, kobo_table, written
from survey_files import FIRST, GOOGLE, Table, survey_table
from survey_plans import ROUND, plan, settings

from geo_kopienas.domain.survey.imports.settled import Likeness
from geo_kopienas.domain.survey.rounds.responses import responses_file
from geo_kopienas.store.imports.survey import SurveyImport, confirm_import
from geo_kopienas.store.ledger.directory import DirectoryLedger
from geo_kopienas.store.survey.responses import read_responses

if TYPE_CHECKING:
    from pathlib import Path

DAY = dt.datetime(2026, 10, 3, 7, 0, 21)  # noqa: DTZ001 - as it stands in a file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(DEFAULT_DATA, tmp_path / "data")
    return tmp_path / "data"


def answers(number: int) -> dict[str, Any]:
    """Different people: role, year and belonging tell them apart."""
    return FIRST | {
        "respondent_code": f"K-{number}",
        "formed_year": str(1900 + number),
        "belonging": str(1 + number % 5),
        "good_practice": f"Talka Nr. {number}",
    }


PEOPLE = [answers(number) for number in range(8)]


def google(people: list[dict[str, Any]], moments: list[str] | None, **style: Any) -> Table:
    """Answers without an id, with or without their moments."""
    table = survey_table(*people, style=replace(GOOGLE, **style))
    if moments is not None:
        table.header.insert(0, "Laikspiedols")
        for row, moment in zip(table.rows, moments, strict=True):
            row.insert(0, moment)
    return table


def moments(form: str = "%Y-%m-%d %H:%M:%S", hours: int = 0) -> list[str]:
    return [
        f"{DAY + dt.timedelta(hours=hours, minutes=17 * number):{form}}"
        for number in range(len(PEOPLE))
    ]


def store(planned: SurveyImport, folder: Path, likeness: Likeness | None = None) -> None:
    confirm_import(planned, settings(folder, likeness=likeness), DirectoryLedger(folder))


def stored(folder: Path, round_id: str = ROUND) -> list[dict[str, Any]]:
    book = settings(folder).data.codebook
    frame, problems = read_responses(folder, round_id, book, with_free_text=True)
    assert problems == []
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def counts(planned: SurveyImport) -> tuple[int, int, int]:
    return planned.new, planned.changed, planned.unchanged


def codes(planned: SurveyImport) -> list[str]:
    return [problem.code for problem in planned.problems]


# --- without ids -----------------------------------------------------------------------------

TIMES: dict[str, list[str]] = {
    "seconds": moments(),
    "without seconds": moments("%Y-%m-%d %H:%M"),
    "T between": moments("%Y-%m-%dT%H:%M:%S"),
    "milliseconds and zone": moments("%Y-%m-%dT%H:%M:%S.000+03:00"),
    "day first": moments("%d.%m.%Y %H:%M:%S"),
    "Google": moments("%Y/%m/%d %I:%M:%S %p EET"),
}


@pytest.mark.parametrize("again", TIMES)
@pytest.mark.parametrize("first", ["seconds", "without seconds", "Google"])
def test_a_moment_in_another_form_is_the_same_moment(first: str, again: str, folder: Path) -> None:
    store(plan(google(PEOPLE, TIMES[first]).csv(), folder), folder)
    planned = plan(google(PEOPLE, TIMES[again]).csv(), folder)
    assert (codes(planned), counts(planned)) == ([], (0, 0, 8))
    store(planned, folder)
    assert len(stored(folder)) == 8


def test_the_same_file_as_csv_and_as_a_workbook(folder: Path) -> None:
    table = google(PEOPLE, moments())
    store(plan(table.csv(separator=";", encoding="cp1257"), folder), folder)
    assert counts(plan(table.xlsx(typed=True), folder)) == (0, 0, 8)


def test_an_answer_that_was_edited_replaces_the_stored_one(folder: Path) -> None:
    store(plan(google(PEOPLE, moments()).csv(), folder), folder)
    edited = [PEOPLE[0] | {"belonging": "dont_know", "good_practice": "Labots"}, *PEOPLE[1:]]
    planned = plan(google(edited, moments()).csv(), folder)
    assert (codes(planned), counts(planned)) == ([], (0, 1, 7))
    store(planned, folder)
    assert [row["good_practice"] for row in stored(folder)].count("Labots") == 1
    assert len(stored(folder)) == 8


def test_without_a_moment_nobody_can_tell_and_it_is_said(folder: Path) -> None:
    store(plan(google(PEOPLE, moments()).csv(), folder), folder)
    others = [answers(100 + number) for number in range(8)]
    file = google([*PEOPLE, *others], None).csv()
    planned = plan(file, folder)
    (fault,) = planned.problems
    assert (fault.code, fault.value, fault.details) == ("answers_alike", "8", {"number": "16"})
    for likeness, expected, total in (
        (Likeness.SAME, (8, 0, 8), 16),
        (Likeness.NEW, (16, 0, 0), 24),
    ):
        copy = folder.parent / likeness
        shutil.copytree(folder, copy)
        decided = plan(file, copy, likeness=likeness)
        assert (codes(decided), counts(decided)) == ([], expected)
        store(decided, copy, likeness)
        assert len(stored(copy)) == total


def test_a_tool_that_writes_another_zone_is_said(folder: Path) -> None:
    store(plan(google(PEOPLE, moments()).csv(), folder), folder)
    assert codes(plan(google(PEOPLE, moments(hours=-3)).csv(), folder)) == ["answers_alike"]


def test_equal_answers_at_other_times_are_other_people(folder: Path) -> None:
    store(plan(google(PEOPLE, moments()).csv(), folder), folder)
    planned = plan(google(PEOPLE, moments(hours=31)).csv(), folder)
    assert (codes(planned), counts(planned)) == ([], (8, 0, 0))


def test_two_people_in_the_same_minute_are_two(folder: Path) -> None:
    twins = [PEOPLE[0], PEOPLE[0]]
    planned = plan(google(twins, ["2026-10-03 07:00:21", "2026-10-03 07:00:40"]).csv(), folder)
    assert counts(planned) == (2, 0, 0)
    store(planned, folder)
    again = plan(google(twins, ["2026-10-03 07:00:21", "2026-10-03 07:00:40"]).csv(), folder)
    assert counts(again) == (0, 0, 2)
    for moment in ("2026-10-03 07:00:59", "2026-10-03 07:00"):
        stranger = plan(google([answers(50)], [moment]).csv(), folder)
        assert (codes(stranger), counts(stranger)) == ([], (1, 0, 0))


def test_alike_in_the_same_minute_is_said(folder: Path) -> None:
    nameless = PEOPLE[0] | {"respondent_code": ""}
    store(plan(google([nameless], ["2026-10-03 07:00:21"]).csv(), folder), folder)
    edited = nameless | {"belonging": "3"}
    assert codes(plan(google([edited], ["2026-10-03 07:00"]).csv(), folder)) == ["answers_alike"]
    planned = plan(google([edited], ["2026-10-03 07:00:40"]).csv(), folder)
    assert (codes(planned), counts(planned)) == ([], (1, 0, 0))


# --- with ids --------------------------------------------------------------------------------


def kobo(
    people: list[dict[str, Any]], change: dict[str, list[str]] | None = None, drop: str = ""
) -> bytes:
    """An export of KoboToolbox whose columns are changed, added or left out."""
    header, rows = kobo_table(*people, shape=Shape())
    position = header.index("_id")
    for number, row in enumerate(rows):
        row[position] = str(512_000_100 + number)
    for name, cells in (change or {}).items():
        if name not in header:
            header.append(name)
            for row in rows:
                row.append("")
        for row, cell in zip(rows, cells, strict=True):
            row[header.index(name)] = cell
    kept = [number for number, name in enumerate(header) if name not in drop.split()]
    return written(
        [header[number] for number in kept],
        [[row[number] for number in kept] for row in rows],
        kind="csv",
    )


NEW_IDS = [f"11111111-0000-4000-8000-{number:012d}" for number in range(8)]
OLD_IDS = [f"00000000-0000-4000-8000-{number + 1:012d}" for number in range(8)]


@pytest.mark.parametrize(
    ("change", "drop"),
    [
        ({"_uuid": NEW_IDS}, ""),  # an edit gives a new one, `_id` stays
        ({"_uuid": NEW_IDS, "meta/rootUuid": OLD_IDS}, "_id"),
        ({"_uuid": NEW_IDS, "meta/deprecatedID": OLD_IDS}, "_id"),
        ({}, "_uuid"),
        ({}, "_id"),
        ({}, "_uuid _id"),  # by moment and answers
        ({"_submission_time": ["2026-10-03T07:00:00"] * 8}, "_submission_time"),
    ],
)
def test_an_edited_submission_is_known_by_any_id_that_is_left(
    change: dict[str, list[str]], drop: str, folder: Path
) -> None:
    times = {"_submission_time": moments()}
    store(plan(kobo(PEOPLE, times), folder), folder)
    edited = [PEOPLE[0] | {"belonging": "dont_know"}, *PEOPLE[1:]]
    planned = plan(kobo(edited, times | change, drop), folder)
    assert (codes(planned), counts(planned)) == ([], (0, 1, 7))
    store(planned, folder)
    assert len(stored(folder)) == 8


def test_only_a_new_id_and_the_same_moment_leave_doubt(folder: Path) -> None:
    times = {"_submission_time": moments()}
    store(plan(kobo(PEOPLE, times, "_id"), folder), folder)
    planned = plan(kobo(PEOPLE, times | {"_uuid": NEW_IDS}, "_id"), folder)
    assert codes(planned) == ["answers_alike"]


def test_numbers_that_every_form_counts_anew_do_not_replace_other_people(folder: Path) -> None:
    """Two forms of Microsoft Forms, one for each language, both begin with 1."""

    def numbered(people: list[dict[str, Any]], hours: int) -> bytes:
        table = google(people, moments(hours=hours))
        table.header.insert(0, "ID")
        for number, row in enumerate(table.rows, start=1):
            row.insert(0, str(number))
        return table.csv()

    store(plan(numbered(PEOPLE, 0), folder), folder)
    assert counts(plan(numbered(PEOPLE, 0), folder)) == (0, 0, 8)
    others = numbered([answers(100 + number) for number in range(8)], 5)
    assert codes(plan(others, folder)) == ["answers_alike"]
    store(plan(others, folder, likeness=Likeness.NEW), folder, Likeness.NEW)
    assert len({row["submission_id"] for row in stored(folder)}) == 16


def test_what_another_round_holds_stays_there(folder: Path) -> None:
    times = {"_submission_time": moments()}
    store(plan(kobo(PEOPLE[:5], {"_submission_time": moments()[:5]}), folder), folder)
    planned = plan(kobo(PEOPLE, times), folder, round_id="2027-rudens")
    assert (codes(planned), counts(planned)) == ([], (3, 0, 0))
    assert [warning.code for warning in planned.decoded.warnings] == ["answers_in_other_round"]
    store(planned, folder)
    assert [len(stored(folder, name)) for name in (ROUND, "2027-rudens")] == [5, 3]
    nothing_new = plan(kobo(PEOPLE, times), folder, round_id="2028-rudens")
    assert codes(nothing_new) == ["answers_in_other_round"]


def test_a_strange_file_among_the_answers_is_compared_with_nothing(folder: Path) -> None:
    times = {"_submission_time": moments()}
    store(plan(kobo(PEOPLE, times), folder), folder)
    answers_of = folder / responses_file(ROUND)
    shutil.copy(answers_of, answers_of.with_name("2025-kopija.csv"))
    again = plan(kobo(PEOPLE, times), folder)
    assert (codes(again), counts(again)) == ([], (0, 0, 8))


def test_a_strange_file_is_not_written_over_by_a_round_of_its_name(folder: Path) -> None:
    store(plan(kobo(PEOPLE, {}), folder), folder)
    answers_of = folder / responses_file(ROUND)
    shutil.copy(answers_of, answers_of.with_name("2027-rudens.csv"))
    found = plan(kobo(PEOPLE[:3], {}), folder, round_id="2027-rudens")
    assert "file_of_no_round" in codes(found)


# --- any way to come again -------------------------------------------------------------------


@hypothesis_settings(
    deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    times=st.sampled_from(sorted(TIMES)) | st.none(),
    kind=st.sampled_from(["csv", "xlsx"]),
    order=st.permutations(range(8)),
    language=st.sampled_from(["lv", "en"]),
)
def test_a_file_that_comes_again_is_never_doubled_silently(
    times: str | None, kind: str, order: list[int], language: str, tmp_path: Path
) -> None:
    """The oracle: nothing new, or a fault before anything is stored."""
    folder = tmp_path / "data"
    if not folder.exists():
        shutil.copytree(DEFAULT_DATA, folder)
        store(plan(google(PEOPLE, moments()).csv(), folder), folder)
    table = google(
        [PEOPLE[number] for number in order],
        [TIMES[times][number] for number in order] if times else None,
        language=language,
    )
    planned = plan(table.csv() if kind == "csv" else table.xlsx(), folder)
    assert counts(planned)[0] == 0
    assert codes(planned) == ([] if times else ["answers_alike"])
