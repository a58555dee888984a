"""One target a parser: seeds, ways of changing them, and the reading that must never fail."""

from __future__ import annotations

import atexit
import csv
import io
import json
import shutil
import tempfile
import tomllib
import zipfile
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
from mutations import altered, as_json, as_toml, mutated, repacked

from geo_kopienas.cli.faults import faults_as_json
from geo_kopienas.domain.assessment.answers import Assessment
from geo_kopienas.domain.borders.geojson import geometry_faults
from geo_kopienas.domain.places.entries import place_entries
from geo_kopienas.domain.places.matching import NameMatcher
from geo_kopienas.domain.population.statistical_table import figures_of
from geo_kopienas.domain.schema.cells import read_cell
from geo_kopienas.domain.schema.codes import LANGUAGES, Level
from geo_kopienas.domain.schema.dates import parse_partial_date
from geo_kopienas.domain.schema.fields import COMMUNITIES, EVIDENCE, PLACES, TABLES
from geo_kopienas.domain.survey.imports.moments import day_order, read_moment
from geo_kopienas.store.assessment.methodology import read_methodology
from geo_kopienas.store.assessment.saved import Known, read_assessment, write_assessment
from geo_kopienas.store.borders.files import read_borders
from geo_kopienas.store.borders.layers import read_boundaries, read_context, read_former
from geo_kopienas.store.borders.outside_layers import check_layer_file, is_geodata
from geo_kopienas.store.dataset import load_dataset
from geo_kopienas.store.files.archive import DAMAGED_ZIP, find_layers, unpack
from geo_kopienas.store.imports.survey import ImportSettings, SurveyFile, plan_import
from geo_kopienas.store.imports.survey_decisions import Decisions, read_decisions
from geo_kopienas.store.population.statistical_files import read_statistical_file
from geo_kopienas.store.rules.attributions import read_attributions
from geo_kopienas.store.rules.borders import read_sources
from geo_kopienas.store.rules.catalogue import read_catalogue
from geo_kopienas.store.rules.population import POPULATION_RULES_FILE, read_population_rules
from geo_kopienas.store.rules.site import read_site
from geo_kopienas.store.rules.statuses import read_rules
from geo_kopienas.store.survey.codebook import read_codebook
from geo_kopienas.store.survey.responses import check_responses_file
from geo_kopienas.store.tables.directory import read_table
from geo_kopienas.store.tables.sheets import read_sheets
from geo_kopienas.texts import texts_for
from geo_kopienas.texts.lookup import form_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from random import Random

    from geo_kopienas.domain.schema.problems import Problem

