"""What waits for an editor: suggestions with their age, overdue visits."""

from datetime import UTC, datetime

import streamlit as st

from geo_kopienas.domain.editing.suggestions import Suggestion, SuggestionState
from geo_kopienas.domain.evidence.working_group import overdue_visits
from geo_kopienas.domain.schema.problems import LedgerError
from geo_kopienas.store.ledger.suggestions import decide, list_suggestions, open_suggestions
from geo_kopienas.texts.evidence import fact_views
from geo_kopienas.texts.faults import describe
from geo_kopienas.ui.editing.saving import Desk
from geo_kopienas.ui.frame.html import show_template
from geo_kopienas.ui.frame.parts import page_link
from geo_kopienas.ui.frame.shell import plain

#: Suggestions shown at once; whoever has decided on these sees the next.
SHOWN = 25


def show(desk: Desk) -> None:
    """Show the queue."""
    texts = desk.texts
    overdue = overdue_visits(desk.workspace.data.evidence, desk.today)
    if not overdue.empty:
        facts = overdue.set_index("evidence_id")
        views = fact_views(facts, desk.names, texts)
        show_template("editing/overdue.html", texts=texts, facts=views)
    try:
        with open_suggestions() as engine:
            waiting = list_suggestions(engine, limit=SHOWN)
    except LedgerError as error:
        st.warning(plain(" ".join(describe(error.problem, texts))))
        return
    if not waiting:
        st.info(texts["editing.queue.empty"])
    for suggestion in waiting:
        _show_suggestion(suggestion, desk)


def _show_suggestion(suggestion: Suggestion, desk: Desk) -> None:
    texts, number = desk.texts, suggestion.number
    days = (datetime.now(UTC) - suggestion.time).days
    with st.container(border=True, key=f"suggestion_{number}"):
        show_template(
            "editing/suggestion.html",
            texts=texts,
            suggestion=suggestion,
            place=desk.names.get(suggestion.place_id or "", ""),
        )
        st.caption(texts.count("editing.queue.age", days) if days else texts["editing.queue.today"])
        accept, decline = st.columns([1, 3])
        address = page_link(
            "redakcija", texts, dala="fakts", ieteikums=number, fakts=suggestion.evidence_id
        )
        with accept:
            show_template("editing/accept.html", texts=texts, address=address)
        with decline, st.form(f"decline_{number}", border=False):
            reason = st.text_input(
                texts["editing.queue.reason"], max_chars=500, key=f"decline_reason_{number}"
            )
            if st.form_submit_button(texts["editing.queue.decline"]):
                _decline(number, reason.strip(), desk)


def _decline(number: int, reason: str, desk: Desk) -> None:
    texts = desk.texts
    if not reason:
        st.error(texts["editing.queue.reason_missing"])
        return
    try:
        with open_suggestions() as engine:
            account = desk.visitor.account
            done = decide(engine, number, SuggestionState.DECLINED, account=account, reason=reason)
    except LedgerError as error:
        st.error(plain(" ".join(describe(error.problem, texts))))
        return
    if done:
        st.rerun()
    st.error(texts["editing.queue.decided"])
