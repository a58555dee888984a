"""Shapefiles and GeoPackages that people really bring, given to `check`."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from address_register import shapefile, zip_of
from data_folder import write_data_folder
from shapely.geometry import GeometryCollection, LineString, Point, Polygon, box
from spoilt import Expected, checked, places_of

from geo_kopienas.cli import main
from geo_kopienas.domain.schema.crs import AREA_CRS, MAP_CRS
from geo_kopienas.store.borders import outside_layers as layer_files
from geo_kopienas.store.files import archive

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

X, Y = 502_000.0, 295_000.0  # metres of LKS-92
VRT = b"<OGRVRTDataSource><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTDataSource>"


def area(number: int) -> BaseGeometry:
    """One of some areas that lie apart."""
    return box(X + 1000 * number, Y, X + 1000 * number + 900, Y + 900)


def features(*shapes: BaseGeometry | None) -> list[dict[str, Any]]:
    return [{"ID": f"ciems-{number}", "geometry": shape} for number, shape in enumerate(shapes)]


def swapped(shape: BaseGeometry) -> BaseGeometry:
    return shapely.transform(shape, lambda corners: corners[:, ::-1])


def zipped(members: dict[str, bytes], without: str = "", stem: str = "ciemi") -> bytes:
    """A zipped Shapefile, a part of which may be missing."""
    return zip_of({f"{stem}{end}": part for end, part in members.items() if end != without})


PARTS = shapefile(features(area(0), area(1)))
BOW_TIE = Polygon([(X, Y + 2000), (X + 900, Y + 2900), (X + 900, Y + 2000), (X, Y + 2900)])


def colliding() -> bytes:
    """Names of columns that are the same once they are cut to ten signs."""
    rows = [{"ID": "a", "nosaukums_": "x", "nosaukum_1": "y", "geometry": area(0)}]
    made = shapefile(rows)
    return zipped(made | {".dbf": made[".dbf"].replace(b"nosaukum_1", b"nosaukums_")})


ARCHIVES: list[tuple[str, bytes, Expected]] = [
    ("in order", zipped(PARTS), []),
    ("no .prj", zipped(PARTS, without=".prj"), [("crs_missing", None, None)]),
    ("no .shx", zipped(PARTS, without=".shx"), [("shapefile_part_missing", None, None)]),
    ("no .dbf", zipped(PARTS, without=".dbf"), [("shapefile_part_missing", None, None)]),
    ("columns collide", colliding(), [("duplicate_column", None, "NOSAUKUMS_")]),
    (
        "two layers",
        zip_of({f"{stem}{end}": part for stem in "ab" for end, part in PARTS.items()}),
        [("archive_layers_several", None, None)],
    ),
    ("a VRT", zip_of({"a.vrt": VRT}), [("archive_layer_missing", None, None)]),
    ("a VRT as .shp", zipped(PARTS | {".shp": VRT}), [("file_kind_other", "ciemi.shp", None)]),
    ("a zip", zip_of({"a.zip": zipped(PARTS)}), [("archive_layer_missing", None, None)]),
    ("a way out", zip_of({"../../a.shp": b""}), [("archive_path", None, None)]),
    ("another disk", zip_of({"C:\\a.shp": b""}), [("archive_path", None, None)]),
    ("odd letters in a name", zipped(PARTS, stem="K\u0327ekava\u202e\x1b[2J"), []),
    (
        "packed by macOS, in a folder",
        zip_of(
            {f"mape/CIEMI{end.upper()}": part for end, part in PARTS.items()}
            | {f"__MACOSX/mape/._CIEMI{end.upper()}": b"Mac OS X" for end in PARTS}
        ),
        [],
    ),
    ("cut off", zipped(PARTS)[:-300], [("archive_damaged", None, None)]),
    (
        "of an unknown version",
        zipped(PARTS).replace(b"PK\x01\x02\x14\x03\x14\x00", b"PK\x01\x02\x14\x03\xcc\x00"),
        [("archive_damaged", None, None)],
    ),
    (
        "a layer cut off",
        zipped(PARTS | {".shp": PARTS[".shp"][:200]}),
        [("geodata_unreadable", None, None)],
    ),
    (
        "northing first",
        zipped(shapefile(features(swapped(area(0)), swapped(area(1))))),
        [("axes_swapped", "ciems-0", "geometry")],
    ),
    (
        "the same id and area twice, and a bow tie",
        zipped(shapefile([*features(area(0), BOW_TIE), *features(area(0))])),
        [("duplicate_id", "ciems-0", "ID"), ("geometry_invalid", "ciems-1", "geometry")],
    ),
]


@pytest.fixture(autouse=True)
def default_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEO_KOPIENAS_DATA", str(write_data_folder(tmp_path / "data")))


@pytest.fixture(autouse=True)
def read_once_for_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each reading starts a process; the second language says the same faults in other words."""
    for name in ("read_layers", "read_zipped", "layer_names"):
        monkeypatch.setattr(layer_files, name, remembering(getattr(layer_files, name)))


