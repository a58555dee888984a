"""What lies in what: streets in villages, villages in parishes and apkaimes."""

from __future__ import annotations

from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
from tables import communities, evidence, places

from geo_kopienas.domain.evidence.communities import communities_at
from geo_kopienas.domain.evidence.cooperation import spread_over_places
from geo_kopienas.domain.evidence.ledger import ledger_as_of
from geo_kopienas.domain.places.comparison import neighbours
from geo_kopienas.domain.places.hierarchy import (
    counting_places,
    places_above,
    position_holders,
    unit_of,
    within_of,
)
from geo_kopienas.domain.places.positions import place_positions
from geo_kopienas.domain.schema.crs import MAP_CRS
from geo_kopienas.domain.survey.figures.counts import answer_groups

#: A yard in a street in a village: only the village has a position.
NESTED = """
place_id,name_lv,level,parent_id,apkaime_id,latitude,longitude,status
novads,Novads,municipality,,,,,official
unit-a,A pagasts,unit,novads,,56.8,24.2,official
apk-x,X apkaime,apkaime,novads,,,,official
krogsils,Krogsils,settlement,unit-a,apk-x,56.85,24.18,official
rakaru-iela,Rakaru iela,settlement,krogsils,apk-x,,,named_community_area
pagalms,Pagalms,settlement,rakaru-iela,apk-x,,,named_community_area
alejas,Alejas,settlement,unit-a,apk-x,56.86,24.20,official
kazoki,Kažoki,settlement,,apk-x,,,official
"""


def register() -> pd.DataFrame:
    frame = places(NESTED)
    for column in ("latitude", "longitude"):
        frame[column] = frame[column].astype("Float64")
    return frame


@pytest.mark.parametrize(
    ("place_id", "expected"),
    [
        ("pagalms", {"pagalms", "rakaru-iela", "krogsils", "unit-a", "apk-x", "novads"}),
        ("krogsils", {"krogsils", "unit-a", "apk-x", "novads"}),
        ("kazoki", {"kazoki", "apk-x", "novads"}),
        ("unit-a", {"unit-a", "novads"}),  # never downwards
    ],
)
def test_a_fact_counts_for_everything_that_its_place_lies_in(
    place_id: str, expected: set[str]
) -> None:
    pairs = counting_places(register())
    counted = pairs.loc[pairs["place_id"] == place_id, "counts_for_id"]
    assert counted.is_unique
    assert set(counted) == expected


def test_a_circle_in_a_broken_register_ends_the_way_up() -> None:
    circle = places("place_id,level,parent_id,apkaime_id\na,settlement,b,\nb,settlement,a,\n")
    pairs = counting_places(circle)
    assert sorted(map(tuple, pairs.to_numpy())) == [("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")]
    assert unit_of(circle).isna().all()


def test_the_unit_of_a_yard_is_that_of_its_village() -> None:
    units = unit_of(register())
    assert units["pagalms"] == "unit-a"
    assert units["unit-a"] == "unit-a"
    assert pd.isna(units["kazoki"])
    assert pd.isna(units["novads"])


def test_what_a_place_lies_in_is_named_from_the_nearest_on() -> None:
    assert places_above("pagalms", register()) == ["rakaru-iela", "krogsils", "unit-a", "apk-x"]
    assert places_above("unit-a", register()) == ["novads"]
    assert places_above("kazoki", register()) == ["apk-x"]


def test_the_position_of_a_village_stands_for_what_lies_in_it_and_a_parishs_for_nothing() -> None:
    located = register().loc[lambda rows: rows["latitude"].notna(), "place_id"]
    holders = position_holders(register(), located)
    assert holders["pagalms"] == holders["rakaru-iela"] == holders["krogsils"] == "krogsils"
    assert pd.isna(holders["kazoki"])
    assert within_of("pagalms", register()) == "krogsils"
    assert within_of("krogsils", register()) is None  # its own


def test_distances_of_a_street_are_measured_from_its_village() -> None:
    positions = place_positions(register(), {})
    assert positions.loc["pagalms"].equals(positions.loc["krogsils"].rename("pagalms"))
    assert "kazoki" not in positions.index


def test_a_village_is_no_neighbour_of_its_own_street() -> None:
    layer = gpd.GeoDataFrame({"place_id": [], "geometry_quality": []}, geometry=[], crs=MAP_CRS)
    positions = place_positions(register(), {})
    for place_id in ("rakaru-iela", "krogsils"):
        beside = neighbours(place_id, register(), layer, positions)
        assert list(beside.index) == ["alejas"]


def test_a_village_answers_with_the_communities_of_its_street() -> None:
    of_street = communities("community_id,name_lv,place_ids\nsaime,Saime,rakaru-iela\n")
    for place_id in ("rakaru-iela", "krogsils", "apk-x", "novads"):
        community_ids = communities_at(place_id, of_street, register())
        assert community_ids["community_id"].tolist() == ["saime"], place_id
    assert communities_at("alejas", of_street, register()).empty


def test_a_grant_to_a_street_counts_in_street_and_village_and_once_in_the_total() -> None:
    facts = evidence(
        "evidence_id,date,place_ids,kind,value,unit\ne1,2021,rakaru-iela,grant,3000,EUR\n"
    )
    ledger = ledger_as_of(facts, register(), communities(), date(2026, 6, 30))
    amounts = ledger.facts[["value"]].astype("float64")
    spread = spread_over_places(amounts, ledger, ["krogsils", "rakaru-iela", "alejas"])
    assert spread.by_place["value"].to_dict() == {"krogsils": 3000, "rakaru-iela": 3000}
    assert spread.shared_ids == ("e1",)
    assert spread.total["value"] == 3000


def test_survey_groups_of_one_level_do_not_overlap() -> None:
    answers = pd.DataFrame(
        {"place_id": ["krogsils", "rakaru-iela"], "municipality_id": [None, None]}, index=[2, 3]
    )
    rows = {group.group_id: set(group.rows) for group in answer_groups(answers, register())}
    assert (rows["krogsils"], rows["rakaru-iela"]) == ({2}, {3})
    assert rows["unit-a"] == rows["apk-x"] == rows["novads"] == {2, 3}
