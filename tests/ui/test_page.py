"""The address is taken over once; after that the page's own fields know better."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def _page_that_is_still_being_drawn() -> None:
    """A page whose address was read and never written, because somebody chose before its end."""
    import streamlit as st  # noqa: PLC0415 - the script runs by itself

    from geo_kopienas.texts import texts_for  # noqa: PLC0415
    from geo_kopienas.ui.page import read_address  # noqa: PLC0415

    st.session_state.update(read_address(texts_for("lv"), {"gads": int}))
    st.number_input("gads", key="gads")


def test_a_choice_made_while_the_page_is_drawn_is_not_undone_by_the_address() -> None:
    page = AppTest.from_function(_page_that_is_still_being_drawn, default_timeout=60)
    page.query_params["gads"] = "2020"
    field = page.run().number_input(key="gads")
    assert field.value == 2020
    assert field.set_value(2021).run().number_input(key="gads").value == 2021


def test_another_address_is_read_again() -> None:
    page = AppTest.from_function(_page_that_is_still_being_drawn, default_timeout=60)
    page.query_params["gads"] = "2020"
    page.run()
    page.query_params["gads"] = "2022"
    assert page.run().number_input(key="gads").value == 2022
