"""What several people's answers say together: median, spread, disagreement, the weakest sides."""

import math
import statistics
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from geo_kopienas.domain.assessment.methodology import LEVEL_COUNT

# Neighbouring levels may be one place read in two ways; two levels apart people describe
# different communities, and that is worth a talk.
DISPUTE_LEVELS = 2

# A group of volunteers that begins more at once finishes none.
WEAKEST_COUNT = 3

# From this median up a side carries the others.
STRONG_LEVEL = 4


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """Answers of all people to one criterion.

    Attributes:
        criterion_id: The criterion.
        levels: The levels that people chose, the lowest first; empty where nobody chose one.
        unknown_count: How many said that they do not know.
    """

    criterion_id: str
    levels: tuple[int, ...]
    unknown_count: int

    @property
    def median(self) -> float | None:
        """The level in the middle; half a level where two in the middle differ; None if unknown."""
        return float(statistics.median(self.levels)) if self.levels else None

    @property
    def middle_half(self) -> tuple[float, float] | None:
        """Between which levels the middle half of the answers lies (inclusive quartiles)."""
        if not self.levels:
            return None
        if len(self.levels) == 1:
            return float(self.levels[0]), float(self.levels[0])
        low, _, high = statistics.quantiles(self.levels, n=4, method="inclusive")
        return low, high

    @property
    def is_disputed(self) -> bool:
        """Whether answers lie two levels or more apart."""
        return bool(self.levels) and self.levels[-1] - self.levels[0] >= DISPUTE_LEVELS

    @property
    def start_level(self) -> int | None:
        """The level that the road map starts from: the median without its half.

        Where half of the people see the community a level lower, that step is not done for them.
        """
        return None if self.median is None else math.floor(self.median)


def criterion_results(
    people: Iterable[Mapping[str, int | None]], criterion_ids: Collection[str]
) -> dict[str, CriterionResult]:
    """Join the answers of all people.

    Args:
        people: Each person's answers by criterion: a level, None for "don't know".
        criterion_ids: The method's criteria in their order.

    Returns:
        The result of every criterion, in the same order.
    """
    sheets = list(people)
    results = {}
    for criterion_id in criterion_ids:
        given = [answers[criterion_id] for answers in sheets if criterion_id in answers]
        levels = sorted(level for level in given if level is not None)
        results[criterion_id] = CriterionResult(
            criterion_id, tuple(levels), len(given) - len(levels)
        )
    return results


def weakest(results: Mapping[str, CriterionResult]) -> list[str]:
    """The three weakest criteria that have a next step, the weakest first.

    The lower median comes first; of equal ones that with the lower lowest answer; then the order
    of the method. What nobody could judge is unknown and therefore not weak.
    """
    judged = [
        (result.median, result.levels[0], number, criterion_id)
        for number, (criterion_id, result) in enumerate(results.items())
        if result.median is not None and math.floor(result.median) < LEVEL_COUNT
    ]
    return [ranked[-1] for ranked in sorted(judged)[:WEAKEST_COUNT]]


def strong(results: Mapping[str, CriterionResult]) -> list[str]:
    """The criteria with a median of at least four, the strongest first, then by the method."""
    judged = [
        (-result.median, number, criterion_id)
        for number, (criterion_id, result) in enumerate(results.items())
        if result.median is not None and result.median >= STRONG_LEVEL
    ]
    return [ranked[-1] for ranked in sorted(judged)]


def disputed(results: Mapping[str, CriterionResult]) -> list[str]:
    """The criteria on which people differ, the widest difference first, then by the method."""
    differing = [
        (result.levels[0] - result.levels[-1], number, criterion_id)
        for number, (criterion_id, result) in enumerate(results.items())
        if result.is_disputed
    ]
    return [ranked[-1] for ranked in sorted(differing)]
