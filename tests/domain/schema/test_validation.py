"""Faults between cells and between tables; each test holds its tables as CSV."""

from __future__ import annotations

import pytest
from named_faults import PLACES, Named, named, table

from geo_kopienas.domain.schema.cells import MAX_SUGGESTIONS
from geo_kopienas.domain.schema.validation import table_problems
from geo_kopienas.texts import texts_for
from geo_kopienas.texts.faults import describe


def faults(**texts: str) -> Named:
    return named(list(table_problems({name: table(name, text) for name, text in texts.items()})))


def test_a_sound_register_has_no_fault() -> None:
    assert faults(places=PLACES) == []


def test_an_id_that_is_used_twice_is_named_where_it_returns() -> None:
    places = PLACES + "kazoki,Kažoki,settlement,,\n"
    assert faults(places=places) == [("duplicate_id", 7, "place_id", "kazoki")]


def test_an_unknown_parent_is_named_with_the_nearest_known_place() -> None:
    tables = {"places": table("places", PLACES.replace("settlement,unit-a", "settlement,unit-b"))}
    problems = list(table_problems(tables))
    assert named(problems) == [("unknown_place", 5, "parent_id", "unit-b")]
    assert problems[0].details == {"nearest": "unit-a"}


@pytest.mark.parametrize("written", ["katlakns", "Katlakns", "Katlakalns"])
def test_the_nearest_place_is_found_by_id_and_by_name(written: str) -> None:
    evidence = f"evidence_id,place_ids\ne1,{written}"
    tables = {"places": table("places", PLACES), "evidence": table("evidence", evidence)}
    problems = list(table_problems(tables))
    assert named(problems) == [("unknown_place", 2, "place_ids", written)]
    assert problems[0].details == {"nearest": "katlakalns"}


def test_every_unknown_id_of_a_list_is_named() -> None:
    evidence = "evidence_id,place_ids,community_ids\ne1,novads;xx;yy,zz"
    communities = "community_id,name_lv,place_ids\nmezs,Mežs,kazoki"
    assert faults(places=PLACES, communities=communities, evidence=evidence) == [
        ("unknown_place", 2, "place_ids", "xx"),
        ("unknown_place", 2, "place_ids", "yy"),
        ("unknown_community", 2, "community_ids", "zz"),
    ]


def test_references_to_a_table_that_is_not_there_are_not_judged() -> None:
    assert faults(evidence="evidence_id,place_ids\ne1,anything") == []


@pytest.mark.parametrize(
    ("row", "code", "column", "value"),
    [
        ("b,B,unit,unit-a,", "parent_level", "parent_id", "unit-a"),
        ("b,B,unit,,", "required_missing", "parent_id", None),
        ("b,B,apkaime,,", "required_missing", "parent_id", None),
        ("b,B,apkaime,unit-a,", "parent_level", "parent_id", "unit-a"),
        ("b,B,settlement,novads,", "parent_level", "parent_id", "novads"),
        ("b,B,settlement,apk-x,", "parent_level", "parent_id", "apk-x"),
        ("b,B,unit,katlakalns,", "parent_level", "parent_id", "katlakalns"),
        ("b,B,settlement,b,", "place_in_itself", "parent_id", "b"),
        ("b,B,apkaime,novads,b", "place_in_itself", "apkaime_id", "b"),
        ("b,B,settlement,katlakalns,", "apkaime_differs", "apkaime_id", "–"),
        ("b,B,settlement,kazoki,apk-x", "apkaime_differs", "apkaime_id", "apk-x"),
        ("b,B,settlement,,unit-a", "parent_level", "apkaime_id", "unit-a"),
    ],
)
def test_each_level_has_its_parent(row: str, code: str, column: str, value: str | None) -> None:
    assert faults(places=PLACES + row + "\n") == [(code, 7, column, value)]


