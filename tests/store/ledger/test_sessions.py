"""Signing in: few attempts, counted by all processes together; sessions that end everywhere."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from geo_kopienas.domain.editing.changes import Role
from geo_kopienas.store.ledger import sessions
from geo_kopienas.store.ledger.accounts import (
    Account,
    add_account,
    choose_password,
    end_all_sessions,
    renew_password,
    set_disabled,
    set_role,
)
from geo_kopienas.store.ledger.engine import reading
from geo_kopienas.store.ledger.sessions import (
    MOST_FOR_ACCOUNT,
    MOST_FROM_ADDRESS,
    Refusal,
    account_of,
    end_session,
    new_session,
    sign_in,
)
from geo_kopienas.store.ledger.tables import attempt, ended_session, metadata

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.usefixtures("quick_passwords")

HOME, OFFICE = "192.0.2.7", "2001:db8:1:2:3:4:5:6"
WRONG = "nepareiza parole"


@pytest.fixture
def password(engine: sa.Engine) -> str:
    """The password of anna."""
    metadata.create_all(engine)
    return add_account(engine, "anna", Role.EDITOR)[0]


@pytest.fixture
def anna(engine: sa.Engine, password: str) -> Account:
    known = sign_in(engine, "anna", password, HOME)
    assert isinstance(known, Account)
    return known


def test_the_right_password_gives_a_session(engine: sa.Engine, password: str) -> None:
    known = sign_in(engine, " Anna ", password, HOME)

    assert isinstance(known, Account)
    assert account_of(engine, new_session(engine, known)) == known


@pytest.mark.parametrize("name", ["anna", "nobody", "", "a\x00b"])
def test_a_wrong_name_is_answered_like_a_wrong_password(
    engine: sa.Engine, password: str, name: str
) -> None:
    assert sign_in(engine, name, WRONG, HOME) is Refusal.WRONG
    assert sign_in(engine, "anna", password, HOME) != Refusal.WRONG


@pytest.mark.parametrize("name", ["anna", "nobody"])
def test_after_some_wrong_ones_even_the_right_one_has_to_wait(
    engine: sa.Engine, password: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(MOST_FOR_ACCOUNT):
        assert sign_in(engine, name, WRONG, f"192.0.2.{number}") is Refusal.WRONG
    assert sign_in(engine, name, password, OFFICE) is Refusal.WAIT

    monkeypatch.setattr(sessions, "WINDOW", timedelta(0))
    assert sign_in(engine, name, WRONG, OFFICE) is Refusal.WRONG


def test_many_names_from_one_network_have_to_wait(engine: sa.Engine, password: str) -> None:
    for number in range(MOST_FROM_ADDRESS):
        assert sign_in(engine, f"nobody-{number}", WRONG, f"2001:db8:1:2::{number}") == "wrong"

    assert sign_in(engine, "anna", password, OFFICE) is Refusal.WAIT
    assert isinstance(sign_in(engine, "anna", password, HOME), Account)


def test_the_right_password_forgets_wrong_ones_of_its_account_alone(
    engine: sa.Engine, password: str
) -> None:
    sign_in(engine, "nobody", WRONG, HOME)
    sign_in(engine, "anna", WRONG, HOME)

    sign_in(engine, "anna", password, HOME)

    with reading(engine) as connection:
        subjects = connection.execute(sa.select(attempt.c.subject)).scalars().all()
    assert len(subjects) == 3  # of nobody one, of the address both wrong ones
    assert len(set(subjects)) == 2


def test_neither_name_nor_address_of_an_attempt_is_kept(engine: sa.Engine, password: str) -> None:
    del password
    sign_in(engine, "anna", WRONG, HOME)

    with reading(engine) as connection:
        rows = repr(connection.execute(sa.select(attempt)).all())
    assert not any(said in rows for said in ("anna", HOME, WRONG))


ENDS: dict[str, Callable[[sa.Engine, Account, str], object]] = {
    "signed out": lambda engine, _anna, session: end_session(engine, session),
    "signed out everywhere": lambda engine, _anna, _session: end_all_sessions(engine, "anna"),
    "closed": lambda engine, _anna, _session: set_disabled(engine, "anna", is_disabled=True),
    "other role": lambda engine, _anna, _session: set_role(engine, "anna", Role.ADMINISTRATOR),
    "new password": lambda engine, _anna, _session: renew_password(engine, "anna"),
    "own password": lambda engine, anna, _session: choose_password(
        engine, anna, "sava gara parole"
    ),
}


@pytest.mark.parametrize("end", ENDS)
def test_a_session_ends(engine: sa.Engine, anna: Account, end: str) -> None:
    session = new_session(engine, anna)
    assert account_of(engine, session) == anna

    ENDS[end](engine, anna, session)

    assert account_of(engine, session) is None


def test_signing_out_leaves_the_other_browsers_sessions(engine: sa.Engine, anna: Account) -> None:
    here, there = new_session(engine, anna), new_session(engine, anna)

    end_session(engine, here)
    end_session(engine, here)

    assert account_of(engine, there) == anna


def test_a_session_is_over_after_its_time(
    engine: sa.Engine, anna: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "SESSION", timedelta(seconds=-1))

    assert account_of(engine, new_session(engine, anna)) is None


def test_an_ended_session_is_kept_no_longer_than_it_would_last(
    engine: sa.Engine, anna: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "SESSION", timedelta(seconds=1))
    end_session(engine, new_session(engine, anna))
    monkeypatch.setattr(sessions, "SESSION", timedelta(hours=1))
    time.sleep(1.1)
    end_session(engine, new_session(engine, anna))

    with reading(engine) as connection:
        assert len(connection.execute(sa.select(ended_session)).all()) == 1


@pytest.mark.parametrize("session", ["", "x", "WyJhbm5hIl0.x", "ā"])
def test_what_was_not_signed_here_is_no_session(
    engine: sa.Engine, anna: Account, session: str
) -> None:
    assert account_of(engine, session) is None
    real = new_session(engine, anna)
    assert account_of(engine, real[:-2] + ("AA" if real[-2:] != "AA" else "BB")) is None


PROCESS = """
import sys
from geo_kopienas.store.ledger.engine import database_address, open_engine
from geo_kopienas.store.ledger.sessions import account_of, end_session, sign_in
engine = open_engine(database_address(sys.argv[1]))
for line in sys.stdin:
    act, *words = line.rstrip("\\n").split("\\t")
    if act == "guess":
        print(sum(sign_in(engine, "anna", "nepareiza parole", "192.0.2.9") == "wrong"
                  for _ in range(4)))
    elif act == "end":
        end_session(engine, words[0])
        print("ended")
    else:
        print(account_of(engine, words[0]) is not None)
    sys.stdout.flush()
"""


class Process:
    """Another process at the same database."""

    def __init__(self, url: sa.URL) -> None:
        address = url.render_as_string(hide_password=False)
        self._process = subprocess.Popen(
            [sys.executable, "-c", PROCESS, address],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def tell(self, *words: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("\t".join(words) + "\n")
        self._process.stdin.flush()

    def answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def close(self) -> None:
        self._process.communicate()


def test_processes_count_attempts_and_end_sessions_together(
    engine: sa.Engine, database_url: sa.URL, anna: Account, password: str
) -> None:
    one, other = Process(database_url), Process(database_url)
    session = new_session(engine, anna)
    for process in (one, other):
        process.tell("is", session)
        assert process.answer() == "True"
    one.tell("end", session)
    assert one.answer() == "ended"
    other.tell("is", session)
    assert other.answer() == "False"

    for process in (one, other):
        process.tell("guess")
    # Eight guesses at the same time: five were looked at, whoever was first.
    assert int(one.answer()) + int(other.answer()) == MOST_FOR_ACCOUNT
    assert sign_in(engine, "anna", password, HOME) is Refusal.WAIT
    for process in (one, other):
        process.close()
