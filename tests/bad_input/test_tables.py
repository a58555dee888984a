"""Tables that people really bring: each fault with its row and column, in one pass."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from data_folder import write_data_folder
from spoilt import Case, checked, communities, places, places_of

from geo_kopienas.cli import main
from geo_kopienas.domain.schema.fields import COMMUNITIES, PLACES
from geo_kopienas.store.dataset import load_dataset
from geo_kopienas.store.tables import directory as tables
from geo_kopienas.store.tables import text as table_text
from geo_kopienas.store.tables.sheets import read_sheets

if TYPE_CHECKING:
    from pathlib import Path

C, P = COMMUNITIES.file, PLACES.file
SEMICOLONS = {"delimiter": ";"}
TWO_ROWS = communities() + communities().splitlines()[1].replace("mezs", "upe") + "\n"
NFD = "K\u0327ekava"
GOOD_LINES = communities().splitlines()


def longer(text: str, *rows: int) -> str:
    lines = text.splitlines()
    return "\n".join(
        line + ",lieks" if number in rows else line for number, line in enumerate(lines, start=1)
    )


CASES = [
    # text and CSV
    Case("cp1257", C, communities().encode("cp1257"), [("encoding_other", 2, None)]),
    Case("byte order mark", C, communities().encode("utf-8-sig"), []),
    Case("UTF-16", C, communities().encode("utf-16"), [("encoding_other", None, None)]),
    Case(
        "mixed encodings",
        C,
        communities(name_en="Ķekava").encode().replace("Mežs".encode(), b"Me\xfes"),
        [("encoding_unknown", 2, "name_lv")],
    ),
    Case(
        "another encoding does not hide other faults",
        C,
        communities(since_date="nesen").encode("cp1257"),
        [("encoding_other", 2, None), ("invalid_date", 2, "since_date")],
    ),
    Case("semicolons", C, communities(SEMICOLONS).encode(), [("separator_not_comma", 1, None)]),
    Case(
        "semicolons and decimal comma",
        P,
        places(SEMICOLONS, latitude="56,81").encode(),
        [("separator_not_comma", 1, None), ("decimal_comma", 5, "latitude")],
    ),
    Case("one row too long", C, longer(TWO_ROWS, 3).encode(), [("row_too_long", 3, None)]),
    Case(
        "all rows too long",
        C,
        longer(TWO_ROWS, 2, 3).encode(),
        [("row_too_long", 2, None), ("row_too_long", 3, None)],
    ),
    Case(
        "a short row",
        C,
        (communities() + "upe,Upe,,alejas\n").encode(),
        [("row_too_short", 3, None)],
    ),
    Case("a new line in a text", C, communities(description_lv="Pirmā\notrā").encode(), []),
    Case("empty file", C, b"", [("file_empty", None, None)]),
    Case(
        "header only",
        C,
        communities().splitlines()[0].encode(),
        [("table_empty", None, None)],
    ),
    Case(
        "duplicate header",
        C,
        communities().replace("name_en", "name_lv", 1).encode(),
        [("duplicate_column", 1, "name_lv"), ("missing_column", 1, "name_en")],
    ),
    *(
        Case(
            f"{above[:9]} above the header",
            C,
            f"{above}\n{TWO_ROWS}".encode(),
            [("title_above_header", 1, None)],
        )
        for above in ("Kopienas 2026", "Kopienas" + "," * 14, "Kopiena,,,Vieta,,", "sep=,")
    ),
    Case(
        "a column without a name",
        C,
        "\n".join(f"{line},{number or ''}" for number, line in enumerate(GOOD_LINES)).encode(),
        [("column_unnamed", 1, "P")],
    ),
    Case(
        "encoded twice",
        C,
        communities(name_lv="Mežs", name_en="Ēna").encode().decode("cp1252").encode(),
        [("encoding_twice", 2, "name_lv")],
    ),
    Case(
        "a wrong code page, lost letters, a turned direction",
        C,
        communities(name_lv="þogs", name_en="Balo?i", note_lv="a\u202eb").encode(),
        [
            ("encoding_wrong", 2, "name_lv"),
            ("letters_lost", 2, "name_en"),
            ("text_deceptive", 2, "note_lv"),
        ],
    ),
    Case("Swedish letters", C, communities(name_en="Åbo, Ängsö, Å").encode(), []),
    Case("broken quotes", C, (communities() + '"upe').encode(), [("quote_broken", 3, None)]),
    Case(
        "a page of the web", C, b"<html><table></table></html>", [("file_kind_other", None, None)]
    ),
    Case("JSON", C, b'{"a": 1}', [("file_kind_other", None, None)]),
    # values
    Case("decimal comma", P, places(latitude="56,81").encode(), [("decimal_comma", 5, "latitude")]),
    *(
        Case(
            f"date {day}",
            C,
            communities(since_date=day).encode(),
            [("invalid_date", 2, "since_date")],
        )
        for day in ("03.04.2026", "25.04.", "2026/03/04 5:12:33 PM EET", "46115", "2022-02-30")
    ),
    Case(
        "a cell of a megabyte",
        C,
        communities(name_en="x" * 1_000_000).encode(),
        [("cell_too_long", 2, "name_en")],
    ),
    *(
        Case(f"{text[:9]} is text", C, communities(name_lv=text).encode(), [])
        for text in (
            "=1+1",
            "+371",
            "-a",
            "@a",
            "<b>Mežs</b>",
            "${alert(1)}",
            "`",
            NFD,
            "Mežs\u00a0",
        )
    ),
    Case(
        "control character",
        C,
        communities(name_lv="a\x07b").encode(),
        [("control_character", 2, "name_lv")],
    ),
    Case("nul byte", C, communities(name_lv="a\0b").encode(), [("nul_byte", 2, None)]),
    *(
        Case(
            f"{name} is no id",
            C,
            communities(place_ids=name).encode(),
            [("unknown_place", 2, "place_ids")],
        )
        for name in ("ALEJAS", "Alejās", "Kekava", "ĶEKAVA", "Baložos")
    ),
    *(
        Case(
            f"{code} in a text that everybody may read",
            C,
            communities(**{column: text}).encode(),
            [(code, 2, column)],
        )
        for code, column, text in (
            ("published_email", "note_lv", "Rakstiet uz anna@example.org"),
            ("published_telephone", "description_en", "Call +371 2912 3456"),
            ("published_telephone", "name_lv", "Talka 29123456"),
            ("published_personal_code", "note_en", "010190-12345"),
        )
    ),
    Case(
        "an address of a website, days and years",
        C,
        communities(note_lv="https://a.lv/@anna@b.lv, 2021-07-01, 21.05.2022., 2014-2020").encode(),
        [],
    ),
    Case(
        "a day that has not come",
        C,
        communities(since_date="2999-01-01").encode(),
        [("date_in_future", 2, "since_date")],
    ),
    Case(
        "a year that has not come",
        P,
        places(area_km2="3", area_year="2999").encode(),
        [("date_in_future", 5, "area_year")],
    ),
    Case(
        "a code without its zeros",
        P,
        places(atvk_code="52010", former_atvk_codes="0800800;800600").encode(),
        [("leading_zeros_lost", 5, "atvk_code"), ("leading_zeros_lost", 5, "former_atvk_codes")],
    ),
    Case(
        "a code as a number with a decimal",
        P,
        places(atvk_code="52010.0").encode(),
        [("invalid_digits", 5, "atvk_code")],
    ),
    Case(
        "latitude and longitude swapped",
        P,
        places(latitude="24.01", longitude="56.81").encode(),
        [("latitude_longitude_swapped", 5, "latitude")],
    ),
    Case(
        "no web address",
        C,
        communities(web="javascript:alert(1)").encode(),
        [("invalid_url", 2, "web")],
    ),
    Case(
        "every fault in one pass",
        C,
        communities(legal_form="klubs", confidence="", web="www", since_date="?").encode(),
        [
            ("unknown_code", 2, "legal_form"),
            ("invalid_date", 2, "since_date"),
            ("invalid_url", 2, "web"),
            ("required_missing", 2, "confidence"),
        ],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_fault_has_its_place(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_data_folder(tmp_path)
    (folder / case.file).write_bytes(case.content)
    assert places_of(checked(folder, capsys)) == case.faults


def test_of_a_table_that_is_too_long_the_first_rows_are_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_text, "MAX_SHEET_ROWS", 3)
    monkeypatch.setattr(tables, "SAMPLE_ROWS", 1)
    folder = write_data_folder(tmp_path)
    header, row = communities(since_date="nesen").splitlines()
    rows = [row.replace("mezs", f"mezs-{number}") for number in range(4)]
    (folder / C).write_text("\n".join([header, *rows]), encoding="utf-8")
    places = places_of(checked(folder, capsys))
    assert ("too_many_rows", None, None) in places
    assert [place for place in places if place[0] == "invalid_date"] == [
        ("invalid_date", 2, "since_date")
    ]


def test_personal_data_is_not_repeated_by_its_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_data_folder(tmp_path)
    (folder / C).write_text(communities(note_lv="a@b.lv 29123456"), encoding="utf-8")
    named = checked(folder, capsys)
    assert {fault["code"] for fault in named} == {"published_email", "published_telephone"}
    assert not any(text in str(named) for text in ("a@b.lv", "29123456"))


def test_faults_of_a_table_do_not_hide_those_of_the_stored_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_data_folder(tmp_path)
    (folder / C).write_text(communities(since_date="nesen"), encoding="utf-8")
    answers = folder / "survey/responses/demo-2026.csv"
    answers.parent.mkdir(parents=True, exist_ok=True)
    answers.write_text("submission_id\n1\n", encoding="utf-8")
    files = {fault["file"] for fault in checked(folder, capsys)}
    assert files == {C, "survey/responses/demo-2026.csv"}


def test_invisible_signs_are_taken_out_and_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_data_folder(tmp_path)
    (folder / C).write_text(communities(name_lv="Me\u00adžs"), encoding="utf-8")
    assert main(["check", str(folder), "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    (repair,) = answer["repairs"]
    assert (repair["code"], repair["row"], repair["column"]) == ("invisible_removed", 2, "name_lv")
    assert answer["faults"] == []
    data, _ = load_dataset(folder)
    assert data is not None
    assert list(data.communities["name_lv"]) == ["Mežs"]


def test_the_nearest_name_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_data_folder(tmp_path)
    (folder / C).write_text(communities(place_ids="Alejās"), encoding="utf-8")
    (fault,) = checked(folder, capsys)
    assert "tuvākais: „alejas”" in fault["message"]


# --- workbooks ---------------------------------------------------------------------------------


def workbook(**sheets: list[list[Any]]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def rows_of(text: str) -> list[list[Any]]:
    return [line.split(",") for line in text.splitlines()]


def repacked(content: bytes, **changed: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name, part in (
            {member: old.read(member) for member in old.namelist()} | changed
        ).items():
            new.writestr(name, part)
    return out.getvalue()


GOOD = rows_of(communities())
BAD = rows_of(communities(since_date="nesen"))
PLAIN = saved(workbook(Lapa=GOOD))
HIDDEN = workbook(Titullapa=[["Sveiki"]], Dati=BAD)
HIDDEN["Dati"].sheet_state = "hidden"
FAR = workbook(Lapa=GOOD)
FAR["Lapa"]["XFD1048576"] = 1
ENTITIES = b'<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><sst>&b;</sst>'
KIND = ("file_kind_other", None, None)
WORKBOOKS = [
    ("sheet.xlsx", PLAIN, None, [KIND]),
    ("second hidden sheet.xlsx", saved(HIDDEN), "Dati", [KIND, ("invalid_date", 2, "since_date")]),
    ("no table.xlsx", b"a,b\n1,2,3\n", None, [("row_too_long", 2, None)]),
    ("page.xls", b"<html><table></table></html>", None, [KIND]),
    (
        "password.xlsx",
        b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
        None,
        [("workbook_encrypted", None, None)],
    ),
    (
        "macros.xlsm",
        repacked(PLAIN, **{"xl/vbaProject.bin": b"x"}),
        None,
        [("workbook_macros", None, None)],
    ),
    (
        "links.xlsx",
        repacked(PLAIN, **{"xl/externalLinks/a.xml": b"<a/>"}),
        None,
        [("workbook_links", None, None)],
    ),
    ("cut off.xlsx", PLAIN[:-200], None, [("workbook_broken", None, None)]),
]


@pytest.mark.parametrize(("name", "content", "sheet", "faults"), WORKBOOKS)
def test_a_workbook_is_told_and_opened_safely(  # noqa: PLR0913, PLR0917 - a case and two fixtures
    name: str,
    content: bytes,
    sheet: str | None,
    faults: Any,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GEO_KOPIENAS_DATA", str(write_data_folder(tmp_path / "data")))
    path = tmp_path / "brought" / name
    path.parent.mkdir()
    path.write_bytes(content)
    named = checked(path, capsys)
    assert places_of(named) == faults
    if sheet is not None:
        assert {fault["sheet"] for fault in named} == {sheet}


def test_a_text_file_named_as_a_workbook_is_read_as_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEO_KOPIENAS_DATA", str(write_data_folder(tmp_path / "data")))
    path = tmp_path / "brought.xlsx"
    path.write_text(communities(), encoding="utf-8")
    assert checked(path, capsys) == []


@pytest.mark.parametrize("reference", ["\n1", "&#13;2", "1", "-1", "Š1", "AAAAAAAAAAAA1"])
def test_a_cell_whose_column_does_not_exist_ends_the_reading_at_once(reference: str) -> None:
    """Found by changed files: the letters of a column below the first were counted for ever."""
    name = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as archive:
        sheet = archive.read(name).decode()
    changed = sheet.replace('r="B1"', f'r="{reference}"', 1).encode()
    table, problems = read_sheets(repacked(PLAIN, **{name: changed}), "a.xlsx")
    assert table is None
    assert [problem.code for problem in problems] == ["workbook_broken"]


@pytest.mark.parametrize(
    "content",
    [saved(FAR), repacked(PLAIN, **{"xl/workbook.xml": ENTITIES})],
    ids=["one cell at the far end", "entities"],
)
def test_a_bomb_is_refused_with_a_fault(
    content: bytes,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GEO_KOPIENAS_DATA", str(write_data_folder(tmp_path / "data")))
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(content)
    codes = {fault["code"] for fault in checked(path, capsys)}
    assert codes & {"too_many_rows", "too_many_columns", "workbook_entities", "workbook_broken"}
