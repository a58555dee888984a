"""Places and communities with their geometry: what GeoJSON and GeoPackage are written from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.crs import MAP_CRS
from geo_kopienas.domain.schema.fields import BOUNDARY_FILES, COMMUNITIES, PLACES, Field
from geo_kopienas.exports.tables import GEOMETRY_FIELDS, LAYERS, ExportTable, Stamp
from geo_kopienas.store.rules.attributions import in_use_of


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """One layer as it leaves.

    Attributes:
        name: A level, or `communities`.
        described_in: Names of the dictionary's tables that describe its columns.
        key: The column that identifies a feature.
        fields: Its columns without the geometry, in order.
        frame: Rows in EPSG:4326; a place whose geometry is not known has None.
        stamp: Day, version, and the sources that this layer rests on.
    """

    name: str
    described_in: tuple[str, ...]
    key: str
    fields: tuple[Field, ...]
    frame: gpd.GeoDataFrame
    stamp: Stamp


_VALIDITY = {"valid_from_date": "border_from_date", "valid_to_date": "border_to_date"}


def export_layers(
    tables: Sequence[ExportTable],
    boundaries: Mapping[Level, gpd.GeoDataFrame],
    stamp: Stamp,
    attributions: Sequence[dict[str, Any]],
) -> list[Layer]:
    """A layer for each level that has places, and one of the communities.

    Args:
        tables: `places` and `communities` among them.
        boundaries: The layer of each level on the day (`border_history.borders_on`).
        stamp: Stamp of the tables.
        attributions: All sources; each layer names those that it rests on.
    """
    by_name = {table.name: table for table in tables}
    places, communities = by_name[PLACES.name], by_name[COMMUNITIES.name]
    layers = []
    for level in Level:
        if (places.frame["level"] == level).any():
            stem = Path(BOUNDARY_FILES[level]).stem
            named = in_use_of(attributions, {stem: boundaries[level]})
            own = replace(stamp, attributions=named)
            layers.append(_level(places, level, boundaries[level], own))
    return [*layers, _points(communities, stamp)]


def all_levels(layers: Sequence[Layer]) -> Layer:
    """The layers of the levels as one, from the municipality down; empty where there is none.

    Args:
        layers: `export_layers`.
    """
    levels = [layer for layer in layers if layer.name in set(Level)]
    if not levels:
        return replace(layers[-1], name=PLACES.name, frame=layers[-1].frame.iloc[:0])
    frame = pd.concat([layer.frame for layer in levels], ignore_index=True)
    named = [source for layer in levels for source in layer.stamp.attributions]
    once = [source for number, source in enumerate(named) if source not in named[:number]]
    stamp = replace(levels[0].stamp, attributions=once)
    return replace(levels[0], name=PLACES.name, frame=frame, stamp=stamp)


def _level(places: ExportTable, level: Level, boundary: gpd.GeoDataFrame, stamp: Stamp) -> Layer:
    rows = places.frame.loc[places.frame["level"] == level].reset_index(drop=True)
    # The register has the validity of a place under the same names.
    own = boundary.rename(columns=_VALIDITY).set_index("place_id")
    drawn = own.reindex(rows["place_id"])
    for field in GEOMETRY_FIELDS:
        rows[field.name] = drawn[field.name].astype("string").to_numpy()
    for name, text in stamp.columns(has_positions=True).items():
        rows[name] = pd.Series(text, index=rows.index, dtype="string")
    geometry = shapely.orient_polygons(drawn.geometry.to_numpy())
    frame = gpd.GeoDataFrame(rows, geometry=geometry, crs=MAP_CRS)
    fields = (*places.fields, *GEOMETRY_FIELDS)
    return Layer(level.value, (PLACES.name, LAYERS), "place_id", fields, frame, stamp)


def _points(communities: ExportTable, stamp: Stamp) -> Layer:
    rows = communities.frame.copy()
    is_located = rows["latitude"].notna().to_numpy()
    points = np.full(len(rows), None, dtype=object)
    located = rows.loc[is_located, ["longitude", "latitude"]].astype("float64")
    points[is_located] = shapely.points(located.to_numpy())
    frame = gpd.GeoDataFrame(rows, geometry=points, crs=MAP_CRS)
    described = (communities.name,)
    return Layer(communities.name, described, "community_id", communities.fields, frame, stamp)
