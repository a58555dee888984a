"""Statuses of places: three lines of evidence in, one status out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from default_rules import HEADER, rules
from hypothesis import given
from hypothesis import strategies as st
from tables import communities, evidence, places

from geo_kopienas.domain.evidence.ledger import ledger_as_of
from geo_kopienas.domain.evidence.status import place_statuses
from geo_kopienas.domain.schema.codes import CollaborationStatus

if TYPE_CHECKING:
    import pandas as pd


DAY = date(2026, 6, 30)


def statuses(rows: str, day: date = DAY) -> pd.DataFrame:
    ledger = ledger_as_of(evidence(HEADER + rows), places(), communities(), day)
    return place_statuses(ledger, rules())


def collaboration(rows: str, place_id: str, day: date = DAY) -> tuple[str, bool, tuple[str, ...]]:
    row = statuses(rows, day).loc[place_id]
    return row["collaboration_status"], row["is_current"], row["collaboration_evidence_ids"]


def activity(rows: str, place_id: str, day: date = DAY) -> tuple[str, tuple[str, ...]]:
    row = statuses(rows, day).loc[place_id]
    return row["activity_state"], row["activity_evidence_ids"]


SOME = "any,2026-01-01,kazoki,survey,,false\n"


def test_place_without_evidence_is_unknown_not_inactive() -> None:
    assert collaboration(SOME, "alejas") == ("unknown", False, ())
    assert activity(SOME, "alejas") == ("unknown", ())


def test_the_highest_step_with_evidence_counts() -> None:
    rows = """met,2026-01-10,alejas,meeting,,false
paid,2025-03-01,alejas,grant,,false
asked,2026-02-01,alejas,proposal,,false"""
    assert collaboration(rows, "alejas") == ("supported", True, ("paid",))


@pytest.mark.parametrize(
    ("day", "is_current"),
    [(date(2026, 3, 31), True), (date(2026, 4, 1), False)],
    ids=["36 months old", "a day older"],
)
def test_a_step_is_current_for_36_months(day: date, is_current: bool) -> None:  # noqa: FBT001
    assert collaboration("one,2023-03-31,alejas,grant,,false", "alejas", day)[1] == is_current


def test_a_newer_fact_of_a_lower_step_does_not_keep_the_higher_one_current() -> None:
    rows = """paid,2020-01-01,alejas,grant,,false
