"""Gaps and overlaps between areas that should meet, and the one limit of what is harmless.

An import closes what lies below the limit between units; above it, import and `check` alike call
it a fault (docs/borders.md).
"""

from collections.abc import Iterator
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo_kopienas.domain.borders.geometry import Checked, areal
from geo_kopienas.domain.schema.crs import AREA_CRS
from geo_kopienas.domain.schema.problems import Problem

#: A gap or an overlap is harmless if it is narrower than this and smaller than a house plot: two
#: readings of one border differ by as much. A wider one may be land that belongs to somebody.
SLIVER_WIDTH_M = 5.0
SLIVER_M2 = 10_000.0

#: In a smaller shape there is no room for a disc of the width.
_DISC_M2 = np.pi * SLIVER_WIDTH_M**2 / 4
#: Borders are taken for the same one within a centimetre, the precision of the layers.
_TOUCHING_M = 0.01

Shapes = npt.NDArray[np.object_]
Numbers = npt.NDArray[np.intp]


def are_slivers(parts: Shapes) -> npt.NDArray[np.bool_]:
    """Which polygons in EPSG:3059 lie below the limit."""
    areas = shapely.area(parts)
    slivers = areas < _DISC_M2
    open_ = ~slivers & (areas < SLIVER_M2)
    slivers[open_] = shapely.is_empty(shapely.buffer(parts[open_], -SLIVER_WIDTH_M / 2))
    return slivers


def wide_parts(shape: BaseGeometry) -> Shapes:
    """The parts of a gap or overlap above the limit, the largest first."""
    parts = _polygons(np.array([shape], dtype=object))[0]
    wide = parts[~are_slivers(parts)]
    return np.asarray(wide[np.argsort(-shapely.area(wide))])


class Overlaps(NamedTuple):
    """Each part of an overlap with the numbers of the two areas."""

    parts: Shapes
    first: Numbers
    second: Numbers


def overlaps_among(shapes: Shapes) -> Overlaps:
    """Every part of every overlap between areas in EPSG:3059."""
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    first, second = first[first < second], second[first < second]
    parts, pairs = _polygons(shapely.intersection(shapes[first], shapes[second]))
    return Overlaps(parts, first[pairs], second[pairs])


def _polygons(shapes: Shapes) -> tuple[Shapes, Numbers]:
    """Polygons with an area in shapes of any kind, and of which shape each is a part."""
    parts, numbers = shapely.get_parts(shapes, return_index=True)
    # What two shapes share may be a collection of a collection.
    inner, outer = shapely.get_parts(parts, return_index=True)
    has_area = shapely.area(inner) > 0
    return inner[has_area], numbers[outer][has_area]


def longest_neighbours(parts: Shapes, areas: Shapes) -> Numbers:
    """For each part, the area with which it shares the longest border; -1 where there is none.

    The sides of all parts are compared with those of all areas at once: an intersection for each
    part takes minutes for a border of a hundred thousand corners.
    """
    longest = np.full(len(parts), -1, dtype=np.intp)
    if not len(parts):
        return longest
    lines, owners = _sides(areas)
    sides, of_part = _sides(parts)
    middles = shapely.line_interpolate_point(sides, 0.5, normalized=True)
    tree = shapely.STRtree(lines)
    at, near = tree.query(middles, predicate="dwithin", distance=_TOUCHING_M)
    pairs = np.unique(np.column_stack([at, owners[near]]), axis=0)
    sizes = shapely.length(sides[pairs[:, 0]])
    keys, places = np.unique(
        np.column_stack([of_part[pairs[:, 0]], pairs[:, 1]]), axis=0, return_inverse=True
    )
    shared = np.bincount(places.ravel(), sizes, len(keys))
    for number in np.argsort(shared, kind="stable"):
        longest[keys[number, 0]] = keys[number, 1]
    return longest


def _sides(shapes: Shapes) -> tuple[Shapes, Numbers]:
    """Every side of every ring, and the number of the shape that it belongs to."""
    parts, of_part = shapely.get_parts(shapes, return_index=True)
    rings, of_ring = shapely.get_rings(parts, return_index=True)
    corners, of_corner = shapely.get_coordinates(rings, return_index=True)
    is_same_ring = of_corner[1:] == of_corner[:-1]
    ends = np.stack([corners[:-1], corners[1:]], axis=1)[is_same_ring]
    return shapely.linestrings(ends), of_part[of_ring[of_corner[1:][is_same_ring]]]


def close_slivers(units: gpd.GeoDataFrame, whole: BaseGeometry) -> Checked:
    """Close the gaps and overlaps below the limit between the units of a municipality.

    Args:
        units: `file` and geometry in EPSG:3059 that should fill `whole`; the index names the
            feature.
        whole: The municipality.

    Returns:
        The units, what was closed for each unit and neighbour, and no faults: what is wider stays
        as it is and is found by the check of the layers.
    """
    geometry = units.geometry.to_numpy().copy()
    repairs = [
        *_without_overlaps(geometry, units),
        *_with_gaps(geometry, units, whole),
    ]
    series = gpd.GeoSeries(geometry, index=units.index, crs=AREA_CRS)
    return Checked(units.set_geometry(series), repairs, [])


def _without_overlaps(geometry: Shapes, units: gpd.GeoDataFrame) -> Iterator[Problem]:
    """The larger unit gives way: a share of it too small to see."""
    overlaps = overlaps_among(geometry)
    narrow = are_slivers(overlaps.parts)
    parts, pairs = overlaps.parts[narrow], np.column_stack(overlaps[1:])[narrow]
    areas = shapely.area(geometry)
    for pair in np.unique(pairs, axis=0):
        taker, giver = pair[np.argsort(areas[pair], kind="stable")]
        # Parts of one overlap are disjoint, so they are taken off at once.
        mine = parts[(pairs == pair).all(axis=1)]
        left = shapely.difference(geometry[giver], shapely.multipolygons(mine))
        geometry[giver] = areal(left)
        other = str(units.index[taker])
        yield _closed("repaired_overlap", units, giver, shapely.area(mine), other=other)


def _with_gaps(geometry: Shapes, units: gpd.GeoDataFrame, whole: BaseGeometry) -> Iterator[Problem]:
    """A gap goes to the unit with the longest shared border."""
    gap = shapely.difference(whole, shapely.union_all(geometry))
    parts = _polygons(np.array([gap], dtype=object))[0]
    parts = parts[are_slivers(parts)]
    takers = longest_neighbours(parts, geometry)
    for taker in np.unique(takers[takers >= 0]):
        mine = parts[takers == taker]
        geometry[taker] = areal(shapely.union(geometry[taker], shapely.multipolygons(mine)))
        yield _closed("repaired_gap", units, taker, shapely.area(mine))


def _closed(
    code: str, units: gpd.GeoDataFrame, number: int, areas: npt.NDArray[np.float64], **details: str
) -> Problem:
    """What was closed, in one line: a detailed border would give one for every corner."""
    said = details | {"number": str(len(areas))}
    place = {"file": str(units["file"].iloc[number]), "row": str(units.index[number])}
    return Problem(code, value=f"{areas.sum():.1f}", details=said).at(**place, column="geometry")
