"""QGIS opens the GeoPackage coloured: each layer has a style, with the map's colours and words."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from geo_kopienas.domain.evidence.indicators import STATUS_STEPS, Measure
from geo_kopienas.domain.schema.codes import LANGUAGES, ActivityState
from geo_kopienas.exports.files import gpkg_files
from geo_kopienas.exports.layer_styles import PATTERNS
from geo_kopienas.maps.colours import POINT_STYLES, UNKNOWN_MARK, Pattern, state_marks
from geo_kopienas.texts import Texts, texts_for

if TYPE_CHECKING:
    from geo_kopienas.exports.files import Export

CHECKOUT = Path(__file__).parents[2]
OGC = {"": "http://www.opengis.net/sld", "se": "http://www.opengis.net/se"} | {
    "ogc": "http://www.opengis.net/ogc"
}
PLACES = ("municipality", "unit", "apkaime", "settlement")


def rgba(colour: str) -> str:
    return ",".join(str(part) for part in bytes.fromhex(colour[1:])) + ",255"


def activity_palette(texts: Texts) -> dict[str, tuple[str, str, Pattern]]:
    """Words, colour and pattern of each activity state as the map paints them."""
    states = STATUS_STEPS[Measure.ACTIVITY]
    marks = dict(zip(states, state_marks(states), strict=True))
    marks[ActivityState.UNKNOWN] = UNKNOWN_MARK
    return {
        state.value: (
            texts[f"activity_state.{state}"],
            marks[state.value].colour,
            marks[state.value].pattern,
        )
        for state in ActivityState
    }


@pytest.fixture(scope="module", params=LANGUAGES)
def styles(export: Export, tmp_path_factory: pytest.TempPathFactory, request: Any) -> Any:
    """Texts of a language, and the rows of `layer_styles` by layer."""
    texts = texts_for(request.param)
    path = tmp_path_factory.mktemp("styles") / "export.gpkg"
    path.write_bytes(gpkg_files(replace(export, texts=texts))["geo-kopienas.gpkg"])
    with closing(sqlite3.connect(path)) as base:
        base.row_factory = sqlite3.Row
        rows = base.execute("SELECT * FROM layer_styles").fetchall()
        contents = base.execute(
            "SELECT data_type FROM gpkg_contents WHERE table_name = 'layer_styles'"
        ).fetchall()
        geometries = dict(
            base.execute("SELECT table_name, column_name FROM gpkg_geometry_columns").fetchall()
        )
    assert [row["data_type"] for row in contents] == ["attributes"]
    assert {row["f_table_name"]: row["f_geometry_column"] for row in rows} == geometries
    return texts, {row["f_table_name"]: row for row in rows}


def place_layers(texts: Texts) -> list[str]:
    names = [texts[f"export.name.{level}"] for level in PLACES]
    return [*names, f"{names[-1]} ({texts['export.name.areas']})"]


def test_each_layer_has_one_style_that_qgis_takes_by_itself(styles: Any) -> None:
    texts, rows = styles
    assert set(rows) == {*place_layers(texts), texts["export.name.communities"]}
    for row in rows.values():
        assert (row["f_table_catalog"], row["f_table_schema"], row["useAsDefault"]) == ("", "", 1)
        assert row["update_time"] == "2026-06-30T00:00:00.000Z"
    assert rows[place_layers(texts)[0]]["styleName"] == texts["heading.activity_state"]


def qml_classes(qml: str) -> tuple[str, dict[str, tuple[str, list[dict[str, str]]]]]:
    """The column, and words and symbol layers of each class."""
    renderer = ET.fromstring(qml).find("renderer-v2")  # noqa: S314 - our own
    assert renderer is not None
    symbols = {
        symbol.get("name"): [
            {prop.get("k", ""): prop.get("v", "") for prop in layer.iter("prop")}
            for layer in symbol.iter("layer")
        ]
        for symbol in renderer.iter("symbol")
    }
    classes = {
        category.get("value", ""): (category.get("label", ""), symbols[category.get("symbol")])
        for category in renderer.iter("category")
    }
    return renderer.get("attr", ""), classes


def test_places_have_the_classes_colours_and_patterns_of_the_map(styles: Any) -> None:
    texts, rows = styles
    palette = activity_palette(texts)
    for name in place_layers(texts):
        column, classes = qml_classes(rows[name]["styleQML"])
        assert column == "activity_state"
        assert set(classes) == set(palette)
        for state, (label, colour, pattern) in palette.items():
            words, (ground, *over) = classes[state]
            assert (words, ground["color"]) == (label, rgba(colour))
            assert [layer["color"] for layer in over] == [
                rgba(PATTERNS[own].colour) for own in [pattern] if own is not Pattern.PLAIN
            ]


def test_areas_of_which_nothing_is_known_are_hatched_and_not_coloured(styles: Any) -> None:
    texts, rows = styles
    _, classes = qml_classes(rows[place_layers(texts)[0]]["styleQML"])
    _, (ground, hatch) = classes["unknown"]
    assert (ground["color"], hatch["style"]) == ("255,255,255,255", "b_diagonal")


def test_communities_have_the_shapes_of_the_map(styles: Any) -> None:
    texts, rows = styles
    column, classes = qml_classes(rows[texts["export.name.communities"]]["styleQML"])
    assert column == "state"
    assert {
        state: (label, layers[0]["name"], layers[0]["color"])
        for state, (label, layers) in classes.items()
        if state
    } == {
        state: (texts[f"community_state.{state}"], style.shape, rgba(style.fill))
        for state, style in POINT_STYLES.items()
    }
    assert classes[""][0] == texts["community_state.not_yet"]


def test_the_sld_says_the_same_to_other_programs(styles: Any) -> None:
    for row in styles[1].values():
        column, classes = qml_classes(row["styleQML"])
        rules = ET.fromstring(row["styleSLD"]).findall(".//se:Rule", OGC)  # noqa: S314 - our own
        assert len(rules) == len(classes)
        for rule, (code, (label, layers)) in zip(rules, classes.items(), strict=True):
            assert rule.findtext(".//se:Title", "", OGC) == label
            assert rule.findtext(".//ogc:PropertyName", "", OGC) == column
            assert rule.findtext(".//ogc:Literal", "", OGC) == code
            fill = rule.findtext(".//se:Fill/se:SvgParameter", "", OGC)
            assert rgba(fill) == layers[0]["color"]


def test_patterns_have_the_colours_that_the_map_draws_them_with() -> None:
    script = (CHECKOUT / "static/map/symbols.js").read_text(encoding="utf-8")
    drawn = dict(re.findall(r"^    (\w+): \{ size: .*?(?:fill|stroke): \"(#\w+)\"", script, re.M))
    assert drawn == {pattern.value: look.colour for pattern, look in PATTERNS.items()}
