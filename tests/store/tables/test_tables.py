"""Tables as people bring them, and the faults that name their cells."""

from __future__ import annotations

import csv
import io
import string
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo_kopienas.domain.schema import codes
from geo_kopienas.domain.schema.cells import clean_text, text_fault
from geo_kopienas.domain.schema.fields import (
    EVIDENCE,
    PLACES,
    POPULATION,
    TABLES,
    Field,
    FieldType,
    Table,
)
from geo_kopienas.store.tables.directory import read_table

if TYPE_CHECKING:
    from geo_kopienas.domain.schema.problems import Problem

SHOP = Table(
    "shop",
    "shop.csv",
    "shop_id",
    (
        Field("shop_id", FieldType.ID, required=True),
        Field("name", FieldType.TEXT, required=True),
        Field("level", FieldType.CODE, codes=codes.Level),
        Field("number", FieldType.INTEGER, minimum=0),
        Field("area", FieldType.NUMBER),
        Field("year", FieldType.YEAR),
        Field("day", FieldType.DATE),
        Field("is_open", FieldType.BOOLEAN),
        Field("web", FieldType.URL_LIST),
        Field("names", FieldType.TEXT_LIST),
        Field("parts", FieldType.BREAKDOWN, codes=codes.Theme),
    ),
)
HEADER = "shop_id,name,level,number,area,year,day,is_open,web,names,parts\n"


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def reading(content: str | bytes, table: Table = SHOP) -> Any:
        path = tmp_path / "table.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_table(path, table)

    return reading


def places_of(problems: list[Problem]) -> Any:
    return [(problem.code, problem.row, problem.column, problem.value) for problem in problems]


def codes_of(problems: list[Problem]) -> Any:
    return [problem.code for problem in problems]


def test_cells_become_what_their_field_says(read: Any) -> None:
    frame, problems = read(
        HEADER
        + "a-1,  Ķekava\u00a0,unit,12,56.85,2022,2022-06,TRUE,https://a.lv/x?y=1 | http://b.lv,"
        + "Keckau (de); Kekkau,safety=3;health_social=1.5\n"
    )
    assert problems == []
    row = frame.loc[2]
    assert row["name"] == "Ķekava"
    assert (row["number"], row["area"], row["year"], row["day"]) == (12, 56.85, 2022, "2022-06")
    assert bool(row["is_open"])
    assert row["web"] == ("https://a.lv/x?y=1", "http://b.lv")
    assert row["names"] == ("Keckau (de)", "Kekkau")
    assert row["parts"] == {"safety": 3.0, "health_social": 1.5}


def test_empty_is_not_known_and_na_is_text(read: Any) -> None:
    frame, problems = read(HEADER + "a,NA,,,,,,,,,\n")
    assert problems == []
    assert frame.loc[2, "name"] == "NA"
    assert frame.loc[2, "names"] == ()
    assert (
        frame[["level", "number", "area", "year", "day", "is_open", "parts"]].isna().all(axis=None)
    )


def test_composed_and_decomposed_letters_are_the_same_text(read: Any) -> None:
    frame, _ = read(HEADER + "a,K\u0327ekava,,,,,,,,,\n")
    assert frame.loc[2, "name"] == "Ķekava"


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "${alert(1)}", "`", "=1+1", "@SUM(A1)", "{0}", "%s"]
)
def test_hostile_text_stays_text(read: Any, name: str) -> None:
    frame, problems = read(HEADER + f"a,{name},,,,,,,,,\n")
    assert problems == []
    assert frame.loc[2, "name"] == name


