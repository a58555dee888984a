"""Territories of a plain layer, put into the municipality, town or parish that they lie in.

Such a layer holds one level and says nothing of what is above it; the layers of the data directory
do.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import shapely

from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.crs import AREA_CRS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import numpy as np
    import numpy.typing as npt

    from geo_kopienas.domain.borders.territories import Territories

#: Stands for the municipalities of the data directory, whose codes such a layer does not name.
HERE = "here"


def placed_by_layers(
    territories: Territories, boundaries: Mapping[Level, gpd.GeoDataFrame]
) -> Territories:
    """Give each territory the municipality and the parent that it lies in.

    Args:
        territories: Territories of one level without municipality.
        boundaries: Layers of the data directory in EPSG:4326.

    Returns:
        The same with `municipality_code` `HERE` for those inside, and `parent_id` where known.
    """
    areas = territories.areas
    known = areas.geometry.notna() & ~areas.geometry.is_empty
    points = shapely.point_on_surface(areas.geometry.where(known).to_numpy())
    above = [
        (Level.UNIT if level == Level.SETTLEMENT else Level.MUNICIPALITY)
        for level in areas["level"]
    ]
    parents = {level: _containing(points, boundaries[level]) for level in set(above)}
    inside = _containing(points, boundaries[Level.MUNICIPALITY])
    return replace(
        territories,
        areas=areas.assign(
            municipality_code=[HERE if one else "" for one in inside],
            parent_id=[parents[level][number] for number, level in enumerate(above)],
        ),
    )


def _containing(points: npt.NDArray[np.object_], layer: gpd.GeoDataFrame) -> list[str]:
    """The place of a layer that each point lies in; empty where none is."""
    found = [""] * len(points)
    if layer.empty:
        return found
    shapes = layer.geometry.to_crs(AREA_CRS).to_numpy()
    numbers, places = shapely.STRtree(shapes).query(points, predicate="within")
    for number, place in zip(numbers, places, strict=True):
        found[number] = str(layer["place_id"].iloc[place])
    return found
