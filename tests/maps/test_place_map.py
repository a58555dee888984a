"""The markup that reaches the browser: constant, offline, and data only."""

from __future__ import annotations

import json
import re

import catalogue
import pandas as pd
import pytest
import streamlit_folium

from geo_kopienas.domain.evidence.indicators import Indicator, Measure
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.maps.classification import NO_CLASS, ClassScheme
from geo_kopienas.maps.colours import POINT_STYLES, Mark, Pattern, class_colours, state_marks
from geo_kopienas.maps.painting import (
    Colouring,
    LayerFiles,
    Painting,
    ground_content,
    indicator_colouring,
    name_order,
    paint_content,
)
from geo_kopienas.maps.place_map import BaseMap, Paint, PlaceMap
from geo_kopienas.texts import texts_for

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "${alert(1)}",
    "`;alert(1);`",
    "</script><script>alert(1)</script>",
    "'\"\\",
    "{{'map_div'}}",
    "{% raw %}",
    "{% set x = ''.__class__ %}{{{%{#",
    "{# remark",
    "\u2028alert(1)",
]
FILES = LayerFiles(
    {"unit-z8-1.json": 8, "unit-1.json": None}, "context-1.json", "communities-1.json"
)
SOURCE = {"text": "© OpenStreetMap contributors", "licence": "ODbL", "url": "", "layers": ["units"]}


def place_map() -> PlaceMap:
    return PlaceMap(
        bounds=[[56.6, 23.9], [56.95, 24.6]],
        is_embedded=False,
        script="frame-1.js",
        style="frame-1.css",
    )


def indicator(
    label: str = "Rādītājs", measure: Measure = Measure.COUNT, **changes: object
) -> Indicator:
    words = {"label": {"lv": label}, "unit": {"lv": "fakti"}}
    return catalogue.indicator(measure, **words, **changes)


def content(values: list[float | None], what: Indicator | None = None) -> dict[str, object]:
    shown, series = what or indicator(), pd.Series(values, dtype="float64")
    painting = Painting(
        level=Level.UNIT,
        label=shown.word("label", "lv"),
        subtitle="fakti",
        colouring=indicator_colouring(shown, series, ClassScheme(), texts_for("lv")),
        place_values=series,
        decimals=shown.decimals,
        community_states=["emerging", None, "no_recent_news"],
    )
    return paint_content(painting, "ground-unit-1.json")


def ground(base_map: BaseMap | None = None) -> dict[str, object]:
    return ground_content(
        files=FILES,
        attributions=[SOURCE],
        base_map=base_map,
        quality="Robežas ir vispārinātas.",
        texts=texts_for("lv"),
    )


def script_of(paint: Paint, shown: PlaceMap) -> str:
    shown.get_root().render()
    script: str = streamlit_folium._get_feature_group_string(paint, shown)
    return script


def test_missing_value_falls_into_no_class() -> None:
    assert content([1, None, 3])["places"] == {"classes": "0-1", "values": "1,,3"}


def test_every_state_stands_in_the_legend_in_its_order() -> None:
    council = indicator(measure=Measure.STATE, steps=("council_started", "council_elected"))
    told = content([1, None], council)
    assert told["states"] is True
    assert told["labels"] == ("vēlēšanas sāktas", "ievēlēta")
    assert told["places"] == {"classes": "1-", "values": "1,"}


def test_table_of_the_map_has_the_order_of_every_list() -> None:
    assert name_order(["Šarlote", "Yoga", "Ilūkste"]) == [2, 1, 0]


def test_community_that_is_not_known_yet_is_not_drawn() -> None:
    emerging, no_news = map(list(POINT_STYLES).index, ("emerging", "no_recent_news"))
    assert content([1])["points"] == f"{emerging}-{no_news}"


def test_state_that_is_over_has_dots_on_the_colour_of_the_same_state() -> None:
    past, current, partner = state_marks(("contact_past", "contact", "partner"))
    assert (past.pattern, current.pattern) == (Pattern.DOTS, Pattern.PLAIN)
    assert past.colour == current.colour != partner.colour


def test_none_known_quiet_and_no_recent_news_differ_by_pattern() -> None:
    marks = state_marks(("none_known", "quiet", "no_recent_news", "emerging"))
    patterns = [mark.pattern for mark in marks]
    assert patterns == [Pattern.PLAIN, Pattern.DOTS, Pattern.FEW, Pattern.PLAIN]
    assert len({mark.colour for mark in marks}) == 4


def test_page_with_values_and_marks_of_its_own_paints_them() -> None:
    colouring = Colouring((0, NO_CLASS), (Mark("#ffffff", Pattern.DOTS),), ("augsts",))
    told = paint_content(
        Painting(Level.UNIT, "Vērtējums", "", colouring, pd.Series([0.456, None]), decimals=1),
        "ground-1.json",
    )
    assert told["marks"] == ["#ffffff dots"]
    assert told["places"] == {"classes": "0-", "values": "0.46,"}


def test_ground_names_files_words_and_sources() -> None:
    told = ground()
    assert told["areas"] == [
        {"file": "unit-z8-1.json", "max_zoom": 8},
        {"file": "unit-1.json", "max_zoom": None},
    ]
    assert told["attribution"] == [
        {"text": "© OpenStreetMap contributors", "licence": "ODbL", "url": ""}
    ]
    assert told["tiles"] is None


def test_base_map_is_named_beside_the_other_sources() -> None:
    told = ground(BaseMap("https://tiles.example.org/{z}/{x}/{y}.png", "© Example"))
    assert told["tiles"] == "https://tiles.example.org/{z}/{x}/{y}.png"
    assert {"text": "© Example", "licence": "", "url": ""} in told["attribution"]  # type: ignore[operator]


def test_shapes_of_points_differ_and_colours_fall_in_lightness() -> None:
    assert len({style.shape for style in POINT_STYLES.values()}) == len(POINT_STYLES)
    for count in range(1, 8):
        colours = class_colours(count)
        weights = [
            0.2126 * int(colour[1:3], 16)
            + 0.7152 * int(colour[3:5], 16)
            + 0.0722 * int(colour[5:7], 16)
            for colour in colours
        ]
        assert weights == sorted(weights, reverse=True)
        assert len(set(colours)) == count


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_arrives_as_the_same_text(text: str) -> None:
    paint = Paint({"label": text, "nested": [{"label": text}]})
    script = script_of(paint, place_map())
    marked = re.search(r"<paint>(.*)</paint>", script, re.DOTALL)
    assert marked is not None, script
    assert json.loads(marked[1]) == {"label": text, "nested": [{"label": text}]}
    assert "<" not in marked[1]
    assert script.count("<") == len(["<paint>", "</paint>"])


def test_markup_is_the_same_on_every_run_so_that_the_frame_stays() -> None:
    scripts = set()
    for values in ([1.0, 2.0], [3.0, None]):
        shown = place_map()
        script_of(Paint(content(values)), shown)
        shown = place_map()
        shown.get_root().render()
        scripts.add(streamlit_folium._get_map_string(shown))
    assert len(scripts) == 1


def test_default_map_names_no_other_host() -> None:
    shown = place_map()
    addresses = [address for _, address in [*shown.default_js, *shown.default_css]]
    assert all(address.startswith("../../app/static/") for address in addresses)
    shown.get_root().render()
    assert "http" not in streamlit_folium._get_map_string(shown)


def test_paint_of_the_default_size_is_small() -> None:
    script = script_of(Paint(content([12.5, None, 3] * 22)), place_map())
    assert len(script.encode()) < 1_100