@pytest.mark.parametrize(
    ("cells", "code", "column", "value"),
    [
        ("a,,,,,,,,,,", "required_missing", "name", None),
        ("A 1,x,,,,,,,,,", "invalid_id", "shop_id", "A 1"),
        ("a,x,untis,,,,,,,,", "unknown_code", "level", "untis"),
        ("a,x,,1 234,,,,,,,", "invalid_integer", "number", "1 234"),
        ("a,x,,-1,,,,,,,", "below_minimum", "number", "-1"),
        ('a,x,,,"56,85",,,,,,', "decimal_comma", "area", "56,85"),
        ("a,x,,,1e5,,,,,,", "invalid_number", "area", "1e5"),
        ("a,x,,,nan,,,,,,", "invalid_number", "area", "nan"),
        ("a,x,,,,22,,,,,", "invalid_year", "year", "22"),
        ("a,x,,,,,2022-13-40,,,,", "invalid_date", "day", "2022-13-40"),
        ("a,x,,,,,03.04.2026,,,,", "invalid_date", "day", "03.04.2026"),
        ("a,x,,,,,,yes,,,", "invalid_boolean", "is_open", "yes"),
        ("a,x,,,,,,,javascript:alert(1),,", "invalid_url", "web", "javascript:alert(1)"),
        ("a,x,,,,,,,https://a.lv | b.lv,,", "invalid_url", "web", "b.lv"),
        ("a,x,,,,,,,https://[,,", "invalid_url", "web", "https://["),
        ("a,x,,,,,,,,b;;c,", "list_part_empty", "names", "b;;c"),
        ("a,x,,,,,,,,b;b,", "list_part_doubled", "names", "b"),
        ("a,x,,,,,,,,,safety=many", "invalid_breakdown", "parts", "safety=many"),
        ("a,x,,,,,,,,,saftey=1", "unknown_code", "parts", "saftey"),
        ("a,x\x1b[2J,,,,,,,,,", "control_character", "name", "x\x1b[2J"),
        ("a,x", "row_too_short", None, "2"),
        ("a,x,,,,,,,,,,", "row_too_long", None, "12"),
        (",,,,,,,,,,", "row_empty", None, None),
        ('a,"x"y,,,,,,,,,', "quote_broken", None, None),
        ('a,"x,,,,,,,,,', "quote_broken", None, None),
    ],
)
def test_a_bad_cell_is_named_by_row_column_and_value(
    read: Any, cells: Any, code: str | None, column: str | None, value: Any
) -> None:
    _, problems = read(HEADER + "ok,fine,,,,,,,,,\n" + cells + "\n")
    assert places_of(problems) == [(code, 3, column, value)]


def test_the_nearest_permitted_code_is_named(read: Any) -> None:
    _, problems = read(HEADER + "a,x,untis,,,,,,,,\n")
    assert problems[0].details["nearest"] == "unit"


def test_every_fault_of_every_row_in_one_pass(read: Any) -> None:
    _, problems = read(HEADER + 'A,,x,y,,,,,,,\nb,x\nc,x,,,"1,5",,,,,,\n')
    assert codes_of(problems) == [
        "invalid_id",
        "required_missing",
        "unknown_code",
        "invalid_integer",
        "row_too_short",
        "decimal_comma",
    ]


def test_rows_count_as_a_spreadsheet_counts_them(read: Any) -> None:
    _, problems = read(HEADER + 'a,"two\nlines",,,,,,,,,\n\nB,x,,,,,,,,,\n')
    assert places_of(problems) == [("invalid_id", 4, "shop_id", "B")]


def test_a_cell_too_long_does_not_hide_the_rows_below(read: Any) -> None:
    _, problems = read(HEADER + f"a,{'x' * 150_000},,,,,,,,,\nB,x,,,,,,,,,\n")
    assert [(problem.code, problem.row) for problem in problems] == [
        ("cell_too_long", 2),
        ("invalid_id", 3),
    ]


@pytest.mark.parametrize(
    ("content", "code", "value"),
    [
        (b"", "file_empty", None),
        (b"\xef\xbb\xbf\r\n", "file_empty", None),
        (HEADER.encode(), "table_empty", None),
        ((HEADER + "a,x,,,,,,,,,\n").encode("utf-16"), "encoding_other", "UTF-16"),
        ((HEADER + "a,x,,,,,,,,,\n").encode("utf-16-le"), "encoding_other", "UTF-16"),
        ((HEADER + "a,Ķekava,,,,,,,,,\n").encode("cp1257"), "encoding_other", "Windows-1257"),
        (HEADER.encode() + b"a,\xff\x81,,,,,,,,,\n", "encoding_unknown", "??"),
        (HEADER.encode() + b"a,x\x00y,,,,,,,,,\n", "nul_byte", None),
        (b"PK\x03\x04\x14\x00", "file_kind_other", "XLSX/ZIP"),
        (b"<html><table></table></html>", "file_kind_other", "HTML/XML"),
        (HEADER.replace(",", ";").encode(), "separator_not_comma", ";"),
        (HEADER.replace(",", "\t").encode(), "separator_not_comma", "TAB"),
    ],
)
def test_a_file_that_is_no_table_is_one_fault(
    read: Any, content: bytes, code: str | None, value: Any
) -> None:
    _, problems = read(content)
    assert [(problem.code, problem.value) for problem in problems] == [(code, value)]


