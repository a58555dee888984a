"""The printed profile: two pages at most, tagged, in both languages, nothing taken for markup."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import pypdf
import pytest

from geo_kopienas.reports.profile_pdf import profile_pdf
from geo_kopienas.reports.profile_view import profile_view
from geo_kopienas.store.day import Day
from geo_kopienas.texts import texts_for

if TYPE_CHECKING:
    from geo_kopienas.store.dataset import Dataset


@pytest.fixture(scope="module")
def day(data: Dataset) -> Day:
    return Day(data, date(2026, 6, 30))


def _printed(place_id: str, language: str, day: Day) -> pypdf.PdfReader:
    texts = texts_for(language)
    document = profile_pdf(profile_view(place_id, day, texts), texts)
    return pypdf.PdfReader(io.BytesIO(document))


def _text(reader: pypdf.PdfReader) -> str:
    return " ".join("\n".join(page.extract_text() for page in reader.pages).split())


@pytest.mark.parametrize(
    ("language", "title", "said"),
    [
        ("lv", "Mežinieku apkaime: vietas profils", "Kopīga robeža"),
        ("en", "Mežinieku apkaime: place profile", "Common border"),
    ],
)
def test_the_sheet_is_tagged_and_says_title_language_source_and_date(
    language: str, title: str, said: str, day: Day
) -> None:
    reader = _printed("apk-mezinieku", language, day)
    root, text = reader.trailer["/Root"], _text(reader)

    assert reader.metadata is not None
    assert reader.metadata.title == title
    assert root["/Lang"] == language
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert said in text
    assert "OpenStreetMap" in text
    assert texts_for(language).short_date(day.ledger.as_of) in text


def test_no_place_needs_more_than_two_pages(day: Day) -> None:
    fullest = ["kekavas-novads", "unit-kekavas-pagasts", "apk-baldones", "baldone", "jaunsils"]
    barest = ["kazoki", "ziedonis", "live", "mezvidi"]

    pages = {place_id: len(_printed(place_id, "lv", day).pages) for place_id in fullest + barest}

    assert max(pages.values()) <= 2, pages


def test_long_and_hostile_names_are_text_and_are_shortened(day: Day) -> None:
    texts = texts_for("lv")
    view = profile_view("krogsils", day, texts)
    hostile = view.place | {"name": '#read("/etc/passwd") *' + "ļoti gara " * 100}

    document = profile_pdf(replace(view, place=hostile), texts)

    reader = pypdf.PdfReader(io.BytesIO(document))
    assert '#read("/etc/passwd") *' in _text(reader)
    assert len(reader.pages) <= 3


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "lv",
            "Datu rindas nesaskan, 2024. gads: 5 039 – igauņu Vikipēdija (CSP); 5 100 – Pašvaldība",
        ),
        ("en", "Series differ, 2024: 5,039 – Estonian Wikipedia (CSP); 5,100 – Municipality"),
    ],
)
def test_numbers_of_residents_that_contradict_each_other_stand_side_by_side(
    language: str, expected: str, data: Dataset, day: Day
) -> None:
    row = data.population.loc[data.population["population_count"] == 5039]
    other = row.assign(population_count=5100, series_lv="Pašvaldība", series_en="Municipality")
    both = pd.concat([data.population, other], ignore_index=True)

    printed = _text(_printed("kekava", language, Day(replace(data, population=both), day.as_of)))

    assert expected in " ".join(printed.split())
