"""Checks of the layers against the register, the municipality and one another."""

from collections.abc import Iterator, Mapping
from functools import partial

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo_kopienas.domain.borders.lost import lost_area, lost_places
from geo_kopienas.domain.borders.tiling import (
    are_slivers,
    longest_neighbours,
    overlaps_among,
    wide_parts,
)
from geo_kopienas.domain.schema.cells import MAX_SUGGESTIONS, nearest_details
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.crs import AREA_CRS, MAP_CRS
from geo_kopienas.domain.schema.dates import parse_partial_date
from geo_kopienas.domain.schema.fields import BOUNDARY_FILES, FORMER_FILE, PLACES
from geo_kopienas.domain.schema.problems import Problem

SQUARE_METRES = 1e6  # of a square kilometre

#: A settlement may reach so far out of the municipality: it fills nothing, and its border is often
#: from another source than the municipality's, which is generalised by up to 80 m. Units and
#: apkaimes, which fill the municipality, have the limit of `tiling`.
OUTSIDE_TOLERANCE_KM2 = 0.05

#: A published centre may lie this far outside: the outline is generalised to 80 m and a centre
#: is read from a map to about as much again.
OUTSIDE_TOLERANCE_M = 250.0

#: Below it two decimals would say 0.00 km².
SMALL_KM2 = 0.1

#: Faults of what lies outside the municipality: the municipality's border may be the wrong one.
OUTSIDE_CODES = frozenset({"geometry_outside", "coordinates_outside", "latitude_longitude_swapped"})

#: Levels whose places fill the municipality without gap and overlap.
_TILING_LEVELS = (Level.UNIT, Level.APKAIME)


def layer_problems(
    places: pd.DataFrame, layers: Mapping[Level, gpd.GeoDataFrame]
) -> Iterator[Problem]:
    """Find what is wrong between the layers and the register.

    Args:
        places: The register, indexed by `row`.
        layers: Layers in EPSG:4326, indexed by the feature's id. A geometry that could not be
            read is None; the gap that it leaves is no further fault.

    Yields:
        Every fault; areas are in km², distances in m.
    """
    for level, layer in layers.items():
        yield from _register_problems(places, level, layer)
        if level in _TILING_LEVELS and len(layer):
            yield from _features_missing(places, level, layer)
    layers = {level: _of_today(layer, places) for level, layer in layers.items()}
    metric = {
        level: layer.set_geometry(layer.geometry.to_crs(AREA_CRS))
        for level, layer in layers.items()
        if layer.geometry.notna().any()
    }
    for level, layer in metric.items():
        yield from _invalid_geometry(level, layer)
    sound = {
        level: gpd.GeoDataFrame(layer.loc[layer.geometry.is_valid])
        for level, layer in metric.items()
    }
    lost = {level: lost_places(layer, sound.get(level)) for level, layer in layers.items()}
    whole = _whole(sound, lost)
    if whole is not None:
        shapely.prepare(whole)
        yield from _coordinates_outside(places, whole)
        for level, layer in sound.items():
            if level != Level.MUNICIPALITY:
                yield from _geometry_outside(level, layer, whole)
        for level in _TILING_LEVELS:
            if level in sound:
                filled = lost_area(lost[level], sound[level], whole, places)
                yield from _gaps(level, sound[level], whole.difference(filled))
    for level, layer in sound.items():
        yield from _overlaps(level, layer)


def _whole(
    layers: Mapping[Level, gpd.GeoDataFrame], lost: Mapping[Level, list[str]]
) -> BaseGeometry | None:
    """The area of the municipality; if its own border cannot be read, that of a whole layer."""
    for level in (Level.MUNICIPALITY, *_TILING_LEVELS):
        if level in layers and not lost[level]:
            return layers[level].geometry.union_all()
    return None


