"""The register of places: which place counts for which, and what lies where."""

from collections.abc import Mapping, Sequence
from datetime import date

import geopandas as gpd
import pandas as pd

from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.dates import first_day

#: Settlement, unit, municipality.
MAX_DEPTH = 3


def counting_places(places: pd.DataFrame) -> pd.DataFrame:
    """Say for which places a fact about a place counts.

    A settlement counts for itself, its unit, its apkaime and the municipality; a unit or an
    apkaime for itself and the municipality. It never counts downwards.

    Args:
        places: The register (`place_id`, `level`, `parent_id`, `apkaime_id`).

    Returns:
        Frame of `place_id` (where the fact is) and `counts_for_id`, without duplicates.
    """
    own = pd.DataFrame({"place_id": places["place_id"], "counts_for_id": places["place_id"]})
    parts = [own]
    for column in ("parent_id", "apkaime_id"):
        upward = places.loc[places[column].notna(), ["place_id", column]]
        parts.append(upward.rename(columns={column: "counts_for_id"}))
    home = municipality_of(places)
    inside = home.loc[home.notna()]
    parts.append(pd.DataFrame({"place_id": inside.index, "counts_for_id": inside.to_numpy()}))
    return pd.concat(parts, ignore_index=True).drop_duplicates(ignore_index=True)


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
    parents = dict(zip(ids, above, strict=True))
    home = dict(zip(known, known, strict=True))

    def municipality(place_id: str) -> str | None:
        for _ in range(MAX_DEPTH):
            if place_id in home:
                return home[place_id]
            parent = parents.get(place_id)
            if parent is None or pd.isna(parent):
                return None
            place_id = parent
        return None

    return pd.Series(list(map(municipality, ids)), index=pd.Index(ids), dtype="string")


def of_level(places: pd.DataFrame, level: Level) -> pd.DataFrame:
    """The places of one level in the order of the register."""
    return places.loc[places["level"] == level]


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


def first_located(place_ids: Sequence[str], located: set[str]) -> str | None:
    """The first of `place_ids` that has a position, or None."""
    return next((place_id for place_id in place_ids if place_id in located), None)


def geometry_of(place: pd.Series, boundaries: Mapping[Level, gpd.GeoDataFrame]) -> pd.Series | None:
    """The row of a place in the layer of its level; None where no position is known."""
    layer = boundaries[Level(place["level"])]
    rows = layer.loc[layer["place_id"] == place["place_id"]]
    return None if rows.empty else rows.iloc[0]
