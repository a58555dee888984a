"""New entries: their ids, what may be the same already, and what nobody has confirmed."""

import datetime as dt

import pandas as pd
import pytest

from geo_kopienas.domain.editing.changes import Edit, conflicts, differing_fields, edits_between
from geo_kopienas.domain.editing.entries import (
    likely_duplicates,
    new_community_id,
    new_fact_id,
    unconfirmed,
)
from geo_kopienas.domain.schema.dates import typed_date


def fact(evidence_id: str, day: str, title: str, kind: str = "event") -> dict[str, object]:
    moment = pd.Timestamp(day)
    return {
        "evidence_id": evidence_id,
        "kind": kind,
        "place_ids": ("krogsils",),
        "title_lv": title,
        "known_from": moment,
        "last_day": moment,
    }


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (fact("ev-1", "2026-05-02", "Lielā talka Krogsilā"), ["ev-1"]),
        (fact("ev-1", "2026-05-05", "Krogsilā lielā talka"), ["ev-1"]),
        (fact("ev-1", "2026-05-06", "Lielā talka Krogsilā"), []),
        (fact("ev-1", "2026-05-02", "Lielā talka Krogsilā", kind="meeting"), []),
        (fact("ev-1", "2026-05-02", "Jauna ielas apgaismojuma atklāšana"), []),
        (fact("ev-own", "2026-05-02", "Lielā talka Krogsilā"), []),
    ],
)
def test_a_fact_that_may_be_known_already_is_named(
    known: dict[str, object], expected: list[str]
) -> None:
    row = {
        "evidence_id": "ev-own",
        "date": "2026-05-02",
        "kind": "event",
        "place_ids": "krogsils;mezinieki",
        "title_lv": "Lielā talka Krogsilā",
    }
    assert likely_duplicates(row, pd.DataFrame([known])) == expected


def test_ids_are_slugs_that_are_free() -> None:
    row = {"date": "2026-05", "kind": "visit_held", "place_ids": "krogsils;mezinieki"}
    assert new_fact_id(row, ()) == "ev-2026-visit-held-krogsils"
    assert new_fact_id(row, {"ev-2026-visit-held-krogsils"}) == "ev-2026-visit-held-krogsils-2"
    assert new_community_id("Rakaru ielas kaimiņi", ()) == "rakaru-ielas-kaimini"


def test_resident_communities_that_nobody_confirmed_come_first_then_by_residents() -> None:
    states = pd.DataFrame(
        {
            "last_date": ["2025-11-30", "2026-01", "2019", "2020-05-01"],
            "state": ["quiet", "active", "organisation", "no_recent_news"],
        },
        index=["a", "b", "c", "d"],
    )
    communities = pd.DataFrame(
        {"community_id": list("abcd"), "place_ids": [("x",), ("x",), ("y", "z"), ()]}
    )
    residents = pd.Series({"x": 10, "y": 200, "z": pd.NA}, dtype="Int64")

    found = unconfirmed(states, communities, residents, dt.date(2026, 12, 1))

    assert found == [("a", "2025-11-30", 10), ("d", "2020-05-01", 0), ("c", "2019", 200)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("14.06.2025", "2025-06-14"),
        ("14. 6. 2025.", "2025-06-14"),
        ("06.2025", "2025-06"),
        ("2025", "2025"),
        ("2025-06-14", "2025-06-14"),
        ("31.02.2025", None),
        ("vakar", None),
    ],
)
def test_a_day_is_read_as_people_type_it(typed: str, expected: str | None) -> None:
    assert typed_date(typed) == expected


def test_edits_are_the_rows_that_differ() -> None:
    before = {"a": {"x": "1"}, "b": {"x": "2"}, "c": {"x": "3"}}
    after = {"a": {"x": "1"}, "b": {"x": "9"}, "d": {"x": "4"}}
    assert list(edits_between("f", before, after)) == [
        Edit("f", "b", {"x": "2"}, {"x": "9"}),
        Edit("f", "d", None, {"x": "4"}),
        Edit("f", "c", {"x": "3"}, None),
    ]


def test_a_conflict_names_each_field_with_what_was_seen_and_wanted() -> None:
    edit = Edit("f", "a", {"x": "1", "y": "1"}, {"x": "2", "y": "1"})
    (problem,) = conflicts([edit], {("f", "a"): {"x": "1", "y": "7"}})
    assert (problem.column, problem.value, problem.details) == (
        "y",
        "7",
        {"seen": "1", "wanted": "1"},
    )
    assert differing_fields({"x": "1"}, None) == ["x"]
