"""Approximate borders below better ones are fitted to them; official ones refuse gaps as ever."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
import shapely
from address_register import square
from data_folder import Cells, write_table
from register_folder import write_files

from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.fields import BOUNDARY_FILES, CONTEXT_FILE, PLACES
from geo_kopienas.store.dataset import check_directory, load_dataset
from geo_kopienas.store.imports.borders import BorderImport, BorderSettings, prepare_import
from geo_kopienas.store.ledger.directory import DirectoryLedger
from geo_kopienas.store.ledger.files import undo_last

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

NOVADS, TOWN, PARISH = "alejas-novads", "unit-liepa", "unit-alejas-pagasts"
EAST, WEST = "apk-austrumu", "apk-rietumu"


def place(place_id: str, name: str, level: Level, kind: str, **cells: str) -> Cells:
    above = {Level.UNIT: NOVADS, Level.APKAIME: NOVADS, Level.SETTLEMENT: PARISH}
    own = {"place_id": place_id, "name_lv": name, "level": level.value, "kind": kind}
    stated = {"status": "official", "source_url": "https://a.lv"}
    return own | stated | {"parent_id": above.get(level, "")} | cells


REGISTER = [
    place(NOVADS, "Alejas novads", Level.MUNICIPALITY, "municipality", atvk_code="0099000"),
    place(TOWN, "Liepas pilsēta", Level.UNIT, "town"),
    place(PARISH, "Alejas pagasts", Level.UNIT, "parish"),
    place(WEST, "Rietumu apkaime", Level.APKAIME, "apkaime"),
    place(EAST, "Austrumu apkaime", Level.APKAIME, "apkaime"),
    place("liepa", "Liepa", Level.SETTLEMENT, "town", parent_id=TOWN, apkaime_id=WEST),
    place("alejas", "Alejas", Level.SETTLEMENT, "village", apkaime_id=EAST),
    place("krasti", "Krasti", Level.SETTLEMENT, "village", apkaime_id=EAST),
]

#: km from the municipality's corner: a municipality of 10 × 10 km, drawn 200 m too far to the east.
DRAWN = {
    Level.MUNICIPALITY: {NOVADS: square(0, 0, 10_200, 10_000)},
    Level.UNIT: {TOWN: square(0, 0, 4000, 10_000), PARISH: square(4000, 0, 6200, 10_000)},
    Level.APKAIME: {WEST: square(0, 0, 3800, 10_000), EAST: square(3800, 0, 6400, 10_000)},
    Level.SETTLEMENT: {
        "liepa": square(1000, 1000, 2000),
        "alejas": square(3800, 1000, 1000),
        "krasti": square(9500, 5000, 700),
    },
}
BORDERS = {
    ("LV0099010", "Liepa"): square(0, 0, 4000, 10_400),
    ("LV0099020", "Alejas pagasts"): square(4000, 0, 6000, 10_000),
}


def layer(shapes: dict[str, BaseGeometry], quality: str = "approximate") -> bytes:
    degrees = gpd.GeoSeries(shapes, crs=3059).to_crs(4326)
    said = {"geometry_quality": quality, "basis_lv": "Zīmēts", "basis_en": "Drawn"}
    features = [
        {"type": "Feature", "id": place_id, "properties": {"place_id": place_id, **said},
         "geometry": json.loads(shapely.to_geojson(shapely.set_precision(shape, 1e-6)))}
        for place_id, shape in degrees.items()
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def units_file(folder: Path, shapes: dict[tuple[str, str], BaseGeometry]) -> Path:
    """A layer as the statistics office publishes it, of one municipality and a neighbour."""
    neighbour = {("LV0098000", "Blakus pagasts"): square(10_000, 0, 5000, 10_000)}
    names = {"0099": "Alejas novads", "0098": "Blakus novads"}
    features = [
        {"type": "Feature", "properties": {"L1_code": code, "L1_name": name,
         "L0_code": f"{code[:6]}000", "L0_name": names[code[2:6]]},
         "geometry": json.loads(shapely.to_geojson(shape))}
        for (code, name), shape in (shapes | neighbour).items()
    ]  # fmt: skip
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3059"}}
    path = folder / "units.geojson"
    content = {"type": "FeatureCollection", "crs": crs, "features": features}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


@pytest.fixture
def folder(beginning: dict[str, bytes], tmp_path: Path) -> Path:
    """A directory whose places were drawn by hand."""
    files = {BOUNDARY_FILES[level]: layer(shapes) for level, shapes in DRAWN.items()}
    directory = write_files(tmp_path / "data", beginning | files)
    write_table(directory, PLACES, REGISTER)
    assert check_directory(directory) == []
    return directory


def prepared(folder: Path, shapes: dict[tuple[str, str], BaseGeometry] = BORDERS) -> BorderImport:
    path = units_file(folder.parent, shapes)
    return prepare_import(folder, path, BorderSettings(date(2022, 7, 1)), lambda *_: None)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".former" not in path.parts
    }


def shapes_of(folder: Path, level: Level) -> gpd.GeoSeries:
    data, problems = load_dataset(folder)
    assert data is not None, problems
    return data.boundaries[level].set_index("place_id").geometry.to_crs(3059)


def test_each_area_that_is_fitted_is_listed_with_its_size_before_and_after(folder: Path) -> None:
    fitted = prepared(folder).plan.changes["fitted"]
    assert [(row["place_id"], row["former_km2"], row["area_km2"]) for row in fitted] == [
        (WEST, 38.0, 41.6),  # the whole town, and the gap of 400 m in the north of it
        (EAST, 64.0, 60.0),
        ("alejas", 1.0, 0.8),  # a village of the parish has no land of the town
        ("krasti", 0.49, 0.35),
    ]


def written(result: BorderImport, folder: Path) -> None:
    ledger = DirectoryLedger(folder)
    assert not isinstance(result.commit(ledger, ledger.version(), "test"), list)


def test_fitted_layers_fill_the_new_border_and_nothing_else(folder: Path) -> None:
    written(prepared(folder), folder)
    assert check_directory(folder) == []
    whole = shapes_of(folder, Level.MUNICIPALITY).union_all()
    apkaimes = shapes_of(folder, Level.APKAIME)
    assert apkaimes.union_all().symmetric_difference(whole).area < 500  # centimetres of 40 km
    assert shapely.coverage_is_valid(apkaimes.to_numpy())
    assert shapes_of(folder, Level.SETTLEMENT)["krasti"].difference(whole).area < 10


def test_a_town_is_its_own_settlement_and_belongs_whole_to_its_apkaime(folder: Path) -> None:
    written(prepared(folder), folder)
    town = shapes_of(folder, Level.UNIT)[TOWN]
    assert shapes_of(folder, Level.SETTLEMENT)["liepa"].equals(town)
    assert shapes_of(folder, Level.APKAIME)[WEST].symmetric_difference(town).area < 500


def test_a_fitted_layer_says_what_it_rests_on_and_is_as_approximate_as_before(
    folder: Path,
) -> None:
    written(prepared(folder), folder)
    data, _ = load_dataset(folder)
    assert data is not None
    said = {
        level: [*layer[["geometry_quality", "basis_lv"]].drop_duplicates().itertuples(index=False)]
        for level, layer in data.boundaries.items()
    }
    official = (
        "generalised",
        "CSP, ģeneralizētas teritoriālo vienību robežas (pēc VZD datiem), 01.07.2022.",
    )
    assert said[Level.UNIT] == [official]
    assert said[Level.APKAIME] == [("approximate", "Zīmēts")]
    (csp,) = [source for source in data.attributions if source["id"] == "csp"]
    assert (csp["text"], csp["licence"]) == (official[1], "CC BY 4.0")
    assert list(csp["layers"]) == ["apkaimes", "municipality", "neighbours", "settlements", "units"]


def test_a_neighbour_keeps_the_english_name_that_was_written_by_hand(folder: Path) -> None:
    written(prepared(folder), folder)
    path = folder / CONTEXT_FILE
    named = path.read_text(encoding="utf-8").replace(
        '"name_lv":"Blakus novads"', '"name_lv":"Blakus novads","name_en":"Blakus Municipality"'
    )
    path.write_text(named, encoding="utf-8")
    content = json.loads(prepared(folder).files.get(CONTEXT_FILE, path.read_bytes()))
    assert [feature["properties"]["name_en"] for feature in content["features"]] == [
        "Blakus Municipality"
    ]


def test_a_second_import_has_nothing_to_fit(folder: Path) -> None:
    written(prepared(folder), folder)
    again = prepared(folder)
    assert again.problems == []
    assert "fitted" not in again.plan.changes
    assert again.files == {}


def test_undo_brings_every_byte_back(folder: Path) -> None:
    before = contents(folder)
    written(prepared(folder), folder)
    assert contents(folder) != before
    undo_last(folder)
    assert contents(folder) == before


def faults_of(folder: Path, *shapes: Any) -> list[tuple[str, str | None, str | None]]:
    before = contents(folder)
    problems = prepared(folder, *shapes).problems
    assert contents(folder) == before
    return [(fault.code, fault.file, fault.row) for fault in problems]  # type: ignore[misc]


def test_official_apkaimes_still_refuse_a_border_with_which_they_leave_a_gap(folder: Path) -> None:
    name = BOUNDARY_FILES[Level.APKAIME]
    (folder / name).write_bytes(layer(DRAWN[Level.APKAIME], "official"))
    assert faults_of(folder) == [
        ("geometry_outside", name, EAST),
        ("layer_gap", name, EAST),
    ]


def test_a_place_of_which_nearly_nothing_would_be_left_is_a_fault(folder: Path) -> None:
    name = BOUNDARY_FILES[Level.SETTLEMENT]
    shapes = DRAWN[Level.SETTLEMENT] | {"krasti": square(9900, 5000, 700)}
    (folder / name).write_bytes(layer(shapes))
    assert faults_of(folder) == [("geometry_outside", name, "krasti")]


def test_units_with_a_true_gap_are_refused(folder: Path) -> None:
    """The municipality is dissolved from them: the gap is a hole in it."""
    hole = square(6000, 4000, 1000)
    parish = BORDERS["LV0099020", "Alejas pagasts"].difference(hole)
    file = (folder.parent / "units.geojson").as_posix()
    assert faults_of(folder, BORDERS | {("LV0099020", "Alejas pagasts"): parish}) == [
        ("layer_gap", file, "Alejas novads 0099000")
    ]


def test_a_village_that_lies_elsewhere_than_stated_is_named_and_keeps_its_parent(
    folder: Path,
) -> None:
    moved = [row | ({"parent_id": TOWN} if row["place_id"] == "krasti" else {}) for row in REGISTER]
    write_table(folder, PLACES, moved)
    assert prepared(folder).plan.changes["parent_doubted"] == [
        {"place_id": "krasti", "name": "Krasti", "parent": "Liepa", "share_pct": 0}
    ]


@pytest.mark.parametrize("asked", ["LV0099000", "lv0099000", "0099000"])
def test_a_code_with_the_prefix_of_the_country_is_the_code(asked: str, folder: Path) -> None:
    path = units_file(folder.parent, BORDERS)
    settings = BorderSettings(date(2022, 7, 1), asked, chosen={"LV0099020": PARISH})
    result = prepare_import(folder, path, settings, lambda *_: None)
    assert result.problems == []
    assert result.municipalities == ["0099000"]
    assert [(row["place_id"], row["codes"]) for row in result.plan.changes["coded"]] == [
        (TOWN, ["0099010"]),
        (PARISH, ["0099020"]),
    ]


def test_a_code_of_another_country_is_refused(folder: Path) -> None:
    shapes = BORDERS | {("EE0099030", "Valga"): square(4000, 0, 100)}
    assert faults_of(folder, shapes)[0] == (
        "code_of_another_country",
        (folder.parent / "units.geojson").as_posix(),
        "Valga EE0099030",
    )
