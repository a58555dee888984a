"""What changed: the changes of the ledger by day; for editors who made them, and the way back."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any
from urllib.parse import urlencode, urljoin

import streamlit as st

from geo_kopienas.domain.editing.changes import TIME_ZONE
from geo_kopienas.domain.editing.undoing import BEGINNING, may_undo
from geo_kopienas.domain.schema.problems import LedgerError
from geo_kopienas.reports.news_view import Entry, news, place_news
from geo_kopienas.store.ledger.opening import open_ledger
from geo_kopienas.store.ledger.seam import Ledger
from geo_kopienas.store.ledger.undoing import undo_change
from geo_kopienas.texts import Texts
from geo_kopienas.texts.faults import describe
from geo_kopienas.texts.journal import difference_rows
from geo_kopienas.ui.frame import editor
from geo_kopienas.ui.frame.address import Parameter, place_parameter
from geo_kopienas.ui.frame.editor import Visitor
from geo_kopienas.ui.frame.html import show_template
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.page import open_workspace, restore, today, write_address
from geo_kopienas.ui.frame.parts import page_link, show_lead
from geo_kopienas.ui.frame.shell import plain
from geo_kopienas.ui.frame.writing import is_written
from geo_kopienas.ui.news.latest import line_view
from geo_kopienas.ui.open_data.addresses import FOLDER
from geo_kopienas.ui.open_data.files import FEED_NAME

PAGE_SIZE = 20
#: Of one place all that anybody would read through.
PLACE_SIZE = 100
#: An editor sees so many rows of a change; the command `history` shows all.
_MAX_DIFFERENCES = 50
_PLACE, _NUMBER = "news_place", "news_page"
_ASKED, _REASON, _DONE = "news_undo", "news_reason", "news_done"


def show(texts: Texts) -> None:
    """Show the page."""
    workspace = open_workspace(texts, is_of_now=True)
    ledger = open_ledger()
    parameters = (
        place_parameter(_PLACE, workspace.data.places["place_id"]),
        Parameter("lapa", _NUMBER, _page_number, 1, is_brief=True),
    )
    restore(texts, parameters)
    show_lead(texts["news.lead"])
    if not ledger.keeps_history:
        st.info(texts["news.off"])
        return
    place_id, number = st.session_state[_PLACE], st.session_state[_NUMBER]
    try:
        if place_id is None:
            entries, number, pages = _page_of(ledger, number, texts)
        else:
            entries = place_news(ledger, place_id, texts, PLACE_SIZE)
            number, pages = 1, 1
        write_address(texts, parameters, (place_id, number))
        _show_entries(workspace, ledger, entries, place_id, texts)
    except LedgerError as error:
        st.warning(plain(" ".join(describe(error.problem, texts))))
        return
    _show_ways(number, pages, place_id, texts)


def _page_number(text: str) -> int | None:
    is_number = text.isascii() and text.isdecimal() and len(text) <= 6  # noqa: PLR2004 - no ledger has more
    return int(text) or None if is_number else None


def _page_of(ledger: Ledger, number: int, texts: Texts) -> tuple[list[Entry], int, int]:
    """The changes of a page, its number, and how many there are; numbers have no gaps."""
    newest = ledger.changes(limit=1)[0].number
    pages = -(-newest // PAGE_SIZE)
    number = min(number, pages)
    before = newest + 1 - (number - 1) * PAGE_SIZE
    return news(ledger, ledger.changes(limit=PAGE_SIZE, before=before), texts), number, pages


def _show_entries(
    workspace: Workspace,
    ledger: Ledger,
    entries: Sequence[Entry],
    place_id: str | None,
    texts: Texts,
) -> None:
    visitor = editor.visitor()
    names = workspace.names(texts)
    if _DONE in st.session_state:
        st.success(texts.say("news.undo.done", number=st.session_state.pop(_DONE)))
    if place_id is not None:
        show_template(
            "news/of_place.html",
            texts=texts,
            name=names[place_id],
            place=page_link("vietas-profils", texts, vieta=place_id),
            all=page_link("jaunumi", texts),
        )
    changes = [entry for entry in entries if entry.change.number != BEGINNING]
    if not changes and (place_id is not None or entries):
        day = ledger.changes(before=BEGINNING + 1)[0].day
        st.info(texts.say("news.none", day=texts.short_date(day)))
    for day, of_day in groupby(entries, key=lambda entry: entry.change.day):
        way = page_link("", texts, zinams=day) if day < today() else ""
        show_template("news/day.html", texts=texts, day=texts.date(day), known=way)
        views = [_view(entry, names, visitor, texts) for entry in of_day]
        if visitor.role is None:
            show_template("news/entries.html", texts=texts, entries=views)
            continue
        for view in views:
            change = view["entry"].change
            revisions = ledger.revisions(change.number, _MAX_DIFFERENCES)
            view["differences"] = difference_rows(revisions, texts)
            show_template("news/entries.html", texts=texts, entries=[view])
            if view["entry"].undone_by is None and may_undo(change, visitor.account, visitor.role):
                _offer_undo(ledger, view["entry"], visitor, texts)


def _view(entry: Entry, names: dict[str, str], visitor: Visitor, texts: Texts) -> dict[str, Any]:
    """An entry for the template; names of accounts and what they wrote are for editors alone."""
    change = entry.change
    known = {"who": texts[f"role.{change.role}"], "summary": "", "reason": "", "source": ""}
    if visitor.role is not None:
        known["who"] = change.account or texts["cli.history.by_command"]
        known |= {"summary": change.summary, "reason": change.reason, "source": change.source_url}
    return known | {
        "entry": entry,
        "time": change.time.astimezone(TIME_ZONE).strftime("%H:%M"),
        "undoing": entry.undoing(texts),
        "undone": entry.undone(texts),
        "lines": [line_view(line, names, texts) for line in entry.lines],
        "differences": [],
    }


def _offer_undo(ledger: Ledger, entry: Entry, visitor: Visitor, texts: Texts) -> None:
    """A button that undoes a change, once the editor has confirmed it."""
    number = entry.change.number
    if st.session_state.get(_ASKED) != number:
        label = texts.say("news.undo.ask", number=number)
        st.button(label, key=f"news_undo_{number}", on_click=_ask, args=(number,))
        return
    with st.container(border=True, key="news_confirm"):
        st.markdown(plain(texts.say("news.undo.sure", number=number)))
        reason = st.text_input(texts["news.undo.reason"], key=_REASON, max_chars=300)
        yes, no = st.columns(2)
        no.button(texts["news.undo.no"], on_click=_ask, args=(None,))
        if yes.button(texts["news.undo.yes"], type="primary") and is_written(
            lambda: undo_change(
                ledger,
                entry.change,
                account=visitor.account,
                role=visitor.role,
                reason=reason.strip(),
            ),
            "news.undo.failed",
            texts,
        ):
            st.session_state[_DONE] = number
            _ask(None)
            st.rerun()


def _ask(number: int | None) -> None:
    st.session_state[_ASKED] = number


def _show_ways(number: int, pages: int, place_id: str | None, texts: Texts) -> None:
    """The ways to newer and older changes, and to the feed."""
    chosen = {"vieta": place_id} if place_id else {}
    feed = urljoin(st.context.url or "", f"./{FOLDER}{FEED_NAME}")
    show_template(
        "news/ways.html",
        texts=texts,
        newer=page_link("jaunumi", texts, lapa=number - 1) if number > 1 else "",
        older=page_link("jaunumi", texts, lapa=number + 1) if number < pages else "",
        where=texts.say("news.page", number=number, pages=pages) if pages > 1 else "",
        feed=f"{feed}?{urlencode(chosen | {'valoda': texts.language})}",
    )
