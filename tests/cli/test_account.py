"""`account`: added, listed, changed, closed; the one-time password is shown once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from ledgers import ledger_in_use, quick_passwords

from geo_kopienas.cli import main
from geo_kopienas.domain.editing.changes import Role
from geo_kopienas.store.ledger.accounts import check_password, open_accounts
from geo_kopienas.store.ledger.opening import DATABASE_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty ledger."""
    quick_passwords(monkeypatch)
    path = tmp_path / "ledger.sqlite"
    with ledger_in_use(path, monkeypatch):
        yield path


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    code = main(["account", *words, "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


def test_an_account_is_added_and_its_password_shown_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["account", "add", "anna", "--role", "administrator"]) == 0
    said = capsys.readouterr().out
    assert "Konts „anna” ir izveidots; loma: administrators." in said
    password = said.split()[-1]

    with open_accounts() as engine:
        known = check_password(engine, "anna", password)
    assert known is not None
    assert known.role is Role.ADMINISTRATOR
    main(["account", "list"])
    assert password not in capsys.readouterr().out


def test_accounts_are_listed_with_their_state(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("juris", "anna"):
        answer(capsys, "add", name)
    answer(capsys, "disable", "juris")

    code, listed = answer(capsys, "list")

    assert code == 0
    assert [(row["name"], row["role"], row["state"]) for row in listed] == [
        ("anna", "editor", "new"),
        ("juris", "editor", "disabled"),
    ]
    assert main(["account", "list", "--language", "en"]) == 0
    assert "waits for the first sign-in" in capsys.readouterr().out


def test_an_account_is_changed(capsys: pytest.CaptureFixture[str]) -> None:
    _, added = answer(capsys, "add", "anna")

    assert answer(capsys, "role", "anna", "administrator") == (
        0,
        {"faults": [], "name": "anna", "done": "role", "role": "administrator"},
    )
    code, renewed = answer(capsys, "password", "anna")
    assert (code, renewed["done"]) == (0, "password")
    assert renewed["one_time_password"] != added["one_time_password"]
    assert answer(capsys, "disable", "anna")[1]["done"] == "disable"
    assert answer(capsys, "disable", "anna", "--undo")[1]["done"] == "enable"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["add", "anna@kekava.lv"], "account_name"),
        (["add", "juris"], "account_exists"),
        (["role", "nobody", "editor"], "account_unknown"),
        (["password", "nobody"], "account_unknown"),
        (["disable", "nobody"], "account_unknown"),
    ],
)
def test_what_cannot_be_done_is_a_fault(
    words: list[str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(capsys, "add", "juris")

    exit_code, said = answer(capsys, *words)

    assert exit_code == 1
    assert [fault["code"] for fault in said["faults"]] == [code]


def test_without_a_database_there_are_no_accounts(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DATABASE_VARIABLE, "none")
    code, said = answer(capsys, "list")
    assert (code, said["faults"][0]["code"]) == (2, "accounts_without_database")
    assert main(["account", "add", "anna"]) == 2
    assert "geo-kopienas database init" in capsys.readouterr().out


def test_a_database_that_cannot_be_read_is_said(
    database: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    del database
    text = tmp_path / "text.sqlite"
    text.write_text("no database, but long enough to be read as the head of one" * 9)
    for path, code in ((text, "database_damaged"), (tmp_path / "new.sqlite", "database_empty")):
        monkeypatch.setenv(DATABASE_VARIABLE, str(path))
        exit_code, said = answer(capsys, "list")
        assert (exit_code, said["faults"][0]["code"]) == (2, code)


@pytest.mark.parametrize("words", [[], ["add"], ["role", "anna", "owner"], ["add", "a", "--role"]])
def test_a_wrong_call_is_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["account", *words]) == 2
    assert "Komanda nav pareiza" in capsys.readouterr().err


@pytest.mark.parametrize("language", ["lv", "en"])
def test_help_is_in_the_readers_language(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    for words in ([], ["add"], ["list"], ["role"], ["password"], ["disable"]):
        assert main(["account", *words, "--language", language, "--help"]) == 0
    said = capsys.readouterr().out
    assert ("vienreizējo paroli" if language == "lv" else "one-time password") in said
