"""Files of borders that people really bring, given to `import boundaries --yes`.

Each must leave the data directory byte for byte as it was, with a code, the feature's name and
words; or be imported after repairs that are listed, and undone to the same bytes.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
import shapely
from address_register import Row, shapefile, small_register, square, zip_of
from register_folder import DAY, write_files
from shapely.geometry import GeometryCollection, LineString, MultiPolygon, Point, Polygon
from spoilt import Expected, places_of, snapshot

from geo_kopienas.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

VRT = b"<OGRVRTDataSource><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTDataSource>"
GDALG = b'{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read /etc/passwd"}'
ALEJAS = "Alejas 100007001"
PARISH = "Alejas pagasts 100005500"


@pytest.fixture
def data(beginning: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = write_files(tmp_path / "data", beginning)
    monkeypatch.setenv("GEO_KOPIENAS_DATA", str(folder))
    return folder


@pytest.fixture
def imported(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Imports a file with `--yes`; refused, it changed nothing."""

    def importing(content: bytes, *options: str, name: str = "aw_shp.zip") -> dict[str, Any]:
        path = tmp_path / name
        path.write_bytes(content)
        before = snapshot(data)
        code = main(["import", "boundaries", str(path), "--yes", "--format", "json", *options])
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)
        assert code == (1 if answer["faults"] else 0)
        assert all(fault["message"] and fault["remedy"] for fault in answer["faults"])
        if answer["is_written"]:
            assert main(["undo"]) == 0
            capsys.readouterr()
        assert snapshot(data) == before
        return answer

    return importing


def register(
    change: Callable[[dict[str, list[Row]]], object] | None = None, **options: Any
) -> bytes:
    """The small register as a zip, changed."""
    layers = small_register()
    if change is not None:
        change(layers)
    out = io.BytesIO()
    parts = options.get("parts", {})
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in layers.items():
            for ending, content in (shapefile(rows) | parts.get(name, {})).items():
                if ending not in options.get("without", ()):
                    archive.writestr(f"{name}{ending}", content)
        for name, content in options.get("extra", {}).items():
            archive.writestr(name, content)
    return out.getvalue()


def village(shape: BaseGeometry | None) -> bytes:
    """The register with another geometry of the village Alejas."""

    def change(layers: dict[str, list[Row]]) -> None:
        layers["Ciemi"][0]["geometry"] = shape

    return register(change)


def corner(x: float, y: float) -> tuple[float, float]:
    west, south, _, _ = square(x, y, 1).bounds
    return west, south


BOW_TIE = Polygon([corner(5000, 1000), corner(6000, 2000), corner(6000, 1000), corner(5000, 2000)])
CORNERS = list(square(5000, 1000).exterior.coords)
#: Goes out along a line and comes back the same way.
SPIKE = Polygon([*CORNERS[:2], corner(5500, 2500), *CORNERS[1:]])


def gap_between_units(layers: dict[str, list[Row]]) -> None:
    layers["Pagasti"][0]["geometry"] = square(4100, 0, 5900, 10_000)


def overlap_units(layers: dict[str, list[Row]]) -> None:
    layers["Pagasti"][0]["geometry"] = square(3900, 0, 6100, 10_000)


def same_code(layers: dict[str, list[Row]]) -> None:
    layers["Ciemi"][1]["KODS"] = layers["Ciemi"][0]["KODS"]


def same_geometry(layers: dict[str, list[Row]]) -> None:
    layers["Ciemi"][1]["geometry"] = layers["Ciemi"][0]["geometry"]


def no_parent(layers: dict[str, list[Row]]) -> None:
    layers["Ciemi"][0]["VKUR_CD"] = "100009999"


def swap_axes(layers: dict[str, list[Row]]) -> None:
    for rows in layers.values():
        for row in rows:
            row["geometry"] = shapely.transform(row["geometry"], lambda corners: corners[:, ::-1])


def without_town(layers: dict[str, list[Row]]) -> None:
    """Borders from before the town was one."""
    layers["Pilsetas"] = [layers["Pilsetas"][0] | {"STATUSS": "DEL", "DAT_BEIG": "2020-01-01"}]


