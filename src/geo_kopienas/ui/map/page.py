"""The map page: choose, load, compute, show."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo_kopienas.domain.evidence.indicators import Indicator
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.survey.codebook.model import SurveyIndicator
from geo_kopienas.maps.classification import (
    MAX_CLASSES,
    MIN_CLASSES,
    ClassScheme,
    Method,
    limits_from_text,
    limits_to_text,
)
from geo_kopienas.maps.painting import Painting, indicator_colouring
from geo_kopienas.texts import Texts
from geo_kopienas.ui.frame import loaders, map_display
from geo_kopienas.ui.frame.address import MAP_LEVELS
from geo_kopienas.ui.frame.controls import day_control, level_control
from geo_kopienas.ui.frame.field_messages import error_in
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.page import (
    open_workspace,
    show_refusals,
    today,
    write_address,
)
from geo_kopienas.ui.frame.parts import show_data_link
from geo_kopienas.ui.frame.shell import guarded, is_embedded, plain
from geo_kopienas.ui.frame.visit import is_drawn_address, is_taken_address, say_again, set_fields
from geo_kopienas.ui.map import place_panel, place_search
from geo_kopienas.ui.map import survey as survey_on_map
from geo_kopienas.ui.map.choices import (
    MapChoices,
    choices_from_address,
    default_choices,
    map_parameters,
)

MAP_KEY = "place_map"
DATE_WIDTH = 170  # a date in figures and its calendar


def show(texts: Texts) -> None:
    """Show the page, or the faults of the data."""
    workspace = open_workspace(texts)
    _restore_choices(workspace, texts)
    if is_embedded():
        _show_map(workspace, _choices(), texts)
        return
    _explore(workspace, texts)


def _explore(workspace: Workspace, texts: Texts) -> None:
    """Controls, map and panel side by side."""
    # The search stands before the map: on a phone nobody has to pass map and table to find it.
    choosing, finding = st.columns([5, 3], gap="medium")
    with choosing:
        _controls(workspace, texts)
    with finding:
        place_search.show(workspace, texts, "search", partial(_choose_found, workspace))
    picture, side = st.columns([5, 3], gap="medium")
    with side:
        panel = st.container()
        place_panel.show_undrawn(_of_day(workspace, _choices()), _choices(), texts)
    with picture:
        _picture(workspace, texts, panel)
    show_data_link(texts, _choices().as_of, level=_choices().level.value)


@st.fragment
def _picture(workspace: Workspace, texts: Texts, panel: DeltaGenerator) -> None:
    """Show what depends on the indicator or a click; as a fragment it sends nothing else."""
    with guarded(texts):
        _indicator_control(workspace, texts)
        choices = _choices()
        survey_on_map.show_demo_mark(workspace, choices, texts)
        _show_map(workspace, choices, texts)
        with panel:
            place_panel.show(_of_day(workspace, choices), workspace, choices, texts)
        write_address(texts, map_parameters(choices), choices)


# --- choices: the session keeps them, the address restores them ------------------------------


def _restore_choices(workspace: Workspace, texts: Texts) -> None:
    """Take the choices from the address, unless the session has them already."""
    address = st.query_params.to_dict()
    default = default_choices(next(iter(workspace.indicators)), today(), workspace.first_level)
    parameters = map_parameters(default)
    has_choices = any(parameter.name in address for parameter in parameters)
    is_asked = "choices" not in st.session_state or (has_choices and not is_taken_address())
    if is_asked or not is_drawn_address():
        places = workspace.data.places
        choices, refusals = choices_from_address(
            address,
            indicator_ids=survey_on_map.offered(workspace),
            place_levels=dict(zip(places["place_id"], map(Level, places["level"]), strict=True)),
            default=default,
        )
        show_refusals(texts, refusals, parameters)
        if is_asked:
            st.session_state["choices"] = choices
            st.session_state["is_focused"] = choices.place_id is not None
    fields = _fields(_choices())
    set_fields(fields if is_asked else {}, fields)


def _choices() -> MapChoices:
    choices: MapChoices = st.session_state["choices"]
    return choices


def _fields(choices: MapChoices) -> dict[str, Any]:
    """The values of the page's fields by their key."""
    return {
        "level": choices.level,
        "indicator": choices.indicator_id,
        "as_of": choices.as_of,
        "method": choices.scheme.method,
        "class_count": choices.scheme.count,
        "limits": limits_to_text(choices.scheme.limits),
    }


# --- controls ---------------------------------------------------------------------------------


def _controls(workspace: Workspace, texts: Texts) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        level_control(workspace, texts, "level")
        day_control(texts, "as_of", width=DATE_WIDTH)
        with st.popover(texts["map.classes"]):
            scheme = _class_controls(workspace, texts)
    former = _choices()
    st.session_state["choices"] = former._replace(
        level=st.session_state["level"] or former.level,
        as_of=st.session_state["as_of"] or former.as_of,
        scheme=scheme,
    )


