"""Places and borders of an earlier day: what is there, whose land it is, what cannot be known."""

from __future__ import annotations

from datetime import date
from io import StringIO

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from geo_kopienas.domain.places.earlier_borders import borders_on
from geo_kopienas.domain.places.history import period_of, state_on, successors
from geo_kopienas.domain.places.territory import Remark, Territory
from geo_kopienas.domain.schema.codes import Level

# A town came out of its parish in 2022; the eastern parish joined in 2021; the old parish in the
# north became a part of the western one in 2019.
PLACES = """\
place_id,level,parent_id,apkaime_id,valid_from_date,valid_to_date,member_since_date,predecessor_id,successor_ids
m,municipality,,,,,,,
west,unit,m,,,,,,
town,unit,m,,2022-07-01,,,west,
east,unit,m,,,,2021-07-01,,
north,unit,m,,,2019-01-01,,,west
apk,apkaime,m,,2025-04-03,,,,
apk-east,apkaime,m,,2025-04-03,,,,
village,settlement,town,apk,,,,,
hamlet,settlement,east,apk-east,,,,,
lost,settlement,west,,,2020,,,village
"""
COMMUNITIES = """\
community_id,place_ids
of-village,village
of-hamlet,hamlet
of-both,village;hamlet
of-nowhere,
of-town,town
"""
DEGREE = 0.1


@pytest.fixture
def places() -> pd.DataFrame:
    frame = pd.read_csv(StringIO(PLACES), dtype="string")
    parts = [tuple(ids.split(";")) if pd.notna(ids) else () for ids in frame["successor_ids"]]
    english = frame["place_id"].str.upper()
    return frame.assign(successor_ids=pd.Series(parts, dtype=object), name_en=english)


def layer(**west: float) -> gpd.GeoDataFrame:
    """Squares of a tenth of a degree by their western edge."""
    shapes = [box(x * DEGREE, 0, (x + 1) * DEGREE, DEGREE) for x in west.values()]
    return gpd.GeoDataFrame(
        {"place_id": [place_id.replace("_", "-") for place_id in west], "name_lv": list(west)},
        geometry=shapes, crs="EPSG:4326",
    )  # fmt: skip


@pytest.fixture
def boundaries() -> dict[Level, gpd.GeoDataFrame]:
    whole = gpd.GeoDataFrame(
        {"place_id": ["m"], "name_lv": ["m"]},
        geometry=[box(0, 0, 3 * DEGREE, DEGREE)],
        crs="EPSG:4326",
    )
    return {
        Level.MUNICIPALITY: whole,
        Level.UNIT: layer(west=0, town=1, east=2, north=0),
        Level.APKAIME: layer(apk=0, apk_east=2),
        Level.SETTLEMENT: layer(village=1, hamlet=2),
    }


def on(day: str, places: pd.DataFrame, boundaries: dict[Level, gpd.GeoDataFrame]) -> Territory:
    communities = pd.read_csv(StringIO(COMMUNITIES), dtype="string")
    ids = [
        tuple(listed.split(";")) if pd.notna(listed) else () for listed in communities["place_ids"]
    ]
    communities = communities.assign(place_ids=pd.Series(ids, dtype=object))
    return state_on(territory(places, boundaries, communities), date.fromisoformat(day))


def territory(
    places: pd.DataFrame,
    boundaries: dict[Level, gpd.GeoDataFrame],
    communities: pd.DataFrame | None = None,
) -> Territory:
    former = layer(far=9).assign(valid_from_date="2010", valid_to_date="2011").iloc[:0]
    return Territory(
        places=places,
        communities=pd.DataFrame() if communities is None else communities,
        boundaries=boundaries,
        context=layer(far=9),
        former=former,
    )


def areas(state: Territory, level: Level) -> dict[str, int]:
    """Tenths of a degree by place."""
    rows = state.boundaries[level]
    return {
        place_id: round(shape.area / DEGREE**2)
        for place_id, shape in zip(rows["place_id"], rows.geometry, strict=True)
    }


def test_today_the_places_are_those_that_have_not_ended(
    places: pd.DataFrame, boundaries: dict[Level, gpd.GeoDataFrame]
) -> None:
    state = on("2026-01-01", places, boundaries)
    assert areas(state, Level.UNIT) == {"west": 1, "town": 1, "east": 1}
    assert "lost" not in set(state.places["place_id"])
    assert state.said == ()


def test_a_street_lies_where_its_village_lay_before_there_was_one(
    places: pd.DataFrame, boundaries: dict[Level, gpd.GeoDataFrame]
) -> None:
    streets = pd.DataFrame(
        {
            "place_id": ["street", "yard", "farm"],
            "level": "settlement",
            "parent_id": ["lost", "street", "hamlet"],
            "successor_ids": [(), (), ()],
        }
    )
    register = pd.concat([places, streets.astype({"parent_id": "string"})], ignore_index=True)
    parents = {
        day: on(day, register, boundaries).places.set_index("place_id")["parent_id"]
        for day in ("2019-06-01", "2026-01-01")
    }
    assert parents["2019-06-01"]["street"] == "lost"
    assert parents["2026-01-01"]["street"] == "west"  # the village that it lay in has ended
    assert parents["2026-01-01"]["yard"] == "street"
    assert "farm" not in parents["2019-06-01"]  # its hamlet's parish had not joined
    assert parents["2026-01-01"]["farm"] == "hamlet"


