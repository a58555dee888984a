"""Who a visitor is: by an account, by the municipality's provider, by the shared password."""

from __future__ import annotations

import ast
import time
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import streamlit as st
from ledgers import ledger_in_use, quick_passwords

from geo_kopienas.domain.editing.changes import Author, Role
from geo_kopienas.store.ledger.accounts import (
    Account,
    add_account,
    choose_password,
    set_disabled,
    set_role,
)
from geo_kopienas.store.ledger.opening import DATABASE_VARIABLE
from geo_kopienas.store.ledger.sessions import new_session, sign_in
from geo_kopienas.texts import texts_for
from geo_kopienas.ui import __path__ as ui_folders
from geo_kopienas.ui.frame import editor, shared_password
from geo_kopienas.ui.frame.editor import SESSION_COOKIE, Visitor
from geo_kopienas.ui.frame.provider import MOST_SECONDS, person_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import sqlalchemy as sa

PUBLIC = Visitor()
NOW = 1_800_000_000.0


@pytest.fixture
def cookies(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Cookies of the visitor."""
    own: dict[str, str] = {}
    monkeypatch.setattr(st, "context", SimpleNamespace(cookies=own))
    monkeypatch.setattr(st, "session_state", {})
    return own


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sa.Engine]:
    """A ledger without facts."""
    quick_passwords(monkeypatch)
    with ledger_in_use(tmp_path / "ledger.sqlite", monkeypatch) as opened:
        yield opened


def one_time_account(engine: sa.Engine) -> Account:
    password, _ = add_account(engine, "anna", Role.EDITOR)
    known = sign_in(engine, "anna", password, "")
    assert isinstance(known, Account)
    return known


@pytest.fixture
def anna(engine: sa.Engine, cookies: dict[str, str]) -> Account:
    """An editor who is signed in."""
    known, _ = choose_password(engine, one_time_account(engine), "garš un savs teikums")
    cookies[SESSION_COOKIE] = new_session(engine, known)
    return known


def test_whoever_is_signed_in_has_a_name_and_a_role(anna: Account) -> None:
    assert editor.visitor() == Visitor(Role.EDITOR, anna.name)
    assert editor.is_editor()
    assert not editor.is_administrator()


def test_the_journal_names_whoever_is_signed_in(anna: Account, cookies: dict[str, str]) -> None:
    assert editor.author() == Author(anna.name, Role.EDITOR)
    cookies.clear()
    with pytest.raises(PermissionError):
        editor.author()


def test_a_closed_account_is_one_of_the_public_at_the_next_run(
    anna: Account, engine: sa.Engine
) -> None:
    set_disabled(engine, anna.name, is_disabled=True)
    assert editor.visitor() == PUBLIC


def test_another_role_has_to_sign_in_again(
    anna: Account, engine: sa.Engine, cookies: dict[str, str]
) -> None:
    set_role(engine, anna.name, Role.ADMINISTRATOR)
    assert editor.visitor() == PUBLIC
    known = sign_in(engine, anna.name, "garš un savs teikums", "")
    assert isinstance(known, Account)
    cookies[SESSION_COOKIE] = new_session(engine, known)
    assert editor.is_administrator()


def test_a_one_time_password_makes_no_editor(engine: sa.Engine, cookies: dict[str, str]) -> None:
    cookies[SESSION_COOKIE] = new_session(engine, one_time_account(engine))
    assert editor.visitor() == PUBLIC


def test_nobody_is_an_editor_while_the_database_is_gone(
    anna: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    del anna
    monkeypatch.setenv(DATABASE_VARIABLE, f"postgresql+psycopg://owner:slepens@/x?host={tmp_path}")
    assert editor.visitor() == PUBLIC
    assert "Sessions cannot be checked" in caplog.text
    assert "slepens" not in caplog.text


def test_a_cookie_means_nothing_where_files_are_read(
    anna: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    del anna
    monkeypatch.setenv(DATABASE_VARIABLE, "none")
    assert editor.visitor() == PUBLIC
    assert not editor.is_possible()


def test_the_shared_password_stays_where_it_is_configured(
    cookies: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    del cookies
    monkeypatch.setenv(DATABASE_VARIABLE, "none")
    monkeypatch.setenv("GEO_KOPIENAS_EDITOR_PASSWORD", "parole")
    assert editor.is_possible()
    assert editor.visitor() == PUBLIC
    st.session_state["editor_role"] = shared_password._mark()
    assert editor.visitor() == Visitor(Role.EDITOR, None)


def test_the_public_reads_no_name_of_an_account(anna: Account, cookies: dict[str, str]) -> None:
    texts = texts_for("lv")
    assert editor.way_to_account(texts) == {"anna · redaktors": "./konts/mans?valoda=lv"}
    cookies.clear()
    assert anna.name not in str(editor.way_to_account(texts))


def test_to_ask_who_a_visitor_is_takes_a_millisecond(anna: Account) -> None:
    editor.visitor()
    times = []
    for _ in range(50):
        begin = time.perf_counter()
        assert editor.visitor().account == anna.name
        times.append(time.perf_counter() - begin)
    # The quickest: what else the machine does is no part of it.
    assert min(times) < 0.001


LISTS = {"administrators": ["Juris@kekava.example"], "editors": ["anna@kekava.example"]}
GROUPS = {"claim": "groups", "editor_groups": ["redaktori"], "administrator_groups": ["vadiba"]}


@pytest.mark.parametrize(
    ("claims", "roles", "person"),
    [
        ({"email": "anna@kekava.example", "email_verified": True}, LISTS, "anna editor"),
        ({"email": "ANNA@kekava.example", "email_verified": True}, LISTS, "anna editor"),
        ({"email": "juris@kekava.example", "email_verified": True}, LISTS, "juris administrator"),
        ({"email": "zane@kekava.example", "email_verified": True}, LISTS, None),
        ({"email": "anna@kekava.example", "email_verified": False}, LISTS, None),
        ({"email": "anna@kekava.example"}, LISTS, None),
        (
            {"email": "anna@kekava.example"},
            {**LISTS, "emails_are_verified": True},
            "anna editor",
        ),
        (
            {"email": "anna@kekava.example", "email_verified": False},
            {**LISTS, "emails_are_verified": True},
            None,
        ),
        ({"email": "anna@kekava.example", "email_verified": True}, {}, None),
        ({"sub": "x", "email_verified": True}, {"editors": [""]}, None),
        ({"sub": "17", "groups": ["redaktori", "citi"]}, GROUPS, "17 editor"),
        ({"sub": "17", "groups": "vadiba"}, GROUPS, "17 administrator"),
        ({"preferred_username": "anna", "groups": ["redaktori"]}, GROUPS, "anna editor"),
        ({"sub": "17", "groups": ["citi"]}, GROUPS, None),
        ({"groups": ["redaktori"]}, GROUPS, None),
        ({"sub": "17"}, GROUPS, None),
    ],
)
def test_the_provider_and_the_settings_give_a_role(
    claims: dict[str, Any], roles: dict[str, Any], person: str | None
) -> None:
    known = person_of({"iat": NOW - 60, **claims}, roles, NOW)
    assert (known and f"{known[0].partition('@')[0]} {known[1]}") == person


@pytest.mark.parametrize("issued", [NOW - MOST_SECONDS - 1, None, "today"])
def test_the_provider_is_asked_again_after_a_working_day(issued: object) -> None:
    claims = {"iat": issued, "email": "anna@kekava.example", "email_verified": True}
    assert person_of(claims, LISTS, NOW) is None


def test_no_cached_function_asks_who_the_visitor_is() -> None:
    asking = []
    for path in Path(next(iter(ui_folders))).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_cached = isinstance(node, ast.FunctionDef) and any(
                "cache" in ast.unparse(decorator) for decorator in node.decorator_list
            )
            if is_cached and any(
                name in ast.unparse(node) for name in ("editor.", "visitor()", "cookies", "st.user")
            ):
                asking.append(f"{path.name}: {node.name}")  # type: ignore[attr-defined]
    assert asking == []
