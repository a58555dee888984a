"""Which figures of a question may be shown: whose group is large enough, and what protects what.

Rules and reasons: docs/survey.md §5. Only `disclosure` uses this.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.survey.figures import MEAN, MEDIAN, VALID, Counted, Group
from geo_kopienas.domain.survey.protection import (
    Fact,
    Figure,
    Key,
    Protection,
    classes_of_answers,
)

#: A breakdown of fewer answers would speak of people who can be recognised (product rule).
MIN_BREAKDOWN_N = 10
#: Cells of 1 to 4 answers are hidden (product rule); so are all but 1 to 4.
MIN_CELL = 5
#: Below this, 0 % and 100 % say of everybody in the group what they did or did not answer; its
#: 95 % interval reaches 17 points and more, so it is also drawn as uncertain.
SMALL_GROUP_N = 30

#: Name of what other questions tell, which is no figure of its own.
AT_LEAST = "at_least"

_LEVEL_RANKS = {Level.SETTLEMENT: 0, Level.APKAIME: 1, Level.UNIT: 2}
_TOP_RANK = 3
_ENDS_RANK, _STATISTIC_RANK = 1, 2
_MEAN_DECIMALS = 1


# --- which groups are shown ---------------------------------------------------------------------


def _open_groups(groups: list[Group], valid: frozenset[int]) -> list[Group]:
    """Groups of enough answers whose differences from one another are large enough as well.

    Who takes a shown group from another one that holds it gets the figures of the difference, so
    that has to be a group of at least `MIN_BREAKDOWN_N` too, or empty.
    """
    answered = [Group(group.group_id, group.level, group.rows & valid) for group in groups]
    large = [group for group in answered if len(group.rows) >= MIN_BREAKDOWN_N]
    large.sort(key=lambda group: (-_level_rank(group), -len(group.rows), group.group_id))
    opened: list[Group] = []
    for group in large:
        left = _left_over([*opened, group])
        if all(len(rows) >= MIN_BREAKDOWN_N for rows in left):
            opened.append(group)
    return opened


def _left_over(groups: list[Group]) -> set[frozenset[int]]:
    """What is left of each group without one, or without all of a level, that lie in it."""
    left = set()
    for outer in groups:
        inside = [inner for inner in groups if inner is not outer and inner.rows <= outer.rows]
        left |= {outer.rows - inner.rows for inner in inside}
        for level in {inner.level for inner in inside}:
            covered = frozenset[int]().union(
                *(inner.rows for inner in inside if inner.level is level)
            )
            left.add(outer.rows - covered)
    return left - {frozenset()}


def _level_rank(group: Group) -> int:
    return _TOP_RANK if group.level is None else _LEVEL_RANKS.get(group.level, _TOP_RANK)


# --- which of their figures are shown -----------------------------------------------------------


def is_sensitive(count: float, n: float) -> bool:
    """Whether so many, or all but so many, of a group say something of single people."""
    return any(
        0 < part < MIN_CELL or (part == 0 and n < SMALL_GROUP_N) for part in (count, n - count)
    )


def hiding_cost(group: Group, rank: int, value: float = 0.0) -> tuple[float, ...]:
    """Figures of small places go first, then single answers, then small counts."""
    return (float(_level_rank(group)), float(rank), value)


def published_names(
    counted: Counted,
    groups: list[Group],
    followed: Iterable[tuple[tuple[str, ...], frozenset[int]]] = (),
) -> dict[str, frozenset[str]]:
    """Names of the figures that may be shown, by group; groups without any are left out.

    Args:
        counted: The answers to a question.
        groups: The groups.
        followed: Answers that led to a further question, with the rows of who answered that one;
            its n tells that at least so many gave one of these answers.
    """
    marks = counted.marks
    valid = frozenset(marks.index[marks[VALID] > 0])
    opened = _open_groups(groups, valid)
    if not opened:
        return {}
    classes = classes_of_answers([group.rows for group in opened])
    sums = np.array([marks.loc[sorted(rows)].sum().to_numpy(dtype="float64") for rows in classes])
    layout = _Layout(list(marks.columns), classes, sums)
    protection = Protection(
        layout.sums.ravel(),
        layout.links([link.weights for link in counted.links if not link.is_equal]),
        layout.links([link.weights for link in counted.links if link.is_equal]),
        {},
    )
    targets = []
    for group in opened:
        for figure in _candidates(group, counted, layout):
            value, n = figure.facts[0].low, layout.total(group.rows, {VALID: 1.0})
            is_count = len(figure.facts) == 1 and value == figure.facts[0].high
            if is_count and not figure.closes and is_sensitive(value, n):
                targets.append(figure.facts[0].weights)
            else:
                protection.published[figure.key] = figure
    targets += _differences(opened, counted, layout)
    protection.published |= {figure.key: figure for figure in _told_later(opened, followed, layout)}
    protection.protect(targets)
    names: dict[str, set[str]] = {}
    for key in protection.published:
        if key.name != AT_LEAST:
            names.setdefault(key.group_id, set()).add(key.name)
    return {group_id: frozenset(shown) for group_id, shown in names.items()}


@dataclass(frozen=True, eq=False)
class _Layout:
    """Where the counts of each class of answers stand in one long vector."""

    columns: list[str]
    classes: list[frozenset[int]]
    sums: NDArray[np.float64]

    def weights(self, rows: frozenset[int], of_column: Mapping[str, float]) -> NDArray[np.float64]:
        """Weights of a sum over the classes that lie in `rows`."""
        grid = np.zeros(self.sums.shape)
        places = [self.columns.index(name) for name in of_column]
        for number, members in enumerate(self.classes):
            if members <= rows:
                grid[number, places] = list(of_column.values())
        return grid.ravel()

    def total(self, rows: frozenset[int], of_column: Mapping[str, float]) -> float:
        """The sum itself."""
        return float(self.weights(rows, of_column) @ self.sums.ravel())

    def links(self, of_columns: list[Mapping[str, float]]) -> NDArray[np.float64]:
        """What holds of each class, a row each."""
        rows = [
            self.weights(members, weights) for members in self.classes for weights in of_columns
        ]
        return np.array(rows).reshape(-1, self.sums.size)


def _candidates(group: Group, counted: Counted, layout: _Layout) -> Iterator[Figure]:
    """Every figure of a group that would be shown if nothing had to be hidden."""

    def count(
        name: str, weights: Mapping[str, float], rank: int, *, closes: bool = False
    ) -> Figure:
        value = layout.total(group.rows, weights)
        fact = Fact(layout.weights(group.rows, weights), value, value)
        cost = (float(closes), *hiding_cost(group, rank, value))
        return Figure(Key(group.group_id, name), (fact,), cost, closes)

    yield count(VALID, {VALID: 1.0}, 0, closes=True)
    for cell in counted.cells:
        yield count(cell.code, {cell.code: 1.0}, 0)
    for shown in counted.counts:
        rank = _STATISTIC_RANK if shown.name.startswith("indicator") else _ENDS_RANK
        yield count(shown.name, shown.weights, rank)
    cost = (0.0, *hiding_cost(group, _STATISTIC_RANK))
    if counted.steps:
        mean = mean_of(group, counted)
        half = 0.5 / 10**_MEAN_DECIMALS
        facts = tuple(
            Fact(
                layout.weights(
                    group.rows,
                    {
                        code: sign * (step - mean - sign * half)
                        for code, step in counted.steps.items()
                    },
                ),
                -np.inf,
                0.0,
            )
            for sign in (1.0, -1.0)
        )
        yield Figure(Key(group.group_id, MEAN), facts, cost)
    if not counted.numbers.empty:
        middle = median_of(group, counted)
        below = {c.code: 1.0 for c in counted.cells if c.high is not None and c.high < middle}
        through = {c.code: 1.0 for c in counted.cells if c.low is None or c.low <= middle}
        facts = (
            Fact(layout.weights(group.rows, below | {VALID: -0.5}), -np.inf, 0.0),
            Fact(layout.weights(group.rows, through | {VALID: -0.5}), 0.0, np.inf),
        )
        yield Figure(Key(group.group_id, MEDIAN), facts, cost)


def _told_later(
    opened: list[Group],
    followed: Iterable[tuple[tuple[str, ...], frozenset[int]]],
    layout: _Layout,
) -> Iterator[Figure]:
    """What n of further questions tells of the answers that led to them: at least so many.

    Whatever may be shown of them is taken to be shown; it is no figure that could be hidden here,
    so it gives way last.
    """
    shown = {group.rows for group in opened}
    parts = shown | _left_over(opened) | set(layout.classes)
    for number, (codes, rows) in enumerate(followed):
        for part in sorted(parts, key=sorted):
            n = len(part & rows)
            if n >= MIN_BREAKDOWN_N:
                weights = layout.weights(part, dict.fromkeys(codes, 1.0))
                key = Key(f"later-{number}-{min(part)}-{len(part)}", AT_LEAST)
                yield Figure(key, (Fact(weights, float(n), np.inf),), (np.inf,))


def _differences(
    opened: list[Group], counted: Counted, layout: _Layout
) -> list[NDArray[np.float64]]:
    """Sums that nobody shows but that subtraction would give away."""
    targets = []
    columns = [VALID, *(cell.code for cell in counted.cells)]
    shown = {group.rows for group in opened}
    for rows in sorted(_left_over(opened) | set(layout.classes) - shown, key=sorted):
        n = layout.total(rows, {VALID: 1.0})
        for name in columns:
            value = layout.total(rows, {name: 1.0})
            is_few = value < MIN_BREAKDOWN_N if name == VALID else is_sensitive(value, n)
            if is_few:
                targets.append(layout.weights(rows, {name: 1.0}))
    return targets


def mean_of(group: Group, counted: Counted) -> float:
    """Mean of a scale's steps, as it is shown."""
    marks = counted.marks.loc[sorted(group.rows)]
    total = sum(step * int(marks[code].sum()) for code, step in counted.steps.items())
    return round(total / int(marks[VALID].sum()), _MEAN_DECIMALS)


def median_of(group: Group, counted: Counted) -> float:
    """Median of a group's numbers."""
    return float(counted.numbers.loc[sorted(group.rows)].median())
