"""The survey in the profile: values with n and interval, reasons where hidden, the demo mark."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any

import pypdf
import pytest

from geo_kopienas.domain.survey.disclosure.indicators import RoundFigures
from geo_kopienas.domain.survey.rounds.register import SurveyRound
from geo_kopienas.reports.profile_pdf import profile_pdf
from geo_kopienas.reports.profile_view import profile_view
from geo_kopienas.reports.survey_values import survey_table
from geo_kopienas.store.day import Day
from geo_kopienas.texts import texts_for

if TYPE_CHECKING:
    from geo_kopienas.store.dataset import Dataset

DAY = date(2026, 11, 26)
COVERED, HIDDEN = "unit-kekavas-pagasts", "unit-balozu-pilseta"


@pytest.fixture(scope="module")
def day(data: Dataset) -> Day:
    return Day(data, DAY)


def table(place_id: str, data: Dataset, day: Day, language: str = "lv") -> dict[str, Any]:
    place = data.places.set_index("place_id", drop=False).loc[place_id]
    return survey_table(place, day, texts_for(language))


def row(values: dict[str, Any], indicator_id: str) -> dict[str, Any]:
    (wanted,) = (row for row in values["rows"] if row["id"] == indicator_id)
    return dict(wanted)


def test_a_value_stands_with_its_answers_interval_and_doubt(data: Dataset, day: Day) -> None:
    values = table(COVERED, data, day)
    assert values["is_demo"]
    shown = row(values, "survey_cooperation")
    assert (shown["value"], shown["answered"]) == ("3,0 balles", "14 / jautāto skaits paslēpts")
    assert (shown["interval"], shown["is_few"]) == ("2,1–3,9", True)
    assert values["columns"] == ["Ķekavas novads", "Pārējā Latvija"]
    assert shown["compared"] == ["3,3 (n = 27)", "3,5 (n = 132)"]


def test_a_hidden_value_says_why(data: Dataset, day: Day) -> None:
    values = table(HIDDEN, data, day, "en")
    assert values["known"] == 0
    hidden = row(values, "survey_belonging")
    assert (hidden["value"], hidden["answered"], hidden["interval"]) == ("hidden", "", "")
    assert "at least 10 answers" in hidden["reason"]


def test_without_a_round_there_is_no_section(data: Dataset) -> None:
    before = Day(data, date(2026, 6, 30))
    assert table(COVERED, data, before) == {}


@pytest.mark.parametrize("place_id", ["kekavas-novads", COVERED])
def test_the_sheet_says_that_the_answers_are_invented(place_id: str, day: Day) -> None:
    texts = texts_for("lv")
    sheet = profile_pdf(profile_view(place_id, day, texts), texts)
    pages = pypdf.PdfReader(io.BytesIO(sheet)).pages
    assert len(pages) == 2
    assert texts["survey_map.demo_mark"] in " ".join(pages[-1].extract_text().split())


def test_real_answers_carry_no_demo_mark(
    data: Dataset, day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert day.survey is not None
    real = RoundFigures(SurveyRound("r", "2026-10"), day.survey.disclosed, data.codebook)
    monkeypatch.setattr(Day, "survey", real)
    assert not table(COVERED, data, Day(data, DAY))["is_demo"]
