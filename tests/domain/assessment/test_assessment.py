"""Self-assessment: sheets of several people in; median, disagreement and the road map out."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from methods import method

from geo_kopienas.domain.assessment.answers import Answers, Assessment, answered_people
from geo_kopienas.domain.assessment.comparison import Refusal, changes, comparison_refusal
from geo_kopienas.domain.assessment.methodology import Method, step_cycles, steps_by_id
from geo_kopienas.domain.assessment.profile import (
    CriterionResult,
    criterion_results,
    disputed,
    strong,
    weakest,
)
from geo_kopienas.domain.assessment.road_map import PARALLEL_STEPS, PlannedStep, road_map

CRITERIA = ("a", "b", "c", "d", "e")
SHEETS = """
a b c d e
1 2 3 ? .
1 3 5 ? 4
2 3 4 2 4
"""


def people(text: str = SHEETS) -> list[Answers]:
    """A line a person: a level, "?" for "don't know", "." for no answer."""
    head, *rows = (line.split() for line in text.strip().splitlines())
    return [
        {
            heading: None if cell == "?" else int(cell)
            for heading, cell in zip(head, row, strict=True)
            if cell != "."
        }
        for row in rows
    ]


def results(text: str = SHEETS) -> dict[str, CriterionResult]:
    return criterion_results(people(text), text.split("\n")[1].split())


def step_ids(planned: list[PlannedStep]) -> list[str]:
    return [task.step.step_id for task in planned]


# --- what people say together ---------------------------------------------------------------------


def test_median_and_range_leave_out_who_does_not_know() -> None:
    profile = results()
    assert {criterion: profile[criterion].median for criterion in CRITERIA} == {
        "a": 1,
        "b": 3,
        "c": 4,
        "d": 2,
        "e": 4,
    }
    assert profile["d"].levels == (2,)
    assert (profile["d"].unknown_count, profile["e"].unknown_count) == (2, 0)


def test_what_nobody_judged_is_unknown_and_neither_low_nor_weak() -> None:
    profile = results("\na b\n? 1\n. 1")
    assert profile["a"].median is None
    assert profile["a"].middle_half is None
    assert profile["a"].start_level is None
    assert weakest(profile) == ["b"]


def test_people_differ_from_two_levels_on() -> None:
    assert disputed(results()) == ["c"]
    assert disputed(results("\na b c\n1 1 5\n2 3 1")) == ["c", "b"]


def test_half_a_level_starts_from_the_lower_one() -> None:
    profile = results("\na\n1\n2")["a"]
    assert (profile.median, profile.start_level) == (1.5, 1)


def test_middle_half_of_four_answers() -> None:
    assert results("\na\n1\n2\n3\n4")["a"].middle_half == (1.75, 3.25)
    assert results("\na\n3")["a"].middle_half == (3, 3)


@pytest.mark.parametrize(
    ("sheets", "expected"),
    [
        ("a b c d\n4 3 2 1", ["d", "c", "b"]),
        ("a b c d\n2 2 2 2", ["a", "b", "c"]),  # the order of the method
        ("a b c d\n2 2 2 1\n2 2 2 3\n2 2 2 2", ["d", "a", "b"]),  # the lowest answer
        ("a b c d\n5 5 5 4", ["d"]),  # at the highest level there is no next step
        ("a b c d\n5 5 5 5", []),
    ],
)
def test_the_three_weakest_and_what_decides_between_equal_ones(
    sheets: str, expected: list[str]
) -> None:
    assert weakest(results("\n" + sheets)) == expected


def test_strong_sides_begin_at_level_four() -> None:
    assert strong(results("\na b c d\n3 4 5 4")) == ["c", "b", "d"]


def test_an_empty_sheet_is_no_person() -> None:
    assert answered_people(({}, {"a": None}, {"a": 1})) == 2


# --- the road map ---------------------------------------------------------------------------------


def test_the_next_two_steps_of_the_weakest_two_at_a_time() -> None:
    planned = road_map(method(), results("\na b c\n4 1 3"))
    assert [(task.step.step_id, task.start_week, task.end_week) for task in planned] == [
        ("b2", 0, 4),
        ("c4", 0, 4),
        ("a5", 4, 8),
        ("b3", 4, 8),
        ("c5", 8, 12),
    ]


def test_what_must_come_before_comes_before_and_says_what_for() -> None:
    waiting = method(after={"b2": ("c3",), "c3": ("a4",)})
    planned = road_map(waiting, results("\na b c\n3 1 2"))
    ids = step_ids(planned)
    assert ids.index("a4") < ids.index("c3") < ids.index("b2")
    first = planned[0]
    assert (first.step.step_id, first.needed_for, first.after) == ("a4", ("b", "c", "a"), ())


def test_a_step_that_is_passed_is_not_repeated() -> None:
    planned = road_map(method(after={"b2": ("a2",)}), results("\na b c\n3 1 5"))
    assert "a2" not in step_ids(planned)
    assert planned[0].step.step_id == "b2"
    assert planned[0].after == ()


def test_a_prerequisite_that_nobody_judged_is_kept_and_marked() -> None:
    planned = road_map(method(after={"b2": ("a3",)}), results("\na b c\n? 1 5"))
    assert [(task.step.step_id, task.is_level_known, task.is_goal) for task in planned] == [
        ("a2", False, False),
        ("a3", False, False),
        ("b2", True, True),
        ("b3", True, True),
    ]


def test_steps_that_wait_for_one_another_are_refused() -> None:
    circle = method(after={"a2": ("b2",), "b2": ("a2",)})
    with pytest.raises(ValueError, match="wait for one another"):
        road_map(circle, results("\na b c\n1 1 1"))


def test_without_answers_there_are_no_steps() -> None:
    assert road_map(method(), results("\na b c\n? ? ?")) == []


# --- whatever people answer -----------------------------------------------------------------------

SHEET = st.dictionaries(
    st.sampled_from(CRITERIA), st.none() | st.integers(min_value=1, max_value=5)
)
STEPS = list(steps_by_id(method(CRITERIA)))


@st.composite
def methods(draw: st.DrawFn) -> Method:
    """Methods without circles: a step waits only for steps earlier in some order."""
    within = {step: int(step[1:]) for step in STEPS}
    order = sorted(draw(st.permutations(STEPS)), key=within.__getitem__)
    after = {
        step_id: tuple(draw(st.lists(st.sampled_from(order[:number]), unique=True, max_size=3)))
        for number, step_id in enumerate(order)
        if number
    }
    return method(CRITERIA, after, weeks=draw(st.integers(1, 30)))


@given(st.lists(SHEET, max_size=6), SHEET)
def test_median_lies_between_the_ends_and_one_more_person_keeps_the_counts(
    sheets: list[Answers], one_more: Answers
) -> None:
    before = criterion_results(sheets, CRITERIA)
    after = criterion_results([*sheets, one_more], CRITERIA)
    for criterion_id, result in after.items():
        if result.median is not None and result.middle_half is not None:
            low, high = result.middle_half
            assert result.levels[0] <= low <= result.median <= high <= result.levels[-1]
        former = before[criterion_id]
        added = int(criterion_id in one_more)
        counted = len(result.levels) + result.unknown_count
        assert counted == len(former.levels) + former.unknown_count + added
        assert not (former.is_disputed and not result.is_disputed)
        level = one_more.get(criterion_id)
        if level is not None and former.median is not None and result.median is not None:
            assert abs(result.median - level) <= abs(former.median - level)
    assert after == criterion_results([one_more, *reversed(sheets)], CRITERIA)


@given(methods(), st.lists(SHEET, max_size=4))
def test_the_order_respects_every_prerequisite_and_two_run_at_a_time(
    any_method: Method, sheets: list[Answers]
) -> None:
    profile = criterion_results(sheets, CRITERIA)
    planned = road_map(any_method, profile)
    ends = {planned_step.step.step_id: planned_step.end_week for planned_step in planned}
    assert len(ends) == len(planned)
    for number, planned_step in enumerate(planned):
        assert {*planned_step.after} <= {*step_ids(planned[:number])}
        assert all(ends[before] <= planned_step.start_week for before in planned_step.after)
        assert planned_step.end_week - planned_step.start_week == planned_step.step.weeks
        running = [
            other
            for other in planned
            if other.start_week <= planned_step.start_week < other.end_week
        ]
        assert len(running) <= PARALLEL_STEPS
        for before in planned_step.step.after:  # not planned means passed
            level = profile[steps_by_id(any_method)[before].criterion_id].start_level
            is_passed = level is not None and level > steps_by_id(any_method)[before].from_level
            assert (before in planned_step.after) != is_passed
    assert {planned_step.step.criterion_id for planned_step in planned if planned_step.is_goal} == {
        *weakest(profile)
    }


@given(st.dictionaries(st.sampled_from(STEPS), st.lists(st.sampled_from(STEPS)).map(tuple)))
def test_a_circle_is_found_exactly_where_no_order_exists(
    after: dict[str, tuple[str, ...]],
) -> None:
    left = dict(after)
    while ready := [step_id for step_id, before in left.items() if not {*before} & {*left}]:
        for step_id in ready:
            del left[step_id]
    assert bool(step_cycles(after)) == bool(left)


# --- an earlier round -----------------------------------------------------------------------------

NOW = Assessment("default", 1, dt.date(2026, 6, 30), "alejas", None, "")


@pytest.mark.parametrize(
    ("earlier", "refusal"),
    [
        ({}, None),  # twice on one day: before and after a talk
        ({"date": dt.date(2025, 6, 30)}, None),
        ({"method_version": 2}, None),
        ({"date": dt.date(2026, 7, 1)}, Refusal.NOT_EARLIER),
        ({"method_id": "other"}, Refusal.OTHER_METHOD),
        ({"place_id": "berzi"}, Refusal.OTHER_COMMUNITY),
        ({"community_id": "mezs"}, Refusal.OTHER_COMMUNITY),
        ({"community_name": "Upe"}, Refusal.OTHER_COMMUNITY),
    ],
)
def test_only_an_earlier_round_of_the_same_community_by_the_same_method_is_compared(
    earlier: dict[str, object], refusal: Refusal | None
) -> None:
    assert comparison_refusal(NOW, replace(NOW, **earlier)) is refusal  # type: ignore[arg-type]


def test_a_community_of_the_register_stays_itself_wherever_it_is_entered() -> None:
    now = replace(NOW, community_id="mezs")
    assert comparison_refusal(now, replace(now, place_id=None)) is None


def test_a_free_name_may_be_written_otherwise() -> None:
    now = replace(NOW, community_name="Pie upes")
    assert comparison_refusal(now, replace(now, community_name=" pie Upes ")) is None


def test_a_change_needs_a_level_both_times() -> None:
    changed = changes(results("\na b c\n3 ? 2"), results("\na b\n1 2"))
    assert [(change.criterion_id, change.difference) for change in changed] == [
        ("a", 2),
        ("b", None),
        ("c", None),
    ]
