"""Why a place has its value of an indicator: the facts and communities that made it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo_kopienas.domain.evidence.indicators import (
    STATUS_STEPS,
    Indicator,
    Measure,
    contributions,
    counted_communities,
    indicator_values,
    needed,
    relevant_facts,
)
from geo_kopienas.domain.evidence.ledger import Ledger
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.membership import is_among


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a place has its value.

    Attributes:
        value: The number, the position of the state among the steps, or None for not known.
        evidence_ids: The facts that made it, newest first.
        inherited_ids: Facts of the settlement's apkaime, shown as the apkaime's and not counted.
        unquantified_ids: Facts that belong to it but whose value the source does not give.
        community_ids: The communities that were counted.
        denominator: Residents that the value is divided by, and their year.
        denominator_year: Year of the denominator.
        is_denominator_missing: Whether the value is missing for want of a population figure.
    """

    value: float | None
    evidence_ids: tuple[str, ...] = ()
    inherited_ids: tuple[str, ...] = ()
    unquantified_ids: tuple[str, ...] = ()
    community_ids: tuple[str, ...] = ()
    denominator: int | None = None
    denominator_year: int | None = None
    is_denominator_missing: bool = False


def explain_value(
    indicator: Indicator,
    place_id: str,
    ledger: Ledger,
    statuses: pd.DataFrame | None = None,
    states: pd.DataFrame | None = None,
) -> Explanation:
    """Say what made the value of one place.

    Args:
        indicator: Entry of the catalogue.
        place_id: A place of the register.
        ledger: The ledger at the chosen day.
        statuses: `place_statuses` of that day; needed by the measures of statuses alone.
        states: `community_states` of that day; needed by the measures of communities alone.
    """
    place = ledger.places.loc[ledger.places["place_id"] == place_id].iloc[0]
    values = indicator_values(indicator, Level(place["level"]), ledger, statuses, states)
    value = None if pd.isna(values[place_id]) else float(values[place_id])
    if indicator.measure in STATUS_STEPS:
        return _explain_status(indicator, place, ledger, needed(statuses), value)
    if indicator.measure in {Measure.COMMUNITIES, Measure.ACTIVE_COMMUNITIES}:
        return _explain_communities(indicator, place_id, ledger, needed(states), value)

    facts = relevant_facts(indicator, ledger)
    quantities = contributions(indicator, facts, ledger)
    attributed = ledger.attributed
    here = attributed.loc[attributed["place_id"] == place_id, "evidence_id"]
    own = facts.loc[is_among(facts.index, here)].sort_values("last_day", ascending=False)
    has_number = quantities.reindex(own.index).notna()
    made_by = own.index[has_number]
    if indicator.measure is Measure.MONTHS_SINCE:
        made_by = made_by[:1]  # the newest alone makes the value
    apkaime_id = place["apkaime_id"]
    inherited: tuple[str, ...] = ()
    if indicator.measure is Measure.STATE and not pd.isna(apkaime_id):
        there = attributed.loc[
            (attributed["place_id"] == apkaime_id) & attributed["is_own"], "evidence_id"
        ]
        newest = facts.loc[is_among(facts.index, there)].sort_values("last_day", ascending=False)
        inherited = tuple(newest.index[~is_among(newest.index, own.index)])
    residents, year = place["population_count"], place["population_year"]
    needs_residents = indicator.per_residents is not None
    return Explanation(
        value=value,
        evidence_ids=tuple(made_by),
        inherited_ids=inherited,
        unquantified_ids=tuple(own.index[~has_number]),
        denominator=None if not needs_residents or pd.isna(residents) else int(residents),
        denominator_year=None if not needs_residents or pd.isna(year) else int(year),
        is_denominator_missing=needs_residents and bool(pd.isna(residents)),
    )


def _explain_status(
    indicator: Indicator,
    place: pd.Series,
    ledger: Ledger,
    statuses: pd.DataFrame,
    value: float | None,
) -> Explanation:
    """A status and its facts; those of the settlement's apkaime are shown as the apkaime's."""
    is_activity = indicator.measure is Measure.ACTIVITY
    column = "activity_evidence_ids" if is_activity else "collaboration_evidence_ids"
    own = statuses.loc[place["place_id"], column]
    inherited = facts_of_apkaime(place["apkaime_id"], column, ledger, statuses)
    shown = tuple(evidence_id for evidence_id in inherited if evidence_id not in own)
    return Explanation(value, evidence_ids=own, inherited_ids=shown)


def facts_of_apkaime(
    apkaime_id: Any,  # noqa: ANN401 - a cell, perhaps missing
    column: str,
    ledger: Ledger,
    statuses: pd.DataFrame,
) -> tuple[str, ...]:
    """The facts of an apkaime's status that name the apkaime itself, such as its council.

    Those of its other settlements say nothing of the settlement that is looked at.
    """
    if pd.isna(apkaime_id):
        return ()
    places_of = ledger.facts["place_ids"]
    return tuple(
        evidence_id
        for evidence_id in statuses.loc[apkaime_id, column]
        if apkaime_id in places_of[evidence_id]
    )


def _explain_communities(
    indicator: Indicator,
    place_id: str,
    ledger: Ledger,
    states: pd.DataFrame,
    value: float | None,
) -> Explanation:
    counted = counted_communities(indicator, ledger, states)
    community_ids = set(counted.loc[counted["place_id"] == place_id, "community_id"])
    about = ledger.facts["community_ids"].map(lambda ids: not community_ids.isdisjoint(ids))
    facts = ledger.facts.loc[about.astype(bool)].sort_values("last_day", ascending=False)
    order = (key for key in ledger.communities["community_id"] if key in community_ids)
    return Explanation(value, evidence_ids=tuple(facts.index), community_ids=tuple(order))
