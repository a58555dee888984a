"""Suggest: what it is about, what should be known, where that is from; then a receipt.

What is written stays in this visit's session until it is stored; nothing of it is cached.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import streamlit as st

from geo_kopienas.domain.editing.suggestions import (
    MAX_ADDRESS_LENGTH,
    MAX_SAID_LENGTH,
    Draft,
    Suggestion,
    SuggestionState,
    draft_problems,
)
from geo_kopienas.domain.schema.collation import by_name
from geo_kopienas.domain.schema.dates import typed_date
from geo_kopienas.domain.schema.problems import LedgerError, Problem
from geo_kopienas.store.ledger.opening import open_ledger
from geo_kopienas.store.ledger.suggestions import (
    add_suggestion,
    find_by_receipt,
    open_suggestions,
    shown_receipt,
)
from geo_kopienas.texts import Texts
from geo_kopienas.texts.evidence import worded
from geo_kopienas.texts.faults import describe
from geo_kopienas.texts.places import community_names
from geo_kopienas.ui.frame import editor
from geo_kopienas.ui.frame.address import Parameter, among, place_parameter
from geo_kopienas.ui.frame.controls import optional_choice, places_to_choose
from geo_kopienas.ui.frame.draft import Draft as DraftKept
from geo_kopienas.ui.frame.field_messages import error_in
from geo_kopienas.ui.frame.html import show_template
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.page import open_workspace, restore, today, write_address
from geo_kopienas.ui.frame.parts import page_link, show_lead
from geo_kopienas.ui.frame.shell import plain
from geo_kopienas.ui.frame.visit import current_visit, say_again

_PLACE, _COMMUNITY, _FACT, _NUMBER = (
    f"suggest_{name}" for name in ("place", "community", "fact", "number")
)
_SAID, _DATE, _SOURCE, _TRAP = (f"suggest_{name}" for name in ("said", "date", "source", "more"))
_FAULTS, _SENT, _CHOSEN = (f"suggest_{name}" for name in ("faults", "sent", "chosen"))
#: Receipts have nine signs; people type hyphens and spaces between them.
_MAX_NUMBER_LENGTH = 20


class Choices(NamedTuple):
    """What a suggestion is about, and the receipt that is asked for."""

    place_id: str | None
    community_id: str | None
    evidence_id: str | None
    number: str | None


def show(texts: Texts) -> None:
    """Show the page."""
    workspace = open_workspace(texts, is_of_now=True)
    parameters = _parameters(workspace)
    restore(texts, parameters)
    show_lead(texts["suggest.lead"])
    if not open_ledger().keeps_history:
        st.info(texts["suggest.off"])
        return
    number = st.session_state.get(_NUMBER)
    if number:
        if st.session_state.pop(_SENT, False):
            _draft(texts).forget()
            _draft(texts).keep(None)
        _show_state(number, texts)
        write_address(texts, parameters, Choices(None, None, None, number))
        st.button(texts["suggest.another"], on_click=_begin_again)
        return
    _show_form(workspace, parameters, texts)
    _ask_for_state(texts)


def _parameters(workspace: Workspace) -> tuple[Parameter, ...]:
    data = workspace.data
    return (
        place_parameter(_PLACE, data.places["place_id"]),
        Parameter("kopiena", _COMMUNITY, among(data.communities["community_id"])),
        Parameter("fakts", _FACT, among(data.evidence["evidence_id"])),
        Parameter("numurs", _NUMBER, _read_number),
    )


def _read_number(text: str) -> str | None:
    return text.strip()[:_MAX_NUMBER_LENGTH] or None


# --- the form ------------------------------------------------------------------------------------


def _show_form(workspace: Workspace, parameters: Sequence[Parameter], texts: Texts) -> None:
    evidence_id = st.session_state.get(_FACT)
    for key, value in st.session_state.pop(_CHOSEN, {}).items():
        st.session_state[key] = value
    if not current_visit().is_drawn:
        say_again((_SAID, _DATE, _SOURCE))
    place, community = st.columns(2)
    with place:
        place_id = optional_choice(
            texts["suggest.place"],
            places_to_choose(workspace, texts),
            texts["suggest.no_place"],
            _PLACE,
            help=texts["suggest.place_help"],
        )
    with community:
        community_id = optional_choice(
            texts["suggest.community"],
            _communities(workspace, texts),
            texts["suggest.no_community"],
            _COMMUNITY,
        )
    write_address(texts, parameters, Choices(place_id, community_id, evidence_id, None))
    if editor.is_editor():
        address = page_link("redakcija", texts, **_as_editor(evidence_id, community_id))
        show_template("suggest/editor.html", texts=texts, address=address)
    if evidence_id is not None:
        _show_fact(evidence_id, workspace, texts)
    beside = {_PLACE: place_id, _COMMUNITY: community_id}
    former = _draft(texts).keep(None, fields=(_SAID, _DATE, _SOURCE), beside=beside)
    if former is not None:
        _go_on(former, workspace)
    faults: Mapping[str, list[Problem]] = st.session_state.pop(_FAULTS, {})
    with st.form("suggest", border=True):
        _field(
            st.text_area,
            texts["suggest.said"],
            _SAID,
            faults.get("said", ()),
            texts,
            max_chars=MAX_SAID_LENGTH,
            height=150,
            help=texts["suggest.said_help"],
        )
        left, right = st.columns(2)
        with left:
            _field(
                st.text_input,
                texts["suggest.date"],
                _DATE,
                faults.get("said_date", ()),
                texts,
                help=texts["suggest.date_help"],
                max_chars=20,
            )
        with right:
            _field(
                st.text_input,
                texts["suggest.source"],
                _SOURCE,
                faults.get("source_url", ()),
                texts,
                help=texts["suggest.source_help"],
                max_chars=MAX_ADDRESS_LENGTH,
            )
        # People never see this field; programs that fill in every form betray themselves by it.
        with st.container(key="suggest_trap"):
            st.text_input(texts["suggest.trap"], key=_TRAP, autocomplete="off")
        show_template("suggest/promise.html", texts=texts)
        st.form_submit_button(
            texts["suggest.send"],
            type="primary",
            on_click=_send,
            args=(place_id, community_id, evidence_id, texts.language),
        )
    for problem in faults.get("", ()):
        st.error(plain(" ".join(describe(problem, texts))))


def _draft(texts: Texts) -> DraftKept:
    return DraftKept("suggestion", texts)


def _go_on(former: Mapping[str, Any], workspace: Workspace) -> None:
    """Fill the fields with what was written before."""
    for key in (_SAID, _DATE, _SOURCE):
        st.session_state[key] = str(former.get(key) or "")
    known = {
        _PLACE: set(workspace.data.places["place_id"]),
        _COMMUNITY: set(workspace.data.communities["community_id"]),
    }
    # These fields are drawn already in this run.
    st.session_state[_CHOSEN] = {
        key: former.get(key) for key in known if former.get(key) in known[key]
    }
    # A run that tells the browser what was written may be cut short: it is told until one is whole.
    current_visit().is_drawn = False
    st.rerun()


def _as_editor(evidence_id: str | None, community_id: str | None) -> dict[str, str]:
    """What an editor opens instead of suggesting."""
    if evidence_id is not None:
        return {"dala": "fakts", "fakts": evidence_id}
    if community_id is not None:
        return {"dala": "kopiena", "labot": community_id}
    return {"dala": "fakts"}


def _field(
    kind: Any,  # noqa: ANN401 - a field of Streamlit
    label: str,
    key: str,
    faults: Sequence[Problem],
    texts: Texts,
    **looks: Any,  # noqa: ANN401
) -> None:
    """A field, and below it what is wrong with what was typed."""
    with st.container(key=f"field_{key}"):
        kind(label, key=key, **looks)
    for problem in faults:
        with error_in(f"field_{key}"):
            st.error(plain(" ".join(describe(problem.at(column=None), texts))))


def _communities(workspace: Workspace, texts: Texts) -> dict[str, str]:
    names = community_names(workspace.data.communities, texts)
    return {community_id: names[community_id] for community_id in by_name(names, names)}


def _show_fact(evidence_id: str, workspace: Workspace, texts: Texts) -> None:
    fact = workspace.data.evidence.set_index("evidence_id").loc[evidence_id]
    about = {"date": texts.date(str(fact["date"])), "title": worded(fact, "title", texts)}
    show_template("suggest/fact.html", texts=texts, **about)


def _send(
    place_id: str | None, community_id: str | None, evidence_id: str | None, language: str
) -> None:
    """Store what was written; runs before the page does, so that fields can be emptied."""
    state = st.session_state
    said_date = state.get(_DATE, "").strip()
    draft = Draft(
        said=state.get(_SAID, "").strip(),
        said_date=typed_date(said_date) or said_date,
        source_url=state.get(_SOURCE, "").strip(),
        place_id=place_id,
        community_id=community_id,
        evidence_id=evidence_id,
        language=language,
    )
    problems = list(draft_problems(draft, today()))
    kept: Suggestion | None = None
    if state.get(_TRAP):
        problems = [Problem("suggestion_by_program")]
    if not problems:
        try:
            with open_suggestions() as engine:
                kept, problems = add_suggestion(engine, draft, st.context.ip_address or "")
        except LedgerError as error:
            problems = [error.problem]
    if kept is None:
        faults: dict[str, list[Problem]] = {}
        for problem in problems:
            faults.setdefault(problem.column or "", []).append(problem)
        state[_FAULTS] = faults
        return
    for key in (_SAID, _DATE, _SOURCE):
        state[key] = ""
    state[_NUMBER] = shown_receipt(kept.receipt)
    state[_SENT] = True


# --- what became of it ---------------------------------------------------------------------------


def _ask_for_state(texts: Texts) -> None:
    with st.expander(texts["suggest.ask"]), st.form("suggest_state", border=False):
        typed = st.text_input(texts["suggest.number"], max_chars=_MAX_NUMBER_LENGTH)
        if st.form_submit_button(texts["suggest.look_up"]) and typed.strip():
            st.session_state[_NUMBER] = typed.strip()
            st.rerun()


def _begin_again() -> None:
    st.session_state.pop(_NUMBER, None)
    for name in ("vieta", "kopiena", "fakts", "numurs"):
        st.query_params.pop(name, None)


def _show_state(number: str, texts: Texts) -> None:
    try:
        with open_suggestions() as engine:
            known = find_by_receipt(engine, number)
    except LedgerError as error:
        st.warning(plain(" ".join(describe(error.problem, texts))))
        return
    if known is None:
        st.warning(texts.say("suggest.unknown_number", number=plain(number)))
        return
    show_template(
        "suggest/state.html",
        texts=texts,
        receipt=shown_receipt(known.receipt),
        state=texts[f"suggest.state.{known.state}"],
        is_waiting=known.state is SuggestionState.WAITING,
        time=texts.date(known.time.date().isoformat()),
        said=known.said,
        reason=known.decision_reason or "",
        place=page_link("vietas-profils", texts, vieta=known.place_id) if known.place_id else "",
    )
