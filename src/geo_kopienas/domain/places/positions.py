"""Where places lie, in metres."""

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd

from geo_kopienas.domain.places.hierarchy import position_holders
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.crs import AREA_CRS, MAP_CRS
from geo_kopienas.domain.schema.membership import is_among


def place_positions(
    places: pd.DataFrame, boundaries: Mapping[Level, gpd.GeoDataFrame]
) -> pd.DataFrame:
    """Where each place lies, in metres.

    The register's centre, else a point inside the place's area, else where the settlement is that
    it lies in; places with none of these are absent.

    Returns:
        Frame of `x`, `y` in EPSG:3059, indexed by `place_id`.
    """
    known = places.loc[places["latitude"].notna() & places["longitude"].notna()]
    longitudes, latitudes = known["longitude"].astype(float), known["latitude"].astype(float)
    centres = gpd.GeoSeries(
        gpd.points_from_xy(longitudes, latitudes), index=known["place_id"], crs=MAP_CRS
    )
    parts = [centres]
    for layer in boundaries.values():
        rest = layer.loc[~is_among(layer["place_id"], known["place_id"])].set_index("place_id")
        parts.append(rest.geometry.representative_point())
    points = pd.concat(parts).to_crs(AREA_CRS)
    positions = pd.DataFrame({"x": points.x, "y": points.y}).rename_axis("place_id")
    holders = position_holders(places, positions.index).dropna()
    borrowed = holders.loc[~is_among(holders.index, positions.index)]
    there = positions.loc[borrowed].set_axis(borrowed.index)
    return pd.concat([positions, there]).rename_axis("place_id")
