"""What an import keeps of the official borders that it replaces.

Only an official border is history: an approximate or generalised one that gives way to an official
one is a worse drawing of the same border, and as a border of earlier days it would show a change
of land that never was.
"""

from collections.abc import Mapping, Sequence

import geopandas as gpd
import pandas as pd
import shapely

from geo_kopienas.domain.borders.geometry import is_visible
from geo_kopienas.domain.borders.plan import BorderPlan
from geo_kopienas.domain.borders.validation import SQUARE_METRES
from geo_kopienas.domain.schema.codes import GeometryQuality, Level
from geo_kopienas.domain.schema.crs import AREA_CRS

HECTARES = 100  # of a square kilometre


def follow_borders(
    level: Level,
    fresh: gpd.GeoDataFrame,
    modified: Sequence[str],
    former: gpd.GeoDataFrame,
    plan: BorderPlan,
) -> gpd.GeoDataFrame:
    """Say since when each new border runs so, and keep the official ones that it replaces.

    One that is there already keeps its day. One that changed runs so since the day on which the
    register says that the row was changed, if that lies between the two files, else since the day
    of the new file; one that was not known before, since the day of its file. A border that was
    replaced on the day on which it came, or by an older file, was a slip and no state that ever
    was: it is not kept.

    Args:
        level: Level of the places.
        fresh: New features in EPSG:4326; `source_date` is the day of their file, YYYY-MM-DD.
        modified: When the source changed the row of each; empty where it does not say.
        former: The layer as it was.
        plan: Gets the former borders and the report of them.

    Returns:
        The new features with `valid_from_date`.
    """
    if not (fresh["geometry_quality"] == GeometryQuality.OFFICIAL).all():
        return fresh
    known = former.loc[former["geometry_quality"] == GeometryQuality.OFFICIAL]
    known = known.set_index("place_id", drop=False)
    changed = _changed(fresh, known)
    begins = []
    for place_id, day, changed_on in zip(
        fresh["place_id"], fresh["source_date"], modified, strict=True
    ):
        stated, since = (
            (known.loc[place_id, name] if place_id in known.index else None)
            for name in ("source_date", "valid_from_date")
        )
        if place_id in changed:
            is_between = pd.notna(stated) and str(stated) < changed_on <= day
            begins.append(changed_on if is_between else day)
        else:
            begins.append(day if pd.isna(since) else str(since))
    fresh = fresh.assign(valid_from_date=begins)
    _keep(level, known.loc[list(changed)], fresh, changed, plan)
    return fresh


def _keep(
    level: Level,
    replaced: gpd.GeoDataFrame,
    fresh: gpd.GeoDataFrame,
    changed: Mapping[str, float],
    plan: BorderPlan,
) -> None:
    now = fresh.set_index("place_id").loc[replaced["place_id"]]
    held = replaced.assign(valid_to_date=now["valid_from_date"].to_numpy())
    held = held.loc[held["valid_from_date"].fillna("") < held["valid_to_date"]]
    for place_id, end in zip(held["place_id"], held["valid_to_date"], strict=True):
        plan.note(
            "border_changed",
            place_id=place_id,
            name=now.loc[place_id, "name_lv"],
            changed_ha=round(changed[place_id] / SQUARE_METRES * HECTARES, 2),
            valid_to_date=end,
        )
    if not held.empty:
        plan.former[level] = gpd.GeoDataFrame(held)


def _changed(fresh: gpd.GeoDataFrame, known: gpd.GeoDataFrame) -> dict[str, float]:
    """Square metres that came or went, by place, of the areas that changed visibly."""
    both = fresh.loc[fresh["place_id"].isin(known.index)]
    if both.empty:
        return {}
    new = both.geometry.to_crs(AREA_CRS).to_numpy()
    old = known.loc[both["place_id"]].geometry.to_crs(AREA_CRS).to_numpy()
    # A village that is a point in the source has no border that could change.
    are_areas = (shapely.get_dimensions(new) == 2) & (shapely.get_dimensions(old) == 2)  # noqa: PLR2004
    moved = shapely.symmetric_difference(new[are_areas], old[are_areas])
    areas = zip(both["place_id"][are_areas], shapely.area(moved), is_visible(moved), strict=True)
    return {str(place_id): float(area) for place_id, area, visible in areas if visible}