GEOMETRY: list[tuple[str, bytes, Expected]] = [
    ("empty", village(Polygon()), [("geometry_empty", ALEJAS, "geometry")]),
    ("missing", village(None), [("geometry_empty", ALEJAS, "geometry")]),
    ("a bow tie", village(BOW_TIE), [("geometry_invalid", ALEJAS, "geometry")]),
    ("not in Latvia", village(square(900_000, 0)), [("outside_latvia", ALEJAS, "geometry")]),
    ("the same code twice", register(same_code), [("duplicate_id", "Ķīšezers 100007001", "KODS")]),
    (
        "the same geometry twice",
        register(same_geometry),
        [("duplicate_geometry", "Ķīšezers 100007002", "geometry")],
    ),
    ("no such parent", register(no_parent), [("parent_unknown", ALEJAS, "VKUR_CD")]),
    ("a gap between units", register(gap_between_units), [("layer_gap", PARISH, "geometry")]),
    (
        "units overlap",
        register(overlap_units),
        [("layer_overlap", "Liepa 100003500", "geometry")],
    ),
    ("a town that is none", register(without_town), [("layer_gap", PARISH, "geometry")]),
]


@pytest.mark.parametrize(
    ("content", "expected"), [case[1:] for case in GEOMETRY], ids=[case[0] for case in GEOMETRY]
)
def test_each_fault_of_the_register_names_its_feature(
    content: bytes, expected: Expected, imported: Any
) -> None:
    assert places_of(imported(content)["faults"]) == expected


def test_swapped_axes_are_said_once_a_layer(imported: Any) -> None:
    faults = imported(register(swap_axes))["faults"]
    assert {fault["code"] for fault in faults} == {"axes_swapped"}


REPAIRED: list[tuple[str, bytes, str]] = [
    ("3D", village(shapely.force_3d(square(5000, 1000), 7)), "repaired_3d"),
    ("a spike", village(SPIKE), "repaired_invalid"),
    (
        "a ring in the ring of another part",
        village(MultiPolygon([square(5000, 1000), square(5000.0, 2000.0, 0.5)])),
        "repaired_invalid",
    ),
]


@pytest.mark.parametrize(
    ("content", "code"), [case[1:] for case in REPAIRED], ids=[case[0] for case in REPAIRED]
)
def test_a_repair_is_listed_and_the_rest_imported(content: bytes, code: str, imported: Any) -> None:
    answer = imported(content)
    assert answer["faults"] == []
    assert {repair["code"] for repair in answer["repairs"]} == {code}


COLLIDING = shapefile(
    [{"KODS": "1", "nosaukums_": "x", "nosaukum_1": "y", "geometry": square(0, 0)}]
)
COLLIDING[".dbf"] = COLLIDING[".dbf"].replace(b"nosaukum_1", b"nosaukums_")
NOTHING = ("--level", "settlement", "--columns", "name=NOSAUKUMS", "--source", "vzd")

CONTAINERS: list[tuple[str, bytes, Expected]] = [
    ("no .shx", register(without=(".shx",)), [("shapefile_part_missing", None, None)] * 5),
    ("no .dbf", register(without=(".dbf",)), [("shapefile_part_missing", None, None)] * 5),
    (
        "two layers of other names",
        zip_of({f"{stem}{end}": part for stem in "ab"
                for end, part in shapefile(small_register()["Ciemi"]).items()}),
        [("archive_layers_several", None, None)],
    ),
    ("the same layer twice", register(extra={f"vecie/Ciemi{end}": part for end, part in
        shapefile(small_register()["Ciemi"]).items()}), [("archive_layers_several", None, None)]),
    ("units missing", zip_of({f"Ciemi{end}": part for end, part in
        shapefile(small_register()["Ciemi"]).items()}), [("archive_layer_missing", None, None)]),
    ("a VRT", zip_of({"a.vrt": VRT}), [("archive_layer_missing", None, None)]),
    ("a VRT as .shp", register(parts={"Ciemi": {".shp": VRT}}),
     [("file_kind_other", "ciemi.shp", None)]),
    ("a way out", register(extra={"../../a.shp": b""}), [("archive_path", None, None)]),
    ("another disk", register(extra={"C:\\a.shp": b""}), [("archive_path", None, None)]),
    ("cut off", register()[:-400], [("archive_damaged", None, None)]),
    ("columns collide", zip_of({f"slanis{end}": part for end, part in COLLIDING.items()}),
     [("duplicate_column", None, "NOSAUKUMS_")]),
    ("a page", b"<!DOCTYPE html><html></html>", [("file_kind_other", None, None)]),
    ("nothing", b"", [("file_empty", None, None)]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "expected"),
    [case[1:] for case in CONTAINERS],
    ids=[case[0] for case in CONTAINERS],
)
def test_each_fault_of_a_container_is_said(
    content: bytes, expected: Expected, imported: Any
) -> None:
    faults = imported(content)["faults"]
    assert places_of(faults) == expected


