"""Sources of official borders: what is said of them and where they are fetched from.

`rules/borders.toml` of the data directory; the checkout's own where a directory has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_kopienas.domain.schema.cells import is_web_address
from geo_kopienas.domain.schema.codes import LANGUAGES
from geo_kopienas.store.location import DEFAULT_DATA
from geo_kopienas.store.rules.entries import Entry, read_toml, refuse_doubled

if TYPE_CHECKING:
    from pathlib import Path

    from geo_kopienas.domain.schema.problems import Problem

SOURCES_FILE = "rules/borders.toml"
_WORDS = ("basis", "apkaime_basis")
_KEYS = ("id", "attribution", "licence", "url", "download")


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """One source of borders.

    Attributes:
        source_id: Its id, also of its attribution.
        basis: What the layers say of their source, by language.
        apkaime_basis: What apkaimes drawn from it say, by language.
        attribution: Whom the licence wants named.
        licence: The licence.
        url: Address of the data set.
        download: Address of the file, empty where it is not fetched.
    """

    source_id: str
    basis: dict[str, str]
    apkaime_basis: dict[str, str]
    attribution: str
    licence: str
    url: str
    download: str


def read_sources(path: Path) -> tuple[dict[str, SourceEntry], list[Problem]]:
    """The sources by id, and every fault of their file.

    Args:
        path: The directory's file; where there is none, the checkout's is read.
    """
    content, problems = read_toml(
        path if path.exists() else DEFAULT_DATA / SOURCES_FILE, SOURCES_FILE
    )
    if content is None:
        return {}, problems
    entries = Entry(content, SOURCES_FILE, None, problems).entries("source")
    refuse_doubled(entries)
    sources = [_source(entry) for entry in entries]
    return ({}, problems) if problems else ({one.source_id: one for one in sources}, [])


def _source(entry: Entry) -> SourceEntry:
    entry.refuse_unknown((*_KEYS, *(f"{word}_{one}" for word in _WORDS for one in LANGUAGES)))
    url, download = entry.text("url"), entry.text("download", required=False)
    for key, address in (("url", url), ("download", download)):
        if address and not is_web_address(address):
            entry.fault("invalid_url", key, address)
    return SourceEntry(
        entry.text("id"),
        entry.words("basis"),
        entry.words("apkaime_basis"),
        entry.text("attribution"),
        entry.text("licence"),
        url,
        download,
    )
