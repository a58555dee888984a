"""What a feature without a readable geometry would fill: no gap of the layer, but that fault's."""

from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo_kopienas.domain.schema.crs import AREA_CRS, MAP_CRS

#: A published centre may lie so far beside its place, see `validation.OUTSIDE_TOLERANCE_M`.
_BESIDE_M = 250.0
#: Parts of a gap below this are no place that was lost.
_SMALLEST_M2 = 10_000.0


def lost_places(layer: gpd.GeoDataFrame, sound: gpd.GeoDataFrame | None) -> list[str]:
    """Places of the features without a sound geometry, or with that of another feature.

    Args:
        layer: All features.
        sound: Those with a sound geometry.
    """
    if sound is None:
        return layer["place_id"].fillna("").astype(str).tolist()
    forms = pd.Series(shapely.to_wkb(shapely.normalize(sound.geometry.to_numpy())), sound.index)
    own = sound.index[~forms.duplicated(keep=False)]
    return layer.loc[~layer.index.isin(own), "place_id"].fillna("").astype(str).tolist()


def lost_area(
    lost: Iterable[str], layer: gpd.GeoDataFrame, whole: BaseGeometry, places: pd.DataFrame
) -> BaseGeometry:
    """The parts of a layer's gap that lost features leave.

    Args:
        lost: Places of the lost features, empty where not even that is known.
        layer: The features that are left, in metres.
        whole: What all of them should fill, in metres.
        places: The register. The centre of a place, and those of the places in it, tell where it
            lies; where none is known, it is the largest part that no other explains.
    """
    gap = shapely.get_parts(whole.difference(layer.geometry.union_all()))
    gap = gap[shapely.area(gap) > _SMALLEST_M2]
    is_left = np.zeros(len(gap), dtype=bool)
    without_place = 0
    for place_id in lost:
        centres = shapely.union_all(_centres(place_id, places))
        near = shapely.distance(gap, centres) <= _BESIDE_M  # NaN, and false, where none is known
        is_left |= near
        without_place += not near.any()
    rest = np.flatnonzero(~is_left)
    largest = rest[np.argsort(-shapely.area(gap[rest]))][:without_place]
    is_left[largest] = True
    return shapely.union_all(gap[is_left])


def _centres(place_id: str, places: pd.DataFrame) -> gpd.GeoSeries:
    """Centres of a place and of the places in it, in metres."""
    ids = [name for name in ("place_id", "parent_id", "apkaime_id") if name in places]
    is_in = (places[ids] == place_id).any(axis=1)
    located = places.loc[is_in.fillna(value=False) & places["latitude"].notna()]
    located = located.loc[located["longitude"].notna()]
    x, y = (located[name].to_numpy(dtype=float) for name in ("longitude", "latitude"))
    return gpd.GeoSeries(gpd.points_from_xy(x, y), crs=MAP_CRS).to_crs(AREA_CRS)