def test_harmless_members_and_odd_names_change_nothing(imported: Any) -> None:
    """Buildings, a description of another source and a name that steers a terminal."""
    extra = {"Ekas.shp": b"not even read", "a.vrt": VRT, "K\u0327\u202e\x1b[2J.txt": b""}
    answer = imported(register(extra=extra))
    assert answer["faults"] == []
    assert [rows for rows in answer["changes"].values() if rows] == []


def test_without_prj_the_register_is_taken_for_what_it_is_and_that_is_said(imported: Any) -> None:
    answer = imported(register(without=(".prj",)))
    assert answer["faults"] == []
    assert {repair["code"] for repair in answer["repairs"]} == {"assumed_crs"}


# --- GeoJSON -----------------------------------------------------------------------------------


DEGREES = [[24.1, 56.7], [24.2, 56.7], [24.2, 56.8], [24.1, 56.7]]
NAMED = ("--level", "settlement", "--columns", "name=name,code=code", "--source", "vzd")


def geojson(*geometry: Any, **members: Any) -> bytes:
    features = [
        {"type": "Feature", "properties": {"name": f"Ciems {number}", "code": str(number)},
         "geometry": shape}
        for number, shape in enumerate(geometry)
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": features, **members}).encode()


def polygon(*ring: list[float]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [list(ring)]}


WHERE = ("Ciems 0", "geometry")
PLAIN: list[tuple[str, bytes, Expected]] = [
    ("ring not closed", geojson(polygon(*DEGREES[:3], [24.1, 56.75])),
     [("ring_not_closed", *WHERE)]),
    ("ring of two points", geojson(polygon(DEGREES[0], DEGREES[1], DEGREES[0])),
     [("ring_too_short", *WHERE)]),
    ("no geometry", geojson(None), [("geometry_empty", *WHERE)]),
    ("empty polygon", geojson({"type": "Polygon", "coordinates": []}),
     [("geometry_empty", *WHERE)]),
    ("NaN", geojson(polygon([float("nan"), 56.7], *DEGREES[1:3], [float("nan"), 56.7])),
     [("coordinate_not_finite", *WHERE)]),
    ("a collection", geojson({"type": "GeometryCollection", "geometries": []}),
     [("geometry_type", *WHERE)]),
    ("a line among areas", geojson(polygon(*DEGREES), {"type": "LineString",
     "coordinates": DEGREES}), [("geometry_type", "Ciems 1", "geometry")]),
    ("latitude first", geojson(polygon(*[[y, x] for x, y in DEGREES])),
     [("coordinates_swapped", None, "geometry")]),
    ("metres without saying so", geojson(polygon([5e5, 3e5], [5.1e5, 3e5], [5.1e5, 3.1e5],
     [5e5, 3e5])), [("coordinates_not_degrees", None, "geometry")]),
    ("an unknown system", geojson(polygon(*DEGREES), crs={"type": "name", "properties":
     {"name": "EPSG:9999"}}), [("crs_unknown", None, None)]),
    ("truncated", geojson(polygon(*DEGREES))[:-20], [("json_invalid", None, None)]),
    ("a VRT", VRT, [("file_kind_other", None, None)]),
    ("JSON of another kind", b'{"features": [{"rings": []}]}',
     [("not_feature_collection", None, None)]),
    ("GDALG", GDALG, [("not_feature_collection", None, None)]),
    ("nothing in it", geojson(), [("layer_empty", None, None)]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "expected"), [case[1:] for case in PLAIN], ids=[case[0] for case in PLAIN]
)
def test_each_fault_of_a_plain_layer_names_its_feature(
    content: bytes, expected: Expected, imported: Any
) -> None:
    faults = imported(content, *NAMED, name="ciemi.geojson")["faults"]
    assert places_of(faults) == expected


def test_a_plain_layer_in_metres_declared_the_old_way_is_imported(imported: Any) -> None:
    """Villages alone: they lie in the municipality of the register and get the town or parish."""
    shapes = [shapely.force_3d(square(5000, 1000, 900)), square(8800, 8800, 400)]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3059"}}
    features = [
        {"type": "Feature", "properties": {"name": name, "code": code},
         "geometry": json.loads(shapely.to_geojson(shape))}
        for name, code, shape in zip(("Alejas", "Jaunie Krasti"), ("100007001", "7"), shapes,
                                     strict=True)
    ]  # fmt: skip
    content = {"type": "FeatureCollection", "crs": crs, "features": features}
    answer = imported(json.dumps(content).encode(), *NAMED, name="ciemi.geojson")
    assert answer["faults"] == []
    assert [change["place_id"] for change in answer["changes"]["new"]] == ["jaunie-krasti"]
    assert answer["is_written"]


def test_another_system_is_named_as_the_file_names_it(imported: Any) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    (fault,) = imported(geojson(polygon(*DEGREES), crs=crs), *NAMED, name="ciemi.geojson")["faults"]
    assert fault["value"] == "urn:ogc:def:crs:EPSG::3857"


def test_a_layer_that_is_not_there_and_no_source_are_said(imported: Any, tmp_path: Path) -> None:
    path = tmp_path / "robezas.gpkg"
    shapes = gpd.GeoDataFrame({"name": ["Alejas"]}, geometry=[square(5000, 1000)], crs=3059)
    shapes.to_file(path, layer="ciemi")
    (fault,) = imported(path.read_bytes(), *NAMED, "--layer", "Ciems", name=path.name)["faults"]
    assert (fault["code"], fault["value"]) == ("layer_unknown", "Ciems")
    assert "ciemi" in fault["remedy"]
    (fault,) = imported(geojson(polygon(*DEGREES)), *NAMED[:-2], name="ciemi.geojson")["faults"]
    assert (fault["code"], fault["value"]) == ("source_missing", None)


def test_a_spoilt_name_is_no_name_and_invisible_signs_are_taken_out(imported: Any) -> None:
    content = geojson(polygon(*DEGREES)).replace(b"Ciems 0", "Baloþi".encode())
    faults = imported(content, *NAMED, name="ciemi.geojson")["faults"]
    assert places_of(faults) == [("encoding_wrong", "Baloþi", "name")]
    assert "Baloži" in faults[0]["message"]
    content = geojson(polygon(*DEGREES)).replace(b"Ciems 0", "Cie\u00adms 0".encode())
    answer = imported(content, *NAMED, name="ciemi.geojson")
    assert [fault["code"] for fault in answer["faults"]] == ["layer_elsewhere"]
    assert [repair["code"] for repair in answer["repairs"]] == ["invisible_removed"]


def test_half_of_a_sign_is_no_name(imported: Any) -> None:
    content = geojson(polygon(*DEGREES)).replace(b"Ciems 0", b"Ciems \\ud800")
    faults = imported(content, *NAMED, name="ciemi.geojson")["faults"]
    assert places_of(faults) == [("control_character", "Ciems ?", "name")]


def test_pieces_of_every_kind_in_one_geometry_are_no_border(imported: Any) -> None:
    mixed = GeometryCollection([Point(corner(1, 1)), LineString([corner(0, 0), corner(9, 9)])])
    member = json.loads(shapely.to_geojson(mixed))
    faults = imported(geojson(member), *NAMED, name="ciemi.geojson")["faults"]
    assert places_of(faults) == [("geometry_type", *WHERE)]


@pytest.mark.parametrize(
    ("name", "content", "inside"),
    [
        ("ciemi.geojson", geojson(), ""),
        ("cut.zip", b"PK\x03\x04", ""),
        (
            "aw_shp.zip",
            register(lambda layers: layers["Ciemi"][0].update(NOSAUKUMS="")),
            "/ciemi.shp",
        ),
    ],
)
def test_faults_name_the_file_as_the_caller_did(
    name: str, content: bytes, inside: str, imported: Any, tmp_path: Path
) -> None:
    faults = imported(content, name=name)["faults"]
    assert {fault["file"] for fault in faults} == {f"{(tmp_path / name).as_posix()}{inside}"}


def test_a_fault_of_the_result_names_what_was_brought(imported: Any, tmp_path: Path) -> None:
    """The layers that the import would write are no files that the user knows."""
    (fault,) = imported(register(overlap_units))["faults"]
    assert fault["file"] == f"{(tmp_path / 'aw_shp.zip').as_posix()}/pilsetas.shp"
    assert (fault["row"], PARISH in fault["message"]) == ("Liepa 100003500", True)


# --- nothing is left out in silence --------------------------------------------------------------


def package(folder: Path, *shapes: BaseGeometry | None, **columns: list[Any]) -> bytes:
    """A GeoPackage of villages."""
    named = {"name": [f"Ciems {number}" for number in range(len(shapes))]} | columns
    path = folder / "made.gpkg"
    path.unlink(missing_ok=True)
    frame = gpd.GeoDataFrame(named, geometry=list(shapes), crs=3059)
    frame.to_file(path, driver="GPKG", geometry_type="Unknown")
    return path.read_bytes()


GOOD = square(5000, 3000)
VILLAGES = ("--level", "settlement", "--columns", "name=name", "--source", "vzd")


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        (None, "geometry_empty"),
        (Polygon(), "geometry_empty"),
        (MultiPolygon(), "geometry_empty"),
        (GeometryCollection(), "geometry_empty"),
        (square(2_000_000, 0), "outside_latvia"),
        (LineString([corner(5000, 1000), corner(5900, 1000)]), "geometry_type"),
        (BOW_TIE, "geometry_invalid"),
    ],
    ids=["null", "empty", "no parts", "empty collection", "elsewhere", "line", "bow tie"],
)
def test_a_village_that_lies_nowhere_is_not_left_out_in_silence(
    shape: BaseGeometry | None, code: str, imported: Any, tmp_path: Path
) -> None:
    answer = imported(package(tmp_path, GOOD, shape), *VILLAGES, name="ciemi.gpkg")
    (fault,) = answer["faults"]
    assert (fault["code"], fault["row"]) == (code, "Ciems 1 #2")
    assert fault["file"] == (tmp_path / "ciemi.gpkg").as_posix()


