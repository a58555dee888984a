"""Comparisons of the profile: likeness, neighbours, growth, ranks; what is unknown stays out."""

from __future__ import annotations

import io
from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point, Polygon, box
from tables import places

from geo_kopienas.domain.places.comparison import (
    RIGA_CENTRE,
    distances_to_riga,
    neighbours,
    population_growth,
    rank_in_level,
    similar_places,
)
from geo_kopienas.domain.schema.crs import AREA_CRS, MAP_CRS

REGISTER = """
place_id,name_lv,level,kind,status,parent_id,apkaime_id,population_count,population_year
liels,Liels,settlement,village,official,,,2000,2023
mazs,Mazs,settlement,village,official,,,200,2023
lidzigs,Līdzīgs,settlement,village,official,,,1800,2022
pilseta,Pilsēta,settlement,town,official,,,1900,2023
nezinams,Nezināms,settlement,village,official,,,,
uzraksts,Uzraksts,settlement,map_name,map_name_only,,,2000,2023
pagasts,Pagasts,unit,parish,official,,,2000,2023
"""
NO_GROWTH = pd.Series(dtype="float64")


def _positions(**metres: tuple[float, float]) -> pd.DataFrame:
    return pd.DataFrame.from_dict(metres, orient="index", columns=["x", "y"])


def _population(text: str) -> pd.DataFrame:
    frame = pd.read_csv(io.StringIO(text.strip()), dtype="string")
    frame["population_count"] = frame["population_count"].astype("Int64")
    frame["is_usable"] = frame["is_usable"] == "true"
    return frame


def _layer(**shapes: object) -> gpd.GeoDataFrame:
    layer = gpd.GeoDataFrame(
        {"place_id": list(shapes), "geometry_quality": "approximate"},
        geometry=list(shapes.values()),
        crs=AREA_CRS,
    )
    return layer.to_crs(MAP_CRS)


# --- similar places -------------------------------------------------------------------------------


def test_the_place_of_like_size_and_kind_comes_first() -> None:
    riga = pd.Series({"liels": 10.0, "mazs": 10.0, "lidzigs": 11.0, "nezinams": 40.0})

    similar = similar_places("liels", places(REGISTER), riga, NO_GROWTH)

    assert next(iter(similar.index)) == "lidzigs"
    assert similar.loc["lidzigs", "known_criteria"] == 3


def test_a_name_on_a_map_and_another_level_are_not_compared() -> None:
    similar = similar_places("liels", places(REGISTER), pd.Series(dtype="float64"), NO_GROWTH)

    assert not {"uzraksts", "pagasts", "liels"} & set(similar.index)


def test_an_unknown_population_is_left_out_and_is_no_difference() -> None:
    riga = pd.Series({"liels": 10.0, "nezinams": 10.0, "mazs": 30.0})

    similar = similar_places("liels", places(REGISTER), riga, NO_GROWTH)

    assert similar.loc["nezinams"].to_dict() == {"difference": 0.0, "known_criteria": 2}


def test_of_the_kind_alone_no_likeness_is_claimed() -> None:
    similar = similar_places("nezinams", places(REGISTER), pd.Series(dtype="float64"), NO_GROWTH)

    assert similar.empty


def test_a_name_on_a_map_is_itself_not_compared() -> None:
    similar = similar_places("uzraksts", places(REGISTER), pd.Series(dtype="float64"), NO_GROWTH)

    assert similar.empty


def test_distance_to_riga_is_measured_from_its_centre() -> None:
    there = gpd.GeoSeries([Point(RIGA_CENTRE)], crs=MAP_CRS).to_crs(AREA_CRS)

    distances = distances_to_riga(_positions(dienvidi=(there.x.iloc[0], there.y.iloc[0] - 15_000)))

    assert distances["dienvidi"] == pytest.approx(15, abs=0.01)


# --- growth ---------------------------------------------------------------------------------------


def test_growth_is_yearly_between_the_first_and_last_figure_of_one_series() -> None:
    table = _population("""
place_id,population_count,date,series_lv,is_usable,note_lv
a,1000,2020-01-01,CSP,true,
a,1050,2021,CSP,true,
a,1210,2022-01-01,CSP,true,
""")

    growth = population_growth(table, date(2024, 1, 1))

    assert growth.loc["a", "growth_pct"] == pytest.approx(10, abs=0.05)
    assert growth.loc["a", ["first_date", "last_date"]].tolist() == ["2020-01-01", "2022-01-01"]


@pytest.mark.parametrize(
    "second",
    [
        "a,1100,2022,PMLP,true,",  # another series
        "a,1100,2022,CSP,false,",  # not usable
        "a,1100,2022,CSP,true,Cita robeža.",  # a doubt
        "a,1100,,CSP,true,",  # no date
        "a,1100,2025,CSP,true,",  # after the day
        "a,1100,2020-06,CSP,true,",  # too soon
    ],
)
def test_figures_that_may_not_be_compared_give_no_growth(second: str) -> None:
    table = _population(
        f"place_id,population_count,date,series_lv,is_usable,note_lv\na,1000,2020,CSP,true,\n{second}"
    )

    assert population_growth(table, date(2024, 1, 1)).empty


def test_figures_older_than_ten_years_say_nothing_of_growth_today() -> None:
    table = _population("""
place_id,population_count,date,series_lv,is_usable,note_lv
a,4336,1997,CSP,true,
a,4022,2004,CSP,true,
""")

    assert population_growth(table, date(2024, 1, 1)).empty


# --- neighbours -----------------------------------------------------------------------------------


def test_the_common_border_is_measured_in_metres_of_lks92() -> None:
    layer = _layer(
        liels=box(510_000, 280_000, 514_000, 284_000), mazs=box(514_000, 281_000, 516_000, 284_000)
    )

    beside = neighbours("liels", places(REGISTER), layer, _positions())

    assert beside.loc["mazs", "border_km"] == pytest.approx(3, abs=0.01)
    assert beside.loc["mazs", "geometry_quality"] == "approximate"


def test_a_common_corner_is_no_border() -> None:
    layer = _layer(
        liels=box(510_000, 280_000, 514_000, 284_000), mazs=box(514_000, 284_000, 516_000, 286_000)
    )

    assert neighbours("liels", places(REGISTER), layer, _positions()).empty


def test_a_place_that_is_a_point_has_the_nearest_places_as_neighbours() -> None:
    positions = _positions(liels=(0, 0), mazs=(0, 3000), pilseta=(0, 1000), uzraksts=(0, 10))
    layer = _layer(liels=Point(510_000, 280_000))

    beside = neighbours("liels", places(REGISTER), layer, positions)

    assert list(beside["distance_km"].items()) == [("pilseta", 1.0), ("mazs", 3.0)]
    assert beside["border_km"].isna().all()


def test_a_place_without_a_location_has_no_known_neighbour() -> None:
    layer = _layer(mazs=Polygon([(0, 0), (1000, 0), (0, 1000)]))

    beside = neighbours("nezinams", places(REGISTER), layer, _positions(mazs=(0, 0)))

    assert beside.empty


# --- rank -----------------------------------------------------------------------------------------


def test_equal_values_share_the_best_rank_and_unknown_ones_are_not_counted() -> None:
    values = pd.Series({"a": 5.0, "b": 9.0, "c": 5.0, "d": float("nan")})

    assert [rank_in_level(place_id, values) for place_id in "abcd"] == [
        (2, 3),
        (1, 3),
        (2, 3),
        None,
    ]
