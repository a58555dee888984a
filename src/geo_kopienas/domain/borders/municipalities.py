"""Which municipalities of a source are meant: by name, by code, or those of the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_kopienas.domain.places.names import normalise_name, strip_diacritics
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd

    from geo_kopienas.domain.borders.territories import Territories

#: What the caller says for every municipality of the source.
ALL = "all"


def municipality_codes(
    territories: Territories, asked: str | None, places: pd.DataFrame
) -> tuple[list[str], Problem | None]:
    """Codes of the municipalities that are meant, or why it cannot be told.

    Args:
        territories: What the source says.
        asked: Name or code of one, "all", or None for those of the register.
        places: The register.
    """
    known = _municipalities(territories)
    if asked is not None and asked.casefold() == ALL:
        return list(known["code"]), None
    if asked is None:
        own = places.loc[places["level"] == Level.MUNICIPALITY]
        names = list(own["name_lv"])
        codes = {*own["register_code"].dropna(), *own["atvk_code"].dropna()}
    else:
        names, codes = [asked], {asked}
    matching = _matching(known, names, codes)
    if len(matching):
        return list(matching["code"]), None
    details = {"kinds": ", ".join(sorted(known["name_lv"]))}
    if not names:
        return [], Problem("municipality_not_said", details=details)
    return [], Problem("municipality_unknown", value=", ".join(names), details=details)


def municipality_name(territories: Territories, asked: str | None) -> str | None:
    """The name of the municipality that was asked for by a code or a careless name."""
    if asked is None or asked.casefold() == ALL:
        return asked
    matching = _matching(_municipalities(territories), [asked], {asked})
    return str(matching["name_lv"].iloc[0]) if len(matching) == 1 else asked


def _municipalities(territories: Territories) -> pd.DataFrame:
    return territories.areas.loc[territories.areas["level"] == Level.MUNICIPALITY]


def _matching(known: pd.DataFrame, names: Collection[str], codes: Collection[str]) -> pd.DataFrame:
    keys = {_key(name) for name in names}
    return known.loc[
        known["code"].isin(codes)
        | (known["atvk_code"].isin(codes) & (known["atvk_code"] != ""))
        | known["name_lv"].map(_key).isin(keys)
    ]


def _key(name: str) -> str:
    return strip_diacritics(normalise_name(name))