@pytest.mark.parametrize("name", ["", None, "  "])
def test_a_village_without_a_name_is_a_fault(
    name: str | None, imported: Any, tmp_path: Path
) -> None:
    content = package(tmp_path, GOOD, square(7000, 3000), name=["Ciems 0", name])
    (fault,) = imported(content, *VILLAGES, name="ciemi.gpkg")["faults"]
    assert (fault["code"], fault["row"], fault["column"]) == ("required_missing", "#2", "NAME")


def test_codes_in_a_column_of_decimals_are_the_same_codes(imported: Any, tmp_path: Path) -> None:
    """A program that reads codes as numbers writes 100007001.0."""
    content = package(tmp_path, square(5000, 1000), name=["Alejas"], code=[100007001.0])
    coded = (*VILLAGES[:3], "name=name,code=code", *VILLAGES[4:])
    answer = imported(content, *coded, name="ciemi.gpkg")
    assert (answer["faults"], answer["changes"]["new"]) == ([], [])
    assert "coded" not in answer["changes"]


SAME_DAY = ("--date", DAY.isoformat())


def dated(day: str) -> bytes:
    return register(lambda layers: layers["Ciemi"][0].update(DAT_BEIG=day))


def test_an_end_that_stands_for_none_is_none(imported: Any) -> None:
    answer = imported(dated("9999-12-31"))
    assert (answer["faults"], answer["changes"]["gone"]) == ([], [])
    assert "ends_later" not in answer["changes"]


