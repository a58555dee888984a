"""A data directory for a municipality that begins: rules of the checkout, nothing known yet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from geo_kopienas.domain.codes import Level
from geo_kopienas.domain.fields import (
    ATTRIBUTIONS_FILE,
    BOUNDARY_FILES,
    COMMUNITIES,
    CONTEXT_FILE,
    EVIDENCE,
    MUNICIPALITIES,
    PLACES,
    POPULATION,
    SITE_FILE,
    SURVEY_ROUNDS,
    TABLES,
)
from geo_kopienas.domain.methodology import PRACTICES_FILE
from geo_kopienas.store.changes import FORMER
from geo_kopienas.store.dataset import DATA_FILES

if TYPE_CHECKING:
    from geo_kopienas.domain.territories import Territories

_CHECKOUT_DATA = Path(__file__).resolve().parents[3] / "data"
_OWN = (
    *(table.file for table in TABLES),
    *BOUNDARY_FILES.values(),
    CONTEXT_FILE,
    ATTRIBUTIONS_FILE,
)
#: Rules and methods that every municipality begins with.
_SHARED = (MUNICIPALITIES.file, *(name for name in DATA_FILES if name not in _OWN))
_EMPTY_TABLES = (PLACES, POPULATION, COMMUNITIES, EVIDENCE, SURVEY_ROUNDS)
_EMPTY_LAYER = b'{"type":"FeatureCollection","features":[\n]}\n'
#: Words of a new site; a municipality writes its own into `rules/site.toml`.
_NAME = {"lv": "{name}: kopienas", "en": "{name}: communities"}
_TITLE = {"lv": "{name}: iedzīvotāju kopienas", "en": "{name}: resident communities"}
_COUNTRY = {"lv": "Latvija", "en": "Latvia"}


def is_new(directory: Path) -> bool:
    """Whether there is no data directory yet."""
    if not directory.exists():
        return True
    files = (one for one in directory.rglob("*") if one.is_file())
    return directory.is_dir() and all(FORMER in one.parts for one in files)


def starting_files(territories: Territories, municipality: str | None) -> dict[str, bytes]:
    """Every file of a directory in which nothing is known yet, by its name."""
    areas = territories.areas
    names = list(areas.loc[areas["level"] == Level.MUNICIPALITY, "name_lv"])
    files = {name: (_CHECKOUT_DATA / name).read_bytes() for name in _SHARED}
    # Good practice rests on evidence, of which there is none yet.
    files[PRACTICES_FILE] = b"practice = []\n"
    for table in _EMPTY_TABLES:
        files[table.file] = (",".join(field.name for field in table.fields) + "\n").encode()
    for name in (*BOUNDARY_FILES.values(), CONTEXT_FILE):
        files[name] = _EMPTY_LAYER
    called = dict.fromkeys(_COUNTRY, municipality or "")
    if municipality is None or municipality.casefold() == "all":
        called = dict(_COUNTRY) if len(names) != 1 else dict.fromkeys(_COUNTRY, str(names[0]))
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in _words(called)]
    without = [
        *(table.name for table in _EMPTY_TABLES if table is not PLACES),
        BOUNDARY_FILES[Level.APKAIME],
        BOUNDARY_FILES[Level.SETTLEMENT],
        CONTEXT_FILE,
    ]
    lines.append(f"begins_without = {json.dumps(without)}")
    files[SITE_FILE] = ("\n".join(lines) + "\n").encode()
    return files


def _words(called: dict[str, str]) -> list[tuple[str, str]]:
    return [
        (f"{word}_{language}", text.format(name=called[language]))
        for word, texts in (("name", _NAME), ("title", _TITLE))
        for language, text in texts.items()
    ]
