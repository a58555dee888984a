"""Accounts: who may change the ledger.

A password stands nowhere: argon2 hashes it, and a one-time password is shown once, to whoever made
it. Every change of an account ends the sessions that it had.
"""

import re
import secrets
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from functools import cache
from threading import BoundedSemaphore
from typing import Any

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from geo_kopienas.domain.editing.changes import Role
from geo_kopienas.domain.schema.problems import LedgerError, Problem
from geo_kopienas.store.ledger.database import DatabaseLedger
from geo_kopienas.store.ledger.engine import reading, writing
from geo_kopienas.store.ledger.opening import open_ledger
from geo_kopienas.store.ledger.schema import require_current
from geo_kopienas.store.ledger.tables import account

#: NIST SP 800-63B-4: 15 where nothing but the password is asked for, and no rules of signs.
MIN_PASSWORD_LENGTH = 15
MAX_PASSWORD_LENGTH = 200
#: An account that nobody took up is closed to whoever finds the paper.
ONE_TIME_DAYS = 7
#: Without signs that look alike; 16 of them are 79 bits.
_ONE_TIME_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")

_hasher = PasswordHasher()
#: A hash takes 64 MiB: many at once must not take all memory.
_few_at_once = BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class Account:
    """A person's account.

    Attributes:
        name: Lower-case letters, digits, dots and hyphens; editors alone see it.
        role: What the person may do.
        must_change: Whether the password is a one-time one.
        is_disabled: Whether nobody can sign in with it.
        created_at: When it was added.
        sessions_from: Changes whenever all sessions of the account end.
    """

    name: str
    role: Role
    must_change: bool
    is_disabled: bool
    created_at: datetime
    sessions_from: datetime


def list_accounts(engine: sa.Engine) -> list[Account]:
    """All accounts by name."""
    with reading(engine) as connection:
        rows = connection.execute(sa.select(account).order_by(account.c.name)).mappings().all()
    return [account_from_row(row) for row in rows]


def add_account(engine: sa.Engine, name: str, role: Role) -> tuple[str, list[Problem]]:
    """Add an account.

    Returns:
        Its one-time password, and what keeps it from being added.
    """
    if not _NAME.fullmatch(name):
        return "", [Problem("account_name", value=name)]
    password = _one_time_password()
    row = {
        "name": name,
        "role": role.value,
        "password_hash": password_hash(password),
        "must_change": True,
        "is_disabled": False,
        "created_at": datetime.now(UTC),
        "sessions_from": datetime.now(UTC),
    }
    with writing(engine) as connection:
        if find_account(connection, name) is not None:
            return "", [Problem("account_exists", value=name)]
        connection.execute(sa.insert(account).values(row))
    return password, []


def set_role(engine: sa.Engine, name: str, role: Role) -> list[Problem]:
    """Give an account another role."""
    return _change(engine, name, role=role.value)


def set_disabled(engine: sa.Engine, name: str, *, is_disabled: bool) -> list[Problem]:
    """Close an account, or open it again."""
    return _change(engine, name, is_disabled=is_disabled)


def renew_password(engine: sa.Engine, name: str) -> tuple[str, list[Problem]]:
    """Give an account a new one-time password instead of the one that it has."""
    password = _one_time_password()
    problems = _change(engine, name, password_hash=password_hash(password), must_change=True)
    return ("", problems) if problems else (password, [])


def end_all_sessions(engine: sa.Engine, name: str) -> list[Problem]:
    """Sign an account out everywhere."""
    return _change(engine, name)


def choose_password(
    engine: sa.Engine, known: Account, password: str
) -> tuple[Account, list[Problem]]:
    """Give an account the password that its owner chose.

    Args:
        engine: The database.
        known: The account as it was when its owner was known last.
        password: The new one.

    Returns:
        The account as it is now, and what keeps the password from being taken.
    """
    problems = password_problems(known.name, password)
    if problems:
        return known, problems
    if check_password(engine, known.name, password) is not None:
        return known, [Problem("password_same")]
    values = {"password_hash": password_hash(password), "must_change": False}
    with writing(engine) as connection:
        now = find_account(connection, known.name)
        if now is None or now.is_disabled or now.sessions_from != known.sessions_from:
            return known, [Problem("session_ended")]
        return _store(connection, now, values), []