def test_a_place_that_ends_later_stays_until_then_and_is_said(imported: Any) -> None:
    answer = imported(dated("2999-06-30"), *SAME_DAY)
    assert (answer["faults"], answer["changes"]["gone"], answer["files"]) == ([], [], [])
    (later,) = answer["changes"]["ends_later"]
    assert (later["place_id"], later["until"]) == ("alejas", "2999-06-30")


def test_a_place_that_has_ended_here_keeps_its_last_border_and_is_said(
    imported: Any, data: Path
) -> None:
    path = data / "places" / "places.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    for row in rows:
        row["valid_to_date"] = "2025-01-01" if row["place_id"] == "alejas" else ""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    answer = imported(village(square(5000, 1000, 700)))
    (ended,) = answer["changes"]["has_ended"]
    assert (ended["place_id"], ended["until"]) == ("alejas", "2025-01-01")
    assert "border_changed" not in answer["changes"]


@pytest.mark.parametrize("missing", [("Ciemi",), ("Mazciemi",), ("Ciemi", "Mazciemi")])
def test_a_layer_that_the_register_lacks_is_said_and_ends_no_place(
    missing: tuple[str, ...], imported: Any
) -> None:
    def without(layers: dict[str, list[Row]]) -> None:
        for name in missing:
            del layers[name]

    answer = imported(register(without))
    assert answer["faults"] == []
    assert [row["name"] for row in answer["changes"]["layer_missing"]] == [
        name.lower() for name in missing
    ]
    assert answer["changes"]["gone"] == []


