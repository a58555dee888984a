"""About the project: prose from `texts/<language>/about.md`, the site's own, sources in use."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

import streamlit as st

from geo_kopienas import __version__
from geo_kopienas.store.site import Site
from geo_kopienas.ui import faults_page, loaders
from geo_kopienas.ui.frame import plain
from geo_kopienas.ui.html import show_template
from geo_kopienas.ui.page import show_contents

if TYPE_CHECKING:
    from geo_kopienas.texts import Texts


#: Sections of `about.md`, in every language from the top.
PROSE = (
    "what",
    "values",
    "unknown_is_not_zero",
    "borders",
    "contradictions",
    "privacy",
    "accessibility",
    "licence",
)
#: Sections that are written from the rules and sources in use.
METHOD = ("indicators", "collaboration", "activity", "inactive", "attributions")


def show(texts: Texts) -> None:
    """Show the page."""
    prose = resources.files("geo_kopienas.texts") / texts.language / "about.md"
    parts = prose.read_text(encoding="utf-8").removeprefix("## ").split("\n## ")
    sections = [part.partition("\n")[::2] for part in parts]
    headings = [(one, title) for one, (title, _) in zip(PROSE, sections, strict=True)]
    show_contents(texts, headings + [(one, texts[f"about.{one}"]) for one in METHOD])
    workspace, problems = loaders.load()
    site = Site() if workspace is None else workspace.data.site
    own = {
        "what": "\n\n".join(map(plain, site.about.get(texts.language, ()))),
        "contradictions": "\n".join(
            f"- {plain(one)}" for one in site.contradictions.get(texts.language, ())
        ),
    }
    with st.container(width=820):
        for one, (title, text) in zip(PROSE, sections, strict=True):
            st.header(title, anchor=f"section-{one}")
            st.markdown(f"{text}\n\n{own.get(one, '')}")
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
