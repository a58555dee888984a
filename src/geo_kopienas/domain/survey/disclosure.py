"""The one door through which figures of the survey leave: what may be shown to everybody.

Every page, chart, map, report and export takes its figures from here; the raw ones and the
answers themselves are out of their reach (import-linter). Rules and reasons: docs/survey.md §5.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from geo_kopienas.domain.survey.codebook import (
    Codebook,
    Question,
    QuestionType,
    SurveyIndicator,
    SurveyMeasure,
)
from geo_kopienas.domain.survey.figures import (
    HIGH_END,
    LOW_END,
    MEAN,
    MEDIAN,
    REST_ID,
    VALID,
    Cell,
    Counted,
    Group,
    answer_groups,
    asked_count,
    asked_rows,
    count_answers,
    indicator_count,
    wilson_interval,
)
from geo_kopienas.domain.survey.protection import (
    Fact,
    Figure,
    Key,
    Protection,
    classes_of_answers,
)
from geo_kopienas.domain.survey.publication import (
    AT_LEAST,
    MIN_BREAKDOWN_N,
    MIN_CELL,
    SMALL_GROUP_N,
    hiding_cost,
    mean_of,
    median_of,
    published_names,
)

__all__ = ["HIGH_END", "LOW_END", "MIN_BREAKDOWN_N", "MIN_CELL", "REST_ID", "SMALL_GROUP_N", "Cell"]


@dataclass(frozen=True, slots=True)
class Share:
    """A share in whole per cent with its 95 % interval (Wilson)."""

    percent: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """What may be said of one group.

    Attributes:
        group_id: A place of the register, or `REST_ID`.
        n: Answers that the shares rest on; None where there are too few, or where showing them
            would give away others. Then nothing else is shown either.
        asked: How many were asked; None where that is hidden.
        shares: Share by answer code or name of a count; None for hidden.
        mean: Mean of a scale, to one decimal.
        median: Median of a number or year.
    """

    group_id: str
    n: int | None = None
    asked: int | None = None
    shares: Mapping[str, Share | None] = field(default_factory=dict)
    mean: float | None = None
    median: float | None = None

    @property
    def is_uncertain(self) -> bool:
        """Whether it rests on so few answers that it must be seen."""
        return self.n is not None and self.n < SMALL_GROUP_N


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """What may be said of one question: the bars of its chart, and the groups by id."""

    question_id: str
    cells: tuple[Cell, ...]
    groups: Mapping[str, GroupFigures]


@dataclass(frozen=True, slots=True)
class IndicatorFigure:
    """A survey indicator of one place.

    Attributes:
        value: Its value.
        n: The answers that it rests on.
        asked: How many were asked; None where that is hidden.
        low, high: 95 % interval of a share (Wilson) or mean (`mean_interval`); None for others.
    """

    value: float
    n: int
    asked: int | None = None
    low: float | None = None
    high: float | None = None

    @property
    def is_uncertain(self) -> bool:
        """Whether it rests on so few answers that it must be seen."""
        return self.n < SMALL_GROUP_N


class DisclosedRound:
    """One round of the survey as everybody may see it.

    The answers themselves are held here and not handed out. All groups of a question are looked
    at together, since a hidden figure could else be worked out from those of other groups; so the
    same answers always give the same figures, whatever part of them a page shows.
    """

    def __init__(self, responses: pd.DataFrame, codebook: Codebook, places: pd.DataFrame) -> None:
        """Hold the answers.

        Args:
            responses: Stored answers of one round, as `read_responses` gives them.
            codebook: Their codebook.
            places: The register.
        """
        self._responses = responses
        self._codebook = codebook
        self._groups = answer_groups(responses, places)
        self._counts: dict[str, Counted | None] = {}
        self._known: dict[str, tuple[Counted, Mapping[str, frozenset[str]]] | None] = {}
        self._figures: dict[str, QuestionFigures | None] = {}

    def figures(self, question_id: str) -> QuestionFigures | None:
        """What may be shown of a question, for every place at once.

        None for free text, of which nothing is shown, and for the place (`answer_counts`).
        """
        if question_id not in self._figures:
            self._figures[question_id] = self._work_out(question_id)
        return self._figures[question_id]

    @cached_property
    def answer_counts(self) -> dict[str, int | None]:
        """How many answered, by place and for the rest of Latvia; None for hidden."""
        filled = [group for group in self._groups if group.rows]
        classes = classes_of_answers([group.rows for group in filled])
        truth = np.array([float(len(rows)) for rows in classes])
        nothing = np.zeros((0, len(truth)))
        published: dict[Key, Figure] = {}
        targets = [
            row for row, size in zip(np.eye(len(truth)), truth, strict=True) if size < MIN_CELL
        ]
        for group in filled:
            weights = np.array([float(rows <= group.rows) for rows in classes])
            size = float(len(group.rows))
            if size < MIN_CELL:
                targets.append(weights)
                continue
            fact = Fact(weights, size, size)
            figure = Figure(Key(group.group_id, VALID), (fact,), hiding_cost(group, 0, size))
            published[figure.key] = figure
        published |= {figure.key: figure for figure in self._told_by_questions(filled, classes)}
        protection = Protection(truth, nothing, nothing, published)
        protection.protect(targets)
        return {
            group.group_id: len(group.rows)
            if not group.rows or Key(group.group_id, VALID) in protection.published
            else None
            for group in self._groups
        }

    def _told_by_questions(
        self, groups: list[Group], classes: list[frozenset[int]]
    ) -> Iterator[Figure]:
        """What n of the questions tells of how many answered: at least so many.

        Every group that may be shown for some question is taken to be shown, and with two of them
        what lies in one and not in the other; so it holds whatever the questions hide.
        """
        most: dict[frozenset[int], int] = {}
        for question in self._codebook.questions:
            valid = self._valid_rows(question)
            large = {group.rows for group in groups if len(group.rows & valid) >= MIN_BREAKDOWN_N}
            parts = large | {outer - inner for outer in large for inner in large if inner < outer}
            for rows in parts:
                n = len(rows & valid)
                if n >= MIN_BREAKDOWN_N:
                    most[rows] = max(n, most.get(rows, 0))
        for number, (rows, n) in enumerate(most.items()):
            weights = np.array([float(members <= rows) for members in classes])
            fact = Fact(weights, float(n), np.inf)
            # It is no figure that could be hidden here, so it gives way last.
            yield Figure(Key(f"part-{number}", AT_LEAST), (fact,), (np.inf,))

    def _counted(self, question: Question) -> Counted | None:
        """The answers to a question in columns, made once."""
        if question.question_id not in self._counts:
            counted = count_answers(self._responses, question, self._codebook)
            self._counts[question.question_id] = counted
        return self._counts[question.question_id]

    def _valid_rows(self, question: Question) -> frozenset[int]:
        """Who answered a question; nobody where it is not counted."""
        counted = self._counted(question)
        if counted is None:
            return frozenset()
        return frozenset(counted.marks.index[counted.marks[VALID] > 0])

    def _followed(self, question: Question) -> list[tuple[tuple[str, ...], frozenset[int]]]:
        """The answers that led to a further question, and who answered that one."""
        return [
            (condition.answers, self._valid_rows(further))
            for further in self._codebook.questions
            for condition in further.conditions
            if condition.question_id == question.question_id
            and question.type is not QuestionType.MANY
            and not any(question.answer(code).is_missing for code in condition.answers)
        ]

    def _published(self, question_id: str) -> tuple[Counted, Mapping[str, frozenset[str]]] | None:
        if question_id not in self._known:
            question = self._codebook.by_id[question_id]
            counted = self._counted(question)
            self._known[question_id] = (
                None
                if counted is None
                else (counted, published_names(counted, self._groups, self._followed(question)))
            )
        return self._known[question_id]

    def _work_out(self, question_id: str) -> QuestionFigures | None:
        known = self._published(question_id)
        if known is None:
            return None
        counted, published = known
        asked = self._asked(self._codebook.by_id[question_id])
        groups = {
            group.group_id: _shown(group, counted, published, asked.get(group.group_id))
            for group in self._groups
        }
        return QuestionFigures(question_id, counted.cells, groups)

    def _asked(self, question: Question) -> Mapping[str, int | None]:
        """How many were asked, by group, where that gives away no hidden answer.

        Who was asked because of an earlier answer is a count of that answer, and shown only where
        that count may be shown.
        """
        if not question.conditions:
            return self.answer_counts
        rows = asked_rows(self._responses, question)
        shown = {group.group_id for group in self._groups}
        for condition in question.conditions:
            earlier = self._codebook.by_id[condition.question_id]
            known = self._published(condition.question_id)
            if known is None or any(earlier.answer(code).is_missing for code in condition.answers):
                return {}
            name = asked_count(condition.answers)
            shown &= {group_id for group_id, names in known[1].items() if name in names}
        return {
            group.group_id: len(group.rows & rows)
            for group in self._groups
            if group.group_id in shown
        }


def indicator_figures(
    figures: QuestionFigures, indicator: SurveyIndicator, question: Question
) -> dict[str, IndicatorFigure]:
    """Values of an indicator that may be shown, by group; hidden ones are left out.

    Args:
        figures: Those of the indicator's question.
        indicator: The indicator.
        question: Its question.
    """
    steps = [answer.value for answer in question.answers if answer.value is not None]
    shown = {}
    for group_id, group in figures.groups.items():
        if group.n is None:
            continue
        n, asked = group.n, group.asked
        if indicator.measure is SurveyMeasure.COUNT:
            shown[group_id] = IndicatorFigure(float(n), n, asked)
        elif indicator.measure is SurveyMeasure.SHARE:
            share = group.shares.get(indicator_count(indicator.indicator_id))
            if share is not None:
                shown[group_id] = IndicatorFigure(share.percent, n, asked, share.low, share.high)
        elif indicator.measure is SurveyMeasure.MEAN and group.mean is not None:
            ends = mean_interval(group.mean, n, min(steps), max(steps))
            shown[group_id] = IndicatorFigure(group.mean, n, asked, *ends)
        elif indicator.measure is SurveyMeasure.MEDIAN and group.median is not None:
            shown[group_id] = IndicatorFigure(group.median, n, asked)
    return shown


def mean_interval(mean: float, n: int, lowest: float, highest: float) -> tuple[float, float]:
    """95 % interval of the mean of a scale, as wide as answers with that mean can make it.

    Answers between two ends vary most if all of them are at the ends (Bhatia, R., Davis, C.
    (2000). A better bound on the variance. *American Mathematical Monthly*, 107(4), 353-357); then
    the mean is a share, and its interval Wilson's. It tells nothing that mean and n do not tell,
    which the interval from the answers' own variance would.
    """
    span = highest - lowest
    low, high = wilson_interval(n * (mean - lowest) / span, n)
    return lowest + span * low, lowest + span * high


def _shown(
    group: Group, counted: Counted, published: Mapping[str, frozenset[str]], asked: int | None
) -> GroupFigures:
    names = published.get(group.group_id)
    if not names:
        return GroupFigures(group.group_id)
    totals = counted.marks.loc[sorted(group.rows)].sum()
    n = int(totals[VALID])
    every = {cell.code: {cell.code: 1.0} for cell in counted.cells} | {
        count.name: dict(count.weights) for count in counted.counts
    }
    shares = {
        name: _share(int(sum(totals[code] * weight for code, weight in weights.items())), n)
        if name in names
        else None
        for name, weights in every.items()
        if not name.startswith("asked")
    }
    return GroupFigures(
        group.group_id,
        n,
        asked,
        shares,
        mean_of(group, counted) if MEAN in names else None,
        median_of(group, counted) if MEDIAN in names else None,
    )


def _share(count: int, n: int) -> Share:
    low, high = wilson_interval(count, n)
    return Share(round(100 * count / n), round(100 * low), round(100 * high))
