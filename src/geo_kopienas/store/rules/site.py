"""What the data directory says of itself: `rules/site.toml`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from pydantic import PlainValidator

from geo_kopienas.domain.schema import entries
from geo_kopienas.domain.schema.codes import LANGUAGES
from geo_kopienas.domain.schema.fields import BOUNDARY_FILES, CONTEXT_FILE, SITE_FILE, TABLES
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.store.rules.entries import read_toml

#: What a directory may begin without: tables by name, layers by file.
_PARTS = (*(table.name for table in TABLES), *BOUNDARY_FILES.values(), CONTEXT_FILE)


def _read_parts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(part in _PARTS for part in value):
        entries.refuse("unknown_code", value, permitted=", ".join(_PARTS))
    return tuple(value)


def _read_paragraphs(value: object) -> tuple[str, ...]:
    return () if value is None else entries.read_names(value)


_Title = Annotated[dict[str, str], entries.by_language(entries.unless_blank(entries.read_text))]
_Paragraphs = Annotated[dict[str, tuple[str, ...]], entries.by_language(_read_paragraphs)]


@dataclass(frozen=True, slots=True)
class Site(entries.Entry):
    """The municipality's own words, and what its directory begins without.

    Attributes:
        name: Short name of the site by language, in the browser's tab; empty where not said.
        title: Title of the map by language.
        about: Paragraphs about this municipality by language, for the page about the project.
        contradictions: What the sources contradict each other in, by language.
        contact: Who besides the municipality may be told of mistakes and barriers, by language.
        licence: Licence of the directory's own tables; empty where not said.
        licence_url: Address of its words.
        begins_without: Tables and layers that are deliberately empty as yet.
    """

    name: _Title = field(default_factory=dict)
    title: _Title = field(default_factory=dict)
    about: _Paragraphs = field(default_factory=dict)
    contradictions: _Paragraphs = field(default_factory=dict)
    contact: _Paragraphs = field(default_factory=dict)
    licence: entries.OptionalText = ""
    licence_url: entries.OptionalAddress = ""
    begins_without: Annotated[tuple[str, ...], PlainValidator(_read_parts)] = ()


@dataclass(frozen=True, slots=True)
class _WholeSite(Site):
    """What a file must say that is there."""

    @classmethod
    def cross_faults(cls, content: Mapping[str, Any], _: object) -> Iterator[entries.Located]:
        """Names and titles that are missing."""
        for key in (f"{stem}_{language}" for stem in ("name", "title") for language in LANGUAGES):
            if entries.is_blank(content.get(key)):
                yield (key,), entries.rule_fault("required_missing")


def read_site(path: Path) -> tuple[Site, list[Problem]]:
    """Read the file; a directory without it is called by its municipality and lacks nothing.

    Returns:
        What the file says, without what is wrong in it, and every fault.
    """
    if not path.exists():
        return Site(), []
    content, problems = read_toml(path, SITE_FILE)
    if content is None:
        return Site(), problems
    site: Site | None
    site, found = entries.read_content(content, SITE_FILE, _WholeSite)
    problems += found
    if site is None:
        wrong = {problem.column for problem in found}
        sound = {key: value for key, value in content.items() if key not in wrong}
        site, _ = entries.read_content(sound, SITE_FILE, Site)
    return site or Site(), problems
