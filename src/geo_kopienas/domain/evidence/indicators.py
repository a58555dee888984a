"""Indicators: from the ledger to one value a place; `explanations` names the facts that made it.

What exists is said by the catalogue (`data/rules/indicators.toml`); this module knows the few
ways of working a value out. A value that the ledger does not give is missing, never zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

import pandas as pd
from pydantic import Field, PlainValidator

from geo_kopienas.domain.evidence.communities import CommunityState
from geo_kopienas.domain.evidence.ledger import Ledger
from geo_kopienas.domain.evidence.rules import OptionalKinds
from geo_kopienas.domain.evidence.support import support_facts
from geo_kopienas.domain.places.hierarchy import (
    apkaime_of,
    counting_places,
    of_level,
    residents_of,
)
from geo_kopienas.domain.schema import entries
from geo_kopienas.domain.schema.codes import (
    LANGUAGES,
    ActivityState,
    CollaborationStatus,
    Level,
    SupportKind,
    Theme,
    Unit,
)
from geo_kopienas.domain.schema.membership import is_among

DAYS_PER_MONTH = 365.2425 / 12  # the mean Gregorian month


class Measure(StrEnum):
    """How a value is worked out from the facts of the indicator's kinds."""

    COUNT = "count"  # number of facts
    SUM = "sum"  # sum of their values
    SUPPORT = "support"  # EUR of support, of one kind or in total
    THEME = "theme"  # sum of one theme of their breakdowns
    MONTHS_SINCE = "months_since"  # whole months from the newest fact to the day
    STATE = "state"  # the highest step of `steps` that has a fact
    COMMUNITIES = "communities"  # communities known
    ACTIVE_COMMUNITIES = "active_communities"  # communities with a fact of activity
    COLLABORATION = "collaboration"  # collaboration status by the rules
    ACTIVITY = "activity"  # activity state by the rules


_PAST = "_past"

#: Ordered states of the statuses, lowest first; what a place had reached but is not current any
#: more is a state of its own.
STATUS_STEPS = {
    Measure.COLLABORATION: tuple(
        step
        for status in CollaborationStatus
        if status is not CollaborationStatus.UNKNOWN
        for step in (f"{status}{_PAST}", status.value)
    ),
    Measure.ACTIVITY: (
        ActivityState.NONE_KNOWN.value,
        ActivityState.QUIET.value,
        ActivityState.NO_RECENT_NEWS.value,
        ActivityState.EMERGING.value,
        ActivityState.ACTIVE.value,
    ),
}

#: States that say what was once so and is not any more.
PAST_STATES = frozenset(
    {f"{status}{_PAST}" for status in CollaborationStatus} | {ActivityState.QUIET.value}
)


#: What was once so, and nobody knows whether it still is.
UNSURE_STATES = frozenset({ActivityState.NO_RECENT_NEWS.value})


def current_state(state: str) -> str:
    """The state that a past one was while it lasted; any other is itself."""
    return state.removesuffix(_PAST)


class Absence(StrEnum):
    """What it means that the ledger holds no fact."""

    UNKNOWN = "unknown"
    ZERO = "zero"  # only where the ledger itself is what is counted


MAX_DECIMALS = 6
MAX_RESIDENTS = 10**6
MAX_LIMITS = 6  # limits of seven classes, which is as many as can be told apart
_NEEDED_BY = {"value_unit": Measure.SUM, "theme": Measure.THEME, "steps": Measure.STATE}
_WITHOUT_UNIT = frozenset({Measure.STATE, Measure.COLLABORATION, Measure.ACTIVITY})
_UNIT_KEYS = tuple(f"unit_{language}" for language in LANGUAGES)
_REASON_KEYS = tuple(f"limits_reason_{language}" for language in LANGUAGES)


_OptionalTexts = Annotated[
    dict[str, str],
    entries.by_language(entries.unless_blank(entries.read_text)),
    Field(default_factory=dict),
]


def _read_id(value: object) -> str:
    name = entries.read_text(value)
    if not (name.isascii() and name.replace("_", "").isalnum()):
        entries.refuse("invalid_id", name)
    return name


