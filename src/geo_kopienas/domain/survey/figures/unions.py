"""What subtraction gives away: the groups of people whose figures follow from those of others."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations, product
from typing import NamedTuple

import numpy as np
import scipy
from numpy.typing import NDArray

from geo_kopienas.domain.survey.figures.protection import classes_of_answers

_TOLERANCE = 1e-7
#: All groups of so few classes can be looked at.
_FEW_CLASSES = 8


class Union(NamedTuple):
    """A group that nobody shows and whose sums follow from those of shown groups.

    Attributes:
        rows: Who is in it.
        coefficients: Its sums are those of the shown groups with these weights.
    """

    rows: frozenset[int]
    coefficients: NDArray[np.float64]


def determined_unions(groups: Sequence[frozenset[int]]) -> list[Union]:
    """The groups that sums and differences of groups give away.

    Two towns that are subtracted from the municipality leave a third group; so do a parish and a
    neighbourhood that overlap nowhere.

    Args:
        groups: The rows of each shown group.

    Returns:
        All of them where the groups tell few classes of rows apart. Of many there are too many:
        then for each class the smallest one with it, and what those make in pairs or leave of a
        group. A group that can be worked out is never smaller than one of these.
    """
    classes = classes_of_answers(groups)
    if not classes:
        return []
    member = np.array([[float(rows <= group) for rows in classes] for group in groups])
    sizes = tuple(len(rows) for rows in classes)
    return [
        Union(
            frozenset[int]().union(*(classes[number] for number in inside)),
            np.array(coefficients),
        )
        for inside, coefficients in _unions(member.tobytes(), len(groups), sizes)
    ]


@lru_cache(maxsize=1024)
def _unions(
    content: bytes, group_count: int, sizes: tuple[int, ...]
) -> list[tuple[list[int], NDArray[np.float64]]]:
    """Classes inside and coefficients."""
    member = np.frombuffer(content).reshape(group_count, len(sizes))
    inverse = np.linalg.pinv(member.T)
    beyond = np.eye(len(sizes)) - member.T @ inverse
    if len(sizes) <= _FEW_CLASSES:
        subsets = np.array(list(product((0.0, 1.0), repeat=len(sizes))))[1:]
    else:
        smallest = [
            row if np.abs(beyond @ row).max() < _TOLERANCE else _smallest(member, sizes, number)
            for number, row in enumerate(np.eye(len(sizes)))
        ]
        pairs = [first + second for first, second in combinations(smallest, 2)]
        rests = [group - part for group in member for part in (*smallest, *member)]
        subsets = np.unique([*smallest, *pairs, *rests], axis=0)
        is_group = np.isin(subsets, (0.0, 1.0)).all(axis=1) & subsets.any(axis=1)
        subsets = subsets[is_group]
    is_determined = np.abs(subsets @ beyond).max(axis=1) < _TOLERANCE
    return [
        (list(np.flatnonzero(subset)), np.round(inverse @ subset, 9))
        for subset in subsets[is_determined]
    ]


def _smallest(
    member: NDArray[np.float64], sizes: tuple[int, ...], number: int
) -> NDArray[np.float64]:
    """Which classes are in the smallest determined group that a class is in."""
    group_count, class_count = member.shape
    lower = np.concatenate([np.zeros(class_count), np.full(group_count, -np.inf)])
    upper = np.concatenate([np.ones(class_count), np.full(group_count, np.inf)])
    lower[number] = 1.0
    result = scipy.optimize.milp(
        np.concatenate([np.array(sizes), np.zeros(group_count)]),
        constraints=scipy.optimize.LinearConstraint(
            np.hstack([np.eye(class_count), -member.T]), 0.0, 0.0
        ),
        integrality=np.concatenate([np.ones(class_count), np.zeros(group_count)]),
        bounds=scipy.optimize.Bounds(lower, upper),
    )
    if result.x is None:
        message = f"what subtraction gives away could not be found: {result.message}"
        raise ArithmeticError(message)
    inside: NDArray[np.float64] = np.round(result.x[:class_count])
    return inside
