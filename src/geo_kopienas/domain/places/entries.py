"""What the matcher is given: every place and community with the names it is known by."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from geo_kopienas.domain.places.declension import genitives
from geo_kopienas.domain.places.hierarchy import unit_of
from geo_kopienas.domain.places.matching import COMMUNITY_LEVEL, Candidate, NameEntry
from geo_kopienas.domain.places.names import normalise_name
from geo_kopienas.domain.schema.codes import LegalForm, Level, PlaceKind

UNIT_NOUNS = ("pilsēta", "pagasts", "novads")
VILLAGE_NOUN = "ciems"
_VILLAGE_KINDS = (PlaceKind.VILLAGE, PlaceKind.LARGE_VILLAGE, PlaceKind.POPULATED_PLACE)
_LEGAL_FORM_NOUNS: dict[str, tuple[str, ...]] = {
    LegalForm.ASSOCIATION: ("biedrība",),
    LegalForm.FOUNDATION: ("nodibinājums", "fonds"),
    LegalForm.COOPERATIVE: ("kooperatīvā sabiedrība", "kooperatīvs", "DKS", "DzĪKS"),
}
_COMMUNITY_COLUMNS = ("community_id", "name_lv", "name_en", "alternative_names", "legal_form")
_BRACKETED = re.compile(r"\s*\([^()]*\)\s*$")


def place_entries(places: pd.DataFrame) -> list[NameEntry]:
    """Give every place with the names it is known by.

    Args:
        places: Table with the columns of `fields.PLACES`; `alternative_names` holds tuples.

    A town, parish or municipality named "<genitive> pilsēta|pagasts|novads" is also known by the
    nominative where a settlement carries that nominative: then the bare name may mean either. An
    apkaime is known by its full name only. A village is also known as "<genitive> ciems".
    """
    rows: list[dict[str, Any]] = [
        {str(column): value for column, value in row.items()}
        for row in places.to_dict(orient="records")
    ]
    settlements = {str(row["name_lv"]) for row in rows if row["level"] == Level.SETTLEMENT.value}
    by_genitive: defaultdict[str, set[str]] = defaultdict(set)
    for settlement in settlements:
        for genitive in genitives(normalise_name(settlement)):
            by_genitive[genitive].add(settlement)
    settlement_keys = {normalise_name(settlement) for settlement in settlements}
    units = unit_names(places) if "parent_id" in places.columns else {}
    return [_place_entry(row, by_genitive, settlement_keys, units) for row in rows]


def community_entries(communities: pd.DataFrame) -> list[NameEntry]:
    """Give every community with its names, also with its legal form before or after them.

    Args:
        communities: Table with the columns of `fields.COMMUNITIES`.
    """
    entries = []
    named_by = [column for column in _COMMUNITY_COLUMNS if column in communities.columns]
    for row in communities[named_by].to_dict(orient="records"):
        name = str(row["name_lv"])
        names = [*_written_names(row["name_lv"], row.get("name_en"), row.get("alternative_names"))]
        names += [_BRACKETED.sub("", written) for written in names]
        for noun in _LEGAL_FORM_NOUNS.get(str(row.get("legal_form")), ()):
            names += [f"{noun} {name}", f"{name} {noun}"]
        candidate = Candidate(str(row["community_id"]), name, COMMUNITY_LEVEL)
        entries.append(NameEntry(candidate, tuple(dict.fromkeys(names))))
    return entries


def _place_entry(
    row: Mapping[str, Any],
    by_genitive: Mapping[str, set[str]],
    settlement_keys: set[str],
    units: Mapping[str, str],
) -> NameEntry:
    place_id, name, level = (str(row[column]) for column in ("place_id", "name_lv", "level"))
    names = list(_written_names(name, row.get("name_en"), row.get("alternative_names")))
    match level:
        case Level.APKAIME.value:
            names = [written for written in names if normalise_name(written) not in settlement_keys]
        case Level.UNIT.value | Level.MUNICIPALITY.value:
            names += _nominatives(name, by_genitive)
        case _:
            # "Keckau (de)", "Avoti (Baldones pagasts)": the note is no part of the name
            names += [_BRACKETED.sub("", written) for written in names]
            if row.get("kind") in _VILLAGE_KINDS:
                names += [f"{form} {VILLAGE_NOUN}" for form in sorted(genitives(name.casefold()))]
                names.append(f"{name} {VILLAGE_NOUN}")
    candidate = Candidate(place_id, name, level, units.get(place_id, ""))
    return NameEntry(candidate, tuple(dict.fromkeys(names)))


def unit_names(places: pd.DataFrame, names: Mapping[str, str] | None = None) -> dict[str, str]:
    """The name of the unit of each settlement whose unit is known.

    Args:
        places: The register.
        names: Name of each place in the reader's language; the Latvian ones by default.
    """
    if names is None:
        names = dict(zip(places["place_id"], places["name_lv"], strict=True))
    units = unit_of(places).dropna()
    pairs = zip(units.index, units, strict=True)
    return {place_id: names[unit_id] for place_id, unit_id in pairs if unit_id != place_id}


def _nominatives(unit_name: str, by_genitive: Mapping[str, set[str]]) -> Iterator[str]:
    genitive, _, noun = normalise_name(unit_name).rpartition(" ")
    if noun in UNIT_NOUNS:
        for nominative in sorted(by_genitive.get(genitive, ())):
            yield nominative
            yield f"{nominative} {noun}"


def _written_names(*cells: object) -> Iterator[str]:
    for cell in cells:
        if isinstance(cell, str):
            yield cell
        elif isinstance(cell, tuple | list):
            yield from (name for name in cell if isinstance(name, str))
