"""The attention list in three parts: choose, load, compute, show."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from geo_kopienas.charts.rank_intervals import rank_interval_chart
from geo_kopienas.domain.evidence.inactivity import weights_to_text
from geo_kopienas.domain.places.hierarchy import of_level
from geo_kopienas.domain.schema.codes import AttentionPart
from geo_kopienas.maps.inactivity_layer import list_classes, list_colouring, list_values
from geo_kopienas.maps.painting import Painting
from geo_kopienas.texts import Texts
from geo_kopienas.ui.frame import loaders, map_display
from geo_kopienas.ui.frame.html import show_template
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.page import open_workspace, write_address
from geo_kopienas.ui.frame.parts import show_chart, show_data_link, show_lead
from geo_kopienas.ui.inactive.cards import AttentionList, map_address, profile_address
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
            part: AttentionList(part, _listed(workspace, choices, part), choices, workspace, texts)
            for part in AttentionPart
        }
    _notices(workspace, choices, texts)
    unranked = _unranked(workspace, choices, texts)
    unranked_count = sum(map(len, unranked.values()))
    _summary(measures, lists, unranked_count, texts)
    picture, side = st.columns([5, 3], gap="medium")
    with picture:
        _show_map(workspace, choices, measures, lists, texts)
    with side:
        _show_place(workspace, choices, measures, lists, texts)
        if choices.place_id is None:
            with st.container(key="inactive_chart_beside"):
                _show_chart(lists)
    show_list_buttons(choices.sorting, texts, on_sort=_sort, on_more=show_more_rows)
    for listed in lists.values():
        _show_list(listed)
    if choices.place_id is not None:
        with st.expander(texts["inactive.chart_heading"]):
            _show_chart(lists)
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


def _listed(workspace: Workspace, choices: Choices, part: AttentionPart) -> pd.DataFrame:
    return loaders.attention_list(
        workspace,
        workspace.key,
        choices.level,
        choices.as_of,
        part,
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
    lists: Mapping[AttentionPart, AttentionList],
    unranked_count: int,
    texts: Texts,
) -> None:
    counts = {part: len(listed.places) for part, listed in lists.items()}
    working = len(measures) - sum(counts.values())
    parts = [texts.count(f"inactive.summary.{part}", count) for part, count in counts.items()]
    parts.append(texts.count("inactive.summary.working", working))
    if unranked_count:
        parts.append(texts.count("inactive.summary.unranked", unranked_count))
    show_lead(" · ".join(parts), is_strong=True)


def _show_map(
    workspace: Workspace,
    choices: Choices,
    measures: pd.DataFrame,
    lists: Mapping[AttentionPart, AttentionList],
    texts: Texts,
) -> None:
    workspace = loaders.without_ended(workspace, choices.as_of)
    places = of_level(workspace.data.places, choices.level)
    known = set(workspace.data.places["place_id"])
    listed = {part: of_part.places for part, of_part in lists.items()}
    classes = list_classes(list(places["place_id"]), measures, listed)
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
    lists: Mapping[AttentionPart, AttentionList],
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
    for part, listed in lists.items():
        if choices.place_id in listed.places.index:
            row = listed.rows(listed.places.loc[[choices.place_id]])[0]
            count = texts.number(len(listed.places))
            view["row"] = row
            view["standing"] = texts.say(f"inactive.chosen_{part}", rank=row["rank"], count=count)
    show_template("inactive/place.html", texts=texts, place=view)


def _show_list(listed: AttentionList) -> None:
    part, choices, texts = listed.part, listed.choices, listed.texts
    total = len(listed.places)
    heading = f"{texts[f'inactive.{part}_symbol']} {texts[f'inactive.{part}_heading']}"
    st.header(f"{heading} ({texts.number(total)})", anchor=False)
    show_lead(texts[f"inactive.{part}_lead" if total else f"inactive.empty_{part}"])
    if not total:
        return
    if part is AttentionPart.UNKNOWN:
        show_template(
            "inactive/without_news.html",
            texts=texts,
            groups=listed.groups(),
            usual_step=listed.usual_step,
        )
        return
    shown = sorted_list(listed.places, choices.sorting).head(choices.row_count)
    has_more = len(shown) < total and choices.row_count < ROW_COUNTS[-1]
    show_table(listed, shown, has_more=has_more)


def _show_chart(lists: Mapping[AttentionPart, AttentionList]) -> None:
    """How solid the ranks of the longer ranked part are; nothing where nothing is ranked."""
    ranked = (lists[AttentionPart.INACTIVE], lists[AttentionPart.VERIFY])
    listed = max(ranked, key=lambda of_part: len(of_part.places))
    if listed.places.empty:
        return
    workspace, texts = listed.workspace, listed.texts
    draws = workspace.data.rules.inactivity.stability
    st.header(texts["inactive.chart_heading"], anchor=False)
    show_lead(
        texts.say(
            "inactive.chart_note",
            draws=texts.number(draws.draws),
            top=draws.top,
            part=texts[f"inactive.{listed.part}_heading"],
        )
    )
    show_chart(
        rank_interval_chart(
            listed.places.head(CHART_ROWS), workspace.names(texts), draws.top, texts
        ),
        texts["inactive.chart_heading"],
        "inactive_chart",
        texts,
    )
