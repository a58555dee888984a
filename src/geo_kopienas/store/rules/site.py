"""What the data directory says of itself: `rules/site.toml`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo_kopienas.domain.schema.codes import LANGUAGES
from geo_kopienas.domain.schema.fields import BOUNDARY_FILES, CONTEXT_FILE, SITE_FILE, TABLES
from geo_kopienas.store.rules.entries import Entry, read_toml

if TYPE_CHECKING:
    from pathlib import Path

    from geo_kopienas.domain.schema.problems import Problem

_WORDS = ("name", "title")
_LISTS = ("about", "contradictions", "contact")

#: What a directory may begin without: tables by name, layers by file.
_PARTS = (*(table.name for table in TABLES), *BOUNDARY_FILES.values(), CONTEXT_FILE)


@dataclass(frozen=True, slots=True)
class Site:
    """The municipality's own words, and what its directory begins without.

    Attributes:
        name: Short name of the site by language, in the browser's tab; empty where not said.
        title: Title of the map by language.
        about: Paragraphs about this municipality by language, for the page about the project.
        contradictions: What the sources contradict each other in, by language.
        contact: Who besides the municipality may be told of mistakes and barriers, by language.
        begins_without: Tables and layers that are deliberately empty as yet.
    """

    name: dict[str, str] = field(default_factory=dict)
    title: dict[str, str] = field(default_factory=dict)
    about: dict[str, tuple[str, ...]] = field(default_factory=dict)
    contradictions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    contact: dict[str, tuple[str, ...]] = field(default_factory=dict)
    begins_without: tuple[str, ...] = ()


def read_site(path: Path) -> tuple[Site, list[Problem]]:
    """Read the file; a directory without it is called by its municipality and lacks nothing."""
    if not path.exists():
        return Site(), []
    content, problems = read_toml(path, SITE_FILE)
    if content is None:
        return Site(), problems
    entry = Entry(content, SITE_FILE, None, problems)
    known = [f"{word}_{language}" for word in (*_WORDS, *_LISTS) for language in LANGUAGES]
    entry.refuse_unknown((*known, "begins_without"))
    without = content.get("begins_without", [])
    if not isinstance(without, list) or not all(one in _PARTS for one in without):
        entry.fault("unknown_code", "begins_without", without, permitted=", ".join(_PARTS))
        without = []
    about, contradictions, contact = (
        {one: entry.names(f"{stem}_{one}", required=False) for one in LANGUAGES} for stem in _LISTS
    )
    return Site(
        entry.words("name"), entry.words("title"), about, contradictions, contact, tuple(without)
    ), problems
