"""Databases of both kinds for the tests of the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ledgers
import pytest
import sqlalchemy as sa
from postgresql import Cluster, running_cluster

from geo_kopienas.store.ledger.engine import open_engine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL of this process of the tests."""
    with running_cluster() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.URL]:
    """The address of a database with nothing in it, of each kind in turn."""
    if request.param == "sqlite":
        (file := tmp_path / "ledger.sqlite").touch()
        yield sa.URL.create("sqlite", database=str(file))
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    url = cluster.new_database()
    yield url
    cluster.drop_database(url)


@pytest.fixture
def engine(database_url: sa.URL) -> Iterator[sa.Engine]:
    """The engine of that database."""
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that take no time: what is tested is who gets in."""
    ledgers.quick_passwords(monkeypatch)