met,2026-05-01,alejas,meeting,,false"""
    assert collaboration(rows, "alejas") == ("supported", False, ("paid",))


def test_a_settlement_counts_for_its_unit_and_apkaime_and_the_municipality() -> None:
    rows = "paid,2026-01-01,alejas,grant,,false"
    status = statuses(rows)["collaboration_status"]
    reached = {"novads": "supported", "unit-a": "supported", "apk-x": "supported"}
    assert status.loc[list(reached)].to_dict() == reached


def test_an_apkaime_counts_upwards_and_not_for_its_settlements() -> None:
    status = statuses("council,2026-01-01,apk-x,council_elected,,false")["collaboration_status"]
    assert status[["novads", "apk-x", "unit-a", "alejas"]].tolist() == [
        "partner",
        "partner",
        "unknown",
        "unknown",
    ]


def test_a_summary_repeats_facts_and_makes_no_status() -> None:
    assert collaboration("sum,2026-01-01,alejas,grant,,true", "alejas")[0] == "unknown"


def test_before_the_first_evidence_everything_is_unknown() -> None:
    place_status = statuses("paid,2026-01-01,alejas,grant,,false", date(2001, 1, 1))
    assert set(place_status["collaboration_status"]) == {"unknown"}
    assert set(place_status["activity_state"]) == {"unknown"}


@pytest.mark.parametrize(
    ("rows", "state", "made_by"),
    [
        ("one,2023-06-30,alejas,grant,klusums,false", "active", ("one",)),
        ("one,2023-06-29,alejas,grant,klusums,false", "no_recent_news", ("one",)),
        ("one,2026-01-01,alejas,meeting,,false", "unknown", ()),
        ("one,2026-01-01,alejas,grant,,false", "unknown", ()),
        ("one,2026-01-01,alejas,grant,klubs,false", "unknown", ()),
        ("one,2026-01-01,alejas,community_active,,false", "active", ("one",)),
        ("one,2026-01-01,alejas,proposal,,false", "unknown", ()),
        ("one,2024-01-01,alejas,community_named,klusums,false", "emerging", ("one",)),
        ("one,2024-01-01,alejas,working_group_member,,false", "emerging", ("one",)),
        ("one,2019-01-01,alejas,community_named,klusums,false", "no_recent_news", ("one",)),
        (
            "old,2019-01-01,alejas,grant,klusums,false\nnew,2025-01-01,alejas,community_named,klusums,false",
            "no_recent_news",
            ("old",),
        ),
        (
            "old,2019-01-01,alejas,grant,klusums,false\nnew,2025-01-01,alejas,community_named,mezs,false",
            "emerging",
            ("new",),
        ),
        ("one,2022-06-01,alejas,community_not_found,,false", "none_known", ("one",)),
        ("one,2022-06-01,alejas,visit_held,,false", "unknown", ()),
        (
            "old,2019-01-01,alejas,grant,klusums,false\nlook,2025-01-01,alejas,visit_held,,false",
            "no_recent_news",
            ("old",),
        ),
        (
            "old,2019-01-01,alejas,grant,klusums,false\nlook,2025-01-01,alejas,community_not_found,,false",
            "quiet",
            ("look", "old"),
        ),
        (
            "old,2025-06-01,alejas,grant,klusums,false\nend,2026-01-01,alejas,community_ended,klusums,false",
            "quiet",
            ("end", "old"),
        ),
        (
            "look,2019-01-01,alejas,community_not_found,,false\nnew,2025-01-01,alejas,grant,klusums,false",
            "active",
            ("new",),
        ),
        (
            "old,2019-01-01,alejas,grant,mezs,false\nlook,2025-01-01,alejas,community_not_found,,false",
            "no_recent_news",
            ("old",),
        ),
        (
            "end,2026-01-01,alejas,community_ended,klusums,false\nold,2020-01-01,berzi,grant,mezs,false",
            "no_recent_news",
            ("old",),
        ),
    ],
    ids=[
        "activity of a resident community, 36 months old",
        "a day older, and nobody has looked since",
        "a meeting called by the municipality",
        "a grant to whom no source says",
        "a grant to a football club",
        "a source says that a community is active and does not name it",
        "proposals come from single persons",
        "named within the window",
        "joined the working group within the window",
        "named long ago and never again",
        "acted long ago, and only named since",
        "one acted long ago, another forms",
        "looked for, none found",
        "a visit whose report names no community is no finding",
        "nor does it confirm that one is quiet",
        "somebody looked after it and found nothing",
        "the community itself said that it ended",
        "it acted after somebody had looked in vain",
        "who looked in one of its two villages did not look for all of it",
        "one ended, of the other there is no recent news",
    ],
)
def test_activity_state(rows: str, state: str, made_by: tuple[str, ...]) -> None:
    assert activity(rows, "alejas") == (state, made_by)


def states_of(rows: str) -> dict[str, str]:
    return dict(statuses(rows)["activity_state"])


def test_a_council_of_the_apkaime_makes_the_apkaime_active_and_not_its_villages() -> None:
    assert states_of("council,2026-01-01,apk-x,council_elected,,false") == {
        "novads": "active",
        "unit-a": "unknown",
        "apk-x": "active",
        "alejas": "unknown",
        "berzi": "unknown",
        "kazoki": "unknown",
    }


def test_a_community_is_active_in_each_of_its_villages_and_above_them() -> None:
    assert states_of("one,2026-01-01,alejas,event,mezs,false") == {
        "novads": "active",
        "unit-a": "active",
        "apk-x": "active",
        "alejas": "active",
        "berzi": "active",
        "kazoki": "unknown",
    }


def test_who_looked_in_one_village_did_not_look_in_the_whole_parish() -> None:
    state = states_of("look,2026-01-01,alejas,community_not_found,,false")
    assert (state["alejas"], state["unit-a"], state["novads"]) == (
        "none_known",
        "unknown",
        "unknown",
    )


@pytest.mark.parametrize("date_of_fact", ["2017", "2017-02", "2017-02-16"])
def test_a_date_stays_as_precise_as_its_source_states_it(date_of_fact: str) -> None:
    place_status = statuses(f"one,{date_of_fact},alejas,grant,klusums,false")
    assert place_status.loc["alejas", "activity_date"] == date_of_fact


def test_evidence_is_listed_newest_first() -> None:
    rows = """b,2025-06-01,alejas,grant,,false
a,2026-06-01,alejas,grant,,false
c,2025-06-01,berzi;alejas,grant,,false"""
    assert collaboration(rows, "alejas")[2] == ("a", "b", "c")


KINDS = ["meeting", "proposal", "grant", "council_elected", "project", "visit_held"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["alejas", "berzi", "kazoki", "apk-x", "unit-a", "novads"]),
            st.sampled_from(KINDS),
            st.dates(date(2015, 1, 1), DAY),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_what_lies_above_has_reached_at_least_as_much(
    facts: list[tuple[str, str, date]],
) -> None:
    rows = "\n".join(
        f"e{n},{day},{place},{kind},,false" for n, (place, kind, day) in enumerate(facts)
    )
    place_status = statuses(rows)
    order = list(CollaborationStatus)
    reached = place_status["collaboration_status"].map(order.index)
    assert reached["unit-a"] >= max(reached["alejas"], reached["berzi"])
    assert reached["apk-x"] >= max(reached["alejas"], reached["berzi"], reached["kazoki"])
    assert reached["novads"] == reached.max()
    ids = {f"e{n}" for n in range(len(facts))}
    for column in ("collaboration_evidence_ids", "activity_evidence_ids"):
        assert all(set(of_place) <= ids for of_place in place_status[column])
    has_reached = place_status["collaboration_status"] != CollaborationStatus.UNKNOWN
    assert has_reached.tolist() == [
        bool(of_place) for of_place in place_status["collaboration_evidence_ids"]
    ]
