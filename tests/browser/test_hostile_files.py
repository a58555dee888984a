"""Text from data stays text in every file that leaves, and a link is a web address or a fault."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import openpyxl
import pypdf
import pytest
from harness import CHECKOUT
from hostile_data import TEXT_COLUMNS
from pyxform.xls2xform import convert

from geo_kopienas.cli import main
from geo_kopienas.domain.schema.fields import SITE_FILE, TABLES, FieldType
from geo_kopienas.store.dataset import load_dataset
from geo_kopienas.store.rules.site import read_site
from geo_kopienas.texts.evidence import links

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: How a spreadsheet recognises a formula; and the guard that the exports put before it.
FORMULA, GUARDED = "=cmd|", "'=cmd|"


@pytest.fixture(scope="module")
def exported(hostile: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("hostile") / "export"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GEO_KOPIENAS_DATA", str(hostile))
        formats = "csv,xlsx,geojson,gpkg"
        assert main(["export", "--out", str(target), "--formats", formats]) == 0
    return target


def texts_in(content: Any) -> Iterator[str]:
    """Every text of a JSON value."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for part in content.values():
            yield from texts_in(part)
    elif isinstance(content, list):
        for part in content:
            yield from texts_in(part)


def texts_of_database(path: Path) -> Iterator[str]:
    """Every text of every table."""
    with closing(sqlite3.connect(path)) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            quoted = table.replace('"', '""')
            for row in database.execute(f'SELECT * FROM "{quoted}"'):  # noqa: S608 - of the file
                yield from (value for value in row if isinstance(value, str))


def test_every_column_of_text_is_spoilt() -> None:
    texts = {
        field.name
        for table in TABLES
        for field in table.fields
        if field.type in {FieldType.TEXT, FieldType.TEXT_LIST} and field.digits is None
    }
    assert [name for name in texts if not TEXT_COLUMNS.search(name)] == []


def test_words_of_the_site_and_of_the_layers_are_spoilt(hostile: Path) -> None:
    plain, site = (read_site(folder / SITE_FILE)[0] for folder in (CHECKOUT / "data", hostile))
    for stem in ("name", "title", "about", "contradictions", "contact"):
        for language, words in getattr(plain, stem).items():
            changed = getattr(site, stem)[language]
            old, new = ([one] if isinstance(one, str) else one for one in (words, changed))
            assert len(old) == len(new)
            assert all(two.startswith(f"{one} ") for one, two in zip(old, new, strict=True)), stem
    for path in (CHECKOUT / "data" / "boundaries").glob("*.geojson"):
        for was, now in zip(
            *(json.loads((folder / path.name).read_text(encoding="utf-8"))["features"]
              for folder in (path.parent, hostile / "boundaries")), strict=True,
        ):  # fmt: skip
            assert now["properties"]["basis_lv"] != was["properties"]["basis_lv"], path.name


def test_no_text_is_a_formula_where_a_spreadsheet_would_run_it(exported: Path) -> None:
    cells = [
        cell
        for path in exported.rglob("*.csv")
        for row in csv.reader(path.read_text(encoding="utf-8-sig").splitlines(), delimiter=";")
        for cell in row
    ]
    cells += [
        str(cell)
        for path in exported.rglob("*.xlsx")
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if isinstance(cell, str)
    ]
    assert sum("=cmd" in cell for cell in cells) > 100
    assert [cell for cell in cells if cell.startswith(("=", "@", "\t", "\r"))] == []


@pytest.mark.parametrize("kind", ["geojson", "gpkg"])
def test_text_is_the_same_text_where_no_program_takes_it_for_a_formula(
    exported: Path, hostile: Path, kind: str
) -> None:
    data, problems = load_dataset(hostile)
    assert data is not None, problems
    read = set(data.places["name_lv"])
    if kind == "gpkg":  # has the tables too
        read |= {*data.communities["name_lv"], *data.evidence["title_lv"]}
    texts = {
        text
        for path in exported.rglob(f"*.{kind}")
        for text in (
            texts_of_database(path)
            if kind == "gpkg"
            else texts_in(json.loads(path.read_text(encoding="utf-8")))
        )
    }
    assert read <= texts
    assert sum(text.startswith(FORMULA) for text in read) > 50
    assert [text for text in texts if text.startswith(GUARDED)] == []


