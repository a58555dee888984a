"""Seats, visits and changes, from small ledgers."""

from __future__ import annotations

import datetime as dt

import pandas as pd
from tables import communities, evidence, places

from geo_kopienas.domain.evidence.ledger import Ledger, ids_by_place, ledger_as_of
from geo_kopienas.domain.evidence.working_group import (
    changes,
    facts_by_own_place,
    last_round,
    round_totals,
    visited_places,
    visits,
)

DAY = dt.date(2024, 6, 30)

VISITS = """
evidence_id,date,date_end,place_ids,kind,value,unit,is_summary
seat,2022,,alejas,working_group_member,,,false
council,2023-05-01,,apk-x,council_elected,,,false
held,2022-06-14,,alejas,visit_held,,,false
later,2022-09,,berzi;kazoki,visit_held,,,false
announced,2022-10-07,,berzi,visit_planned,,,false
round,2022-06,2022-10,alejas;berzi,project,70,people,true
elsewhere,2019,,alejas,project,30,people,true
"""


def opened(text: str = VISITS, day: dt.date = DAY) -> Ledger:
    return ledger_as_of(evidence(text), places(), communities(), day)


def test_seats_stand_at_the_places_that_the_facts_name() -> None:
    kinds = ("working_group_member", "council_elected")
    seats = facts_by_own_place(opened(), kinds)
    assert seats == {"apk-x": ("council",), "alejas": ("seat",)}


def test_visits_are_held_and_announced_ones_newest_first() -> None:
    assert list(visits(opened()).index) == ["announced", "later", "held"]


def test_visit_announced_is_no_visit_and_a_visit_counts_upwards() -> None:
    assert visited_places(opened()) == {
        *("alejas", "berzi", "kazoki"),
        *("unit-a", "apk-x", "novads"),
    }
    assert last_round(opened()) == dt.date(2022, 9, 30)


def test_total_of_a_round_names_visited_places_of_its_time() -> None:
    assert list(round_totals(opened()).index) == ["round"]


def test_without_visits_there_is_no_round() -> None:
    ledger = opened(day=dt.date(2001, 1, 1))
    assert last_round(ledger) is None
    assert visits(ledger).empty
    assert round_totals(ledger).empty
    assert visited_places(ledger) == set()


def test_change_names_both_states_and_the_facts_in_between() -> None:
    index = pd.Index(["alejas", "berzi"], name="place_id")
    before = pd.DataFrame({"seat": ["no", "no"]}, index=index)
    after = pd.DataFrame({"seat": ["yes", "no"]}, index=index)
    changed = changes(before, after, opened(), dt.date(2022, 6, 14))
    assert list(changed.index) == ["alejas"]
    assert (changed.loc["alejas", "seat_before"], changed.loc["alejas", "seat_after"]) == (
        "no",
        "yes",
    )
    # The visit of the earlier day itself was known then.
    assert changed.loc["alejas", "evidence_ids"] == ("seat", "round")


def test_nothing_changed_is_an_empty_answer() -> None:
    index = pd.Index(["alejas"], name="place_id")
    same = pd.DataFrame({"seat": ["no"]}, index=index)
    assert changes(same, same, opened(), dt.date(2022, 6, 14)).empty


def test_a_register_without_any_fact_has_no_seats_and_no_changes() -> None:
    nothing = opened(day=dt.date(2000, 1, 1))
    assert facts_by_own_place(nothing, ("working_group_member",)) == {}
    ids = ids_by_place(
        nothing.attributed[["evidence_id", "place_id"]].merge(
            nothing.facts[["last_day"]], left_on="evidence_id", right_index=True
        ),
        places(),
    )
    assert set(ids) == {()}