@dataclass(frozen=True, slots=True)
class Indicator(entries.Entry):
    """One entry of the catalogue.

    Attributes:
        indicator_id: Id in addresses and exports.
        measure: How it is worked out.
        kinds: Kinds of evidence that it reads; empty for all.
        steps: Kinds in ascending order, for a state of the measure `state`.
        support: Kind of support that it sums; None for all together.
        theme: Theme of the breakdown that it sums.
        value_unit: Unit that a value must have to be summed.
        per_residents: Denominator: value per so many residents; None for none.
        since, until: Days between which a fact's first day must lie (ISO), or empty.
        absence: What no fact means.
        decimals: Decimals shown.
        limits: Limits of classes with a meaning, ascending; empty for none.
        limits_reason: What they mean.
        label, how, group, unit, unit_one, note: Its words by language; the last three may lack.
    """

    indicator_id: Annotated[str, PlainValidator(_read_id), Field(alias="id")]
    measure: Annotated[Measure, entries.code(Measure)]
    kinds: OptionalKinds
    steps: OptionalKinds
    support: Annotated[SupportKind | None, entries.code(SupportKind), Field(default=None)]
    theme: Annotated[Theme | None, entries.code(Theme), Field(default=None)]
    value_unit: Annotated[str | None, entries.code(Unit), Field(default=None)]
    per_residents: Annotated[int | None, entries.whole(1, MAX_RESIDENTS), Field(default=None)]
    since: entries.OptionalDate
    until: entries.OptionalDate
    absence: Annotated[Absence, entries.code(Absence), Field(default=Absence.UNKNOWN)]
    decimals: Annotated[int, entries.whole(0, MAX_DECIMALS), Field(default=0)]
    limits: Annotated[tuple[float, ...], entries.ascending(MAX_LIMITS), Field(default=())]
    limits_reason: _OptionalTexts
    label: entries.Words
    how: entries.Words
    group: entries.Words
    unit: _OptionalTexts
    unit_one: _OptionalTexts
    note: _OptionalTexts

    @classmethod
    def cross_faults(cls, content: Mapping[str, Any], _: object) -> Iterator[entries.Located]:
        """Keys that its measure needs."""
        measure = entries.text_in(content, "measure")
        needed = [key for key, by in _NEEDED_BY.items() if measure == by and key not in content]
        # A state has no unit, but says so with an empty word.
        if measure not in _WITHOUT_UNIT:
            needed += [key for key in _UNIT_KEYS if entries.is_blank(content.get(key))]
        if content.get("limits"):
            # Limits without their reason are as good as any.
            needed += [key for key in _REASON_KEYS if entries.is_blank(content.get(key))]
            if measure in _WITHOUT_UNIT:
                yield ("limits",), entries.rule_fault("unknown_key")
        for key in needed:
            yield (key,), entries.rule_fault("required_missing")

    def __hash__(self) -> int:
        """By its id, for its words are mappings."""
        return hash(self.indicator_id)

    @property
    def is_state(self) -> bool:
        """Whether its values are ordered states and not numbers."""
        return bool(self.states)

    @property
    def states(self) -> tuple[str, ...]:
        """Its ordered states, lowest first; empty for a number."""
        return STATUS_STEPS.get(self.measure, self.steps)

    def word(self, name: str, language: str) -> str:
        """One of its words in a language; empty where the catalogue has none."""
        words: Mapping[str, str] = getattr(self, name)
        return words.get(language, "")


def relevant_facts(indicator: Indicator, ledger: Ledger) -> pd.DataFrame:
    """The facts that the indicator reads; a summary repeats facts and is never added to them."""
    facts = ledger.facts.loc[~ledger.facts["is_summary"].astype(bool)]
    if indicator.measure is Measure.SUPPORT:
        facts = support_facts(facts, indicator.support)
    kinds = indicator.steps or indicator.kinds
    if kinds:
        facts = facts.loc[facts["kind"].isin(kinds)]
    if indicator.since:
        facts = facts.loc[facts["date"] >= indicator.since]
    if indicator.until:
        facts = facts.loc[facts["date"] <= indicator.until]
    if indicator.theme is not None:
        facts = facts.loc[facts["breakdown"].notna()]
    return facts


def contributions(indicator: Indicator, facts: pd.DataFrame, ledger: Ledger) -> pd.Series:
    """The number that each fact contributes; missing where the source gives none."""
    if indicator.measure is Measure.THEME:
        theme = str(indicator.theme)
        numbers = facts["breakdown"].map(lambda parts: parts.get(theme))
        contributed: pd.Series[float] = numbers.astype("Float64")
        return contributed
    if indicator.measure is Measure.SUPPORT:
        return facts["support_eur"].astype("Float64")
    if indicator.measure is Measure.SUM:
        return facts["value"].where(facts["unit"] == indicator.value_unit).astype("Float64")
    if indicator.measure is Measure.MONTHS_SINCE:
        return whole_months(facts["last_day"], ledger.as_of).astype("Float64")
    if indicator.measure is Measure.STATE:
        steps = {kind: step for step, kind in enumerate(indicator.steps)}
        return facts["kind"].map(lambda kind: float(steps[kind])).astype("Float64")
    return pd.Series(1.0, index=facts.index)


