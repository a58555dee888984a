"""Which communities belong to a place, and what is known of each."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from default_rules import HEADER, rules
from tables import communities, evidence, places

from geo_kopienas.domain.evidence.communities import (
    communities_at,
    community_states,
    nearest_communities,
)
from geo_kopienas.domain.evidence.ledger import ledger_as_of


@pytest.mark.parametrize(
    ("place_id", "expected"),
    [
        ("berzi", ["mezs", "upe"]),
        ("unit-a", ["mezs", "upe", "klusums", "klubs"]),  # those of its settlements, each once
        ("kazoki", []),
    ],
)
def test_a_place_has_its_own_communities_and_those_below(
    place_id: str, expected: list[str]
) -> None:
    community_ids = communities_at(place_id, communities(), places())

    assert community_ids["community_id"].tolist() == expected


@pytest.mark.parametrize(
    ("rows", "state", "last_date"),
    [
        ("one,2026,alejas,grant,klusums,false", None, None),
        ("one,2025,alejas,grant,klusums,false", "active", "2025"),
        ("one,2006,alejas,community_founded,klusums,false", "no_recent_news", "2006"),
        ("one,2025-11,alejas,community_named,klusums,false", "emerging", "2025-11"),
        ("sum,2025,alejas,grant,klusums,true", "emerging", "2025"),
        (
            "old,2019,alejas,grant,klusums,false\nlook,2025-01-07,alejas,community_not_found,,false",
            "quiet",
            "2019",
        ),
        ("end,2025-01-07,alejas,community_ended,klusums,false", "quiet", "2025-01-07"),
    ],
    ids=[
        "a year is certain at its end",
        "within the window",
        "a founding of long ago",
        "named",
        "a summary names it and shows no act of its own",
        "looked for where it was",
        "it said that it ended",
    ],
)
def test_state_of_a_community(rows: str, state: str | None, last_date: str | None) -> None:
    ledger = ledger_as_of(evidence(HEADER + rows), places(), communities(), date(2026, 6, 30))
    known = community_states(ledger, rules()).reindex(["klusums"]).loc["klusums"]
    assert (known["state"], known["last_date"]) == (state, last_date) or known.isna().all()
    assert known.isna().all() == (state is None)


def test_a_football_club_is_an_organisation_and_is_not_judged() -> None:
    rows = HEADER + "one,2017,alejas,grant,klubs,false"
    ledger = ledger_as_of(evidence(rows), places(), communities(), date(2026, 6, 30))
    assert community_states(ledger, rules())["state"].to_dict() == {"klubs": "organisation"}


def test_an_unknown_day_between_two_dates_stays_one() -> None:
    rows = """evidence_id,date,date_end,date_basis,place_ids,kind,community_ids
one,2014-12,2017-02,between,alejas,grant,klusums
"""
    ledger = ledger_as_of(evidence(rows), places(), communities(), date(2026, 6, 30))
    assert community_states(ledger, rules())["last_date"].to_dict() == {
        "klusums": "2014-12/2017-02"
    }


@pytest.mark.parametrize(
    ("place_id", "expected"),
    [
        ("alejas", [("mezs", 0.0), ("klusums", 0.0), ("klubs", 0.0)]),
        ("kazoki", [("mezs", 1.0), ("upe", 1.0), ("klusums", 5.0)]),
        ("novads", []),
    ],
    ids=["here", "of several places the nearest counts", "no position is known"],
)
def test_nearest_communities_by_the_straight_way(
    place_id: str, expected: list[tuple[str, float]]
) -> None:
    positions = pd.DataFrame(
        {"x": [0.0, 3000.0, 3000.0], "y": [0.0, 3000.0, 4000.0]},
        index=pd.Index(["alejas", "berzi", "kazoki"], name="place_id"),
    )
    nearest = nearest_communities(place_id, communities(), positions, 3)
    assert list(zip(nearest["community_id"], nearest["distance_km"], strict=True)) == expected
