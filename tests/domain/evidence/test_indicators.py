"""From the ledger to values: the table in, the values out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from catalogue import indicator
from default_rules import rules
from tables import communities, evidence, places

from geo_kopienas.domain.evidence.communities import community_states
from geo_kopienas.domain.evidence.explanations import explain_value
from geo_kopienas.domain.evidence.indicators import Absence, Indicator, Measure, indicator_values
from geo_kopienas.domain.evidence.ledger import facts_of_place, ledger_as_of
from geo_kopienas.domain.schema.codes import Level

if TYPE_CHECKING:
    from geo_kopienas.domain.evidence.ledger import Ledger

DAY = date(2026, 6, 30)


def ledger(text: str, day: date = DAY) -> Ledger:
    return ledger_as_of(evidence(text), places(), communities(), day)


def worked_out(what: Indicator, level: Level, text: str, day: date = DAY) -> dict[str, object]:
    opened = ledger(text, day)
    values = indicator_values(what, level, opened, states=community_states(opened, rules()))
    return {place: None if pd.isna(value) else value for place, value in values.items()}


GRANTS = """
evidence_id,date,place_ids,kind,value,unit
one,2019-07-08,alejas,grant,2000,EUR
two,2020,alejas,grant,,
both,2021,alejas;berzi,grant,500,EUR
"""
GRANT_SUM = indicator(Measure.SUM, kinds=("grant",), value_unit="EUR")


def test_place_without_evidence_is_unknown_not_zero() -> None:
    assert worked_out(GRANT_SUM, Level.SETTLEMENT, GRANTS)["kazoki"] is None


def test_absence_is_zero_only_where_the_catalogue_says_so() -> None:
    counted = indicator(Measure.COUNT, absence=Absence.ZERO)
    assert worked_out(counted, Level.SETTLEMENT, GRANTS) == {"alejas": 3, "berzi": 1, "kazoki": 0}


def test_fact_about_two_places_counts_once_in_the_total_above_them() -> None:
    assert worked_out(GRANT_SUM, Level.SETTLEMENT, GRANTS) == {
        "alejas": 2500,
        "berzi": 500,
        "kazoki": None,
    }
    assert worked_out(GRANT_SUM, Level.UNIT, GRANTS) == {"unit-a": 2500}
    assert worked_out(GRANT_SUM, Level.APKAIME, GRANTS) == {"apk-x": 2500}
    assert worked_out(GRANT_SUM, Level.MUNICIPALITY, GRANTS) == {"novads": 2500}


def test_grant_without_an_amount_is_named_and_not_added() -> None:
    why = explain_value(GRANT_SUM, "alejas", ledger(GRANTS))
    assert why.value == 2500
    assert why.evidence_ids == ("both", "one")
    assert why.unquantified_ids == ("two",)


def test_summary_repeats_facts_and_is_never_added() -> None:
    text = """
evidence_id,date,place_ids,kind,value,unit,is_summary
part,2020,alejas,grant,10,EUR,false
total,2020,novads,grant,99,EUR,true
"""
    assert worked_out(GRANT_SUM, Level.MUNICIPALITY, text) == {"novads": 10}


@pytest.mark.parametrize(
    ("day", "known"),
    [
        (date(2022, 7, 30), False),  # "2022-07" may still lie ahead
        (date(2022, 7, 31), True),
    ],
)
def test_imprecise_date_counts_from_its_last_possible_day(day: date, *, known: bool) -> None:
    text = "evidence_id,date,place_ids,kind\none,2022-07,berzi,meeting"
    value = worked_out(indicator(Measure.COUNT), Level.SETTLEMENT, text, day)["berzi"]
    assert (value == 1) is known


def test_date_between_two_bounds_counts_from_the_later_one() -> None:
    text = """
evidence_id,date,date_end,date_basis,place_ids,kind
one,2014-12,2017-02,between,berzi,meeting
"""
    count = indicator(Measure.COUNT)
    assert worked_out(count, Level.SETTLEMENT, text, date(2017, 2, 27))["berzi"] is None
    assert worked_out(count, Level.SETTLEMENT, text, date(2017, 2, 28))["berzi"] == 1


def test_theme_with_a_stated_zero_is_zero_and_an_unlisted_place_is_unknown() -> None:
    text = """
