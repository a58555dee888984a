"""Which place of the register an area of a statistical table is: by code, by name, by its parents.

Statistical tables name an area alone ("Alejas"), with what it lies in ("Alejas (Liepu pag.)",
"Liepu novads, Liepu pagasts, Alejas") or below it with dots ("..Alejas"). A national table
holds many areas that the register does not know; these are *elsewhere* and no fault.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from geo_kopienas.domain.places.codes import COUNTRY, plain_code
from geo_kopienas.domain.places.entries import UNIT_NOUNS, place_entries
from geo_kopienas.domain.places.hierarchy import counting_places
from geo_kopienas.domain.places.matching import Candidate, NameMatcher
from geo_kopienas.domain.places.names import normalise_name
from geo_kopienas.domain.schema.codes import Level, PlaceKind
from geo_kopienas.domain.schema.fields import ATVK_DIGITS

#: What the caller writes for an area that is to be left out.
LEFT_OUT = "-"
_LEADING_CODE = re.compile(rf"^((?:{COUNTRY})?(?:\d{{7}}|\d{{9}}))\b[\s.:–-]*")
_PARTS = re.compile(r"[,;/()]")


class Outcome(StrEnum):
    """What became of an area."""

    FOUND = "found"
    SEVERAL = "several"
    ELSEWHERE = "elsewhere"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class AreaMatch:
    """The answer to one area.

    Attributes:
        outcome: What became of it.
        place_ids: The place; a town is a settlement and a unit, so that it has two, in this
            order. Of several those that it may be.
        nearest: Where none was found: the most similar name of the register, empty if none is.
    """

    outcome: Outcome
    place_ids: tuple[str, ...] = ()
    nearest: str = ""


class AreaMatcher:
    """Finds the places of a table's areas.

    Args:
        places: The register.
        chosen: Place id by the area's text or code, where the caller decided; "-" leaves it out.
        level: Level of all areas of the table; None where they are of several.
    """

    def __init__(
        self, places: pd.DataFrame, chosen: Mapping[str, str], level: Level | None
    ) -> None:
        self._matcher = NameMatcher(place_entries(places))
        self._chosen = {normalise_name(text): place for text, place in chosen.items()}
        self._levels = dict(zip(places["place_id"], places["level"], strict=True))
        self._names = dict(zip(places["place_id"], places["name_lv"], strict=True))
        self._begins = dict(zip(places["place_id"], places["valid_from_date"], strict=True))
        self._level = level
        self._by_code: dict[str, str] = {}
        for column in ("register_code", "atvk_code"):
            known = places.loc[places[column].notna()]
            self._by_code |= dict(zip(known[column], known["place_id"], strict=True))
        self._above: defaultdict[str, set[str]] = defaultdict(set)
        pairs = counting_places(places)
        for place_id, above in zip(pairs["place_id"], pairs["counts_for_id"], strict=True):
            self._above[place_id].add(above)
        self._twins = _town_twins(places)

    def match(self, area: str, code: str, context: tuple[str, ...]) -> AreaMatch:
        """Find the place of an area.

        Args:
            area: Its name as the table says.
            code: Its code; empty where the table has none.
            context: Names of the areas above it, as far as the table says.
        """
        chosen = self._chosen.get(normalise_name(area)) or self._chosen.get(normalise_name(code))
        if chosen == LEFT_OUT:
            return AreaMatch(Outcome.LEFT_OUT)
        if chosen:
            return self._found(chosen)
        leading = _LEADING_CODE.match(area)
        place_id = self._place_of_code(code) or (leading and self._place_of_code(leading[1]))
        if place_id:
            return self._found(place_id)
        name = _LEADING_CODE.sub("", area).lstrip(" .·–-")
        answer = self._by_name(name, context)
        if answer.outcome is Outcome.ELSEWHERE and len(parts := _parts(name)) > 1:
            # "Alejas, Liepu pag." or "Liepu novads, Liepu pagasts, Alejas".
            for own, rest in ((parts[0], parts[1:]), (parts[-1], parts[:-1])):
                split = self._by_name(own, (*context, *rest))
                if split.outcome is not Outcome.ELSEWHERE:
                    return split
        return answer

    def _place_of_code(self, text: str) -> str | None:
        code = plain_code(text)
        return self._by_code.get(code.zfill(ATVK_DIGITS)) or self._by_code.get(code)

    def _by_name(self, name: str, context: tuple[str, ...]) -> AreaMatch:
        match = self._matcher.match(name)
        fitting = [place for place in match.candidates if self._fits(place, context)]
        if len(fitting) > 1:
            # Tables write the noun of parishes and municipalities, so the bare name is its own.
            key = normalise_name(name)
            own = [place for place in fitting if normalise_name(place.name) == key]
            fitting = own or fitting
        ids = tuple(place.id for place in fitting)
        if not ids:
            nearest = match.nearest[0].told_apart() if match.nearest else ""
            return AreaMatch(Outcome.ELSEWHERE, nearest=nearest)
        if len(ids) == 1 or set(ids) <= {ids[0], self._twins.get(ids[0])}:
            return self._found(ids[0])
        return AreaMatch(Outcome.SEVERAL, ids)

    def _fits(self, candidate: Candidate, context: tuple[str, ...]) -> bool:
        """Whether a candidate has the level asked for and lies in everything it is said to."""
        twin = self._twins.get(candidate.id, candidate.id)
        levels = {self._levels[candidate.id], self._levels[twin]}
        if self._level is not None and self._level.value not in levels:
            return False
        above = self._above[candidate.id] | self._above[twin]
        for text in context:
            # "Latvija" or a region is no place of the register and says nothing.
            if normalise_name(text).split(" ")[-1] in UNIT_NOUNS:
                named = {place.id for place in self._matcher.match(text).candidates}
                if not named & above:
                    return False
        return True

    def _found(self, place_id: str) -> AreaMatch:
        twin = self._twins.get(place_id)
        if twin is None:
            return AreaMatch(Outcome.FOUND, (place_id,))
        pair = (place_id, twin) if self._levels[place_id] == Level.SETTLEMENT else (twin, place_id)
        return AreaMatch(Outcome.FOUND, pair)

    def is_known(self, place_id: str) -> bool:
        """Whether the register holds a place."""
        return place_id in self._levels

    def valid_from(self, place_id: str) -> str:
        """Since when a place has been there; empty where it is not known."""
        begins = self._begins[place_id]
        return begins if isinstance(begins, str) else ""

    def name(self, place_id: str) -> str:
        """The Latvian name of a place."""
        return str(self._names[place_id])


def _town_twins(places: pd.DataFrame) -> dict[str, str]:
    """A town's unit by its settlement and the other way round: one area, one figure."""
    towns = places.loc[places["kind"] == PlaceKind.TOWN]
    units = set(towns.loc[towns["level"] == Level.UNIT, "place_id"])
    settlements = towns.loc[
        (towns["level"] == Level.SETTLEMENT) & towns["parent_id"].isin(units)
    ].drop_duplicates("parent_id", keep=False)
    pairs = dict(zip(settlements["place_id"], settlements["parent_id"], strict=True))
    return pairs | {unit: settlement for settlement, unit in pairs.items()}


def _parts(name: str) -> list[str]:
    return [part.strip() for part in _PARTS.split(name) if part.strip()]
