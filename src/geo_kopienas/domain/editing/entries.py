"""New entries of the ledger: their ids, and entries that may say the same already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterator
from itertools import count
from typing import Any

import pandas as pd
from rapidfuzz import fuzz

from geo_kopienas.domain.editing.changes import Row
from geo_kopienas.domain.evidence.communities import CommunityState
from geo_kopienas.domain.places.ids import slug
from geo_kopienas.domain.schema.cells import MAX_ID_LENGTH
from geo_kopienas.domain.schema.dates import parse_partial_date

#: Two reports of one event differ by a few days at most: that of the event and that of the news.
NEAR_DAYS = 3
#: Titles that share so much of their words (in any order) tell of the same; found on the ledger's
#: own pairs: different grants of a contest stay below, a title in other words lies above.
SIMILAR_PERCENT = 70
#: Once a year somebody should say that a community still exists.
CONFIRM_MONTHS = 12


def new_fact_id(row: Row, taken: Container[str]) -> str:
    """An id that no fact has: year, kind and first place or community of the fact."""
    year = str(row.get("date", ""))[:4]
    about = str(row.get("community_ids") or row.get("place_ids") or "x").partition(";")[0]
    kind = slug(str(row.get("kind", "")))
    return _free(f"ev-{year}-{kind}-{about}", taken)


def new_community_id(name: str, taken: Container[str]) -> str:
    """An id that no community has, from its name."""
    return _free(slug(name), taken)


def _free(base: str, taken: Container[str]) -> str:
    base = base[: MAX_ID_LENGTH - 4].strip("-")
    names = (base if number == 1 else f"{base}-{number}" for number in count(1))
    return next(name for name in names if name not in taken)


def likely_duplicates(row: Row, evidence: pd.DataFrame) -> list[str]:
    """Facts that may be the same: place, kind, date within days, and a similar title.

    Args:
        row: Cells of the new fact.
        evidence: The facts, with `known_from` and `last_day`.

    Returns:
        Their ids; the fact itself is not among them.
    """
    day = parse_partial_date(str(row.get("date", "")))
    if day is None:
        return []
    places = set(str(row.get("place_ids", "")).split(";"))
    first, last = _timestamp(day.first_day, -NEAR_DAYS), _timestamp(day.last_day, NEAR_DAYS)
    near = evidence.loc[
        (evidence["kind"] == row.get("kind"))
        & (evidence["last_day"] >= first)
        & (evidence["known_from"] <= last)
        & (evidence["evidence_id"] != row.get("evidence_id"))
    ]
    title = str(row.get("title_lv", "")).casefold()
    return [
        str(fact["evidence_id"])
        for _, fact in near.iterrows()
        if places & set(fact["place_ids"])
        and fuzz.token_set_ratio(title, str(fact["title_lv"]).casefold()) >= SIMILAR_PERCENT
    ]


def _timestamp(day: dt.date, days: int) -> pd.Timestamp:
    return pd.Timestamp(day + dt.timedelta(days=days))


def unconfirmed(
    states: pd.DataFrame, communities: pd.DataFrame, residents: pd.Series, as_of: dt.date
) -> list[tuple[str, str, int]]:
    """Communities of which nobody has said anything for a year.

    Args:
        states: `community_states` of the day.
        communities: The communities.
        residents: Residents by `place_id`, where known.
        as_of: The day.

    Returns:
        Id, date of the newest fact, and residents of its places; resident communities first, then
        most residents first.
    """
    limit = pd.Timestamp(as_of) - pd.DateOffset(months=CONFIRM_MONTHS)
    is_other = (states["state"] == CommunityState.ORGANISATION).to_dict()
    return sorted(
        _old(states, communities, residents, limit),
        key=lambda old: (is_other[old[0]], -old[2], old[0]),
    )


def _old(
    states: pd.DataFrame, communities: pd.DataFrame, residents: pd.Series, limit: pd.Timestamp
) -> Iterator[tuple[str, str, int]]:
    homes: dict[Any, Any] = dict(
        zip(communities["community_id"], communities["place_ids"], strict=True)
    )
    for community_id, state in states.iterrows():
        newest = parse_partial_date(str(state["last_date"]))
        if newest is None or pd.Timestamp(newest.last_day) >= limit:
            continue
        counts = [residents.get(place_id) for place_id in homes[community_id]]
        known = [int(number) for number in counts if number is not None and not pd.isna(number)]
        yield str(community_id), str(state["last_date"]), sum(known)