def former_problems(places: pd.DataFrame, former: gpd.GeoDataFrame) -> Iterator[Problem]:
    """Find former borders of places that the register has not, or that end before they begin.

    Args:
        places: The register.
        former: `place_id`, `valid_from_date`, `valid_to_date`, indexed by the feature's id.
    """
    ids = sorted(places["place_id"].dropna())
    known = set(ids)
    for row, place_id, begins, ends in zip(
        former.index,
        *(former[name] for name in ("place_id", "valid_from_date", "valid_to_date")),
        strict=True,
    ):
        fault = partial(Problem, file=FORMER_FILE, row=str(row))
        if pd.notna(place_id) and place_id not in known:
            details = nearest_details(place_id, ids)
            yield fault("unknown_place", column="place_id", value=place_id, details=details)
        start = None if pd.isna(begins) else parse_partial_date(str(begins))
        end = None if pd.isna(ends) else parse_partial_date(str(ends))
        if start and end and end.last_day < start.first_day:
            details = {"start": str(start)}
            yield fault("end_before_start", column="valid_to_date", value=str(end), details=details)


def _of_today(layer: gpd.GeoDataFrame, places: pd.DataFrame) -> gpd.GeoDataFrame:
    """The layer without places that ended: their last borders lie below those of today."""
    if "valid_to_date" not in places:  # the column may be what is wrong with the table
        return layer
    ended = set(places.loc[places["valid_to_date"].notna(), "place_id"])
    return gpd.GeoDataFrame(layer.loc[~layer["place_id"].isin(ended)]) if ended else layer


def _problem(
    code: str, level: Level, row: str | None, value: str | None, /, **details: str
) -> Problem:
    problem = Problem(code, value=value, details=details)
    return problem.at(file=BOUNDARY_FILES[level], row=row, column="geometry")


def _register_problems(
    places: pd.DataFrame, level: Level, layer: gpd.GeoDataFrame
) -> Iterator[Problem]:
    levels = dict(zip(places["place_id"], places["level"], strict=True))
    ids = sorted(place_id for place_id in levels if pd.notna(place_id))
    suggested = 0
    for row, place_id in zip(layer.index, layer["place_id"], strict=True):
        if pd.isna(place_id):
            continue
        if place_id not in levels:
            code = "unknown_place"
            details = nearest_details(place_id, ids) if suggested < MAX_SUGGESTIONS else {}
            suggested += 1
        elif pd.notna(levels[place_id]) and levels[place_id] != level:
            code = "layer_level"
            details = {"expected": level.value, "level": str(levels[place_id])}
        else:
            continue
        yield _problem(code, level, str(row), place_id, **details).at(column="place_id")


def _invalid_geometry(level: Level, layer: gpd.GeoDataFrame) -> Iterator[Problem]:
    is_invalid = layer.geometry.notna() & ~layer.geometry.is_valid
    for row, geometry in layer.geometry[is_invalid].items():
        yield _problem("geometry_invalid", level, str(row), shapely.is_valid_reason(geometry))


def _coordinates_outside(places: pd.DataFrame, municipality: BaseGeometry) -> Iterator[Problem]:
    located = places.loc[places["latitude"].notna() & places["longitude"].notna()]
    longitude = located["longitude"].to_numpy(dtype=float)
    latitude = located["latitude"].to_numpy(dtype=float)
    distances = _distances(longitude, latitude, municipality)
    swapped = _distances(latitude, longitude, municipality)
    for number, (row, place) in enumerate(located.iterrows()):
        if distances[number] <= OUTSIDE_TOLERANCE_M:
            continue
        if swapped[number] <= OUTSIDE_TOLERANCE_M:
            code = "latitude_longitude_swapped"
        else:
            code = "coordinates_outside"
        value = f"{place['latitude']}, {place['longitude']}"
        yield Problem(code, file=PLACES.file, row=int(str(row)), column="latitude", value=value)


def _distances(
    x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], municipality: BaseGeometry
) -> npt.NDArray[np.float64]:
    """Metres from the municipality; infinite where the projection does not reach."""
    points = gpd.GeoSeries(gpd.points_from_xy(x, y), crs=MAP_CRS).to_crs(AREA_CRS)
    is_finite = np.isfinite(points.x.to_numpy()) & np.isfinite(points.y.to_numpy())
    distances = np.full(len(points), np.inf)
    distances[is_finite] = shapely.distance(points.to_numpy()[is_finite], municipality)
    return distances


