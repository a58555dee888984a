"""What libraries say in English is said in the reader's words, or left out of the sentence."""

from __future__ import annotations

import pytest
import shapely

from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.texts import texts_for
from geo_kopienas.texts.faults import describe

BOW = "POLYGON ((24 56, 25 57, 25 56, 24 57, 24 56))"
HOLE_OUTSIDE = "POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0), (5 5, 6 5, 6 6, 5 6, 5 5))"
NESTED = "POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (1 1, 5 1, 5 5, 1 5, 1 1), (2 2, 3 2, 3 3, 2 3, 2 2))"
TOUCHING = "POLYGON ((0 0, 4 0, 4 4, 2 0, 0 4, 0 0))"
APART = "POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0), (2 0, 4 2, 2 4, 0 2, 2 0))"
SHELLS = "MULTIPOLYGON (((0 0, 9 0, 9 9, 0 9, 0 0)), ((1 1, 2 1, 2 2, 1 2, 1 1)))"


@pytest.mark.parametrize(
    ("wkt", "latvian", "english"),
    [
        (BOW, "robeža krusto pati sevi, 24.5 56.5", "the border crosses itself, 24.5 56.5"),
        (HOLE_OUTSIDE, "caurums ir ārpus laukuma, 5 5", "a hole lies outside the area, 5 5"),
        (NESTED, "caurums ir citā caurumā", "a hole lies within another hole"),
        (TOUCHING, "robeža pieskaras pati sev, 2 0", "the border touches itself, 2 0"),
        (APART, "laukuma iekšpuse nav vienlaidus", "the inside of the area is not connected"),
        (SHELLS, "laukums ir citā tās pašas vietas laukumā", "an area lies within another one"),
    ],
)
def test_what_is_wrong_with_a_geometry(wkt: str, latvian: str, english: str) -> None:
    said = shapely.is_valid_reason(shapely.from_wkt(wkt))
    for language, words in (("lv", latvian), ("en", english)):
        message, _ = describe(Problem("geometry_invalid", value=said), texts_for(language))
        assert f"({words}" in message


@pytest.mark.parametrize(
    ("code", "said", "latvian"),
    [
        ("geometry_invalid", "Something New[24 56]", "Ģeometrija nav derīga (24 56)."),
        ("geometry_invalid", "Something new", "Ģeometrija nav derīga."),
        ("geodata_unreadable", "", "Ģeodatus nevar nolasīt."),
        ("geodata_unreadable", "'x' not recognized as being in a supported file format.",
         "Ģeodatus nevar nolasīt (tas nav Shapefile vai GeoPackage)."),
        ("geodata_unreadable", "Fatal exception in libfoo", "Ģeodatus nevar nolasīt."),
    ],
)  # fmt: skip
def test_what_is_not_known_is_left_out(code: str, said: str, latvian: str) -> None:
    assert describe(Problem(code, value=said), texts_for("lv"))[0] == latvian


@pytest.mark.parametrize(
    ("said", "latvian"),
    [
        ("[Errno 111] Connection refused", " (serveris savienojumu nepieņem)"),
        ("Name or service not known", " (servera nosaukums nav zināms)"),
        ("IncompleteRead(10 bytes read, 90 more expected)", " (savienojums pārtrūka)"),
        ("timed out", " (serveris neatbild laikā)"),
        ("Quota of the moon", ""),
    ],
)
def test_why_the_network_did_not_answer(said: str, latvian: str) -> None:
    fault = Problem("download_unreachable", value="https://a.lv", details={"reason": said})
    assert describe(fault, texts_for("lv"))[0] == f"Nevar sasniegt https://a.lv{latvian}."


def test_sizes_have_the_decimal_mark_of_the_language() -> None:
    details = {"done": "12.5", "total": "80.0", "reason": "timed out"}
    fault = Problem("download_broken", value="https://a.lv", details=details)
    assert "12,5 no 80,0 MB" in describe(fault, texts_for("lv"))[0]
    assert "12.5 of 80.0 MB" in describe(fault, texts_for("en"))[0]
