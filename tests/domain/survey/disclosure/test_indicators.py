"""Indicators of the survey for places: a value with what it rests on, or why there is none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from tables import places

from geo_kopienas.domain.survey.disclosure.door import disclose, mean_interval
from geo_kopienas.domain.survey.disclosure.indicators import RoundFigures, Standing, without_round
from geo_kopienas.domain.survey.rounds.register import SurveyRound, begun_rounds
from geo_kopienas.store.location import data_directory
from geo_kopienas.store.survey.codebook import read_codebook

BOOK = read_codebook(data_directory({}) / "survey/codebook.toml")[0]


def round_figures(rows: list[dict[str, Any]]) -> RoundFigures:
    assert BOOK is not None
    frame = pd.DataFrame(rows).reindex(columns=["place_id", "municipality_id", "belonging"])
    disclosed = disclose(frame.astype("string"), BOOK, places())
    return RoundFigures(SurveyRound("r"), disclosed, BOOK)


def belonging(rows: list[dict[str, Any]], *place_ids: str) -> pd.DataFrame:
    assert BOOK is not None
    (indicator,) = (
        indicator for indicator in BOOK.indicators if indicator.indicator_id == "survey_belonging"
    )
    return round_figures(rows).place_figures(indicator, place_ids)


def test_a_place_has_a_value_or_says_why_not() -> None:
    rows = [
        *({"place_id": "alejas", "belonging": step} for step in "4" * 9 + "2" * 7),
        *({"place_id": "berzi", "belonging": "5"} for _ in range(3)),
    ]
    # Without the three the parish would tell them: it is shown, or the village is.
    figures = belonging(rows, "novads", "berzi", "kazoki")
    assert figures["standing"].to_list() == [Standing.FEW, Standing.HIDDEN, Standing.NO_ANSWERS]
    whole = figures.loc["novads"]
    assert (whole["value"], whole["n"], whole["asked"]) == (3.4, 19, 19)
    assert whole["low"] < 3.4 < whole["high"]
    assert figures.loc[["berzi", "kazoki"], ["value", "n", "low", "high"]].isna().all(axis=None)


def test_thirty_answers_are_enough_to_be_shown_without_doubt() -> None:
    rows = [{"place_id": "alejas", "belonging": step} for step in "43" * 15]
    assert belonging(rows, "alejas")["standing"].to_list() == [Standing.SHOWN]


def test_before_the_first_round_nobody_has_answered() -> None:
    assert set(without_round(["alejas", "berzi"])["standing"]) == {Standing.NO_ANSWERS}


@pytest.mark.parametrize(
    ("day", "found"), [("2025-12-31", []), ("2026-03-01", ["a"]), ("2026-10-01", ["a", "b"])]
)
def test_rounds_that_had_begun_by_a_day(day: str, found: list[str]) -> None:
    rounds = [SurveyRound("a", "2026-03"), SurveyRound("b", "2026-10")]
    begun = begun_rounds(rounds, date.fromisoformat(day))
    assert [round_.round_id for round_ in begun] == found


def test_the_interval_of_a_mean_is_that_of_answers_at_both_ends() -> None:
    # Half of 40 answers at 1 and half at 5: Wilson's interval of one half, on the scale.
    low, high = mean_interval(3.0, 40, 1, 5)
    assert (round(low, 2), round(high, 2)) == (2.41, 3.59)
    assert mean_interval(5.0, 40, 1, 5)[1] == 5