def password_problems(name: str, password: str) -> list[Problem]:
    """What is wrong with a password that somebody chose; it is in none of the faults."""
    password = _normal(password)
    if not MIN_PASSWORD_LENGTH <= len(password) <= MAX_PASSWORD_LENGTH:
        limits = {"min": str(MIN_PASSWORD_LENGTH), "max": str(MAX_PASSWORD_LENGTH)}
        return [Problem("password_length", details=limits)]
    rest = password.casefold().replace(name, "")
    if len(rest) < MIN_PASSWORD_LENGTH // 2 or len(set(rest)) < MIN_PASSWORD_LENGTH // 3:
        return [Problem("password_easy")]
    return []


def check_password(engine: sa.Engine, name: str, password: str) -> Account | None:
    """The account, if it is open and this is its password.

    Takes as long for a name that nobody has.
    """
    with reading(engine) as connection:
        row = connection.execute(_select(name)).mappings().one_or_none()
    hashed = _hash_of_nobody() if row is None else row["password_hash"]
    with _few_at_once:
        try:
            _hasher.verify(hashed, _normal(password))
        except VerifyMismatchError:
            return None
    if row is None:
        return None
    known = account_from_row(row)
    end = known.sessions_from + timedelta(days=ONE_TIME_DAYS)
    is_late = known.must_change and datetime.now(UTC) > end
    return None if known.is_disabled or is_late else known


def find_account(connection: sa.Connection, name: str) -> Account | None:
    """The account of a name."""
    row = connection.execute(_select(name)).mappings().one_or_none()
    return None if row is None else account_from_row(row)


def account_from_row(row: sa.RowMapping) -> Account:
    """An account without its password."""
    values = {field.name: row[field.name] for field in fields(Account)}
    return Account(**values | {"role": Role(values["role"])})


def password_hash(password: str) -> str:
    """The hash of a password."""
    with _few_at_once:
        return _hasher.hash(_normal(password))


def _change(engine: sa.Engine, name: str, **values: Any) -> list[Problem]:  # noqa: ANN401 - cells
    with writing(engine) as connection:
        known = find_account(connection, name)
        if known is None:
            return [Problem("account_unknown", value=name)]
        _store(connection, known, values)
    return []


def _store(connection: sa.Connection, known: Account, values: Mapping[str, Any]) -> Account:
    # Later than before even where the clock was set back.
    sessions_from = max(datetime.now(UTC), known.sessions_from + timedelta(microseconds=1))
    connection.execute(
        sa.update(account)
        .where(account.c.name == known.name)
        .values(**values, sessions_from=sessions_from)
    )
    row = connection.execute(_select(known.name)).mappings().one()
    return account_from_row(row)


def _select(name: str) -> sa.Select[Any]:
    # What can be no name may hold signs that a database refuses.
    return sa.select(account).where(account.c.name == (name if _NAME.fullmatch(name) else ""))


def _one_time_password() -> str:
    signs = "".join(secrets.choice(_ONE_TIME_SIGNS) for _ in range(16))
    return "-".join(re.findall("....", signs))


def _normal(password: str) -> str:
    """A password as any keyboard types it: a letter and its mark may come as one sign or two."""
    return unicodedata.normalize("NFKC", password)


@cache
def _hash_of_nobody() -> str:
    return password_hash(secrets.token_urlsafe())


@contextmanager
def open_accounts(*, is_checked: bool = True) -> Iterator[sa.Engine]:
    """The database that keeps the accounts.

    Args:
        is_checked: Whether its version is looked at first, which takes longer than most questions.

    Raises:
        LedgerError: Files are read here, or the database cannot be reached.
    """
    ledger = open_ledger()
    if not isinstance(ledger, DatabaseLedger):
        raise LedgerError(Problem("accounts_without_database"))
    if is_checked:
        with reading(ledger.engine) as connection:
            require_current(connection)
    yield ledger.engine