def _geometry_outside(
    level: Level, layer: gpd.GeoDataFrame, municipality: BaseGeometry
) -> Iterator[Problem]:
    geometry = layer.geometry.to_numpy()
    far = shapely.distance(geometry, municipality) > OUTSIDE_TOLERANCE_M
    for number in np.flatnonzero(~shapely.covered_by(geometry, municipality)):
        rest = shapely.difference(geometry[number], municipality)
        outside = rest.area / SQUARE_METRES
        if level in _TILING_LEVELS:
            is_outside = len(wide_parts(rest)) > 0
        else:
            is_outside = outside > OUTSIDE_TOLERANCE_KM2
        if is_outside or far[number]:
            yield _problem("geometry_outside", level, str(layer.index[int(number)]), _km2(outside))


def _features_missing(
    places: pd.DataFrame, level: Level, layer: gpd.GeoDataFrame
) -> Iterator[Problem]:
    """Places that a layer without gaps must have: a border from before they were founded."""
    known = set(layer["place_id"].dropna())
    for place in places.loc[places["level"] == level].to_dict("records"):
        place_id, has_ended = place["place_id"], pd.notna(place.get("valid_to_date"))
        if pd.notna(place_id) and place_id not in known and not has_ended:
            name = str(place.get("name_lv", ""))
            problem = _problem("feature_missing", level, place_id, place_id, name=name)
            yield problem.at(column="place_id")


def _gaps(level: Level, layer: gpd.GeoDataFrame, municipality: BaseGeometry) -> Iterator[Problem]:
    areas = layer.geometry.to_numpy()
    gaps = wide_parts(municipality.difference(shapely.union_all(areas)))
    for gap, number in zip(gaps, longest_neighbours(gaps, areas), strict=True):
        row = str(layer.index[number]) if number >= 0 else None
        yield _gap_problem(gap).at(file=BOUNDARY_FILES[level], row=row, column="geometry")


def hole_problems(areas: gpd.GeoDataFrame, others: gpd.GeoDataFrame) -> Iterator[Problem]:
    """Find holes in a source's municipalities that none of its territories fills.

    A municipality that is made of its units has no gap between them that the check of the layers
    could find.

    Args:
        areas: `level`, `file` and geometry in EPSG:3059 of what is to be imported.
        others: The other territories of the file; a file without any does not tell a missing unit
            from a city that lies inside.
    """
    if others.empty:
        return
    known = np.concatenate([areas.geometry, others.geometry[others.geometry.is_valid]])
    tree = shapely.STRtree(known)
    for row, area in areas.loc[areas["level"] == Level.MUNICIPALITY].iterrows():
        for part in shapely.get_parts(area["geometry"]):
            for interior in part.interiors:
                ring = shapely.Polygon(interior)
                inside = known[tree.query(ring, predicate="intersects")]
                for gap in wide_parts(ring.difference(shapely.union_all(inside))):
                    yield _gap_problem(gap).at(file=area["file"], row=str(row), column="geometry")


def _gap_problem(gap: BaseGeometry) -> Problem:
    middle = gpd.GeoSeries([gap.representative_point()], crs=AREA_CRS).to_crs(MAP_CRS)
    at = f"{middle.y.iloc[0]:.4f}, {middle.x.iloc[0]:.4f}"
    return Problem("layer_gap", value=_km2(gap.area / SQUARE_METRES), details={"at": at})


def _overlaps(level: Level, layer: gpd.GeoDataFrame) -> Iterator[Problem]:
    overlaps = overlaps_among(layer.geometry.to_numpy())
    pairs = np.column_stack([overlaps.first, overlaps.second])
    for first, second in np.unique(pairs[~are_slivers(overlaps.parts)], axis=0).tolist():
        shared = (pairs == (first, second)).all(axis=1)
        area = _km2(shapely.area(overlaps.parts[shared]).sum() / SQUARE_METRES)
        row, other = (str(layer.index[number]) for number in (first, second))
        yield _problem("layer_overlap", level, row, area, other=other)


def _km2(area: float) -> str:
    """Hundredths of a square kilometre; of a small area its square metres."""
    return f"{area:.6f}" if 0 < area < SMALL_KM2 else f"{area:.2f}"
