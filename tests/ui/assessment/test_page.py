"""The page of self-assessment without a browser: answers, people, sheets, what is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from geo_kopienas.texts import texts_for
from geo_kopienas.ui.assessment.answers import people_of_sheets, table_of_sheets

if TYPE_CHECKING:
    from geo_kopienas.ui.assessment.memory import Memory

LV = texts_for("lv")


def _page() -> None:
    # AppTest runs this body as a script of its own.
    import streamlit as st  # noqa: PLC0415

    from geo_kopienas.texts import texts_for  # noqa: PLC0415
    from geo_kopienas.ui.assessment import page as assessment_page  # noqa: PLC0415

    if st.session_state.get("elsewhere"):
        st.write("another page")
    else:
        assessment_page.show(texts_for(st.session_state.get("language", "lv")))


def opened(**address: str) -> AppTest:
    page = AppTest.from_function(_page, default_timeout=240)
    for name, value in address.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def memory(page: AppTest) -> Memory:
    kept: Memory = page.session_state["assessment"][1]
    return kept


def press(page: AppTest, label: str) -> None:
    next(button for button in page.button if button.label == LV[f"assessment.{label}"]).click()
    page.run()
    assert not page.exception


def answer(page: AppTest, level: int) -> None:
    page.radio[0].set_value(level).run()


@pytest.mark.parametrize("field", ["place", "community"])
def test_a_choice_of_a_list_that_is_gone_meanwhile_changes_nothing(field: str) -> None:
    page = opened(vieta="balozi")
    before = getattr(memory(page), f"{field}_id")
    box = page.selectbox(key=f"assessment_{field}_lv")
    box.options.append("Lāču iela, kā to sauca agrāk")
    box.set_value(box.options[-1]).run()
    assert not page.exception
    assert getattr(memory(page), f"{field}_id") == before
    assert page.selectbox(key=f"assessment_{field}_lv").value == before


def test_answers_are_taken_criterion_by_criterion_and_person_by_person() -> None:
    page = opened()
    answer(page, 3)
    press(page, "next")
    answer(page, 0)
    press(page, "person_add")
    assert page.radio[0].value is None
    answer(page, 1)
    assert memory(page).people == [{"purpose": 3, "core_group": None}, {"purpose": 1}]


def test_answers_outlive_another_page_and_another_language() -> None:
    page = opened()
    answer(page, 4)
    for name, value in (("elsewhere", True), ("elsewhere", False), ("language", "en")):
        page.session_state[name] = value
        page.run()
        assert not page.exception
    assert page.radio[0].value == 4
    assert "We have not talked" in page.radio[0].options[0]


def test_the_address_holds_place_community_and_criterion_but_no_answer() -> None:
    page = opened(vieta="rakaru-iela", kopiena="pats-sev-saimnieks", kriterijs="planning")
    answer(page, 5)
    kept = memory(page)
    assert (kept.place_id, kept.community_id) == ("rakaru-iela", "pats-sev-saimnieks")
    assert kept.people == [{"planning": 5}]
    assert page.query_params == {
        "valoda": "lv",
        "vieta": "rakaru-iela",
        "kopiena": "pats-sev-saimnieks",
        "kriterijs": "planning",
    }


def test_unknown_choices_of_an_address_are_said() -> None:
    page = opened(vieta="nekur", kriterijs="xyz")
    of_place, of_criterion = (box.value for box in page.warning)
    assert "nekur" in of_place
    assert "xyz" in of_criterion
    assert memory(page).place_id is None


def test_removing_a_person_leaves_the_others_answers() -> None:
    page = opened()
    answer(page, 2)
    press(page, "person_add")
    answer(page, 5)
    page.selectbox(key="assessment_person_lv").set_value(0).run()
    press(page, "person_remove")
    assert memory(page).people == [{"purpose": 5}]
    assert page.radio[0].value == 5


def test_the_result_waits_for_the_first_answer() -> None:
    page = opened()
    memory(page).view = "result"
    page.run()
    assert [box.value for box in page.info] == [LV["assessment.nobody"]]


# --- the sheets of a meeting ----------------------------------------------------------------------

CRITERIA = ["a", "b", "c"]


def test_sheets_become_people_and_people_sheets() -> None:
    people: list[Any] = [{"a": 1, "b": None}, {}, {"c": 5}]
    table = table_of_sheets(people, CRITERIA, LV)
    assert list(table.columns) == ["1", "2", "3"]
    assert len(table) == 10
    assert people_of_sheets(table, CRITERIA) == (people, [])


def test_an_eleventh_sheet_gets_ten_more_rows() -> None:
    assert len(table_of_sheets([{"a": 1}] * 11, CRITERIA, LV)) == 20
    assert len(table_of_sheets([{"a": 1}] * 100, CRITERIA, LV)) == 100


@pytest.mark.parametrize("cell", ["6", "0", "x", "3,5"])
def test_what_is_no_answer_is_named_and_not_taken(cell: str) -> None:
    table = pd.DataFrame([["1", "", None], [" 2 ", cell, "?"]], columns=["1", "2", "3"])
    people, wrong = people_of_sheets(table, CRITERIA)
    assert people == [{"a": 1}, {"a": 2, "c": None}]
    assert wrong == [(2, "2", cell)]
