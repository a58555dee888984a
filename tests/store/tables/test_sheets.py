"""The door for tables from outside: what is in, what is refused, and where the fault lies."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_kopienas.domain.schema import problems
from geo_kopienas.store.tables import cells as sheet_cells
from geo_kopienas.store.tables import sheet
from geo_kopienas.store.tables import text as sheet_text
from geo_kopienas.store.tables import workbook as sheet_workbook
from geo_kopienas.store.tables.sheets import read_sheets, read_sheets_file

if TYPE_CHECKING:
    from pathlib import Path

ROWS = [["vieta", "skaits"], ["Ķekava", "12"], ["Baloži", "3"]]
TEXT = "vieta;skaits\nĶekava;12\nBaloži;3\n"


def rows_of(content: bytes, number: int = 0) -> list[list[str]]:
    sheets, problems = read_sheets(content, "a")
    assert problems == []
    assert sheets is not None
    return [cells for _, cells in sheets.sheets[number].rows]


def faults_of(content: bytes) -> list[tuple[Any, ...]]:
    _, problems = read_sheets(content, "a")
    assert all(problem.file == "a" for problem in problems)
    return [(problem.code, problem.sheet, problem.row, problem.column) for problem in problems]


def workbook(*sheets: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, rows in enumerate(sheets, start=1):
        page = book.create_sheet(f"S{number}")
        for row in rows:
            page.append(row)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def repacked(content: bytes, changed: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        parts = {name: old.read(name) for name in old.namelist()} | changed
        for name, part in parts.items():
            new.writestr(name, part)
    return out.getvalue()


# --- text files ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "encoding", "separator"),
    [
        (TEXT.encode(), "UTF-8", ";"),
        (TEXT.replace(";", ",").encode("utf-8-sig"), "UTF-8", ","),
        (TEXT.replace(";", "\t").encode("utf-16"), "UTF-16", "\t"),
        (TEXT.replace(";", "\t").encode("utf-16-le"), "UTF-16", "\t"),
        (TEXT.encode("cp1257"), "Windows-1257", ";"),
        (b"sep=|\r\n" + TEXT.replace(";", "|").encode(), "UTF-8", "|"),
    ],
)
def test_encoding_and_separator_are_found_and_said(
    content: bytes, encoding: str, separator: str
) -> None:
    assert rows_of(content) == ROWS
    sheets, _ = read_sheets(content, "a")
    assert sheets is not None
    assert (sheets.kind, sheets.encoding, sheets.separator) == ("csv", encoding, separator)


def test_commas_in_the_questions_do_not_hide_the_semicolons() -> None:
    content = '"Kā, kad, kur";Kāpēc\n"a, b, c";d\n1;2\n'.encode()
    assert rows_of(content)[0] == ["Kā, kad, kur", "Kāpēc"]


def test_rows_that_are_all_too_long_are_no_other_separator() -> None:
    content = b"a,b\n" + b"1,2,3\n" * 10
    assert faults_of(content) == [("row_too_long", None, 2, None)]


def test_rows_are_numbered_as_a_spreadsheet_does() -> None:
    content = b'a,b\n1,"two\nlines"\n\n,\n3,4\n'
    sheets, _ = read_sheets(content, "a")
    assert sheets is not None
    assert [number for number, _ in sheets.sheets[0].rows] == [1, 2, 5]


def test_bytes_of_another_encoding_are_one_fault_that_names_every_row() -> None:
    rows = ["vieta;skaits", "Ķekava;1", "Baloži;2", "Ķekava;3", "Sūnupes;4"]
    content = b"\n".join(
        row.encode("cp1257" if number in {2, 4} else "utf-8") for number, row in enumerate(rows)
    )
    (fault,) = read_sheets(content, "a")[1]
    assert fault.code == "encoding_unknown"
    assert fault.cells == ((3, "vieta"), (5, "vieta"))


def test_rows_of_another_width_are_named_and_not_read() -> None:
    content = b"a,b\n1,2,3\n1\n1,2,,\n1,2\n"
    assert faults_of(content) == [("row_too_long", None, 2, None), ("row_too_short", None, 3, None)]


@pytest.mark.parametrize("separator", sheet_text.SEPARATORS)
@pytest.mark.parametrize(
    "above",
    ["Aptauja 2024", "Aptauja 2024\n\nĶekavas novads", "Aptauja 2024{0}{0}", '"Aptauja 2024"'],
)
@pytest.mark.parametrize("below", ["", "\nPiezīme"])
def test_a_title_above_the_header_is_one_fault_and_the_table_is_read(
    above: str, below: str, separator: str
) -> None:
    table = "vieta,skaits,diena\nĶekava,12,1\nBaloži,3,2\nKatlakalns,4,3\n"
    text = f"{above.format(separator)}\n{table.replace(',', separator)}{below}"
    found, problems = read_sheets(text.encode(), "a")
    title, *others = [(problem.code, problem.row, problem.value) for problem in problems]
    assert title == ("title_above_header", 1, "Aptauja 2024")
    assert [code for code, *_ in others] == (["row_too_short"] if below else [])
    assert found is not None
    assert [cells for _, cells in found.sheets[0].rows] == [
        line.split(",") for line in table.splitlines()
    ]


@pytest.mark.parametrize(
    "text",
    [
        "vieta\nĶekava, pilsēta\nBaloži, pilsēta\n",
        "teksts\nviens, divi, trīs\n",
        "teksts\nviens, divi, trīs\nviens, divi, trīs, četri\n",
        "teksts\njā\nnē\nviens, divi, trīs\nviens, divi, trīs\n",
    ],
)
def test_texts_with_commas_in_a_single_column_have_no_title_above(text: str) -> None:
    assert {code for code, *_ in faults_of(text.encode())} == {"row_too_long"}


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", ("file_empty", None, None, None)),
        (b"\xef\xbb\xbf \r\n", ("file_empty", None, None, None)),
        (b"<html><table>", ("file_kind_other", None, None, None)),
        (b'{"type": "FeatureCollection"}', ("file_kind_other", None, None, None)),
        (b"%PDF-1.7", ("file_kind_other", None, None, None)),
        (b"a,b\n1,\0\n", ("nul_byte", None, 2, None)),
        (b'a,b\n1,"two\n', ("quote_broken", None, 2, None)),
        (b"\xd0\xcf\x11\xe0" + bytes(60), ("file_kind_other", None, None, None)),
        (
            b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
            ("workbook_encrypted", None, None, None),
        ),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, fault: tuple[Any, ...]) -> None:
    assert faults_of(content) == [fault]


def test_a_cell_of_a_megabyte_is_named() -> None:
    content = b"a,b\n1," + b"x" * 1_000_000 + b"\n"
    assert faults_of(content) == [("cell_too_long", None, 2, "b")]


def test_too_many_rows_and_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_text, "MAX_SHEET_ROWS", 2)
    monkeypatch.setattr(sheet_cells, "MAX_SHEET_ROWS", 2)
    assert faults_of(b"a,b\n" + b"1,2\n" * 3) == [("too_many_rows", None, 4, None)]
    assert faults_of(workbook([["a"], ["1"], ["2"], ["3"], ["4"]])) == [
        ("too_many_rows", "S1", 4, None)
    ]
    wide = ",".join(["a"] * (sheet.MAX_SHEET_COLUMNS + 1)).encode()
    assert faults_of(wide) == [("too_many_columns", None, 1, None)]


# --- workbooks -------------------------------------------------------------------------------


def test_cells_of_a_workbook_are_written_as_in_csv() -> None:
    moment = dt.datetime(2026, 3, 4, 5, 12, 33)  # noqa: DTZ001 - a spreadsheet has no zone
    rows = [
        ["a", "b", "c", "d", "e", "f"],
        [5, 2.5, True, dt.date(2026, 3, 4), moment, "  Ķekava & <b>"],
        [None, "00520", 1e3, None, "x\ny", None],
    ]
    assert rows_of(workbook(rows)) == [
        rows[0],
        ["5", "2.5", "true", "2026-03-04", "2026-03-04T05:12:33", "  Ķekava & <b>"],
        ["", "00520", "1000", "", "x\ny", ""],
    ]


def test_hidden_sheets_are_known_as_hidden() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(ROWS, ROWS)))
    book.worksheets[0].sheet_state = "hidden"
    sheets, _ = read_sheets(saved(book), "a")
    assert sheets is not None
    assert [(sheet.name, sheet.is_hidden) for sheet in sheets.sheets] == [
        ("S1", True),
        ("S2", False),
    ]


def test_formulas_and_errors_are_named_and_nothing_is_worked_out() -> None:
    rows = [["a", "b"], ["=1+1", "x"], ["#N/A", '=HYPERLINK("http://a.lv","b")']]
    assert faults_of(workbook(rows)) == [
        ("cell_formula", "S1", 2, "a"),
        ("cell_error", "S1", 3, "a"),
        ("cell_formula", "S1", 3, "b"),
    ]


def test_one_cell_at_the_far_corner_is_named_and_not_unfolded() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(ROWS)))
    book.worksheets[0]["XFD1048576"] = "x"
    assert faults_of(saved(book)) == [("too_many_columns", "S1", 1_048_576, "XFD")]


BOMB = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><worksheet>&c;</worksheet>'


@pytest.mark.parametrize(
    ("part", "content", "code"),
    [
        ("xl/worksheets/sheet1.xml", BOMB, "workbook_entities"),
        ("xl/workbook.xml", BOMB, "workbook_entities"),
        ("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row>", "workbook_broken"),
        ("xl/vbaProject.bin", b"x", "workbook_macros"),
        ("xl/externalLinks/externalLink1.xml", b"<a/>", "workbook_links"),
        ("xl/worksheets/sheet1.xml", b" " * 3_000_000, "workbook_unpacked"),
        *(
            (
                "xl/worksheets/sheet1.xml",
                f'<a><row r="1"><c r="A1" t="s"><v>{number}</v></c></row></a>'.encode(),
                "workbook_broken",
            )
            for number in ("99", "-1", "x")
        ),
    ],
)
def test_dangerous_parts_are_refused(part: str, content: bytes, code: str) -> None:
    assert [fault[0] for fault in faults_of(repacked(workbook(ROWS), {part: content}))] == [code]


def test_a_workbook_that_unpacks_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_workbook, "MAX_UNPACKED_BYTES", 1_000)
    assert [fault[0] for fault in faults_of(workbook(ROWS))] == ["workbook_unpacked"]


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.csv", "a,b\n1,2\n")
    assert faults_of(out.getvalue()) == [("file_kind_other", None, None, None)]


def test_a_workbook_that_is_cut_off_is_refused() -> None:
    whole = workbook(ROWS)
    assert [fault[0] for fault in faults_of(whole[: len(whole) // 2])] == ["workbook_broken"]


def test_a_part_that_cannot_be_unpacked_is_a_broken_workbook() -> None:
    whole = bytearray(repacked(workbook(ROWS), {}))
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        start = archive.getinfo("xl/workbook.xml").header_offset
    whole[start + 60 : start + 70] = bytes(range(10))
    assert [fault[0] for fault in faults_of(bytes(whole))] == ["workbook_broken"]


def test_half_of_a_sign_is_no_text() -> None:
    part = b'<a><row r="1"><c r="A1" t="inlineStr"><is><t>a_xD800_</t></is></c></row></a>'
    content = repacked(workbook(ROWS), {"xl/worksheets/sheet1.xml": part})
    assert rows_of(content) == [["a?"]]


def test_of_many_faults_of_a_kind_the_rest_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(problems, "MAX_SAME_FAULTS", 2)
    content = b"a,b\n" + b"".join(b"1," * number + b"1\n" for number in range(2, 7))
    assert faults_of(content) == [
        ("row_too_long", None, 2, None),
        ("row_too_long", None, 3, None),
        ("more_faults", None, None, None),
    ]


@pytest.mark.parametrize(
    ("text", "row"), [("a,b\n1,\0\n", 2), ('a,b\n1,"x\ny\nz"\n2,\0\n', 3), ("a,b\r1,2\r3,\0", 3)]
)
def test_a_row_is_counted_as_a_spreadsheet_does(text: str, row: int) -> None:
    assert faults_of(text.encode()) == [("nul_byte", None, row, None)]


@pytest.mark.parametrize(
    ("broken", "row", "below"),
    [
        ('2,"nav beigu', 3, [["3", "c"], ["4", "d"]]),  # swallows all that stands below
        ('2,"b"x', 3, [["3", "c"], ["4", "d"]]),
        ('2,"b\nvēl "x" viens', 3, [["3", "c"], ["4", "d"]]),
    ],
)
def test_rows_below_a_broken_quotation_are_read(
    broken: str, row: int, below: list[list[str]]
) -> None:
    content = f"a,b\n1,a\n{broken}\n3,c\n4,d\n".encode()
    found, problems = read_sheets(content, "a")
    assert [(problem.code, problem.row) for problem in problems] == [("quote_broken", row)]
    assert found is not None
    assert [cells for _, cells in found.sheets[0].records] == [["1", "a"], *below]


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (b"a,b\n1,x\0y\n2,z\n", [["1", "xy"], ["2", "z"]]),
        (b"a,b\n1,x\n2,y\n" + bytes(4096), [["1", "x"], ["2", "y"]]),  # a break of the power
        (bytes(512) + b"a,b\n1,x\n", [["1", "x"]]),
    ],
)
def test_what_stands_beside_zero_bytes_is_read(content: bytes, rows: list[list[str]]) -> None:
    found, problems = read_sheets(content, "a")
    assert [problem.code for problem in problems] == ["nul_byte"]
    assert found is not None
    assert [cells for _, cells in found.sheets[0].records] == rows


def test_a_file_of_zeros_and_other_controls_is_no_text() -> None:
    found, problems = read_sheets(b"a,b\n" + bytes(range(1, 32)) * 20 + b"\0", "a")
    assert found is None
    assert [problem.code for problem in problems] == ["nul_byte"]


def test_files_of_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "named.xlsx"  # a CSV renamed: the content tells
    path.write_bytes(TEXT.encode())
    sheets, problems = read_sheets_file(path)
    assert problems == []
    assert sheets is not None
    assert sheets.kind == "csv"
    assert [problem.code for problem in read_sheets_file(tmp_path)[1]] == ["file_unreadable"]
    assert [problem.code for problem in read_sheets_file(tmp_path / "b")[1]] == ["path_missing"]


CELLS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=5))
def test_texts_survive_both_kinds_of_file(rows: list[list[str]]) -> None:
    quoted = "".join(",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) + "\n"
                     for row in [["a", "b"], *rows])  # fmt: skip
    assert rows_of(quoted.encode()) == [["a", "b"], *rows]
    plain = [[f"t{cell}" for cell in row] for row in rows]  # "=…" would be a formula
    assert rows_of(workbook([["a", "b"], *plain])) == [["a", "b"], *plain]


@given(st.binary(max_size=300))
def test_no_content_makes_the_door_fail(content: bytes) -> None:
    for start in (b"", b"PK\x03\x04", b"\xff\xfe", b"a;b\n"):
        sheets, problems = read_sheets(start + content, "a")
        assert sheets is not None or problems
