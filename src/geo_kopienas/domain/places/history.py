"""The register and the layers as they were on a day, as far as the data tell.

A place has `valid_from_date` and `valid_to_date`; a place that came out of another names it
(`predecessor_id`), one that ended names what it became part of (`successor_ids`); a unit that
joined the municipality says since when (`member_since_date`). From these alone:

- a place that had ended is not there; one that ended later is, in the last border that is known;
- a place that was not there yet belongs to the place that it came out of, whose border then
  held its land; where none is known, it is drawn as it is today, and that is said;
- a unit that had not joined yet is drawn as a neighbour, with everything in it.

A place whose official border changed keeps the former ones with their validity: it is drawn in the
one of the day. Borders that ran otherwise and are in no layer cannot be drawn: that is said too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

import geopandas as gpd
import pandas as pd

from geo_kopienas.domain.places.earlier_borders import borders_on, days_of_borders, holders
from geo_kopienas.domain.places.hierarchy import unit_of
from geo_kopienas.domain.places.territory import Remark, Said, Territory
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.crs import MAP_CRS
from geo_kopienas.domain.schema.dates import first_day

_DATES = ("valid_from_date", "valid_to_date", "member_since_date")
_COLUMNS = (*_DATES, "level", "parent_id", "predecessor_id", "successor_ids")
Cells = Mapping[str, Mapping[str, Any]]  # cell by column and place
T = TypeVar("T", bound=Territory)


def period_of(territory: Territory, as_of: date) -> str:
    """The time without changes that a day lies in; empty for the one after all changes.

    Args:
        territory: Places and borders of today.
        as_of: The day.

    Returns:
        The day of the next change, YYYY-MM-DD: two days of one period have the same places.
    """
    places, former = territory.places, territory.former
    columns = [places[column] for column in _DATES]
    columns += [layer["valid_from_date"] for layer in territory.boundaries.values()]
    columns += [former["valid_from_date"], former["valid_to_date"]]
    later = [
        day
        for column in columns
        for text in column.dropna().unique()
        if (day := first_day(text)) is not None and day > as_of
    ]
    # A place that ended is not there after the last change either.
    has_ended = places["valid_to_date"].notna().any()
    return min(later).isoformat() if later else "9999-12-31" if has_ended else ""


def state_on(territory: T, as_of: date) -> T:
    """Places, borders and communities as they were on a day, with what must be said of them.

    Returns:
        The same with the rows of the register that are there, parents being those of the day;
        their features; the neighbours, units that had not joined included; and the communities
        of the places that are there.
    """
    places = territory.places
    boundaries = borders_on(territory.boundaries, territory.former, as_of)
    ids = [str(place_id) for place_id in places["place_id"]]
    cells = {column: dict(zip(ids, places[column], strict=True)) for column in _COLUMNS}
    ended = {
        place_id
        for place_id, text in _known(cells["valid_to_date"])
        if (day := first_day(text)) is not None and day <= as_of
    }
    coming = _later(cells["valid_from_date"], as_of)
    outside = _outside(places, cells, as_of)
    origin = _origins(cells, coming, ended | set(outside), holders(coming, boundaries))
    gone = ended | set(outside) | set(origin)
    kept = places.loc[~places["place_id"].isin(gone)]

    def parent_on_day(place_id: Any) -> Any:  # noqa: ANN401 - a cell that may be empty
        while place_id in gone:
            place_id = origin.get(place_id, cells["parent_id"][place_id])
        return place_id

    kept = kept.assign(
        parent_id=kept["parent_id"].map(parent_on_day).astype(kept["parent_id"].dtype),
        apkaime_id=kept["apkaime_id"].mask(kept["apkaime_id"].isin(gone)),
    )
    layers = {
        level: _layer(level, layer, cells, gone, origin) for level, layer in boundaries.items()
    }
    layers[Level.MUNICIPALITY] = _outline(boundaries, layers, cells, outside)
    said = [
        *_said(cells, _Changes(ended, coming, outside, origin), boundaries),
        *_said_of_borders(layers, as_of),
    ]
    said += _said_of_others(layers) if said else []
    return replace(
        territory,
        places=kept.reset_index(drop=True),
        boundaries=layers,
        context=_context(territory.context, boundaries[Level.UNIT], outside, places),
        communities=_communities(territory.communities, set(kept["place_id"]), origin),
        said=tuple(said),
    )


@dataclass(frozen=True, slots=True)
class _Changes:
    """Places that are otherwise on the day than today, as `state_on` works them out."""

    ended: set[str]
    coming: Mapping[str, str]
    outside: Mapping[str, str]
    origin: Mapping[str, str]


def _later(column: Mapping[str, Any], as_of: date) -> dict[str, str]:
    """Places whose date is later than a day, with the date."""
    return {
        place_id: text
        for place_id, text in _known(column)
        if (day := first_day(text)) is not None and day > as_of
    }


def _known(column: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    return ((place_id, str(text)) for place_id, text in column.items() if pd.notna(text))


def _outside(places: pd.DataFrame, cells: Cells, as_of: date) -> dict[str, str]:
    """Places that had not joined the municipality, with the day on which they did."""
    joined = _later(cells["member_since_date"], as_of)
    inside = places.loc[places["level"] == Level.SETTLEMENT]
    units = unit_of(places)
    outside = joined | {
        str(place_id): joined[units[place_id]]
        for place_id in inside["place_id"]
        if units[place_id] in joined
    }
    # An apkaime is outside when everything that it is made of is.
    for apkaime_id, members in inside.groupby("apkaime_id"):
        days = [outside.get(str(place_id)) for place_id in members["place_id"]]
        if all(days):
            outside[str(apkaime_id)] = max(str(day) for day in days)
    return outside


def _origins(
    cells: Cells, coming: Mapping[str, str], absent: set[str], held_by: Mapping[str, str]
) -> dict[str, str]:
    """Where the land of each place that was not there yet belonged, as far as it is known."""
    became = {
        str(new): str(old) for old, news in cells["successor_ids"].items() for new in news or ()
    }

    def before(place_id: str) -> str | None:
        named = cells["predecessor_id"][place_id]
        if pd.isna(named):
            return became.get(place_id) or held_by.get(place_id)
        return str(named)

    origin = {}
    for place_id in coming:
        former = before(place_id)
        # One that came out of a place which was not there yet either belongs one step further.
        for _ in range(len(coming)):
            if former is None or former not in coming:
                break
            former = before(former)
        if former in cells["level"] and former not in absent and former not in coming:
            origin[place_id] = str(former)
    return origin


def _layer(
    level: Level,
    layer: gpd.GeoDataFrame,
    cells: Cells,
    gone: set[str],
    origin: Mapping[str, str],
) -> gpd.GeoDataFrame:
    """Features of a day: those of absent places left out, their land given back."""
    rows = layer.loc[~layer["place_id"].isin(gone)].copy()
    shapes = dict(zip(layer["place_id"], layer.geometry, strict=True))
    given: dict[str, list[str]] = {}
    for place_id, former in origin.items():
        # The last border of a place that has ended held that land already.
        is_there_today = pd.isna(cells["valid_to_date"][former])
        if cells["level"][former] == level and place_id in shapes and is_there_today:
            given.setdefault(former, []).append(place_id)
    geometry = [
        gpd.GeoSeries([shape, *(shapes[part] for part in given[place_id])]).union_all()
        if place_id in given
        else shape
        for place_id, shape in zip(rows["place_id"], rows.geometry, strict=True)
    ]
    return rows.set_geometry(gpd.GeoSeries(geometry, index=rows.index, crs=MAP_CRS)).reset_index(
        drop=True
    )


def _outline(
    boundaries: Mapping[Level, gpd.GeoDataFrame],
    layers: Mapping[Level, gpd.GeoDataFrame],
    cells: Cells,
    outside: Mapping[str, str],
) -> gpd.GeoDataFrame:
    """Municipalities without the units that had not joined: the union of the others."""
    outline = layers[Level.MUNICIPALITY]
    units = boundaries[Level.UNIT]
    parents = cells["parent_id"]
    smaller = {parents[unit] for unit in outside if cells["level"][unit] == Level.UNIT}
    here = layers[Level.UNIT]
    homes = here["place_id"].map(parents)
    geometry = [
        here.geometry[(homes == place_id).to_numpy()].union_all()
        if place_id in smaller and not units.empty
        else shape
        for place_id, shape in zip(outline["place_id"], outline.geometry, strict=True)
    ]
    return outline.set_geometry(gpd.GeoSeries(geometry, index=outline.index, crs=MAP_CRS))


def _context(
    context: gpd.GeoDataFrame,
    units: gpd.GeoDataFrame,
    outside: Mapping[str, str],
    places: pd.DataFrame,
) -> gpd.GeoDataFrame:
    foreign = units.loc[units["place_id"].isin(outside)]
    if foreign.empty:
        return context
    # A layer has no English names; the register has.
    named = places.set_index("place_id")["name_en"]
    foreign = foreign.assign(name_en=foreign["place_id"].map(named))
    joined = pd.concat([context, foreign], ignore_index=True)
    return gpd.GeoDataFrame(joined, geometry="geometry", crs=MAP_CRS)


def _communities(
    communities: pd.DataFrame, here: set[str], origin: Mapping[str, str]
) -> pd.DataFrame:
    """Communities with the places of the day; those of absent places alone are left out."""
    of_day = [
        tuple(dict.fromkeys(at for named in ids or () if (at := origin.get(named, named)) in here))
        for ids in communities["place_ids"]
    ]
    is_here = [
        bool(now) or not before
        for now, before in zip(of_day, communities["place_ids"], strict=True)
    ]
    changed = communities.assign(place_ids=pd.Series(of_day, index=communities.index))
    return changed.loc[is_here].reset_index(drop=True)


def _said(
    cells: Cells, changes: _Changes, boundaries: Mapping[Level, gpd.GeoDataFrame]
) -> list[Said]:
    groups: dict[tuple[Remark, Level, str, str], list[str]] = {}

    def note(remark: Remark, place_id: str, day: str = "", other_id: str = "") -> None:
        key = (remark, Level(cells["level"][place_id]), day, other_id)
        groups.setdefault(key, []).append(place_id)

    for place_id in cells["level"]:
        if place_id in changes.ended:
            continue
        if place_id in changes.outside:
            note(Remark.NOT_MEMBER, place_id, changes.outside[place_id])
        elif place_id in changes.origin:
            note(Remark.PART_OF, place_id, changes.coming[place_id], changes.origin[place_id])
        elif place_id in changes.coming:
            note(Remark.NOT_YET, place_id, changes.coming[place_id])
        elif pd.notna(cells["valid_to_date"][place_id]):
            level = Level(cells["level"][place_id])
            if place_id not in set(boundaries[level]["place_id"]):
                note(Remark.NO_BORDER, place_id)
    return [
        Said(remark, level, tuple(ids), day, other)
        for (remark, level, day, other), ids in groups.items()
    ]


def _said_of_borders(layers: Mapping[Level, gpd.GeoDataFrame], as_of: date) -> list[Said]:
    said = []
    for level, layer in layers.items():
        later, former = days_of_borders(layer, as_of)
        for remark, ids_by_day in ((Remark.FORMER, former), (Remark.LATER, later)):
            said += [Said(remark, level, ids, day) for day, ids in ids_by_day.items()]
    return said


def _said_of_others(layers: Mapping[Level, gpd.GeoDataFrame]) -> list[Said]:
    """The levels with borders of which it is not known since when they run so."""
    return [
        Said(Remark.OTHERS, level, ())
        for level, layer in layers.items()
        if "valid_from_date" not in layer or layer["valid_from_date"].isna().any()
    ]


def successors(place: pd.Series, places: pd.DataFrame) -> Sequence[str]:
    """The places that a place which ended became part of, those that ended too followed on."""
    if pd.isna(place["valid_to_date"]):
        return []
    after = dict(zip(places["place_id"], places["successor_ids"], strict=True))
    last = []
    seen = {str(place["place_id"])}
    queue = list(place["successor_ids"] or ())
    while queue:
        place_id = queue.pop(0)
        if place_id in seen:
            continue
        seen.add(place_id)
        following = after.get(place_id) or ()
        queue += following
        if not following and place_id in after:
            last.append(place_id)
    return last
