"""Reading of the rules of statuses and of the inactive list; all their faults in one pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_kopienas.domain.evidence.inactivity import MAX_WEIGHT
from geo_kopienas.domain.evidence.rules import (
    ActivityRules,
    CollaborationRules,
    CollaborationStep,
    InactivityRules,
    NextStep,
    Rules,
    ScoreComponent,
    StabilityRules,
)
from geo_kopienas.domain.schema.codes import (
    LANGUAGES,
    ActivityState,
    CollaborationStatus,
    Component,
    EvidenceKind,
    PlaceStatus,
)
from geo_kopienas.domain.schema.fields import INACTIVITY_RULES_FILE, STATUS_RULES_FILE
from geo_kopienas.store.rules.entries import Entry, read_toml, refuse_doubled

if TYPE_CHECKING:
    from pathlib import Path

    from geo_kopienas.domain.schema.problems import Problem

MAX_MONTHS = 1200  # a hundred years; more is a slip of the hand
MAX_DRAWS = 10_000  # more takes seconds and changes no digit that is shown


def read_rules(status_path: Path, inactivity_path: Path) -> tuple[Rules | None, list[Problem]]:
    """Read `rules/status.toml` and `rules/inactivity.toml`.

    Returns:
        The rules, or None if anything is wrong, and every fault of both files.
    """
    problems: list[Problem] = []
    status, faults = read_toml(status_path, STATUS_RULES_FILE)
    problems += faults
    inactivity, faults = read_toml(inactivity_path, INACTIVITY_RULES_FILE)
    problems += faults
    if status is not None:
        root = Entry(status, STATUS_RULES_FILE, None, problems)
        root.refuse_unknown(("collaboration", "activity"))
        collaboration = _collaboration(root.table("collaboration"))
        activity = _activity(root.table("activity"))
    if inactivity is not None:
        ranking = _inactivity(Entry(inactivity, INACTIVITY_RULES_FILE, None, problems))
    if problems:
        return None, problems
    return Rules(collaboration, activity, ranking), []


def _collaboration(table: Entry) -> CollaborationRules:
    table.refuse_unknown(("current_months", "reason_lv", "reason_en", "step"))
    entries = table.entries("step", key="status")
    steps = []
    seen: dict[str, str] = {}
    for entry in entries:
        entry.refuse_unknown(("status", "kinds", "reason_lv", "reason_en"))
        step = CollaborationStep(
            entry.code("status", CollaborationStatus),
            tuple(one.value for one in entry.code_list("kinds", EvidenceKind)),
            entry.words("reason"),
        )
        for kind in step.kinds:
            if seen.setdefault(kind, step.status) != step.status:
                entry.fault("kind_in_two_steps", "kinds", kind, other=seen[kind])
        steps.append(step)
    refuse_doubled(entries, "status")
    order = [one for one in CollaborationStatus if one is not CollaborationStatus.UNKNOWN]
    if entries and [one.status for one in steps] != order:
        table.fault("steps_out_of_order", "step", permitted=", ".join(order))
    return CollaborationRules(
        tuple(steps),
        table.whole("current_months", minimum=1, maximum=MAX_MONTHS),
        table.words("reason"),
    )


_ACTIVITY_KINDS = ("active_kinds", "active_kinds_of_community", "emerging_kinds", "looked_kinds")
_ACTIVITY_REASONS = ("active", "quiet", "emerging", "looked")


def _activity(table: Entry) -> ActivityRules:
    reasons = [f"{name}_reason_{language}" for name in _ACTIVITY_REASONS for language in LANGUAGES]
    table.refuse_unknown((*_ACTIVITY_KINDS, "quiet_months", "emerging_months", *reasons))
    kinds = {
        name: tuple(
            one.value
            for one in table.code_list(
                name, EvidenceKind, required=name != "active_kinds_of_community"
            )
        )
        for name in _ACTIVITY_KINDS
    }
    return ActivityRules(
        **kinds,
        quiet_months=table.whole("quiet_months", minimum=1, maximum=MAX_MONTHS),
        emerging_months=table.whole("emerging_months", minimum=1, maximum=MAX_MONTHS),
        reasons={name: table.words(f"{name}_reason") for name in _ACTIVITY_REASONS},
    )


def _inactivity(root: Entry) -> InactivityRules:
    root.refuse_unknown(
        (
            "inactive_states",
            *(
                f"{one}_reason_{language}"
                for one in ("inactive", "unranked")
                for language in LANGUAGES
            ),
            "unranked_statuses",
            "component",
            "seat",
            "stability",
            "next_step",
        )
    )
    entries = root.entries("component")
    components = tuple(_component(entry) for entry in entries)
    refuse_doubled(entries)
    missing = [one.value for one in Component if one not in {each.component for each in components}]
    if entries and missing:
        root.fault("component_missing", "component", ", ".join(missing))
    if entries and sum(one.weight for one in components) <= 0:
        root.fault("weights_sum_to_zero", "component")
    seat, stability = root.table("seat"), root.table("stability")
    seat.refuse_unknown(("kinds", "reason_lv", "reason_en"))
    states = root.code_list("inactive_states", ActivityState)
    return InactivityRules(
        components=components,
        inactive_states=states,
        unranked_statuses=tuple(
            one.value for one in root.code_list("unranked_statuses", PlaceStatus, required=False)
        ),
        seat_kinds=tuple(one.value for one in seat.code_list("kinds", EvidenceKind)),
        stability=_stability(stability),
        next_steps=_next_steps(root, (*states, ActivityState.UNKNOWN)),
        reasons={
            "inactive": root.words("inactive_reason"),
            "unranked": root.words("unranked_reason"),
            "seat": seat.words("reason"),
        },
    )


def _component(entry: Entry) -> ScoreComponent:
    entry.refuse_unknown(("id", "weight", "full", "scores", "reason_lv", "reason_en"))
    component = entry.code("id", Component)
    scores = {}
    if component is Component.STATE:
        table = entry.table("scores")
        known = [one.value for one in ActivityState if one is not ActivityState.UNKNOWN]
        table.refuse_unknown(known)
        scores = {state: table.number(state, maximum=1) for state in known}
    is_scaled = component not in {Component.STATE, Component.WITHOUT_SEAT}
    return ScoreComponent(
        component,
        entry.number("weight", maximum=MAX_WEIGHT),
        # A scale that ends at 0 would divide by it.
        entry.number("full", minimum=0.001, default=1) if is_scaled else None,
        scores,
        entry.words("reason"),
    )


def _stability(table: Entry) -> StabilityRules:
    table.refuse_unknown(("draws", "seed", "spread", "top", "reason_lv", "reason_en"))
    return StabilityRules(
        draws=table.whole("draws", minimum=1, maximum=MAX_DRAWS),
        seed=table.whole("seed"),
        spread=table.number("spread", maximum=1),
        top=table.whole("top", minimum=1, maximum=1000),
        reason=table.words("reason"),
    )


def _next_steps(root: Entry, needed: tuple[ActivityState, ...]) -> tuple[NextStep, ...]:
    entries = root.entries("next_step")
    steps = []
    for entry in entries:
        entry.refuse_unknown(("id", "states", "has_seat", "has_community", "step_lv", "step_en"))
        step = NextStep(
            entry.text("id"),
            entry.code_list("states", ActivityState),
            entry.flag("has_seat"),
            entry.flag("has_community"),
            entry.words("step"),
        )
        steps.append(step)
    refuse_doubled(entries)
    always = {
        state
        for step in steps
        if step.has_seat is None and step.has_community is None
        for state in step.states
    }
    for state in needed:
        # Whoever is on a list must be told what to do next.
        if entries and state not in always:
            root.fault("next_step_missing", "next_step", state)
    return tuple(steps)
