"""Layers against the register and one another, drawn as squares in metres."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
from shapely import Point, Polygon, box

from geo_kopienas.domain.borders.validation import layer_problems
from geo_kopienas.domain.schema.cells import MAX_SUGGESTIONS
from geo_kopienas.domain.schema.codes import Level

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

KM = 1000
WEST, SOUTH = 510 * KM, 290 * KM

LEVELS = {
    "novads": "municipality",
    "unit-a": "unit",
    "unit-b": "unit",
    "alejas": "settlement",
    "berzi": "settlement",
}


def square(x: float, y: float, width: float, height: float) -> Polygon:
    """A rectangle in kilometres from the south-western corner of the municipality."""
    west, south = WEST + x * KM, SOUTH + y * KM
    return box(west, south, west + width * KM, south + height * KM)


def layer(**shapes: BaseGeometry) -> gpd.GeoDataFrame:
    ids = [name.replace("_", "-") for name in shapes]
    geometry = gpd.GeoSeries(list(shapes.values()), index=ids, crs="EPSG:3059").to_crs("EPSG:4326")
    return gpd.GeoDataFrame({"place_id": ids}, geometry=geometry, index=pd.Index(ids, name="row"))


def register(**coordinates: tuple[float, float]) -> pd.DataFrame:
    frame = pd.DataFrame({"place_id": list(LEVELS), "level": list(LEVELS.values())})
    for number, name in enumerate(("latitude", "longitude")):
        frame[name] = [
            coordinates[level][number] if level in coordinates else None for level in LEVELS
        ]
        frame[name] = frame[name].astype("Float64")
    frame.index = pd.RangeIndex(2, len(frame) + 2, name="row")
    return frame


MUNICIPALITY = layer(novads=square(0, 0, 10, 10))
UNITS = layer(unit_a=square(0, 0, 5, 10), unit_b=square(5, 0, 5, 10))


def faults(
    places: pd.DataFrame | None = None, **layers: gpd.GeoDataFrame
) -> list[tuple[str, int | str | None, str | None]]:
    by_level = {Level(name): layer for name, layer in layers.items()}
    problems = layer_problems(register() if places is None else places, by_level)
    return [(problem.code, problem.row, problem.value) for problem in problems]


def test_units_that_tile_the_municipality_have_no_fault() -> None:
    assert faults(municipality=MUNICIPALITY, unit=UNITS) == []


def test_what_an_import_would_close_is_no_fault_and_what_is_wider_or_larger_is_one() -> None:
    """Below 5 m and 10,000 m²: `tiling`."""

    def beside(metres: float, length: float = 10) -> list[tuple[str, int | str | None, str | None]]:
        east = square(5, 0, 5, 10).difference(square(5, 0, metres / KM, length))
        units = layer(unit_a=square(0, 0, 5, 10), unit_b=east)
        return faults(municipality=MUNICIPALITY, unit=units)

    assert beside(0.9) == []
    assert beside(4.9, length=2) == []
    assert [fault[0] for fault in beside(4.0)] == ["layer_gap"]  # 40,000 m²
    assert [fault[0] for fault in beside(5.5, length=0.1)] == ["layer_gap"]


def test_every_gap_is_named_with_the_unit_beside_it() -> None:
    holes = square(2, 2, 0.5, 0.5).union(square(7, 7, 1, 1))
    units = layer(
        unit_a=square(0, 0, 5, 10).difference(holes), unit_b=square(5, 0, 5, 10).difference(holes)
    )
    assert faults(municipality=MUNICIPALITY, unit=units) == [
        ("layer_gap", "unit-b", "1.00"),
        ("layer_gap", "unit-a", "0.25"),
    ]


def test_units_have_the_same_limit_outside_the_municipality_and_villages_a_wider_one() -> None:
    units = layer(
        unit_a=square(0, 0, 5, 10), unit_b=square(5, 0, 5.01, 4).union(square(5, 0, 5, 10))
    )
    assert faults(municipality=MUNICIPALITY, unit=units) == [
        ("geometry_outside", "unit-b", "0.040000")
    ]
    villages = layer(alejas=square(9, 0, 1.01, 4))
    assert faults(municipality=MUNICIPALITY, settlement=villages) == []


def test_a_gap_and_an_overlap_are_named_with_their_area() -> None:
    gap = layer(unit_a=square(0, 0, 5, 10), unit_b=square(5.1, 0, 4.9, 10))
    assert faults(municipality=MUNICIPALITY, unit=gap) == [("layer_gap", "unit-a", "1.00")]
    overlap = layer(unit_a=square(0, 0, 5.1, 10), unit_b=square(5, 0, 5, 10))
    assert faults(municipality=MUNICIPALITY, unit=overlap) == [("layer_overlap", "unit-a", "1.00")]


def test_a_unit_that_the_layer_lacks_is_named_even_if_there_is_no_gap() -> None:
    before = layer(unit_a=square(0, 0, 10, 10))
    assert faults(municipality=MUNICIPALITY, unit=before) == [
        ("feature_missing", "unit-b", "unit-b")
    ]
    ended = register().assign(valid_to_date=[None, None, "2021-07-01", None, None])
    assert faults(ended, municipality=MUNICIPALITY, unit=before) == []


def test_settlements_need_not_tile_but_must_not_overlap() -> None:
    apart = layer(alejas=square(1, 1, 1, 1), berzi=square(3, 3, 1, 1))
    assert faults(municipality=MUNICIPALITY, settlement=apart) == []
    across = layer(alejas=square(1, 1, 1, 1), berzi=square(1.5, 1, 1, 1))
    assert faults(municipality=MUNICIPALITY, settlement=across) == [
        ("layer_overlap", "alejas", "0.50")
    ]


def test_what_lies_outside_the_municipality_is_named() -> None:
    settlements = layer(alejas=square(9.5, 1, 1, 1), berzi=Point(WEST - 2 * KM, SOUTH))
    assert faults(municipality=MUNICIPALITY, settlement=settlements) == [
        ("geometry_outside", "alejas", "0.50"),
        ("geometry_outside", "berzi", "0.00"),
    ]


def test_a_geometry_belongs_to_a_known_place_of_its_level() -> None:
    settlements = layer(unit_a=square(1, 1, 1, 1), alejsa=square(3, 3, 1, 1))
    assert faults(municipality=MUNICIPALITY, settlement=settlements) == [
        ("layer_level", "unit-a", "unit-a"),
        ("unknown_place", "alejsa", "alejsa"),
    ]


def test_coordinates_lie_inside_and_are_said_to_be_swapped_if_they_are() -> None:
    centre = MUNICIPALITY.geometry.iloc[0].centroid
    places = register(alejas=(centre.y, centre.x), berzi=(centre.x, centre.y), novads=(57.5, 25.0))
    assert [fault[:2] for fault in faults(places, municipality=MUNICIPALITY)] == [
        ("coordinates_outside", 2),
        ("latitude_longitude_swapped", 6),
    ]


def test_coordinates_beyond_the_earth_are_outside() -> None:
    places = register(alejas=(5000.0, 1e12))
    assert [fault[:2] for fault in faults(places, municipality=MUNICIPALITY)] == [
        ("coordinates_outside", 5)
    ]


def test_the_gap_of_an_unreadable_geometry_is_no_further_fault() -> None:
    units = UNITS.copy()
    units.loc["unit-b", "geometry"] = None
    assert faults(municipality=MUNICIPALITY, unit=units) == []


def test_the_nearest_ids_are_sought_for_the_first_of_thousands_of_unknown_ones_alone(
    sought: list[str],
) -> None:
    shapes = {f"p{number}": Point(WEST + number, SOUTH) for number in range(6500)}
    places = register()
    problems = list(layer_problems(places, {Level.SETTLEMENT: layer(**shapes)}))
    assert {problem.code for problem in problems} == {"unknown_place"}
    assert len(problems) == len(shapes)
    assert len(sought) == MAX_SUGGESTIONS


def test_six_thousand_settlements_take_seconds() -> None:
    shapes = {
        f"p{number}": square(number % 80 / 8, number // 80 / 9, 0.124, 0.11)
        for number in range(6500)
    }
    places = pd.DataFrame({"place_id": list(shapes), "level": "settlement"})
    places = places.assign(
        latitude=pd.array([None] * len(shapes), dtype="Float64"),
        longitude=pd.array([None] * len(shapes), dtype="Float64"),
    )
    started = time.process_time()  # what other programs take does not count
    layers = {Level.MUNICIPALITY: MUNICIPALITY, Level.SETTLEMENT: layer(**shapes)}
    problems = {problem.code for problem in layer_problems(places, layers)}
    assert "layer_overlap" not in problems
    assert time.process_time() - started < 5
