"""Both databases: one writes at a time and sees the one before, who reads sees one moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from geo_kopienas.domain.schema.problems import LedgerError
from geo_kopienas.store.ledger.engine import open_engine, reading, writing
from geo_kopienas.store.ledger.tables import metadata, setting

if TYPE_CHECKING:
    from postgresql import Cluster

COUNT = sa.select(setting.c.value).where(setting.c.name == "count")


@pytest.fixture
def counter(engine: sa.Engine) -> sa.Engine:
    """A database with a number that all count up."""
    metadata.create_all(engine)
    with writing(engine) as connection:
        connection.execute(setting.insert().values(name="count", value="0"))
    return engine


def count_up(engine: sa.Engine) -> None:
    with writing(engine) as connection:
        value = int(connection.execute(COUNT).scalar_one())
        connection.execute(setting.update().values(value=str(value + 1)))


def test_who_waited_to_write_sees_what_was_written_meanwhile(counter: sa.Engine) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(count_up, [counter] * 40))

    with reading(counter) as connection:
        assert connection.execute(COUNT).scalar_one() == "40"


def test_who_reads_sees_one_moment(counter: sa.Engine) -> None:
    with reading(counter) as connection:
        assert connection.execute(COUNT).scalar_one() == "0"
        count_up(counter)
        assert connection.execute(COUNT).scalar_one() == "0"


def test_what_fails_writes_nothing(counter: sa.Engine) -> None:
    def fail_half_way() -> None:
        with writing(counter) as connection:
            connection.execute(setting.update().values(value="7"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()

    with reading(counter) as connection:
        assert connection.execute(COUNT).scalar_one() == "0"


def test_a_database_that_was_killed_and_is_back_is_connected_anew(cluster: Cluster) -> None:
    engine = open_engine(cluster.new_database())
    metadata.create_all(engine)
    with writing(engine) as connection:
        connection.execute(setting.insert().values(name="count", value="5"))

    cluster.stop()
    with pytest.raises(LedgerError, match="database_gone"), reading(engine):
        pass
    cluster.start()

    with reading(engine) as connection:
        assert connection.execute(COUNT).scalar_one() == "5"
    engine.dispose()
