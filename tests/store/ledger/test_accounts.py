"""Accounts: names, one-time passwords, passwords that people choose, and what ends sessions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from geo_kopienas.domain.editing.changes import Role
from geo_kopienas.store.ledger import accounts
from geo_kopienas.store.ledger.accounts import (
    ONE_TIME_DAYS,
    add_account,
    check_password,
    choose_password,
    list_accounts,
    password_problems,
    renew_password,
    set_disabled,
    set_role,
)
from geo_kopienas.store.ledger.engine import reading, writing
from geo_kopienas.store.ledger.sessions import account_of, new_session
from geo_kopienas.store.ledger.tables import account, metadata

OWN = "garš un savs teikums"


pytestmark = pytest.mark.usefixtures("quick_passwords")


@pytest.fixture(autouse=True)
def tables(engine: sa.Engine) -> None:
    metadata.create_all(engine)


def codes(problems: list[accounts.Problem]) -> list[str]:
    return [problem.code for problem in problems]


def test_an_account_begins_with_a_one_time_password(engine: sa.Engine) -> None:
    password, problems = add_account(engine, "anna", Role.EDITOR)

    assert problems == []
    assert len(password) == len("abcd-efgh-jkmn-pqrs")
    known = check_password(engine, "anna", password)
    assert known is not None
    assert (known.role, known.must_change, known.is_disabled) == (Role.EDITOR, True, False)


def test_no_password_stands_in_the_database(engine: sa.Engine) -> None:
    password, _ = add_account(engine, "anna", Role.EDITOR)

    with reading(engine) as connection:
        row = connection.execute(sa.select(account)).one()
    assert password not in repr(row)
    assert row.password_hash.startswith("$argon2id$")


@pytest.mark.parametrize("name", ["", "A", "a", "Anna", "anna@kekava.lv", "ā" * 3, "a" * 41, "-a"])
def test_a_name_is_short_plain_and_lower_case(engine: sa.Engine, name: str) -> None:
    assert codes(add_account(engine, name, Role.EDITOR)[1]) == ["account_name"]
    assert list_accounts(engine) == []


def test_a_name_is_taken_once(engine: sa.Engine) -> None:
    password, _ = add_account(engine, "anna", Role.EDITOR)

    assert codes(add_account(engine, "anna", Role.ADMINISTRATOR)[1]) == ["account_exists"]
    assert check_password(engine, "anna", password) is not None


def test_accounts_are_listed_by_name(engine: sa.Engine) -> None:
    add_account(engine, "juris", Role.EDITOR)
    add_account(engine, "anna", Role.ADMINISTRATOR)

    assert [(known.name, known.role) for known in list_accounts(engine)] == [
        ("anna", Role.ADMINISTRATOR),
        ("juris", Role.EDITOR),
    ]


def test_a_chosen_password_replaces_the_one_time_one(engine: sa.Engine) -> None:
    one_time, _ = add_account(engine, "anna", Role.EDITOR)
    known = check_password(engine, "anna", one_time)
    assert known is not None

    changed, problems = choose_password(engine, known, OWN)

    assert problems == []
    assert not changed.must_change
    assert check_password(engine, "anna", OWN) == changed
    assert check_password(engine, "anna", one_time) is None


def test_a_letter_may_be_typed_as_one_sign_or_two(engine: sa.Engine) -> None:
    one_time, _ = add_account(engine, "anna", Role.EDITOR)
    known = check_password(engine, "anna", one_time)
    assert known is not None
    choose_password(engine, known, "Ķekavas pļavas zied")

    assert check_password(engine, "anna", "K\u0327ekavas pl\u0327avas zied") is not None


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("a" * 14, "password_length"),
        ("ab" * 101, "password_length"),
        ("aaaaaaaaaaaaaaaaaa", "password_easy"),
        ("ababababababababab", "password_easy"),
        ("annaannaannaannaanna1", "password_easy"),
    ],
)
def test_a_password_that_is_guessed_soon_is_refused(password: str, code: str) -> None:
    assert codes(password_problems("anna", password)) == [code]


def test_the_one_time_password_is_not_chosen_again(engine: sa.Engine) -> None:
    one_time, _ = add_account(engine, "anna", Role.EDITOR)
    known = check_password(engine, "anna", one_time)
    assert known is not None

    assert codes(choose_password(engine, known, one_time)[1]) == ["password_same"]


def test_a_password_is_not_chosen_in_a_session_that_has_ended(engine: sa.Engine) -> None:
    one_time, _ = add_account(engine, "anna", Role.EDITOR)
    known = check_password(engine, "anna", one_time)
    assert known is not None
    renew_password(engine, "anna")

    assert codes(choose_password(engine, known, OWN)[1]) == ["session_ended"]


def test_a_new_one_time_password_ends_the_former(engine: sa.Engine) -> None:
    former, _ = add_account(engine, "anna", Role.EDITOR)

    renewed, problems = renew_password(engine, "anna")

    assert problems == []
    assert check_password(engine, "anna", former) is None
    assert check_password(engine, "anna", renewed) is not None


def test_a_one_time_password_is_good_for_some_days(engine: sa.Engine) -> None:
    password, _ = add_account(engine, "anna", Role.EDITOR)
    long_ago = datetime.now(UTC) - timedelta(days=ONE_TIME_DAYS, minutes=1)
    with writing(engine) as connection:
        connection.execute(sa.update(account).values(sessions_from=long_ago))

    assert check_password(engine, "anna", password) is None


def test_a_closed_account_is_opened_again_with_its_password(engine: sa.Engine) -> None:
    password, _ = add_account(engine, "anna", Role.EDITOR)

    set_disabled(engine, "anna", is_disabled=True)
    assert check_password(engine, "anna", password) is None
    set_disabled(engine, "anna", is_disabled=False)
    assert check_password(engine, "anna", password) is not None


@pytest.mark.parametrize("name", ["nobody", "an\x00na", "\ud800"])
def test_an_unknown_name_is_said(engine: sa.Engine, name: str) -> None:
    assert codes(set_role(engine, name, Role.EDITOR)) == ["account_unknown"]
    assert codes(renew_password(engine, name)[1]) == ["account_unknown"]


def test_an_unknown_name_takes_the_work_of_a_known_one(
    engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_account(engine, "anna", Role.EDITOR)
    verified: list[str] = []

    class Hasher:
        """Counts what is verified."""

        def hash(self, password: str) -> str:
            return PasswordHasher(1, 8, 1).hash(password)

        def verify(self, hashed: str, password: str) -> bool:
            verified.append(hashed.rsplit("$", 2)[0])
            return PasswordHasher(1, 8, 1).verify(hashed, password)

    monkeypatch.setattr(accounts, "_hasher", Hasher())
    for name in ("anna", "nobody", "No Name"):
        assert check_password(engine, name, "nepareiza parole") is None

    assert len(verified) == 3
    assert len(set(verified)) == 1  # the same parameters, so the same time


def test_the_clock_may_be_set_back_and_sessions_still_end(
    engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    password, _ = add_account(engine, "anna", Role.EDITOR)
    known = check_password(engine, "anna", password)
    assert known is not None
    session = new_session(engine, known)

    class HourBefore(datetime):
        """A clock that was set back."""

        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            del tz
            return datetime.now(UTC) - timedelta(hours=1)

    monkeypatch.setattr(accounts, "datetime", HourBefore)
    set_role(engine, "anna", Role.ADMINISTRATOR)

    assert account_of(engine, session) is None
