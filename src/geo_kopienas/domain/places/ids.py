"""Ids of new places: short ASCII slugs that stay for ever."""

import re
from collections.abc import Container, Iterator
from itertools import count

from geo_kopienas.domain.places.names import strip_diacritics
from geo_kopienas.domain.schema.codes import Level, PlaceKind

_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_PREFIXES = {Level.UNIT: "unit-", Level.APKAIME: "apk-"}
_NOUNS = {PlaceKind.TOWN: "pilseta", PlaceKind.VILLAGE: "ciems"}


def slug(text: str) -> str:
    """Plain letters, digits and single hyphens: "Ādažu pagasts" → "adazu-pagasts"."""
    return _NOT_SLUG.sub("-", strip_diacritics(text.casefold())).strip("-") or "x"


def new_place_id(
    name: str, level: Level, kind: PlaceKind | None, parent_name: str, taken: Container[str]
) -> str:
    """An id that no place has: the name, with its parent, kind or a number where it is taken."""
    return next(id_ for id_ in _ids(name, level, kind, parent_name) if id_ not in taken)


def _ids(name: str, level: Level, kind: PlaceKind | None, parent_name: str) -> Iterator[str]:
    base = _PREFIXES.get(level, "") + slug(name)
    yield base
    if parent_name and parent_name != name:
        yield f"{base}-{slug(parent_name)}"
    if kind in _NOUNS:
        yield f"{base}-{_NOUNS[kind]}"
    yield from (f"{base}-{number}" for number in count(2))
