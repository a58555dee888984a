"""Layers as people bring them, and the faults that name their features."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from data_folder import write_data_folder, write_layer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.fields import FORMER_FILE
from geo_kopienas.store.borders.layers import read_boundaries, read_context
from geo_kopienas.store.dataset import check_directory

if TYPE_CHECKING:
    from geo_kopienas.domain.schema.problems import Problem


def square(west: float = 24.0, south: float = 56.8, size: float = 0.1) -> Any:
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(
    place_id: str = "a",
    coordinates: list[Any] | None = None,
    kind: str = "Polygon",
    **properties: object,
) -> Any:
    stated = {
        "place_id": place_id,
        "name_lv": "A",
        "geometry_quality": "approximate",
        "basis_lv": "b",
        "basis_en": "b",
        **properties,
    }
    return {
        "type": "Feature",
        "id": place_id,
        "properties": stated,
        "geometry": {"type": kind, "coordinates": coordinates or [square()]},
    }


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def reading(*features: object, level: Level = Level.SETTLEMENT, **members: object) -> Any:
        path = tmp_path / "layer.geojson"
        content = {"type": "FeatureCollection", "features": list(features), **members}
        path.write_text(json.dumps(content), encoding="utf-8")
        return read_boundaries(path, level)

    return reading


def read_raw(tmp_path: Path, content: bytes) -> Any:
    path = tmp_path / "layer.geojson"
    path.write_bytes(content)
    return read_boundaries(path, Level.UNIT)


def named(problems: list[Problem]) -> Any:
    return [(problem.code, problem.row, problem.column) for problem in problems]


def test_a_layer_is_read_in_degrees_with_its_quality_and_basis(read: Any) -> None:
    layer, problems = read(feature(), feature("b", [24.5, 56.8], kind="Point"))
    assert problems == []
    assert list(layer["place_id"]) == ["a", "b"]
    assert list(layer["geometry_quality"]) == ["approximate", "approximate"]
    assert layer.crs.to_epsg() == 4326
    assert list(layer.geom_type) == ["Polygon", "Point"]


@pytest.mark.parametrize(
    "crs", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4326"]
)
def test_a_crs_member_in_degrees_is_no_fault(read: Any, crs: str) -> None:
    assert read(feature(), crs={"type": "name", "properties": {"name": crs}})[1] == []


METRES = [[500000, 290000], [501000, 290000], [501000, 291000], [500000, 290000]]


def test_metres_are_one_fault_however_often_they_occur(read: Any) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3059"}}
    layers = [feature("a", [METRES]), feature("b", [METRES])]
    for members in ({}, {"crs": crs}):
        problems = read(*layers, **members)[1]
        assert [problem.code for problem in problems] == [
            "coordinates_not_degrees",
            "duplicate_geometry",
        ]


def test_swapped_axes_are_said_to_be_swapped_once(read: Any) -> None:
    swapped = [[y, x] for x, y in square()]
    other = [[y + 0.2, x] for x, y in square()]
    problems = read(feature("a", [swapped]), feature("b", [other]))[1]
    assert named(problems) == [("coordinates_swapped", "a", "geometry")]
    assert problems[0].details == {"number": "2"}


BOW_TIE = [[24.0, 56.8], [24.1, 56.9], [24.1, 56.8], [24.0, 56.9], [24.0, 56.8]]


@pytest.mark.parametrize(
    ("kind", "coordinates", "code"),
    [
        ("Polygon", [square()[:-1]], "ring_not_closed"),
        ("Polygon", [[[24, 56.8], [24.1, 56.8], [24, 56.8]]], "ring_too_short"),
        ("Polygon", [BOW_TIE], "geometry_invalid"),
        ("Polygon", [[[float("nan"), 56.8], *square()[1:-1], [float("nan"), 56.8]]], None),
        ("Polygon", [["a", "b"]], "geometry_malformed"),
        ("Polygon", [24.0, 56.8], "geometry_malformed"),
        ("Polygon", [[]], "geometry_empty"),
        ("LineString", square(), "geometry_type"),
        ("GeometryCollection", [square()], "geometry_type"),
        ("Polygon", [square(10.0, 50.0)], "outside_latvia"),
    ],
)
def test_a_bad_geometry_is_named_by_its_feature(
    read: Any, kind: str, coordinates: list[Any] | None, code: str | None
) -> None:
    layer, problems = read(feature("a", coordinates, kind=kind))
    expected = {"coordinate_not_finite"} if code is None else {code}
    assert {problem.code for problem in problems} >= expected
    assert {(problem.row, problem.column) for problem in problems} == {("a", "geometry")}
    assert layer.geometry.isna().all()


@pytest.mark.parametrize("extra", [[12.0], [12.0, 3.0], [0]])
def test_heights_and_measures_are_left_out_and_said(read: Any, extra: list[float]) -> None:
    layer, problems = read(feature("a", [[[*corner, *extra] for corner in square()]]))
    assert named(problems) == [("repaired_3d", "a", "geometry")]
    assert layer.geometry["a"].equals(read(feature("a", [square()]))[0].geometry["a"])
    assert not layer.geometry["a"].has_z


def test_a_point_is_permitted_for_settlements_alone(read: Any) -> None:
    point = feature("a", [24.5, 56.8], kind="Point")
    assert read(point)[1] == []
    assert named(read(point, level=Level.UNIT)[1]) == [("geometry_type", "a", "geometry")]


def test_a_feature_without_geometry_is_a_fault(read: Any) -> None:
    assert named(read({**feature(), "geometry": None})[1]) == [("geometry_empty", "a", "geometry")]


def test_ids_are_required_equal_and_single(read: Any) -> None:
    nameless = feature("c", [square(24.6)])
    del nameless["id"]
    other = {**feature("e", [square(24.8)]), "id": "d"}
    problems = read(feature("a"), feature("a", [square(24.4)]), nameless, other)[1]
    assert named(problems) == [
        ("required_missing", "#3", "id"),
        ("id_mismatch", "d", "place_id"),
        ("duplicate_id", "a", "place_id"),
    ]


def test_quality_and_basis_are_checked(read: Any) -> None:
    problems = read(feature(geometry_quality="aproximate", basis_lv=None))[1]
    assert named(problems) == [
        ("unknown_code", "a", "geometry_quality"),
        ("required_missing", "a", "basis_lv"),
    ]
    assert problems[0].details["nearest"] == "approximate"


def test_the_same_geometry_twice_is_named_whatever_corner_it_starts_at(read: Any) -> None:
    ring = square()
    turned = [*ring[1:], ring[1]]
    problems = read(feature("a", [ring]), feature("b", [turned]))[1]
    assert [(problem.code, problem.row, problem.value) for problem in problems] == [
        ("duplicate_geometry", "b", "a")
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b'{"type": "FeatureCollection", "features": [', "json_invalid"),
        (b"[" * 200_000, "json_invalid"),
        (b'{"a":' + b"9" * 5000 + b"}", "json_invalid"),
        (b'<OGRVRTDataSource><OGRVRTLayer name="x"/></OGRVRTDataSource>', "file_kind_other"),
        (b'{"type": "gdal_streamed_alg", "command_line": "x"}', "not_feature_collection"),
        (b'{"type": "Feature"}', "not_feature_collection"),
        (b"[1, 2]", "not_feature_collection"),
        (b'{"type": "FeatureCollection", "features": []}', "layer_empty"),
        (b'{"type": "FeatureCollection", "features": [7]}', "not_a_feature"),
        (b"PK\x03\x04", "file_kind_other"),
    ],
)
def test_what_is_no_layer_is_one_fault(tmp_path: Path, content: bytes, code: str | None) -> None:
    assert [problem.code for problem in read_raw(tmp_path, content)[1]] == [code]


def test_the_place_where_a_layer_breaks_off_is_named(tmp_path: Path) -> None:
    problems = read_raw(tmp_path, b'{"type": "FeatureCollection",\n "features": [')[1]
    assert [problem.value for problem in problems] == ["2:15"]


@pytest.mark.parametrize("codec", ["utf-16", "cp1257"])
def test_another_encoding_does_not_hide_other_faults(tmp_path: Path, codec: str) -> None:
    content = {"type": "FeatureCollection", "features": [feature("a", [BOW_TIE], name_lv="Ķekava")]}
    text = json.dumps(content, ensure_ascii=False)
    problems = read_raw(tmp_path, text.encode(codec))[1]
    assert [problem.code for problem in problems] == ["encoding_other", "geometry_invalid"]


@pytest.mark.parametrize("feature_id", [["a"], {"a": 1}, 7, True])
def test_an_id_of_another_kind_is_another_id(read: Any, feature_id: Any) -> None:
    assert named(read({**feature(), "id": feature_id})[1]) == [
        ("id_mismatch", str(feature_id), "place_id")
    ]


def test_half_of_a_sign_is_no_text(read: Any) -> None:
    assert named(read(feature(basis_lv="a\ud800"))[1]) == [("control_character", "a", "basis_lv")]


def test_neighbours_must_have_a_name(tmp_path: Path) -> None:
    path = tmp_path / "neighbours.geojson"
    content = {"type": "FeatureCollection", "features": [feature("neighbour-a", name_lv=None)]}
    path.write_text(json.dumps(content), encoding="utf-8")
    assert named(read_context(path)[1]) == [("required_missing", "neighbour-a", "name_lv")]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "geometry", "coordinates", "properties", "id"]), inner
        )
    ),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(JSON, st.sampled_from(["Polygon", "MultiPolygon", "Point", "MultiPoint", "LineString"]))
def test_arbitrary_json_never_raises_and_is_never_accepted(value: Any, kind: str) -> None:
    features = [
        value,
        {"type": "Feature", "geometry": value, "properties": value},
        {"type": "Feature", "geometry": {"type": kind, "coordinates": value}},
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "layer.geojson")
        for content in (value, {"type": "FeatureCollection", "features": features, "crs": value}):
            path.write_text(json.dumps(content), encoding="utf-8")
            assert read_boundaries(path, Level.SETTLEMENT)[1]


def write_former(folder: Path, *features: dict[str, Any]) -> Path:
    data = write_data_folder(folder / "data")
    write_layer(data, FORMER_FILE, *features)
    return data


def former(feature_id: str, place_id: str = "alejas", **properties: Any) -> dict[str, Any]:
    stated = {"valid_to_date": "2026-01-01", **properties}
    return feature(place_id, [square(size=0.02)], **stated) | {"id": feature_id}


def test_a_border_may_come_back_and_a_place_have_several_former_ones(tmp_path: Path) -> None:
    data = write_former(
        tmp_path, former("alejas@1"), former("alejas@2", valid_from_date="2026-01-01")
    )
    assert check_directory(data) == []


def test_each_fault_of_a_former_border_is_said(tmp_path: Path) -> None:
    data = write_former(
        tmp_path,
        former("a", "alejass"),
        former("b", valid_from_date="2026-02-01"),
        former("c", valid_to_date=None),
        former("d", valid_to_date="rīt"),
        former("d"),
    )
    assert [(problem.code, problem.row, problem.column) for problem in check_directory(data)] == [
        ("required_missing", "c", "valid_to_date"),
        ("invalid_date", "d", "valid_to_date"),
        ("duplicate_id", "d", "place_id"),
        ("unknown_place", "a", "place_id"),
        ("end_before_start", "b", "valid_to_date"),
    ]
