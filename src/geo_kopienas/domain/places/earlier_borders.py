"""Borders of an earlier day: each place in the border that held then, as far as one is kept."""

from collections.abc import Collection, Mapping
from datetime import date

import geopandas as gpd
import pandas as pd

from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.dates import first_day

#: What a former border says itself; everything else of a row stays.
_OF_BORDER = (
    "geometry_quality", "basis_lv", "basis_en", "source_date", "valid_from_date", "valid_to_date"
)  # fmt: skip


def borders_on(
    boundaries: Mapping[Level, gpd.GeoDataFrame], former: gpd.GeoDataFrame, as_of: date
) -> dict[Level, gpd.GeoDataFrame]:
    """The layers with the border of a day wherever it ran otherwise than today.

    Args:
        boundaries: Layer of each level in EPSG:4326.
        former: Former borders with `valid_to_date`, the first day on which each held no more.
        as_of: The day.

    Returns:
        The layers in their order, with `valid_to_date`; missing where the border is still that.
    """
    ends = [first_day(text) for text in former["valid_to_date"]]
    is_later = [day is not None and day > as_of for day in ends]
    then = former.assign(end=pd.Series(ends, index=former.index, dtype="object")).loc[is_later]
    # Of several the one that ended first held on the day.
    then = then.sort_values("end", kind="stable").drop_duplicates("place_id")
    then = then.set_index("place_id", drop=False)
    layers = {}
    for level, layer in boundaries.items():
        own = layer.assign(valid_to_date=pd.Series(pd.NA, index=layer.index, dtype="string"))
        is_other = own["place_id"].isin(then.index)
        if is_other.any():
            fitting = then.loc[own.loc[is_other, "place_id"]]
            for column in (*_OF_BORDER, own.geometry.name):
                if column in fitting:
                    own.loc[is_other, column] = fitting[column].to_numpy()
        layers[level] = own
    return layers


def holders(
    coming: Collection[str], boundaries: Mapping[Level, gpd.GeoDataFrame]
) -> dict[str, str]:
    """Whose former border held the land of a place of the same level that was not there yet.

    Args:
        coming: Places that were not there on a day.
        boundaries: The layers of that day (`borders_on`).
    """
    held_by = {}
    for layer in boundaries.values():
        is_former = layer["valid_to_date"].notna() if "valid_to_date" in layer else None
        if is_former is None or not is_former.any():
            continue
        held = layer.loc[is_former]
        new = layer.loc[layer["place_id"].isin(list(coming))]
        for place_id, point in zip(new["place_id"], new.representative_point(), strict=True):
            around = held.loc[held.geometry.intersects(point) & (held["place_id"] != place_id)]
            if len(around) == 1:
                held_by[str(place_id)] = str(around["place_id"].iloc[0])
    return held_by


def days_of_borders(
    layer: gpd.GeoDataFrame, as_of: date
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Which borders are known of a later day only, and which changed after the day.

    Returns:
        Places by the day since which their border is known, later than `as_of`; and the others
        by the day on which theirs changed.
    """
    if not {"valid_from_date", "valid_to_date"} <= set(layer.columns):
        return {}, {}
    begins, ends = layer["valid_from_date"], layer["valid_to_date"]
    days = [first_day(text) for text in begins]
    is_later = pd.Series([day is not None and day > as_of for day in days], index=layer.index)
    return (
        _by_day(layer.loc[is_later, "place_id"], begins),
        _by_day(layer.loc[~is_later & ends.notna(), "place_id"], ends),
    )


def _by_day(ids: pd.Series, days: pd.Series) -> dict[str, tuple[str, ...]]:
    groups = ids.groupby(days.loc[ids.index]) if len(ids) else ()
    return {str(day): tuple(map(str, group)) for day, group in groups}
