"""Where the answers came from, beside the communities known there."""

import pandas as pd
import streamlit as st

from geo_kopienas.domain.places.hierarchy import of_level
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.collation import by_name
from geo_kopienas.domain.survey.disclosure.door import REST_ID, DisclosedRound
from geo_kopienas.maps.painting import Painting
from geo_kopienas.maps.survey_layer import answers_colouring
from geo_kopienas.texts import Texts
from geo_kopienas.ui.frame import loaders, map_display
from geo_kopienas.ui.frame.html import show_template
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.page import today
from geo_kopienas.ui.frame.parts import show_section

_COMMUNITIES = "communities_known"
_UNKNOWN = "–"
_MAP_KEY = "survey_where_map"


def municipality_id(workspace: Workspace) -> str:
    """The municipality itself."""
    return str(of_level(workspace.data.places, Level.MUNICIPALITY)["place_id"].iloc[0])


def show(
    workspace: Workspace, level: Level, known: DisclosedRound, footer: str, texts: Texts
) -> None:
    """Show how many answered from each place of a level."""
    counts = known.answer_counts
    places = of_level(workspace.data.places, level)
    names = workspace.names(texts)
    ordered = by_name(places["place_id"], names)
    # There are dozens of settlements; those without answers are counted and not listed.
    is_long = level is Level.SETTLEMENT
    listed = [place_id for place_id in ordered if counts[place_id] != 0 or not is_long]
    rows = [
        (names[place_id], counts[place_id], _communities(workspace, level, place_id, texts))
        for place_id in listed
    ]
    here = municipality_id(workspace)
    rows += [
        (
            names[here],
            counts[here],
            _communities(workspace, Level.MUNICIPALITY, here, texts),
        ),
        (texts["survey_page.rest"], counts[REST_ID], _UNKNOWN),
    ]
    without = len(ordered) - len(listed)
    show_section(texts["survey_page.where.heading"], texts["survey_page.where.how"])
    _show_map(workspace, level, known, footer, texts)
    show_template(
        "survey/where.html",
        texts=texts,
        rows=[
            {"name": name, "answers": _count_words(count, texts), "communities": communities}
            for name, count, communities in rows
        ],
        note=texts.count("survey_page.where.no_answers", without) if without else "",
        footer=footer,
    )


@st.fragment
def _show_map(
    workspace: Workspace, level: Level, known: DisclosedRound, footer: str, texts: Texts
) -> None:
    """The same on a map, with the communities known as points; a choice only marks the place."""
    places = of_level(workspace.data.places, level)["place_id"]
    answers = [known.answer_counts[place_id] for place_id in places]
    counts = pd.Series(answers, index=places, dtype="float64")
    communities = [_communities(workspace, level, place_id, texts) for place_id in places]
    painting = Painting(
        level=level,
        label=texts["survey_page.where.answers"],
        subtitle=footer,
        colouring=answers_colouring(counts, texts),
        place_values=counts,
        place_notes={
            position: texts.say("survey_page.where.known", number=number)
            for position, number in enumerate(communities)
            if number != _UNKNOWN
        },
        community_states=loaders.mapped_states(workspace, workspace.key, today()),
    )
    map_display.show_map(
        workspace, painting, texts, key=_MAP_KEY, on_choose=_nothing_more, has_table=False
    )


def _nothing_more() -> None:
    """Do nothing: the frame itself marks the chosen place."""


def _communities(workspace: Workspace, level: Level, place_id: str, texts: Texts) -> str:
    count = workspace.day(today()).values(workspace.indicators[_COMMUNITIES], level)[place_id]
    return _UNKNOWN if pd.isna(count) else texts.number(count)


def _count_words(count: int | None, texts: Texts) -> str:
    return texts["survey_page.hidden"] if count is None else texts.number(count)