evidence_id,date,place_ids,kind,value,unit,breakdown
p,2023-11-13,alejas,proposal,3,proposals,safety=0;health_social=3
"""
    safety = indicator(Measure.THEME, theme="safety")
    assert worked_out(safety, Level.SETTLEMENT, text) == {
        "alejas": 0,
        "berzi": None,
        "kazoki": None,
    }


def test_per_residents_is_missing_where_the_population_is() -> None:
    text = """
evidence_id,date,place_ids,kind,value,unit
p,2023-11-13,alejas,proposal,3,proposals
q,2023-11-13,berzi,proposal,4,proposals
"""
    rate = indicator(Measure.SUM, value_unit="proposals", per_residents=1000)
    assert worked_out(rate, Level.SETTLEMENT, text) == {
        "alejas": 15,
        "berzi": None,
        "kazoki": None,
    }
    why = explain_value(rate, "alejas", ledger(text))
    assert (why.denominator, why.denominator_year) == (200, 2023)
    assert explain_value(rate, "berzi", ledger(text)).is_denominator_missing


def test_months_since_takes_the_newest_fact_and_never_runs_below_zero() -> None:
    text = """
evidence_id,date,date_end,place_ids,kind
old,2020-01-01,,alejas,meeting
new,2026-05-30,,alejas,meeting
long,2026-06-01,2026-12-31,berzi,survey
"""
    months = indicator(Measure.MONTHS_SINCE)
    assert worked_out(months, Level.SETTLEMENT, text) == {"alejas": 1, "berzi": 0, "kazoki": None}
    why = explain_value(months, "alejas", ledger(text))
    assert why.evidence_ids == ("new",)


COUNCIL = indicator(Measure.STATE, steps=("council_started", "council_elected"))


def test_council_of_an_apkaime_is_shown_at_its_settlements_as_the_apkaimes() -> None:
    text = """
evidence_id,date,place_ids,kind
began,2025-11-06,apk-x,council_started
elected,2026-01-28,apk-x,council_elected
"""
    assert worked_out(COUNCIL, Level.APKAIME, text) == {"apk-x": 1}
    assert worked_out(COUNCIL, Level.SETTLEMENT, text) == {"alejas": 1, "berzi": 1, "kazoki": 1}
    why = explain_value(COUNCIL, "alejas", ledger(text))
    assert why.evidence_ids == ()
    assert why.inherited_ids == ("elected", "began")


NAMED = """
evidence_id,date,place_ids,community_ids,kind
n1,2020,alejas,mezs,community_named
n2,2024,berzi,upe,grant
old,2021,alejas,mezs,grant
n3,2026-12-01,alejas,klusums,community_named
"""


def test_communities_are_those_that_a_source_names_by_the_day() -> None:
    known = indicator(Measure.COMMUNITIES)
    assert worked_out(known, Level.SETTLEMENT, NAMED) == {"alejas": 1, "berzi": 2, "kazoki": None}
    assert worked_out(known, Level.UNIT, NAMED) == {"unit-a": 2}  # the shared one counts once
    # One that acted more than 36 months ago is known, and nobody knows whether it is active.
    active = indicator(Measure.ACTIVE_COMMUNITIES)
    assert worked_out(active, Level.SETTLEMENT, NAMED) == {
        "alejas": None,
        "berzi": 1,
        "kazoki": None,
    }


def test_every_value_lists_the_facts_that_made_it() -> None:
    known, opened = indicator(Measure.COMMUNITIES), ledger(NAMED)
    why = explain_value(known, "berzi", opened, states=community_states(opened, rules()))
    assert why.community_ids == ("mezs", "upe")
    assert set(why.evidence_ids) == {"n1", "n2", "old"}


def test_facts_of_a_place_are_its_own_and_those_below_newest_first() -> None:
    facts = facts_of_place(ledger(GRANTS), "unit-a")
    assert list(facts.index) == ["both", "two", "one"]
    assert not facts["is_own"].any()


def test_before_the_first_fact_everything_is_unknown() -> None:
    day = date(2001, 1, 1)
    for measure in (Measure.COUNT, Measure.MONTHS_SINCE, Measure.COMMUNITIES):
        values = worked_out(indicator(measure), Level.SETTLEMENT, NAMED, day)
        assert set(values.values()) == {None}
