"""The saved file of a self-assessment: what is written is read; everything else is named."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from methods import method

from geo_kopienas.domain.assessment.answers import Assessment
from geo_kopienas.domain.assessment.saved import saved_content
from geo_kopienas.domain.schema.codes import LANGUAGES
from geo_kopienas.store.assessment.saved import Known, read_assessment, write_assessment
from geo_kopienas.texts import texts_for
from geo_kopienas.texts.faults import describe

TODAY = dt.date(2026, 6, 30)
KNOWN = Known(method(), {"alejas"}, {"mezs"}, TODAY)
ROUND = Assessment(
    "default", 1, TODAY, "alejas", "mezs", "", ({"a": 3, "b": None}, {}, {"a": 1, "b": 2, "c": 5})
)
CONTENT = saved_content(ROUND)


def read(content: bytes) -> tuple[Assessment | None, list[tuple[str, object, object]]]:
    assessment, problems = read_assessment(content, "fails.json", KNOWN)
    assert (assessment is None) == bool(problems)
    for problem in problems:
        for language in LANGUAGES:
            message, remedy = describe(problem, texts_for(language))
            assert "{" not in message
            assert remedy
    return assessment, [(problem.code, problem.column, problem.value) for problem in problems]


def read_changed(**changes: Any) -> list[tuple[str, object, object]]:
    return read(json.dumps(CONTENT | changes).encode())[1]


@given(
    st.builds(
        Assessment,
        st.just("default"),
        st.integers(1, 1000),
        st.dates(dt.date(2000, 1, 1), TODAY),
        st.none() | st.just("alejas"),
        st.none() | st.just("mezs"),
        st.text("Ķek ava\"\\{}'<", max_size=100).map(str.strip),
        st.lists(
            st.dictionaries(st.sampled_from("abc"), st.none() | st.integers(1, 5)),
            min_size=1,
            max_size=5,
        ).map(tuple),
    )
)
def test_what_is_saved_is_opened_again(assessment: Assessment) -> None:
    assert read(write_assessment(assessment)) == (assessment, [])


def test_the_file_holds_numbered_people_and_nothing_else_about_them() -> None:
    content = json.loads(write_assessment(ROUND))
    assert content["people"] == [
        {"answers": {"a": 3, "b": None}},
        {"answers": {}},
        {"answers": {"a": 1, "b": 2, "c": 5}},
    ]


def test_a_file_of_version_1_holds_one_person_and_0_for_dont_know() -> None:
    old = {
        "format": "community-self-assessment",
        "version": 1,
        "method_id": "default",
        "method_version": 1,
        "date": "2025-06-30",
        "place_id": "alejas",
        "answers": {"a": 0, "b": 4},
    }
    assessment, _ = read(json.dumps(old).encode())
    expected = Assessment(
        "default", 1, dt.date(2025, 6, 30), "alejas", people=({"a": None, "b": 4},)
    )
    assert assessment == expected


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "assessment_damaged"),
        (write_assessment(ROUND)[:-30], "assessment_damaged"),
        (b"%PDF-1.7", "assessment_damaged"),
        (b'{"format": NaN}', "assessment_damaged"),
        (b"[" * 100_000, "assessment_damaged"),
        (b'{"format": ' + b"9" * 5000 + b"}", "assessment_damaged"),
        (b'{"format": "community-self-assessment", "format": "x"}', "assessment_damaged"),
        (b"\x00\x01\x02", "assessment_damaged"),
        (b"[]", "assessment_foreign"),
        (b"7", "assessment_foreign"),
        (b'{"type": "FeatureCollection", "features": []}', "assessment_foreign"),
        (b" " * (256 * 1024 + 1), "assessment_too_large"),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused_whole(content: bytes, code: str) -> None:
    assert [problem[0] for problem in read(content)[1]] == [code]


def test_a_file_saved_by_windows_notepad_is_read_all_the_same() -> None:
    text = write_assessment(ROUND).decode()
    assert read(text.encode("utf-8-sig"))[0] == ROUND
    assert read(text.encode("utf-16"))[0] == ROUND


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"version": 3}, ("assessment_newer", None, "3")),
        ({"version": "2"}, ("assessment_version", "version", "2")),
        ({"version": 0}, ("assessment_version", "version", "0")),
        ({"version": True}, ("assessment_version", "version", "True")),
        (
            {"method": {"id": "other", "version": 1}},
            ("assessment_method", "method.id", "other"),
        ),
        ({"method": 5}, ("wrong_type", "method", "5")),
        ({"date": "2026-07-01"}, ("assessment_date", "date", "2026-07-01")),
        ({"date": "0001-01-01"}, ("assessment_date", "date", "0001-01-01")),
        ({"date": "2026-02-30"}, ("assessment_date", "date", "2026-02-30")),
        ({"date": "20260201"}, ("assessment_date", "date", "20260201")),
        ({"place_id": "nekur"}, ("assessment_place", "place_id", "nekur")),
        ({"community_id": "x"}, ("assessment_community", "community_id", "x")),
        ({"community_name": "a" * 101}, ("assessment_name", "community_name", "a" * 101)),
        ({"people": []}, ("required_missing", "people", None)),
        ({"people": [{}]}, ("wrong_type", "people.1.answers", None)),
        ({"people": [{"answers": {}}] * 101}, ("assessment_people", "people", "101")),
        ({"people": [{"answers": {"d": 1}}]}, ("assessment_criterion", "people.1.d", "d")),
        ({"people": [{"answers": {"a": 6}}]}, ("assessment_level", "people.1.a", "6")),
        ({"people": [{"answers": {"a": 2.5}}]}, ("assessment_level", "people.1.a", "2.5")),
        ({"people": [{"answers": {"a": True}}]}, ("assessment_level", "people.1.a", "True")),
        ({"people": [{"answers": {"a": "3"}}]}, ("assessment_level", "people.1.a", "3")),
        ({"people": [{"answers": {"a": [1]}}]}, ("assessment_level", "people.1.a", "[1]")),
        (
            {"people": [{"answers": {}, "name": "Anna"}]},
            ("unknown_key", "people.1.name", None),
        ),
        ({"note": "x"}, ("unknown_key", "note", None)),
    ],
)
def test_a_fault_is_named_with_its_place(
    changes: dict[str, Any], fault: tuple[str, object, object]
) -> None:
    assert read_changed(**changes) == [fault]


def test_every_fault_is_named_in_one_pass() -> None:
    named = read_changed(
        place_id="nekur", date="x", people=[{"answers": {"a": 0}}, {"answers": {"z": 1}}]
    )
    assert [code for code, _, _ in named] == [
        "assessment_date",
        "assessment_place",
        "assessment_level",
        "assessment_criterion",
    ]


def test_a_misspelt_criterion_gets_the_nearest_one() -> None:
    known = Known(method(("purpose", "planning")), (), (), TODAY)
    content = CONTENT | {"place_id": None, "community_id": None}
    content["people"] = [{"answers": {"purpos": 1}}]
    _, problems = read_assessment(json.dumps(content).encode(), "a.json", known)
    assert [problem.details for problem in problems] == [{"nearest": "purpose"}]
