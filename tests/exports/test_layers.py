"""GeoJSON and GeoPackage: every place, right way round, with names that people can read."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pyogrio
import pytest
import shapely
from shapely.geometry import shape

from geo_kopienas.domain.geojson import is_in_latvia, positions
from geo_kopienas.exports import geopackage
from geo_kopienas.exports.files import Format, geojson_files, gpkg_files, write_export

if TYPE_CHECKING:
    from pathlib import Path

    from geo_kopienas.exports.files import Export

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
            assert all(is_in_latvia(one) for one in positions(geometry["coordinates"]))
            polygons = shapely.get_parts(shape(geometry))
            outer = [one.exterior for one in polygons if one.geom_type == "Polygon"]
            assert all(shapely.is_ccw(ring) for ring in outer)


def test_a_place_without_geometry_is_a_feature_too(collections: dict[str, Any]) -> None:
    features = {one["id"]: one for one in collections["settlement.geojson"]["features"]}
    assert features["kazoki"]["geometry"] is None
    assert features["kazoki"]["properties"]["name_lv"] == "Kažoki"
    assert features["kazoki"]["properties"]["population_count"] is None


def test_lists_stay_lists_and_numbers_numbers(collections: dict[str, Any]) -> None:
    features = {one["id"]: one for one in collections["municipality.geojson"]["features"]}
    properties = features["kekavas-novads"]["properties"]
    assert isinstance(properties["collaboration_evidence_ids"], list)
    assert properties["population_count"] == 31143
    assert properties["atvk_code"] == "0034000"


def test_the_package_has_all_levels_in_lks_92(package: Path, export: Export) -> None:
    names = ["Novads", "Pilsētas un pagasti", "Apkaimes", "Ciemi un vietas", "Kopienas"]
    assert pyogrio.list_layers(package)[:, 0].tolist() == [*names, "Fakti", "Kolonnas", "Avoti"]
    read = {name: gpd.read_file(package, layer=name) for name in names}
    assert {layer.crs.to_epsg() for layer in read.values()} == {3059}
    places = sum(len(read[name]) for name in names[:4])
    assert places == len(export.tables[0].frame)
    towns = read["Pilsētas un pagasti"].set_index("place_id")
    assert towns.loc["unit-balozu-pilseta", "name_lv"] == "Baložu pilsēta"
    assert 5e6 < towns.loc["unit-balozu-pilseta", "geometry"].area < 9e6


def test_the_package_says_what_its_columns_mean(package: Path) -> None:
    with closing(sqlite3.connect(package)) as base:
        titles = dict(
            base.execute(
                "SELECT column_name, title FROM gpkg_data_columns WHERE table_name = 'Apkaimes'"
            )
        )
        (metadata,) = base.execute("SELECT metadata FROM gpkg_metadata LIMIT 1").fetchone()
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert titles["grants_eur"] == "Piešķirtais atbalsts, EUR"
    assert "geometry_quality" in titles
    assert all(f'key="{name}"' in metadata for name in STAMPED)


def test_the_same_layers_give_the_same_bytes(package: Path, export: Export) -> None:
    assert gpkg_files(export)["geo-kopienas.gpkg"] == package.read_bytes()


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