def whole_months(days: pd.Series, as_of: date) -> pd.Series:
    """Whole mean months from each day to `as_of`; NaN where there is no day.

    Never below 0: a long event may end after the day that is looked at.
    """
    passed = (pd.Timestamp(as_of) - days).dt.days
    months: pd.Series[float] = (passed.clip(lower=0) // DAYS_PER_MONTH).astype("float64")
    return months


_AGGREGATES = {
    Measure.MONTHS_SINCE: "min",
    Measure.STATE: "max",
}


def indicator_values(
    indicator: Indicator,
    level: Level,
    ledger: Ledger,
    statuses: pd.DataFrame | None = None,
    states: pd.DataFrame | None = None,
) -> pd.Series:
    """Work out an indicator for every place of a level.

    Args:
        indicator: Entry of the catalogue.
        level: The level.
        ledger: The ledger at the chosen day.
        statuses: `place_statuses` of that day; needed by the measures of statuses alone.
        states: `community_states` of that day; needed by the measures of communities alone.

    Returns:
        Float series indexed by `place_id` in the order of the register; NaN where not known. A
        state is its position in `indicator.states`.
    """
    wanted = of_level(ledger.places, level).set_index("place_id")
    if indicator.measure in STATUS_STEPS:
        return status_positions(indicator.measure, needed(statuses).loc[wanted.index])
    if indicator.measure in {Measure.COMMUNITIES, Measure.ACTIVE_COMMUNITIES}:
        counted = counted_communities(indicator, ledger, needed(states))
        values = counted.groupby("place_id")["community_id"].nunique()
    else:
        facts = relevant_facts(indicator, ledger)
        quantities = contributions(indicator, facts, ledger).rename("quantity").dropna()
        joined = ledger.attributed.merge(
            quantities, left_on="evidence_id", right_index=True, how="inner"
        )
        joined = _with_apkaime_states(indicator, joined, ledger.places)
        how = _AGGREGATES.get(indicator.measure, "sum")
        values = joined.groupby("place_id")["quantity"].agg(how)
    amounts: pd.Series[float] = values.reindex(wanted.index).astype("Float64")
    if indicator.absence is Absence.ZERO:
        amounts = amounts.fillna(0)
    if indicator.per_residents is not None:
        amounts = amounts * indicator.per_residents / residents_of(wanted.reset_index())
    return amounts.astype("float64")


def needed(of_day: pd.DataFrame | None) -> pd.DataFrame:
    """The statuses or states of a day, for a measure that cannot do without."""
    if of_day is None:
        message = "the statuses and states of the day are needed for this measure"
        raise ValueError(message)
    return of_day


def status_positions(measure: Measure, statuses: pd.DataFrame) -> pd.Series:
    """The position of each place's status among the steps of `STATUS_STEPS`; NaN if unknown.

    Args:
        measure: `collaboration` or `activity`.
        statuses: Rows of `place_statuses`.
    """
    positions = {state: float(number) for number, state in enumerate(STATUS_STEPS[measure])}
    if measure is Measure.ACTIVITY:
        states = statuses["activity_state"]
    else:
        status, is_current = statuses["collaboration_status"], statuses["is_current"]
        states = status.where(is_current, status + _PAST)
    return states.map(positions).astype("float64")


def _with_apkaime_states(
    indicator: Indicator, joined: pd.DataFrame, places: pd.DataFrame
) -> pd.DataFrame:
    """Show an apkaime's council at its settlements: residents of each of them elect it."""
    if indicator.measure is not Measure.STATE:
        return joined
    members = pd.Series(apkaime_of(places), name="apkaime_id").rename_axis("member_id")
    handed = joined.merge(members.reset_index(), left_on="place_id", right_on="apkaime_id")
    handed = handed.assign(place_id=handed["member_id"])[joined.columns]
    return pd.concat([joined, handed], ignore_index=True)


def counted_communities(indicator: Indicator, ledger: Ledger, states: pd.DataFrame) -> pd.DataFrame:
    """`community_id` and `place_id` of every community that counts, at each level once."""
    if indicator.measure is Measure.ACTIVE_COMMUNITIES:
        states = states.loc[states["state"] == CommunityState.ACTIVE]
    communities = ledger.communities
    known = communities.loc[is_among(communities["community_id"], states.index)]
    pairs = known[["community_id", "place_ids"]].explode("place_ids")
    pairs = pairs.rename(columns={"place_ids": "place_id"}).dropna(subset="place_id")
    pairs = pairs.merge(counting_places(ledger.places), on="place_id")
    pairs = pairs[["community_id", "counts_for_id"]].drop_duplicates()
    return pairs.rename(columns={"counts_for_id": "place_id"})
