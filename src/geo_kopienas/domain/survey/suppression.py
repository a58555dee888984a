"""Which figures of a round may be shown: all its questions, groups and levels looked at together.

Rules and reasons: docs/survey.md §5. Only `disclosure` uses this.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from geo_kopienas.domain.survey.codebook import Codebook, Question
from geo_kopienas.domain.survey.figures import (
    VALID,
    Counted,
    Group,
    answer_groups,
    asked_count,
    asked_rows,
    count_answers,
)
from geo_kopienas.domain.survey.protection import (
    MIN_WIDTH,
    Fact,
    Figure,
    Key,
    Protection,
    Vector,
    classes_of_answers,
)
from geo_kopienas.domain.survey.tabulation import (
    MIN_BREAKDOWN_N,
    MIN_CELL,
    Breakdown,
    Layout,
    figures_of,
    hidden_by_themselves,
    hiding_cost,
    is_small,
    level_rank,
)
from geo_kopienas.domain.survey.unions import determined_unions

#: How many answered at all, as a column beside those of a question.
_ANSWERED = "answered"
#: A mean of whole steps tells more than a linear programme sees, so limits are a step wider.
_MEAN_WIDTH = MIN_WIDTH + 1.0


class _Further(NamedTuple):
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


class Suppression:
    """What of a round may be shown.

    Attributes:
        groups: All groups.
        counted: The answers to each question that is counted, in columns.
        answered: Groups of which it is shown how many answered.
        names: By question and group the names of the figures that are shown.
    """

    def __init__(self, responses: pd.DataFrame, codebook: Codebook, places: pd.DataFrame) -> None:
        """Decide on every figure.

        Args:
            responses: Stored answers of one round, as `read_responses` gives them.
            codebook: Their codebook.
            places: The register.
        """
        self._codebook, self._responses = codebook, responses
        self.groups = answer_groups(responses, places)
        self._filled = [group for group in self.groups if group.rows]
        self._classes = classes_of_answers([group.rows for group in self._filled])
        counted = {
            question.question_id: count_answers(responses, question, codebook)
            for question in codebook.questions
        }
        self.counted: dict[str, Counted] = {
            question_id: columns for question_id, columns in counted.items() if columns is not None
        }
        self._valid = {
            question_id: frozenset(columns.marks.index[columns.marks[VALID] > 0])
            for question_id, columns in self.counted.items()
        }
        self._open = {
            question_id: _open_groups(self._filled, valid)
            for question_id, valid in self._valid.items()
        }
        self.answered = {group.group_id for group in self._filled}
        self.names: dict[str, dict[str, frozenset[str]]] = {}
        self._protect_sizes()
        # Earlier questions lead to later ones, so what these may show is decided with them.
        for question in codebook.questions:
            if question.question_id in self.counted:
                self._protect_question(question)

    # --- how many answered ---------------------------------------------------------------------

    def _protect_sizes(self) -> None:
        """Hide how many answered from places where that tells of single people."""
        columns = [question_id for question_id, groups in self._open.items() if groups]
        marks = pd.DataFrame({_ANSWERED: 1}, index=self._responses.index)
        for question_id in columns:
            marks[question_id] = self._marks_of(self._valid[question_id])
        layout = Layout.of(marks, self._classes)
        links = layout.links(({name: 1.0, _ANSWERED: -1.0} for name in columns), equal=False)
        figures = [self._answered_figure(group, layout) for group in self._filled]
        for question_id in columns:
            for group in self._open[question_id].values():
                weights = layout.weights(group.rows, {question_id: 1.0})
                fact = Fact(weights, layout.total(weights), layout.total(weights))
                cost = hiding_cost(2, group, 0, fact.low)
                figures.append(Figure(Key(group.group_id, question_id), (fact,), cost))
        protection = Protection(layout.truth, links, figures, width=MIN_WIDTH)
        targets: list[Vector] = []
        for group in self._filled:
            missing = [
                weights
                for question_id in columns
                if group.group_id in self._open[question_id]
                and is_small(
                    layout.total(
                        weights := layout.weights(group.rows, {_ANSWERED: 1.0, question_id: -1.0})
                    )
                )
            ]
            if missing or len(group.rows) < MIN_CELL:
                targets += [*missing, *protection.hide(Key(group.group_id, _ANSWERED))]
            for question_id in columns:
                targets += self._unopened(group, question_id, question_id, layout)
        protection.protect(targets)
        published = set(protection.published)
        self.answered = {
            group.group_id for group in self._filled if Key(group.group_id, _ANSWERED) in published
        }
        for question_id in columns:
            self._open[question_id] = {
                group_id: group
                for group_id, group in self._open[question_id].items()
                if Key(group_id, question_id) in published
            }

    def _answered_figure(self, group: Group, layout: Layout) -> Figure:
        weights = layout.weights(group.rows, {_ANSWERED: 1.0})
        size = layout.total(weights)
        # Nobody is shown as nobody, so what is hidden is at least one.
        return Figure(
            Key(group.group_id, _ANSWERED),
            (Fact(weights, size, size),),
            hiding_cost(1, group, 0, size),
            (Fact(weights, 1.0, np.inf),),
        )

    def _unopened(
        self, group: Group, question_id: str, column: str, layout: Layout
    ) -> Iterator[Vector]:
        """How few answered a question in a group that is not shown for it."""
        weights = layout.weights(group.rows, {column: 1.0})
        is_few = 0 < layout.total(weights) < MIN_BREAKDOWN_N
        if is_few and group.group_id not in self._open[question_id]:
            yield weights

    def _marks_of(self, rows: frozenset[int]) -> pd.Series:
        return pd.Series(
            self._responses.index.isin(list(rows)).astype("int64"), index=self._responses.index
        )

    # --- one question ----------------------------------------------------------------------------

    def _protect_question(self, question: Question) -> None:
        """Decide which figures of a question are shown, with how many answered those it leads to.

        What is hidden here of other questions and of how many answered is hidden everywhere.
        """
        question_id = question.question_id
        further = list(self._further(question))
        around = self._around(question_id, further)
        if not around:
            self.names[question_id] = {}
            return
        counted, opened = self.counted[question_id], self._open[question_id]
        breakdown = Breakdown(counted, opened.values())
        marks = counted.marks.assign(**{_ANSWERED: 1})
        for led in further:
            marks[led.answered] = self._marks_of(self._valid[led.question_id])
        layout = Layout.of(marks, classes_of_answers([group.rows for group in around]))
        links = [
            *layout.links((link.weights for link in counted.links if link.is_equal), equal=True),
            *layout.links(_inequalities(counted, further), equal=False),
        ]
        figures = [
            figure for group in opened.values() for figure in figures_of(group, breakdown, layout)
        ]
        figures += self._figures_around(around, further, layout)
        width = _MEAN_WIDTH if counted.steps else MIN_WIDTH
        protection = Protection(layout.truth, links, figures, width=width)
        targets: list[Vector] = []
        for group in opened.values():
            for name in hidden_by_themselves(group, breakdown):
                targets += protection.hide(Key(group.group_id, name))
        targets += self._hidden_parts(breakdown, around, layout)
        targets += self._hidden_around(further, around, layout)
        protection.protect(target for target in targets if target.any())
        self._keep(breakdown, further, protection, question_id)

    def _around(self, question_id: str, further: list[_Further]) -> list[Group]:
        """The groups of which something is shown that concerns a question."""
        shown = {*self._open[question_id], *self.answered}
        shown |= {group_id for led in further for group_id in self._open[led.question_id]}
        return [group for group in self._filled if group.group_id in shown]

    def _further(self, question: Question) -> Iterator[_Further]:
        """The questions that answers to this one lead to; "don't know" is no count of it."""
        counts = {count.name: count.weights for count in self.counted[question.question_id].counts}
        for later in self._codebook.questions:
            for condition in {*later.conditions}:
                if condition.question_id != question.question_id:
                    continue
                is_missing = any(question.answer(code).is_missing for code in condition.answers)
                if later.question_id in self.counted and not is_missing:
                    yield _Further(later.question_id, counts[asked_count(condition.answers)])

    def _figures_around(
        self, around: list[Group], further: list[_Further], layout: Layout
    ) -> Iterator[Figure]:
        """How many answered at all, and the numbers of those who were asked more and answered."""
        for group in around:
            figure = self._answered_figure(group, layout)
            is_shown = group.group_id in self.answered
            yield replace(
                figure,
                key=Key(f"/{group.group_id}", _ANSWERED),
                facts=figure.facts if is_shown else figure.when_hidden,
                cost=figure.cost if is_shown else None,
            )
            for led in further:
                if group.group_id in self._open[led.question_id]:
                    weights = layout.weights(group.rows, {led.answered: 1.0})
                    value = layout.total(weights)
                    key = Key(f"/{group.group_id}", led.answered)
                    cost = hiding_cost(3, group, 0, value)
                    yield Figure(key, (Fact(weights, value, value),), cost)

    def _hidden_parts(
        self, breakdown: Breakdown, around: list[Group], layout: Layout
    ) -> Iterator[Vector]:
        """Counts that must not become known: of groups, and of what subtraction gives away."""
        counted, opened = breakdown.counted, list(breakdown.opened)
        valid = frozenset(counted.marks.index[counted.marks[VALID] > 0])
        parts: list[tuple[frozenset[int], list[tuple[Group, float]]]] = [
            (group.rows, [(group, 1.0)]) for group in around
        ]
        for union in determined_unions([group.rows & valid for group in opened]):
            shares = zip(opened, union.coefficients, strict=True)
            parts.append((union.rows, [(group, share) for group, share in shares if share]))
        sums = [
            *({cell.code: 1.0} for cell in counted.cells),
            *(count.weights for count in counted.counts),
        ]
        for rows, members in parts:
            for of in sums:
                if breakdown.is_hidden(rows, of):
                    yield np.sum(
                        [share * layout.weights(group.rows, of) for group, share in members],
                        axis=0,
                    )

    def _hidden_around(
        self, further: list[_Further], around: list[Group], layout: Layout
    ) -> Iterator[Vector]:
        """Numbers of people asked more that must not become known."""
        for led in further:
            for group in around:
                yield from self._unopened(group, led.question_id, led.answered, layout)
                missing = layout.weights(group.rows, {**led.led, led.answered: -1.0})
                is_open = group.group_id in self._open[led.question_id]
                if is_open and is_small(layout.total(missing)):
                    yield missing

    def _keep(
        self,
        breakdown: Breakdown,
        further: list[_Further],
        protection: Protection,
        question_id: str,
    ) -> None:
        """Remember what is shown, of this question and of what was looked at with it."""
        published = set(protection.published)
        shown = [group for group in breakdown.opened if Key(group.group_id, VALID) in published]
        # "None of a small group" may be shown only with the large group that tells it.
        remaining = Breakdown(breakdown.counted, shown)
        self.names[question_id] = {
            group.group_id: frozenset(
                key.name for key in published if key.group_id == group.group_id
            ).difference(hidden_by_themselves(group, remaining))
            for group in shown
        }
        self.answered = {
            group_id for group_id in self.answered if Key(f"/{group_id}", _ANSWERED) in published
        }
        for led in further:
            self._open[led.question_id] = {
                group_id: group
                for group_id, group in self._open[led.question_id].items()
                if Key(f"/{group_id}", led.answered) in published
            }

    def asked_count(self, question_id: str, group: Group) -> int | None:
        """How many of a group were asked a question; None where that is hidden.

        Who was asked because of an earlier answer is a count of that answer, and shown only where
        that count may be shown. Of two conditions together that is no count of either question.
        """
        question = self._codebook.by_id[question_id]
        conditions = {*question.conditions}
        if not conditions:
            return len(group.rows) if group.group_id in self.answered else None
        if len(conditions) > 1:
            return None
        (condition,) = conditions
        names = self.names.get(condition.question_id, {}).get(group.group_id, frozenset())
        if asked_count(condition.answers) not in names:
            return None
        return len(group.rows & asked_rows(self._responses, question))


def _open_groups(groups: list[Group], valid: frozenset[int]) -> dict[str, Group]:
    """Groups of enough answers to a question that give no smaller group away together.

    Who subtracts shown groups from one another gets the figures of what is left, so that has to be
    a group of at least `MIN_BREAKDOWN_N` too.
    """
    large = [group for group in groups if len(group.rows & valid) >= MIN_BREAKDOWN_N]
    large.sort(key=lambda group: (-level_rank(group), -len(group.rows & valid), group.group_id))
    opened: list[Group] = []
    for group in large:
        unions = determined_unions([shown.rows & valid for shown in (*opened, group)])
        if all(len(union.rows) >= MIN_BREAKDOWN_N for union in unions):
            opened.append(group)
    return {group.group_id: group for group in opened}


def _inequalities(counted: Counted, further: list[_Further]) -> Iterator[Mapping[str, float]]:
    """What holds between the columns of a question and around it: each sum is at most 0."""
    yield from (link.weights for link in counted.links if not link.is_equal)
    yield {VALID: 1.0, _ANSWERED: -1.0}
    for led in further:
        yield {led.answered: 1.0, **{name: -weight for name, weight in led.led.items()}}
