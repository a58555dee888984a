"""A workbook speaks the reader's language, and what was edited in it can still be checked."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from geo_kopienas.domain.schema.codes import LANGUAGES
from geo_kopienas.domain.schema.fields import COMMUNITIES, EVIDENCE, PLACES
from geo_kopienas.exports.csv_files import Dialect, table_as_csv
from geo_kopienas.exports.files import Export, make_export, xlsx_files
from geo_kopienas.exports.tables import Scope
from geo_kopienas.store.day import Day
from geo_kopienas.store.tables.directory import read_table
from geo_kopienas.texts import texts_for
from geo_kopienas.texts.columns import code_word, wording

if TYPE_CHECKING:
    from pathlib import Path

    from geo_kopienas.store.dataset import Dataset

SHEETS = {
    "lv": {"Vietas": PLACES, "Kopienas": COMMUNITIES, "Fakti": EVIDENCE},
    "en": {"Places": PLACES, "Communities": COMMUNITIES, "Evidence": EVIDENCE},
}


@pytest.fixture(scope="module", params=LANGUAGES)
def own(data: Dataset, request: pytest.FixtureRequest) -> tuple[str, Export]:
    language: str = request.param
    day = Day(data, date(2026, 6, 30))
    return language, make_export(day, Scope(), "9.9", texts_for(language))


def opened(export: Export) -> Any:
    return load_workbook(io.BytesIO(xlsx_files(export)["geo-kopienas.xlsx"]))


def rows_of(sheet: Any) -> list[dict[str, Any]]:
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_headings_and_codes_are_words(export: Export) -> None:
    book = opened(export)
    (place,) = (
        row for row in rows_of(book["Vietas"]) if row["Vietas identifikators"] == "krogsils"
    )
    assert (place["Nosaukums"], place["Līmenis"], place["Statuss"]) == (
        "Krogsils",
        "ciems vai vieta",
        "oficiāls nosaukums",
    )
    assert place["Kopienu aktivitāte"] in {
        code_word(code.__class__, code, texts_for("lv"))
        for field in export.tables[0].fields
        if field.name == "activity_state"
        for code in field.codes or ()
    }
    fact = next(row for row in rows_of(book["Fakti"]) if row["Sadalījums pa jomām"])
    assert (fact["Veids"], fact["Mērvienība"]) == ("priekšlikumi", "priekšlikumi")
    assert "drošība=" in fact["Sadalījums pa jomām"]


def test_the_dictionary_has_the_technical_name_of_each_heading_and_code(own: Any) -> None:
    language, export = own
    book = opened(export)
    texts = texts_for(language)
    names = {key: texts[f"heading.dictionary.{key}"] for key in ("table", "column", "label")}
    rows = rows_of(book[texts["export.name.dictionary"]])
    for table in export.tables:
        sheet = texts[f"export.name.{table.name}"]
        described = [row for row in rows if row[names["table"]] == sheet]
        assert [row[names["column"]] for row in described] == [field.name for field in table.fields]
        assert [row[names["label"]] for row in described] == [cell.value for cell in book[sheet][1]]
    (level,) = (row for row in rows if row[names["column"]] == "level")
    assert f"settlement = {texts['level_name.settlement']}" in str(level.values())


def test_no_two_columns_of_a_sheet_are_called_the_same(own: Any) -> None:
    book = opened(own[1])
    for sheet in book.worksheets:
        header = [cell.value for cell in sheet[1]]
        assert [name for name, times in Counter(header).items() if times > 1] == []
        assert [name for name in header if not name or "_" in name] == []


def test_labels_of_indicators_may_be_the_same_and_are_no_formulas(data: Dataset) -> None:
    first, second, *others = data.indicators
    label = dict.fromkeys(LANGUAGES, "=1+1")
    doubled = [replace(first, label=label), replace(second, label=label), *others]
    day = Day(replace(data, indicators=doubled), date(2026, 6, 30))
    sheet = opened(make_export(day, Scope(), "9.9", texts_for("lv")))["Vietas"]
    called = [cell for cell in sheet[1] if "=1+1" in cell.value]
    assert [cell.value for cell in called] == ["'=1+1", f"'=1+1 ({second.indicator_id})"]
    assert {cell.data_type for cell in called} == {"s"}


def test_words_lead_back_to_one_column_and_one_code() -> None:
    back = wording()
    for language in LANGUAGES:
        texts = texts_for(language)
        for key in texts:
            if key.startswith("heading.") and key.count(".") == 1:
                assert back.columns[texts[key]] == key.removeprefix("heading.")
        for field in (field for table in SHEETS["lv"].values() for field in table.fields):
            for code in field.codes or ():
                assert back.cell(code_word(type(code), code, texts), field.name) == code


def test_every_sheet_reads_as_the_table_it_is(own: Any, tmp_path: Path) -> None:
    language, export = own
    path = tmp_path / "edited.xlsx"
    path.write_bytes(xlsx_files(export)["geo-kopienas.xlsx"])
    plain = {table.name: table_as_csv(table, Dialect.PLAIN) for table in export.tables}
    for table in SHEETS[language].values():
        frame, problems = read_table(path, table, wording=wording())
        assert [problem.code for problem in problems] == [
            "file_kind_other",
            "column_names_in_words",
        ]
        csv = tmp_path / f"{table.name}.csv"
        csv.write_bytes(plain[table.name])
        pd.testing.assert_frame_equal(frame, read_table(csv, table)[0])


@pytest.mark.parametrize(
    ("cell", "value", "fault"),
    [
        (("Vietas", "Līmenis"), "pagastsss", ("unknown_code", "level")),
        (("Vietas", "Iedzīvotāju skaits"), -1, ("below_minimum", "population_count")),
        (("Fakti", "Datums"), "03.04.2026", ("invalid_date", "date")),
        (("Kopienas", "Tīmekļa vietne"), "nav", ("invalid_url", "web")),
    ],
)
def test_a_cell_that_was_spoilt_in_the_workbook_is_named(
    export: Export, tmp_path: Path, cell: tuple[str, str], value: Any, fault: tuple[str, str]
) -> None:
    sheet, heading = cell
    book = opened(export)
    position = [head.value for head in book[sheet][1]].index(heading) + 1
    book[sheet].cell(3, position).value = value
    book.save(tmp_path / "edited.xlsx")
    _, problems = read_table(tmp_path / "edited.xlsx", SHEETS["lv"][sheet], wording=wording())
    named = [(problem.code, problem.column) for problem in problems if problem.row == 3]
    assert named == [fault]
