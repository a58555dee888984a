"""What is chosen on the page of inactive places: the address, the controls and the weights."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import streamlit as st

from geo_kopienas.domain.evidence.inactivity import weights_from_text, weights_to_text
from geo_kopienas.domain.schema.codes import Component, Level
from geo_kopienas.texts import Texts
from geo_kopienas.ui.frame.address import (
    Parameter,
    among,
    day_parameter,
    level_parameter,
    place_parameter,
)
from geo_kopienas.ui.frame.controls import day_control, level_control
from geo_kopienas.ui.frame.field_messages import error_in
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.page import defaults_of, read_address, today
from geo_kopienas.ui.frame.visit import say_again, set_fields
from geo_kopienas.ui.inactive.sorting import Sorting, sorting_from_text, sorting_to_text

MAX_SLIDER = 10.0
#: A row carries its evidence; thousands of them would stall a phone. "Show more" steps through.
ROW_COUNTS = (25, 100, 500)
ROWS, SORTING, PLACE = "inactive_rindas", "inactive_kartot", "inactive_vieta"
WEIGHTS = "inactive_weights"


class Choices(NamedTuple):
    """What is chosen on the page."""

    level: Level
    as_of: date
    weights: Mapping[Component, float]
    row_count: int
    sorting: Sorting
    place_id: str | None


def parameters_of(workspace: Workspace) -> tuple[Parameter, ...]:
    """The parameters of the page, in the order of `Choices`."""
    rules = workspace.data.rules.inactivity

    def read_weights(text: str) -> Mapping[Component, float] | None:
        return _slider_weights(weights_from_text(text, rules))

    return (
        level_parameter("inactive_limenis", Level.SETTLEMENT),
        day_parameter("inactive_datums", today()),
        Parameter("svari", WEIGHTS, read_weights, rules.weights(), weights_to_text, is_brief=True),
        Parameter("rindas", ROWS, among(ROW_COUNTS), ROW_COUNTS[0], is_brief=True),
        Parameter("kartot", SORTING, sorting_from_text, Sorting(), sorting_to_text, is_brief=True),
        place_parameter(PLACE, workspace.data.places["place_id"]),
    )


def restore_choices(parameters: Sequence[Parameter], texts: Texts) -> None:
    """Take over what the address asks for; the rest stays as it was or is the default."""
    asked = read_address(texts, parameters)
    set_fields(_with_sliders(asked), _with_sliders(defaults_of(parameters)))


def _with_sliders(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values by the key of their field; each weight has one of its own."""
    weights: Mapping[Component, float] = values.get(WEIGHTS, {})
    others = {key: value for key, value in values.items() if key != WEIGHTS}
    return others | {_weight_key(component): float(weight) for component, weight in weights.items()}


def choose(workspace: Workspace, texts: Texts) -> Choices:
    """Show the controls and say what is chosen."""
    level, day, weights = st.columns([3, 2, 2], vertical_alignment="bottom")
    with level:
        level_control(workspace, texts, "inactive_limenis")
    with day:
        as_of = day_control(texts, "inactive_datums")
    with weights.popover(texts["inactive.weights"], width="stretch"):
        chosen_weights = _weight_controls(workspace, texts)
    return Choices(
        level=Level(st.session_state["inactive_limenis"]),
        as_of=as_of,
        weights=chosen_weights,
        row_count=st.session_state[ROWS],
        sorting=st.session_state[SORTING],
        place_id=st.session_state[PLACE],
    )


def show_more_rows() -> None:
    """Show as many rows as the next step allows."""
    more = [count for count in ROW_COUNTS if count > st.session_state[ROWS]]
    st.session_state[ROWS] = more[0] if more else ROW_COUNTS[-1]


def _slider_weights(weights: dict[Component, float] | None) -> dict[Component, float] | None:
    """Weights that the sliders can show; None for others."""
    return weights if weights and max(weights.values()) <= MAX_SLIDER else None


def _weight_key(component: Component) -> str:
    return f"inactive_weight_{component}"


def _set_weights(weights: Mapping[Component, float]) -> None:
    for component, weight in weights.items():
        st.session_state[_weight_key(component)] = float(weight)


def _weight_controls(workspace: Workspace, texts: Texts) -> Mapping[Component, float]:
    stated = workspace.data.rules.inactivity.weights()
    say_again(_weight_key(component) for component in stated)
    with st.container(key=WEIGHTS):
        chosen = {
            component: st.slider(
                texts[f"component.{component}"],
                0.0,
                max(MAX_SLIDER, weight),
                step=0.5,
                key=_weight_key(component),
                format="%g",
                help=texts.say("inactive.weights_help", weight=f"{weight:g}"),
            )
            for component, weight in stated.items()
        }
    st.button(texts["inactive.weights_reset"], on_click=_set_weights, args=(stated,))
    if not any(chosen.values()):
        with error_in(WEIGHTS):
            st.error(texts["inactive.weights_zero"])
        return stated
    return chosen
