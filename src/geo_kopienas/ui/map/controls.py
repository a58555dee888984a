"""The planners' controls of the map page: level, day, classes, and what the colours show."""

import streamlit as st

from geo_kopienas.domain.evidence.indicators import Indicator
from geo_kopienas.maps.classification import (
    MAX_CLASSES,
    MIN_CLASSES,
    ClassScheme,
    Method,
    limits_from_text,
)
from geo_kopienas.texts import Texts
from geo_kopienas.ui.frame.controls import day_control, level_control
from geo_kopienas.ui.frame.field_messages import error_in
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.shell import plain
from geo_kopienas.ui.frame.visit import say_again
from geo_kopienas.ui.map import survey as survey_on_map
from geo_kopienas.ui.map.choices import MapChoices

DATE_WIDTH = 170  # a date in figures and its calendar


def show(workspace: Workspace, choices: MapChoices, texts: Texts) -> MapChoices:
    """Show level, day and classes, and take over what is chosen."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        level_control(workspace, texts, "level")
        day_control(texts, "as_of", width=DATE_WIDTH)
        with st.popover(texts["map.classes"]):
            scheme = _class_controls(workspace, choices, texts)
    return choices._replace(
        level=st.session_state["level"] or choices.level,
        as_of=st.session_state["as_of"] or choices.as_of,
        scheme=scheme,
    )


def show_indicator(workspace: Workspace, choices: MapChoices, texts: Texts) -> MapChoices:
    """Show what there is to colour the map by, and take over what is chosen."""
    offered = survey_on_map.offered(workspace)
    if st.session_state["indicator"] not in offered:  # a round was put away since it was chosen
        st.session_state["indicator"] = next(iter(offered))
    chosen = st.selectbox(
        texts["map.indicator"],
        list(offered),
        format_func=lambda indicator_id: survey_on_map.label(offered[indicator_id], texts),
        key="indicator",
    )
    return choices._replace(indicator_id=chosen)


def _class_controls(workspace: Workspace, choices: MapChoices, texts: Texts) -> ClassScheme:
    say_again(("method", "class_count", "limits"))
    indicator = survey_on_map.offered(workspace)[choices.indicator_id]
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
