"""Days and years that have not come; each test holds its tables as CSV."""

from __future__ import annotations

import datetime as dt

from named_faults import PLACES, Named, named, table

from geo_kopienas.domain.schema.future_days import future_problems

TODAY = dt.date(2026, 11, 27)


def faults(**texts: str) -> Named:
    tables = {name: table(name, text) for name, text in texts.items()}
    return named(list(future_problems(tables, TODAY)))


def test_a_figure_of_a_year_to_come_is_named() -> None:
    places = PLACES.replace("apkaime_id\n", "apkaime_id,population_year,area_year\n", 1).replace(
        "kazoki,Kažoki,settlement,,", "kazoki,Kažoki,settlement,,,2027,2026"
    )
    assert faults(places=places) == [("date_in_future", 6, "population_year", "2027")]


def test_what_has_begun_is_not_of_tomorrow() -> None:
    communities = "community_id,since_date\na,2026-11-27\nb,2026-11-28\nc,2026-12\nd,2026\n"
    assert faults(communities=communities) == [
        ("date_in_future", 3, "since_date", "2026-11-28"),
        ("date_in_future", 4, "since_date", "2026-12"),
    ]
    population = "area_name_lv,population_count,date\nĶekava,5,2026-11-27\nĶekava,6,2027\n"
    assert faults(population=population) == [("date_in_future", 3, "date", "2027")]


def test_a_fact_of_a_day_to_come_must_be_announced() -> None:
    evidence = """
evidence_id,date,date_end,date_basis,kind
a,2062-01-09,,stated,meeting
b,2027-03,,planned,election
c,2026-12-05,,stated,visit_planned
d,2026-11-20,2026-12-20,stated,consultation
e,2027,,,meeting
"""
    assert faults(evidence=evidence) == [
        ("fact_in_future", 2, "date", "2062-01-09"),
        ("fact_in_future", 6, "date", "2027"),
    ]


def test_a_regulation_may_hold_from_a_later_day() -> None:
    assert faults(places="place_id,valid_from_date,valid_to_date\na,2027-01-01,2030-01-01\n") == []
