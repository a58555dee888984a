"""The inactive list on the map: quarters of the score, unknown places apart."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo_kopienas.maps.classification import NO_CLASS
from geo_kopienas.maps.inactivity_layer import CLASSES, list_colouring, list_values
from geo_kopienas.texts import texts_for


def test_every_place_is_off_the_list_on_it_by_its_score_or_unknown() -> None:
    measures = pd.DataFrame(
        {"activity_state": ["active", "quiet", "none_known", "unknown"]}, index=list("abcd")
    )
    inactive = pd.DataFrame({"score": [24.9, 75.0]}, index=list("bc"))
    values = list_values(list("abcde"), measures, inactive)
    states = [None if np.isnan(value) else CLASSES[int(value)] for value in values]
    # e is not ranked at all
    assert states == ["off_list", "score_0_25", "score_75_100", None, None]


@pytest.mark.parametrize(
    ("score", "state"),
    [(0, "score_0_25"), (25, "score_25_50"), (50, "score_50_75"), (100, "score_75_100")],
)
def test_limits_belong_to_the_higher_quarter(score: float, state: str) -> None:
    measures = pd.DataFrame({"activity_state": ["quiet"]}, index=["a"])
    inactive = pd.DataFrame({"score": [score]}, index=["a"])
    (value,) = list_values(["a"], measures, inactive)
    assert CLASSES[int(value)] == state


def test_unknown_places_have_no_class_and_every_class_has_a_look_and_words() -> None:
    colouring = list_colouring(pd.Series([0.0, 4.0, np.nan]), texts_for("lv"))
    assert colouring.codes == (0, 4, NO_CLASS)
    assert len(colouring.marks) == len(colouring.labels) == len(CLASSES)
    assert len({mark.colour for mark in colouring.marks}) == len(CLASSES)