def test_before_a_town_was_one_its_land_is_the_parishs(
    places: pd.DataFrame, boundaries: dict[Level, gpd.GeoDataFrame]
) -> None:
    state = on("2022-06-30", places, boundaries)
    assert areas(state, Level.UNIT) == {"west": 2, "east": 1}
    assert state.places.set_index("place_id").loc["village", "parent_id"] == "west"
    said = [note for note in state.said if note.remark is Remark.PART_OF]
    assert [(note.place_ids, note.date, note.other_id) for note in said] == [
        (("town",), "2022-07-01", "west")
    ]
    assert areas(on("2022-07-01", places, boundaries), Level.UNIT)["town"] == 1


def test_before_a_parish_joined_it_is_a_neighbour_with_everything_in_it(
    places: pd.DataFrame, boundaries: dict[Level, gpd.GeoDataFrame]
) -> None:
    state = on("2021-06-30", places, boundaries)
    assert areas(state, Level.UNIT) == {"west": 2}
    assert areas(state, Level.SETTLEMENT) == {"village": 1}
    assert areas(state, Level.APKAIME) == {"apk": 1}
    assert areas(state, Level.MUNICIPALITY) == {"m": 2}
    assert list(state.context["place_id"]) == ["far", "east"]
    assert state.context["name_en"].iloc[-1] == "EAST"  # the register's, for the English page
    outside = {note.place_ids for note in state.said if note.remark is Remark.NOT_MEMBER}
    assert outside == {("east",), ("hamlet",), ("apk-east",)}
    assert list(state.communities["community_id"]) == [
        "of-village", "of-both", "of-nowhere", "of-town"
    ]  # fmt: skip
    assert list(state.communities["place_ids"]) == [("village",), ("village",), (), ("west",)]


def test_a_place_that_ended_later_is_drawn_in_its_last_border(
    places: pd.DataFrame, boundaries: dict[Level, gpd.GeoDataFrame]
) -> None:
    assert "north" in areas(on("2018-12-31", places, boundaries), Level.UNIT)
    assert "north" not in areas(on("2019-01-01", places, boundaries), Level.UNIT)


def test_what_cannot_be_drawn_or_is_drawn_as_it_is_today_is_said(
    places: pd.DataFrame, boundaries: dict[Level, gpd.GeoDataFrame]
) -> None:
    said = {(note.remark, note.place_ids) for note in on("2019-06-01", places, boundaries).said}
    assert (Remark.NOT_YET, ("apk",)) in said
    assert (Remark.NO_BORDER, ("lost",)) in said


def test_days_between_two_changes_are_one_period(places: pd.DataFrame) -> None:
    days = ("2018-01-01", "2021-07-01", "2022-06-30", "2022-07-01", "2025-04-03", "2026-01-01")
    today = territory(places, {})
    assert [period_of(today, date.fromisoformat(day)) for day in days] == [
        "2019-01-01", "2022-07-01", "2022-07-01", "2025-04-03", "9999-12-31", "9999-12-31"
    ]  # fmt: skip
    without = places.loc[places["valid_to_date"].isna()]
    assert period_of(territory(without, {}), date(2026, 1, 1)) == ""


def test_a_place_that_ended_points_to_what_it_is_now(places: pd.DataFrame) -> None:
    rows = places.set_index("place_id", drop=False)
    assert successors(rows.loc["lost"], places) == ["village"]
    assert successors(rows.loc["village"], places) == []
    # One after the other, and a circle ends.
    chain = places.assign(
        successor_ids=pd.Series(
            [*places["successor_ids"][:7], ("hamlet",), ("lost",), ("village",)]
        )
    )
    assert successors(chain.set_index("place_id", drop=False).loc["lost"], chain) == []


FORMER = """\
place_id,valid_from_date,valid_to_date,x
west,2015-01-01,2018-01-01,5
west,2018-01-01,2024-01-01,6
lost,2015-01-01,2020-01-01,7
"""


@pytest.mark.parametrize(
    ("day", "x"), [("2016-05-05", 5), ("2017-12-31", 5), ("2018-01-01", 6), ("2024-01-01", 0)]
)
def test_of_several_former_borders_the_one_of_the_day_is_drawn(
    day: str, x: int, boundaries: dict[Level, gpd.GeoDataFrame]
) -> None:
    rows = pd.read_csv(StringIO(FORMER), dtype={"x": float}).convert_dtypes()
    shapes = [box(x * DEGREE, 0, (x + 1) * DEGREE, DEGREE) for x in rows["x"]]
    former = gpd.GeoDataFrame(rows, geometry=shapes, crs="EPSG:4326")
    drawn = borders_on(boundaries, former, date.fromisoformat(day))[Level.UNIT]
    assert list(drawn["place_id"]) == ["west", "town", "east", "north"]
    assert round(drawn.geometry.iloc[0].bounds[0] / DEGREE) == x
    assert drawn["valid_to_date"].notna().sum() == (1 if x else 0)
