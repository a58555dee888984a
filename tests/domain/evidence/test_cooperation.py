"""Steps, sums and proposals of cooperation, from small ledgers."""

from __future__ import annotations

import datetime as dt

import pandas as pd
from tables import communities, evidence, places

from geo_kopienas.domain.evidence.cooperation import (
    NO_THEME,
    Spread,
    facts_in_scope,
    ladder,
    proposals_by_theme,
    rows_for,
    spread_over_places,
    years_of,
)
from geo_kopienas.domain.evidence.ledger import Ledger, ledger_as_of
from geo_kopienas.domain.schema.codes import Level

DAY = dt.date(2024, 6, 30)

SUPPORT = """
evidence_id,date,place_ids,kind,value,unit,is_summary
one,2022-05-01,alejas,grant,1000,EUR,false
both,2023-05-01,alejas;berzi,grant,500,EUR,false
parish,2023-06-01,unit-a,participatory_budget_realised,200,EUR,false
total,2023-07-01,novads,grant,9999,EUR,true
call,2023-08-01,novads,grant_call,170000,EUR,false
silent,2023-09-01,berzi,grant,,,false
votes,2023-10-01,berzi,participatory_budget_supported,60,votes,false
"""

PROPOSALS = """
evidence_id,date,place_ids,kind,value,unit,breakdown,is_summary
old,2019-09,novads,proposal,108,proposals,,false
here,2023-11-13,alejas,proposal,5,proposals,safety=1;infrastructure_environment=3,false
there,2023-11-13,berzi,proposal,2,proposals,safety=0;infrastructure_environment=2,false
sum,2023-11-13,novads,proposal,7,proposals,,true
"""


def opened(text: str) -> Ledger:
    return ledger_as_of(evidence(text), places(), communities(), DAY)


def spread(quantities: pd.DataFrame, ledger: Ledger, level: Level) -> Spread:
    return spread_over_places(quantities, ledger, rows_for(places(), level, None))


def test_proposals_keep_a_stated_zero_and_name_what_has_no_theme() -> None:
    ledger = opened(PROPOSALS)
    themes = proposals_by_theme(facts_in_scope(ledger, None, None))
    assert themes.loc["there", "safety"] == 0
    assert themes.loc["here", NO_THEME] == 1
    assert themes.loc["old", NO_THEME] == 108
    assert pd.isna(themes.loc["old", "safety"])
    themes_spread = spread(themes, ledger, Level.UNIT)
    assert themes_spread.by_place.loc["unit-a", "infrastructure_environment"] == 5
    assert themes_spread.elsewhere[NO_THEME] == 108


def test_years_choose_facts_by_the_day_from_which_they_count() -> None:
    ledger = opened(PROPOSALS)
    assert list(facts_in_scope(ledger, None, (2019, 2020)).index) == ["old"]
    assert years_of(ledger) == (2019, 2023)


def test_place_has_the_facts_of_the_places_below_it() -> None:
    ledger = opened(SUPPORT)
    assert "parish" in facts_in_scope(ledger, "unit-a", None).index
    assert "parish" not in facts_in_scope(ledger, "alejas", None).index


def test_rows_of_a_chosen_place_are_itself_and_what_lies_in_it() -> None:
    assert rows_for(places(), Level.SETTLEMENT, "apk-x") == ["apk-x", "alejas", "berzi", "kazoki"]
    assert rows_for(places(), Level.UNIT, None) == ["unit-a"]


def test_ladder_puts_current_before_past_and_unknown_last() -> None:
    statuses = pd.DataFrame(
        {
            "collaboration_status": [
                *("consulted", "unknown", "unknown"),
                *("unknown", "supported", "supported"),
            ],
            "is_current": [True, False, False, False, False, True],
        },
        index=pd.Index(["novads", "unit-a", "apk-x", "alejas", "berzi", "kazoki"]),
    )
    rows = ladder(places(), statuses, Level.SETTLEMENT, DAY, "novads")
    assert list(rows.index) == ["kazoki", "berzi", "novads", "alejas"]


def test_ledger_before_its_first_fact_is_empty_and_has_no_years() -> None:
    ledger = ledger_as_of(evidence(SUPPORT), places(), communities(), dt.date(2001, 1, 1))
    assert years_of(ledger) == (2001, 2001)
    assert proposals_by_theme(facts_in_scope(ledger, None, None)).empty
