"""The figures of rounds as one table, as they leave: disclosed, a row a figure, hidden ones named.

Free text has no figures and is not in it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from geo_kopienas.domain.schema.codes import LANGUAGES, Level
from geo_kopienas.domain.schema.fields import CodeSet, Field, FieldType
from geo_kopienas.domain.survey.codebook.model import Question
from geo_kopienas.domain.survey.disclosure.door import (
    HIGH_END,
    LOW_END,
    REST_ID,
    GroupFigures,
    QuestionFigures,
)
from geo_kopienas.domain.survey.disclosure.indicators import RoundFigures

SURVEY_FIGURES = "survey"
_INTERVAL_DECIMALS = 2
_LEVELS: CodeSet = Level

#: Of a row with `answer_code` the share of that answer, of one with `indicator_id` the indicator,
#: of one with neither the question as a whole.
FIGURE_FIELDS = (
    Field("round_id", FieldType.TEXT),
    Field("round_date", FieldType.DATE),
    Field("question_id", FieldType.TEXT),
    Field("answer_code", FieldType.TEXT),
    Field("indicator_id", FieldType.TEXT),
    Field("label_lv", FieldType.TEXT),
    Field("label_en", FieldType.TEXT),
    Field("group_id", FieldType.TEXT),
    Field("group_level", FieldType.CODE, codes=_LEVELS),
    Field("answered_count", FieldType.INTEGER),
    Field("asked_count", FieldType.INTEGER),
    Field("value", FieldType.NUMBER),
    Field("low", FieldType.NUMBER),
    Field("high", FieldType.NUMBER),
    Field("mean", FieldType.NUMBER),
    Field("median", FieldType.NUMBER),
    Field("is_hidden", FieldType.BOOLEAN),
    Field("is_demo", FieldType.BOOLEAN),
)


def figure_rows(
    rounds: Iterable[RoundFigures],
    places: pd.DataFrame,
    place_ids: Collection[str] | None = None,
) -> pd.DataFrame:
    """Every figure of every question, by place and for the rest of Latvia.

    Groups from which nobody answered are left out; of a hidden group there is one row that says so.

    Args:
        rounds: The rounds.
        places: The register.
        place_ids: Only these places; None for all, and for the rest of Latvia.

    Returns:
        Frame with the columns of `FIGURE_FIELDS`.
    """
    levels = dict(zip(places["place_id"], places["level"], strict=True)) | {REST_ID: None}
    groups = {
        group_id: level
        for group_id, level in levels.items()
        if place_ids is None or group_id in place_ids
    }
    rows = [row for shown in rounds for row in _round_rows(shown, groups)]
    frame = pd.DataFrame(rows, columns=[field.name for field in FIGURE_FIELDS])
    return frame.astype({field.name: _DTYPES[field.type] for field in FIGURE_FIELDS})


_DTYPES = {
    FieldType.TEXT: "string",
    FieldType.DATE: "string",
    FieldType.CODE: "string",
    FieldType.INTEGER: "Int64",
    FieldType.NUMBER: "Float64",
    FieldType.BOOLEAN: "boolean",
}


def _round_rows(
    shown_round: RoundFigures, groups: Mapping[str, Level | None]
) -> Iterator[dict[str, Any]]:
    counts = shown_round.disclosed.answer_counts
    about = {
        "round_id": shown_round.round.round_id,
        "round_date": shown_round.round.date or None,
        "is_demo": shown_round.round.is_demo,
    }
    answered = {group: level for group, level in groups.items() if counts.get(group) != 0}
    for question in shown_round.codebook.questions:
        figures = shown_round.disclosed.figures(question.question_id)
        if figures is None:
            continue
        for group_id, level in answered.items():
            group = {"group_id": group_id, "group_level": level}
            for row in _group_rows(question, figures, figures.groups[group_id]):
                yield {**about, **group, "question_id": question.question_id, **row}
    for indicator in shown_round.codebook.indicators:
        shown = shown_round.figures(indicator)
        for group_id, level in answered.items():
            figure = shown.get(group_id)
            yield {
                **about,
                "question_id": indicator.question_id,
                "indicator_id": indicator.indicator_id,
                **{f"label_{name}": indicator.word("label", name) for name in LANGUAGES},
                "group_id": group_id,
                "group_level": level,
                "answered_count": None if figure is None else figure.n,
                "asked_count": None if figure is None else figure.asked,
                "value": None if figure is None else figure.value,
                "low": _rounded(figure.low) if figure else None,
                "high": _rounded(figure.high) if figure else None,
                "is_hidden": figure is None,
            }


def _rounded(end: float | None) -> float | None:
    return None if end is None else round(end, _INTERVAL_DECIMALS)


def _group_rows(
    question: Question, figures: QuestionFigures, group: GroupFigures
) -> Iterator[dict[str, Any]]:
    yield {
        **{f"label_{name}": question.label(name) for name in LANGUAGES},
        "answered_count": group.n,
        "asked_count": group.asked,
        "mean": group.mean,
        "median": group.median,
        "is_hidden": group.n is None,
    }
    if group.n is None:
        return
    codes = [cell.code for cell in figures.cells]
    for code in (*codes, *(end for end in (LOW_END, HIGH_END) if end in group.shares)):
        share = group.shares.get(code)
        yield {
            "answer_code": code,
            **_answer_labels(question, code),
            "answered_count": group.n,
            "value": None if share is None else share.percent,
            "low": None if share is None else share.low,
            "high": None if share is None else share.high,
            "is_hidden": share is None,
        }


def _answer_labels(question: Question, code: str) -> dict[str, str]:
    """Words of an answer; classes of numbers and ends of a scale have none but their code."""
    named = next((answer for answer in question.answers if answer.code == code), None)
    if named is None:
        return {}
    return {f"label_{name}": named.label(name) for name in LANGUAGES}
