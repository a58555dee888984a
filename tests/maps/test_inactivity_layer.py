"""The inactive list on the map: quarters of the score, unknown and unranked places apart."""

from __future__ import annotations

import pandas as pd
import pytest

from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.maps.inactivity_layer import (
    CLASSES,
    list_classes,
    list_colouring,
    list_values,
)
from geo_kopienas.maps.painting import Painting, paint_content
from geo_kopienas.texts import texts_for


def test_every_place_is_off_the_list_on_it_by_its_score_unknown_or_not_ranked() -> None:
    measures = pd.DataFrame(
        {"activity_state": ["active", "quiet", "none_known", "unknown"]}, index=list("abcd")
    )
    inactive = pd.DataFrame({"score": [24.9, 75.0]}, index=list("bc"))
    classes = list_classes(list("abcde"), measures, inactive)
    found = [CLASSES[one] for one in classes]
    assert found == ["off_list", "score_0_25", "score_75_100", "unknown", "unranked"]


@pytest.mark.parametrize(
    ("score", "state"),
    [(0, "score_0_25"), (25, "score_25_50"), (50, "score_50_75"), (100, "score_75_100")],
)
def test_limits_belong_to_the_higher_quarter(score: float, state: str) -> None:
    measures = pd.DataFrame({"activity_state": ["quiet"]}, index=["a"])
    inactive = pd.DataFrame({"score": [score]}, index=["a"])
    (found,) = list_classes(["a"], measures, inactive)
    assert CLASSES[found] == state


def test_unknown_and_unranked_places_have_no_place_in_the_order() -> None:
    values = list_values(pd.Series(range(len(CLASSES))))
    assert values.iloc[:5].tolist() == [0, 1, 2, 3, 4]
    assert values.iloc[5:].isna().all()


@pytest.mark.parametrize("language", ["lv", "en"])
def test_every_class_has_a_look_and_words_of_its_own(language: str) -> None:
    colouring = list_colouring(pd.Series([0, 5, 6]), texts_for(language))
    assert len(set(colouring.marks)) == len(set(colouring.labels)) == len(CLASSES)
    # With its symbol: ● off the list, ▲ on it, ? unknown, – not ranked.
    assert "".join(label[0] for label in colouring.labels) == "●▲▲▲▲?–"


def test_on_the_map_a_sign_stands_for_what_is_unknown_or_not_ranked() -> None:
    classes = pd.Series([0, 5, 6])
    painting = Painting(
        level=Level.SETTLEMENT,
        label="",
        subtitle="",
        colouring=list_colouring(classes, texts_for("lv")),
        place_values=list_values(classes),
    )
    content = paint_content(painting, "ground.json")
    assert content["places"] == {"classes": "056", "values": "0,,"}
    assert content["signs"] == {5: "?", 6: "–"}
