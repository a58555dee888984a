"""The latest changes of a place, as its profile shows them."""

from typing import Any

import streamlit as st

from geo_kopienas.domain.schema.problems import LedgerError
from geo_kopienas.reports.news_view import Entry, Line, place_news
from geo_kopienas.store.ledger.opening import open_ledger
from geo_kopienas.store.ledger.seam import Ledger
from geo_kopienas.texts import Texts
from geo_kopienas.ui.frame.html import show_template
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.parts import page_link

#: The page of news has all of them.
_LENGTH = 3


def show_latest(workspace: Workspace, place_id: str, texts: Texts) -> None:
    """Show what was changed of a place last, and the way to all of it."""
    try:
        ledger = open_ledger()
        if not ledger.keeps_history:
            return
        entries = _latest(ledger, workspace.key, place_id, texts.language, _texts=texts)
    except LedgerError:
        return  # the page says already that the ledger cannot be reached
    names = workspace.names(texts)
    rows = [
        {
            "day": texts.short_date(entry.change.day),
            "undone": entry.undone(texts),
            **line_view(line, names, texts),
        }
        for entry in entries
        for line in entry.lines
    ]
    way = page_link("jaunumi", texts, vieta=place_id)
    show_template("news/on_profile.html", texts=texts, rows=rows, all=way)


@st.cache_resource(max_entries=64, show_spinner=False)
def _latest(
    _ledger: Ledger, key: str, place_id: str, language: str, *, _texts: Texts
) -> list[Entry]:
    del key, language
    return place_news(_ledger, place_id, _texts, _LENGTH)


def line_view(line: Line, names: dict[str, str], texts: Texts) -> dict[str, Any]:
    """A sentence with the ways to its places and to its fact."""
    places = {
        place_id: page_link("vietas-profils", texts, vieta=place_id)
        for place_id in line.place_ids
        if place_id in names
    }
    part = next(iter(places.values())) + f"#section-{line.part}" if line.part and places else ""
    return {
        "text": line.text,
        "fact": part,
        "places": [
            {"name": names[place_id], "address": address} for place_id, address in places.items()
        ],
    }