def _indicator_control(workspace: Workspace, texts: Texts) -> None:
    offered = survey_on_map.offered(workspace)
    if st.session_state["indicator"] not in offered:  # a round was put away since it was chosen
        st.session_state["indicator"] = next(iter(offered))
    chosen = st.selectbox(
        texts["map.indicator"],
        list(offered),
        format_func=lambda indicator_id: survey_on_map.label(offered[indicator_id], texts),
        key="indicator",
    )
    st.session_state["choices"] = _choices()._replace(indicator_id=chosen)


def _class_controls(workspace: Workspace, texts: Texts) -> ClassScheme:
    say_again(("method", "class_count", "limits"))
    indicator = survey_on_map.offered(workspace)[_choices().indicator_id]
    is_state = indicator.is_state
    if is_state:
        st.caption(texts["map.states_have_no_classes"])
    st.selectbox(
        texts["map.method"],
        list(Method),
        format_func=lambda method: texts[f"method.{method}"],
        key="method",
        help=texts["map.method_help"],
        disabled=is_state,
    )
    method = Method(st.session_state["method"])
    if method is Method.DEFAULT and isinstance(indicator, Indicator) and indicator.limits:
        reason = indicator.word("limits_reason", texts.language)
        st.caption(texts.say("map.limits_reason", reason=plain(reason)))
    if method is Method.DEFAULT:
        return ClassScheme()
    if method is not Method.OWN_LIMITS:
        count = st.select_slider(
            texts["map.class_count"],
            range(MIN_CLASSES, MAX_CLASSES + 1),
            key="class_count",
            disabled=is_state,
        )
        return ClassScheme(method, count)
    st.text_input(texts["map.limits"], key="limits", help=texts["map.limits_help"])
    try:
        limits = limits_from_text(st.session_state["limits"])
    except ValueError:
        with error_in("limits"):
            st.error(texts.say("map.limits_invalid", maximum=MAX_CLASSES - 1))
        limits = ()
    if not limits:
        # Without usable limits the default classes stand in, and the control says what to type.
        return ClassScheme()
    return ClassScheme(Method.OWN_LIMITS, limits=limits)


# --- map ----------------------------------------------------------------------------------------


def _of_day(workspace: Workspace, choices: MapChoices) -> Workspace:
    """Places and borders of the chosen day; the survey keeps to those of today."""
    indicator = survey_on_map.offered(workspace)[choices.indicator_id]
    if isinstance(indicator, SurveyIndicator):
        return workspace
    return loaders.on_day(workspace, choices.as_of)


def _show_map(workspace: Workspace, choices: MapChoices, texts: Texts) -> None:
    workspace = _of_day(workspace, choices)
    indicator = survey_on_map.offered(workspace)[choices.indicator_id]
    if isinstance(indicator, SurveyIndicator):
        look = survey_on_map.look(workspace, choices, indicator, texts)
    else:
        look = _look(workspace, choices, indicator, texts)
    known = set(workspace.data.places["place_id"])
    painting = Painting(
        level=choices.level,
        label=survey_on_map.label(indicator, texts),
        decimals=indicator.decimals,
        community_states=loaders.mapped_states(workspace, workspace.key, choices.as_of),
        selected=choices.place_id if choices.place_id in known else None,
        is_focused=bool(st.session_state.get("is_focused")),
        **look,
    )
    map_display.show_map(workspace, painting, texts, key=MAP_KEY, on_choose=_take_choice)


def _look(
    workspace: Workspace, choices: MapChoices, indicator: Indicator, texts: Texts
) -> dict[str, Any]:
    """Subtitle, colours and values of an indicator of the ledger."""
    of_day = workspace.day(choices.as_of)
    values = of_day.values(indicator, choices.level)
    # A colour means the same at every level, so limits are found in the values of all.
    reference = pd.concat([of_day.values(indicator, level) for level in workspace.levels])
    unit = indicator.word("unit", texts.language)
    day = texts.say("map.as_of_day", day=texts.short_date(choices.as_of))
    # The label "Grants, EUR" already names its unit.
    is_said = unit.casefold() in indicator.word("label", texts.language).casefold()
    return {
        "subtitle": day if is_said else f"{unit}, {day}",
        "colouring": indicator_colouring(indicator, values, choices.scheme, texts, reference),
        "place_values": values,
    }


def _take_choice() -> None:
    """Take over what was chosen on the map or in its table."""
    choice = map_display.chosen(MAP_KEY)
    if choice.get("place_id"):
        _select(choice["place_id"], is_focused=False)


def _select(place_id: str, *, is_focused: bool = True) -> None:
    st.session_state["choices"] = _choices()._replace(place_id=place_id)
    st.session_state["is_focused"] = is_focused


def _choose_found(workspace: Workspace, place_id: str) -> None:
    """Choose a place that was searched for, and its level so that it is seen."""
    _select(place_id)
    places = workspace.data.places
    level = Level(places.loc[places["place_id"] == place_id, "level"].iloc[0])
    if level in MAP_LEVELS:
        st.session_state["level"] = level