DATA = Path(__file__).parents[2] / "data"
SHOWN = 20
TODAY = date(2026, 11, 26)
FOLDER = Path(tempfile.mkdtemp(prefix="geo-kopienas-fuzz-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)


@dataclass(frozen=True)
class Target:
    """A parser under test.

    Attributes:
        seeds: Files in order, which are changed.
        change: Makes another file of one of them.
        read: Reads it; whatever it raises is a find.
    """

    seeds: Callable[[], list[bytes]]
    change: Callable[[bytes, list[bytes], Random], bytes]
    read: Callable[[bytes], None]


def said(problems: Iterable[Problem]) -> None:
    """The faults can be said in both languages and written as JSON."""
    for language in LANGUAGES:
        words = faults_as_json(list(problems)[:SHOWN], texts_for(language))
        json.dumps(words, ensure_ascii=False).encode()


def file_of(content: bytes, name: str) -> Path:
    """The content as a file."""
    path = FOLDER / name
    path.write_bytes(content)
    return path


# --- cells, dates, names -----------------------------------------------------------------------


def cell_seeds() -> list[bytes]:
    """Cells of the default tables."""
    cells = set()
    for table in (PLACES, COMMUNITIES, EVIDENCE):
        with (DATA / table.file).open(encoding="utf-8", newline="") as file:
            cells |= {cell.encode() for row in csv.reader(file) for cell in row}
    return sorted(cells)[:2000]


def read_cells(content: bytes) -> None:
    """A text as every kind of cell, date and moment."""
    text = content.decode("utf-8", "replace")
    for table in TABLES:
        for field in table.fields:
            read_cell(text, field)
    parse_partial_date(text)
    read_moment(text, day_order([text]))


@cache
def data() -> Any:
    """The default data."""
    dataset, problems = load_dataset(DATA)
    assert dataset is not None, problems
    return dataset


@cache
def matcher() -> NameMatcher:
    """The matcher of the default register."""
    return NameMatcher(place_entries(data().places))


def read_name(content: bytes) -> None:
    """A text as the name of a place."""
    matcher().match(content.decode("utf-8", "replace"))


# --- tables ------------------------------------------------------------------------------------


def table_seeds() -> list[bytes]:
    """The default tables, as people save them."""
    content = b"\n".join((DATA / EVIDENCE.file).read_bytes().split(b"\n")[:12])
    text = content.decode()
    return [content, text.replace(",", ";").encode("cp1257", "replace"), text.encode("utf-16")]


def read_evidence(content: bytes) -> None:
    """A table of the data directory and the same by the door for files from outside."""
    said(read_table(file_of(content, "evidence.csv"), EVIDENCE)[1])
    said(read_sheets(content, "a.csv")[1])


def workbook_seeds() -> list[bytes]:
    """Workbooks with texts, numbers, dates and several sheets."""
    book = openpyxl.Workbook()
    book.worksheets[0].append(["date", "place_ids", "value"])
    book.worksheets[0].append([date(2022, 6, 14), "krogsils", 12.5])
    book.create_sheet("Dati").append(["x", True, None, "Ķekava & <b>"])
    out = io.BytesIO()
    book.save(out)
    return [out.getvalue()]


def change_zip(content: bytes, seeds: list[bytes], random: Random) -> bytes:
    """Mostly a member, sometimes the zip itself."""
    if random.random() < 0.3:
        return mutated(content, seeds, random)
    return repacked(content, random, seeds)


def read_workbook(content: bytes) -> None:
    """A workbook from outside and as a table."""
    said(read_sheets(content, "a.xlsx")[1])
    said(read_table(file_of(content, "evidence.csv"), EVIDENCE)[1])


# --- layers ------------------------------------------------------------------------------------


def layer_seeds() -> list[bytes]:
    """Small layers of every kind of geometry."""
    names = ("units.geojson", "settlements.geojson")
    trees = [json.loads((DATA / "boundaries" / name).read_text(encoding="utf-8")) for name in names]
    for tree in trees:
        for feature in tree["features"]:
            part = feature["geometry"]["coordinates"]
            while isinstance(part[0], list) and isinstance(part[0][0], list):
                part = part[0]
            if isinstance(part[0], list):
                del part[6:-1]
        del tree["features"][4:]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3059"}}
    return [as_json(tree) for tree in (*trees, {**trees[0], "crs": crs})]


def change_json(content: bytes, seeds: list[bytes], random: Random) -> bytes:
    """Mostly a value, sometimes bytes."""
    if random.random() < 0.3:
        return mutated(content, seeds, random)
    return as_json(altered(json.loads(content), random))


def read_layer(content: bytes) -> None:
    """A layer of the data directory and one to be imported."""
    path = file_of(content, "units.geojson")
    for level in (Level.UNIT, Level.SETTLEMENT):
        said(read_boundaries(path, level)[1])
    said(read_context(path)[1])
    said(read_former(path)[1])
    said(read_borders(path, None, lambda *_: None, TODAY).problems)


def geometry_seeds() -> list[bytes]:
    """Geometries alone."""
    return [
        as_json(feature["geometry"])
        for content in layer_seeds()
        for feature in json.loads(content)["features"]
    ]


def read_geometry(content: bytes) -> None:
    """The form of a geometry."""
    try:
        member = json.loads(content)
    except (ValueError, RecursionError):
        return
    geometry_faults(member)


def archive_seeds() -> list[bytes]:
    """A zipped Shapefile of nothing, by its parts' first bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for end in (".shp", ".shx", ".dbf", ".prj"):
            made.writestr(f"mape/ciemi{end}", b"\x00\x00\x27\x0a" + bytes(100))
    return [out.getvalue()]


def read_archive(content: bytes) -> None:
    """The container of a Shapefile; GDAL is not reached."""
    path = file_of(content, "ciemi.zip")
    if not is_geodata(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            layers, problems = find_layers(archive, "ciemi.zip")
            said(problems)
            for layer in layers[:3]:
                said(unpack(archive, layer, "ciemi.zip", FOLDER, lambda *_: None))
    except DAMAGED_ZIP:
        return  # `check_layer_file` names it


def geodata_seeds() -> list[bytes]:
    """A GeoPackage and a zipped Shapefile of two areas."""
    import geopandas as gpd  # noqa: PLC0415 - only this target makes files with GDAL
    from shapely.geometry import box  # noqa: PLC0415

    shapes = [box(502_000, 295_000, 503_000, 296_000), box(504_000, 295_000, 505_000, 296_000)]
    frame = gpd.GeoDataFrame({"id": ["a", "b"]}, geometry=shapes, crs="EPSG:3059")
    frame.to_file(FOLDER / "seed.gpkg", driver="GPKG")
    frame.to_file(FOLDER / "seed.shp", driver="ESRI Shapefile")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for end in (".shp", ".shx", ".dbf", ".prj"):
            made.write(FOLDER / f"seed{end}", f"seed{end}")
    return [(FOLDER / "seed.gpkg").read_bytes(), out.getvalue()]


def change_geodata(content: bytes, seeds: list[bytes], random: Random) -> bytes:
    """A member of the zip or bytes of the database."""
    if content.startswith(b"PK"):
        return repacked(content, random, [])
    return mutated(content, [content], random)


def read_geodata(content: bytes) -> None:
    """The whole way to GDAL in its own process and back."""
    path = file_of(content, "ciemi.gpkg")
    if is_geodata(path):
        places = data().places
        problems = check_layer_file(path, places, {})
        said((*problems.problems, *problems.repairs, *problems.warnings))


# --- rules, codebook, statistics, survey ------------------------------------------------------


def rules_seeds() -> list[bytes]:
    """Every TOML file of the default data."""
    return [path.read_bytes() for path in sorted(DATA.rglob("*.toml"))]


def change_toml(content: bytes, seeds: list[bytes], random: Random) -> bytes:
    """Mostly a value, sometimes bytes."""
    if random.random() < 0.3:
        return mutated(content, seeds, random)
    return as_toml(altered(tomllib.loads(content.decode()), random))


def read_toml_files(content: bytes) -> None:
    """A file as each of those that the data directory has."""
    path = file_of(content, "rules.toml")
    said(read_catalogue(path)[1])
    said(read_attributions(path)[1])
    said(read_rules(path, path)[1])
    said(read_methodology(path, path, path, {"e1"})[1])
    said(read_site(path)[1])
    said(read_sources(path)[1])
    said(read_population_rules(path)[2])
    said(read_codebook(path)[1])


def statistics_seeds() -> list[bytes]:
    """JSON-stat 2 and a table of PxWeb."""
    stat = {
        "version": "2.0", "class": "dataset", "label": "Iedzīvotāji", "id": ["AREA", "TIME"],
        "size": [2, 2],
        "dimension": {
            "AREA": {"label": "Teritorija", "category": {
                "index": {"LV0052010": 0, "LV0052000": 1},
                "label": {"LV0052010": "Ķekava", "LV0052000": "Ķekavas novads"}}},
            "TIME": {"label": "Gads", "category": {"index": ["2023", "2024"]}},
        },
        "value": [10, 11, 12, None],
    }  # fmt: skip
    book = openpyxl.Workbook()
    for row in (["Teritorija", "2023", "2024"], ["Ķekava", 10, 11], ["Baloži", "…", 12.0]):
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    table = '"Iedzīvotāji"\n\n"Teritorija","2023","2024"\n"Ķekava",10,11\n'
    return [as_json(stat), table.encode(), table.encode("utf-16"), out.getvalue()]


def change_statistics(content: bytes, seeds: list[bytes], random: Random) -> bytes:
    """A value of JSON-stat, a part of a workbook, else bytes."""
    if content.startswith(b"{"):
        return change_json(content, seeds, random)
    if content.startswith(b"PK"):
        return change_zip(content, seeds, random)
    return mutated(content, seeds, random)


@cache
def words() -> Any:
    """By which words tables of figures are understood."""
    return read_population_rules(DATA / POPULATION_RULES_FILE)[0]


def read_statistics(content: bytes) -> None:
    """A table of the statistics office, and the figures in it."""
    table = read_statistical_file(file_of(content, "a.csv"), words(), "a.csv")
    said((*table.problems, *figures_of(table, {}, words(), "a.csv").problems))


def survey_seeds() -> list[bytes]:
    """A few answers, as a spreadsheet with the codebook's names has them."""
    rows = (
        "consent,place,community_exists,formed_year,formed_how,belonging,good_practice\n"
        "yes,Krogsils,active,2013,neighbours;event,5,Sakopām parku\n"
        "yes,Baložos,none,,,4,\n"
        "yes,Ķekava,,1999,event,3,29123456\n"
    )
    return [rows.encode(), rows.replace(",", ";").encode("cp1257")]


def read_survey(content: bytes) -> None:
    """Answers, as far as the plan of an import."""
    settings = ImportSettings(DATA, data(), form_words(), Decisions(), TODAY)
    table, problems = read_sheets(content, "a.csv")
    plan = plan_import(SurveyFile("a.csv", table, problems), "fuzz-2026", None, settings)
    said((*plan.problems, *plan.decoded.warnings))


def mapping_seeds() -> list[bytes]:
    """What was decided on headings, places and answers."""
    rows = (
        "question,text,code\n"
        "place,Ķekavas ciems,kekava\n"
        "column,Piezīmes,-\n"
        "formed_how,kaimiņi,neighbours\n"
    )
    return [rows.encode(), rows.replace(",", ";").encode("cp1257"), rows.encode("utf-16")]


def read_mapping(content: bytes) -> None:
    """A mapping file."""
    said(read_decisions(*read_sheets(content, "a.csv"), "a.csv", data())[1])


def stored_seeds() -> list[bytes]:
    """The first stored answers of the default data."""
    path = DATA / "survey" / "responses" / "demo-2026.csv"
    return [b"\n".join(path.read_bytes().split(b"\n")[:6]) + b"\n"]


def read_stored(content: bytes) -> None:
    """A file of stored answers."""
    dataset = data()
    path = file_of(content, "fuzz-2026.csv")
    said(check_responses_file(path, dataset.codebook, dataset.places, dataset.municipalities))


def assessment_seeds() -> list[bytes]:
    """A saved round of self-assessment, and one in the older form of the format."""
    method = data().methodology.method
    answers = dict.fromkeys(method.criteria, 3)
    saved = write_assessment(
        Assessment(
            method.method_id, method.version, TODAY, "krogsils", None, "Krogsils", (answers, {})
        )
    )
    version_1 = {
        "format": "community-self-assessment", "version": 1, "method_id": method.method_id,
        "method_version": method.version, "date": TODAY.isoformat(), "answers": answers | {"x": 0},
    }  # fmt: skip
    return [saved, as_json(version_1)]


def read_saved_assessment(content: bytes) -> None:
    """The saved file of a self-assessment."""
    dataset = data()
    places, communities = dataset.places["place_id"], dataset.communities["community_id"]
    known = Known(dataset.methodology.method, set(places), set(communities), TODAY)
    said(read_assessment(content, "a.json", known)[1])


TARGETS = {
    "cells": Target(cell_seeds, mutated, read_cells),
    "names": Target(cell_seeds, mutated, read_name),
    "tables": Target(table_seeds, mutated, read_evidence),
    "workbooks": Target(workbook_seeds, change_zip, read_workbook),
    "geometry": Target(geometry_seeds, change_json, read_geometry),
    "layers": Target(layer_seeds, change_json, read_layer),
    "archives": Target(archive_seeds, change_zip, read_archive),
    "geodata": Target(geodata_seeds, change_geodata, read_geodata),
    "rules": Target(rules_seeds, change_toml, read_toml_files),
    "statistics": Target(statistics_seeds, change_statistics, read_statistics),
    "survey": Target(survey_seeds, mutated, read_survey),
    "mapping": Target(mapping_seeds, mutated, read_mapping),
    "stored": Target(stored_seeds, mutated, read_stored),
    "assessment": Target(assessment_seeds, change_json, read_saved_assessment),
}
