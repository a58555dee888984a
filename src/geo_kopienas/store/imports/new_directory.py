"""A data directory for a municipality that begins: rules of the checkout, nothing known yet."""

import json
import re
import tomllib
from pathlib import Path

from geo_kopienas.domain.assessment.methodology import INSTRUMENTS_FILE, PRACTICES_FILE
from geo_kopienas.domain.borders.territories import Territories
from geo_kopienas.domain.schema.addresses import SOURCE_RULES_FILE
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.fields import (
    ATTRIBUTIONS_FILE,
    BOUNDARY_FILES,
    COMMUNITIES,
    CONTEXT_FILE,
    EVIDENCE,
    MUNICIPALITIES,
    PLACES,
    POPULATION,
    SITE_FILE,
    STATUS_RULES_FILE,
    SURVEY_ROUNDS,
    TABLES,
)
from geo_kopienas.store.dataset import DATA_FILES
from geo_kopienas.store.ledger.files import FORMER
from geo_kopienas.store.location import DEFAULT_DATA
from geo_kopienas.store.rules.borders import SOURCES_FILE
from geo_kopienas.store.rules.population import POPULATION_RULES_FILE

_OWN = (
    *(table.file for table in TABLES),
    *BOUNDARY_FILES.values(),
    CONTEXT_FILE,
    ATTRIBUTIONS_FILE,
)
#: Configuration of the imports themselves.
_BEFORE = (SOURCES_FILE, POPULATION_RULES_FILE, SOURCE_RULES_FILE)
#: Rules and methods that every municipality begins with.
_SHARED = (MUNICIPALITIES.file, *(name for name in DATA_FILES if name not in _OWN))
_EMPTY_TABLES = (PLACES, POPULATION, COMMUNITIES, EVIDENCE, SURVEY_ROUNDS)
#: A key of what is so in the municipality of the checkout alone.
_LOCAL_LINE = re.compile(rb"(?m)^local_\w+ = .*\n")
_EMPTY_LAYER = b'{"type":"FeatureCollection","features":[\n]}\n'
#: Words of a new site; a municipality writes its own into `rules/site.toml`.
_NAME = {"lv": "{name}: kopienas", "en": "{name}: communities"}
_TITLE = {"lv": "{name}: iedzīvotāju kopienas", "en": "{name}: resident communities"}
_COUNTRY = {"lv": "Latvija", "en": "Latvia"}


def is_new(directory: Path) -> bool:
    """Whether there is no data directory yet; where files come from may be said in it already."""
    if not directory.exists():
        return True
    files = [path.relative_to(directory) for path in directory.rglob("*") if path.is_file()]
    return directory.is_dir() and all(
        FORMER in file.parts or file.as_posix() in _BEFORE for file in files
    )


def starting_files(territories: Territories, municipality: str | None) -> dict[str, bytes]:
    """Every file of a directory in which nothing is known yet, by its name."""
    areas = territories.areas
    names = list(areas.loc[areas["level"] == Level.MUNICIPALITY, "name_lv"])
    files = {name: (DEFAULT_DATA / name).read_bytes() for name in _SHARED}
    files[INSTRUMENTS_FILE] = _without_local(files[INSTRUMENTS_FILE])
    files[STATUS_RULES_FILE] = _LOCAL_LINE.sub(b"", files[STATUS_RULES_FILE])
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


def _without_local(instruments: bytes) -> bytes:
    """The instruments without what is so in the municipality of the checkout alone."""
    entries = tomllib.loads(instruments.decode())["instrument"]
    parts = []
    for entry in entries:
        # A JSON string or list of strings is one of TOML as well.
        lines = [
            f"{key} = {json.dumps(value, ensure_ascii=False)}"
            for key, value in entry.items()
            if not key.startswith("local_")
        ]
        parts.append("\n".join(["[[instrument]]", *lines, ""]))
    head = "# Instruments of cooperation; docs/self-assessment.md describes the keys.\n\n"
    return (head + "\n".join(parts)).encode()


def _words(called: dict[str, str]) -> list[tuple[str, str]]:
    return [
        (f"{word}_{language}", text.format(name=called[language]))
        for word, texts in (("name", _NAME), ("title", _TITLE))
        for language, text in texts.items()
    ]
