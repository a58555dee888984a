"""About the project: prose from `texts/<language>/about.md`, the site's own, sources in use."""

import streamlit as st

from geo_kopienas import __version__
from geo_kopienas.store.rules.site import Site
from geo_kopienas.texts import Texts
from geo_kopienas.texts.evidence import links
from geo_kopienas.texts.prose import prose
from geo_kopienas.ui.frame import loaders
from geo_kopienas.ui.frame.html import show_template
from geo_kopienas.ui.frame.page import show_faults
from geo_kopienas.ui.frame.parts import named_sources, show_contents
from geo_kopienas.ui.frame.shell import plain

#: Sections that are written from the rules and sources in use.
METHOD = ("indicators", "window", "collaboration", "activity", "inactive", "attributions")


def show(texts: Texts) -> None:
    """Show the page."""
    sections = prose(texts.language, "about")
    headings = [(name, section.title) for name, section in sections.items()]
    workspace, problems = loaders.load()
    if workspace is not None:
        months = workspace.data.rules.window.current_months
        headings += [(name, texts.say(f"about.{name}", months=months)) for name in METHOD]
    show_contents(texts, headings)
    site = Site() if workspace is None else workspace.data.site
    own = {  # what the site says of itself, in a section of the prose
        "what": "\n\n".join(map(plain, site.about.get(texts.language, ()))),
        "licence": plain(texts.say("about.data_licence", licence=site.licence))
        if site.licence
        else texts["about.no_data_licence"],
        "accessibility": "\n\n".join(map(plain, site.contact.get(texts.language, ()))),
        "contradictions": "\n".join(
            f"- {plain(sentence)}" for sentence in site.contradictions.get(texts.language, ())
        ),
    }
    with st.container(width=820):
        for name, section in sections.items():
            st.header(section.title, anchor=f"section-{name}")
            st.markdown(f"{section.text}\n\n{own.get(name, '')}")
    if workspace is None:
        show_faults(problems, texts)
        return
    show_template(
        "about/method.html",
        texts=texts,
        version=__version__,
        attributions=named_sources(workspace.data, texts),
        indicators=list(workspace.indicators.values()),
        rules=workspace.data.rules,
        window_links=links(workspace.data.rules.window.local_source_urls),
        kinds=lambda codes: ", ".join(texts[f"evidence_kind.{code}"] for code in codes),
        types=lambda codes: ", ".join(texts[f"community_type.{code}"] for code in codes),
        counts={
            "places": len(workspace.data.places),
            "communities": len(workspace.data.communities),
            "evidence": len(workspace.data.evidence),
        },
    )
