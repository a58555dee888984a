"""The rules of statuses and of the inactive list, as the files in `data/rules` state them.

Thresholds, weights and kinds are data: each with its reason in Latvian and English.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from geo_kopienas.domain.schema import entries
from geo_kopienas.domain.schema.codes import (
    ActivityState,
    CollaborationStatus,
    CommunityType,
    Component,
    EvidenceKind,
    PlaceStatus,
)

MAX_MONTHS = 1200  # a hundred years; more is a slip of the hand
MAX_DRAWS = 10_000  # more takes seconds and changes no digit that is shown
MAX_WEIGHT = 1000

#: Components whose raw value is scaled; the others lie between 0 and 1 by themselves.
_SCALED = frozenset(
    {
        Component.MONTHS_SINCE_EVIDENCE,
        Component.RESIDENTS_WITHOUT_ACTIVE,
        Component.DISTANCE_TO_ACTIVE_KM,
    }
)
Kinds = Annotated[tuple[str, ...], entries.names(entries.is_code(EvidenceKind))]
OptionalKinds = Annotated[
    tuple[str, ...], entries.optional_names(entries.is_code(EvidenceKind)), Field(default=())
]
States = Annotated[
    tuple[ActivityState, ...],
    entries.names(entries.is_code(ActivityState)),
    AfterValidator(lambda states: tuple(map(ActivityState, states))),
]
Months = Annotated[int, entries.whole(1, MAX_MONTHS)]
Share = Annotated[float, entries.number(maximum=1)]


@dataclass(frozen=True, slots=True)
class WindowRules(entries.Entry):
    """The one window: how old the newest fact of anything that is called current may be.

    Attributes:
        current_months: Months.
        reason: Why so many.
        local_source_urls: What the reason rests on in the municipality of the directory.
    """

    current_months: Months
    reason: entries.Words
    local_source_urls: entries.OptionalAddresses


@dataclass(frozen=True, slots=True)
class CollaborationStep(entries.Entry):
    """One step of the ladder: the kinds of evidence that reach it, and why."""

    status: Annotated[CollaborationStatus, entries.code(CollaborationStatus)]
    kinds: Kinds
    reason: entries.Words


@dataclass(frozen=True, slots=True)
class CollaborationRules(entries.Entry):
    """The ladder from the lowest step to the highest.

    Attributes:
        steps: The steps in ascending order.
    """

    steps: Annotated[tuple[CollaborationStep, ...], entries.Entries("status"), Field(alias="step")]

    @classmethod
    def cross_faults(cls, content: Mapping[str, Any], _: object) -> Iterator[entries.Located]:
        """A kind that reaches two steps, and steps that do not stand in their order."""
        steps = entries.tables_in(content, "step")
        statuses = [
            entries.text_in(step, "status") or CollaborationStatus.UNKNOWN.value for step in steps
        ]
        first: dict[str, str] = {}
        for position, step in enumerate(steps):
            for kind in entries.names_in(step, "kinds"):
                if first.setdefault(kind, statuses[position]) != statuses[position]:
                    fault = entries.rule_fault("kind_in_two_steps", kind, other=first[kind])
                    yield ("step", position, "kinds"), fault
        order = [status for status in CollaborationStatus if status != CollaborationStatus.UNKNOWN]
        if steps and statuses != order:
            yield ("step",), entries.rule_fault("steps_out_of_order", permitted=", ".join(order))


@dataclass(frozen=True, slots=True)
class ActivityRules(entries.Entry):
    """Whose activity is judged, and which facts show it.

    Attributes:
        resident_types: Types of communities whose activity is judged.
        active_kinds: Kinds that show a resident community, which the fact names, at work.
        active_kinds_of_residents: Kinds that show residents at work where none is named.
        emerging_kinds_of_residents: Kinds that show a community forming where none is named; of
            a named one any fact does.
        not_found_kinds: Kinds that say that somebody looked and found nothing.
        ended_kinds: Kinds that say that a community ended.
        resident_reason, active_reason, emerging_reason, looked_reason: Why so.
    """

    resident_types: Annotated[tuple[str, ...], entries.names(entries.is_code(CommunityType))]
    active_kinds: Kinds
    active_kinds_of_residents: OptionalKinds
    emerging_kinds_of_residents: OptionalKinds
    not_found_kinds: Kinds
    ended_kinds: Kinds
    resident_reason: entries.Words
    active_reason: entries.Words
    emerging_reason: entries.Words
    looked_reason: entries.Words


@dataclass(frozen=True, slots=True)
class StateScores(entries.Entry):
    """Value of the component `state` by activity state."""

    active: Share
    emerging: Share
    no_recent_news: Share
    quiet: Share
    none_known: Share


@dataclass(frozen=True, slots=True)
class ScoreComponent(entries.Entry):
    """One component of the inactivity score.

    Attributes:
        component: Which.
        weight: Its weight before a reader changes it; 0 leaves it out.
        full: Raw value from which on the component is 1; None where it is not scaled.
        scores: Value by activity state, for the component `state`.
        reason: Why it counts, and why it is full there.
    """

    component: Annotated[Component, entries.code(Component), Field(alias="id")]
    weight: Annotated[float, entries.number(maximum=MAX_WEIGHT)]
    # A scale that ends at 0 would divide by it.
    full: Annotated[float | None, entries.number(minimum=0.001), Field(default=None)]
    scores: Annotated[StateScores | None, Field(default=None)]
    reason: entries.Words

    @classmethod
    def fitting(cls, content: Mapping[str, Any]) -> Mapping[str, Any]:
        """Only a scaled component has an end of its scale, only the state has scores."""
        kept = _key_of_component(content)
        given = {key: content[key] for key in content if key == kept or key not in _OWN_KEYS}
        return {"scores": {}, **given} if kept == "scores" else given

    @classmethod
    def cross_faults(cls, content: Mapping[str, Any], _: object) -> Iterator[entries.Located]:
        """The key that a component of this kind must have."""
        needed = _key_of_component(content)
        if needed and content.get(needed) is None:
            yield (needed,), entries.rule_fault("required_missing")


_OWN_KEYS = frozenset({"full", "scores"})


def _key_of_component(content: Mapping[str, Any]) -> str | None:
    """The key that only components of this kind have."""
    name = entries.text_in(content, "id")
    return "full" if name in _SCALED else None if name == Component.WITHOUT_SEAT else "scores"


@dataclass(frozen=True, slots=True)
class NextStep(entries.Entry):
    """A suggestion and when it fits; None for "either"."""

    step_id: Annotated[entries.Text, Field(alias="id")]
    states: States
    has_seat: entries.OptionalFlag
    has_community: entries.OptionalFlag
    step: entries.Words

    @property
    def words(self) -> entries.Words:
        """What to do, by language."""
        return self.step


@dataclass(frozen=True, slots=True)
class StabilityRules(entries.Entry):
    """How the ranking is tried with other weights.

    Attributes:
        draws: Number of draws.
        seed: Seed of the generator, so that the answer is the same every time.
        spread: Weights are drawn evenly from (1 - spread) to (1 + spread) times their value.
        top: Ranks up to here count as "at the top".
        reason: Why it is done.
    """

    draws: Annotated[int, entries.whole(1, MAX_DRAWS)]
    seed: Annotated[int, entries.whole()]
    spread: Share
    top: Annotated[int, entries.whole(1, 1000)]
    reason: entries.Words


@dataclass(frozen=True, slots=True)
class SeatRules(entries.Entry):
    """Kinds of evidence that show a seat, and why."""

    kinds: Kinds
    reason: entries.Words


@dataclass(frozen=True, slots=True)
class InactivityRules(entries.Entry):
    """How places are ranked.

    Attributes:
        components: The components in the order of the file.
        inactive_states: States that are called inactive.
        verify_states: States that are ranked apart, because somebody has to look first.
        unranked_statuses: Statuses of places that are not ranked.
        seat: What shows a seat.
        stability: How the ranking is tried.
        next_steps: Suggestions; the first that fits is taken.
        inactive_reason, verify_reason, unknown_reason, unranked_reason: Why so.
    """

    components: Annotated[tuple[ScoreComponent, ...], entries.Entries(), Field(alias="component")]
    inactive_states: States
    verify_states: States
    unranked_statuses: Annotated[
        tuple[str, ...], entries.optional_names(entries.is_code(PlaceStatus)), Field(default=())
    ]
    seat: entries.Table[SeatRules]
    stability: entries.Table[StabilityRules]
    next_steps: Annotated[tuple[NextStep, ...], entries.Entries(), Field(alias="next_step")]
    inactive_reason: entries.Words
    verify_reason: entries.Words
    unknown_reason: entries.Words
    unranked_reason: entries.Words

    def weights(self) -> dict[Component, float]:
        """The weights as the file states them."""
        return {component.component: component.weight for component in self.components}

    @classmethod
    def cross_faults(cls, content: Mapping[str, Any], _: object) -> Iterator[entries.Located]:
        """Components that are missing or weigh nothing, and states without a next step."""
        components = entries.tables_in(content, "component")
        ids = {entries.text_in(component, "id") for component in components}
        missing = [component.value for component in Component if component not in ids]
        if components and missing:
            yield ("component",), entries.rule_fault("component_missing", ", ".join(missing))
        if components and not any(map(_weighs_something, components)):
            yield ("component",), entries.rule_fault("weights_sum_to_zero")
        steps = entries.tables_in(content, "next_step")
        always = {
            state
            for step in steps
            if step.get("has_seat") is None and step.get("has_community") is None
            for state in entries.names_in(step, "states")
        }
        listed = [
            state
            for key in ("inactive_states", "verify_states")
            for state in entries.names_in(content, key)
            if state in set(ActivityState)
        ]
        for state in dict.fromkeys([*listed, ActivityState.UNKNOWN.value]):
            # Whoever is on a list must be told what to do next.
            if steps and state not in always:
                yield ("next_step",), entries.rule_fault("next_step_missing", state)


def _weighs_something(component: Mapping[str, Any]) -> bool:
    weight = component.get("weight")
    if isinstance(weight, bool) or not isinstance(weight, (int, float)):
        return False
    return 0 < weight <= MAX_WEIGHT


@dataclass(frozen=True, slots=True)
class StatusRules(entries.Entry):
    """The file of the statuses: the window, the ladder of collaboration, the states of activity."""

    window: entries.Table[WindowRules]
    collaboration: entries.Table[CollaborationRules]
    activity: entries.Table[ActivityRules]


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules."""

    window: WindowRules
    collaboration: CollaborationRules
    activity: ActivityRules
    inactivity: InactivityRules
