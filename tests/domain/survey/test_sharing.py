"""Rounds that hold the same people: by the tools' ids, else by moment and content."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from geo_kopienas.domain.survey.imports.sameness import marks_of
from geo_kopienas.domain.survey.imports.sharing import shared_submissions

AT_NOON = dt.datetime.fromisoformat("2026-10-03 12:00:05")
UUID = "uuid:5a7c2f30-6f6c-4a0e-9d3a-0d6b1b1b1b1b"


def answers(*rows: dict[str, Any]) -> pd.DataFrame:
    """Stored answers; what a row does not say is Krogsils and a four."""
    usual = {"place_id": "krogsils", "municipality_id": None, "belonging": "4", "help": ("a", "b")}
    filled = [
        {"submission_id": f"s-{n}", "marks": (), **usual, **row} for n, row in enumerate(rows)
    ]
    return pd.DataFrame(filled)


def sent(moment: dt.datetime, *ids: str, has_seconds: bool = True) -> tuple[str, ...]:
    return marks_of(ids, moment, has_seconds=has_seconds)


@pytest.mark.parametrize(
    ("here", "there", "shared"),
    [
        # ids of a tool, whatever else was edited
        ({"submission_id": UUID}, {"submission_id": UUID, "belonging": "1"}, 1),
        ({"marks": marks_of([UUID])}, {"marks": marks_of([UUID, "97531086"])}, 1),
        # other ids: the moment and the content
        ({"marks": sent(AT_NOON, "a")}, {"marks": sent(AT_NOON, "b")}, 1),
        ({"marks": sent(AT_NOON)}, {"marks": sent(AT_NOON, has_seconds=False)}, 1),
        ({"marks": sent(AT_NOON)}, {"marks": sent(AT_NOON), "belonging": "1"}, 0),
        (
            {"marks": sent(AT_NOON)},
            {"marks": sent(AT_NOON + dt.timedelta(seconds=9))},
            0,
        ),
        ({"marks": sent(AT_NOON)}, {"marks": sent(AT_NOON + dt.timedelta(days=365))}, 0),
        # numbers that every form counts anew: only with the same content
        ({"submission_id": "7"}, {"submission_id": "7"}, 1),
        ({"submission_id": "7"}, {"submission_id": "7", "help": ("a",)}, 0),
        # the same answers alone are other people
        ({"submission_id": "s-1"}, {"submission_id": "s-2"}, 0),
    ],
)
def test_a_submission_is_shared_by_id_else_by_moment_and_content(
    here: dict[str, Any], there: dict[str, Any], shared: int
) -> None:
    first, second = answers({"submission_id": "apart"}, here), answers(there)
    name = first["submission_id"].iloc[1]
    assert shared_submissions(first, second) == [name] * shared


def test_questions_that_one_round_did_not_ask_are_not_compared() -> None:
    first = answers({"submission_id": "a", "marks": sent(AT_NOON)})
    second = answers({"submission_id": "b", "marks": sent(AT_NOON)}).drop(columns="help")
    assert shared_submissions(first, second) == ["a"]
