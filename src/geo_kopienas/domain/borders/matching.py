"""Which official territory is which place of the register: by code, then by name and position.

Nothing is guessed: a territory that several places may be, or a place of the same name too far
away, is reported and left as it is, until the caller says which one is meant.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo_kopienas.domain.borders.plan import BorderTask
from geo_kopienas.domain.places.declension import genitives
from geo_kopienas.domain.places.names import normalise_name
from geo_kopienas.domain.schema.codes import Level, PlaceKind

#: A place of the same name is the same place if it lies no further away: villages are up to some
#: kilometres wide and their centres are read from different maps.
SAME_PLACE_M = 5_000.0

LEVELS = (Level.MUNICIPALITY, Level.UNIT, Level.SETTLEMENT)

#: Kinds that a register of territories may name; a community's area or a name on a map is
#: something else, even where it is called the same.
_OFFICIAL_KINDS = {
    Level.MUNICIPALITY: (PlaceKind.MUNICIPALITY,),
    Level.UNIT: (PlaceKind.TOWN, PlaceKind.PARISH),
    Level.SETTLEMENT: (
        PlaceKind.TOWN,
        PlaceKind.VILLAGE,
        PlaceKind.LARGE_VILLAGE,
        PlaceKind.POPULATED_PLACE,
        PlaceKind.MAP_NAME,
    ),
}

_NOUNS = {PlaceKind.TOWN: "pilsēta", PlaceKind.PARISH: "pagasts", PlaceKind.MUNICIPALITY: "novads"}


class Unmatched(NamedTuple):
    """A territory that could not be told apart: its code, level, and the places it may be."""

    code: str
    name: str
    level: Level
    candidates: list[str]


@dataclass
class Matches:
    """Place of each territory by (level, code), and what stayed open.

    `is_by_name` holds the territories that were matched without their code.
    """

    places: dict[tuple[Level, str], str] = field(default_factory=dict)
    is_by_name: set[tuple[Level, str]] = field(default_factory=set)
    unmatched: list[Unmatched] = field(default_factory=list)


def match_territories(areas: gpd.GeoDataFrame, task: BorderTask) -> Matches:
    """Match territories to places; what the caller chose comes before everything.

    Args:
        areas: `territories.COLUMNS` and geometry in EPSG:3059.
        task: The register and what the caller chose.
    """
    matches = Matches()
    for level in LEVELS:
        rows = areas.loc[areas["level"] == level]
        register = task.places.loc[task.places["level"] == level]
        free = _match_codes(rows, register, level, task.chosen, matches)
        official = register.loc[register["kind"].isin(_OFFICIAL_KINDS[level])]
        _match_names(rows.loc[rows["code"].isin(free)], official, level, task.positions, matches)
    return matches


def _match_codes(
    rows: pd.DataFrame,
    register: pd.DataFrame,
    level: Level,
    chosen: Mapping[str, str],
    matches: Matches,
) -> set[str]:
    """Match by code; returns the codes that are left."""
    by_code: dict[str, str] = {}
    for column in ("atvk_code", "register_code"):
        known = register.loc[register[column].notna()]
        by_code |= dict(zip(known[column], known["place_id"], strict=True))
    ids = set(register["place_id"])
    taken = set(matches.places.values())
    left = set()
    for code, atvk in zip(rows["code"], rows["atvk_code"], strict=True):
        place_id = chosen.get(code)
        if place_id not in ids:
            place_id = by_code.get(code) or by_code.get(atvk)
        if place_id is None or place_id in taken:
            left.add(code)
        else:
            matches.places[level, code] = place_id
            taken.add(place_id)
    return left


def _match_names(
    rows: gpd.GeoDataFrame,
    register: pd.DataFrame,
    level: Level,
    positions: pd.DataFrame,
    matches: Matches,
) -> None:
    taken = set(matches.places.values())
    free = register.loc[~register["place_id"].isin(taken)]
    by_name: defaultdict[str, list[str]] = defaultdict(list)
    for place_id, name, others in zip(
        free["place_id"], free["name_lv"], free["alternative_names"], strict=True
    ):
        for form in dict.fromkeys(normalise_name(form) for form in (name, *others)):
            by_name[form].append(place_id)
    # A territory whose name two places carry takes the near one; two territories that would take
    # the same place are both left open.
    wanted: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for code, name, kind, shape in zip(
        rows["code"], rows["name_lv"], rows["kind"], rows.geometry, strict=True
    ):
        same = {place for form in name_forms(name, kind, level) for place in by_name.get(form, ())}
        near = [place for place in sorted(same) if is_near(shape, place, positions)]
        if len(near) == 1:
            wanted[near[0]].append((code, name))
        elif near:
            matches.unmatched.append(Unmatched(code, name, level, near))
    for place_id, claims in wanted.items():
        if len(claims) == 1:
            key = (level, claims[0][0])
            matches.places[key] = place_id
            matches.is_by_name.add(key)
        else:
            matches.unmatched += [Unmatched(code, name, level, [place_id]) for code, name in claims]


def name_forms(name: str, kind: str, level: Level) -> set[str]:
    """The normalised names under which a register may hold a territory.

    A town is "Baloži" in one source and "Baložu pilsēta" in another.
    """
    own = normalise_name(name)
    forms = {own}
    if level is not Level.SETTLEMENT and kind in _NOUNS:
        noun = _NOUNS[PlaceKind(kind)]
        forms |= {f"{genitive} {noun}" for genitive in genitives(own)}
    return forms


def is_near(shape: BaseGeometry | None, place_id: str, positions: pd.DataFrame) -> bool:
    """Whether a place lies at or near a territory; one without position has only its name."""
    if shape is None or place_id not in positions.index:
        return True
    return distance_to(shape, place_id, positions) <= SAME_PLACE_M


def distance_to(shape: BaseGeometry, place_id: str, positions: pd.DataFrame) -> float:
    """Metres from a place's position to a territory, 0 inside it."""
    return float(shapely.distance(shape, position_of(place_id, positions)))


def position_of(place_id: str, positions: pd.DataFrame) -> shapely.Point:
    """Where a place lies, in EPSG:3059."""
    row = positions.loc[[place_id]]
    return shapely.Point(float(row["x"].iloc[0]), float(row["y"].iloc[0]))


def ended_places(
    places: pd.DataFrame, codes: Sequence[str], ended: pd.DataFrame
) -> dict[str, str | None]:
    """Places that a register named before and names no more: their last day, None if not known.

    Args:
        places: The register; only places with a `register_code` were ever named.
        codes: Every code that the source holds now.
        ended: `code` and `ended_date` of rows that the source marks as ended.
    """
    dates = dict(zip(ended["code"], ended["ended_date"], strict=True))
    known = places.loc[places["register_code"].notna() & places["valid_to_date"].isna()]
    return {
        place_id: dates.get(code) or None
        for place_id, code in zip(known["place_id"], known["register_code"], strict=True)
        if code not in codes
    }
