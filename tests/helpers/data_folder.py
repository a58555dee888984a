"""A small data directory without fault, written anew for a test."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

from geo_kopienas.domain.assessment.methodology import INSTRUMENTS_FILE, METHOD_FILE, PRACTICES_FILE
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.fields import (
    ATTRIBUTIONS_FILE,
    BOUNDARY_FILES,
    CATALOGUE_FILE,
    COMMUNITIES,
    CONTEXT_FILE,
    EVIDENCE,
    INACTIVITY_RULES_FILE,
    MUNICIPALITIES,
    PLACES,
    POPULATION,
    STATUS_RULES_FILE,
    SURVEY_ROUNDS,
    Table,
)
from geo_kopienas.domain.survey.codebook.model import CODEBOOK_FILE

DEFAULT_DATA = Path(__file__).parents[2] / "data"

Cells = dict[str, str]

PLACE = {"status": "official", "source_url": "https://a.lv"}
PLACES_ROWS: list[Cells] = [
    {"place_id": "novads", "name_lv": "Novads", "level": "municipality", "kind": "municipality"},
    {
        "place_id": "unit-a",
        "name_lv": "A pagasts",
        "level": "unit",
        "kind": "parish",
        "parent_id": "novads",
    },
    {
        "place_id": "apk-x",
        "name_lv": "X apkaime",
        "level": "apkaime",
        "kind": "apkaime",
        "parent_id": "novads",
    },
    {
        "place_id": "alejas",
        "name_lv": "Alejas",
        "level": "settlement",
        "kind": "village",
        "parent_id": "unit-a",
        "apkaime_id": "apk-x",
        "latitude": "56.81",
        "longitude": "24.01",
    },
]
POPULATION_ROWS: list[Cells] = [
    {
        "place_id": "alejas",
        "area_name_lv": "Alejas",
        "population_count": "200",
        "is_usable": "true",
        "source_url": "https://a.lv",
    }
]
COMMUNITY_ROWS: list[Cells] = [
    {
        "community_id": "mezs",
        "name_lv": "Mežs",
        "place_ids": "alejas",
        "legal_form": "informal",
        "type": "neighbour_group",
        "confidence": "high",
        "source_url": "https://a.lv",
    }
]
EVIDENCE_ROWS: list[Cells] = [
    {
        "evidence_id": "e1",
        "date": "2022-06",
        "date_basis": "stated",
        "place_ids": "alejas",
        "community_ids": "mezs",
        "kind": "meeting",
        "is_summary": "false",
        "title_lv": "Tikšanās",
        "title_en": "Meeting",
        "source_url": "https://a.lv",
        "provenance": "official",
    }
]
MUNICIPALITY_ROWS: list[Cells] = [
    {
        "municipality_id": "riga",
        "name_lv": "Rīga",
        "kind": "state_city",
        "source_url": "https://a.lv",
    }
]
ROUND_ROWS: list[Cells] = [
    {
        "round_id": "r-2026",
        "date": "2026-10",
        "label_lv": "2026. gads",
        "label_en": "2026",
        "is_demo": "false",
    }
]
CODEBOOK = """
[questionnaire]
id = "test"
version = "1"
title_lv = "Aptauja"
title_en = "Survey"
consent_lv = "Brīvprātīgi."
consent_en = "Voluntary."

[[section]]
id = "all"
label_lv = "Viss"
label_en = "All"

[[question]]
id = "consent"
section = "all"
type = "one"
required = true
label_lv = "Vai piekrītat?"
label_en = "Do you agree?"
answers = [{ code = "yes", lv = "Jā", en = "Yes" }, { code = "no", lv = "Nē", en = "No" }]

[[question]]
id = "place"
section = "all"
type = "place"
label_lv = "Vieta"
label_en = "Place"
"""
ATTRIBUTIONS = """
[[attribution]]
id = "osm"
text = "© OpenStreetMap"
licence = "ODbL 1.0"
url = "https://www.openstreetmap.org/copyright"
layers = ["units"]
"""
CATALOGUE = """
[[indicator]]
id = "meetings"
measure = "count"
kinds = ["meeting"]
label_lv = "a"
label_en = "a"
unit_lv = "a"
unit_en = "a"
how_lv = "a"
how_en = "a"
group_lv = "a"
group_en = "a"
"""


def write_table(folder: Path, table: Table, rows: list[Cells]) -> None:
    path = folder / table.file
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [field.name for field in table.fields], restval="")
        writer.writeheader()
        writer.writerows(rows)


def feature(place_id: str, west: float, south: float, size: float) -> dict[str, Any]:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "type": "Feature",
        "id": place_id,
        "properties": {
            "place_id": place_id,
            "name_lv": place_id,
            "geometry_quality": "approximate",
            "basis_lv": "b",
            "basis_en": "b",
        },
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def write_layer(folder: Path, name: str, *features: dict[str, Any]) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"type": "FeatureCollection", "features": list(features)}
    path.write_text(json.dumps(content), encoding="utf-8")


def write_data_folder(folder: Path) -> Path:
    """Every file of a data directory, the smallest that has no fault."""
    write_table(folder, PLACES, [{**PLACE, **row} for row in PLACES_ROWS])
    write_table(folder, POPULATION, POPULATION_ROWS)
    write_table(folder, COMMUNITIES, COMMUNITY_ROWS)
    write_table(folder, EVIDENCE, EVIDENCE_ROWS)
    write_table(folder, MUNICIPALITIES, MUNICIPALITY_ROWS)
    write_table(folder, SURVEY_ROUNDS, ROUND_ROWS)
    for level, place_id in zip(Level, ("novads", "unit-a", "apk-x"), strict=False):
        write_layer(folder, BOUNDARY_FILES[level], feature(place_id, 24.0, 56.8, 0.1))
    write_layer(folder, BOUNDARY_FILES[Level.SETTLEMENT], feature("alejas", 24.0, 56.8, 0.02))
    write_layer(folder, CONTEXT_FILE, feature("neighbour-b", 25.0, 56.8, 0.1))
    for name, text in (
        (ATTRIBUTIONS_FILE, ATTRIBUTIONS),
        (CATALOGUE_FILE, CATALOGUE),
        (CODEBOOK_FILE, CODEBOOK),
    ):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    copied = (STATUS_RULES_FILE, INACTIVITY_RULES_FILE, METHOD_FILE, INSTRUMENTS_FILE)
    (folder / METHOD_FILE).parent.mkdir(exist_ok=True)
    for name in copied:
        shutil.copy(DEFAULT_DATA / name, folder / name)
    # Its cards would name evidence that this ledger has not.
    (folder / PRACTICES_FILE).write_text("# none\n", encoding="utf-8")
    return folder
