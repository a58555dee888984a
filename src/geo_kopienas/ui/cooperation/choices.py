"""What is chosen on the cooperation page: the address and the controls."""

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import streamlit as st

from geo_kopienas.domain.evidence.cooperation import years_of
from geo_kopienas.domain.evidence.ledger import Ledger
from geo_kopienas.domain.schema.codes import EvidenceKind, Level
from geo_kopienas.texts import Texts
from geo_kopienas.ui.frame.address import (
    KNOWN_LATER,
    Parameter,
    among,
    day_parameter,
    level_parameter,
    list_of,
    place_parameter,
)
from geo_kopienas.ui.frame.controls import (
    day_control,
    level_control,
    optional_choice,
    places_to_choose,
)
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.page import restore, today
from geo_kopienas.ui.frame.visit import is_taken_address

_YEARS = re.compile(r"([0-9]{4})-([0-9]{4})")


class Choices(NamedTuple):
    """What is chosen on the page."""

    level: Level
    as_of: date
    place_id: str | None
    kinds: tuple[str, ...]
    years: tuple[int, int] | None
    instruments: tuple[str, ...] = ()
    practice: str | None = None


def parameters_of(workspace: Workspace) -> tuple[Parameter, ...]:
    """The parameters of the page, in the order of `Choices`."""
    methodology = workspace.data.methodology
    practice_ids = [card.practice_id for card in methodology.cards]
    return (
        level_parameter("cooperation_level", workspace.first_level),
        day_parameter("cooperation_as_of", today()),
        place_parameter("cooperation_place", workspace.data.places["place_id"]),
        Parameter("veids", "cooperation_kinds", list_of(EvidenceKind), [], ";".join),
        # Which years there are to choose from is known later.
        Parameter("gadi", "cooperation_years", _years_from_text, KNOWN_LATER, _years_to_text),
        Parameter(
            "instruments",
            "cooperation_instruments",
            list_of(methodology.instruments),
            (),
            ";".join,
        ),
        Parameter("prakse", "cooperation_practice", among(practice_ids)),
    )


def restore_choices(parameters: Sequence[Parameter], texts: Texts) -> None:
    """Take over what the address asks for; the rest stays as it was or is the default."""
    if not is_taken_address():  # no field of the page shows these two: a link alone sets them
        st.session_state["cooperation_instruments"] = ()
        st.session_state["cooperation_practice"] = None
    restore(texts, parameters)


def _years_from_text(text: str) -> tuple[int, int] | None:
    match = _YEARS.fullmatch(text)
    if match is None:
        return None
    first, last = int(match[1]), int(match[2])
    return (first, last) if first <= last else None


def _years_to_text(years: tuple[int, int]) -> str:
    return f"{years[0]}-{years[1]}"


def choose(workspace: Workspace, texts: Texts) -> Choices:
    """Show the controls and say what is chosen."""
    left, middle, right = st.columns([2, 2, 1])
    with left:
        level_control(workspace, texts, "cooperation_level")
    with middle:
        place_id = optional_choice(
            texts["cooperation.place"],
            places_to_choose(workspace, texts),
            texts["cooperation.all_places"],
            "cooperation_place",
        )
    with right:
        as_of = day_control(texts, "cooperation_as_of")
    return Choices(
        level=Level(st.session_state["cooperation_level"]),
        as_of=as_of,
        place_id=place_id,
        kinds=tuple(_kinds_control(workspace, texts)),
        years=_years_control(workspace.day(as_of).ledger, texts),
        instruments=tuple(st.session_state["cooperation_instruments"]),
        practice=st.session_state["cooperation_practice"],
    )


def _kinds_control(workspace: Workspace, texts: Texts) -> list[str]:
    present = set(workspace.data.evidence["kind"]) | set(
        st.session_state.get("cooperation_kinds", ())
    )
    chosen: list[str] = st.multiselect(
        texts["cooperation.kinds"],
        [kind.value for kind in EvidenceKind if kind in present],
        format_func=lambda kind: texts[f"evidence_kind.{kind}"],
        key="cooperation_kinds",
        placeholder=texts["cooperation.kinds_all"],
    )
    return chosen


def _years_control(ledger: Ledger, texts: Texts) -> tuple[int, int] | None:
    """The chosen years; None where all are chosen or there is only one."""
    first, last = years_of(ledger)
    if first == last:
        return None
    # Another day has other years; the chosen ones are kept as far as they lie within them.
    low, high = st.session_state.get("cooperation_years", (first, last))
    low, high = max(first, min(low, last)), min(last, max(high, first))
    st.session_state["cooperation_years"] = (low, high)
    st.slider(
        texts["cooperation.years"],
        first,
        last,
        key="cooperation_years",
        help=texts["cooperation.years_help"],
    )
    chosen: tuple[int, int] = st.session_state["cooperation_years"]
    return None if chosen == (first, last) else chosen
