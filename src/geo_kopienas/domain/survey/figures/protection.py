"""Which figures have to be hidden so that none of the hidden ones can be worked out.

A figure is a weighted sum of unknown counts: how many of which answers, for each class of answers
that the groups tell apart. Whoever knows the published figures knows the limits between
which a hidden one must lie; a linear programme finds them. While they are too close, one of the
published figures that they rest on is hidden as well (complementary suppression). Hiding only
ever widens limits, so at the end every hidden figure is protected: by construction, not by chance.

Fischetti, M., Salazar, J. J. (2001). Solving the cell suppression problem on tabular data with
linear constraints. *Management Science*, 47(7), 1008-1027. Theirs is the least loss of figures;
this takes the cheapest figure step by step.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, NamedTuple

import numpy as np
import scipy  # it imports its parts where they are used: a sixth of what a start would import
from numpy.typing import NDArray

#: Limits of a hidden count are at least this far apart: as far as those of a cell of 1 to 4.
MIN_WIDTH = 3.0

_TOLERANCE = 1e-6
_OPTIMAL = 0
#: No count is as large; so every programme has an answer, which moves other targets as well.
_MOST = 1e5
#: So many programmes may fail to move a fifth of the targets before each gets its own.
_PATIENCE = 3

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """A figure: its group and its name."""

    group_id: str
    name: str


class Fact(NamedTuple):
    """What a figure says: `low` ≤ `weights` · counts ≤ `high`."""

    weights: Vector
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Figure:
    """A figure that may be published.

    Attributes:
        key: Which it is.
        facts: What is known once it is published.
        cost: Which is hidden sooner; lower first. None is never hidden by itself.
        when_hidden: What is known even if it is hidden, because the rules would show it otherwise.
        closes: Whether its group cannot be shown at all without it.
    """

    key: Key
    facts: tuple[Fact, ...]
    cost: tuple[float, ...] | None
    when_hidden: tuple[Fact, ...] = ()
    closes: bool = False


class _State(Enum):
    SHOWN = auto()
    HIDDEN = auto()
    GONE = auto()  # with its whole group, of which nothing is known then


class _Known(NamedTuple):
    """A fact that holds while its owner is in a state; that of nobody always holds."""

    fact: Fact
    owner: Figure | None
    state: _State


class _Rows:
    """What may be known as rows `matrix` · counts ≤ or = `values`: of whom, and when."""

    def __init__(self, facts: Iterable[_Known], size: int, *, equal: bool) -> None:
        weights, values = [], []
        self.owners: list[Figure | None] = []
        self.states: list[_State] = []
        for known in facts:
            fact = known.fact
            if (fact.low == fact.high) != equal:
                continue
            for sign, value in ((1.0, fact.high), (-1.0, -fact.low))[: 1 if equal else 2]:
                if np.isfinite(value):
                    weights.append(scipy.sparse.csr_array(sign * fact.weights[None]))
                    values.append(value)
                    self.owners.append(known.owner)
                    self.states.append(known.state)
        sparse = scipy.sparse
        self.matrix = (
            sparse.vstack(weights, format="csr") if weights else sparse.csr_array((0, size))
        )
        self.values = np.array(values)

    def active(
        self, states: Mapping[Key, _State]
    ) -> tuple["scipy.sparse.csr_array", Vector, list[Figure | None]]:
        """The rows that hold now, their values and owners."""
        holds = [
            number
            for number, owner in enumerate(self.owners)
            if owner is None or states[owner.key] is self.states[number]
        ]
        return self.matrix[holds], self.values[holds], [self.owners[number] for number in holds]


class Protection:
    """The figures of a table, and the search for what hides the others.

    All are shown at first; what is hidden by itself is hidden by `hide`, the rest by `protect`.
    """

    def __init__(
        self, truth: Vector, links: Iterable[Fact], figures: Iterable[Figure], *, width: float
    ) -> None:
        """Begin with all figures shown.

        Args:
            truth: The counts themselves.
            links: What everybody knows of counts.
            figures: All that may be shown.
            width: How far apart the limits of a hidden count have to be.
        """
        self._truth, self._width = truth, width
        self._figures = {figure.key: figure for figure in figures}
        self._states = dict.fromkeys(self._figures, _State.SHOWN)
        known = [
            *(_Known(fact, None, _State.SHOWN) for fact in links),
            *(
                _Known(fact, figure, state)
                for figure in self._figures.values()
                for state, facts in (
                    (_State.SHOWN, figure.facts),
                    (_State.HIDDEN, figure.when_hidden),
                )
                for fact in facts
            ),
        ]
        self._equal = _Rows(known, len(truth), equal=True)
        self._upper = _Rows(known, len(truth), equal=False)
        self._seen = [truth]
        self._active: tuple[Any, Any] | None = None

    @property
    def published(self) -> list[Key]:
        """The figures that are shown."""
        return [key for key, state in self._states.items() if state is _State.SHOWN]

    def hide(self, key: Key) -> list[Vector]:
        """Hide a figure; with the number of its answers its whole group goes.

        Returns:
            The sums that are hidden by it.
        """
        closed = self._figures[key].closes
        gone = [
            figure
            for figure in self._figures.values()
            if figure.key == key or (closed and figure.key.group_id == key.group_id)
        ]
        for figure in gone:
            if self._states[figure.key] is not _State.GONE:
                self._states[figure.key] = _State.GONE if closed else _State.HIDDEN
        self._active = None
        return [fact.weights for figure in gone for fact in figure.facts if fact.low == fact.high]

    def protect(self, targets: Iterable[Vector]) -> None:
        """Hide figures until every target is protected, the newly hidden ones too.

        Args:
            targets: Weights of sums that must not become known.
        """
        waiting = list(targets)
        # Hiding only widens limits, so nobody has to look at the same sum twice.
        known: set[bytes] = set()
        while waiting := [target for target in waiting if target.tobytes() not in known]:
            near = self._move_together(np.unique(waiting, axis=0))
            known.update(target.tobytes() for target in waiting)
            waiting = []
            for target in near:
                while (binding := self._binding(target)) is not None:
                    figure = self._cheapest(binding)
                    if figure is None:
                        break
                    waiting += self.hide(figure)

    def _move_together(self, targets: NDArray[np.float64]) -> NDArray[np.float64]:
        """The targets whose limits seem too close after some counts that move many at once."""
        random = np.random.default_rng(len(self._truth))
        tries = 0
        while True:
            reached = targets @ np.array(self._seen).T
            near: NDArray[np.float64] = targets[np.ptp(reached, axis=1) < self._width - _TOLERANCE]
            tries = 0 if len(near) < 0.8 * len(targets) else tries + 1
            if not len(near) or tries > _PATIENCE:
                return near
            targets = near
            self._limit(random.choice((-1.0, 0.0, 1.0), len(near)) @ near)

    def _cheapest(self, binding: list[Figure]) -> Key | None:
        """Which of the figures that a target rests on goes; None if none of them can."""
        # What the rules show can go only with its group; and if a solver calls nothing binding,
        # any figure has to give way.
        groups = {figure.key.group_id for figure in binding}
        shown = [self._figures[key] for key in self.published]
        closing = [figure for figure in shown if figure.closes and figure.key.group_id in groups]
        for figures in (binding, closing, shown):
            able = {figure.key: figure.cost for figure in figures if figure.cost is not None}
            if able:
                return min(able, key=lambda key: (able[key], key))
        return None

    def _binding(self, target: Vector) -> list[Figure] | None:
        """The figures that keep a target's limits too close; None if they are far enough apart."""
        reached = [float(target @ point) for point in self._seen]
        binding: dict[Key, Figure] = {}
        for sign in (-1.0, 1.0):
            if max(reached) - min(reached) >= self._width - _TOLERANCE:
                return None
            value, resting = self._limit(sign * target)
            reached.append(sign * value)
            binding |= {figure.key: figure for figure in resting}
        is_wide = max(reached) - min(reached) >= self._width - _TOLERANCE
        return None if is_wide else list(binding.values())

    def _limit(self, objective: Vector) -> tuple[float, list[Figure]]:
        """The least value of `objective`, and the figures it rests on."""
        if self._active is None:
            self._active = self._equal.active(self._states), self._upper.active(self._states)
        (equal, equal_values, owners), (upper, upper_values, upper_owners) = self._active
        result = scipy.optimize.linprog(
            objective,
            A_ub=upper,
            b_ub=upper_values,
            A_eq=equal,
            b_eq=equal_values,
            bounds=(0, _MOST),
            method="highs",
        )
        if result.status != _OPTIMAL:
            message = f"the limits of a figure could not be found: {result.message}"
            raise ArithmeticError(message)
        self._seen.append(result.x)
        duals = np.concatenate([result.eqlin.marginals, result.ineqlin.marginals])
        resting = [
            owner
            for owner, dual in zip([*owners, *upper_owners], duals, strict=True)
            if owner is not None
            and self._states[owner.key] is _State.SHOWN
            and abs(dual) > _TOLERANCE
        ]
        return float(result.fun), resting


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
