"""Text on its way into a page."""

from __future__ import annotations

import pytest

from geo_kopienas.ui.frame.html import render_template, tie


@pytest.mark.parametrize(
    "text",
    [
        "robežās ±50_%, un",
        "1,6_km² ap centru",
        "Mēroga līnija: 5_km.",
        "izmaksāja 29_242,85_EUR",
        "the court cost EUR_29,242.85.",
        "1:1_000_000 (1)",
        "36 mēnešos",
        "5 kmh",
        "12 3456",
        "Skolas iela 6 uzvarēja",
    ],
)
def test_no_line_ends_between_a_number_and_its_unit(text: str) -> None:
    assert tie(text.replace("_", " ")) == text.replace("_", "\u00a0")


def test_text_is_tied_and_encoded_once_on_a_page() -> None:
    assert render_template("frame/lead.html", text="5 km & 3").count("5\u00a0km &amp; 3") == 1
