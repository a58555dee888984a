"""What the data directory calls itself: name of the browser's tab and title of the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo_kopienas.domain.schema.fields import SITE_FILE
from geo_kopienas.store.location import data_directory
from geo_kopienas.store.rules.site import Site, read_site

if TYPE_CHECKING:
    from pathlib import Path

    from geo_kopienas.texts import Texts


def site_name(texts: Texts) -> str:
    """The short name; general words where the directory says none."""
    return _site().name.get(texts.language) or texts["product.name"]


def site_title(texts: Texts) -> str:
    """The title of the map; general words where the directory says none."""
    return _site().title.get(texts.language) or texts["page.map.title"]


def _site() -> Site:
    path = data_directory() / SITE_FILE
    return _read(path, path.stat().st_mtime_ns if path.is_file() else 0)


@st.cache_data(max_entries=4, show_spinner=False)
def _read(path: Path, modified: int) -> Site:
    del modified
    # Its faults are named with all others where the data are opened.
    return read_site(path)[0]
