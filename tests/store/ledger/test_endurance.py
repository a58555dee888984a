"""A ledger that is killed while it writes, and one that many write at once, loses nothing.

Every fourth step of a change is killed by default; with `--hypothesis-profile=thorough` each is,
200 times or more, and 400 changes compete in each database.
"""

from __future__ import annotations

import signal
from itertools import count
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from data_folder import EVIDENCE_ROWS, write_data_folder, write_table
from hypothesis import settings
from ledger_work import (
    COMMUNITY,
    FACT,
    cell,
    commit_and_die,
    commit_text,
    compete,
    open_work,
    start,
)

from geo_kopienas.domain.schema.fields import EVIDENCE
from geo_kopienas.store.ledger.engine import open_engine
from geo_kopienas.store.ledger.maintenance import init_database
from geo_kopienas.store.ledger.opening import today

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo_kopienas.store.ledger.database import DatabaseLedger

WRITERS = ("anna", "berta", "cilda", "dace")
IS_THOROUGH = settings.get_current_profile_name() == "thorough"
LEAST_KILLS, STRIDE = (200, 1) if IS_THOROUGH else (0, 4)
CHANGES_EACH = 100 if IS_THOROUGH else 10
SECONDS = 120


@pytest.fixture
def ledger(database_url: sa.URL, tmp_path: Path) -> Iterator[DatabaseLedger]:
    """A small ledger with a fact that all change, and one for each writer."""
    data = write_data_folder(tmp_path / "data")
    rows = [{**EVIDENCE_ROWS[0], "evidence_id": name} for name in ("e1", *WRITERS)]
    write_table(data, EVIDENCE, rows)
    engine = open_engine(database_url)
    assert init_database(engine, data, "Sākums", today())[1] == []
    engine.dispose()
    opened = open_work(database_url, data, tmp_path / "copies")
    yield opened
    opened.engine.dispose()


def test_killed_at_every_step_of_a_change_it_has_all_of_it_or_nothing(
    ledger: DatabaseLedger, tmp_path: Path
) -> None:
    acknowledged = tmp_path / "acknowledged"
    acknowledged.touch()
    arguments = (ledger.engine.url, ledger.configuration, ledger.copies)
    commit_text(ledger, "0")
    kills, step = 0, 1
    for number in count(1):
        process = start(commit_and_die, *arguments, str(number), acknowledged, step)
        process.join(SECONDS)
        is_killed = process.exitcode == -signal.SIGKILL
        kills += is_killed
        ledger.engine.dispose()  # whoever comes next connects anew
        # All of it or nothing: both rows, and the journal's newest change, say the same.
        texts = {cell(ledger, *FACT), cell(ledger, *COMMUNITY), ledger.changes(limit=1)[0].summary}
        assert len(texts) == 1
        if is_killed:
            step += STRIDE
            continue
        assert 0 < process.exitcode < step  # the change has fewer steps, all of which were tried
        if kills >= LEAST_KILLS:
            break
        step = 1
    made = [change.summary for change in ledger.changes()]
    assert set(acknowledged.read_text(encoding="utf-8").split()) <= set(made)
    assert len(set(made)) == len(made) == ledger.changes(limit=1)[0].number
    assert ledger.read(ledger.version())[1] == []
    if ledger.engine.dialect.name == "sqlite":
        with ledger.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    print(f"{ledger.engine.dialect.name}: {kills} kills")  # noqa: T201


def test_of_many_changes_at_once_each_is_kept_or_refused_with_the_reason(
    ledger: DatabaseLedger, tmp_path: Path
) -> None:
    processes = [
        start(
            compete,
            ledger.engine.url,
            ledger.configuration,
            ledger.copies,
            who,
            CHANGES_EACH,
            tmp_path / who,
        )
        for who in WRITERS
    ]
    for process in processes:
        process.join(SECONDS * 4)
        assert process.exitcode == 0
    answers = [
        line.split(";")
        for who in WRITERS
        for line in (tmp_path / who).read_text(encoding="utf-8").splitlines()
    ]
    kept = [text for text, *refused in answers if not refused]
    reasons = {code for _, *refused in answers for code in refused}

    assert len(answers) == len(WRITERS) * CHANGES_EACH
    assert reasons <= {"row_changed_meanwhile", "database_locked"}
    made = [change.summary for change in ledger.changes()][:-1]
    assert sorted(made) == sorted(kept)
    for who in WRITERS:
        own = [text for text in kept if text.startswith(who) and int(text.split()[1]) % 5]
        assert cell(ledger, EVIDENCE.file, who, "title_lv") == own[-1]
    print(f"{ledger.engine.dialect.name}: {len(kept)} kept of {len(answers)}")  # noqa: T201
