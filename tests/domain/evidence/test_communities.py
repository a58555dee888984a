"""Which communities belong to a place."""

from __future__ import annotations

import pytest
from tables import communities, places

from geo_kopienas.domain.evidence.communities import communities_at


@pytest.mark.parametrize(
    ("place_id", "expected"),
    [
        ("berzi", ["mezs", "upe"]),
        ("unit-a", ["mezs", "upe", "klusums"]),  # those of its settlements, each once
        ("kazoki", []),
    ],
)
def test_a_place_has_its_own_communities_and_those_below(
    place_id: str, expected: list[str]
) -> None:
    found = communities_at(place_id, communities(), places())

    assert found["community_id"].tolist() == expected
