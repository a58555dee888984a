"""The inactive list: choose, load, compute, show."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from geo_kopienas.charts.rank_intervals import rank_interval_chart
from geo_kopienas.domain.evidence.inactivity import weights_to_text
from geo_kopienas.domain.places.hierarchy import of_level
from geo_kopienas.domain.schema.codes import ActivityState
from geo_kopienas.maps.inactivity_layer import list_classes, list_colouring, list_values
from geo_kopienas.maps.painting import Painting
from geo_kopienas.texts import Texts
from geo_kopienas.ui.frame import loaders, map_display
from geo_kopienas.ui.frame.html import show_template
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.page import open_workspace, write_address
from geo_kopienas.ui.frame.parts import show_chart, show_data_link, show_lead
from geo_kopienas.ui.inactive.cards import RankedList, map_address, profile_address
from geo_kopienas.ui.inactive.choices import (
    PLACE,
    ROW_COUNTS,
    SORTING,
    Choices,
    choose,
    parameters_of,
    restore_choices,
    show_more_rows,
)
from geo_kopienas.ui.inactive.sorting import Sorting, sorted_list
from geo_kopienas.ui.inactive.table import show_list_buttons, show_table

MAP_KEY = "inactive_map"
CHART_ROWS = 15  # what a reader can take in; the list has the others
LISTS = ("inactive", "unknown")


def show(texts: Texts) -> None:
    """Show the page, or the faults of the data."""
    workspace = open_workspace(texts)
    parameters = parameters_of(workspace)
    restore_choices(parameters, texts)
    show_lead(texts["inactive.lead"])
    choices = choose(workspace, texts)
    draws = workspace.data.rules.inactivity.stability.draws
    ranking = texts.say("inactive.ranking", draws=texts.number(draws))
    with st.spinner(ranking, show_time=False):
        measures = workspace.day(choices.as_of).measures(choices.level)
        lists = {
            name: RankedList(name, _ranked(workspace, choices, name), choices, workspace, texts)
            for name in LISTS
        }
    inactive = lists["inactive"].ranked
    _notices(workspace, choices, texts)
    unranked = _unranked(workspace, choices, texts)
    unranked_count = sum(map(len, unranked.values()))
    _summary(measures, lists, unranked_count, texts)
    picture, side = st.columns([5, 3], gap="medium")
    with picture:
        _show_map(workspace, choices, measures, inactive, texts)
    with side:
        _show_place(workspace, choices, measures, lists, texts)
        if choices.place_id is None and not inactive.empty:
            with st.container(key="inactive_chart_beside"):
                st.header(texts["inactive.chart_heading"], anchor=False)
                _show_chart(workspace, inactive, texts)
    show_list_buttons(choices.sorting, texts, on_sort=_sort, on_more=show_more_rows)
    for ranked in lists.values():
        _show_list(ranked)
    if choices.place_id is not None:
        with st.expander(texts["inactive.chart_heading"]):
            _show_chart(workspace, inactive, texts)
    show_template(
        "inactive/rules.html",
        texts=texts,
        rules=workspace.data.rules.inactivity,
        unranked=unranked,
        unranked_lead=texts.count("inactive.unranked", unranked_count),
    )
    show_data_link(texts, choices.as_of, level=choices.level.value, offers_invitations=True)
    write_address(texts, parameters, choices)


def _take_choice() -> None:
    """Take over what was chosen on the map or in its table."""
    choice = map_display.chosen(MAP_KEY)
    if choice.get("place_id"):
        st.session_state[PLACE] = choice["place_id"]


def _sort(sorting: Sorting) -> None:
    st.session_state[SORTING] = sorting


def _ranked(workspace: Workspace, choices: Choices, name: str) -> pd.DataFrame:
    rules = workspace.data.rules.inactivity
    states = rules.inactive_states if name == "inactive" else (ActivityState.UNKNOWN,)
    return loaders.ranked_list(
        workspace,
        workspace.key,
        choices.level,
        choices.as_of,
        states,
        tuple(choices.weights.values()),
    )


def _notices(workspace: Workspace, choices: Choices, texts: Texts) -> None:
    first = workspace.data.evidence["known_from"].min()
    if first != first:  # noqa: PLR0124 - NaT
        st.info(texts["cli.days.no_facts"])
    elif first.date() > choices.as_of:
        st.info(texts.say("cli.days.too_early", day=texts.date(first.date())))
    stated = workspace.data.rules.inactivity.weights()
    if choices.weights != stated:
        st.info(
            texts.say(
                "inactive.weights_changed",
                weights=weights_to_text(choices.weights),
                stated=weights_to_text(stated),
            )
        )


def _unranked(workspace: Workspace, choices: Choices, texts: Texts) -> dict[str, list[str]]:
    """Names of the places of the level that are not ranked, by their status."""
    places = of_level(workspace.data.places, choices.level)
    named = workspace.names(texts)
    names = {
        status: [named[place_id] for place_id in places.loc[places["status"] == status, "place_id"]]
        for status in workspace.data.rules.inactivity.unranked_statuses
    }
    return {status: listed for status, listed in names.items() if listed}


def _summary(
    measures: pd.DataFrame,
    lists: Mapping[str, RankedList],
    unranked_count: int,
    texts: Texts,
) -> None:
    listed = {name: len(ranked.ranked) for name, ranked in lists.items()}
    working = len(measures) - sum(listed.values())
    parts = [texts.count(f"inactive.summary.{name}", count) for name, count in listed.items()]
    parts.append(texts.count("inactive.summary.working", working))
    if unranked_count:
        parts.append(texts.count("inactive.summary.unranked", unranked_count))
    show_lead(" · ".join(parts), is_strong=True)


def _show_map(
    workspace: Workspace,
    choices: Choices,
    measures: pd.DataFrame,
    inactive: pd.DataFrame,
    texts: Texts,
) -> None:
    workspace = loaders.without_ended(workspace, choices.as_of)
    places = of_level(workspace.data.places, choices.level)
    known = set(workspace.data.places["place_id"])
    classes = list_classes(list(places["place_id"]), measures, inactive)
    values = list_values(classes)
    painting = Painting(
        level=choices.level,
        label=texts["inactive.map_label"],
        subtitle=texts.say("map.as_of_day", day=texts.short_date(choices.as_of)),
        colouring=list_colouring(classes, texts),
        place_values=values,
        community_states=loaders.mapped_states(workspace, workspace.key, choices.as_of),
        selected=choices.place_id if choices.place_id in known else None,
    )
    map_display.show_map(workspace, painting, texts, key=MAP_KEY, on_choose=_take_choice)


def _show_place(
    workspace: Workspace,
    choices: Choices,
    measures: pd.DataFrame,
    lists: Mapping[str, RankedList],
    texts: Texts,
) -> None:
    if choices.place_id is None:
        show_template("inactive/place.html", texts=texts, place=None)
        return
    is_ranked = choices.place_id in measures.index
    view = {
        "name": workspace.names(texts)[choices.place_id],
        "standing": texts["inactive.chosen_off" if is_ranked else "inactive.chosen_unranked"],
        "map_address": map_address(choices.place_id, choices, texts),
        "profile_address": profile_address(choices.place_id, choices, texts),
        "top": workspace.data.rules.inactivity.stability.top,
        "row": None,
    }
    for name, ranked in lists.items():
        if choices.place_id in ranked.ranked.index:
            shown = ranked.ranked.loc[[choices.place_id]]
            view["row"] = ranked.rows(shown)[0]
            view["standing"] = texts.say(
                f"inactive.chosen_{name}", rank=shown["rank"].iloc[0], count=len(ranked.ranked)
            )
    show_template("inactive/place.html", texts=texts, place=view)


def _show_list(ranked: RankedList) -> None:
    name, choices, texts = ranked.name, ranked.choices, ranked.texts
    total = len(ranked.ranked)
    heading = f"{texts[f'inactive.{name}_symbol']} {texts[f'inactive.{name}_heading']}"
    st.header(f"{heading} ({texts.number(total)})", anchor=False)
    if name == "unknown":
        show_lead(texts["inactive.unknown_lead"])
    if not total:
        show_lead(texts[f"inactive.empty_{name}"])
        return
    shown = sorted_list(ranked.ranked, choices.sorting).head(choices.row_count)
    has_more = len(shown) < total and choices.row_count < ROW_COUNTS[-1]
    show_table(ranked, shown, has_more=has_more)


def _show_chart(workspace: Workspace, ranked: pd.DataFrame, texts: Texts) -> None:
    if ranked.empty:
        return
    draws = workspace.data.rules.inactivity.stability
    names = workspace.names(texts)
    note = texts.say("inactive.chart_note", draws=texts.number(draws.draws), top=draws.top)
    show_lead(note)
    show_chart(
        rank_interval_chart(ranked.head(CHART_ROWS), names, draws.top, texts),
        texts["inactive.chart_heading"],
        "inactive_chart",
        texts,
    )
