"""About the project: prose from `texts/<language>/about.md` and the sources in use."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

import streamlit as st

from geo_kopienas import __version__
from geo_kopienas.ui import faults_page, loaders
from geo_kopienas.ui.html import show_template

if TYPE_CHECKING:
    from geo_kopienas.texts import Texts


def show(texts: Texts) -> None:
    """Show the page."""
    prose = resources.files("geo_kopienas.texts") / texts.language / "about.md"
    with st.container(width=820):
        st.markdown(prose.read_text(encoding="utf-8"))
    workspace, problems = loaders.load()
    if workspace is None:
        faults_page.show(problems, texts)
        return
    show_template(
        "about_data.html",
        texts=texts,
        version=__version__,
        attributions=workspace.data.attributions,
        indicators=list(workspace.indicators.values()),
        rules=workspace.data.rules,
        counts={
            "places": len(workspace.data.places),
            "communities": len(workspace.data.communities),
            "evidence": len(workspace.data.evidence),
        },
    )
