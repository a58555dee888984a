"""The register of places: which place counts for which, and what lies where."""

from collections.abc import Collection, Mapping
from datetime import date

import geopandas as gpd
import pandas as pd

from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.dates import first_day


def counting_places(places: pd.DataFrame) -> pd.DataFrame:
    """Say for which places a fact about a place counts.

    A settlement counts for itself, the settlement that it lies in, its unit, its apkaime and the
    municipality; a unit or an apkaime for itself and the municipality. It never counts downwards.

    Args:
        places: The register (`place_id`, `level`, `parent_id`, `apkaime_id`).

    Returns:
        Frame of `place_id` (where the fact is) and `counts_for_id`, without duplicates.
    """
    ids = places["place_id"]
    above = pd.concat(
        [
            pd.DataFrame({"counts_for_id": ids, "above_id": places[column]}).dropna()
            for column in ("parent_id", "apkaime_id")
        ]
    )
    pairs = pd.DataFrame({"place_id": ids, "counts_for_id": ids})
    reached = 0
    while len(pairs) > reached:  # until a step further brings nothing new
        reached = len(pairs)
        further = pairs.merge(above, on="counts_for_id")[["place_id", "above_id"]]
        further = further.rename(columns={"above_id": "counts_for_id"})
        pairs = pd.concat([pairs, further]).drop_duplicates(ignore_index=True)
    home = municipality_of(places)
    inside = home.loc[home.notna()]
    at_home = pd.DataFrame({"place_id": inside.index, "counts_for_id": inside.to_numpy()})
    return pd.concat([pairs, at_home], ignore_index=True).drop_duplicates(ignore_index=True)


def municipality_of(places: pd.DataFrame) -> pd.Series:
    """The municipality of each place, by its parents.

    Where the register holds one municipality alone, everything lies in it, whatever it says of
    parents. Missing where neither tells.

    Returns:
        Ids of municipalities, indexed by `place_id`.
    """
    is_municipality = (places["level"] == Level.MUNICIPALITY).to_numpy()
    ids = places["place_id"].to_numpy()
    known: list[str] = list(ids[is_municipality])
    if len(known) == 1:
        return pd.Series(known[0], index=pd.Index(ids), dtype="string")
    # A settlement whose unit is not known may still have an apkaime, which lies in one.
    above = places["parent_id"].fillna(places["apkaime_id"])
    return _nearest_above(places, above, {*known})


def unit_of(places: pd.DataFrame) -> pd.Series:
    """The unit that each place is or lies in, also through the settlement that it lies in.

    Returns:
        Ids of units, indexed by `place_id`; missing where it is not known.
    """
    return _nearest_above(places, places["parent_id"], {*of_level(places, Level.UNIT)["place_id"]})


def position_holders(places: pd.DataFrame, located: Collection[str]) -> pd.Series:
    """The place whose position stands for each settlement: itself, or the one that it lies in.

    A street in a village has no point of its own; the village's tells about where it is. A unit
    is no position: a point in the middle of a parish would say that the place is there.

    Returns:
        Ids of settlements, indexed by `place_id`; missing where no position is known.
    """
    settlements = of_level(places, Level.SETTLEMENT)
    targets = {*settlements["place_id"]} & {*located}
    return _nearest_above(settlements, settlements["parent_id"], targets)


def within_of(place_id: str, places: pd.DataFrame) -> str | None:
    """The settlement whose position stands for a place that has none of its own, or None."""
    located = places.loc[places["latitude"].notna(), "place_id"]
    holder = position_holders(places, located).get(place_id)
    return holder if isinstance(holder, str) and holder != place_id else None


def places_above(place_id: str, places: pd.DataFrame) -> list[str]:
    """What a place lies in, the nearest first, then its apkaime; of a unit the municipality."""
    ids = places["place_id"]
    parents, levels, apkaimes = (
        dict(zip(ids, places[column], strict=True))
        for column in ("parent_id", "level", "apkaime_id")
    )
    above: list[str] = []
    parent = parents[place_id]
    while not pd.isna(parent) and parent not in above:
        if above and levels[parent] == Level.MUNICIPALITY:
            break
        above.append(str(parent))
        parent = parents[parent]
    apkaime_id = apkaimes[place_id]
    return above if pd.isna(apkaime_id) else [*above, str(apkaime_id)]


def _nearest_above(places: pd.DataFrame, above: pd.Series, targets: set[str]) -> pd.Series:
    """The first of `targets` on the way up from each place; missing where the way ends before."""
    ids = places["place_id"].to_numpy()
    parents = dict(zip(ids, above, strict=True))

    def nearest(place_id: str) -> str | None:
        seen: set[str] = set()
        while place_id not in targets:
            seen.add(place_id)
            parent = parents.get(place_id)
            if parent is None or pd.isna(parent) or parent in seen:
                return None
            place_id = parent
        return place_id

    return pd.Series(list(map(nearest, ids)), index=pd.Index(ids), dtype="string")


def of_level(places: pd.DataFrame, level: Level) -> pd.DataFrame:
    """The places of one level in the order of the register."""
    return places.loc[places["level"] == level]


def residents_of(places: pd.DataFrame) -> pd.Series:
    """Residents that numbers are divided by, by `place_id`; NaN where none are known."""
    counts = pd.Series(places["population_count"].to_numpy(), places["place_id"], dtype="Float64")
    residents: pd.Series[float] = counts.where(counts > 0).astype("float64")
    return residents


def existing_on(places: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """The places that had not ended by a day."""
    if "valid_to_date" not in places:
        return places
    ends = [first_day(text) for text in places["valid_to_date"]]
    return places.loc[[end is None or end > as_of for end in ends]]


def apkaime_of(places: pd.DataFrame) -> dict[str, str]:
    """The apkaime of each settlement that has one."""
    known = places.loc[places["apkaime_id"].notna()]
    return dict(zip(known["place_id"], known["apkaime_id"], strict=True))


def geometry_of(place: pd.Series, boundaries: Mapping[Level, gpd.GeoDataFrame]) -> pd.Series | None:
    """The row of a place in the layer of its level; None where no position is known."""
    layer = boundaries[Level(place["level"])]
    rows = layer.loc[layer["place_id"] == place["place_id"]]
    return None if rows.empty else rows.iloc[0]
