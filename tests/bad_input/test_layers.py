"""Layers that people really bring: each fault with its feature, nothing repaired in silence."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from data_folder import feature, write_data_folder
from pyproj import Transformer
from spoilt import Expected, checked, places_of

from geo_kopienas.cli import main
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.crs import AREA_CRS, MAP_CRS
from geo_kopienas.domain.schema.fields import BOUNDARY_FILES, CONTEXT_FILE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SETTLEMENTS, UNITS = BOUNDARY_FILES[Level.SETTLEMENT], BOUNDARY_FILES[Level.UNIT]
APKAIMES = BOUNDARY_FILES[Level.APKAIME]
LKS_92 = Transformer.from_crs(MAP_CRS, AREA_CRS, always_xy=True)
VRT = "<OGRVRTDataSource><OGRVRTLayer><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>"
GDALG = '{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read /etc/passwd"}'

Collection = dict[str, Any]
A, B, C, D = (24.0, 56.8), (24.02, 56.8), (24.02, 56.82), (24.0, 56.82)


def ring(*corners: tuple[float, ...]) -> Callable[[Collection], None]:
    def change(layer: Collection) -> None:
        layer["features"][0]["geometry"]["coordinates"] = [[list(corner) for corner in corners]]

    return change


def geometry(**member: Any) -> Callable[[Collection], None]:
    def change(layer: Collection) -> None:
        layer["features"][0]["geometry"] = member

    return change


def moved(layer: Collection, move: Callable[[float, float], list[float]]) -> None:
    (corners,) = layer["features"][0]["geometry"]["coordinates"]
    layer["features"][0]["geometry"]["coordinates"] = [[move(*corner) for corner in corners]]


def swapped(layer: Collection) -> None:
    moved(layer, lambda x, y: [y, x])


def in_metres(layer: Collection) -> None:
    moved(layer, lambda x, y: list(LKS_92.transform(x, y)))


def in_metres_northing_first(layer: Collection) -> None:
    moved(layer, lambda x, y: list(LKS_92.transform(x, y))[::-1])


def declared_in_metres(layer: Collection) -> None:
    layer["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3059"}}


def both(*changes: Callable[[Collection], None]) -> Callable[[Collection], None]:
    def change(layer: Collection) -> None:
        for change in changes:
            change(layer)

    return change


def in_web_mercator(layer: Collection) -> None:
    moved(layer, lambda x, y: [x * 111_320, y * 136_000])


def without_ids(layer: Collection) -> None:
    layer["features"] *= 2
    for drawn in layer["features"]:
        drawn.pop("id", None)
        drawn["properties"] = {"NOSAUKUMS": "Alejas"}


def before_a_place_was_founded(layer: Collection) -> None:
    layer["features"][0] |= {"id": "apk-y"}
    layer["features"][0]["properties"]["place_id"] = "apk-y"


def doubled(layer: Collection) -> None:
    layer["features"].append(layer["features"][0])


def renamed(layer: Collection) -> None:
    layer["features"][0] = feature("alejsa", 24.0, 56.8, 0.02)


NAN = float("nan")
CASES: list[tuple[str, str, Callable[[Collection], None], Expected]] = [
    (
        "declared in metres",
        SETTLEMENTS,
        declared_in_metres,
        [("coordinates_not_degrees", None, "crs")],
    ),
    (
        "declared in metres and so",
        SETTLEMENTS,
        both(in_metres, declared_in_metres),
        [("coordinates_not_degrees", None, "crs")],
    ),
    (
        "in metres with swapped axes",
        SETTLEMENTS,
        both(in_metres_northing_first, declared_in_metres),
        [("coordinates_not_degrees", None, "crs"), ("axes_swapped", "alejas", "geometry")],
    ),
    (
        "another system does not hide other faults",
        SETTLEMENTS,
        both(ring(A, C, B, D, A), in_metres),
        [
            ("coordinates_not_degrees", "alejas", "geometry"),
            ("geometry_invalid", "alejas", "geometry"),
        ],
    ),
    (
        "in metres of another system",
        SETTLEMENTS,
        in_web_mercator,
        [("coordinates_not_degrees", "alejas", "geometry")],
    ),
    (
        "columns of another program",
        SETTLEMENTS,
        without_ids,
        [
            *(
                ("missing_property", None, name)
                for name in ("id", "place_id", "geometry_quality", "basis_lv", "basis_en")
            ),
            ("duplicate_geometry", "#2", "geometry"),
        ],
    ),
    (
        "a place that was not there yet",
        APKAIMES,
        before_a_place_was_founded,
        [("unknown_place", "apk-y", "place_id"), ("feature_missing", "apk-x", "place_id")],
    ),
    ("in metres", SETTLEMENTS, in_metres, [("coordinates_not_degrees", "alejas", "geometry")]),
    ("swapped", SETTLEMENTS, swapped, [("coordinates_swapped", "alejas", "geometry")]),
    ("bow tie", SETTLEMENTS, ring(A, C, B, D, A), [("geometry_invalid", "alejas", "geometry")]),
    ("not closed", SETTLEMENTS, ring(A, B, C, D), [("ring_not_closed", "alejas", "geometry")]),
    (
        "two points",
        SETTLEMENTS,
        ring(A, B),
        [("ring_too_short", "alejas", "geometry"), ("ring_not_closed", "alejas", "geometry")],
    ),
    (
        "empty",
        SETTLEMENTS,
        geometry(type="Polygon", coordinates=[]),
        [("geometry_empty", "alejas", "geometry")],
    ),
    (
        "not a number",
        SETTLEMENTS,
        ring(A, B, (NAN, 56.82), D, A),
        [("coordinate_not_finite", "alejas", "geometry")],
    ),
    (
        "collection",
        SETTLEMENTS,
        geometry(type="GeometryCollection", geometries=[]),
        [("geometry_type", "alejas", "geometry")],
    ),
    (
        "line",
        SETTLEMENTS,
        geometry(type="LineString", coordinates=[list(A), list(B)]),
        [("geometry_type", "alejas", "geometry")],
    ),
    (
        "a point among areas",
        UNITS,
        geometry(type="Point", coordinates=list(A)),
        [("geometry_type", "unit-a", "geometry")],
    ),
    ("the same twice", SETTLEMENTS, doubled, [("duplicate_id", "alejas", "place_id")]),
    (
        "a part is missing",
        UNITS,
        ring(A, (24.05, 56.8), (24.05, 56.9), (24.0, 56.9), A),
        [("layer_gap", "unit-a", "geometry")],
    ),
    (
        "outside",
        UNITS,
        # With the corners of the municipality: a side of 12 km that is straight in degrees bends.
        ring(A, (24.1, 56.8), (24.2, 56.8), (24.2, 56.9), (24.1, 56.9), (24.0, 56.9), A),
        [("geometry_outside", "unit-a", "geometry")],
    ),
    (
        "elsewhere",
        SETTLEMENTS,
        ring((14.0, 56.8), (14.1, 56.8), (14.1, 56.9), (14.0, 56.8)),
        [("outside_latvia", "alejas", "geometry")],
    ),
    ("no such place", SETTLEMENTS, renamed, [("unknown_place", "alejsa", "place_id")]),
]


@pytest.mark.parametrize(
    ("name", "file", "change", "faults"), CASES, ids=[case[0] for case in CASES]
)
def test_each_fault_names_its_feature(  # noqa: PLR0913, PLR0917 - a case and two fixtures
    name: str,
    file: str,
    change: Callable[[Collection], None],
    faults: Any,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    del name
    folder = write_data_folder(tmp_path)
    layer = json.loads((folder / file).read_text(encoding="utf-8"))
    change(layer)
    (folder / file).write_text(json.dumps(layer), encoding="utf-8")
    assert places_of(checked(folder, capsys)) == faults


@pytest.mark.parametrize("file", [SETTLEMENTS, UNITS, APKAIMES, CONTEXT_FILE])
def test_heights_of_a_layer_are_a_repair_and_no_fault(
    file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A map program adds them in silence to a layer that was edited in it."""
    folder = write_data_folder(tmp_path)
    layer = json.loads((folder / file).read_text(encoding="utf-8"))
    moved(layer, lambda x, y: [x, y, 0.0])
    (folder / file).write_text(json.dumps(layer), encoding="utf-8")
    assert main(["check", str(folder), "--format", "json"]) == 0
    repairs = json.loads(capsys.readouterr().out)["repairs"]
    assert [(repair["code"], repair["file"]) for repair in repairs] == [("repaired_3d", file)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (VRT, "file_kind_other"),
        (GDALG, "not_feature_collection"),
        ('{"type": "FeatureCollection", "features": [{"type"', "json_invalid"),
        ("[" * 100_000, "json_invalid"),
        ('{"type": "FeatureCollection", "features": []}', "layer_empty"),
        ("", "file_empty"),
        (b"PAR1".decode() + "\x15", "file_kind_other"),
    ],
    ids=["VRT", "GDALG", "cut off", "deep", "empty layer", "empty file", "Parquet"],
)
@pytest.mark.parametrize("name", [None, "brought.geojson"])
def test_what_is_no_layer_is_one_fault_and_nothing_is_opened(  # noqa: PLR0913, PLR0917
    content: str,
    code: str,
    name: str | None,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = write_data_folder(tmp_path / "data")
    monkeypatch.setenv("GEO_KOPIENAS_DATA", str(folder))
    path = tmp_path / name if name else folder / SETTLEMENTS
    path.write_text(content, encoding="utf-8")
    faults = checked(path if name else folder, capsys)
    assert [fault["code"] for fault in faults] == [code]


def test_a_layer_of_another_name_is_known_by_its_places(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_data_folder(tmp_path / "data")
    monkeypatch.setenv("GEO_KOPIENAS_DATA", str(folder))
    path = tmp_path / "pagasti 2026.geojson"
    layer = {"type": "FeatureCollection", "features": [feature("unit-a", 24.0, 56.8, 0.05)]}
    path.write_text(json.dumps(layer), encoding="utf-8")
    assert [fault["code"] for fault in checked(path, capsys)] == ["layer_gap"]
