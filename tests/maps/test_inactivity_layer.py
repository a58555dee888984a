"""The attention list on the map: its parts apart, those to verify by quarters of the score."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo_kopienas.domain.schema.codes import AttentionPart, Level
from geo_kopienas.maps.inactivity_layer import (
    CLASSES,
    list_classes,
    list_colouring,
    list_values,
)
from geo_kopienas.maps.painting import Painting, paint_content
from geo_kopienas.texts import texts_for


def listed(**scores: dict[str, float]) -> dict[AttentionPart, pd.DataFrame]:
    return {
        part: pd.DataFrame({"score": pd.Series(scores.get(part.value, {}), dtype=float)})
        for part in AttentionPart
    }


def test_every_place_is_off_the_list_in_one_of_its_parts_or_not_ranked() -> None:
    measures = pd.DataFrame(index=list("abcde"))
    lists = listed(verify={"b": 24.9, "c": 75.0}, inactive={"d": 10.0}, unknown={"e": np.nan})
    classes = list_classes(list("abcdef"), measures, lists)
    assert [CLASSES[code] for code in classes] == [
        "off_list",
        "verify_0_25",
        "verify_75_100",
        "inactive",
        "unknown",
        "unranked",
    ]


@pytest.mark.parametrize(
    ("score", "state"),
    [
        (0, "verify_0_25"),
        (25, "verify_25_50"),
        (50, "verify_50_75"),
        (100, "verify_75_100"),
        (np.nan, "verify_0_25"),
    ],
)
def test_limits_belong_to_the_higher_quarter(score: float, state: str) -> None:
    (class_,) = list_classes(["a"], pd.DataFrame(index=["a"]), listed(verify={"a": score}))
    assert CLASSES[class_] == state


def test_unknown_and_unranked_places_have_no_place_in_the_order() -> None:
    values = list_values(pd.Series(range(len(CLASSES))))
    assert values.iloc[:6].tolist() == [0, 1, 2, 3, 4, 5]
    assert values.iloc[6:].isna().all()


@pytest.mark.parametrize("language", ["lv", "en"])
def test_every_class_has_a_look_and_words_of_its_own(language: str) -> None:
    colouring = list_colouring(pd.Series([0, 5, 6, 7]), texts_for(language))
    assert len(set(colouring.marks)) == len(set(colouring.labels)) == len(CLASSES)
    # With its symbol: ● off the list, ◆ to verify, ▲ inactive, ? without news, – not ranked.
    assert "".join(label[0] for label in colouring.labels) == "●◆◆◆◆▲?–"


def test_on_the_map_a_sign_stands_for_what_has_no_score_there() -> None:
    classes = pd.Series([0, 5, 6, 7])
    painting = Painting(
        level=Level.SETTLEMENT,
        label="",
        subtitle="",
        colouring=list_colouring(classes, texts_for("lv")),
        place_values=list_values(classes),
    )
    content = paint_content(painting, "ground.json")
    assert content["places"] == {"classes": "0567", "values": "0,5,,"}
    assert content["signs"] == {5: "▲", 6: "?", 7: "–"}
