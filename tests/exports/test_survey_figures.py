"""The survey's figures as they leave: as the page shows them, marked, without free text."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.survey.codebook.model import QuestionType
from geo_kopienas.exports.files import csv_files, make_export, xlsx_files
from geo_kopienas.exports.tables import DERIVED_FIELDS, Scope
from geo_kopienas.store.dataset import load_dataset
from geo_kopienas.store.day import Day
from geo_kopienas.store.location import data_directory
from geo_kopienas.texts import texts_for

if TYPE_CHECKING:
    from geo_kopienas.domain.survey.disclosure.indicators import RoundFigures
    from geo_kopienas.exports.files import Export
    from geo_kopienas.store.dataset import Dataset

DAY = date(2026, 11, 26)
VALUES = ["value", "low", "high", "mean", "median"]


@pytest.fixture(scope="module")
def data() -> Dataset:
    data, problems = load_dataset(data_directory({}))
    assert data is not None, problems
    return data


@pytest.fixture(scope="module")
def day(data: Dataset) -> Day:
    return Day(data, DAY)


@pytest.fixture(scope="module")
def rounds(day: Day) -> list[RoundFigures]:
    return day.rounds


@pytest.fixture(scope="module")
def export(day: Day) -> Export:
    return make_export(day, Scope(), "9.9", texts_for("lv"))


def table(export: Export) -> pd.DataFrame:
    assert export.survey is not None
    return export.survey.frame


def test_hidden_figures_are_named_and_have_no_value(export: Export) -> None:
    frame = table(export)
    assert frame["is_hidden"].notna().all()
    hidden = frame.loc[frame["is_hidden"]]
    assert len(hidden) > 0
    assert hidden[VALUES].isna().all(axis=None)
    assert not frame.loc[frame["group_id"] == "unit-balozu-pilseta", VALUES].notna().any(axis=None)


def test_figures_are_those_of_the_page(export: Export, rounds: list[RoundFigures]) -> None:
    (known,) = rounds
    figures = known.disclosed.figures("belonging")
    assert figures is not None
    frame = table(export).set_index(["question_id", "group_id"]).loc["belonging"]
    for group_id, group in figures.groups.items():
        if group_id not in frame.index:
            continue
        rows = frame.loc[[group_id]]
        shares = rows.loc[rows["answer_code"].notna()].set_index("answer_code")["value"]
        for code, share in shares.items():
            shown = group.shares[str(code)]
            assert (None if pd.isna(share) else share) == (shown and shown.percent)


def test_every_row_is_marked_as_demonstration_and_free_text_is_none_of_them(
    export: Export, data: Dataset
) -> None:
    frame = table(export)
    assert frame["is_demo"].all()
    assert set(frame["as_of"]) == {"2026-11-26"}
    texts = {q.question_id for q in data.codebook.questions if q.type is QuestionType.TEXT}
    assert texts.isdisjoint(frame["question_id"])
    content = csv_files(export)["survey.csv"].decode("utf-8")
    assert "Izdomāts piemērs" not in content
    with zipfile.ZipFile(BytesIO(next(iter(xlsx_files(export).values())))) as book:
        assert "Aptauja" in book.read("xl/workbook.xml").decode("utf-8")


def test_a_choice_of_places_leaves_out_the_rest_of_latvia(
    day: Day,
) -> None:
    chosen = make_export(day, Scope(Level.UNIT), "9.9", texts_for("en"))
    assert set(table(chosen)["group_level"]) == {"unit"}


def test_every_column_is_in_the_dictionary(export: Export) -> None:
    described = export.dictionary.frame
    rows = described.loc[described["table"] == "survey"]
    assert list(rows["column"]) == [field.name for field in DERIVED_FIELDS["survey"]]
    assert rows["meaning"].str.len().gt(0).all()


def test_without_a_round_there_is_no_such_table(data: Dataset) -> None:
    before = make_export(Day(data, date(2026, 6, 30)), Scope(), "9.9", texts_for("lv"))
    assert "survey.csv" not in csv_files(before)
