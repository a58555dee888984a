"""Similar names, found fast: letter pairs make a shortlist, counted edits decide."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

NEAREST_SIMILARITY = 0.6  # 1 − edits / longer length; lower, "Citur" would suggest "Titurga"
SHORTLIST = 20  # names whose letter pairs agree best and whose edits are then counted


class SimilarNames:
    """Finds names that resemble a text among those that it was given."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = list(names)
        self._lengths = np.array([len(name) for name in self._names], dtype=np.int64)
        self._pair_counts = np.zeros(len(self._names), dtype=np.int64)
        places: defaultdict[str, list[int]] = defaultdict(list)
        for number, name in enumerate(self._names):
            pairs = _letter_pairs(name)
            self._pair_counts[number] = len(pairs)
            for pair in pairs:
                places[pair].append(number)
        self._places = {pair: np.array(where, dtype=np.int64) for pair, where in places.items()}

    def similar(self, text: str) -> Iterator[tuple[str, float]]:
        """Yield names with their similarity (0 to 1) to the text, from NEAREST_SIMILARITY up."""
        pairs = _letter_pairs(text)
        where = [self._places[pair] for pair in sorted(pairs) if pair in self._places]
        if not where:
            return
        shared = np.bincount(np.concatenate(where), minlength=len(self._names))
        agreement = 2 * shared / (self._pair_counts + len(pairs))

        # a name much longer or shorter can never be similar enough
        longer = np.maximum(self._lengths, len(text))
        shorter = np.minimum(self._lengths, len(text))
        agreement[shorter < NEAREST_SIMILARITY * longer] = 0

        for number in np.argsort(-agreement, kind="stable")[:SHORTLIST]:
            if agreement[number] <= 0:
                return
            name = self._names[number]
            similarity = 1 - _edits(text, name) / max(len(text), len(name))
            if similarity >= NEAREST_SIMILARITY:
                yield name, similarity


def _letter_pairs(text: str) -> set[str]:
    framed = f"^{text}$"
    return {framed[at : at + 2] for at in range(len(framed) - 1)}


def _edits(one: str, other: str) -> int:
    """Count insertions, deletions, replacements and swaps of neighbours between two texts."""
    before: list[int] = []
    previous = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        current = [row]
        for column, opposite in enumerate(other, start=1):
            cost = min(
                previous[column] + 1,
                current[column - 1] + 1,
                previous[column - 1] + (letter != opposite),
            )
            if row > 1 and column > 1 and letter == other[column - 2] and opposite == one[row - 2]:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        before, previous = previous, current
    return previous[-1]
