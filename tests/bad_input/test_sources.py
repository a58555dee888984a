"""Addresses that lead to no source, in every column, text, layer and rules file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from data_folder import ATTRIBUTIONS, write_data_folder
from spoilt import checked, places_of, snapshot

from geo_kopienas.cli import main
from geo_kopienas.domain.assessment.methodology import INSTRUMENTS_FILE
from geo_kopienas.domain.schema.addresses import SOURCE_RULES_FILE
from geo_kopienas.domain.schema.fields import (
    ATTRIBUTIONS_FILE,
    BOUNDARY_FILES,
    CONTEXT_FILE,
    TABLES,
    FieldType,
    Table,
)

if TYPE_CHECKING:
    from pathlib import Path

ORIGINAL = "https://en.wikipedia.org/wiki/"
ADDRESSES = {
    "https://pinocchiopedia.com/wiki/A": ("source_copy", f"{ORIGINAL}A"),
    "https://www.pinocchiopedia.com./wiki/A": ("source_copy", f"{ORIGINAL}A"),
    "https://alexdenne.com/a": ("source_copy", ""),
    "https://wonilvalve.com/?q=https%3A%2F%2Fen.wikipedia.org%2Fwiki%2FA": (
        "source_copy",
        f"{ORIGINAL}A",
    ),
    "https://copy.example.org/read/https://jmedia.wiki/wiki/A": (
        "source_carries_address",
        f"{ORIGINAL}A",
    ),
    "https://en.wikipedia.org./wiki/A": ("source_host_form", f"{ORIGINAL}A"),
    "https://en.m.wikipedia.org/wiki/A": ("source_host_form", f"{ORIGINAL}A"),
    "https://en.wikipedia.org.example.org/wiki/A": ("source_host_mixed_up", ""),
    "https://anna:slepens1@kekava.lv/a": ("source_secret", "https://kekava.lv/a"),
    "https://kekava.lv/a?token=slepens1": ("source_secret", "https://kekava.lv/a"),
}
COLUMNS = [
    (table, field.name)
    for table in TABLES
    for field in table.fields
    if field.type is FieldType.URL_LIST
]
NOTES = [
    (table, field.name) for table in TABLES for field in table.fields if field.name == "note_lv"
]


def put(folder: Path, table: Table, column: str, text: str) -> int:
    """Write a text into a column of a table's last row, and give the row's number."""
    path = folder / table.file
    lines = path.read_text(encoding="utf-8").splitlines()
    cells = lines[-1].split(",")
    cells[[field.name for field in table.fields].index(column)] = text
    path.write_text("\n".join([*lines[:-1], ",".join(cells), ""]), encoding="utf-8")
    return len(lines)


def test_every_table_with_a_source_is_tried() -> None:
    assert {table.name for table, _ in COLUMNS} == {
        *("places", "population", "communities", "evidence", "municipalities")
    }


@pytest.mark.parametrize(
    ("table", "column"), COLUMNS, ids=[f"{table.name}.{column}" for table, column in COLUMNS]
)
def test_addresses_that_are_no_source_are_refused_in_every_column(
    table: Table, column: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_data_folder(tmp_path)
    row = put(folder, table, column, " | ".join(["https://a.lv", *ADDRESSES]))
    faults = checked(folder, capsys)
    assert places_of(faults) == [(code, row, column) for code, _ in ADDRESSES.values()]
    assert {fault["file"] for fault in faults} == {table.file}
    for fault, (_, original) in zip(faults, ADDRESSES.values(), strict=True):
        assert original in fault["remedy"]
        assert "slepens1" not in str(fault)


@pytest.mark.parametrize(
    ("table", "column"), NOTES, ids=[f"{table.name}.{column}" for table, column in NOTES]
)
def test_a_text_may_not_lead_there_either(
    table: Table, column: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_data_folder(tmp_path)
    row = put(folder, table, column, "Skaitlis no https://jmedia.wiki/wiki/A.")
    (fault,) = checked(folder, capsys)
    assert (fault["code"], fault["row"], fault["column"]) == ("source_copy", row, column)
    assert f"{ORIGINAL}A" in fault["remedy"]


@pytest.mark.parametrize("file", [*BOUNDARY_FILES.values(), CONTEXT_FILE])
def test_a_layer_may_not_rest_on_it(
    file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_data_folder(tmp_path)
    path = folder / file
    text = path.read_text(encoding="utf-8")
    basis = '"basis_lv": "https://jmedia.wiki/wiki/A"'
    path.write_text(text.replace('"basis_lv": "b"', basis, 1), encoding="utf-8")
    (fault,) = checked(folder, capsys)
    assert (fault["file"], fault["code"], fault["column"]) == (file, "source_copy", "basis_lv")


@pytest.mark.parametrize(
    ("file", "text", "row", "column"),
    [
        (
            ATTRIBUTIONS_FILE,
            ATTRIBUTIONS.replace(
                "https://www.openstreetmap.org/copyright", "https://jmedia.wiki/a"
            ),
            "osm",
            "url",
        ),
        (INSTRUMENTS_FILE, None, "participatory_budget", "urls"),
    ],
)
def test_rules_may_not_name_it(  # noqa: PLR0913, PLR0917 - a case and two fixtures
    file: str,
    text: str | None,
    row: str,
    column: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = write_data_folder(tmp_path)
    path = folder / file
    known = path.read_text(encoding="utf-8")
    path.write_text(text or known.replace("https://varam.gov.lv/", "https://jmedia.wiki/", 1))
    assert places_of(checked(folder, capsys)) == [("source_copy", row, column)]


def test_a_directory_may_refuse_other_hosts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_data_folder(tmp_path)
    rules = '[[host]]\nid = "a.lv"\nreason_lv = "kopē ziņas"\nreason_en = "copies news"\n'
    (folder / SOURCE_RULES_FILE).write_text(rules, encoding="utf-8")
    faults = checked(folder, capsys)
    assert {fault["code"] for fault in faults} == {"source_copy"}
    assert {fault["file"] for fault in faults} == {
        table.file for table, column in COLUMNS if column == "source_url"
    }
    assert all("a.lv – kopē ziņas" in fault["message"] for fault in faults)


def test_rules_of_sources_that_cannot_be_read_are_a_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_data_folder(tmp_path)
    (folder / SOURCE_RULES_FILE).write_text('[[host]]\nid = "http://a"', encoding="utf-8")
    assert places_of(checked(folder, capsys)) == [
        ("source_rule_host", "http://a", "id"),
        ("required_missing", "http://a", "reason_lv"),
        ("required_missing", "http://a", "reason_en"),
    ]


@pytest.mark.parametrize(("address", "fault"), ADDRESSES.items())
def test_an_import_refuses_such_a_source_and_changes_nothing(
    address: str,
    fault: tuple[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = write_data_folder(tmp_path / "data")
    table = tmp_path / "figures.csv"
    table.write_text("Ciems,2024\nAlejas,210\n", encoding="utf-8")
    monkeypatch.setenv("GEO_KOPIENAS_DATA", str(folder))
    before = snapshot(folder)
    named = ("--series", "Ciemi", "--url", address)
    code = main(["import", "population", str(table), *named, "--yes", "--format", "json"])
    said = capsys.readouterr().out
    assert code == 1
    assert f'"{fault[0]}"' in said
    assert '"--url"' in said
    assert fault[1] in said
    assert "slepens1" not in said
    assert snapshot(folder) == before
