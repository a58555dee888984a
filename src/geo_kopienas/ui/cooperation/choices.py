"""What is chosen on the cooperation page: the address and the controls."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo_kopienas.domain.evidence.cooperation import years_of
from geo_kopienas.domain.schema.codes import EvidenceKind, Level
from geo_kopienas.domain.schema.collation import name_key
from geo_kopienas.ui.frame import loaders
from geo_kopienas.ui.frame.address import day_from_text, level_from_text
from geo_kopienas.ui.frame.controls import day_control, level_control
from geo_kopienas.ui.frame.page import read_address, today
from geo_kopienas.ui.frame.visit import is_taken_address, set_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import date

    from geo_kopienas.domain.evidence.ledger import Ledger
    from geo_kopienas.texts import Texts
    from geo_kopienas.ui.frame.loaders import Workspace

_YEARS = re.compile(r"([0-9]{4})-([0-9]{4})")


@dataclass(frozen=True, slots=True)
class Choices:
    """What is chosen on the page."""

    level: Level
    as_of: date
    place_id: str | None
    kinds: tuple[str, ...]
    years: tuple[int, int] | None
    instruments: tuple[str, ...] = ()
    practice: str | None = None


def restore_choices(workspace: Workspace, texts: Texts) -> None:
    """Take over what the address asks for; the rest stays as it was or is the default."""
    latest = today()
    place_ids = set(workspace.data.places["place_id"])
    methodology = workspace.data.methodology
    practice_ids = {one.practice_id for one in methodology.practices}
    readers: dict[str, Callable[[str], Any]] = {
        "limenis": level_from_text,
        "vieta": lambda text: text if text in place_ids else None,
        "veids": _kinds_from_text,
        "gadi": _years_from_text,
        "datums": lambda text: day_from_text(text, latest),
        "instruments": lambda text: _ids_from_text(text, methodology.instruments),
        "prakse": lambda text: text if text in practice_ids else None,
    }
    keys = {
        "limenis": "cooperation_level",
        "vieta": "cooperation_place",
        "veids": "cooperation_kinds",
        "gadi": "cooperation_years",
        "datums": "cooperation_as_of",
        "instruments": "cooperation_instruments",
        "prakse": "cooperation_practice",
    }
    if not is_taken_address():  # no field of the page shows these two: a link alone sets them
        st.session_state["cooperation_instruments"] = ()
        st.session_state["cooperation_practice"] = None
    asked = {keys[part]: value for part, value in read_address(texts, readers, keys).items()}
    if "cooperation_years" in asked:  # which years there are to choose from is known later
        st.session_state["cooperation_years"] = asked["cooperation_years"]
    defaults = {
        "cooperation_level": workspace.first_level,
        "cooperation_as_of": latest,
        "cooperation_place": None,
        "cooperation_kinds": [],
        "cooperation_instruments": (),
        "cooperation_practice": None,
    }
    set_fields(asked, defaults)


def _kinds_from_text(text: str) -> list[str] | None:
    kinds = list(dict.fromkeys(text.split(";")))
    return kinds if set(kinds) <= {kind.value for kind in EvidenceKind} else None


def _ids_from_text(text: str, known: Collection[str]) -> tuple[str, ...] | None:
    ids = tuple(dict.fromkeys(text.split(";")))
    return ids if set(ids) <= set(known) else None


def _years_from_text(text: str) -> tuple[int, int] | None:
    match = _YEARS.fullmatch(text)
    if match is None:
        return None
    first, last = int(match[1]), int(match[2])
    return (first, last) if first <= last else None


def address_of(choices: Choices) -> dict[str, str]:
    """The parts of the address that restore the choices."""
    parts = {"limenis": choices.level.value, "datums": choices.as_of.isoformat()}
    if choices.place_id is not None:
        parts["vieta"] = choices.place_id
    if choices.kinds:
        parts["veids"] = ";".join(choices.kinds)
    if choices.years is not None:
        parts["gadi"] = f"{choices.years[0]}-{choices.years[1]}"
    if choices.instruments:
        parts["instruments"] = ";".join(choices.instruments)
    if choices.practice is not None:
        parts["prakse"] = choices.practice
    return parts


def choose(workspace: Workspace, texts: Texts) -> Choices:
    """Show the controls and say what is chosen."""
    left, middle, right = st.columns([2, 2, 1])
    names = workspace.names(texts)
    with left:
        level_control(workspace, texts, "cooperation_level")
    with middle:
        places = workspace.data.places
        kinds = dict(zip(places["place_id"], places["kind"], strict=True))
        below = places.loc[places["level"] != Level.MUNICIPALITY, "place_id"]
        st.selectbox(
            texts["cooperation.place"],
            [None, *sorted(below, key=lambda one: name_key(names[one]))],
            format_func=lambda one: (
                texts["cooperation.all_places"]
                if one is None
                else f"{names[one]} ({texts[f'place_kind.{kinds[one]}']})"
            ),
            key="cooperation_place",
            placeholder=texts["cooperation.all_places"],
        )
    with right:
        as_of = day_control(texts, "cooperation_as_of")
    return Choices(
        level=Level(st.session_state["cooperation_level"]),
        as_of=as_of,
        place_id=st.session_state["cooperation_place"],
        kinds=tuple(_kinds_control(workspace, texts)),
        years=_years_control(loaders.ledger(workspace, workspace.key, as_of), texts),
        instruments=st.session_state.get("cooperation_instruments", ()),
        practice=st.session_state.get("cooperation_practice"),
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
    # Another day has other years: what was chosen stays as far as it lies within them.
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
