"""The one door through which figures of the survey leave: what may be shown to everybody.

Every page, chart, map, report and export takes its figures from here; the raw ones and the
answers themselves are out of their reach (import-linter). Rules and reasons: docs/survey.md §5.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from geo_kopienas.domain.survey.codebook.model import (
    Codebook,
    Question,
    SurveyIndicator,
    SurveyMeasure,
)
from geo_kopienas.domain.survey.figures.counts import (
    HIGH_END,
    LOW_END,
    MEAN,
    MEDIAN,
    REST_ID,
    VALID,
    Cell,
    Counted,
    Group,
    indicator_count,
    wilson_interval,
)
from geo_kopienas.domain.survey.figures.related import Former
from geo_kopienas.domain.survey.figures.shown import (
    DisclosedRound,
    GroupFigures,
    QuestionFigures,
    Share,
)
from geo_kopienas.domain.survey.figures.suppression import Suppression
from geo_kopienas.domain.survey.figures.tabulation import (
    MIN_BREAKDOWN_N,
    MIN_CELL,
    SMALL_GROUP_N,
    mean_of,
    median_of,
)

__all__ = [
    "HIGH_END",
    "LOW_END",
    "MIN_BREAKDOWN_N",
    "MIN_CELL",
    "REST_ID",
    "SMALL_GROUP_N",
    "Cell",
    "DisclosedRound",
    "GroupFigures",
    "QuestionFigures",
    "Share",
]


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


def disclose(
    responses: pd.DataFrame,
    codebook: Codebook,
    places: pd.DataFrame,
    former: Sequence[tuple[pd.DataFrame, DisclosedRound]] = (),
) -> DisclosedRound:
    """Decide what may be shown of a round.

    All groups of all questions are looked at together, since a hidden figure could else be worked
    out from others; so the same answers always give the same figures.

    Args:
        responses: Stored answers of one round, as `read_responses` gives them.
        codebook: Their codebook.
        places: The register.
        former: Answers and figures of earlier publications of the round, which somebody may have.
    """
    known = Suppression(responses, codebook, places, [Former(*edition) for edition in former])
    return DisclosedRound(
        {
            group.group_id: len(group.rows)
            if not group.rows or group.group_id in known.answered
            else None
            for group in known.groups
        },
        {
            question_id: QuestionFigures(
                question_id,
                counted.cells,
                {
                    group.group_id: _shown(
                        group,
                        counted,
                        known.names[question_id].get(group.group_id, frozenset()),
                        known.asked_count(question_id, group),
                    )
                    for group in known.groups
                },
            )
            for question_id, counted in known.counted.items()
        },
    )


def indicator_figures(
    figures: QuestionFigures, indicator: SurveyIndicator, question: Question
) -> dict[str, IndicatorFigure]:
    """Values of an indicator that may be shown, by group; hidden ones are left out."""
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
    group: Group, counted: Counted, names: frozenset[str], asked: int | None
) -> GroupFigures:
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