def test_there_may_be_several_municipalities_but_not_none() -> None:
    assert faults(places=PLACES + "b,B,municipality,,\n") == []
    none = "place_id,name_lv,level\nkazoki,Kažoki,settlement"
    assert faults(places=none) == [("municipality_missing", None, "level", None)]


def test_a_circle_of_parents_is_named_at_each_of_its_places() -> None:
    circle = PLACES + "b,B,unit,c,\nc,C,unit,b,\n"
    assert [fault for fault in faults(places=circle) if fault[0] == "parent_cycle"] == [
        ("parent_cycle", 7, "parent_id", "c"),
        ("parent_cycle", 8, "parent_id", "b"),
    ]


def test_a_street_lies_in_a_settlement_and_a_yard_in_the_street() -> None:
    inside = "iela,Iela,settlement,katlakalns,apk-x\npagalms,Pagalms,settlement,iela,apk-x\n"
    assert faults(places=PLACES + inside) == []


def test_settlements_that_lie_in_one_another_are_named_both() -> None:
    circle = PLACES + "b,B,settlement,c,\nc,C,settlement,b,\n"
    assert faults(places=circle) == [
        ("parent_cycle", 7, "parent_id", "c"),
        ("parent_cycle", 8, "parent_id", "b"),
    ]


def test_a_place_that_lies_in_itself_is_told_in_words_with_the_remedy() -> None:
    itself = {"places": table("places", PLACES + "b,B,settlement,b,\n")}
    (problem,) = table_problems(itself)
    for language, sentence, remedy in (
        ("lv", "vieta „b” norādīta kā vieta, kurā tā pati ietilpst", "Norādiet vietu"),
        ("en", "the place “b” is said to lie in itself", "Name the place"),
    ):
        said, advised = describe(problem, texts_for(language))
        assert said.endswith(f": {sentence}.")
        assert advised.startswith(remedy)


def test_a_figure_needs_its_year_and_source() -> None:
    places = """
place_id,name_lv,level,population_count,area_km2,latitude
novads,Novads,municipality,100,5.5,56.8
"""
    assert faults(places=places) == [
        ("companion_missing", 2, "population_year", None),
        ("companion_missing", 2, "population_source_url", None),
        ("companion_missing", 2, "area_year", None),
        ("companion_missing", 2, "longitude", None),
    ]


def test_a_value_needs_its_unit_and_a_unit_its_value() -> None:
    evidence = "evidence_id,value,unit\ne1,5,\ne2,,EUR\ne3,5,EUR"
    assert faults(evidence=evidence) == [
        ("companion_missing", 2, "unit", None),
        ("companion_missing", 3, "value", None),
    ]


def test_an_end_is_not_before_its_start() -> None:
    evidence = "evidence_id,date,date_end\ne1,2022-06-14,2022-06-13\ne2,2022-06-14,2022-06"
    assert faults(evidence=evidence) == [("end_before_start", 2, "date_end", "2022-06-13")]


def test_a_day_between_two_needs_the_second() -> None:
    evidence = "evidence_id,date,date_basis\ne1,2022,between"
    assert faults(evidence=evidence) == [("companion_missing", 2, "date_end", None)]


def test_the_parts_of_a_breakdown_add_up_to_the_value() -> None:
    evidence = """
evidence_id,value,unit,breakdown
e1,4,proposals,safety=3;health_social=1
e2,5,proposals,safety=3;health_social=1
e3,,,safety=3
"""
    assert faults(evidence=evidence) == [
        ("companion_missing", 4, "value", None),
        ("breakdown_sum", 3, "breakdown", "4"),
    ]


def test_the_nearest_ids_are_sought_for_the_first_of_six_thousand_faults_alone(
    sought: list[str],
) -> None:
    rows = "".join(f"p{number},P {number},settlement,nowhere-{number},\n" for number in range(6500))
    tables = {"places": table("places", PLACES + rows)}
    assert len(list(table_problems(tables))) == 6500
    assert sought == [f"nowhere-{number}" for number in range(MAX_SUGGESTIONS)]