def remembering(read: Callable[..., Any]) -> Callable[..., Any]:
    known: list[Any] = []

    def reading(*arguments: Any) -> Any:
        if not known:
            known.append(read(*arguments))
        return copy.deepcopy(known[0])

    return reading


@pytest.mark.parametrize(
    ("name", "content", "faults"), ARCHIVES, ids=[case[0] for case in ARCHIVES]
)
def test_each_fault_of_an_archive_is_named(
    name: str, content: bytes, faults: Expected, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del name
    path = tmp_path / "brought" / "ciemi.zip"
    path.parent.mkdir()
    path.write_bytes(content)
    assert places_of(checked(path, capsys)) == faults


def test_a_bomb_is_not_unpacked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MAX_MEMBER_BYTES", 10_000)
    path = tmp_path / "ciemi.zip"
    path.write_bytes(zipped(PARTS | {".dbf": bytes(10_001)}))
    (fault,) = checked(path, capsys)
    assert (fault["code"], fault["sheet"], fault["value"]) == ("archive_bomb", "ciemi", "ciemi.dbf")


def test_a_lone_shp_lacks_its_other_parts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "brought" / "ciemi.shp"
    path.parent.mkdir()
    path.write_bytes(PARTS[".shp"])
    faults = [(fault["code"], fault["value"]) for fault in checked(path, capsys)]
    assert faults == [
        ("shapefile_part_missing", "ciemi.shx"),
        ("shapefile_part_missing", "ciemi.dbf"),
    ]


def package(path: Path, rows: list[dict[str, Any]], **form: Any) -> Path:
    frame = gpd.GeoDataFrame(pd.DataFrame(rows), geometry="geometry", crs=AREA_CRS)
    frame.to_file(path, driver="GPKG", **form)
    return path


# GDAL remarks on a file of heights and flat areas while it is made here.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_every_geometry_of_a_geopackage_is_judged_in_one_pass(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with np.errstate(invalid="ignore"):
        nowhere = Polygon([(X, Y), (float("nan"), Y), (X, Y + 9), (X, Y)])
    rows = features(
        area(0),
        BOW_TIE,
        nowhere,
        Polygon(),
        None,
        LineString([(X, Y), (X + 9, Y)]),
        area(0),
        GeometryCollection([area(2), Point(X, Y)]),
        shapely.force_3d(area(3), 5),
        shapely.transform(area(4), lambda corners: corners + 2_000_000),
    )
    path = package(tmp_path / "named as a table.csv", rows, geometry_type="Unknown")
    assert places_of(checked(path, capsys)) == [
        ("geometry_invalid", "ciems-1", "geometry"),
        ("coordinate_not_finite", "ciems-2", "geometry"),
        ("geometry_empty", "ciems-3", "geometry"),
        ("geometry_empty", "ciems-4", "geometry"),
        ("geometry_type", "ciems-5", "geometry"),
        ("outside_latvia", "ciems-9", "geometry"),
        ("duplicate_geometry", "ciems-6", "geometry"),
    ]
    assert main(["check", str(path), "--format", "json"]) == 1
    repairs = json.loads(capsys.readouterr().out)["repairs"]
    assert places_of(repairs) == [
        ("repaired_invalid", "ciems-7", "geometry"),
        ("repaired_3d", "ciems-8", "geometry"),
    ]


def test_latitude_first_is_told_and_the_rest_is_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = gpd.GeoDataFrame(features(area(0), BOW_TIE), geometry="geometry", crs=AREA_CRS)
    frame = frame.set_geometry(frame.geometry.to_crs(MAP_CRS).apply(swapped))
    path = tmp_path / "ciemi.gpkg"
    frame.to_file(path, driver="GPKG")
    assert places_of(checked(path, capsys)) == [
        ("coordinates_swapped", None, "geometry"),
        ("geometry_invalid", "ciems-1", "geometry"),
    ]


def test_places_of_the_register_are_compared_with_their_municipality(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # With a corner of the municipality: a side of 12 km that is straight in degrees bends.
    area = box(24.0, 56.8, 24.1, 56.85).union(box(24.1, 56.8, 24.2, 56.85))
    rows = [{"place_id": "unit-a", "geometry": area}]
    frame = gpd.GeoDataFrame(pd.DataFrame(rows), geometry="geometry", crs=MAP_CRS)
    path = tmp_path / "pagasti.gpkg"
    frame.to_file(path, driver="GPKG")
    assert places_of(checked(path, capsys)) == [
        ("geometry_outside", "unit-a", "geometry"),
        ("layer_gap", "unit-a", "geometry"),
    ]


@pytest.mark.parametrize("content", [b"SQLite format 3\0" + bytes(200), b"SQLite format 3\0"])
def test_what_is_no_geopackage_is_one_fault(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ciemi.gpkg"
    path.write_bytes(content)
    assert places_of(checked(path, capsys)) == [("geodata_unreadable", None, None)]


def test_of_several_layers_of_a_geopackage_each_is_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ciemi.gpkg"
    package(path, features(area(0)), layer="a")
    package(path, features(BOW_TIE), layer="b")
    faults = checked(path, capsys)
    assert [(fault["code"], fault["sheet"]) for fault in faults] == [("geometry_invalid", "b")]
