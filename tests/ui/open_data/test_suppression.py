"""What the pages hide is hidden in the open data, and nothing else is: over all indicators."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from geo_kopienas.domain.evidence.indicators import STATUS_STEPS
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.survey.disclosure.indicators import Standing
from geo_kopienas.texts import texts_for
from geo_kopienas.ui.frame.address import MAP_LEVELS
from geo_kopienas.ui.frame.page import today
from geo_kopienas.ui.map import survey as map_survey
from geo_kopienas.ui.map.choices import default_choices

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_kopienas.store.day import Day
    from geo_kopienas.ui.frame.loaders import Workspace

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def day(workspace: Workspace) -> Day:
    return workspace.day(today())


@pytest.fixture(scope="module")
def read(get: Callable[..., Any]) -> Callable[[str], Rows]:
    def rows(path: str) -> Rows:
        status, _, body = get(path)
        assert status == 200
        return list(csv.DictReader(io.StringIO(body.decode())))

    return rows


def number(text: str) -> float | None:
    return float(text) if text else None


def shown(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def test_indicators_of_the_ledger_are_those_that_the_map_paints(
    workspace: Workspace, day: Day, read: Callable[[str], Rows]
) -> None:
    table = {row["place_id"]: row for row in read("vietas.csv")}
    compared = 0
    for indicator in workspace.indicators.values():
        if indicator.measure in STATUS_STEPS:
            continue
        for level in Level:
            for place_id, value in day.values(indicator, level).items():
                cell = table[place_id][indicator.indicator_id]
                if indicator.is_state:
                    states = dict(enumerate(indicator.states))
                    assert cell == ("" if pd.isna(value) else states[int(value)])
                else:
                    assert number(cell) == shown(value)
                compared += 1
    assert compared > 500


@pytest.mark.parametrize("level", MAP_LEVELS)
def test_indicators_of_the_survey_are_those_that_the_map_paints(
    workspace: Workspace, read: Callable[[str], Rows], level: Level
) -> None:
    table = {
        (row["indicator_id"], row["group_id"]): row
        for row in read(f"aptauja.csv?limenis={level}")
        if row["indicator_id"]
    }
    hidden = 0
    for indicator in workspace.data.codebook.indicators:
        choices = default_choices(indicator.indicator_id, today(), level)
        look = map_survey.look(workspace, choices, indicator, texts_for("lv"))
        for place_id, value in look["place_values"].items():
            row = table.get((indicator.indicator_id, place_id))
            if row is None:  # nobody there answered
                assert pd.isna(value)
                continue
            assert number(row["value"]) == shown(value)
            assert (row["is_hidden"] == "true") <= pd.isna(value)
            hidden += row["is_hidden"] == "true"
    assert hidden > 0


def test_hidden_groups_are_hidden_with_everything(
    workspace: Workspace, day: Day, read: Callable[[str], Rows]
) -> None:
    survey = day.survey
    assert survey is not None
    rows = defaultdict(list)
    for row in read("aptauja.csv"):
        rows[row["indicator_id"], row["group_id"]].append(row)
    for indicator in workspace.data.codebook.indicators:
        figures = survey.place_figures(indicator, workspace.data.places["place_id"])
        for place_id in figures.index[figures["standing"] == Standing.HIDDEN]:
            for row in rows[indicator.indicator_id, place_id]:
                told = ("value", "low", "high", "mean", "median", "answered_count", "asked_count")
                assert [row[name] for name in told] == [""] * len(told)


def test_questions_are_those_of_the_survey_page(day: Day, read: Callable[[str], Rows]) -> None:
    survey = day.survey
    assert survey is not None
    rows = [row for row in read("aptauja.csv") if row["answer_code"]]
    asked = {row["question_id"]: survey.disclosed.figures(row["question_id"]) for row in rows}
    assert len(asked) > 10
    for row in rows:
        figures = asked[row["question_id"]]
        assert figures is not None
        share = figures.groups[row["group_id"]].shares.get(row["answer_code"])
        assert number(row["value"]) == (None if share is None else share.percent)
        assert (row["is_hidden"] == "true") == (share is None)


@pytest.mark.parametrize(
    "query", ["limenis=apkaime", "vieta=unit-kekavas-pagasts", "datums=2026-11-26"]
)
def test_a_choice_shows_no_figure_that_the_whole_hides(
    read: Callable[[str], Rows], query: str
) -> None:
    def figures(rows: Rows) -> set[tuple[str, ...]]:
        told = ("question_id", "answer_code", "indicator_id", "group_id", "value", "answered_count")
        return {tuple(row[name] for name in told) for row in rows}

    assert figures(read(f"aptauja.csv?{query}")) <= figures(read("aptauja.csv"))
