"""Survey indicators of a place in words: value, answers, interval, or why it is not shown."""

from typing import Any

import pandas as pd

from geo_kopienas.domain.places.hierarchy import of_level
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.survey.codebook.model import SurveyIndicator
from geo_kopienas.domain.survey.disclosure.door import MIN_BREAKDOWN_N, REST_ID, IndicatorFigure
from geo_kopienas.domain.survey.disclosure.indicators import Standing
from geo_kopienas.domain.survey.rounds.register import SurveyRound
from geo_kopienas.store.day import Day
from geo_kopienas.texts import Texts
from geo_kopienas.texts.places import place_names


def survey_value(
    indicator: SurveyIndicator, place: pd.Series, day: Day, texts: Texts
) -> dict[str, Any]:
    """One indicator of one place, explained.

    Args:
        indicator: One of the codebook.
        place: A row of the register.
        day: The day, whose round is read.
        texts: Words of the language.
    """
    survey, place_id, level = day.survey, str(place["place_id"]), Level(place["level"])
    figure = None if survey is None else survey.figures(indicator).get(place_id)
    standing = Standing.NO_ANSWERS if survey is None else survey.standing(place_id, figure)
    reason = "no_round" if survey is None else f"reason.{standing}"
    return {
        "id": indicator.indicator_id,
        "label": indicator.word("label", texts.language),
        "value": texts[f"survey_map.value.{standing}"]
        if figure is None
        else figure_text(indicator, figure, texts),
        "is_known": figure is not None,
        "is_few": standing is Standing.FEW,
        "reason": ""
        if standing is Standing.SHOWN
        else texts.say(f"survey_map.{reason}", minimum=MIN_BREAKDOWN_N),
        "answered": "" if figure is None else answered_text(figure, texts),
        "interval": "" if figure is None else interval_text(indicator, figure, texts),
        "question": day.data.codebook.by_id[indicator.question_id].label(texts.language),
        "question_id": indicator.question_id,
        "round": "" if survey is None else round_text(survey.round, texts),
        "round_id": "" if survey is None else survey.round.round_id,
        "is_demo": survey is not None and survey.round.is_demo,
        # The municipality stands beside the rest of Latvia.
        "compare": "latvia" if level is Level.MUNICIPALITY else level.value,
        "how": indicator.word("how", texts.language),
    }


def survey_table(place: pd.Series, day: Day, texts: Texts) -> dict[str, Any]:
    """The survey's indicators of a place, beside the municipality and the rest of Latvia.

    Returns:
        `rows` (`survey_value` each, with `compared`: value and n of the other groups), `columns`
        (their names), `round`, `is_demo`, `known` (how many rows have a value); empty without a
        round.
    """
    survey = day.survey
    if survey is None:
        return {}
    groups = place_names(of_level(day.data.places, Level.MUNICIPALITY), texts)
    groups.pop(place["place_id"], None)
    groups[REST_ID] = texts["survey_page.rest"]
    rows = []
    for indicator in day.data.codebook.indicators:
        figures = survey.figures(indicator)
        compared = [_compared(indicator, figures.get(group_id), texts) for group_id in groups]
        value = survey_value(indicator, place, day, texts)
        rows.append(value | {"compared": compared})
    return {
        "rows": rows,
        "columns": list(groups.values()),
        "round": round_text(survey.round, texts),
        "is_demo": survey.round.is_demo,
        "known": sum(row["is_known"] for row in rows),
    }


def _compared(indicator: SurveyIndicator, figure: IndicatorFigure | None, texts: Texts) -> str:
    if figure is None:
        return texts["survey_map.value.hidden"]
    value = texts.number(figure.value, indicator.decimals)
    return texts.say("survey_map.compared", value=value, n=texts.number(figure.n))


def figure_text(indicator: SurveyIndicator, figure: IndicatorFigure, texts: Texts) -> str:
    """The value with its unit."""
    rounded = round(figure.value, indicator.decimals)
    form = "unit_one" if texts.is_singular(rounded) else "unit"
    unit = indicator.word(form, texts.language) or indicator.word("unit", texts.language)
    return f"{texts.number(figure.value, indicator.decimals)} {unit}".strip()


def answered_text(figure: IndicatorFigure, texts: Texts) -> str:
    """How many answered of how many that were asked."""
    n = texts.number(figure.n)
    if figure.asked is None:
        return texts.say("survey_page.asked_hidden", n=n)
    return texts.say("survey_page.answered_value", n=n, asked=texts.number(figure.asked))


def interval_text(indicator: SurveyIndicator, figure: IndicatorFigure, texts: Texts) -> str:
    """The ends of the interval; empty where the measure has none."""
    if figure.low is None or figure.high is None:
        return ""
    low, high = (texts.number(end, indicator.decimals) for end in (figure.low, figure.high))
    return f"{low}–{high}"


def round_text(survey_round: SurveyRound, texts: Texts) -> str:
    """The name of a round with its date."""
    label = survey_round.label(texts.language)
    return f"{label} ({texts.date(survey_round.date)})" if survey_round.date else label
