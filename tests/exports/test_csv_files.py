"""Exported CSV read in again gives the same table, whatever stands in its cells."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_kopienas.domain.schema.cells import LIST_TYPES, clean_text, text_fault
from geo_kopienas.domain.schema.fields import TABLES, Field, FieldType, Table
from geo_kopienas.domain.schema.formulas import MARK
from geo_kopienas.exports.csv_files import Dialect, table_as_csv
from geo_kopienas.exports.files import facts_as_csv
from geo_kopienas.exports.tables import ExportTable
from geo_kopienas.store.day import Day
from geo_kopienas.store.tables.directory import read_table
from geo_kopienas.texts import texts_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_kopienas.exports.files import Export
    from geo_kopienas.store.dataset import Dataset

MARK_FIELD = Field(MARK, FieldType.DATE)


def is_kept(text: str) -> bool:
    """Whether a cell may hold the text: two letters as of a wrong encoding are a fault."""
    return bool(text) and text_fault(text) is None


WORDS = (
    st.text(
        st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"])
        | st.sampled_from("=+-@'\";,\n|"),
        min_size=1,
        max_size=20,
    )
    .map(clean_text)
    .filter(is_kept)
)
IDS = st.from_regex(r"[a-z0-9]{1,5}(-[a-z0-9]{1,5}){0,2}", fullmatch=True)
PARTS = WORDS.map(lambda text: clean_text(text.replace(";", ""))).filter(is_kept)
ADDRESSES = IDS.map(lambda name: f"https://{name}.lv/?a={name}")
NUMBERS = st.decimals(0, 10**9, places=6).map(float)


def _lists(parts: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    lists = st.lists(parts, max_size=3, unique=True).map(tuple)
    return lists.filter(lambda several: not several or is_kept(";".join(several)))


def _texts(field: Field, any_text: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Text that the column may hold: of a column of numeric codes, so many digits."""
    if field.digits is None:
        return any_text
    return st.text("0123456789", min_size=field.digits, max_size=field.digits)


def _codes(field: Field) -> list[str]:
    return [code.value for code in field.codes or ()]


CELLS: dict[FieldType, Callable[[Field], st.SearchStrategy[Any]]] = {
    FieldType.ID: lambda _: IDS,
    FieldType.TEXT: lambda field: _texts(field, WORDS),
    FieldType.CODE: lambda field: st.sampled_from(_codes(field)),
    FieldType.INTEGER: lambda _: st.integers(0, 10**12),
    FieldType.NUMBER: lambda _: NUMBERS,
    FieldType.YEAR: lambda _: st.integers(1000, 2999),
    FieldType.DATE: lambda _: st.dates().filter(lambda day: day.year >= 1000).map(str),
    FieldType.BOOLEAN: lambda _: st.booleans(),
    FieldType.URL_LIST: lambda _: _lists(ADDRESSES),
    FieldType.REFERENCE: lambda _: WORDS,
    FieldType.REFERENCE_LIST: lambda _: _lists(PARTS),
    FieldType.TEXT_LIST: lambda field: _lists(_texts(field, PARTS)),
    FieldType.BREAKDOWN: lambda field: st.dictionaries(
        st.sampled_from(_codes(field)), NUMBERS, min_size=1
    ),
}


def cells(field: Field) -> st.SearchStrategy[Any]:
    """Any cell that the column may hold; empty where it need not be filled."""
    strategy = CELLS[field.type](field)
    if field.required:
        return strategy.filter(lambda cell: cell != ())
    return strategy if field.type in LIST_TYPES else st.none() | strategy


def tables(table: Table) -> st.SearchStrategy[ExportTable]:
    """Any content of a table, with one column that was worked out."""
    rows = st.lists(
        st.fixed_dictionaries({field.name: cells(field) for field in table.fields}),
        min_size=1,
        max_size=3,
    )
    return rows.map(
        lambda records: ExportTable(
            table.name,
            (*table.fields, MARK_FIELD),
            pd.DataFrame(records, dtype=object).assign(**{MARK: "2026-06-30"}),
        )
    )


def read_again(content: bytes, table: Table) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "again.csv"
        path.write_bytes(content)
        frame, problems = read_table(path, table)
    assert problems == []
    names = [field.name for field in table.fields]
    return frame[names].astype(object).where(frame[names].notna(), None).to_dict("records")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_an_exported_table_reads_in_again(table: Table, data: st.DataObject) -> None:
    original = data.draw(tables(table))
    again = read_again(table_as_csv(original, Dialect.PLAIN), table)
    names = [field.name for field in table.fields]
    stated = original.frame[names].astype(object)
    assert again == stated.where(stated.notna(), None).to_dict("records")


def export_table(*rows: tuple[str, float | None, tuple[str, ...]]) -> ExportTable:
    fields = (
        Field("name", FieldType.TEXT),
        Field("value", FieldType.NUMBER),
        Field("place_ids", FieldType.REFERENCE_LIST),
    )
    frame = pd.DataFrame(rows, columns=["name", "value", "place_ids"])
    return ExportTable("t", fields, frame.astype({"value": "Float64"}))


def test_excel_gets_a_mark_semicolons_and_decimal_commas() -> None:
    content = table_as_csv(export_table(("Ķekava; pilsēta", 1234.5, ("a", "b"))), Dialect.EXCEL)
    assert content == '\ufeffname;value;place_ids\r\n"Ķekava; pilsēta";1234,5;"a;b"\r\n'.encode()


def test_plain_has_commas_and_decimal_points_and_no_mark() -> None:
    content = table_as_csv(export_table(("Ķekava", 0.00001, ())), Dialect.PLAIN)
    assert content == "name,value,place_ids\nĶekava,0.00001,\n".encode()


@pytest.mark.parametrize("dialect", Dialect)
def test_formulas_are_guarded_and_numbers_stay_numbers(dialect: Dialect) -> None:
    content = table_as_csv(export_table(("=HYPERLINK(1)", -3.0, ("@a",))), dialect)
    text = content.decode("utf-8-sig")
    separator = ";" if dialect is Dialect.EXCEL else ","
    row = list(csv.reader(io.StringIO(text), delimiter=separator))[1]
    assert row == ["'=HYPERLINK(1)", "-3", "'@a"]


def test_a_row_that_was_cut_is_still_named() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rounds.csv"
        path.write_text(
            "round_id,date,label_lv,label_en,is_demo,note_lv,note_en,as_of,version\n"
            "a,2022,A,A,false,,,2026-06-30,1\n"
            "b,2022,B,B,false,,\n",
            encoding="utf-8",
        )
        frame, problems = read_table(path, TABLES[-1])
    assert frame["round_id"].to_list() == ["a", "b"]
    assert [
        (problem.code, problem.row, problem.value, problem.details) for problem in problems
    ] == [("row_too_short", 3, "7", {"expected": "9"})]


def test_some_facts_leave_as_they_do_in_the_whole_export(data: Dataset, export: Export) -> None:
    day = Day(data, export.stamp.as_of)
    grants = day.ledger.facts.loc[day.ledger.facts["kind"] == "grant"]
    content = facts_as_csv(day, grants, "9.9", texts_for("lv"))
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    (whole,) = (table for table in export.tables if table.name == "evidence")
    every = list(
        csv.reader(
            io.StringIO(table_as_csv(whole, Dialect.EXCEL).decode("utf-8-sig")), delimiter=";"
        )
    )
    kind = every[0].index("kind")
    assert rows == [every[0], *(row for row in every[1:] if row[kind] == "grant")]
