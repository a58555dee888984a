"""The addresses of the open data on the page of downloads, to be copied."""

from datetime import date
from urllib.parse import urlencode, urljoin

import streamlit as st

from geo_kopienas.exports.tables import Scope
from geo_kopienas.texts import Texts
from geo_kopienas.ui.frame.html import show_template, takes_suggestions
from geo_kopienas.ui.frame.page import today
from geo_kopienas.ui.open_data.addresses import FOLDER
from geo_kopienas.ui.open_data.files import CATALOGUE_NAME, FEED_NAME, FILES


def show(as_of: date, scope: Scope, texts: Texts) -> None:
    """Show them, with what is chosen on the page; the day of today needs no word.

    Args:
        as_of: The chosen day.
        scope: The chosen places.
        texts: Words of the language.
    """
    chosen = {
        "limenis": scope.level,
        "datums": None if as_of == today() else as_of.isoformat(),
        "vieta": scope.place_id,
    }
    query = urlencode({name: str(value) for name, value in chosen.items() if value is not None})
    # Every page stands one step below the dashboard's own address.
    folder = urljoin(st.context.url or "", f"./{FOLDER}")
    files = [
        (file.name, texts[f"open_data.{file.dataset}.title"], f"?{query}" if query else "")
        for file in FILES
    ]
    files.append((CATALOGUE_NAME, texts["open_data.catalogue_row"], ""))
    if takes_suggestions():  # there is a journal
        feed = f"?{urlencode({'vieta': scope.place_id})}" if scope.place_id else ""
        files.append((FEED_NAME, texts["news.feed_row"], feed))
    show_template("open_data/addresses.html", texts=texts, folder=folder, files=files)
