"""The geometry of a GeoJSON feature: what is wrong with one, and how one is written."""

import json
import math
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from geo_kopienas.domain.schema.crs import AREA_CRS, MAP_CRS
from geo_kopienas.domain.schema.problems import Problem

#: Box round Latvia in degrees: west, south, east, north.
LATVIA = (20.5, 55.5, 28.5, 58.2)
#: Box round Latvia in EPSG:3059, metres: west, south, east, north.
LATVIA_METRES = (300_000.0, 150_000.0, 780_000.0, 450_000.0)

MAX_LONGITUDE = 180
MAX_LATITUDE = 90
MIN_RING = 4  # three corners and the first one again
DIMENSIONS = 2

#: How deep the positions lie in `coordinates`.
_DEPTHS = {"Point": 0, "MultiPoint": 1, "Polygon": 2, "MultiPolygon": 3}
_RING_DEPTH = 1
_RING_TYPES = frozenset({"Polygon", "MultiPolygon"})
POINT_TYPES = frozenset({"Point", "MultiPoint"})

_DEGREE_NAMES = ("CRS84", "EPSG:4326", "EPSG::4326")
_METRE_NAMES = ("EPSG:3059", "EPSG::3059")

Position = tuple[float, float]
#: Least x and y, greatest x and y.
Bounds = tuple[float, float, float, float]


def geometry_faults(geometry: object) -> list[Problem]:
    """Every kind of fault of a geometry's form once, and the repair that heights are left out.

    Ranges of coordinates are not judged.

    Args:
        geometry: The `geometry` member as parsed from JSON.
    """
    if geometry is None:
        return [Problem("geometry_empty")]
    if not isinstance(geometry, dict):
        return [Problem("geometry_malformed")]
    kind = str(geometry.get("type"))
    if kind not in _DEPTHS:
        return [Problem("geometry_type", value=kind)]
    faults = _part_faults(geometry.get("coordinates"), _DEPTHS[kind], closed=kind in _RING_TYPES)
    return list({fault.code: fault for fault in faults}.values())


def _part_faults(part: object, depth: int, *, closed: bool) -> Iterator[Problem]:
    if not isinstance(part, list):
        yield Problem("geometry_malformed")
        return
    if not part:
        yield Problem("geometry_empty")
        return
    if depth == 0:
        yield from _position_faults(part)
        return
    for inner in part:
        yield from _part_faults(inner, depth - 1, closed=closed)
    if depth == _RING_DEPTH and closed:
        if len(part) < MIN_RING:
            yield Problem("ring_too_short", value=str(len(part)))
        if part[0] != part[-1]:
            yield Problem("ring_not_closed")


def _position_faults(position: list[Any]) -> Iterator[Problem]:
    if len(position) < DIMENSIONS or any(
        isinstance(number, bool) or not isinstance(number, int | float) for number in position
    ):
        yield Problem("geometry_malformed")
    elif not all(map(_is_finite, position)):
        yield Problem("coordinate_not_finite")
    elif len(position) > DIMENSIONS:
        yield Problem("repaired_3d")


def _is_finite(number: float) -> bool:
    try:
        return math.isfinite(number)
    except OverflowError:  # an integer of hundreds of digits
        return False


def positions(coordinates: Any) -> Iterator[Position]:  # noqa: ANN401 - nested lists of any depth
    """Longitude and latitude of every position of `coordinates` whose form has no fault."""
    if isinstance(coordinates[0], list):
        for part in coordinates:
            yield from positions(part)
    else:
        yield coordinates[0], coordinates[1]


def kind_of_json(content: object) -> str:
    """The `type` that parsed JSON states; "JSON" where it states none."""
    kind = content.get("type") if isinstance(content, dict) else None
    return kind if isinstance(kind, str) else "JSON"


def is_degrees(position: Position) -> bool:
    """Whether a position can be longitude and latitude at all."""
    return abs(position[0]) <= MAX_LONGITUDE and abs(position[1]) <= MAX_LATITUDE


def is_in_latvia(position: Position) -> bool:
    """Whether longitude and latitude lie in the box round Latvia."""
    return _is_in(LATVIA, position)


def _is_in(box: Bounds, position: Position) -> bool:
    west, south, east, north = box
    return west <= position[0] <= east and south <= position[1] <= north


class CoordinateSystem(StrEnum):
    """The system that coordinates in Latvia are written in; GeoJSON demands the first."""

    DEGREES = "degrees"
    DEGREES_SWAPPED = "degrees_swapped"
    METRES = "metres"
    METRES_SWAPPED = "metres_swapped"


def system_of(west: float, south: float, east: float, north: float) -> CoordinateSystem | None:
    """The only system in which what has these bounds lies in Latvia; None if there is none."""
    corners = (west, south), (east, north)
    swapped = [(y, x) for x, y in corners]
    for system, ordered, box in (
        (CoordinateSystem.DEGREES, corners, LATVIA),
        (CoordinateSystem.DEGREES_SWAPPED, swapped, LATVIA),
        (CoordinateSystem.METRES, corners, LATVIA_METRES),
        (CoordinateSystem.METRES_SWAPPED, swapped, LATVIA_METRES),
    ):
        if all(_is_in(box, position) for position in ordered):
            return system
    return None


def in_degrees(geometry: BaseGeometry, system: CoordinateSystem) -> BaseGeometry:
    """The geometry in degrees, longitude first."""
    if system in {CoordinateSystem.DEGREES_SWAPPED, CoordinateSystem.METRES_SWAPPED}:
        geometry = shapely.transform(geometry, lambda corners: corners[:, ::-1])
    if system in {CoordinateSystem.METRES, CoordinateSystem.METRES_SWAPPED}:
        geometry = gpd.GeoSeries([geometry], crs=AREA_CRS).to_crs(MAP_CRS).iloc[0]
    return geometry


def crs_name(member: object) -> str:
    """The name in the `crs` member of old GeoJSON."""
    named = member.get("properties") if isinstance(member, dict) else None
    return str(named.get("name")) if isinstance(named, dict) else str(member)


def stated_crs(name: str) -> str | None:
    """The system of a name in a `crs` member: degrees, or the metres of LKS-92; None for others."""
    if name.endswith(_DEGREE_NAMES):
        return MAP_CRS
    return AREA_CRS if name.endswith(_METRE_NAMES) else None


def geometry_member(shape: BaseGeometry, decimals: int) -> dict[str, Any]:
    """The `geometry` member of a geometry, its coordinates rounded.

    Rounded in the text only: snapping to a grid could make a small ring collapse.
    """
    content: dict[str, Any] = json.loads(shapely.to_geojson(shape))
    content["coordinates"] = _rounded(content["coordinates"], decimals)
    return content


def _rounded(part: Any, decimals: int) -> Any:  # noqa: ANN401 - nested lists of any depth
    if isinstance(part, list):
        return [_rounded(inner, decimals) for inner in part]
    return round(part, decimals)
