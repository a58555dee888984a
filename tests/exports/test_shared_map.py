"""A shared map says what it shows, of which day, and from whom; and needs nothing else."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.exports.files import stamp_of
from geo_kopienas.exports.shared_map import SharedMap, default_map
from geo_kopienas.reports.picture_png import png_of
from geo_kopienas.store.day import Day
from geo_kopienas.texts import texts_for

if TYPE_CHECKING:
    from geo_kopienas.store.dataset import Dataset

AS_OF = date(2026, 6, 30)


def shared(data: Dataset, language: str = "lv", level: Level = Level.APKAIME) -> SharedMap:
    texts = texts_for(language)
    stamp = stamp_of(data, AS_OF, "9.9", texts, level)
    return default_map(Day(data, AS_OF), level, stamp, texts)


def words_of(svg: str) -> str:
    root = ET.fromstring(svg)  # noqa: S314 - made here
    return " ".join("".join(node.itertext()) for node in root.iter())


@pytest.mark.parametrize("language", ["lv", "en"])
@pytest.mark.parametrize("level", [Level.APKAIME, Level.SETTLEMENT])
def test_picture_has_title_level_day_legend_and_sources(
    data: Dataset, language: str, level: Level
) -> None:
    map_ = shared(data, language, level)
    words = words_of(map_.svg)
    texts = texts_for(language)
    assert map_.painting.label in words
    assert texts[f"export.name.{level}"] in words
    assert texts.short_date(AS_OF) in words
    for label in map_.painting.colouring.labels:
        assert label in words
    assert "OpenStreetMap" in words
    assert "CC BY 4.0" in words


def test_legend_counts_every_place_once(data: Dataset) -> None:
    counts = re.findall(r"\((\d+)\)</text>", shared(data).svg)
    assert sum(map(int, counts)) == 10


def test_picture_and_page_ask_for_nothing(data: Dataset) -> None:
    map_ = shared(data)

    class Asked(HTMLParser):
        found: list[tuple[str, str | None]] = []  # noqa: RUF012

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.found += [(tag, value) for name, value in attrs if name in {"src", "href"}]
            assert tag not in {"script", "link", "iframe", "img"}

    page = Asked()
    page.feed(map_.html.decode())
    assert page.found == []
    assert not re.search(r"@import|url\((?!#)", map_.html.decode() + map_.svg)


def test_table_has_every_place_with_its_value_and_origin(data: Dataset) -> None:
    rows = list(csv.DictReader(io.StringIO(shared(data).csv.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 10
    assert [row["name"] for row in rows][:2] == ["Aleju apkaime", "Baldones apkaime"]
    for row in rows:
        assert row["as_of"] == "2026-06-30"
        assert row["value"]
        assert row["licence"].startswith("CC BY 4.0")
        assert "OpenStreetMap" in row["attribution"]


def test_page_has_the_rows_of_the_table(data: Dataset) -> None:
    map_ = shared(data)
    page = map_.html.decode()
    assert page.startswith('<!DOCTYPE html>\n<html lang="lv">')
    for row in map_.rows:
        assert f'<th scope="row">{row["name"]}</th>' in page


def test_picture_becomes_dots(data: Dataset) -> None:
    png = png_of(shared(data).svg)
    assert png.startswith(b"\x89PNG\r\n")
    assert int.from_bytes(png[16:20], "big") >= 1000