def test_form_for_phones_takes_hostile_names_as_text(
    hostile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEO_KOPIENAS_DATA", str(hostile))
    path = tmp_path / "form.xlsx"
    assert main(["xlsform", "--out", str(path)]) == 0
    cells = [
        cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row
    ]
    assert sum(str(cell.value).startswith(FORMULA) for cell in cells) > 100
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    converted = convert(xlsform=path)
    assert converted.warnings == []
    assert "&lt;script&gt;window.hacked" in converted.xform
    assert "<script" not in converted.xform


def test_printed_profile_shows_hostile_text_as_text(
    hostile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEO_KOPIENAS_DATA", str(hostile))
    path = tmp_path / "profile.pdf"
    for language in ("lv", "en"):
        arguments = ["report", "krogsils", "--out", str(path), "--language", language]
        assert main([*arguments, "--date", "2026-06-30"]) == 0
        reader = pypdf.PdfReader(path)
        text = "".join(page.extract_text() for page in reader.pages)
        assert FORMULA in text
        assert "hacked=1" in text
        assert "/JavaScript" not in str(reader.trailer["/Root"])


# --- links ------------------------------------------------------------------------------------

SCRIPT, PAGE = "javascript:alert(1)", "data:text/html,<script>alert(1)</script>"
#: File, column, what replaces its first cell with an address.
PLANTED = [
    ("places/places.csv", "source_url", SCRIPT),
    ("communities/communities.csv", "web", PAGE),
    ("communities/evidence.csv", "source_url", f"https://a.lv | {SCRIPT}"),
    ("places/population.csv", "source_url", "JaVaScript:alert(1)"),
]
IN_RULES = [
    ("methodology/instruments.toml", SCRIPT),
    ("rules/attributions.toml", PAGE),
]


@pytest.mark.parametrize(("file", "column", "address"), PLANTED)
def test_an_address_that_is_no_web_address_is_a_fault(
    file: str, column: str, address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = copied(tmp_path)
    with (data / file).open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    number = next(number for number, row in enumerate(rows) if row[column])
    rows[number][column] = address
    with (data / file).open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    assert named(data, capsys) == [
        (file, number + 2, column, "invalid_url", address.rpartition(" | ")[-1])
    ]


@pytest.mark.parametrize(("file", "address"), IN_RULES)
def test_an_address_in_the_rules_that_is_no_web_address_is_a_fault(
    file: str, address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = copied(tmp_path)
    text = (data / file).read_text(encoding="utf-8")
    start = text.index('"https://') + 1
    changed = text[:start] + address + text[text.index('"', start) :]
    (data / file).write_text(changed, encoding="utf-8")
    faults = named(data, capsys)
    assert [(fault[0], fault[3], fault[4]) for fault in faults] == [(file, "invalid_url", address)]


def test_an_answer_that_is_none_of_the_codebook_is_a_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, file = copied(tmp_path), "survey/responses/demo-2026.csv"
    text = (data / file).read_text(encoding="utf-8")
    changed = text.replace(",member,", ",<script>alert(1)</script>,", 1)
    (data / file).write_text(changed, encoding="utf-8")
    ((named_file, row, column, code, value),) = named(data, capsys)
    assert (named_file, row, column) == (file, 2, "role")
    assert (code, value) == ("unknown_code", "<script>alert(1)</script>")


@pytest.mark.parametrize(
    "address", [SCRIPT, PAGE, "JAVASCRIPT:x", "//a.lv", "vbscript:x", "https:x"]
)
def test_only_web_addresses_become_links(address: str) -> None:
    assert links((address, "https://www.a.lv/b")) == [
        {"address": "https://www.a.lv/b", "host": "a.lv"}
    ]


def copied(folder: Path) -> Path:
    data = folder / "data"
    shutil.copytree(CHECKOUT / "data", data, ignore=shutil.ignore_patterns(".former"))
    return data


def named(data: Path, capsys: pytest.CaptureFixture[str]) -> list[tuple[Any, ...]]:
    """File, row, column, code and value of each fault that the check names."""
    assert main(["check", str(data), "--format", "json"]) == 1
    faults = json.loads(capsys.readouterr().out)["faults"]
    assert all(fault["message"] and fault["remedy"] for fault in faults)
    return [
        tuple(fault[name] for name in ("file", "row", "column", "code", "value"))
        for fault in faults
    ]
