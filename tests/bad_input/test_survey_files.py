"""Survey files that people really bring: each gets its faults with their place, or a safe reading.

Every case goes through the import as command and page do it, confirmed: what has a fault changes
nothing, byte for byte, and each fault has its words and its remedy in both languages.
"""

from __future__ import annotations

import datetime as dt
import io
import shutil
import unicodedata
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from data_folder import DEFAULT_DATA
from spoilt import snapshot
from survey_files import FIRST, GOOGLE, PLAIN, SECOND, Table, survey_table
from survey_plans import plan, settings

from geo_kopienas.domain.schema.codes import LANGUAGES
from geo_kopienas.store.dataset import load_dataset
from geo_kopienas.store.imports.publishing import plan_publication, publish
from geo_kopienas.store.imports.survey import SurveyImport, confirm_import
from geo_kopienas.store.ledger.directory import DirectoryLedger
from geo_kopienas.store.survey.rounds import open_round
from geo_kopienas.texts import texts_for
from geo_kopienas.texts.faults import describe

if TYPE_CHECKING:
    from pathlib import Path

Place = tuple[str, int | None, str | None]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One data directory for all refusals: that it is the same after each is what they test."""
    path = tmp_path_factory.mktemp("refused") / "data"
    shutil.copytree(DEFAULT_DATA, path)
    return path


def table(*submissions: Any) -> Table:
    return survey_table(*(submissions or (FIRST,)), style=PLAIN)


def cells(**texts: str) -> bytes:
    """One submission with other texts in its cells."""
    file = table()
    for name, text in texts.items():
        file.put(2, name, text)
    return file.csv()


def column(name: str, *texts: str) -> bytes:
    """A submission for each text of a column, which is added where it is missing."""
    file = table(*[FIRST | {"respondent_code": f"K-{number}"} for number in range(len(texts))])
    if name not in file.header:
        file.header.append(name)
        for row in file.rows:
            row.append("")
    for row, text in enumerate(texts, start=2):
        file.put(row, name, text)
    return file.csv()


def lines(*changed: str) -> bytes:
    """Header and rows of a good file as text, to be spoilt by `{header}` and `{row}`."""
    header, row = table().csv().decode().splitlines()[:2]
    return "\n".join(line.format(header=header, row=row) for line in changed).encode()


def workbook(change: Any = None) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(table().xlsx()))
    if change is not None:
        change(book)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def repacked(**changed: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(out, "w") as new:
        for name, part in (
            {member: old.read(member) for member in old.namelist()} | changed
        ).items():
            new.writestr(name, part)
    return out.getvalue()


def renamed(old: str, new: str) -> bytes:
    file = table()
    file.header[file.header.index(old)] = new
    return file.csv()


def _hide(book: openpyxl.Workbook) -> None:
    book.worksheets[0].sheet_state = "hidden"
    book.create_sheet("Lasi mani").append(["x"])


def _far(book: openpyxl.Workbook) -> None:
    book.worksheets[0]["XFD1048576"] = 1


def _formula(book: openpyxl.Workbook) -> None:
    book.worksheets[0]["D2"] = "=1+1"


def _double(book: openpyxl.Workbook) -> None:
    book.copy_worksheet(book.worksheets[0]).title = "Kopija"


def _title(book: openpyxl.Workbook) -> None:
    book.worksheets[0].insert_rows(1, 2)
    book.worksheets[0]["A1"] = "Aptauja 2026"
    book.worksheets[0]["A2"], book.worksheets[0]["B2"] = "Sagatavots", "3. oktobrī"


def _groups(book: openpyxl.Workbook) -> None:
    sheet = book.worksheets[0]
    sheet.insert_rows(1)
    sheet["A1"], sheet["F1"] = "Par jums", "Kopiena"
    sheet.merge_cells("A1:E1")


def _beside(book: openpyxl.Workbook) -> None:
    sheet = book.worksheets[0]
    sheet.cell(2, sheet.max_column + 1).value = "pārbaudīt"
    sheet["D2"] = "vadītājs"


def _merged_sideways(book: openpyxl.Workbook) -> None:
    sheet = book.worksheets[0]
    sheet["D3"] = None
    sheet.merge_cells("C2:D2")


def _notes(book: openpyxl.Workbook) -> None:
    sheet = book.create_sheet("Lasi mani")
    for row in (["Par aptauju"], ["Jautājums", "Nozīme", "Piezīme"], ["consent", "a", "b", "c"]):
        sheet.append(row)
    sheet["A9"] = "=1+1"


def _empty_column(book: openpyxl.Workbook) -> None:
    book.worksheets[0].insert_cols(1)


ENTITIES = b'<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><workbook>&b;</workbook>'
OLE = b"\xd0\xcf\x11\xe0"
MIXED = cells(good_practice="Ķekavā").splitlines()[1].decode().encode("cp1257")
NFD = unicodedata.normalize("NFD", "Ķekava")

REFUSED: dict[str, tuple[bytes, list[Place]]] = {
    # Text and CSV
    "mixed encodings": (
        cells(good_practice="Ķekavā") + MIXED,
        [("encoding_unknown", 3, "good_practice")],
    ),
    "one row too long": (lines("{header}", "{row}", "{row},x"), [("row_too_long", 3, None)]),
    "all rows too long": (
        lines("{header}", "{row},x", "{row},x"),
        [("row_too_long", 2, None), ("row_too_long", 3, None)],
    ),
    "short row": (lines("{header}", "{row}", "yes,K"), [("row_too_short", 3, None)]),
    "newline inside an answer, a fault below it": (
        column("belonging", "4", "6").replace(b"Sakop", b"Sa\nkop", 1),
        [("unknown_answer", 3, "belonging")],
    ),
    "empty file": (b"", [("file_empty", None, None)]),
    "header only": (lines("{header}"), [("table_empty", None, None)]),
    "duplicate header": (
        lines("{header},belonging", "{row},5"),
        [("duplicate_column", 1, "belonging")],
    ),
    "names of groups above the header": (
        lines("Par jums,,,,,Kopiena,,,", "{header}", "{row}"),
        [("title_above_header", 1, None)],
    ),
    "a column without a name": (
        lines("{header},,belonging_note", "{row},x,y"),
        [("column_unnamed", 1, "AG"), ("unknown_survey_column", 1, "belonging_note")],
    ),
    "encoded twice": (
        cells(good_practice="Ķekavā — “mežs”").decode().encode().decode("latin-1").encode(),
        [("encoding_twice", 2, "good_practice")],
    ),
    "read in a wrong code page": (
        cells(good_practice="Pârbaudîts þogs", place="Meþinieki"),
        [("encoding_wrong", 2, "place")],
    ),
    "lost letters": (cells(good_practice="Ķ\ufffdst"), [("letters_lost", 2, "good_practice")]),
    "a turned direction": (
        cells(good_practice="labs\u202esils"),
        [("text_deceptive", 2, "good_practice")],
    ),
    "a zero byte": (table().csv() + b"\x00", [("nul_byte", 3, None)]),
    # Values
    "decimal comma in a count": (
        cells(members_active="56,85"),
        [("invalid_integer", 2, "members_active")],
    ),
    "a day without a year": (
        column("_submission_time", "03.04.", "25.04."),
        [("invalid_moment", 2, "_submission_time"), ("invalid_moment", 3, "_submission_time")],
    ),
    "a day that may be a month": (
        column("_submission_time", "03/04/2026"),
        [("ambiguous_date", 2, "_submission_time")],
    ),
    "a day that does not exist": (
        column("_submission_time", "31.02.2026"),
        [("invalid_moment", 2, "_submission_time")],
    ),
    "a day that has not come": (
        column("_submission_time", "2030-01-01"),
        [("date_in_future", 2, "_submission_time")],
    ),
    "a cell of 1 MB": (
        cells(good_practice="a" * 1_000_000),
        [("cell_too_long", 2, "good_practice")],
    ),
    "markup for a place": (cells(place="<b>Krogsils</b>"), [("unknown_survey_place", 2, "place")]),
    # Surveys
    "a name of several places": (cells(place="Ķekava"), [("ambiguous_place", 2, "place")]),
    "the same in capitals": (cells(place="ĶEKAVA"), [("ambiguous_place", 2, "place")]),
    "the same without diacritics": (cells(place="Kekava"), [("ambiguous_place", 2, "place")]),
    "the same decomposed, a space behind": (
        cells(place=f"{NFD}\u00a0"),
        [("ambiguous_place", 2, "place")],
    ),
    "a town in the locative": (cells(place="Baložos"), [("ambiguous_place", 2, "place")]),
    "unknown settlement": (cells(place="Katlakns"), [("unknown_survey_place", 2, "place")]),
    "a column that was renamed": (
        renamed("belonging", "Piederība tagad"),
        [("unknown_survey_column", 1, "Piederība tagad")],
    ),
    "an answer that was renamed": (cells(role="vadītājs"), [("unknown_answer", 2, "role")]),
    # Workbooks and what is none
    "HTML saved as .xls": (b"<html><table></table></html>", [("file_kind_other", None, None)]),
    "password": (
        OLE + "EncryptedPackage".encode("utf-16-le"),
        [("workbook_encrypted", None, None)],
    ),
    "old Excel": (OLE + b"x" * 600, [("file_kind_other", None, None)]),
    "hidden sheet": (workbook(_hide), [("sheet_hidden", None, None)]),
    "a title above the header": (workbook(_title), [("title_above_header", 1, None)]),
    "merged names of groups": (workbook(_groups), [("title_above_header", 1, None)]),
    "cells merged sideways": (workbook(_merged_sideways), [("cells_merged", 2, "place")]),
    "a note beside the table": (
        workbook(_beside),
        [("column_unnamed", 2, "AG"), ("unknown_answer", 2, "role")],
    ),
    "the same answers on two sheets": (workbook(_double), [("several_sheets", None, None)]),
    "one cell at XFD1048576": (workbook(_far), [("too_many_columns", 1_048_576, "XFD")]),
    "formula": (workbook(_formula), [("cell_formula", 2, "role")]),
    "entity bomb": (
        repacked(**{"xl/workbook.xml": ENTITIES}),
        [("workbook_entities", None, None)],
    ),
    "macros": (repacked(**{"xl/vbaProject.bin": b"x"}), [("workbook_macros", None, None)]),
    "links to other workbooks": (
        repacked(**{"xl/externalLinks/a.xml": b"<a/>"}),
        [("workbook_links", None, None)],
    ),
    "cut off": (workbook()[:-200], [("workbook_broken", None, None)]),
}


@pytest.mark.parametrize(("content", "expected"), REFUSED.values(), ids=list(REFUSED))
def test_a_fault_has_its_place_and_words_and_changes_nothing(
    content: bytes, expected: list[Place], folder: Path
) -> None:
    before = snapshot(folder)
    planned = plan(content, folder)
    assert [(problem.code, problem.row, problem.column) for problem in planned.problems] == expected
    for problem in planned.problems:
        words = [describe(problem, texts_for(language)) for language in LANGUAGES]
        assert all(message.strip() and remedy.strip() for message, remedy in words)
        assert words[0] != words[1]
    with pytest.raises(ValueError, match="faults"):
        confirm_import(planned, settings(folder), DirectoryLedger(folder))
    assert snapshot(folder) == before


# --- what is safe to read ---------------------------------------------------------------------


def only_row(planned: SurveyImport) -> dict[str, Any]:
    assert planned.problems == []
    (row,) = planned.decoded.rows
    return row


SAFE: dict[str, tuple[bytes, str, Any]] = {
    "Windows-1257": (
        cells(good_practice="Ķekavā").decode().encode("cp1257"),
        "good_practice",
        "Ķekavā",
    ),
    "UTF-8 with BOM": (b"\xef\xbb\xbf" + cells(role="member"), "role", "member"),
    "UTF-16": (cells(role="member").decode().encode("utf-16"), "role", "member"),
    "a CSV named as a workbook": (cells(role="member"), "role", "member"),
    "a sheet of notes and formulas": (workbook(_notes), "role", "organiser"),
    "an empty column": (workbook(_empty_column), "role", "organiser"),
    "UTF-16 without its mark": (
        cells(role="member").decode().encode("utf-16-le"),
        "role",
        "member",
    ),
    "a no-break space in a number": (cells(members_active="1\u00a0250"), "members_active", 1250),
    "a count with a decimal zero": (cells(members_active="25,0"), "members_active", 25),
    "day first": (column("_submission_time", "03.04.2026"), "submitted_date", "2026-04-03"),
    "Google": (
        column("Timestamp", "2026/03/04 5:12:33 PM EET"),
        "submitted_date",
        "2026-03-04",
    ),
    "serial number of Excel": (column("_submission_time", "46115"), "submitted_date", "2026-04-03"),
    "place decomposed, a space behind": (
        cells(place=unicodedata.normalize("NFD", "Mežinieki") + "\u00a0"),
        "place_id",
        "mezinieki",
    ),
    "place in capitals": (cells(place="KROGSILS"), "place_id", "krogsils"),
    "a text like a formula": (cells(good_practice="=1+1"), "good_practice", "=1+1"),
    "markup in a text": (cells(good_practice="<b>`${x}`</b>"), "good_practice", "<b>`${x}`</b>"),
    "signs that nobody sees": (
        cells(place="Krog\u200bsils", good_practice="La\u00adba"),
        "good_practice",
        "Laba",
    ),
    "old name of a column": (renamed("formed_year", "founded_year"), "formed_year", 2013),
}


@pytest.mark.parametrize(("content", "name", "value"), SAFE.values(), ids=list(SAFE))
def test_what_is_meant_beyond_doubt_is_read(content: bytes, name: str, value: Any) -> None:
    assert only_row(plan(content))[name] == value


def test_signs_that_nobody_sees_are_said() -> None:
    planned = plan(cells(place="Krog\u200bsils", good_practice="La\u00adba"))
    assert [(repair.code, repair.row, repair.column) for repair in planned.decoded.repairs] == [
        ("invisible_removed", 2, "place"),
        ("invisible_removed", 2, "good_practice"),
    ]
    assert only_row(planned)["place_id"] == "krogsils"


@pytest.mark.parametrize(("written_in", "read_in"), [("cp1257", "cp1252"), ("utf-8", "cp1252")])
def test_a_file_of_damaged_headings_is_one_fault(written_in: str, read_in: str) -> None:
    good = survey_table(FIRST | {"good_practice": "Talka un sports"}, style=GOOGLE).csv().decode()
    content = good.replace("„", '""').replace("”", '""').encode(written_in)
    try:
        damaged = content.decode(read_in)
    except UnicodeDecodeError:
        damaged = "".join(bytes([byte]).decode(read_in, "ignore") or chr(byte) for byte in content)
    planned = plan(damaged.encode())
    assert [(problem.code, problem.row) for problem in planned.problems] == [
        ("headings_damaged", 1)
    ]
    assert planned.problems[0].details["meant"] == "Vai piekrītat piedalīties aptaujā?"


def test_cells_merged_downwards_are_filled_and_said() -> None:
    people = [FIRST | {"respondent_code": f"K-{number}"} for number in range(4)]
    book = openpyxl.load_workbook(io.BytesIO(table(*people).xlsx()))
    sheet = book.worksheets[0]
    column = next(position for position in range(1, 40) if sheet.cell(1, position).value == "place")
    sheet.merge_cells(start_row=2, end_row=4, start_column=column, end_column=column)
    content = io.BytesIO()
    book.save(content)
    planned = plan(content.getvalue())
    assert planned.problems == []
    assert [row["place_id"] for row in planned.decoded.rows] == ["krogsils"] * 4
    (repair,) = planned.decoded.repairs
    assert (repair.code, repair.row, repair.column) == ("merged_filled", 2, "place")
    assert repair.details["range"] == "C2:C4"


def test_of_submissions_that_are_not_kept_nothing_is_said() -> None:
    refused = table(FIRST | {"consent": "no", "good_practice": "þogs"}, FIRST)
    assert only_row(plan(refused.csv()))["role"] == "organiser"


def test_other_rows_say_which_comes_first_day_or_month() -> None:
    rows = plan(column("_submission_time", "03/04/2026", "25/04/2026")).decoded.rows
    assert [row["submitted_date"] for row in rows] == ["2026-04-03", "2026-04-25"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("rakstiet uz anna@example.org", "personal_data_email"),
        ("zvaniet 29123456", "personal_data_telephone"),
        ("+371 2912 3456", "personal_data_telephone"),
        ("+37129123456", "personal_data_telephone"),
        ("010190-12345", "personal_data_code"),
    ],
)
def test_personal_data_blocks_its_text_and_not_the_import(text: str, code: str) -> None:
    planned = plan(cells(good_practice=text))
    assert only_row(planned)["blocked_texts"] == ("good_practice",)
    (warning,) = planned.decoded.warnings
    assert (warning.code, warning.row, warning.column) == (code, 2, "good_practice")
    assert text not in str(warning)


def test_a_telephone_number_for_a_code_is_not_stored() -> None:
    planned = plan(cells(respondent_code="29123456"))
    assert only_row(planned)["respondent_code"] is None
    assert [problem.code for problem in planned.decoded.warnings] == ["personal_data_telephone"]


def test_two_respondents_are_stored_and_shown_to_nobody(tmp_path: Path) -> None:
    own = tmp_path / "data"
    shutil.copytree(DEFAULT_DATA, own)
    planned = plan(table(FIRST, SECOND).csv(), own)
    confirm_import(planned, settings(own), DirectoryLedger(own))
    data, _ = load_dataset(own)
    assert data is not None
    publish(data, plan_publication(data, "2026-rudens"), dt.date(2026, 12, 1), DirectoryLedger(own))
    disclosed = open_round(own, "2026-rudens", data.codebook, data.places)
    assert {count for count in disclosed.answer_counts.values() if count} == set()
    for question in data.codebook.questions:
        figures = disclosed.figures(question.question_id)
        assert figures is None or all(group.n is None for group in figures.groups.values())


def test_a_trial_is_told_and_what_was_not_approved_is_left_out() -> None:
    trial = FIRST | {"good_practice": "tests", "respondent_code": ""}
    planned = plan(table(trial).csv())
    assert [(problem.code, problem.row) for problem in planned.decoded.warnings] == [
        ("trial_suspected", 2)
    ]
    exported = survey_table(FIRST, FIRST | {"role": "member"})
    exported.put(2, "_validation_status", "validation_status_not_approved")
    planned = plan(exported.csv())
    assert (planned.decoded.not_approved, only_row(planned)["role"]) == (1, "member")
