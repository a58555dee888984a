"""Processes that change a ledger: one that is killed at a step of `commit`, some that compete."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from geo_kopienas.domain.editing.changes import Change, Edit
from geo_kopienas.domain.schema.fields import COMMUNITIES, EVIDENCE
from geo_kopienas.domain.schema.problems import LedgerError
from geo_kopienas.store.ledger import facts
from geo_kopienas.store.ledger.database import DatabaseLedger
from geo_kopienas.store.ledger.engine import open_engine, reading
from geo_kopienas.store.ledger.opening import today

if TYPE_CHECKING:
    from collections.abc import Callable

#: A change touches both, so that half of one shows.
FACT, COMMUNITY = (EVIDENCE.file, "e1", "title_lv"), (COMMUNITIES.file, "mezs", "name_lv")

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["geo_kopienas.store.ledger.database", "psycopg"])


def open_work(url: sa.URL, data: Path, copies: Path) -> DatabaseLedger:
    """The ledger, with connections of this process."""
    return DatabaseLedger(open_engine(url), data, copies, today)


def start(work: Callable[..., None], *arguments: Any) -> Any:
    """A process that works on the ledger."""
    process = _forks.Process(target=work, args=arguments)
    process.start()
    return process


def cell(ledger: DatabaseLedger, file: str, row_id: str, column: str) -> str:
    """What stands in a cell."""
    with reading(ledger.engine) as connection:
        return str(facts.read_rows(connection, file, [row_id])[row_id][column])


def edit(ledger: DatabaseLedger, file: str, row_id: str, column: str, text: str) -> Edit:
    """A row with another text in a cell."""
    with reading(ledger.engine) as connection:
        before = facts.read_rows(connection, file, [row_id])[row_id]
    return Edit(file, row_id, before, {**before, column: text})


def commit_text(ledger: DatabaseLedger, text: str) -> Any:
    """One change that writes a text into both rows."""
    edits = tuple(edit(ledger, *where, text) for where in (FACT, COMMUNITY))
    return ledger.commit(Change(summary=text, edits=edits), ledger.version())


def commit_and_die(  # noqa: PLR0913, PLR0917 - a process of its own
    url: sa.URL, data: Path, copies: Path, text: str, acknowledged: Path, last_step: int
) -> None:
    """Make one change, acknowledge it, and be killed at a step of it.

    The number of steps is the exit code where there are fewer.
    """
    ledger = open_work(url, data, copies)
    steps = 0

    def step(*_: object) -> None:
        nonlocal steps
        steps += 1
        if steps == last_step:
            os.kill(os.getpid(), signal.SIGKILL)

    for event in ("begin", "before_cursor_execute", "after_cursor_execute", "commit"):
        sa.event.listen(ledger.engine, event, step)
    dialect: Any = ledger.engine.dialect
    commit = dialect.do_commit

    def commit_and_step(connection: Any) -> None:
        commit(connection)
        step()

    dialect.do_commit = commit_and_step
    answer = commit_text(ledger, text)
    step()
    if not isinstance(answer, list):
        acknowledge(acknowledged, text)
    step()
    os._exit(steps)


def acknowledge(path: Path, text: str) -> None:
    """Note that somebody was told that a change is made."""
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{text}\n")
        file.flush()
        os.fsync(file.fileno())


def compete(  # noqa: PLR0913, PLR0917 - a process of its own
    url: sa.URL, data: Path, copies: Path, who: str, count: int, answers: Path
) -> None:
    """Change a row of one's own and, every fifth time, one that all change; note each answer."""
    ledger = open_work(url, data, copies)
    for number in range(count):
        file, row_id, column = FACT
        where = (file, row_id if number % 5 == 0 else who, column)
        text = f"{who} {number}"
        change = Change(summary=text, edits=(edit(ledger, *where, text),))
        try:
            answer = ledger.commit(change, ledger.version())
        except LedgerError as error:
            answer = [error.problem]
        refused = sorted({problem.code for problem in answer}) if isinstance(answer, list) else []
        acknowledge(answers, ";".join([text, *refused]))
    sys.exit(0)
