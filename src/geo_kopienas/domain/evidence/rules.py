"""The rules of statuses and of the inactive list, as the files in `data/rules` state them.

Thresholds, weights and kinds are data: each with its reason in Latvian and English.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_kopienas.domain.schema.codes import ActivityState, CollaborationStatus, Component


@dataclass(frozen=True, slots=True)
class CollaborationStep:
    """One step of the ladder: the kinds of evidence that reach it, and why."""

    status: CollaborationStatus
    kinds: tuple[str, ...]
    reason: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CollaborationRules:
    """The ladder from the lowest step to the highest.

    Attributes:
        steps: The steps in ascending order.
        current_months: Greatest age of the newest fact of a step that is called current.
        reason: Why so many months.
    """

    steps: tuple[CollaborationStep, ...]
    current_months: int
    reason: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ActivityRules:
    """Which facts show a place active, emerging or looked at.

    Attributes:
        active_kinds: Kinds that show residents acting together.
        active_kinds_of_community: Kinds that do so only where the fact names a community.
        emerging_kinds: Kinds that show a community forming.
        looked_kinds: Kinds that show that somebody looked for a community.
        quiet_months: Months without a fact of activity after which a place is quiet.
        emerging_months: Months after which a sign of emergence no longer tells anything.
        reasons: Sentences by `active`, `quiet`, `emerging` and `looked`.
    """

    active_kinds: tuple[str, ...]
    active_kinds_of_community: tuple[str, ...]
    emerging_kinds: tuple[str, ...]
    looked_kinds: tuple[str, ...]
    quiet_months: int
    emerging_months: int
    reasons: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class ScoreComponent:
    """One component of the inactivity score.

    Attributes:
        component: Which.
        weight: Its weight before a reader changes it; 0 leaves it out.
        full: Raw value from which on the component is 1; None where it is not scaled.
        scores: Value by activity state, for the component `state`.
        reason: Why it counts, and why it is full there.
    """

    component: Component
    weight: float
    full: float | None
    scores: Mapping[str, float]
    reason: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NextStep:
    """A suggestion and when it fits; None for "either"."""

    step_id: str
    states: tuple[ActivityState, ...]
    has_seat: bool | None
    has_community: bool | None
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class StabilityRules:
    """How the ranking is tried with other weights.

    Attributes:
        draws: Number of draws.
        seed: Seed of the generator, so that the answer is the same every time.
        spread: Weights are drawn evenly from (1 - spread) to (1 + spread) times their value.
        top: Ranks up to here count as "at the top".
        reason: Why it is done.
    """

    draws: int
    seed: int
    spread: float
    top: int
    reason: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class InactivityRules:
    """How places are ranked.

    Attributes:
        components: The components in the order of the file.
        inactive_states: States that stand on the inactive list.
        unranked_statuses: Statuses of places that are not ranked.
        seat_kinds: Kinds of evidence that show a seat.
        stability: How the ranking is tried.
        next_steps: Suggestions; the first that fits is taken.
        reasons: Sentences by `inactive`, `unranked` and `seat`.
    """

    components: tuple[ScoreComponent, ...]
    inactive_states: tuple[ActivityState, ...]
    unranked_statuses: tuple[str, ...]
    seat_kinds: tuple[str, ...]
    stability: StabilityRules
    next_steps: tuple[NextStep, ...]
    reasons: Mapping[str, Mapping[str, str]]

    def weights(self) -> dict[Component, float]:
        """The weights as the file states them."""
        return {one.component: one.weight for one in self.components}


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules."""

    collaboration: CollaborationRules
    activity: ActivityRules
    inactivity: InactivityRules