def test_heights_of_every_layer_are_left_out_also_of_the_neighbours(imported: Any) -> None:
    def raised(layers: dict[str, list[Row]]) -> None:
        for rows in layers.values():
            for one in rows:
                one["geometry"] = shapely.force_3d(one["geometry"], 7)

    answer = imported(register(raised), *SAME_DAY)
    assert (answer["faults"], answer["files"]) == ([], [])
    assert {repair["code"] for repair in answer["repairs"]} == {"repaired_3d"}
    assert "Blakus novads 100015600" in {repair["row"] for repair in answer["repairs"]}


def test_a_damaged_neighbour_refuses_nothing_and_is_said(imported: Any) -> None:
    west = corner(10_000, 0)
    bow_tie = Polygon([west, corner(12_000, 9000), corner(12_000, 0), corner(10_000, 9000)])
    answer = imported(register(lambda layers: layers["Novadi"][1].update(geometry=bow_tie)))
    assert answer["faults"] == []
    assert answer["changes"]["neighbour_left_out"] == [{"name": "Blakus novads"}]


def test_borders_that_give_way_to_worse_ones_are_a_warning(imported: Any, tmp_path: Path) -> None:
    content = package(tmp_path, square(5000, 1000, 999), name=["Alejas"])
    answer = imported(content, *VILLAGES, "--quality", "generalised", name="ciemi.gpkg")
    assert [row["place_id"] for row in answer["changes"]["worse_border"]] == ["alejas"]


def test_a_status_that_alone_changes_is_listed(imported: Any, data: Path) -> None:
    path = data / "places" / "places.csv"
    text = path.read_text(encoding="utf-8")
    (line,) = (line for line in text.splitlines() if line.startswith("alejas,"))
    path.write_text(text.replace(line, line.replace("official", "map_name_only")), encoding="utf-8")
    answer = imported(register(), *SAME_DAY)
    assert answer["files"] == ["places/places.csv"]
    assert [row["place_id"] for row in answer["changes"]["made_official"]] == ["alejas"]
