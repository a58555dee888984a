"""The address is taken over once; after that the page's own fields know better."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from streamlit.testing.v1 import AppTest

if TYPE_CHECKING:
    import pytest

APP = Path(__file__).resolve().parents[3] / "app.py"


def _page_that_is_still_being_drawn() -> None:
    """A page that no run has come to the end of, because somebody chose before."""
    import streamlit as st  # noqa: PLC0415 - the script runs by itself

    from geo_kopienas.texts import texts_for  # noqa: PLC0415
    from geo_kopienas.ui.frame.address import Parameter  # noqa: PLC0415
    from geo_kopienas.ui.frame.page import restore  # noqa: PLC0415

    restore(
        texts_for("lv"),
        [Parameter("gads", "gads", int, 2000), Parameter("skaits", "skaits", int, 1)],
    )
    st.number_input("gads", key="gads")
    st.number_input("skaits", key="skaits")


def _page_that_has_been_drawn() -> None:
    import streamlit as st  # noqa: PLC0415 - the script runs by itself

    from geo_kopienas.ui.frame.visit import begin_visit, set_fields  # noqa: PLC0415

    visit = begin_visit("page", "lv")
    set_fields({}, {"gads": 2000})
    st.number_input("gads", key="gads")
    visit.is_drawn = True


def test_a_choice_made_while_the_page_is_drawn_is_not_undone_by_the_address() -> None:
    page = AppTest.from_function(_page_that_is_still_being_drawn, default_timeout=240)
    page.query_params["gads"] = "2020"
    field = page.run().number_input(key="gads")
    assert field.value == 2020
    assert field.set_value(2021).run().number_input(key="gads").value == 2021


def test_fields_of_a_page_that_was_cut_short_are_told_to_the_browser_again() -> None:
    page = AppTest.from_function(_page_that_is_still_being_drawn, default_timeout=240)
    page.query_params["skaits"] = "7"
    page.run().number_input(key="gads").set_value(2021).run()
    for key, value in {"gads": 2021, "skaits": 7}.items():
        field = page.number_input(key=key)
        assert (field.proto.set_value, field.proto.value) == (True, value)


def test_fields_of_a_drawn_page_are_left_to_the_browser() -> None:
    page = AppTest.from_function(_page_that_has_been_drawn, default_timeout=240)
    assert page.run().number_input(key="gads").proto.set_value
    assert not page.run().number_input(key="gads").proto.set_value


def test_another_address_is_read_again() -> None:
    page = AppTest.from_function(_page_that_is_still_being_drawn, default_timeout=240)
    page.query_params["gads"] = "2020"
    page.run()
    page.query_params["gads"] = "2022"
    assert page.run().number_input(key="gads").value == 2022


def test_an_address_that_comes_late_undoes_nothing() -> None:
    # The browser sends the address of before the choice until it has heard of the new one.
    page = AppTest.from_function(_page_that_is_still_being_drawn, default_timeout=240)
    page.query_params["gads"] = "2020"
    page.run()
    page.query_params["gads"] = "2022"
    page.run()
    page.query_params["gads"] = "2020"
    assert page.run().number_input(key="gads").value == 2022


def test_fields_of_a_closed_popover_are_told_in_every_run(monkeypatch: pytest.MonkeyPatch) -> None:
    # They come into the browser when it is opened, and take what the newest run said.
    monkeypatch.delenv("GEO_KOPIENAS_DATA", raising=False)
    page = AppTest.from_file(str(APP), default_timeout=240)
    page.query_params["klases"] = "equal-3"
    page.run().run()
    method, count = page.selectbox(key="method"), page.select_slider(key="class_count")
    assert (method.proto.set_value, method.value) == (True, "equal")
    assert (count.proto.set_value, count.value) == (True, 3)

    page.switch_page("pages/neaktivas-vietas.py").run().run()
    for weight in page.slider:
        assert weight.proto.set_value, weight.key
