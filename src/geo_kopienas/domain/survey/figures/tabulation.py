"""The figures of a question as sums over classes of answers, as the protection takes them.

Rules and reasons: docs/survey.md §5. Only `suppression` and `disclosure` use this.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.survey.figures.counts import MEAN, MEDIAN, VALID, Counted, Group
from geo_kopienas.domain.survey.figures.protection import Fact, Figure, Key, Vector

#: A breakdown of fewer answers would speak of people who can be recognised (product rule).
MIN_BREAKDOWN_N = 10
#: Cells of 1 to 4 answers are hidden (product rule); so are all but 1 to 4.
MIN_CELL = 5
#: Below this, 0 % and 100 % say of everybody in the group what they did or did not answer; its
#: 95 % interval reaches 17 points and more, so it is also drawn as uncertain.
SMALL_GROUP_N = 30

_LEVEL_RANKS = {Level.SETTLEMENT: 0, Level.APKAIME: 1, Level.UNIT: 2}
_TOP_RANK = 3
_CELL_RANK, _ENDS_RANK, _STATISTIC_RANK = 0, 1, 2
_MEAN_DECIMALS = 1


def is_small(count: float) -> bool:
    """Whether so few people are single people."""
    return 0 < count < MIN_CELL


def is_sensitive(count: float, n: float) -> bool:
    """Whether so many, or all but so many, of a group say something of single people."""
    return any(
        is_small(part) or (part == 0 and 0 < n < SMALL_GROUP_N) for part in (count, n - count)
    )


class Breakdown:
    """The answers to a question, summed by group.

    Attributes:
        counted: The answers.
        opened: The groups that are shown.
    """

    def __init__(self, counted: Counted, opened: Collection[Group]) -> None:
        """Begin; sums are worked out when asked for."""
        self.counted, self.opened = counted, opened
        self._columns = {name: number for number, name in enumerate(counted.marks.columns)}
        self._marks = counted.marks.to_numpy(dtype="float64")
        self._sums: dict[frozenset[int], Vector] = {}

    def total(self, rows: frozenset[int], of: Mapping[str, float]) -> float:
        """A sum over answers."""
        if rows not in self._sums:
            positions = self.counted.marks.index.get_indexer(pd.Index(sorted(rows)))
            self._sums[rows] = self._marks[positions].sum(axis=0)
        sums = self._sums[rows]
        return float(sum(weight * sums[self._columns[name]] for name, weight in of.items()))

    def is_hidden(self, rows: frozenset[int], of: Mapping[str, float]) -> bool:
        """Whether a count of a group must not be shown.

        None of a small group may be shown where none of a large group around it is: that is known.
        """
        n, count = self.total(rows, {VALID: 1.0}), self.total(rows, of)
        if is_small(count) or is_small(n - count):
            return True
        return is_sensitive(count, n) and not all(
            part or self._is_told(rows, of, is_all=is_all)
            for part, is_all in ((count, False), (n - count, True))
        )

    def _is_told(self, rows: frozenset[int], of: Mapping[str, float], *, is_all: bool) -> bool:
        for around in self.opened:
            n = self.total(around.rows, {VALID: 1.0})
            end = n if is_all else 0.0
            if n >= SMALL_GROUP_N and self.total(around.rows, of) == end and rows <= around.rows:
                return True
        return False


def level_rank(group: Group) -> int:
    """Small places first, the municipality and the rest of Latvia last."""
    return _TOP_RANK if group.level is None else _LEVEL_RANKS.get(group.level, _TOP_RANK)


def hiding_cost(urgency: int, group: Group, rank: int, value: float = 0.0) -> tuple[float, ...]:
    """Figures of small places go first, then single answers, then small counts."""
    return (float(urgency), float(level_rank(group)), float(rank), value)


@dataclass(frozen=True, eq=False)
class Layout:
    """Where the counts of each class of answers stand in one long vector.

    Attributes:
        columns: Names of the counts.
        classes: Answers that are in the same groups.
        sums: The counts, a row a class.
    """

    columns: list[str]
    classes: list[frozenset[int]]
    sums: Vector

    @classmethod
    def of(cls, marks: pd.DataFrame, classes: list[frozenset[int]]) -> Layout:
        """Sum the columns of answers by class."""
        sums = [marks.loc[sorted(rows)].sum().to_numpy(dtype="float64") for rows in classes]
        return cls(list(marks.columns), classes, np.array(sums).reshape(len(classes), -1))

    @property
    def truth(self) -> Vector:
        """The counts as one vector."""
        return self.sums.ravel()

    def weights(self, rows: frozenset[int], of_column: Mapping[str, float]) -> Vector:
        """Weights of a sum over the classes that lie in `rows`."""
        grid = np.zeros(self.sums.shape)
        places = [self.columns.index(name) for name in of_column]
        for number, members in enumerate(self.classes):
            if members <= rows:
                grid[number, places] = list(of_column.values())
        return grid.ravel()

    def total(self, weights: Vector) -> float:
        """A sum itself."""
        return float(weights @ self.truth)

    def links(self, of_columns: Iterable[Mapping[str, float]], *, equal: bool) -> Iterator[Fact]:
        """What holds of each class: sums that are 0, or at most 0."""
        for weights_of in of_columns:
            for members in self.classes:
                weights = self.weights(members, weights_of)
                # Answers to a question that was not asked contradict the form: no link then.
                if self.total(weights) == 0 or (self.total(weights) < 0 and not equal):
                    yield Fact(weights, 0.0 if equal else -np.inf, 0.0)


def figures_of(group: Group, breakdown: Breakdown, layout: Layout) -> Iterator[Figure]:
    """Every figure of a group that would be shown if nothing had to be hidden."""
    counted = breakdown.counted
    n = breakdown.total(group.rows, {VALID: 1.0})
    n_fact = Fact(layout.weights(group.rows, {VALID: 1.0}), n, n)
    yield Figure(Key(group.group_id, VALID), (n_fact,), hiding_cost(2, group, 0, n), closes=True)

    def count(name: str, of: Mapping[str, float], rank: int) -> Figure:
        weights, value = layout.weights(group.rows, of), breakdown.total(group.rows, of)
        # None and all of a large group are shown; what is hidden there is neither.
        is_end = n >= SMALL_GROUP_N and value in {0, n}
        cost = None if is_end else hiding_cost(0, group, rank, value)
        floor = (Fact(weights, 1.0, n - 1.0),) if n >= SMALL_GROUP_N else ()
        return Figure(Key(group.group_id, name), (Fact(weights, value, value),), cost, floor)

    for cell in counted.cells:
        yield count(cell.code, {cell.code: 1.0}, _CELL_RANK)
    for shown in counted.counts:
        rank = _STATISTIC_RANK if shown.name.startswith("indicator") else _ENDS_RANK
        yield count(shown.name, shown.weights, rank)
    cost = hiding_cost(0, group, _STATISTIC_RANK)
    if counted.steps:
        yield Figure(Key(group.group_id, MEAN), _mean_facts(group, counted, layout), cost)
    if not counted.numbers.empty:
        yield Figure(Key(group.group_id, MEDIAN), _median_facts(group, counted, layout), cost)


def _mean_facts(group: Group, counted: Counted, layout: Layout) -> tuple[Fact, ...]:
    mean = mean_of(group, counted)
    half = 0.5 / 10**_MEAN_DECIMALS
    return tuple(
        Fact(
            layout.weights(
                group.rows,
                {code: sign * (step - mean - sign * half) for code, step in counted.steps.items()},
            ),
            -np.inf,
            0.0,
        )
        for sign in (1.0, -1.0)
    )


def _median_facts(group: Group, counted: Counted, layout: Layout) -> tuple[Fact, ...]:
    middle = median_of(group, counted)
    below = {c.code: 1.0 for c in counted.cells if c.high is not None and c.high < middle}
    through = {c.code: 1.0 for c in counted.cells if c.low is None or c.low <= middle}
    return (
        Fact(layout.weights(group.rows, below | {VALID: -0.5}), -np.inf, 0.0),
        Fact(layout.weights(group.rows, through | {VALID: -0.5}), 0.0, np.inf),
    )


def hidden_by_themselves(group: Group, breakdown: Breakdown) -> list[str]:
    """Names of the counts of a group that are hidden whatever else is shown.

    Where answers exclude one another, hidden ones of few people take the next smallest with them:
    with less, the rules themselves would tell them ("three are hidden, together 3, none is 0").
    """
    rows = group.rows
    ones = {cell.code: {cell.code: 1.0} for cell in breakdown.counted.cells}
    values = {code: breakdown.total(rows, of) for code, of in ones.items()}
    hidden = [code for code, of in ones.items() if breakdown.is_hidden(rows, of)]
    if hidden and sum(values.values()) == breakdown.total(rows, {VALID: 1.0}):
        others = sorted({*values} - {*hidden}, key=lambda code: (values[code], code))
        for code in others:
            if sum(values[name] for name in hidden) >= MIN_BREAKDOWN_N:
                break
            if values[code]:
                hidden.append(code)
    return hidden + [
        count.name for count in breakdown.counted.counts if breakdown.is_hidden(rows, count.weights)
    ]


def mean_of(group: Group, counted: Counted) -> float:
    """Mean of a scale's steps, as it is shown."""
    marks = counted.marks.loc[sorted(group.rows)]
    total = sum(step * int(marks[code].sum()) for code, step in counted.steps.items())
    return round(total / int(marks[VALID].sum()), _MEAN_DECIMALS)


def median_of(group: Group, counted: Counted) -> float:
    """Median of a group's numbers."""
    return float(counted.numbers.loc[sorted(group.rows)].median())
