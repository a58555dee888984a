"""Names of places beside the rows of a figure: short, apart, and never markup."""

from __future__ import annotations

import pandas as pd

from geo_kopienas.charts.cooperation import NAME_LINES, NAME_WIDTH, ladder_chart, proposals_chart
from geo_kopienas.charts.rank_intervals import LABEL_LENGTH, rank_interval_chart
from geo_kopienas.texts import texts_for

TEXTS = texts_for("lv")
LONG = "Ziemeļrietumpurmaļu Jaunsaimniecības un Dārzkopības kooperatīvu apvienotās teritorijas"


def test_a_long_name_takes_no_more_than_its_row() -> None:
    rows = pd.DataFrame({"step": [4, 4], "is_current": [True, True]}, index=["a", "b"])
    figure = ladder_chart(rows, {"a": LONG, "b": "x" * 120}, TEXTS)
    for label in figure.layout.yaxis.ticktext:
        lines = label.split("<br>")
        assert len(lines) == NAME_LINES
        assert max(map(len, lines)) <= NAME_WIDTH
        assert label.endswith("…")


def test_places_of_one_name_have_rows_of_their_own() -> None:
    by_place = pd.DataFrame({"safety": [1.0, 2.0]}, index=["a", "b"])
    figure = proposals_chart(by_place, {"a": "Mežs", "b": "Mežs"}, {"safety": "drošība"})
    assert len(set(figure.data[0].y)) == 2


def test_ranked_names_are_short_and_no_markup() -> None:
    ranked = pd.DataFrame(
        {"rank": [1, 2], "rank_low": [1, 1], "rank_high": [2, 2], "stability": [1.0, 0.5]},
        index=["a", "b"],
    )
    figure = rank_interval_chart(ranked, {"a": "<b>Bērzi</b>", "b": LONG}, 5, TEXTS)
    first, second = figure.data[0].y
    assert first == "1. &lt;b&gt;Bērzi&lt;/b&gt;"
    assert len(second) <= LABEL_LENGTH
    assert second.endswith("…")
