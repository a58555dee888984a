"""The changes of the ledger as an Atom feed (RFC 4287)."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin

import jinja2

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_kopienas.reports.news_view import Entry
    from geo_kopienas.texts.lookup import Texts

#: Readers ask again every hour or so.
FEED_LENGTH = 50
_MAX_TITLE = 200
#: No document of XML 1.0 may hold these, escaped or not.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def news_feed(
    entries: Sequence[Entry], site: str, own: str, place_id: str | None, texts: Texts
) -> bytes:
    """Write a feed.

    Args:
        entries: The changes, newest first, the beginning of the ledger among them if need be.
        site: Address of the dashboard, with a slash at its end.
        own: Address of the feed below the site.
        place_id: The place that it is about; None for all.
        texts: Words of the language.
    """
    query = {"valoda": texts.language} | ({"vieta": place_id} if place_id else {})
    page = urljoin(site, f"jaunumi?{urlencode(query)}")
    text = _template().render(
        texts=texts,
        site=site,
        page=page,
        own=urljoin(site, own),
        updated=_time(entries[0]) if entries else "1970-01-01T00:00:00+00:00",
        entries=[
            {
                "id": urljoin(site, f"jaunumi#izmaina-{entry.change.number}"),
                "title": _shortened(entry.sentence(texts)),
                "text": entry.sentence(texts),
                "time": _time(entry),
                "address": _address(entry, site, page, texts),
            }
            for entry in entries
        ],
    )
    return _NOT_XML.sub("\ufffd", text).encode()


def _time(entry: Entry) -> str:
    return entry.change.time.isoformat(timespec="seconds")


def _shortened(text: str) -> str:
    return text if len(text) <= _MAX_TITLE else f"{text[: _MAX_TITLE - 1]}…"


def _address(entry: Entry, site: str, page: str, texts: Texts) -> str:
    """The place that the change is about, and in its profile the fact."""
    line = next((line for line in entry.lines if line.place_ids), None)
    if line is None:
        return page
    query = urlencode({"vieta": line.place_ids[0], "valoda": texts.language})
    part = f"#section-{line.part}" if line.part else ""
    return urljoin(site, f"vietas-profils?{query}{part}")


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("geo_kopienas.reports", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("news.atom")
