"""Which figures of a round may be shown: all its questions, groups and levels looked at together.

Rules and reasons: docs/survey.md §5. Only `disclosure` uses this.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from geo_kopienas.domain.survey.codebook.model import Codebook, Question
from geo_kopienas.domain.survey.figures.counts import (
    VALID,
    Counted,
    Group,
    answer_groups,
    asked_count,
    asked_rows,
    count_answers,
)
from geo_kopienas.domain.survey.figures.editions import stack_editions
from geo_kopienas.domain.survey.figures.protection import (
    MIN_WIDTH,
    Fact,
    Figure,
    Key,
    Protection,
    Vector,
    classes_of_answers,
)
from geo_kopienas.domain.survey.figures.related import (
    ANSWERED,
    Earlier,
    Former,
    Further,
    answered_figure,
    hidden_counts,
    hidden_parts,
    inequalities,
    told_figures,
)
from geo_kopienas.domain.survey.figures.tabulation import (
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
from geo_kopienas.domain.survey.figures.unions import determined_unions

#: A mean of whole steps tells more than a linear programme sees, so limits are a step wider.
_MEAN_WIDTH = MIN_WIDTH + 1.0


class Suppression:
    """What of a round may be shown.

    Attributes:
        groups: All groups.
        counted: The answers to each question that is counted, in columns.
        answered: Groups of which it is shown how many answered.
        names: By question and group the names of the figures that are shown.
    """

    def __init__(
        self,
        responses: pd.DataFrame,
        codebook: Codebook,
        places: pd.DataFrame,
        former: Sequence[Former] = (),
    ) -> None:
        """Decide on every figure.

        Args:
            responses: Stored answers of one round, as `read_responses` gives them.
            codebook: Their codebook.
            places: The register.
            former: Earlier publications of the round, which somebody may have kept.
        """
        self._codebook = codebook
        if former:
            editions = [responses, *(edition.responses for edition in former)]
            responses, (rows, *earlier) = stack_editions(editions)
        else:
            rows, earlier = frozenset(responses.index), []
        self._responses = responses
        every = answer_groups(responses, places)
        self.groups = [Group(group.group_id, group.level, group.rows & rows) for group in every]
        self._filled = [group for group in self.groups if group.rows]
        self._former = [
            Earlier(
                Group(f"{group.group_id}@{number}", group.level, group.rows & kept),
                group.group_id,
                edition.known,
            )
            for number, (edition, kept) in enumerate(zip(former, earlier, strict=True))
            for group in every
            if group.rows & kept
        ]
        self._classes = classes_of_answers(
            [group.rows for group in (*self._filled, *(told.group for told in self._former))]
        )
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
        self._open = {question_id: self._open_groups(question_id) for question_id in self.counted}
        self.answered = {group.group_id for group in self._filled}
        self.names: dict[str, dict[str, frozenset[str]]] = {}
        self._protect_sizes()
        # Earlier questions lead to later ones, so what these may show is decided with them.
        for question in codebook.questions:
            if question.question_id in self.counted:
                self._protect_question(question)

    def _open_groups(self, question_id: str) -> dict[str, Group]:
        """Groups of enough answers to a question that give no smaller group away together.

        Who subtracts shown groups from one another gets the figures of what is left, so that has to
        be a group of at least `MIN_BREAKDOWN_N` too; the same holds for earlier publications.
        """
        valid = self._valid[question_id]
        told = [earlier for earlier in self._former if earlier.figures(question_id)]
        large = [group for group in self._filled if len(group.rows & valid) >= MIN_BREAKDOWN_N]
        large.sort(key=lambda group: (-level_rank(group), -len(group.rows & valid), group.group_id))
        shown = [earlier.group.rows & valid for earlier in told]
        known = {union.rows for union in determined_unions(shown)}
        opened: dict[str, Group] = {}
        for group in large:
            changed = (
                self._changed(question_id, earlier.group.rows, group.rows)
                for earlier in told
                if earlier.group_id == group.group_id
            )
            if any(0 < count < MIN_BREAKDOWN_N for count in changed):
                continue
            unions = determined_unions([*shown, group.rows & valid])
            if all(len(union.rows) >= MIN_BREAKDOWN_N or union.rows in known for union in unions):
                opened[group.group_id] = group
                shown.append(group.rows & valid)
        return opened

    def _changed(self, question_id: str, before: frozenset[int], after: frozenset[int]) -> int:
        """How many people answered a question anew, no more, or otherwise than before."""
        marks = self.counted[question_id].marks
        people = self._responses["submission_id"]

        def answers(rows: frozenset[int]) -> set[tuple[Any, ...]]:
            return {(people[row], *marks.loc[row]) for row in rows & self._valid[question_id]}

        return len({person for person, *_ in answers(before - after) ^ answers(after - before)})

    # --- how many answered ---------------------------------------------------------------------

    def _protect_sizes(self) -> None:
        """Hide how many answered from places where that tells of single people."""
        columns = [
            question_id
            for question_id, groups in self._open.items()
            if groups or any(earlier.figures(question_id) for earlier in self._former)
        ]
        marks = pd.DataFrame({ANSWERED: 1}, index=self._responses.index)
        for question_id in columns:
            marks[question_id] = self._marks_of(self._valid[question_id])
        layout = Layout.of(marks, self._classes)
        links = layout.links(({name: 1.0, ANSWERED: -1.0} for name in columns), equal=False)
        figures = [answered_figure(group, layout) for group in self._filled]
        figures += self._told_sizes(layout, {name: name for name in columns})
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
                        weights := layout.weights(group.rows, {ANSWERED: 1.0, question_id: -1.0})
                    )
                )
            ]
            if missing or len(group.rows) < MIN_CELL:
                targets += [*missing, *protection.hide(Key(group.group_id, ANSWERED))]
            for question_id in columns:
                targets += self._unopened(group, question_id, question_id, layout)
        targets += self._hidden_before({name: name for name in columns}, layout)
        protection.protect(targets)
        published = set(protection.published)
        self.answered = {
            group.group_id for group in self._filled if Key(group.group_id, ANSWERED) in published
        }
        for question_id in columns:
            self._open[question_id] = {
                group_id: group
                for group_id, group in self._open[question_id].items()
                if Key(group_id, question_id) in published
            }

    def _told_sizes(self, layout: Layout, columns: Mapping[str, str]) -> Iterator[Figure]:
        """How many answered by earlier publications, which nothing can hide any more."""
        for earlier in self._former:
            names = [
                column for column, question_id in columns.items() if earlier.figures(question_id)
            ]
            if earlier.known.answer_counts.get(earlier.group_id):
                names.append(ANSWERED)
            for name in names:
                weights = layout.weights(earlier.group.rows, {name: 1.0})
                value = layout.total(weights)
                key = Key(f"/{earlier.group.group_id}", name)
                yield Figure(key, (Fact(weights, value, value),), None)

    def _hidden_before(self, columns: Mapping[str, str], layout: Layout) -> Iterator[Vector]:
        """How many answered, where earlier publications hid it: it has to stay hidden."""
        for earlier in self._former:
            rows = earlier.group.rows
            if earlier.known.answer_counts.get(earlier.group_id) is None:
                yield layout.weights(rows, {ANSWERED: 1.0})
            for column, question_id in columns.items():
                weights = layout.weights(rows, {column: 1.0})
                if not earlier.figures(question_id) and layout.total(weights) < MIN_BREAKDOWN_N:
                    yield weights

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
        marks = counted.marks.assign(**{ANSWERED: 1})
        for led in further:
            marks[led.answered] = self._marks_of(self._valid[led.question_id])
        told = [earlier for earlier in self._former if earlier.figures(question_id)]
        groups = [*around, *(earlier.group for earlier in self._former)]
        layout = Layout.of(marks, classes_of_answers([group.rows for group in groups]))
        links = [
            *layout.links((link.weights for link in counted.links if link.is_equal), equal=True),
            *layout.links(inequalities(counted, further), equal=False),
        ]
        figures = [
            figure for group in opened.values() for figure in figures_of(group, breakdown, layout)
        ]
        figures += self._figures_around(around, further, layout)
        columns = {led.answered: led.question_id for led in further}
        figures += self._told_sizes(layout, columns)
        for earlier in told:
            figures += told_figures(earlier, question_id, breakdown, layout)
        width = _MEAN_WIDTH if counted.steps else MIN_WIDTH
        protection = Protection(layout.truth, links, figures, width=width)
        targets: list[Vector] = []
        for group in opened.values():
            for name in hidden_by_themselves(group, breakdown):
                targets += protection.hide(Key(group.group_id, name))
        shown = [*opened.values(), *(earlier.group for earlier in told)]
        targets += hidden_parts(breakdown, around, shown, layout)
        targets += self._hidden_around(further, around, layout)
        targets += self._hidden_before(columns, layout)
        for earlier in told:
            targets += hidden_counts(earlier, question_id, breakdown, layout)
        protection.protect(target for target in targets if target.any())
        self._keep(breakdown, further, protection, question_id)

    def _around(self, question_id: str, further: list[Further]) -> list[Group]:
        """The groups of which something is shown that concerns a question."""
        shown = {*self._open[question_id], *self.answered}
        shown |= {group_id for led in further for group_id in self._open[led.question_id]}
        return [group for group in self._filled if group.group_id in shown]

    def _further(self, question: Question) -> Iterator[Further]:
        """The questions that answers to this one lead to; "don't know" is no count of it."""
        counts = {count.name: count.weights for count in self.counted[question.question_id].counts}
        for later in self._codebook.questions:
            for condition in {*later.conditions}:
                if condition.question_id != question.question_id:
                    continue
                is_missing = any(question.answer(code).is_missing for code in condition.answers)
                if later.question_id in self.counted and not is_missing:
                    yield Further(later.question_id, counts[asked_count(condition.answers)])

    def _figures_around(
        self, around: list[Group], further: list[Further], layout: Layout
    ) -> Iterator[Figure]:
        """How many answered at all, and the numbers of those who were asked more and answered."""
        for group in around:
            figure = answered_figure(group, layout)
            is_shown = group.group_id in self.answered
            yield replace(
                figure,
                key=Key(f"/{group.group_id}", ANSWERED),
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

    def _hidden_around(
        self, further: list[Further], around: list[Group], layout: Layout
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
        further: list[Further],
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
            group_id for group_id in self.answered if Key(f"/{group_id}", ANSWERED) in published
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
