"""Editing: sign in, choose what to do, do it. Nothing here is cached: it is for editors alone."""

from collections.abc import Sequence
from enum import StrEnum

import streamlit as st

from geo_kopienas.domain.schema.problems import LedgerError
from geo_kopienas.store.ledger.opening import open_ledger
from geo_kopienas.store.ledger.suggestions import count_waiting, open_suggestions
from geo_kopienas.texts import Texts
from geo_kopienas.texts.faults import describe
from geo_kopienas.ui.editing import community_form, confirming, fact_form, queue, table_upload
from geo_kopienas.ui.editing.saving import Desk, show_saved
from geo_kopienas.ui.frame import editor
from geo_kopienas.ui.frame.address import Parameter, among
from geo_kopienas.ui.frame.page import open_workspace, restore, today, write_address
from geo_kopienas.ui.frame.parts import show_lead
from geo_kopienas.ui.frame.shell import plain


class Part(StrEnum):
    """What an editor can do; the words of the address."""

    QUEUE = "rinda"
    FACT = "fakts"
    VISIT = "apmeklejums"
    COMMUNITY = "kopiena"
    CONFIRM = "apstiprinat"
    UPLOAD = "tabula"


_PART = "editing_part"


def show(texts: Texts) -> None:
    """Show the page, or the way to sign in."""
    show_lead(texts["editing.lead"])
    visitor = editor.visitor()
    if visitor.role is None:
        _show_door(texts)
        return
    if not open_ledger().keeps_history:
        st.info(texts["editing.off"])
        return
    workspace = open_workspace(texts)
    if workspace.trouble is not None:
        return
    editor.offer_leaving(texts)
    desk = Desk(workspace, visitor, today(), texts)
    parameters = _parameters(desk)
    restore(texts, parameters)
    show_saved(texts)
    waiting = _waiting(texts)
    st.segmented_control(
        texts["editing.what"],
        list(Part),
        format_func=lambda part: _label(part, waiting, texts),
        key=_PART,
        required=True,
        wrap=True,
    )
    chosen = Part(st.session_state[_PART])
    chosen_ids = [st.session_state.get(parameter.key) for parameter in parameters[1:]]
    write_address(texts, parameters, (chosen, *chosen_ids))
    match chosen:
        case Part.QUEUE:
            queue.show(desk)
        case Part.FACT:
            fact_form.show(desk)
        case Part.VISIT:
            fact_form.show(desk, is_visit=True)
        case Part.COMMUNITY:
            community_form.show(desk)
        case Part.CONFIRM:
            confirming.show(desk)
        case Part.UPLOAD:
            table_upload.show(desk)


def _show_door(texts: Texts) -> None:
    if editor.is_possible():
        editor.ask_to_sign_in(texts)
    else:
        st.info(texts["editing.off"])


def _parameters(desk: Desk) -> Sequence[Parameter]:
    data = desk.workspace.data
    return (
        Parameter("dala", _PART, among(list(Part)), Part.QUEUE),
        Parameter("fakts", fact_form.AMENDED, among(data.evidence["evidence_id"])),
        Parameter("labot", community_form.AMENDED, among(data.communities["community_id"])),
        Parameter("ieteikums", fact_form.SUGGESTION, _number),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None  # noqa: PLR2004 - a number of a suggestion


def _label(part: Part, waiting: int, texts: Texts) -> str:
    words = texts[f"editing.part.{part}"]
    return f"{words} ({waiting})" if part is Part.QUEUE and waiting else words


def _waiting(texts: Texts) -> int:
    try:
        with open_suggestions() as engine:
            return count_waiting(engine)
    except LedgerError as error:
        st.warning(plain(" ".join(describe(error.problem, texts))))
        return 0
