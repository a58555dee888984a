"""Small tables written as CSV in the test itself."""

from __future__ import annotations

import io

import pandas as pd

from geo_kopienas.domain.schema.dates import evidence_days

PLACES = """
place_id,name_lv,level,parent_id,apkaime_id,population_count,population_year
novads,Novads,municipality,,,,
unit-a,A pagasts,unit,novads,,1000,2024
apk-x,X apkaime,apkaime,novads,,,
alejas,Alejas,settlement,unit-a,apk-x,200,2023
berzi,Bērzi,settlement,unit-a,apk-x,,
kazoki,Kažoki,settlement,,apk-x,,
"""

COMMUNITIES = """
community_id,name_lv,place_ids,type
mezs,Mežs,alejas;berzi,resident_community
upe,Upe,berzi,street_association
klusums,Klusums,alejas,neighbour_group
klubs,Futbola klubs,alejas,local_ngo
"""


def places(text: str = PLACES) -> pd.DataFrame:
    """The register of a test."""
    frame = pd.read_csv(io.StringIO(text.strip()), dtype="string")
    for column in ("population_count", "population_year"):
        if column in frame:
            frame[column] = frame[column].astype("Int64")
    return frame


def communities(text: str = COMMUNITIES) -> pd.DataFrame:
    """The communities of a test."""
    frame = pd.read_csv(io.StringIO(text.strip()), dtype="string")
    frame["place_ids"] = frame["place_ids"].map(lambda ids: tuple(ids.split(";")))
    return frame


def evidence(text: str) -> pd.DataFrame:
    """The ledger of a test; columns that are not written are empty."""
    frame = pd.read_csv(io.StringIO(text.strip()), dtype="string")
    for column in ("date_end", "community_ids", "value", "unit", "breakdown"):
        if column not in frame:
            frame[column] = pd.Series(pd.NA, index=frame.index, dtype="string")
    if "date_basis" not in frame:
        frame["date_basis"] = "stated"
    if "is_summary" not in frame:
        frame["is_summary"] = "false"
    frame["is_summary"] = frame["is_summary"] == "true"
    frame["value"] = frame["value"].astype("Float64")
    for column in ("place_ids", "community_ids"):
        ids = [() if pd.isna(listed) else tuple(listed.split(";")) for listed in frame[column]]
        frame[column] = pd.Series(ids, index=frame.index, dtype=object)
    frame["breakdown"] = frame["breakdown"].map(_parts)
    days = [
        evidence_days(first, None if pd.isna(last) else last, basis)
        for first, last, basis in zip(
            frame["date"], frame["date_end"], frame["date_basis"], strict=True
        )
    ]
    frame["known_from"] = pd.to_datetime([known for known, _ in days])
    frame["last_day"] = pd.to_datetime([last for _, last in days])
    return frame


def _parts(text: object) -> dict[str, float] | None:
    if not isinstance(text, str):
        return None
    return {name: float(number) for name, number in (part.split("=") for part in text.split(";"))}
