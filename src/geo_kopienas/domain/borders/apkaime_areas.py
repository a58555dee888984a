"""Apkaimes drawn anew from the official villages by their composition.

A village belongs whole to the apkaime that the register of places puts it in (`apkaime_id`). Land
between the villages goes to the apkaime of the nearest village of the same unit; where a unit
has none, of the nearest village at all. The binding regulation names villages and no borders, so
the result stays approximate.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo_kopienas.domain.places.hierarchy import unit_of
from geo_kopienas.domain.schema.crs import AREA_CRS

#: Distance of the points along a village's border from which nearness is measured.
SPACING_M = 150.0
#: Border points are taken this far inside, so that touching villages have points of their own.
INSET_M = 1.0


class ApkaimeAreas(NamedTuple):
    """The apkaimes' areas in EPSG:3059 by id, and settlements that no apkaime is known of."""

    areas: gpd.GeoSeries
    unplaced: list[str]


def draw_apkaimes(
    places: pd.DataFrame,
    settlements: gpd.GeoSeries,
    units: gpd.GeoSeries,
    municipalities: gpd.GeoSeries,
    official: set[str],
) -> ApkaimeAreas:
    """Draw every apkaime that has a village with a known place.

    Args:
        places: The register (`place_id`, `level`, `parent_id`, `apkaime_id`).
        settlements: Areas or points in EPSG:3059 by `place_id`.
        units: Areas of the units by `place_id`; they fill the municipality.
        municipalities: Areas of the municipalities by `place_id`.
        official: Settlements whose border the source gives; only these are said when unplaced.
    """
    apkaimes = places.loc[places["level"] == "apkaime"]
    homes = dict(zip(apkaimes["place_id"], apkaimes["parent_id"], strict=True))
    placed = places.loc[
        places["apkaime_id"].isin(homes) & places["place_id"].isin(settlements.index)
    ]
    composition = dict(zip(placed["place_id"], placed["apkaime_id"], strict=True))
    parents = dict(zip(places["place_id"], places["parent_id"], strict=True))
    drawn: dict[str, BaseGeometry] = {}
    for municipality_id in dict.fromkeys(homes.values()):
        whole = municipalities.get(municipality_id)
        own = {place: apk for place, apk in composition.items() if homes[apk] == municipality_id}
        if whole is None or not own:
            continue
        parts: dict[str, list[BaseGeometry]] = {apk: [] for apk in own.values()}
        for unit_id, unit in units.items():
            if parents.get(str(unit_id)) != municipality_id:
                continue
            # A town is a settlement and its own unit, so the nearest village of it is itself.
            inside = {
                place: apk
                for place, apk in own.items()
                if settlements[place].representative_point().within(unit)
            }
            for apk, part in _divide(unit, settlements, inside or own).items():
                parts[apk].append(part)
        drawn |= {apk: shapely.union_all(pieces) for apk, pieces in parts.items() if pieces}
    units_of_places = unit_of(places)
    settled = places.loc[(places["level"] == "settlement") & places["apkaime_id"].isna()]
    unplaced = [
        place_id
        for place_id in settled["place_id"]
        if place_id in official and parents.get(units_of_places[place_id]) in set(homes.values())
    ]
    return ApkaimeAreas(gpd.GeoSeries(drawn, crs=AREA_CRS), unplaced)


def _divide(
    unit: BaseGeometry, settlements: gpd.GeoSeries, composition: Mapping[str, str]
) -> dict[str, BaseGeometry]:
    """Divide a unit among apkaimes by the villages in it."""
    names = sorted(set(composition.values()))
    if len(names) == 1:
        return {names[0]: unit}
    points, owners = _border_points(settlements, composition)
    # In the order of the points, so that each cell keeps its owner.
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(points), extend_to=unit.envelope, ordered=True)
    )
    shares: dict[str, BaseGeometry] = {}
    taken = _areal([settlements[place] for place in composition]).intersection(unit)
    free = unit.difference(taken)
    for name in names:
        own = [settlements[place] for place, apkaime in composition.items() if apkaime == name]
        villages = _areal(own).intersection(unit)
        land = shapely.union_all(cells[owners == name]).intersection(free)
        shares[name] = _areal(shapely.get_parts(shapely.union_all([villages, land])))
    return {name: share for name, share in shares.items() if not share.is_empty}


def _border_points(
    settlements: gpd.GeoSeries, composition: Mapping[str, str]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.str_]]:
    points, owners = [], []
    for place, apkaime in composition.items():
        shape = settlements[place]
        inner = shape.buffer(-INSET_M) if shape.area > 0 else shape
        outline = shapely.segmentize((shape if inner.is_empty else inner).simplify(10), SPACING_M)
        corners = np.unique(shapely.get_coordinates(outline).round(1), axis=0)
        points.append(corners)
        owners += [apkaime] * len(corners)
    # Two cells cannot grow from one point.
    unique, first = np.unique(np.concatenate(points), axis=0, return_index=True)
    return unique, np.array(owners)[first]


def _areal(shapes: Iterable[BaseGeometry]) -> BaseGeometry:
    """Those with an area as one; points and lines have none."""
    return shapely.union_all([shape for shape in shapes if shape.area > 0])
