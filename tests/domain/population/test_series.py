"""Series that contradict each other: which years, which numbers, and nothing averaged."""

from __future__ import annotations

from io import StringIO

import pandas as pd
import pytest

from geo_kopienas.domain.population.series import conflict_notes, conflicts_of, series_conflicts

HEAD = "place_id,population_count,date,series_lv,series_en,is_usable\n"
PLACES = """\
place_id,population_count,population_year
alejas,820,2024
krasti,,
"""


def figures(*rows: str) -> pd.DataFrame:
    frame = pd.read_csv(StringIO(HEAD + "\n".join(rows)), dtype="string")
    return frame.assign(
        population_count=frame["population_count"].astype("Int64"),
        is_usable=frame["is_usable"].map({"true": True, "false": False}),
    )


@pytest.fixture
def places() -> pd.DataFrame:
    frame = pd.read_csv(StringIO(PLACES), dtype={"place_id": "string"})
    return frame.astype({"population_count": "Int64", "population_year": "Int64"})


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["alejas,820,2024,CSP,CSP,true", "alejas,800,2024-06,Dome,Council,true"], [820, 800]),
        (["alejas,820,2024,CSP,,true", "alejas,800,2023,Dome,,true"], None),
        (["alejas,820,2024,CSP,,true", "alejas,820,2024,Dome,,true"], None),
        (["alejas,820,2024,CSP,,true", "alejas,800,2024,Dome,,false"], None),
        # One series that was told twice in a year corrects itself.
        (["alejas,820,2024-01-01,CSP,,true", "alejas,825,2024-07-01,CSP,,true"], None),
        # The register's own number counts where no series states it.
        (["alejas,800,2024,Dome,,true"], [800, 820]),
        (["alejas,800,2023,Dome,,true"], None),
        (["krasti,12,2024,Dome,,true"], None),
    ],
)
def test_a_conflict_is_two_series_of_one_year(
    rows: list[str], expected: list[int] | None, places: pd.DataFrame
) -> None:
    conflicts = series_conflicts(figures(*rows), places)
    assert [[figure.count for figure in each.figures] for each in conflicts] == (
        [] if expected is None else [expected]
    )


def test_the_newest_year_comes_first_and_the_export_names_the_series(places: pd.DataFrame) -> None:
    population = figures(
        "alejas,700,2011,CSP,,true",
        "alejas,710,2011,Skaitīšana,Census,true",
        "alejas,800,2024,,,true",
    )
    assert [conflict.year for conflict in conflicts_of(places.iloc[0], population)] == [
        "2024",
        "2011",
    ]
    assert conflicts_of(places.iloc[1], population) == []
    assert conflict_notes(population, places).to_dict() == {
        "alejas": "2011: 700 (CSP); 710 (Skaitīšana) | 2024: 800 (–); 820 (places.csv)"
    }


def test_without_figures_there_is_no_conflict(places: pd.DataFrame) -> None:
    assert series_conflicts(figures(), places) == []
    assert conflict_notes(figures(), places).empty
