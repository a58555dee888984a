"""What is chosen on the page of inactive places: the address, the controls and the weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo_kopienas.domain.evidence.inactivity import weights_from_text, weights_to_text
from geo_kopienas.domain.schema.codes import Component, Level
from geo_kopienas.ui.frame.address import day_from_text, level_from_text
from geo_kopienas.ui.frame.controls import day_control, level_control
from geo_kopienas.ui.frame.field_messages import error_in
from geo_kopienas.ui.frame.page import read_address, today
from geo_kopienas.ui.frame.visit import say_again, set_fields
from geo_kopienas.ui.inactive.table import Sorting, sorting_from_text, sorting_to_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from geo_kopienas.texts import Texts
    from geo_kopienas.ui.frame.loaders import Workspace

MAX_SLIDER = 10.0
#: A row carries its evidence; thousands of them would stall a phone. "Show more" steps through.
ROW_COUNTS = (25, 100, 500)
ROWS, SORTING, PLACE = "inactive_rindas", "inactive_kartot", "inactive_vieta"
WEIGHTS = "inactive_weights"


@dataclass(frozen=True, slots=True)
class Choices:
    """What is chosen on the page."""

    level: Level
    as_of: date
    weights: Mapping[Component, float]
    row_count: int
    sorting: Sorting
    place_id: str | None


def restore_choices(workspace: Workspace, texts: Texts) -> None:
    """Take over what the address asks for; the rest stays as it was or is the default."""
    rules = workspace.data.rules.inactivity
    place_ids = set(workspace.data.places["place_id"])
    asked: dict[str, Any] = read_address(
        texts,
        {
            "limenis": level_from_text,
            "datums": lambda text: day_from_text(text, today()),
            "svari": lambda text: _slider_weights(weights_from_text(text, rules)),
            "rindas": lambda text: int(text) if text in map(str, ROW_COUNTS) else None,
            "kartot": sorting_from_text,
            "vieta": lambda text: text if text in place_ids else None,
        },
        {"limenis": "inactive_limenis", "datums": "inactive_datums", "svari": WEIGHTS},
    )
    defaults = {
        "limenis": Level.SETTLEMENT,
        "datums": today(),
        "rindas": ROW_COUNTS[0],
        "kartot": Sorting(),
        "vieta": None,
        "svari": rules.weights(),
    }
    set_fields(_fields(asked), _fields(defaults))


def _fields(parts: Mapping[str, Any]) -> dict[str, Any]:
    """Parts of the address by the key of their field; each weight has one of its own."""
    fields = {f"inactive_{name}": value for name, value in parts.items() if name != "svari"}
    weights: Mapping[Component, float] = parts.get("svari", {})
    return fields | {_weight_key(one): float(weight) for one, weight in weights.items()}


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


def address_of(workspace: Workspace, choices: Choices) -> dict[str, str]:
    """The parts of the address that restore the choices; what is as by default is left out."""
    parts = {"limenis": choices.level.value, "datums": choices.as_of.isoformat()}
    if choices.weights != workspace.data.rules.inactivity.weights():
        parts["svari"] = weights_to_text(choices.weights)
    if choices.row_count != ROW_COUNTS[0]:
        parts["rindas"] = str(choices.row_count)
    if choices.sorting != Sorting():
        parts["kartot"] = sorting_to_text(choices.sorting)
    if choices.place_id is not None:
        parts["vieta"] = choices.place_id
    return parts


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
    rules = workspace.data.rules.inactivity
    stated = rules.weights()
    say_again(_weight_key(one.component) for one in rules.components)
    with st.container(key=WEIGHTS):
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
        with error_in(WEIGHTS):
            st.error(texts["inactive.weights_zero"])
        return stated
    return chosen
