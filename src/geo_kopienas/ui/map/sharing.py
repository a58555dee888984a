"""Dalīties: what the map shows as a link, code to embed, picture, table, and page of its own."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from html import escape
from urllib.parse import urlencode, urljoin

import streamlit as st

from geo_kopienas import __version__
from geo_kopienas.domain.places.hierarchy import of_level
from geo_kopienas.exports.files import stamp_of
from geo_kopienas.exports.shared_map import SharedMap, ordered
from geo_kopienas.maps.painting import Painting
from geo_kopienas.reports.picture_png import png_of
from geo_kopienas.texts import Texts
from geo_kopienas.ui.frame.html import show_template
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.parts import offer_download

#: The files by their ending, made when they are asked for.
_KINDS: dict[str, Callable[[SharedMap], bytes]] = {
    "png": lambda shared: png_of(shared.svg),
    "svg": lambda shared: shared.svg.encode(),
    "csv": lambda shared: shared.csv,
    "html": lambda shared: shared.html,
}


def show(
    workspace: Workspace, painting: Painting, texts: Texts, as_of: date, address: Mapping[str, str]
) -> None:
    """Show the ways to share, folded.

    Args:
        workspace: Places and borders of the chosen day.
        painting: What the map shows.
        texts: Words of the language.
        as_of: The chosen day.
        address: The choices as they stand in the address.
    """
    base = urljoin(st.context.url or "", "./")
    link = f"{base}?{urlencode({'valoda': texts.language, **address})}"
    frame = f"{base}?{urlencode({'valoda': texts.language, **address, 'iegult': '1'})}"
    embed = (
        f'<iframe src="{escape(frame)}" title="{escape(painting.label)}" width="100%" '
        'height="640" loading="lazy" style="border:0"></iframe>'
    )
    shared = _shared(workspace, painting, texts, as_of, link)
    stem = "-".join(["karte", painting.level.value, as_of.isoformat()])
    with st.expander(texts["share.heading"]):
        show_template("map/share.html", texts=texts, link=link, embed=embed)
        with st.container(horizontal=True):
            for kind, make in _KINDS.items():
                offer_download(
                    texts[f"share.{kind}"],
                    partial(make, shared),
                    f"{stem}.{kind}",
                    key=f"share_{kind}",
                )


def _shared(
    workspace: Workspace, painting: Painting, texts: Texts, as_of: date, link: str
) -> SharedMap:
    data = workspace.data
    place_ids = of_level(data.places, painting.level)["place_id"]
    return SharedMap(
        painting,
        ordered(data.boundaries[painting.level], list(place_ids)),
        workspace.names(texts),
        data.site.name.get(texts.language) or texts["product.name"],
        stamp_of(data, as_of, __version__, texts, painting.level),
        texts,
        link,
    )
