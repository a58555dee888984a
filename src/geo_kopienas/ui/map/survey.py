"""Indicators of the survey on the map page: the list, the colours, the panel and the demo mark."""

from typing import Any

import streamlit as st

from geo_kopienas.domain.evidence.indicators import Indicator
from geo_kopienas.domain.places.hierarchy import of_level
from geo_kopienas.domain.survey.codebook.model import SurveyIndicator
from geo_kopienas.domain.survey.disclosure.indicators import without_round
from geo_kopienas.maps.survey_layer import survey_colouring, survey_notes
from geo_kopienas.texts import Texts
from geo_kopienas.ui.frame import loaders
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.map.choices import MapChoices


def offered(workspace: Workspace) -> dict[str, Indicator | SurveyIndicator]:
    """The indicators to choose from: those of the ledger, then the survey's if it has a round."""
    every: dict[str, Indicator | SurveyIndicator] = dict(workspace.indicators)
    if loaders.survey_rounds(workspace):
        of_survey = workspace.data.codebook.indicators
        every |= {indicator.indicator_id: indicator for indicator in of_survey}
    return every


def label(indicator: Indicator | SurveyIndicator, texts: Texts) -> str:
    """The name of an indicator; the survey's say that they are of the survey."""
    name = indicator.word("label", texts.language)
    is_survey = isinstance(indicator, SurveyIndicator)
    return texts.say("survey_map.label", name=name) if is_survey else name


def look(
    workspace: Workspace, choices: MapChoices, indicator: SurveyIndicator, texts: Texts
) -> dict[str, Any]:
    """Subtitle, colours, values and notes of an indicator of the survey for the painting."""
    survey = workspace.day(choices.as_of).survey
    place_ids = of_level(workspace.data.places, choices.level)["place_id"]
    parts = [indicator.word("unit", texts.language)]
    if survey is None:
        figures = without_round(place_ids)
        reference = figures["value"]
        parts.append(texts["survey_map.no_round"])
    else:
        places = workspace.data.places
        every = survey.place_figures(
            indicator, places.loc[places["level"].isin(workspace.levels), "place_id"]
        )
        figures, reference = every.loc[place_ids], every["value"]
        parts.append(survey.round.label(texts.language))
        parts.append(texts["survey_map.demo"] if survey.round.is_demo else "")
    return {
        "subtitle": ", ".join(filter(None, parts)),
        "colouring": survey_colouring(
            figures, indicator.decimals, choices.scheme, texts, reference
        ),
        "place_values": figures["value"],
        "place_notes": survey_notes(figures, indicator.decimals, texts),
    }


def show_demo_mark(workspace: Workspace, choices: MapChoices, texts: Texts) -> None:
    """Say above the map that its colours are invented answers."""
    if not isinstance(offered(workspace)[choices.indicator_id], SurveyIndicator):
        return
    survey = workspace.day(choices.as_of).survey
    if survey is not None and survey.round.is_demo:
        st.warning(texts["survey_page.demo"])
