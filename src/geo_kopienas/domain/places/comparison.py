"""What the profile of a place compares it with: similar places, neighbours, its level, its parents.

Every comparison leaves out what is not known of either side; a missing figure is no difference.
"""

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import Point

from geo_kopienas.domain.places.hierarchy import counting_places
from geo_kopienas.domain.schema.codes import PlaceStatus
from geo_kopienas.domain.schema.crs import AREA_CRS, MAP_CRS, METRES_PER_KM

#: The Freedom Monument, from which distances to Rīga are commonly measured.
RIGA_CENTRE = (24.1133, 56.9515)
#: Names of which no resident community can be asked for are no place to be compared with.
NOT_COMPARED = (PlaceStatus.MAP_NAME_ONLY.value, PlaceStatus.FORMER_PLACE.value)
SIMILAR_LIMIT = 5
NEIGHBOUR_LIMIT = 5
#: Kind is always known; with it alone every village would be like every other.
MIN_KNOWN_CRITERIA = 2
#: Two layers of one border may differ by the rounding of their coordinates.
BORDER_TOLERANCE_M = 10
#: A common corner, or circles that just touch, is no common border.
MIN_BORDER_M = 100
#: Older figures say nothing of how a place grows today.
GROWTH_YEARS = 10
DAYS_PER_YEAR = 365.2425


def distances_to_riga(positions: pd.DataFrame) -> pd.Series:
    """Straight distance to the centre of Rīga in km.

    Args:
        positions: `x`, `y` in EPSG:3059, indexed by `place_id`.
    """
    centre = gpd.GeoSeries([Point(RIGA_CENTRE)], crs=MAP_CRS).to_crs(AREA_CRS)
    return _kilometres(positions, centre.x.iloc[0], centre.y.iloc[0])


