"""The road map: which steps, in which order, and when."""

import heapq
from collections.abc import Mapping
from dataclasses import dataclass

from geo_kopienas.domain.assessment.methodology import Method, Step, steps_by_id
from geo_kopienas.domain.assessment.profile import CriterionResult, weakest

# A few volunteers beside work and family carry two things at a time, not five.
PARALLEL_STEPS = 2

# The first step on a side is done in a season; the second shows where it leads. More would be a
# wish list: by then the community judges itself anew.
STEPS_EACH = 2


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step of the road map.

    Attributes:
        step: What, who, how long, with which instruments.
        after: Ids of the steps of this road map that come before it.
        needed_for: Ids of the weakest criteria that it was taken up for.
        is_goal: Whether it lifts one of the weakest criteria itself.
        is_level_known: Whether anybody judged its criterion; if not, it may be done already.
        start_week: Weeks from the day of the round until it starts.
        end_week: Weeks from the day of the round until it is done.
    """

    step: Step
    after: tuple[str, ...]
    needed_for: tuple[str, ...]
    is_goal: bool
    is_level_known: bool
    start_week: int
    end_week: int


def road_map(method: Method, results: Mapping[str, CriterionResult]) -> list[PlannedStep]:
    """The next two steps of each of the weakest criteria, and all that must come before them.

    A step that the community's level has passed is not repeated. Two steps run at a time; of
    those that can start, first steps go before second ones, then what the weakest criterion needs,
    then the method's order.

    Args:
        method: The method.
        results: Result of each of its criteria.

    Returns:
        The steps in the order in which they start.

    Raises:
        ValueError: Steps wait for one another; the check of the method refuses such.
    """
    steps = steps_by_id(method)
    goals = _goals(method, results)
    waiting: dict[str, tuple[str, ...]] = {}
    needed_for: dict[str, list[str]] = {}
    urgency: dict[str, tuple[int, int]] = {}
    for number, (goal_id, criterion_id) in enumerate(goals.items()):
        for step_id in _needed(goal_id, steps, method, results, waiting):
            urgency.setdefault(step_id, (number, list(steps).index(step_id)))
            criteria = needed_for.setdefault(step_id, [])
            if criterion_id not in criteria:
                criteria.append(criterion_id)
    times = _schedule(waiting, {step_id: steps[step_id].weeks for step_id in waiting}, urgency)
    ordered = sorted(waiting, key=lambda step_id: (times[step_id][0], urgency[step_id]))
    return [
        PlannedStep(
            steps[step_id],
            waiting[step_id],
            tuple(needed_for[step_id]),
            step_id in goals,
            results[steps[step_id].criterion_id].start_level is not None,
            *times[step_id],
        )
        for step_id in ordered
    ]


def _goals(method: Method, results: Mapping[str, CriterionResult]) -> dict[str, str]:
    """The steps that lift the weakest criteria, the most urgent first, and their criterion."""
    goals = {}
    for offset in range(STEPS_EACH):
        for criterion_id in weakest(results):
            level = (results[criterion_id].start_level or 0) + offset
            for step in method.criteria[criterion_id].steps:
                if step.from_level == level:
                    goals[step.step_id] = criterion_id
    return goals


def _needed(
    goal_id: str,
    steps: Mapping[str, Step],
    method: Method,
    results: Mapping[str, CriterionResult],
    waiting: dict[str, tuple[str, ...]],
) -> list[str]:
    """A step and all before it that are not passed; `waiting` gets what each waits for."""
    needed = [goal_id]
    for step_id in needed:  # grows while it is walked
        if step_id not in waiting:
            step = steps[step_id]
            before = dict.fromkeys(step.after)
            own = method.criteria[step.criterion_id].steps
            before |= {
                earlier.step_id: None
                for earlier in own
                if earlier.from_level == step.from_level - 1
            }
            waiting[step_id] = tuple(
                earlier for earlier in before if not _is_passed(steps[earlier], results)
            )
        needed += [earlier for earlier in waiting[step_id] if earlier not in needed]
    return needed


def _is_passed(step: Step, results: Mapping[str, CriterionResult]) -> bool:
    level = results[step.criterion_id].start_level
    return level is not None and level > step.from_level


def _schedule(
    waiting: Mapping[str, tuple[str, ...]],
    weeks: Mapping[str, int],
    urgency: Mapping[str, tuple[int, int]],
) -> dict[str, tuple[int, int]]:
    """First and last week of every step, two at a time."""
    times: dict[str, tuple[int, int]] = {}
    running: list[tuple[int, str]] = []
    done: set[str] = set()
    week = 0
    while len(done) < len(waiting):
        ready = sorted(
            (
                step_id
                for step_id in waiting
                if step_id not in times and done.issuperset(waiting[step_id])
            ),
            key=urgency.__getitem__,
        )
        for step_id in ready[: PARALLEL_STEPS - len(running)]:
            times[step_id] = (week, week + weeks[step_id])
            heapq.heappush(running, (week + weeks[step_id], step_id))
        if not running:
            raise ValueError("steps wait for one another")
        week = running[0][0]
        while running and running[0][0] == week:
            done.add(heapq.heappop(running)[1])
    return times
