"""The panel of a place: what it is, its value, how that was worked out, and the evidence."""

from datetime import date
from typing import Any

import streamlit as st

from geo_kopienas.domain.evidence.communities import communities_at
from geo_kopienas.domain.evidence.explanations import Explanation
from geo_kopienas.domain.evidence.indicators import Indicator, Measure
from geo_kopienas.domain.evidence.ledger import facts_of_place
from geo_kopienas.domain.places.hierarchy import geometry_of, of_level, within_of
from geo_kopienas.domain.places.history import successors
from geo_kopienas.domain.population.series import conflicts_of
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.survey.codebook.model import SurveyIndicator
from geo_kopienas.reports.survey_values import survey_value
from geo_kopienas.reports.values import value_text
from geo_kopienas.store.day import Day
from geo_kopienas.texts import Texts
from geo_kopienas.texts.evidence import text_of, worded
from geo_kopienas.texts.places import place_links, place_view
from geo_kopienas.ui.frame.html import show_template
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.parts import Shown
from geo_kopienas.ui.map import survey as survey_on_map
from geo_kopienas.ui.map.cards import card_views
from geo_kopienas.ui.map.choices import MapChoices
from geo_kopienas.ui.map.way_on import way_on


def show(  # noqa: PLR0913 - a place, and what it is shown for
    place_id: str,
    of_day: Workspace,
    whole: Workspace,
    choices: MapChoices,
    texts: Texts,
    *,
    is_planning: bool,
) -> None:
    """Show the panel of a place.

    Args:
        place_id: The place.
        of_day: The places of the chosen day, which the map draws.
        whole: Every place of the register.
        choices: What is chosen.
        texts: Words of the language.
        is_planning: Whether how the value was worked out comes before the communities.
    """
    is_there = place_id in set(of_day.data.places["place_id"])
    workspace = of_day if is_there else whole
    data = workspace.data
    place = data.places.loc[data.places["place_id"] == place_id].iloc[0]
    indicator = survey_on_map.offered(workspace)[choices.indicator_id]
    day = workspace.day(choices.as_of)
    survey: dict[str, Any] = {}
    value: dict[str, Any] = {}
    explanation = Explanation(None)
    if isinstance(indicator, SurveyIndicator):
        survey = survey_value(indicator, place, day, texts)
    else:
        explanation = day.explain(indicator, place_id)
        value = _indicator(indicator, explanation, texts)
        value |= {"is_activity": False, "newest": ""}
        if indicator.measure is Measure.ACTIVITY:
            value |= _activity(place_id, day, texts)
    groups = {
        "evidence": explanation.evidence_ids,
        "inherited": explanation.inherited_ids,
        "unquantified": explanation.unquantified_ids,
    }
    others = facts_of_place(day.ledger, place_id).index.difference(
        [evidence_id for ids in groups.values() for evidence_id in ids], sort=False
    )
    shown = Shown(whole, choices, day, texts)
    here = communities_at(place_id, data.communities, data.places)
    communities = card_views(here, whole, day, texts)
    show_template(
        "map/place.html",
        is_planning=is_planning,
        way_on=None if communities else way_on(workspace, day, place_id, texts),
        texts=texts,
        place=place_view(
            place,
            geometry_of(place, data.boundaries),
            data.places,
            conflicts_of(place, data.population),
            texts,
        ),
        is_absent=not is_there,
        successors=place_links(successors(place, whole.data.places), whole.data.places, texts),
        survey=survey,
        indicator=value,
        as_of=texts.date(choices.as_of),
        day=choices.as_of.isoformat(),
        **{name: shown.views_of(ids) for name, ids in groups.items()},
        others=shown.views_of(others),
        communities=communities,
    )


def _activity(place_id: str, day: Day, texts: Texts) -> dict[str, Any]:
    """How old the newest news of an activity state is, as precisely as its source states it."""
    newest = text_of(day.statuses.loc[[place_id], "activity_date"].iloc[0])
    words = texts.say("community.last_fact", day=texts.date(newest)) if newest else ""
    return {"is_activity": True, "newest": words}


def show_undrawn(workspace: Workspace, choices: MapChoices, texts: Texts) -> None:
    """Name what the map cannot draw, with a count."""
    lists = _lists(
        workspace, workspace.key, choices.level, choices.as_of, texts.language, _texts=texts
    )
    show_template("map/undrawn.html", texts=texts, lists=lists, day=choices.as_of.isoformat())


def _indicator(indicator: Indicator, explanation: Explanation, texts: Texts) -> dict[str, Any]:
    language = texts.language
    reason = ""
    if explanation.value is None:
        missing = "no_population" if explanation.is_denominator_missing else "no_fact"
        reason = texts[f"value.{missing}"]
    denominator = ""
    if explanation.denominator is not None:
        denominator = texts.say(
            "value.denominator",
            number=texts.number(explanation.denominator),
            year=explanation.denominator_year,
        )
    return {
        "label": indicator.word("label", language),
        "value": value_text(indicator, explanation.value, texts),
        "reason": reason,
        "denominator": denominator,
        "how": indicator.word("how", language),
        "note": indicator.word("note", language),
    }


@st.cache_resource(max_entries=32, show_spinner=False)
def _lists(
    _workspace: Workspace, key: str, level: Level, as_of: date, language: str, *, _texts: Texts
) -> dict[str, Any]:
    """What the map cannot draw: places without a position, communities without one."""
    del key, language
    data = _workspace.data
    names = _workspace.names(_texts)
    places = of_level(data.places, level)
    drawn = set(data.boundaries[level]["place_id"])
    undrawn = places.loc[~places["place_id"].isin(drawn)]
    nowhere = [
        {
            "id": row["place_id"],
            "name": worded(row, "name", _texts),
            "within": names.get(within_of(row["place_id"], data.places) or "", ""),
        }
        for _, row in undrawn.iterrows()
    ]
    states = _workspace.day(as_of).states
    ids = data.communities["community_id"]
    is_mapped = ids.isin(_workspace.mapped_communities["community_id"])
    unmapped = data.communities.loc[ids.isin(states.index) & ~is_mapped]
    communities = [
        {
            "name": worded(row, "name", _texts),
            "where": ", ".join(names[place_id] for place_id in row["place_ids"] or ()),
        }
        for _, row in unmapped.iterrows()
    ]
    return {
        "places": nowhere,
        "places_lead": _texts.count("lists.places", len(nowhere)),
        "communities": communities,
        "communities_lead": _texts.count("lists.communities", len(communities)),
    }
