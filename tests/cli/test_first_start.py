"""What a start does for the ledger: makes it, takes newer data over, or says what it does not."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from data_folder import EVIDENCE_ROWS, write_data_folder, write_table

from geo_kopienas.cli.first_start import prepared
from geo_kopienas.domain.editing.changes import Change, Edit, Role
from geo_kopienas.domain.schema.fields import EVIDENCE
from geo_kopienas.store.ledger import facts
from geo_kopienas.store.ledger.accounts import add_account
from geo_kopienas.store.ledger.engine import reading
from geo_kopienas.store.ledger.opening import DATABASE_VARIABLE, open_database
from geo_kopienas.store.location import DATA_VARIABLE

if TYPE_CHECKING:
    from pathlib import Path

    from geo_kopienas.store.ledger.database import DatabaseLedger


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DatabaseLedger:
    """The ledger of a checkout that was never started."""
    monkeypatch.setenv(DATA_VARIABLE, str(write_data_folder(tmp_path / "data")))
    monkeypatch.setenv(DATABASE_VARIABLE, str(tmp_path / "var" / "ledger.sqlite"))
    return open_database()


def said(ledger: DatabaseLedger) -> list[str]:
    return [key for key, _ in prepared(ledger)]


def write_title(ledger: DatabaseLedger, title: str) -> None:
    """What `git pull` brings."""
    write_table(ledger.configuration, EVIDENCE, [{**EVIDENCE_ROWS[0], "title_lv": title}])


def title(ledger: DatabaseLedger) -> str:
    with reading(ledger.engine) as connection:
        return str(facts.read_rows(connection, EVIDENCE.file)["e1"]["title_lv"])


def test_the_first_start_makes_the_ledger_and_says_how_to_get_an_account(
    ledger: DatabaseLedger,
) -> None:
    assert said(ledger) == ["account"]
    assert title(ledger) == "Tikšanās"
    add_account(ledger.engine, "anna", Role.EDITOR)
    assert said(ledger) == []


def test_newer_data_are_taken_over_while_nobody_has_edited(ledger: DatabaseLedger) -> None:
    said(ledger)
    write_title(ledger, "Sapulce")
    assert list(prepared(ledger)) == [("ledger_refreshed", {"number": 1}), ("account", {})]
    assert title(ledger) == "Sapulce"
    assert said(ledger) == ["account"]


def test_after_somebody_edited_newer_data_are_only_said(ledger: DatabaseLedger) -> None:
    said(ledger)
    with reading(ledger.engine) as connection:
        before = facts.read_rows(connection, EVIDENCE.file)["e1"]
    edit = Edit(EVIDENCE.file, "e1", before, {**before, "title_lv": "Labots"})
    ledger.commit(Change(summary="x", edits=(edit,)), ledger.version())
    assert said(ledger) == ["account"]

    write_title(ledger, "Sapulce")

    assert said(ledger) == ["ledger_differs", "account"]
    assert title(ledger) == "Labots"


@pytest.mark.parametrize("content", ["", "evidence_id\n", "\xff"])
def test_faulty_newer_data_are_not_taken_over(content: str, ledger: DatabaseLedger) -> None:
    said(ledger)
    (ledger.configuration / EVIDENCE.file).write_text(content, encoding="latin-1")
    assert said(ledger) == ["ledger_differs", "account"]
    assert title(ledger) == "Tikšanās"


def test_faulty_data_make_no_ledger(ledger: DatabaseLedger) -> None:
    (ledger.configuration / EVIDENCE.file).unlink()
    assert said(ledger) == ["ledger_faulty"]
    assert said(ledger) == ["ledger_faulty"]


def test_two_first_starts_at_once_both_end_well(ledger: DatabaseLedger) -> None:
    command = [sys.executable, "-m", "geo_kopienas.cli.first_start"]
    starts = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]
    answers = [json.loads(start.communicate()[0]) for start in starts]
    assert answers == [[["account", {}]]] * 2
    assert [change.number for change in ledger.changes()] == [1]


def test_where_nothing_can_be_written_a_start_says_that_editing_is_off(
    ledger: DatabaseLedger, tmp_path: Path
) -> None:
    (tmp_path / "var").write_text("no folder", encoding="utf-8")
    ((key, values),) = prepared(ledger)
    assert key == "ledger_closed"
    assert values["reason"][0].startswith("Datubāzē nevar rakstīt")
    assert values["reason"][1].startswith("The database cannot be written")
