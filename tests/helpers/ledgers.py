"""Databases with a ledger, for tests that need no facts in it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from argon2 import PasswordHasher

from geo_kopienas.store.ledger import accounts
from geo_kopienas.store.ledger.engine import writing
from geo_kopienas.store.ledger.opening import DATABASE_VARIABLE, open_ledger
from geo_kopienas.store.ledger.schema import LEDGER_ID, upgrade
from geo_kopienas.store.ledger.tables import setting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest
    import sqlalchemy as sa


def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let hashes take no time: what is tested is who gets in."""
    monkeypatch.setattr(accounts, "_hasher", PasswordHasher(1, 8, 1))
    accounts._hash_of_nobody.cache_clear()


@contextmanager
def ledger_in_use(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sa.Engine]:
    """A ledger without facts that the environment names."""
    path.touch()
    monkeypatch.setenv(DATABASE_VARIABLE, str(path))
    engine: sa.Engine = open_ledger().engine  # type: ignore[attr-defined]
    with writing(engine) as connection:
        upgrade(connection)
        connection.execute(setting.insert().values(name=LEDGER_ID, value="test"))
    yield engine
    engine.dispose()
