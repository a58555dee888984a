"""Places and communities with their geometry: what GeoJSON and GeoPackage are written from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from geo_kopienas.domain.codes import Level
from geo_kopienas.domain.crs import MAP_CRS
from geo_kopienas.domain.exports import GEOMETRY_FIELDS, LAYERS
from geo_kopienas.domain.fields import COMMUNITIES, PLACES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo_kopienas.domain.exports import ExportTable
    from geo_kopienas.domain.fields import Field


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """One layer as it leaves.

    Attributes:
        name: A level, or `communities`.
        described_in: Names of the dictionary's tables that describe its columns.
        key: The column that identifies a feature.
        fields: Its columns without the geometry, in order.
        frame: Rows in EPSG:4326; a place whose geometry is not known has None.
    """

    name: str
    described_in: tuple[str, ...]
    key: str
    fields: tuple[Field, ...]
    frame: gpd.GeoDataFrame


def export_layers(
    tables: Sequence[ExportTable], boundaries: Mapping[Level, gpd.GeoDataFrame]
) -> list[Layer]:
    """A layer for each level that has places, and one of the communities.

    Args:
        tables: `places` and `communities` among them.
        boundaries: The layer of each level.
    """
    by_name = {table.name: table for table in tables}
    places, communities = by_name[PLACES.name], by_name[COMMUNITIES.name]
    layers = [
        _level(places, level, boundaries[level])
        for level in Level
        if (places.frame["level"] == level).any()
    ]
    return [*layers, _points(communities)]


def _level(places: ExportTable, level: Level, boundary: gpd.GeoDataFrame) -> Layer:
    rows = places.frame.loc[places.frame["level"] == level].reset_index(drop=True)
    drawn = boundary.set_index("place_id").reindex(rows["place_id"])
    for field in GEOMETRY_FIELDS:
        rows[field.name] = drawn[field.name].astype("string").to_numpy()
    geometry = shapely.orient_polygons(drawn.geometry.to_numpy())
    frame = gpd.GeoDataFrame(rows, geometry=geometry, crs=MAP_CRS)
    return Layer(
        level.value, (PLACES.name, LAYERS), "place_id", (*places.fields, *GEOMETRY_FIELDS), frame
    )


def _points(communities: ExportTable) -> Layer:
    rows = communities.frame.copy()
    is_located = rows["latitude"].notna().to_numpy()
    points = np.full(len(rows), None, dtype=object)
    located = rows.loc[is_located, ["longitude", "latitude"]].astype("float64")
    points[is_located] = shapely.points(located.to_numpy())
    frame = gpd.GeoDataFrame(rows, geometry=points, crs=MAP_CRS)
    return Layer(communities.name, (communities.name,), "community_id", communities.fields, frame)