def population_growth(population: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Yearly growth of the population in per cent, from figures that may be compared.

    Only two usable figures of one series, at least a year apart, both of the last ten years and
    neither with a doubt in its note: of another border or method a difference would be no growth.

    Args:
        population: The table of population figures.
        as_of: The day that is looked at.

    Returns:
        Frame indexed by `place_id`: `growth_pct` a year, `first_date`, `last_date`, `series_lv`.
        Of several series the one with the newest figure.
    """
    days = pd.to_datetime(population["date"], format="ISO8601", errors="coerce")
    latest = pd.Timestamp(as_of)
    usable = (
        population["place_id"].notna()
        & population["series_lv"].notna()
        & population["is_usable"].astype(bool)
        & population["note_lv"].isna()
        & days.between(latest - pd.DateOffset(years=GROWTH_YEARS), latest)
        & (population["population_count"] > 0)
    )
    figures = population.loc[usable].assign(day=days).sort_values("day", kind="stable")
    series = figures.groupby(["place_id", "series_lv"], sort=False).agg(
        first_count=("population_count", "first"),
        last_count=("population_count", "last"),
        first_date=("date", "first"),
        last_date=("date", "last"),
        first_day=("day", "first"),
        last_day=("day", "last"),
    )
    years = (series["last_day"] - series["first_day"]).dt.days / DAYS_PER_YEAR
    series = series.loc[years >= 1 - 1 / DAYS_PER_YEAR]
    ratio = series["last_count"].astype("float64") / series["first_count"].astype("float64")
    growth = series.assign(growth_pct=100 * (ratio ** (1 / years.loc[series.index]) - 1))
    newest = growth.sort_values("last_day", kind="stable").reset_index()
    newest = newest.drop_duplicates("place_id", keep="last").set_index("place_id")
    return newest[["growth_pct", "first_date", "last_date", "series_lv"]]


def similar_places(
    place_id: str,
    places: pd.DataFrame,
    riga_km: pd.Series,
    growth_pct: pd.Series,
    limit: int = SIMILAR_LIMIT,
) -> pd.DataFrame:
    """The places of the same level that are most like a place.

    Likeness is Gower's (1971): the mean of the differences in kind, population (on a logarithmic
    scale), distance to Rīga and growth, each divided by its range; over those criteria that are
    known of both. Equally alike places: the better known first, then in the order of the register.

    Args:
        place_id: The place.
        places: The register.
        riga_km: `distances_to_riga` of all places.
        growth_pct: Yearly growth by `place_id`, where known.
        limit: How many at most.

    Returns:
        Frame indexed by `place_id`, most alike first: `difference` (0–1), `known_criteria` (2–4);
        empty for a mere name and for a place that ended.
    """
    own = places.loc[places["place_id"] == place_id].iloc[0]
    is_compared = (places["level"] == own["level"]) & ~places["status"].isin(NOT_COMPARED)
    group = places.loc[is_compared].set_index("place_id")
    if place_id not in group.index:
        return pd.DataFrame({"difference": [], "known_criteria": []})
    residents = group["population_count"].astype("Float64").astype("float64")
    measured = pd.DataFrame(
        {
            "population": np.log10(residents.where(residents > 0)),
            "riga": riga_km.reindex(group.index),
            "growth": growth_pct.reindex(group.index),
        }
    ).astype("float64")
    span = (measured.max() - measured.min()).replace(0, 1)
    differences = ((measured - measured.loc[place_id]) / span).abs()
    differences["kind"] = (group["kind"] != own["kind"]).astype("float64")
    others = differences.drop(index=place_id)
    compared = pd.DataFrame(
        {"difference": others.mean(axis="columns"), "known_criteria": others.count(axis="columns")}
    )
    compared = compared.loc[compared["known_criteria"] >= MIN_KNOWN_CRITERIA]
    compared["difference"] = compared["difference"].round(10)  # equal ones stay equal
    ordered = compared.sort_values(
        ["difference", "known_criteria"], ascending=[True, False], kind="stable"
    )
    return ordered.head(limit)


def neighbours(
    place_id: str,
    places: pd.DataFrame,
    layer: gpd.GeoDataFrame,
    positions: pd.DataFrame,
    limit: int = NEIGHBOUR_LIMIT,
) -> pd.DataFrame:
    """Places of the same level beside a place: those with a common border, then the nearest.

    Args:
        place_id: The place.
        places: The register.
        layer: Geometry of the level in EPSG:4326 (`place_id`, `geometry_quality`).
        positions: `place_positions` of the register.
        limit: So many are listed where fewer have a common border.

    Returns:
        Frame indexed by `place_id`: `border_km` (length of the common border; NaN without one),
        `distance_km` (between the centres; NaN where one is not known) and `geometry_quality` of
        the neighbour (None without an area). Longest border first, then nearest.
    """
    own = places.loc[places["place_id"] == place_id].iloc[0]
    is_other = (places["level"] == own["level"]) & ~places["status"].isin(NOT_COMPARED)
    others = places.loc[is_other & ~places["place_id"].isin(_nested(place_id, places)), "place_id"]
    borders = _common_borders(place_id, layer)
    borders = borders.loc[borders.index.isin(others)]
    distances = _distances(place_id, others, positions)
    rest = distances.loc[~distances.index.isin(borders.index)].nsmallest(
        max(0, limit - len(borders)), keep="first"
    )
    ids = borders.index.append(rest.index)
    quality = layer.set_index("place_id")["geometry_quality"].reindex(borders.index)
    return pd.DataFrame(
        {
            "border_km": borders.reindex(ids),
            "distance_km": distances.reindex(ids),
            "geometry_quality": quality.astype(object).reindex(ids),
        },
        index=ids.rename("place_id"),
    )


def _nested(place_id: str, places: pd.DataFrame) -> set[str]:
    """The place, all that lies in it and all that it lies in: none of them is beside it."""
    pairs = counting_places(places)
    inside = pairs.loc[pairs["counts_for_id"] == place_id, "place_id"]
    around = pairs.loc[pairs["place_id"] == place_id, "counts_for_id"]
    return {*inside, *around}


def _common_borders(place_id: str, layer: gpd.GeoDataFrame) -> pd.Series:
    """Length in km of the border that each other area has in common with the place's."""
    is_own = layer["place_id"] == place_id
    own = layer.loc[is_own & (layer.geom_type != "Point")]
    if own.empty:
        return pd.Series(dtype="float64", index=pd.Index([], dtype=object))
    # Only what may touch is projected: a national layer has thousands of areas.
    west, south, east, north = own.total_bounds
    margin = 0.01  # degrees: more than the tolerance anywhere in Latvia
    near = layer.cx[west - margin : east + margin, south - margin : north + margin]
    near = near.loc[(near["place_id"] != place_id) & (near.geom_type != "Point")].to_crs(AREA_CRS)
    outline = own.to_crs(AREA_CRS).geometry.iloc[0].boundary
    reach = near.geometry.buffer(BORDER_TOLERANCE_M)
    metres = shapely.length(shapely.intersection(outline, reach.to_numpy()))
    borders = pd.Series(metres, index=near["place_id"].astype(object))
    # The reach of the other area goes beyond the border by the tolerance at both of its ends.
    borders = (borders - 2 * BORDER_TOLERANCE_M).loc[lambda length: length >= MIN_BORDER_M]
    return borders.sort_values(ascending=False, kind="stable") / METRES_PER_KM


def _distances(place_id: str, others: pd.Series, positions: pd.DataFrame) -> pd.Series:
    """Distance in km from the place's centre to each other's that is known."""
    if place_id not in positions.index:
        return pd.Series(dtype="float64", index=pd.Index([], dtype=object))
    there = positions.loc[positions.index.isin(others)]
    here = positions.loc[[place_id]]
    return _kilometres(there, here["x"].iloc[0], here["y"].iloc[0]).set_axis(
        there.index.astype(object)
    )


def _kilometres(positions: pd.DataFrame, x: float, y: float) -> pd.Series:
    """Straight distance in km from every position to one point."""
    metres = np.hypot(positions["x"].to_numpy() - x, positions["y"].to_numpy() - y)
    return pd.Series(metres / METRES_PER_KM, index=positions.index, dtype="float64")


def rank_in_level(place_id: str, values: pd.Series) -> tuple[int, int] | None:
    """Rank of a place's value among the known ones of its level, and how many are known.

    Rank 1 is the highest value; equal values share the best of their ranks.

    Returns:
        None where the place's own value is not known.
    """
    known = values.dropna()
    if place_id not in known.index:
        return None
    return int((known > known[place_id]).sum()) + 1, len(known)
