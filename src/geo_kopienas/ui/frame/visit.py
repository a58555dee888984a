"""One visit of a page: which addresses it has taken over, and whether it has been drawn whole.

The address says what a page shows when it is opened; after that the page's own fields know better.
Two things make that harder than it sounds. A choice that somebody makes while the page is still
being drawn cuts the run short and begins another, which comes with the address of before the
choice. And Streamlit tells the browser a field's value only in the run that sets it: where that
run was cut short, the next one would show the field as it is by default.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

_KEY = "visit"
MAX_TAKEN = 20  # an address that is still under way is one of the last few


@dataclass(slots=True)
class Visit:
    """What a session knows of the page that it shows.

    Attributes:
        page: The page's address.
        language: The language of its words.
        taken: Choices of the addresses that the page has read or written, newest last.
        is_drawn: Whether a run has come to its end since then.
    """

    page: str = ""
    language: str = ""
    taken: list[dict[str, str]] = field(default_factory=list)
    is_drawn: bool = False


def begin_visit(page: str, language: str) -> Visit:
    """The visit of a page; a new one begins where another page was shown before."""
    visit = current_visit()
    if visit.page != page:
        visit = st.session_state[_KEY] = Visit(page)
    if visit.language != language:  # fields with other words are other fields to Streamlit
        visit.language, visit.is_drawn = language, False
    return visit


def current_visit() -> Visit:
    """The visit of this session's page."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = Visit()
    visit: Visit = st.session_state[_KEY]
    return visit


def is_history_step() -> bool:
    """Whether this run answers somebody who went back or forward in the browser."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def is_taken_address() -> bool:
    """Whether the page has read or written this address, and nobody went back to it since."""
    if is_history_step():
        return False
    return _choices_of(st.query_params.to_dict()) in current_visit().taken


def is_drawn_address() -> bool:
    """Whether the page has been drawn whole with the choices of this address."""
    return current_visit().is_drawn and is_taken_address()


def take_address(address: Mapping[str, str]) -> None:
    """Remember an address whose choices the session has taken over."""
    visit, choices = current_visit(), _choices_of(address)
    visit.taken = [*(former for former in visit.taken if former != choices), choices][-MAX_TAKEN:]


def set_fields(asked: Mapping[str, Any], defaults: Mapping[str, Any]) -> None:
    """Give fields what the address asks for, else what they hold, else their default.

    What they hold is said again until the page has been drawn whole, and not after that: it would
    undo in the browser what a quick hand has changed meanwhile.

    Args:
        asked: What a new address asks for, by the field's key.
        defaults: The default of every field of the page that has one, by its key.
    """
    state, visit = st.session_state, current_visit()
    visit.is_drawn = is_drawn_address()
    for key, value in asked.items():
        state[key] = value
    for key, default in defaults.items():
        if key not in asked and (not visit.is_drawn or key not in state):
            state[key] = state.get(key, default)
    take_address(st.query_params.to_dict())


def say_again(keys: Iterable[str]) -> None:
    """Send the browser the values of fields in every run.

    For fields of a closed popover: they are not in the browser until it is opened, and then take
    what the newest run said.
    """
    for key in keys:
        if key in st.session_state:
            st.session_state[key] = st.session_state[key]


def _choices_of(address: Mapping[str, str]) -> dict[str, str]:
    """The address without its language, which the session keeps by itself."""
    return {name: value for name, value in address.items() if name != "valoda"}
