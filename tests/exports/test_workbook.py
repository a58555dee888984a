"""The workbook: typed cells, no formula, sources and dictionary beside the tables."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from geo_kopienas.domain.schema.fields import Field, FieldType
from geo_kopienas.exports.files import xlsx_files
from geo_kopienas.exports.tables import ExportTable, Stamp
from geo_kopienas.exports.workbook import MAX_CELL_LENGTH, workbook

if TYPE_CHECKING:
    from geo_kopienas.exports.files import Export

STAMP = Stamp(date(2026, 6, 30), "9.9", "CC BY 4.0", "Kopienas", [])


def written_cell(value: Any, type_: FieldType) -> Any:
    frame = pd.DataFrame({"x": pd.Series([value], dtype=object)})
    content = workbook({"Lapa": ExportTable("t", (Field("x", type_),), frame)}, STAMP)
    return load_workbook(io.BytesIO(content))["Lapa"]["A2"]


@pytest.mark.parametrize(
    ("value", "type_", "expected"),
    [
        (12.5, FieldType.NUMBER, 12.5),
        (-3, FieldType.INTEGER, -3),
        (True, FieldType.BOOLEAN, True),
        ("0034000", FieldType.TEXT, "0034000"),
        ("2022-06", FieldType.DATE, "2022-06"),
        ("2022-06-14", FieldType.DATE, datetime(2022, 6, 14)),  # noqa: DTZ001 - Excel knows no zones
        (("a", "b"), FieldType.REFERENCE_LIST, "a;b"),
        ({"safety": 3.0}, FieldType.BREAKDOWN, "safety=3"),
        (None, FieldType.INTEGER, None),
        (pd.NA, FieldType.TEXT, None),
    ],
)
def test_cells_are_typed(value: Any, type_: FieldType, expected: Any) -> None:
    assert written_cell(value, type_).value == expected


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1 x", "@x"])
def test_no_cell_is_a_formula(text: str) -> None:
    cell = written_cell(text, FieldType.TEXT)
    assert (cell.value, cell.data_type) == (f"'{text}", "s")


def test_a_text_longer_than_a_cell_ends_with_a_sign_of_it() -> None:
    text = written_cell("ā" * 40_000, FieldType.TEXT).value
    assert (len(text), text[-1]) == (MAX_CELL_LENGTH, "…")


def test_each_table_has_its_sheet_in_the_readers_language(export: Export) -> None:
    book = load_workbook(io.BytesIO(xlsx_files(export)["geo-kopienas.xlsx"]))
    assert book.sheetnames == ["Vietas", "Kopienas", "Fakti", "Kolonnas", "Avoti"]
    for table, name in zip(export.tables, book.sheetnames, strict=False):
        sheet = book[name]
        assert sheet.max_row == len(table.frame) + 1
    assert "CC BY 4.0" in book.properties.description
    assert book.properties.version == "9.9"


def test_the_same_tables_give_the_same_bytes(export: Export) -> None:
    assert xlsx_files(export) == xlsx_files(export)
