"""GeoJSON and GeoPackage: every place, right way round, with names that people can read."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pyogrio
import pytest
import shapely
from shapely.geometry import shape

from geo_kopienas.domain.borders.geojson import is_in_latvia, positions
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.exports import geopackage
from geo_kopienas.exports.files import (
    Format,
    geojson_files,
    gpkg_files,
    make_export,
    write_export,
)
from geo_kopienas.exports.tables import Scope
from geo_kopienas.store.day import Day
from geo_kopienas.texts import texts_for

if TYPE_CHECKING:
    from pathlib import Path

    from geo_kopienas.exports.files import Export
    from geo_kopienas.store.dataset import Dataset

STAMPED = {"as_of", "version", "licence", "attribution"}


@pytest.fixture(scope="module")
def collections(export: Export) -> dict[str, Any]:
    return {name: json.loads(content) for name, content in geojson_files(export).items()}


@pytest.fixture(scope="module")
def package(export: Export, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gpkg") / "geo-kopienas.gpkg"
    path.write_bytes(gpkg_files(export)["geo-kopienas.gpkg"])
    return path


def test_every_level_and_the_communities_are_a_file(collections: dict[str, Any]) -> None:
    names = ["municipality", "unit", "apkaime", "settlement", "communities"]
    assert list(collections) == [f"{name}.geojson" for name in names]


def test_geojson_follows_rfc_7946(collections: dict[str, Any]) -> None:
    for collection in collections.values():
        assert collection["type"] == "FeatureCollection"
        assert "crs" not in collection
        assert set(collection) >= STAMPED
        ids = [feature["id"] for feature in collection["features"]]
        assert len(ids) == len(set(ids))
        for feature in collection["features"]:
            geometry = feature["geometry"]
            if geometry is None:
                continue
            assert all(is_in_latvia(position) for position in positions(geometry["coordinates"]))
            polygons = shapely.get_parts(shape(geometry))
            outer = [polygon.exterior for polygon in polygons if polygon.geom_type == "Polygon"]
            assert all(shapely.is_ccw(ring) for ring in outer)


def test_a_place_without_geometry_is_a_feature_too(collections: dict[str, Any]) -> None:
    features = {feature["id"]: feature for feature in collections["settlement.geojson"]["features"]}
    assert features["kazoki"]["geometry"] is None
    assert features["kazoki"]["properties"]["name_lv"] == "Kažoki"
    assert features["kazoki"]["properties"]["population_count"] is None


def test_lists_stay_lists_and_numbers_numbers(collections: dict[str, Any]) -> None:
    features = {
        feature["id"]: feature for feature in collections["municipality.geojson"]["features"]
    }
    properties = features["kekavas-novads"]["properties"]
    assert isinstance(properties["collaboration_evidence_ids"], list)
    assert properties["population_count"] == 31143
    assert properties["atvk_code"] == "0034000"


def test_the_package_has_all_levels_in_lks_92(package: Path, export: Export) -> None:
    names = ["Novads", "Pilsētas un pagasti", "Apkaimes", "Ciemi un vietas"]
    areas, rest = (
        "Ciemi un vietas (laukumi)",
        ["Kopienas", "Fakti", "Kolonnas", "Avoti", "layer_styles"],
    )
    assert pyogrio.list_layers(package)[:, 0].tolist() == [*names, areas, *rest]
    read = {name: gpd.read_file(package, layer=name) for name in names}
    assert {layer.crs.to_epsg() for layer in read.values()} == {3059}
    assert sum(map(len, read.values())) == len(export.tables[0].frame)
    towns = read["Pilsētas un pagasti"].set_index("place_id")
    assert towns.loc["unit-balozu-pilseta", "name_lv"] == "Baložu pilsēta"
    assert 5e6 < towns.loc["unit-balozu-pilseta", "geometry"].area < 9e6


def test_a_layer_of_the_package_has_one_type_and_all_rows(package: Path, export: Export) -> None:
    # QGIS splits a layer of mixed types and drops the rows that have no geometry.
    declared = dict(pyogrio.list_layers(package))
    places, communities = (table.frame for table in export.tables[:2])
    settlements = places.loc[places["level"] == Level.SETTLEMENT]
    assert declared["Apkaimes"] == "MultiPolygon"
    assert declared["Ciemi un vietas"] == declared["Kopienas"] == "Point"
    assert declared["Ciemi un vietas (laukumi)"] == "MultiPolygon"
    points, areas = (
        gpd.read_file(package, layer=name).set_index("place_id")
        for name in ("Ciemi un vietas", "Ciemi un vietas (laukumi)")
    )
    assert points.index.tolist() == settlements["place_id"].tolist()
    assert points.loc["kazoki", "geometry"] is None
    assert points.loc["krogsils", "geometry"].within(areas.loc["krogsils", "geometry"])
    assert "egles" not in areas.index
    assert points.loc["egles", "geometry"].geom_type == "Point"
    assert len(gpd.read_file(package, layer="Kopienas")) == len(communities)


def test_the_package_says_what_its_columns_mean(package: Path) -> None:
    with closing(sqlite3.connect(package)) as base:
        titles = dict(
            base.execute(
                # GDAL and so QGIS reads the name as the alias of a column.
                "SELECT column_name, name FROM gpkg_data_columns WHERE table_name = 'Apkaimes'"
            )
        )
        assert base.execute("PRAGMA user_version").fetchone() == (10200,)
        (metadata,) = base.execute("SELECT metadata FROM gpkg_metadata LIMIT 1").fetchone()
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert titles["grants_eur"] == "NVO projektu konkurss, EUR"
    assert titles["activity_state"] == "Kopienu aktivitāte"
    assert "geometry_quality" in titles
    assert all(f'key="{name}"' in metadata for name in STAMPED)


def test_the_same_layers_give_the_same_bytes(package: Path, export: Export) -> None:
    assert gpkg_files(export)["geo-kopienas.gpkg"] == package.read_bytes()


def test_the_moment_of_writing_changes_no_byte(package: Path, export: Export) -> None:
    # Of two times that are alike GDAL's second one changes no page, and SQLite counts changes.
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2020-01-01T00:00:00.000Z"})
    try:
        assert gpkg_files(export)["geo-kopienas.gpkg"] == package.read_bytes()
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def test_no_space_for_the_package_is_a_fault_and_changes_nothing(
    export: Export, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(geopackage, "_describe", fill)
    names, problems = write_export(tmp_path / "out", export, [Format.CSV, Format.GPKG])
    assert names == []
    assert [problem.code for problem in problems] == ["disk_full"]
    assert not (tmp_path / "out").exists()


#: They gave positions, which stand in every row.
OF_POSITIONS = ["osm", "geonames", "vzd"]
OF_LAYER = {
    "municipality": ["csp"],
    "unit": ["csp"],
    "apkaime": ["csp", "whosonfirst"],
    "settlement": ["csp"],
    "communities": [],
}


@pytest.mark.parametrize("name", OF_LAYER)
def test_a_layer_names_the_sources_that_it_rests_on_and_no_others(
    name: str, collections: dict[str, Any], data: Dataset
) -> None:
    texts = {attribution["id"]: attribution["text"] for attribution in data.attributions}
    collection = collections[f"{name}.geojson"]
    named = {key for key, text in texts.items() if text in collection["attribution"]}
    assert named == {*OF_LAYER[name], *OF_POSITIONS}
    rows = {feature["properties"]["attribution"] for feature in collection["features"]}
    assert rows == {collection["attribution"]}


def test_the_list_of_sources_holds_those_of_what_is_in_the_file(export: Export) -> None:
    of_tables, of_layers = (
        " ".join(table.frame["text"]) for table in (export.sources, export.layer_sources)
    )
    assert "Who's On First" not in of_tables
    assert "Who's On First" in of_layers


def test_a_layer_of_an_earlier_day_has_the_border_of_that_day(data: Dataset) -> None:
    units = data.boundaries[Level.UNIT]
    former = units.iloc[:1].assign(
        geometry=[shapely.box(24.1, 56.8, 24.2, 56.85)],
        geometry_quality="official",
        basis_lv="Reģistrs, 2025",
        valid_from_date="2025-01-01",
        valid_to_date="2026-03-01",
    )
    known = replace(data, former=former)
    first = units["place_id"].iloc[0]

    def unit_on(day: date) -> dict[str, Any]:
        made = make_export(Day(known, day), Scope(), "9.9", texts_for("lv"))
        layer = json.loads(geojson_files(made)["unit.geojson"])
        return next(feature for feature in layer["features"] if feature["id"] == first)

    then, now = unit_on(date(2026, 2, 28)), unit_on(date(2026, 3, 1))
    assert then["geometry"] == mapping_of(former.geometry.iloc[0])
    assert now["geometry"] != then["geometry"]
    validity = ("basis_lv", "border_from_date", "border_to_date")
    assert [then["properties"][column] for column in validity] == [
        "Reģistrs, 2025", "2025-01-01", "2026-03-01"
    ]  # fmt: skip
    assert now["properties"]["border_to_date"] is None


def mapping_of(polygon: shapely.Polygon) -> dict[str, Any]:
    return json.loads(json.dumps(shapely.geometry.mapping(shapely.orient_polygons(polygon))))