def test_bytes_in_another_encoding_are_named_by_their_line(read: Any) -> None:
    _, problems = read(HEADER.encode() + b"a,x,,,,,,,,,\nb,\xc3\xedekava,,,,,,,,,\n")
    assert problems[0].row == 2 + 1


def test_a_byte_order_mark_is_no_fault(read: Any) -> None:
    assert read("\ufeff" + HEADER + "a,x,,,,,,,,,\n")[1] == []


def test_the_header_is_named_column_by_column(read: Any) -> None:
    header = HEADER.replace("name,", "nmae,", 1).replace("web", "year")
    _, problems = read(header + "a,x,,,,,,,,,\n")
    assert [(problem.code, problem.row, problem.column) for problem in problems] == [
        ("unknown_column", 1, "nmae"),
        ("duplicate_column", 1, "year"),
        ("missing_column", 1, "name"),
        ("missing_column", 1, "web"),
    ]
    assert problems[0].details == {"nearest": "name"}


def test_a_missing_file_and_a_folder_are_faults(tmp_path: Path) -> None:
    assert codes_of(read_table(tmp_path / "none.csv", SHOP)[1]) == ["file_missing"]
    assert codes_of(read_table(tmp_path, SHOP)[1]) == ["file_unreadable"]


def test_evidence_says_from_when_it_is_certain(read: Any) -> None:
    row = {
        "evidence_id": "e1", "date": "2022", "date_basis": "stated", "place_ids": "a;b",
        "kind": "meeting", "is_summary": "false", "title_lv": "x", "title_en": "x",
        "source_url": "https://a.lv", "provenance": "official",
    }  # fmt: skip
    frame, problems = read(written([row], EVIDENCE), EVIDENCE)
    assert problems == []
    assert frame.loc[2, "known_from"] == pd.Timestamp(2022, 12, 31)
    assert frame.loc[2, "last_day"] == pd.Timestamp(2022, 12, 31)
    assert frame.loc[2, "place_ids"] == ("a", "b")
    assert frame["is_summary"].dtype == bool


def written(rows: list[dict[str, str]], table: Table) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, [field.name for field in table.fields], restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def reading_of(content: bytes, table: Table) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "table.csv")
        path.write_bytes(content)
        return read_table(path, table)


QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@QUICK
@given(st.binary(max_size=300), st.sampled_from(TABLES))
def test_arbitrary_bytes_never_raise_and_are_never_accepted(content: bytes, table: Table) -> None:
    assert reading_of(content, table)[1]


@QUICK
@given(st.lists(st.text(max_size=40), max_size=12), st.sampled_from([SHOP, PLACES, EVIDENCE]))
def test_arbitrary_text_below_a_header_never_raises(cells: Any, table: Table) -> None:
    header = ",".join(field.name for field in table.fields)
    reading_of(f"{header}\n{','.join(cells)}\n".encode("utf-8", "replace"), table)


@QUICK
@given(
    st.lists(
        st.text(min_size=1, max_size=20)
        .map(clean_text)
        # What looks like Latvian in a wrong code page, or hides something, is a fault of its own.
        .filter(lambda text: text.isprintable() and text_fault(text) is None),
        min_size=1,
        max_size=5,
    ),
    st.integers(min_value=0, max_value=10**9),
)
def test_a_written_table_is_read_back(names: list[str], number: int) -> None:
    names = [name for name in names if name and not set(name) <= set(string.whitespace)]
    rows = [
        {"area_name_lv": name, "population_count": str(number), "is_usable": "true",
         "source_url": "https://a.lv"}
        for name in names
    ]  # fmt: skip
    frame, problems = reading_of(written(rows, POPULATION).encode(), POPULATION)
    assert codes_of(problems) == ([] if names else ["table_empty"])
    assert list(frame["area_name_lv"]) == names
    assert list(frame["population_count"]) == [number] * len(names)
