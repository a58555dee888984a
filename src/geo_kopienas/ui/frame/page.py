"""What pages begin and end with: the data, today's date, and choices that stand in the address."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

import streamlit as st

from geo_kopienas.domain.places.entries import unit_names
from geo_kopienas.domain.places.matching import told_apart
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.texts import Texts
from geo_kopienas.texts.faults import describe, shown
from geo_kopienas.ui.frame import loaders
from geo_kopienas.ui.frame.address import (
    EARLIEST_DATE,
    KNOWN_LATER,
    Parameter,
    Refusal,
    address_of,
    read_parameters,
)
from geo_kopienas.ui.frame.field_messages import note_on
from geo_kopienas.ui.frame.html import show_template
from geo_kopienas.ui.frame.known import TIME_ZONE, known_day, known_part, known_workspace
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.shell import plain
from geo_kopienas.ui.frame.visit import is_drawn_address, is_taken_address, set_fields, take_address

MAX_ID_LENGTH = 60  # an address may hold anything; no id is longer
NEAREST_COUNT = 3


def open_workspace(texts: Texts, *, is_of_now: bool = False) -> Workspace:
    """The data that the page shows; where it has faults, these are shown and the page ends.

    Only the first visitor waits: some 20 s for a country, and is told so.

    Args:
        texts: Words of the language.
        is_of_now: Whether the page shows what is known now, whatever earlier day is asked for.
    """
    with st.spinner(texts["loading.data"], show_time=False):
        earlier = None if is_of_now else known_workspace(texts)
        if earlier is not None:
            return earlier
        workspace, problems = loaders.load()
    if workspace is None:
        show_faults(problems, texts)
        st.stop()
    if workspace.trouble is not None:
        message, remedy = describe(workspace.trouble, texts)
        st.warning(texts.say("trouble.earlier_state", reason=plain(f"{message} {remedy}")))
    return workspace


def show_faults(problems: Sequence[Problem], texts: Texts, lead: str = "faults_page.lead") -> None:
    """Show every fault, and what to do, as a table; `lead` is the key of the sentence above it."""
    is_of_ledger = [problem.code for problem in problems if problem.code.startswith("database_")]
    st.error(texts["trouble.unread"] if is_of_ledger else texts.count(lead, len(problems)))
    show_template(
        "frame/faults.html",
        texts=texts,
        faults=[(problem, *describe(problem, texts)) for problem in problems],
    )


def today() -> date:
    """Today where the municipality is, or the earlier day whose knowledge the page shows."""
    return known_day() or datetime.now(TIME_ZONE).date()


def restore(texts: Texts, parameters: Sequence[Parameter]) -> None:
    """Take over what the address asks for; the rest stays as it was or is the default."""
    set_fields(read_address(texts, parameters), defaults_of(parameters))


def defaults_of(parameters: Iterable[Parameter]) -> dict[str, Any]:
    """The defaults by key, without those that are known later."""
    return {
        parameter.key: parameter.default
        for parameter in parameters
        if parameter.default is not KNOWN_LATER
    }


def read_address(texts: Texts, parameters: Sequence[Parameter]) -> dict[str, Any]:
    """What the address asks for, unless that is taken over already: then the fields know better.

    The page says `set_fields` or `take_address` when it has taken it over. A refused value is told
    until the page has been drawn.

    Args:
        texts: Words for the notice of a refused value.
        parameters: The parameters of the page.

    Returns:
        The known values by key; what is absent or refused is left out.
    """
    if is_drawn_address():
        return {}
    known, refusals = read_parameters(st.query_params.to_dict(), parameters)
    show_refusals(texts, refusals, parameters)
    return {} if is_taken_address() else known


def show_refusals(
    texts: Texts, refusals: Iterable[Refusal], parameters: Iterable[Parameter]
) -> None:
    """Say which parts of the address are not known and that defaults stand in.

    Of a place the nearest ids are named too, as the command line does, and of a day the range.
    What is said of a part belongs to the field that shows it.
    """
    keys = {parameter.name: parameter.key for parameter in parameters}
    for refusal in refusals:
        value = plain(shown(refusal.value))  # an address may hold anything
        sentence = texts.say("address.refused", name=refusal.name, value=value)
        workspace = loaders.load()[0] if refusal.name == "vieta" else None
        nearest = nearest_places(refusal.value, workspace, texts) if workspace else []
        if refusal.name == "datums":
            first, last = map(texts.short_date, (EARLIEST_DATE, today()))
            sentence += " " + texts.say("address.days", first=plain(first), last=plain(last))
        if nearest:
            sentence += " " + texts.say("address.nearest", names=plain("; ".join(nearest)))
        with note_on(keys[refusal.name]):
            st.warning(sentence)


def nearest_places(value: str, workspace: Workspace, texts: Texts) -> list[str]:
    """Name and id of the places that an unknown id may mean."""
    names = workspace.names(texts)
    asked = value[:MAX_ID_LENGTH]
    # The value may be an id with a typing error, or a name instead of an id.
    meant = get_close_matches(asked.casefold(), names, NEAREST_COUNT, cutoff=0.75)
    meant += [candidate.id for candidate in workspace.matcher.suggest(asked.replace("-", " "))]
    known = [place_id for place_id in dict.fromkeys(meant) if place_id in names]
    units = unit_names(workspace.data.places, names)
    return [
        told_apart(names[place_id], units.get(place_id, ""), place_id)
        for place_id in known[:NEAREST_COUNT]
    ]


def write_address(texts: Texts, parameters: Sequence[Parameter], choices: Iterable[Any]) -> None:
    """Write the choices into the address, so that a copied link shows the same.

    Args:
        texts: Words of the language.
        parameters: The parameters of the page.
        choices: The value of each, in their order.
    """
    address = {"valoda": texts.language, **address_of(parameters, choices), **known_part()}
    if st.query_params.to_dict() != address:
        st.query_params.from_dict(address)
    take_address(address)
