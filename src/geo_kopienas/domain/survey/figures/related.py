"""What of a round tells of a question: further questions, earlier publications, subtraction.

Only `suppression` uses this.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from geo_kopienas.domain.survey.figures.counts import MEAN, MEDIAN, VALID, Counted, Group
from geo_kopienas.domain.survey.figures.protection import Fact, Figure, Key, Vector
from geo_kopienas.domain.survey.figures.shown import DisclosedRound, GroupFigures
from geo_kopienas.domain.survey.figures.tabulation import Breakdown, Layout, figures_of, hiding_cost
from geo_kopienas.domain.survey.figures.unions import determined_unions

#: How many answered at all, as a column beside those of a question.
ANSWERED = "answered"


class Further(NamedTuple):
    """A question that is asked because of answers to an earlier one.

    Attributes:
        question_id: The further question.
        led: Weights of those whose answers lead to it, over the earlier question's columns.
    """

    question_id: str
    led: Mapping[str, float]

    @property
    def answered(self) -> str:
        """Name of the column of who answered it."""
        return f"n:{self.question_id}"


class Former(NamedTuple):
    """An earlier publication of the round.

    Attributes:
        responses: Its answers.
        known: What it showed.
    """

    responses: pd.DataFrame
    known: DisclosedRound


class Earlier(NamedTuple):
    """A group of an earlier publication: with a name of its own, its id, and what was shown."""

    group: Group
    group_id: str
    known: DisclosedRound

    def figures(self, question_id: str) -> GroupFigures | None:
        """What was shown of it for a question."""
        figures = self.known.figures(question_id)
        shown = None if figures is None else figures.groups.get(self.group_id)
        return None if shown is None or shown.n is None else shown


def inequalities(counted: Counted, further: list[Further]) -> Iterator[Mapping[str, float]]:
    """What holds between the columns of a question and around it: each sum is at most 0."""
    yield from (link.weights for link in counted.links if not link.is_equal)
    yield {VALID: 1.0, ANSWERED: -1.0}
    for led in further:
        yield {led.answered: 1.0, **{name: -weight for name, weight in led.led.items()}}


def told_figures(
    earlier: Earlier, question_id: str, breakdown: Breakdown, layout: Layout
) -> Iterator[Figure]:
    """What an earlier publication told of a group, which nothing can hide any more."""
    shown = earlier.figures(question_id)
    if shown is None:
        return
    names = {VALID, *(name for name, share in shown.shares.items() if share is not None)}
    names |= {MEAN} if shown.mean is not None else set()
    names |= {MEDIAN} if shown.median is not None else set()
    for figure in figures_of(earlier.group, breakdown, layout):
        if figure.key.name in names:
            yield replace(figure, cost=None, when_hidden=(), closes=False)


def hidden_parts(
    breakdown: Breakdown, around: list[Group], shown: list[Group], layout: Layout
) -> Iterator[Vector]:
    """Counts that must not become known: of groups, and of what subtraction gives away."""
    counted = breakdown.counted
    valid = frozenset(counted.marks.index[counted.marks[VALID] > 0])
    parts: list[tuple[frozenset[int], list[tuple[Group, float]]]] = [
        (group.rows, [(group, 1.0)]) for group in around
    ]
    for union in determined_unions([group.rows & valid for group in shown]):
        shares = zip(shown, union.coefficients, strict=True)
        parts.append((union.rows, [(group, share) for group, share in shares if share]))
    sums = [
        *({cell.code: 1.0} for cell in counted.cells),
        *(count.weights for count in counted.counts),
    ]
    for rows, members in parts:
        for of in sums:
            if breakdown.is_hidden(rows, of):
                yield np.sum(
                    [share * layout.weights(group.rows, of) for group, share in members], axis=0
                )


def hidden_counts(
    earlier: Earlier, question_id: str, breakdown: Breakdown, layout: Layout
) -> Iterator[Vector]:
    """The counts that an earlier publication hid of a group that it showed."""
    shown = earlier.figures(question_id)
    sums = {cell.code: {cell.code: 1.0} for cell in breakdown.counted.cells}
    weights_of = sums | {count.name: count.weights for count in breakdown.counted.counts}
    for name, share in shown.shares.items() if shown else ():
        if share is None and name in weights_of:
            yield layout.weights(earlier.group.rows, weights_of[name])


def answered_figure(group: Group, layout: Layout) -> Figure:
    """How many of a group answered at all."""
    weights = layout.weights(group.rows, {ANSWERED: 1.0})
    size = layout.total(weights)
    # Nobody is shown as nobody, so what is hidden is at least one.
    return Figure(
        Key(group.group_id, ANSWERED),
        (Fact(weights, size, size),),
        hiding_cost(1, group, 0, size),
        (Fact(weights, 1.0, np.inf),),
    )
