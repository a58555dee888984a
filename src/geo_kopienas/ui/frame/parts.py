"""Parts that many pages have: a lead, sections and the way to them, figures, downloads, links."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import PurePath
from typing import Any, Generic, NamedTuple, TypeVar
from urllib.parse import urlencode

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from geo_kopienas.store.dataset import Dataset
from geo_kopienas.store.day import Day
from geo_kopienas.texts import Texts
from geo_kopienas.texts.evidence import fact_views
from geo_kopienas.ui.frame.html import show_template
from geo_kopienas.ui.frame.known import known_part
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.shell import site

Choices = TypeVar("Choices")

_MEDIA_TYPES = {
    ".csv": "text/csv",
    ".html": "text/html",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".gpkg": "application/geopackage+sqlite3",
    ".ics": "text/calendar",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}


class Shown(NamedTuple, Generic[Choices]):
    """What the sections of a page about the ledger show."""

    workspace: Workspace
    choices: Choices
    day: Day
    texts: Texts

    @property
    def names(self) -> dict[str, str]:
        """Name of every place by its id."""
        return self.workspace.names(self.texts)

    def views(self, facts: pd.DataFrame) -> list[dict[str, Any]]:
        """Facts in words."""
        return fact_views(facts, self.names, self.texts)

    def views_of(self, evidence_ids: Iterable[str]) -> list[dict[str, Any]]:
        """Some facts of the ledger in words."""
        return self.views(self.day.ledger.facts.loc[list(evidence_ids)])


def named_sources(data: Dataset, texts: Texts) -> list[dict[str, Any]]:
    """Whom to name and under which licence: the directory for its own tables, then its sources."""
    site = data.site
    own = {
        "text": site.name.get(texts.language) or texts["product.name"],
        "licence": site.licence or texts["export.no_licence"],
        "url": site.licence_url,
    }
    return [own, *data.attributions]


def show_lead(text: str, *, is_strong: bool = False) -> None:
    """What a page or a part of it is about."""
    show_template("frame/lead.html", text=text, is_strong=is_strong)


def show_section(heading: str, how: str = "", *, section_id: str = "") -> None:
    """Heading of a section and how it is worked out; `show_contents` leads to its id."""
    show_template("frame/section.html", id=section_id, heading=heading, how=how)


def show_contents(texts: Texts, sections: Sequence[tuple[str, str]]) -> None:
    """Links to the sections of a long page: id and heading of each, from the top."""
    show_template("frame/contents.html", texts=texts, sections=sections)


def show_chart(figure: go.Figure, title: str, key: str, texts: Texts) -> None:
    """Show a chart; a screen reader reads it as one named picture, and a table says the same.

    Args:
        figure: The chart.
        title: What it shows.
        key: Its name in the session.
        texts: Words of the language.
    """
    st.plotly_chart(
        figure,
        key=key,
        config={"displayModeBar": False},
        alt=texts.say("chart.alt", title=title),
    )
    own = site()
    name = own.name.get(texts.language) or texts["product.name"]
    notes = f"{name}. {own.licence or texts['export.no_licence']}."
    show_template("frame/chart_picture.html", texts=texts, key=key, title=title, notes=notes)


def offer_download(
    label: str,
    content: bytes | Callable[[], bytes],
    file_name: str,
    **looks: Any,  # noqa: ANN401 - what a button of Streamlit may have
) -> None:
    """A button that saves a file; a function makes its content when it is asked for."""
    st.download_button(
        label,
        content,
        file_name=file_name,
        mime=_MEDIA_TYPES[PurePath(file_name).suffix],
        on_click="ignore",
        **looks,
    )


def page_link(page: str, texts: Texts, **parts: object) -> str:
    """The address of a page beside the one that is shown, in the same language.

    Args:
        page: Its address; empty for the map.
        texts: Words of the language.
        parts: The parameters that are chosen there; None is left out.
    """
    chosen = {name: str(value) for name, value in parts.items() if value is not None}
    return f"./{page}?{urlencode(chosen | known_part() | {'valoda': texts.language})}"


def show_data_link(
    texts: Texts,
    as_of: date,
    *,
    level: str | None = None,
    place_id: str | None = None,
    offers_invitations: bool = False,
) -> None:
    """A link to the downloads with the day, level and place that the page shows.

    Args:
        texts: Words of the language.
        as_of: The day.
        level: The level, where one is chosen.
        place_id: The place, where one is chosen.
        offers_invitations: Whether the invitation list of this level and day stands before it.
    """
    choices = {"datums": as_of, "limenis": level}
    show_template(
        "frame/data_link.html",
        texts=texts,
        address=page_link("datu-lejupielade", texts, **choices, vieta=place_id),
        invitations=page_link("darba-grupa", texts, **choices) if offers_invitations else "",
    )
