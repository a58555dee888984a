"""Which figures have to be hidden so that none of the hidden ones can be worked out.

A figure is a weighted sum of unknown counts: how many of which answers, for each class of answers
that the published groups tell apart. Whoever knows the published figures knows the limits between
which a hidden one must lie; a linear programme finds them. While they are too close, one of the
published figures that they rest on is hidden as well (complementary suppression). Hiding only
ever widens limits, so at the end every hidden figure is protected: by construction, not by chance.

Fischetti, M., Salazar, J. J. (2001). Solving the cell suppression problem on tabular data with
linear constraints. *Management Science*, 47(7), 1008-1027. Theirs is the least loss of figures;
this takes the cheapest figure step by step.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

#: Limits of a hidden count are at least this far apart: as far as those of a cell of 1 to 4.
MIN_WIDTH = 3.0

_TOLERANCE = 1e-6
_UNBOUNDED = 3
_OPTIMAL = 0


@dataclass(frozen=True, slots=True)
class Key:
    """A figure: its group and its name."""

    group_id: str
    name: str


@dataclass(frozen=True, eq=False)
class Fact:
    """What a published figure says: `low` ≤ `weights` · counts ≤ `high`."""

    weights: NDArray[np.float64]
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Figure:
    """A figure that may be published.

    Attributes:
        key: Which it is.
        facts: What is known once it is published.
        cost: Which is hidden sooner; lower first.
        closes: Whether its group cannot be shown at all without it.
    """

    key: Key
    facts: tuple[Fact, ...]
    cost: tuple[float, ...]
    closes: bool = False


@dataclass(frozen=True, eq=False)
class _Constraints:
    """The published figures as a solver takes them, and whose each row is."""

    equal: NDArray[np.float64]
    equal_values: NDArray[np.float64]
    upper: NDArray[np.float64]
    upper_values: NDArray[np.float64]
    owners: list[Figure | None]


@dataclass(eq=False)
class Protection:
    """The published figures, and the search for what hides the others.

    Attributes:
        truth: The counts themselves.
        links: What everybody knows of counts: `weights` · counts ≤ 0.
        equal_links: The same with = 0.
        published: Figures that are shown so far.
        hidden: Figures that were hidden on the way.
    """

    truth: NDArray[np.float64]
    links: NDArray[np.float64]
    equal_links: NDArray[np.float64]
    published: dict[Key, Figure]
    hidden: list[Figure] = field(default_factory=list)
    _seen: list[NDArray[np.float64]] = field(default_factory=list)
    _rows: _Constraints | None = None

    def protect(self, targets: Iterable[NDArray[np.float64]]) -> None:
        """Hide published figures until every target is protected, the newly hidden ones too.

        Args:
            targets: Weights of sums that must not become known.
        """
        self._seen = self._seen or [self.truth]
        waiting = list(targets)
        while waiting:
            target = waiting.pop()
            while (binding := self._binding(target)) is not None:
                # A solver may call nothing binding; then any figure has to give way.
                resting = binding or list(self.published.values())
                for figure in self._hide(min(resting, key=lambda figure: figure.cost)):
                    self.hidden.append(figure)
                    waiting += [fact.weights for fact in figure.facts if fact.low == fact.high]

    def _hide(self, figure: Figure) -> list[Figure]:
        """Take a figure away; with the number of its answers its whole group goes."""
        gone = [
            published
            for published in self.published.values()
            if published is figure
            or (figure.closes and published.key.group_id == figure.key.group_id)
        ]
        for published in gone:
            del self.published[published.key]
        self._rows = None
        return gone

    def _binding(self, target: NDArray[np.float64]) -> list[Figure] | None:
        """The figures that keep a target's limits too close; None if they are far enough apart."""
        reached = [float(target @ point) for point in self._seen]
        if max(reached) - min(reached) >= MIN_WIDTH - _TOLERANCE:
            return None
        binding: dict[Key, Figure] = {}
        for sign in (-1.0, 1.0):
            value, resting = self._limit(sign * target)
            if value is None:
                return None
            reached.append(sign * value)
            binding |= {figure.key: figure for figure in resting}
            if max(reached) - min(reached) >= MIN_WIDTH - _TOLERANCE:
                return None
        return list(binding.values())

    def _limit(self, objective: NDArray[np.float64]) -> tuple[float | None, list[Figure]]:
        """The least value of `objective`, None for no limit, and the figures it rests on."""
        known = self._constraints()
        result = linprog(
            objective,
            A_ub=known.upper,
            b_ub=known.upper_values,
            A_eq=known.equal,
            b_eq=known.equal_values,
            bounds=(0, None),
            method="highs",
        )
        if result.status == _UNBOUNDED:
            return None, []
        if result.status != _OPTIMAL:
            message = f"the limits of a figure could not be found: {result.message}"
            raise ArithmeticError(message)
        self._seen.append(result.x)
        duals = np.concatenate([result.eqlin.marginals, result.ineqlin.marginals])
        resting = [
            owner
            for owner, dual in zip(known.owners, duals, strict=True)
            if owner is not None and abs(dual) > _TOLERANCE
        ]
        return float(result.fun), resting

    def _constraints(self) -> _Constraints:
        if self._rows is not None:
            return self._rows
        size = len(self.truth)
        equal: list[NDArray[np.float64]] = list(self.equal_links)
        equal_values = [0.0] * len(equal)
        upper: list[NDArray[np.float64]] = list(self.links)
        upper_values = [0.0] * len(upper)
        equal_owners: list[Figure | None] = [None] * len(equal)
        upper_owners: list[Figure | None] = [None] * len(upper)
        for figure in self.published.values():
            for fact in figure.facts:
                if fact.low == fact.high:
                    equal.append(fact.weights)
                    equal_values.append(fact.low)
                    equal_owners.append(figure)
                    continue
                for sign, value in ((1.0, fact.high), (-1.0, -fact.low)):
                    if np.isfinite(value):
                        upper.append(sign * fact.weights)
                        upper_values.append(value)
                        upper_owners.append(figure)
        self._rows = _Constraints(
            np.array(equal).reshape(-1, size),
            np.array(equal_values),
            np.array(upper).reshape(-1, size),
            np.array(upper_values),
            [*equal_owners, *upper_owners],
        )
        return self._rows


def classes_of_answers(memberships: Sequence[frozenset[int]]) -> list[frozenset[int]]:
    """Split answers by the groups that they are in.

    Args:
        memberships: The rows of each group.

    Returns:
        The classes, rows that are in the same groups; rows in no group are left out.
    """
    of_row: dict[int, list[int]] = {}
    for number, rows in enumerate(memberships):
        for row in rows:
            of_row.setdefault(row, []).append(number)
    classes: dict[tuple[int, ...], list[int]] = {}
    for row, numbers in of_row.items():
        classes.setdefault(tuple(numbers), []).append(row)
    return [frozenset(rows) for rows in classes.values()]
