"""Support: which facts count, under which name, once in every total."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from catalogue import indicator
from hypothesis import given
from hypothesis import strategies as st
from tables import communities, evidence, places

from geo_kopienas.domain.evidence.cooperation import (
    facts_in_scope,
    rows_for,
    spread_over_places,
)
from geo_kopienas.domain.evidence.explanations import explain_value
from geo_kopienas.domain.evidence.indicators import Measure, indicator_values
from geo_kopienas.domain.evidence.ledger import Ledger, ledger_as_of
from geo_kopienas.domain.evidence.support import (
    SUPPORT_KINDS,
    sums_not_added,
    support_by_kind,
    support_by_year,
    support_without_sum,
)
from geo_kopienas.domain.schema.codes import EvidenceKind, Level, SupportKind, Unit

DAY = dt.date(2024, 6, 30)
HEADER = "evidence_id,date,place_ids,kind,value,unit,is_summary\n"
SUPPORT = """\
one,2022-05-01,alejas,grant,1000,EUR,false
both,2023-05-01,alejas;berzi,grant,500,EUR,false
beach,2023-06-01,unit-a,participatory_budget_realised,200,EUR,false
prize,2023-06-02,berzi,award,30,EUR,false
leader,2023-06-03,berzi,project,4,EUR,false
total,2023-07-01,novads,grant,9999,EUR,true
call,2023-08-01,novads,grant_call,170000,EUR,false
chest,2023-08-02,berzi,fundraising,70,EUR,false
idea,2023-08-03,berzi,participatory_budget_supported,5000,EUR,false
silent,2023-09-01,berzi,grant,,,false
votes,2023-10-01,berzi,participatory_budget_supported,60,votes,false
"""


def opened(rows: str = SUPPORT, day: dt.date = DAY) -> Ledger:
    return ledger_as_of(evidence(HEADER + rows), places(), communities(), day)


def known(values: pd.Series) -> dict[str, float]:
    return {str(name): value for name, value in values.dropna().items()}


@pytest.mark.parametrize(
    ("kind", "settlements", "municipality"),
    [
        (SupportKind.GRANTS, {"alejas": 1500, "berzi": 500}, 1500),
        (SupportKind.PARTICIPATORY_BUDGET, {}, 200),
        (SupportKind.OTHER_PROJECTS, {"berzi": 34}, 34),
        (None, {"alejas": 1500, "berzi": 534}, 1734),  # all together
    ],
)
def test_each_kind_has_its_sum_and_all_have_one_total(
    kind: SupportKind | None, settlements: dict[str, float], municipality: float
) -> None:
    what = indicator(Measure.SUPPORT, support=kind)
    assert known(indicator_values(what, Level.SETTLEMENT, opened())) == settlements
    assert known(indicator_values(what, Level.MUNICIPALITY, opened())) == {"novads": municipality}


def test_summaries_money_on_offer_votes_and_collected_money_are_no_support() -> None:
    facts = facts_in_scope(opened(), None, None)
    assert set(support_by_kind(facts).index) == {"one", "both", "beach", "prize", "leader"}
    assert set(sums_not_added(facts).index) == {"total", "call", "chest", "idea"}
    assert list(support_without_sum(facts).index) == ["silent"]


def test_a_fact_without_a_sum_stands_beside_the_value() -> None:
    grants = indicator(Measure.SUPPORT, support=SupportKind.GRANTS)
    explained = explain_value(grants, "berzi", opened())
    assert explained.value == 500
    assert explained.evidence_ids == ("both",)
    assert explained.unquantified_ids == ("silent",)


def test_per_resident_only_where_the_population_is_known() -> None:
    shares = indicator(Measure.SUPPORT, support=None, per_residents=1)
    assert known(indicator_values(shares, Level.SETTLEMENT, opened())) == {"alejas": 7.5}
    explained = explain_value(shares, "berzi", opened())
    assert explained.is_denominator_missing


def test_support_is_summed_by_the_year_in_which_the_fact_became_certain() -> None:
    facts = facts_in_scope(opened(), None, None)
    by_year = support_by_year(support_by_kind(facts), facts)
    assert by_year["grants"].to_dict() == {2022: 1000, 2023: 500}
    assert known(by_year["participatory_budget"]) == {"2023": 200}


def test_support_of_a_parish_stands_beside_its_villages_and_in_the_total() -> None:
    ledger = opened()
    amounts = support_by_kind(facts_in_scope(ledger, None, None))
    spread = spread_over_places(amounts, ledger, rows_for(places(), Level.SETTLEMENT, None))
    assert spread.elsewhere["participatory_budget"] == 200
    assert spread.elsewhere_ids == ("beach",)
    assert pd.isna(spread.by_place.loc["alejas", "other_projects"])
    assert spread.shared_ids == ("both",)
    assert spread.total.sum() == 1734


def test_a_place_opens_the_facts_of_its_row_newest_first() -> None:
    ledger = opened()
    amounts = support_by_kind(facts_in_scope(ledger, None, None))
    spread = spread_over_places(amounts, ledger, rows_for(places(), Level.SETTLEMENT, None))
    assert spread.evidence == {
        "alejas": ("both", "one"),
        "berzi": ("leader", "prize", "both"),
    }


def test_before_the_first_fact_there_is_no_support() -> None:
    ledger = opened(day=dt.date(2001, 1, 1))
    assert support_by_kind(facts_in_scope(ledger, None, None)).empty


def test_every_kind_of_evidence_belongs_to_one_kind_of_support_at_most() -> None:
    kinds = [kind for kinds in SUPPORT_KINDS.values() for kind in kinds]
    assert len(kinds) == len(set(kinds))
    assert set(SUPPORT_KINDS) == set(SupportKind)


PLACE_IDS = list(places()["place_id"])
FACTS = st.lists(
    st.tuples(
        st.integers(2014, 2026),
        st.lists(st.sampled_from(PLACE_IDS), min_size=1, max_size=3, unique=True),
        st.sampled_from([kind.value for kind in EvidenceKind]),
        st.one_of(st.none(), st.integers(0, 40_000)),
        st.sampled_from([Unit.EUR.value, Unit.VOTES.value]),
        st.booleans(),
    ),
    max_size=12,
)


@given(FACTS, st.integers(2014, 2026))
def test_page_indicators_and_facts_agree_on_any_ledger(
    drawn: list[tuple[int, list[str], str, int | None, str, bool]], year: int
) -> None:
    rows = "".join(
        f"e{number},{fact_year}-06-01,{';'.join(ids)},{kind},"
        f"{'' if value is None else value},{'' if value is None else unit},{str(is_sum).lower()}\n"
        for number, (fact_year, ids, kind, value, unit, is_sum) in enumerate(drawn)
    )
    if not rows:
        return
    ledger = opened(rows, dt.date(year, 12, 31))
    amounts = support_by_kind(facts_in_scope(ledger, None, None))
    spread = spread_over_places(amounts, ledger, PLACE_IDS)
    for kind in (*SupportKind, None):
        of_page = (
            spread.by_place.sum(axis="columns", min_count=1)
            if kind is None
            else spread.by_place.get(kind, pd.Series(dtype="float64"))
        )
        what = indicator(Measure.SUPPORT, support=kind)
        of_map = pd.concat([indicator_values(what, level, ledger) for level in Level])
        assert known(of_page) == known(of_map)
        for place_id, value in known(of_map).items():
            of_place = support_by_kind(facts_in_scope(ledger, place_id, None))
            total = of_place.sum().sum() if kind is None else of_place[kind].sum()
            assert total == value
