"""The inactive list: choose, load, compute, show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo_kopienas.charts.rank_intervals import rank_interval_chart
from geo_kopienas.domain.codes import ActivityState, Component, Level
from geo_kopienas.domain.inactivity import weights_from_text, weights_to_text
from geo_kopienas.domain.places import of_level
from geo_kopienas.maps.inactivity_layer import list_colouring, list_values
from geo_kopienas.maps.painting import Painting
from geo_kopienas.ui import loaders, map_display
from geo_kopienas.ui.address import (
    EARLIEST_DATE,
    MAP_LEVELS,
    day_from_text,
    level_from_text,
)
from geo_kopienas.ui.html import show_template
from geo_kopienas.ui.inactive_list import list_rows, map_address
from geo_kopienas.ui.page import (
    open_workspace,
    read_address,
    require_map_files,
    today,
    write_address,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import pandas as pd

    from geo_kopienas.texts import Texts
    from geo_kopienas.ui.loaders import Workspace

MAP_KEY = "inactive_map"
MAX_SLIDER = 10.0
ROW_COUNTS = (25, 100, 500)  # a row carries its evidence; thousands of them would stall a phone
LISTS = ("inactive", "unknown")


@dataclass(frozen=True, slots=True)
class Choices:
    """What is chosen on the page."""

    level: Level
    as_of: date
    weights: Mapping[Component, float]
    row_count: int
    place_id: str | None


def show(texts: Texts) -> None:
    """Show the page, or the faults of the data."""
    require_map_files(texts)
    workspace = open_workspace(texts)
    _restore(workspace, texts)
    show_template("lead.html", text=texts["inactive.lead"])
    choices = _controls(workspace, texts)
    with st.spinner(texts["inactive.ranking"], show_time=False):
        measures = loaders.inactivity(workspace, workspace.key, choices.level, choices.as_of)
        ranked = {name: _ranked(workspace, choices, name) for name in LISTS}
    _notices(workspace, choices, texts)
    _summary(measures, ranked, _unranked(workspace, choices), texts)
    picture, side = st.columns([5, 3], gap="medium")
    with picture:
        _show_map(workspace, choices, measures, ranked["inactive"], texts)
    with side:
        _show_place(workspace, choices, measures, ranked, texts)
    for name in LISTS:
        _show_list(workspace, choices, name, ranked[name], texts)
    _show_chart(workspace, ranked["inactive"], texts)
    _show_rules(workspace, choices, texts)
    write_address(texts, _address(workspace, choices))


# --- choices ----------------------------------------------------------------------------------


def _restore(workspace: Workspace, texts: Texts) -> None:
    rules = workspace.data.rules.inactivity
    place_ids = set(workspace.data.places["place_id"])
    asked: dict[str, Any] = read_address(
        texts,
        {
            "limenis": level_from_text,
            "datums": lambda text: day_from_text(text, today()),
            "svari": lambda text: _slider_weights(weights_from_text(text, rules)),
            "rindas": lambda text: int(text) if text in map(str, ROW_COUNTS) else None,
            "vieta": lambda text: text if text in place_ids else None,
        },
    )
    state = st.session_state
    defaults = {
        "limenis": Level.SETTLEMENT,
        "datums": today(),
        "rindas": ROW_COUNTS[0],
        "vieta": None,
        "svari": rules.weights(),
    }
    for name, default in defaults.items():
        value = asked.get(name, default)
        if name == "svari":
            if name in asked or _weight_key(rules.components[0].component) not in state:
                _set_weights(value)
        elif name in asked or f"inactive_{name}" not in state:
            state[f"inactive_{name}"] = value


def _slider_weights(weights: dict[Component, float] | None) -> dict[Component, float] | None:
    """Weights that the sliders can show; None for others."""
    return weights if weights and max(weights.values()) <= MAX_SLIDER else None


def _weight_key(component: Component) -> str:
    return f"inactive_weight_{component}"


def _set_weights(weights: Mapping[Component, float]) -> None:
    for component, weight in weights.items():
        st.session_state[_weight_key(component)] = float(weight)


def _controls(workspace: Workspace, texts: Texts) -> Choices:
    level, day, weights, rows = st.columns([3, 2, 2, 2], vertical_alignment="bottom")
    chosen_level = level.selectbox(
        texts["map.level"],
        MAP_LEVELS,
        format_func=lambda one: texts[f"level.{one}.plural"],
        key="inactive_limenis",
    )
    chosen_day = day.date_input(
        texts["map.as_of"],
        min_value=EARLIEST_DATE,
        max_value=today(),
        format="DD.MM.YYYY",
        key="inactive_datums",
    )
    with weights.popover(texts["inactive.weights"], width="stretch"):
        chosen_weights = _weight_controls(workspace, texts)
    row_count = rows.selectbox(texts["inactive.rows"], ROW_COUNTS, key="inactive_rindas")
    return Choices(
        level=chosen_level,
        as_of=chosen_day or today(),
        weights=chosen_weights,
        row_count=row_count,
        place_id=st.session_state["inactive_vieta"],
    )


def _weight_controls(workspace: Workspace, texts: Texts) -> Mapping[Component, float]:
    rules = workspace.data.rules.inactivity
    stated = rules.weights()
    chosen = {
        one.component: st.slider(
            texts[f"component.{one.component}"],
            0.0,
            max(MAX_SLIDER, one.weight),
            step=0.5,
            key=_weight_key(one.component),
            format="%g",
            help=texts.say("inactive.weights_help", weight=f"{one.weight:g}"),
        )
        for one in rules.components
    }
    st.button(texts["inactive.weights_reset"], on_click=_set_weights, args=(stated,))
    if not any(chosen.values()):
        st.error(texts["inactive.weights_zero"])
        return stated
    return chosen


def _address(workspace: Workspace, choices: Choices) -> dict[str, str]:
    parts = {"limenis": choices.level.value, "datums": choices.as_of.isoformat()}
    if choices.weights != workspace.data.rules.inactivity.weights():
        parts["svari"] = weights_to_text(choices.weights)
    if choices.row_count != ROW_COUNTS[0]:
        parts["rindas"] = str(choices.row_count)
    if choices.place_id is not None:
        parts["vieta"] = choices.place_id
    return parts


def _take_choice() -> None:
    """Take over what was chosen on the map or in its table."""
    choice = map_display.chosen(MAP_KEY)
    if choice.get("place_id"):
        st.session_state["inactive_vieta"] = choice["place_id"]


# --- what is shown ------------------------------------------------------------------------------


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
    if first != first or first.date() > choices.as_of:  # noqa: PLR0124 - NaT
        day = texts["value.unknown"] if first != first else texts.date(first.date())  # noqa: PLR0124
        st.info(texts.say("cli.days.too_early", day=day))
    stated = workspace.data.rules.inactivity.weights()
    if choices.weights != stated:
        st.info(
            texts.say(
                "inactive.weights_changed",
                weights=weights_to_text(choices.weights),
                stated=weights_to_text(stated),
            )
        )


def _unranked(workspace: Workspace, choices: Choices) -> list[str]:
    """Names of the places of the level that are not ranked."""
    places = of_level(workspace.data.places, choices.level)
    statuses = workspace.data.rules.inactivity.unranked_statuses
    return list(places.loc[places["status"].isin(statuses), "name_lv"])


def _summary(
    measures: pd.DataFrame,
    ranked: Mapping[str, pd.DataFrame],
    unranked: list[str],
    texts: Texts,
) -> None:
    listed = {name: len(ranked[name]) for name in LISTS}
    working = len(measures) - sum(listed.values())
    parts = [texts.count(f"inactive.summary.{name}", count) for name, count in listed.items()]
    parts.append(texts.count("inactive.summary.working", working))
    if unranked:
        parts.append(texts.count("inactive.unranked", len(unranked)))
    show_template("lead.html", text=" · ".join(parts), is_strong=True)


def _show_map(
    workspace: Workspace,
    choices: Choices,
    measures: pd.DataFrame,
    inactive: pd.DataFrame,
    texts: Texts,
) -> None:
    places = of_level(workspace.data.places, choices.level)
    values = list_values(list(places["place_id"]), measures, inactive)
    painting = Painting(
        level=choices.level,
        label=texts["inactive.map_label"],
        subtitle=texts.say("map.as_of_day", day=texts.short_date(choices.as_of)),
        colouring=list_colouring(values, texts),
        place_values=values,
        community_states=loaders.mapped_states(workspace, workspace.key, choices.as_of),
        selected=choices.place_id,
    )
    map_display.show_map(workspace, painting, texts, key=MAP_KEY, on_choose=_take_choice)


def _show_place(
    workspace: Workspace,
    choices: Choices,
    measures: pd.DataFrame,
    ranked: Mapping[str, pd.DataFrame],
    texts: Texts,
) -> None:
    if choices.place_id is None:
        show_template("inactive_place.html", texts=texts, place=None)
        return
    places = workspace.data.places
    place = places.loc[places["place_id"] == choices.place_id].iloc[0]
    standing = "inactive.chosen_off" if choices.place_id in measures.index else None
    view = {
        "name": place["name_lv"],
        "standing": texts[standing or "inactive.chosen_unranked"],
        "map_address": map_address(choices.place_id, choices.level, choices.as_of, texts),
        "row": None,
    }
    for name in LISTS:
        if choices.place_id in ranked[name].index:
            shown = ranked[name].loc[[choices.place_id]]
            view["row"] = _rows(workspace, choices, name, shown, ranked[name], texts)[0]
            view["standing"] = texts.say(
                f"inactive.chosen_{name}", rank=shown["rank"].iloc[0], count=len(ranked[name])
            )
    show_template("inactive_place.html", texts=texts, place=view)


def _rows(  # noqa: PLR0913, PLR0917 - rows of one of two lists
    workspace: Workspace,
    choices: Choices,
    name: str,
    shown: pd.DataFrame,
    ranked: pd.DataFrame,
    texts: Texts,
) -> list[dict[str, Any]]:
    return list_rows(
        shown,
        ranked,
        weights=choices.weights,
        workspace=workspace,
        level=choices.level,
        as_of=choices.as_of,
        chosen_id=choices.place_id,
        move=texts[f"inactive.move_{name}"],
        texts=texts,
    )


def _show_list(
    workspace: Workspace, choices: Choices, name: str, ranked: pd.DataFrame, texts: Texts
) -> None:
    heading = f"{texts[f'inactive.{name}_symbol']} {texts[f'inactive.{name}_heading']}"
    st.subheader(f"{heading} ({texts.number(len(ranked))})", anchor=False)
    if name == "unknown":
        show_template("lead.html", text=texts["inactive.unknown_lead"])
    if ranked.empty:
        show_template("lead.html", text=texts[f"inactive.empty_{name}"])
        return
    shown = ranked.head(choices.row_count)
    show_template(
        "inactive_list.html",
        texts=texts,
        list_name=name,
        symbol=texts[f"inactive.{name}_symbol"],
        caption=""
        if len(shown) == len(ranked)
        else texts.say(
            "inactive.shown", shown=texts.number(len(shown)), count=texts.number(len(ranked))
        ),
        components=[{"label": texts[f"component.{one}"]} for one in choices.weights],
        rows=_rows(workspace, choices, name, shown, ranked, texts),
    )


def _show_chart(workspace: Workspace, ranked: pd.DataFrame, texts: Texts) -> None:
    if ranked.empty:
        return
    draws = workspace.data.rules.inactivity.stability
    places = workspace.data.places
    names = dict(zip(places["place_id"], places["name_lv"], strict=True))
    st.subheader(texts["inactive.chart_heading"], anchor=False)
    note = texts.say("inactive.chart_note", draws=texts.number(draws.draws))
    show_template("lead.html", text=note)
    st.plotly_chart(
        rank_interval_chart(ranked.head(ROW_COUNTS[0]), names, draws.top, texts),
        config={"displayModeBar": False},
        key="inactive_chart",
    )


def _show_rules(workspace: Workspace, choices: Choices, texts: Texts) -> None:
    unranked = _unranked(workspace, choices)
    show_template(
        "inactive_rules.html",
        texts=texts,
        rules=workspace.data.rules.inactivity,
        unranked=unranked,
        unranked_lead=texts.count("inactive.unranked", len(unranked)),
    )
