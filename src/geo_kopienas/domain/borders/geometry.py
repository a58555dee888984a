"""Checks whether a geometry can be a border: small repairs are listed, everything else is a fault.

A repair never changes an area by more than its bound, and each is a value like a fault, so that
it is shown before anything is written.
"""

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo_kopienas.domain.borders.geojson import LATVIA_METRES
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.crs import AREA_CRS, MAP_CRS
from geo_kopienas.domain.schema.problems import Problem

#: A repaired polygon may differ by this share of its area or by this many m², whichever is more:
#: a self-crossing of a few centimetres at a corner, not a lost part.
REPAIR_SHARE = 0.0001
REPAIR_M2 = 1.0

#: A border that nowhere moved by as much is the same one, read or rounded anew.
SAME_BORDER_M = 1.0
#: GeoJSON keeps so many degrees: about a centimetre.
PRECISION_DEGREES = 1e-7

_POLYGONS = ("Polygon", "MultiPolygon")
_POINTS = ("Point", "MultiPoint")


class Checked(NamedTuple):
    """Areas whose geometry is fit, what was repaired, and what could not be."""

    areas: gpd.GeoDataFrame
    repairs: list[Problem]
    faults: list[Problem]


def check_geometry(areas: gpd.GeoDataFrame) -> Checked:
    """Check every geometry by itself and repair what is harmless.

    Args:
        areas: `level`, `file` and geometry in EPSG:3059; the index names the feature.
    """
    repairs: list[Problem] = []
    faults: list[Problem] = []
    geometry: list[BaseGeometry | None] = []
    for (row, shape), level, file in zip(
        areas.geometry.items(), areas["level"], areas["file"], strict=True
    ):
        sound, repair, fault = _sound(shape, may_be_point=level == Level.SETTLEMENT)
        for note, notes in ((repair, repairs), (fault, faults)):
            placed = note and note.at(file=str(file) or None, row=str(row), column="geometry")
            # A town stands in the table once a level; its geometry is named once.
            if placed and placed not in notes:
                notes.append(placed)
        geometry.append(sound)
    checked = areas.set_geometry(
        gpd.GeoSeries(np.array(geometry, dtype=object), index=areas.index, crs=AREA_CRS)
    )
    faults += _position_faults(checked)
    faults += _doubled_geometry(checked)
    return Checked(checked, repairs, faults)


_Note = Problem | None


def _sound(
    shape: BaseGeometry | None, *, may_be_point: bool
) -> tuple[BaseGeometry | None, _Note, _Note]:
    """The geometry, the repair that made it fit, and the fault that keeps it from being so."""
    fault = _fault(shape, may_be_point=may_be_point)
    if shape is None or fault is not None:
        return None, None, fault
    flat = shapely.force_2d(shape)
    if flat.geom_type in _POINTS or (flat.is_valid and flat.geom_type in _POLYGONS):
        return (
            flat,
            Problem("repaired_3d") if shapely.has_z(shape) or shapely.has_m(shape) else None,
            None,
        )
    whole = areal(flat)
    reason = shapely.is_valid_reason(flat) if flat.geom_type in _POLYGONS else flat.geom_type
    if whole.is_empty or abs(whole.area - flat.area) > max(REPAIR_M2, REPAIR_SHARE * whole.area):
        return None, None, Problem("geometry_invalid", value=reason)
    return whole, Problem("repaired_invalid", value=reason), None


def areal(shape: BaseGeometry) -> BaseGeometry:
    """A shape put in order; lines and points that are left over have no area and are no border."""
    if shape.geom_type in _POLYGONS and shape.is_valid:
        return shape
    parts = shapely.get_parts(shapely.make_valid(shape))
    return shapely.union_all([part for part in parts if part.geom_type in _POLYGONS])


def visible_parts(shape: BaseGeometry) -> BaseGeometry:
    """A shape without parts so narrow that nobody sees them."""
    parts = shapely.get_parts(areal(shape))
    return shapely.union_all(parts[is_visible(parts)])


def is_visible(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
    """Which shapes are somewhere as wide as borders that differ."""
    return ~shapely.is_empty(shapely.buffer(shapes, -SAME_BORDER_M / 2))


def rounded_degrees(shapes: gpd.GeoSeries) -> npt.NDArray[np.object_]:
    """Geometry in EPSG:4326 as the layers keep it, from geometry in EPSG:3059."""
    degrees = shapes.to_crs(MAP_CRS).to_numpy()
    rounded = shapely.set_precision(degrees, PRECISION_DEGREES, mode="pointwise")
    rounded = shapely.remove_repeated_points(rounded)
    # Only what folds over itself, such as a gap of less than a millimetre, is put in order anew:
    # that takes seconds for a border of very many corners.
    for number in np.flatnonzero(~shapely.is_valid(rounded)):
        rounded[number] = areal(shapely.set_precision(areal(degrees[number]), PRECISION_DEGREES))
    return np.asarray(rounded)


def _fault(shape: BaseGeometry | None, *, may_be_point: bool) -> _Note:
    """The fault that no repair can mend."""
    if shape is None or shape.is_empty:
        return Problem("geometry_empty")
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        return Problem("coordinate_not_finite")
    kinds = (*_POLYGONS, "GeometryCollection", *(_POINTS if may_be_point else ()))
    return None if shape.geom_type in kinds else Problem("geometry_type", value=shape.geom_type)


def is_located(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
    """Which geometry in EPSG:3059 lies somewhere in Latvia; none without finite coordinates."""
    corners, numbers = shapely.get_coordinates(shapes, return_index=True)
    located = np.asarray(shapely.covered_by(shapely.envelope(shapes), shapely.box(*LATVIA_METRES)))
    located[np.unique(numbers[~np.isfinite(corners).all(axis=1)])] = False
    return located & ~shapely.is_empty(shapes)


def _position_faults(areas: gpd.GeoDataFrame) -> Iterator[Problem]:
    latvia = shapely.box(*LATVIA_METRES)
    for file, part in areas.loc[areas.geometry.notna()].groupby("file", sort=False):
        fault = partial(Problem, file=str(file), column="geometry")
        envelopes = part.geometry.envelope
        outside = ~envelopes.covered_by(latvia).to_numpy()
        rows = [str(row) for row in part.index[outside]]
        # Some places of Latvia lie in its box even with their axes swapped; not most of a file.
        if rows and shapely.covered_by(_swapped(envelopes.to_numpy()), latvia).all():
            yield fault("axes_swapped", row=rows[0], details={"number": str(len(part))})
            continue
        corners = part.geometry.bounds.to_numpy()[outside]
        for row, (west, south, *_) in dict(zip(rows, corners, strict=True)).items():
            yield fault("outside_latvia", row=row, value=f"{west:.0f}, {south:.0f}")


def _swapped(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    return np.asarray(shapely.transform(shapes, lambda corners: corners[:, ::-1]))


def _doubled_geometry(areas: gpd.GeoDataFrame) -> Iterator[Problem]:
    seen: dict[tuple[str, bytes], str] = {}
    known = areas.loc[areas.geometry.notna()]
    forms = shapely.to_wkb(shapely.normalize(known.geometry.to_numpy()))
    for name, level, file, form in zip(
        known.index, known["level"], known["file"], forms, strict=True
    ):
        row = str(name)
        first = seen.setdefault((str(level), form), row)
        if first != row:
            fault = Problem("duplicate_geometry", value=first)
            yield fault.at(file=str(file), row=row, column="geometry")
