"""The data have a licence of their own: every export names it, and none that of the code."""

from __future__ import annotations

import io
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from geo_kopienas.exports.files import (
    csv_files,
    geojson_files,
    gpkg_files,
    make_export,
    xlsx_files,
)
from geo_kopienas.exports.tables import Scope
from geo_kopienas.store.day import Day
from geo_kopienas.texts import texts_for

if TYPE_CHECKING:
    from geo_kopienas.exports.files import Export
    from geo_kopienas.store.dataset import Dataset

CHECKOUT = Path(__file__).parents[2]
OWN, CODE = "CC BY 4.0", "EUPL"


def test_the_licence_file_is_that_of_the_directorys_own_words(data: Dataset) -> None:
    text = (CHECKOUT / "data" / "LICENCE").read_text(encoding="utf-8")
    assert data.site.licence == OWN
    assert text.startswith("SPDX-License-Identifier: CC-BY-4.0\n")
    assert f"({OWN}, {data.site.licence_url})" in text
    assert "Creative Commons Attribution 4.0 International Public License" in text


def test_the_tables_of_csv_say_it_in_the_sources_and_in_each_row(
    data: Dataset, export: Export
) -> None:
    files = {name: content.decode("utf-8") for name, content in csv_files(export).items()}
    assert f"{OWN},{data.site.licence_url}" in files["sources.csv"]
    assert all(OWN in line for line in files["evidence.csv"].splitlines()[1:])
    assert [name for name, text in files.items() if CODE in text] == []


def test_the_workbook_says_it_in_its_sources_and_properties(export: Export) -> None:
    book = load_workbook(io.BytesIO(xlsx_files(export)["geo-kopienas.xlsx"]))
    cells = {cell.value for row in book["Avoti"].iter_rows() for cell in row}
    assert OWN in cells
    assert book.properties.description.startswith(OWN)


def test_every_layer_says_it_before_the_licences_of_its_sources(export: Export) -> None:
    for name, content in geojson_files(export).items():
        licence = json.loads(content)["licence"]
        assert licence.startswith(f"{OWN}; ODbL 1.0"), name
        assert CODE not in licence


def test_the_package_says_it_in_its_metadata(export: Export, tmp_path: Path) -> None:
    path = tmp_path / "export.gpkg"
    path.write_bytes(gpkg_files(export)["geo-kopienas.gpkg"])
    with closing(sqlite3.connect(path)) as base:
        (metadata,) = base.execute("SELECT metadata FROM gpkg_metadata LIMIT 1").fetchone()
    assert f'key="licence">{OWN}; ' in metadata


@pytest.mark.parametrize(
    ("language", "words"), [("lv", "licence nav norādīta"), ("en", "licence not stated")]
)
def test_a_directory_that_names_no_licence_gets_none(
    data: Dataset, language: str, words: str
) -> None:
    silent = replace(data, site=replace(data.site, licence="", licence_url=""))
    made = make_export(Day(silent, date(2026, 6, 30)), Scope(), "9.9", texts_for(language))
    tables = {table.name: table.frame for table in made.all_tables}
    assert tables["sources"].loc[0, "licence"] == words
    assert set(tables["evidence"]["licence"]) == {""}
    assert set(tables["places"]["licence"]) == {"ODbL 1.0; CC BY 4.0"}
