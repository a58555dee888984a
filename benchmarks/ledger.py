"""Measure the ledger in a database: made, changed, asked.

    .venv/bin/python benchmarks/ledger.py              # SQLite, default data
    .venv/bin/python benchmarks/ledger.py --large      # also 6,500 places and 100,000 facts
    .venv/bin/python benchmarks/ledger.py --database postgresql+psycopg://…   # an empty one

A change is one amended fact, committed as an editor's is: judged by the rules, journal and all. The
journal of 100,000 changes is written straight into its tables.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from national import SIZES, write_directory

from geo_kopienas.domain.editing.changes import Change, Edit
from geo_kopienas.domain.schema.fields import EVIDENCE
from geo_kopienas.store.ledger import facts
from geo_kopienas.store.ledger.database import DatabaseLedger
from geo_kopienas.store.ledger.engine import database_address, open_engine, reading, writing
from geo_kopienas.store.ledger.maintenance import init_database
from geo_kopienas.store.ledger.opening import today
from geo_kopienas.store.ledger.tables import change, revision

if TYPE_CHECKING:
    from collections.abc import Callable

CHECKOUT = Path(__file__).resolve().parents[1]
CHANGES, ROWS, ROUNDS = 100_000, 1_000, 50
LARGE = replace(SIZES["national"], communities=5_000, facts=100_000)


def main() -> None:
    """Print a table of figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--database", help="address of an empty database; SQLite by default")
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--init", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ledger-") as folder:
        address = options.database or str(Path(folder) / "ledger.sqlite")
        if options.init:
            init_alone(address, options.init)
            return
        print("| what | figure |\n|---|---|")
        engine = open_engine(database_address(address))
        started = time.perf_counter()
        _, problems = init_database(engine, CHECKOUT / "data", "init", today())
        show("init of the default data", seconds(started))
        if problems:
            raise SystemExit(str(problems[:3]))
        ledger = DatabaseLedger(engine, CHECKOUT / "data", Path(folder) / "copies", today)
        measure(ledger)
        engine.dispose()
        if options.large:
            data = Path(folder) / "large"
            write_directory(data, LARGE)
            command = [sys.executable, __file__, "--init", str(data)]
            subprocess.run(command, check=True)


def init_alone(address: str, data: Path) -> None:
    """Make a ledger from a large directory, in a process whose memory is that of this alone."""
    started = time.perf_counter()
    counts, problems = init_database(open_engine(database_address(address)), data, "init", today())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows = f"{sum(counts.values()):,} rows, {counts.get(EVIDENCE.file, 0):,} facts"
    show(
        f"init of a country: {rows}, {len(problems)} faults", f"{seconds(started)}, {peak:,.0f} MiB"
    )


def measure(ledger: DatabaseLedger) -> None:
    """Changes, versions and histories of the default data."""
    with reading(ledger.engine) as connection:
        rows = dict(list(facts.read_rows(connection, EVIDENCE.file).items())[:ROUNDS])
    commits = iter(rows.items())

    def commit() -> None:
        row_id, row = next(commits)
        edit = Edit(EVIDENCE.file, row_id, row, {**row, "note_en": "measured"})
        answer = ledger.commit(Change(summary="measured", edits=(edit,)), version)
        if isinstance(answer, list):
            raise SystemExit(str(answer))

    version = ledger.version()
    show(f"commit of one fact, {ROUNDS} times", spread(commit))
    show("version()", spread(ledger.version))
    write_journal(ledger.engine)
    show(
        f"history of a row in a journal of {CHANGES:,} changes ({CHANGES // ROWS} of the row)",
        spread(lambda: ledger.history(EVIDENCE.file, "row-500")),
    )
    show("commit of one fact after them", spread_of_one(ledger))
    show("version() after them", spread(ledger.version))
    print(f"\n{plan_of_history(ledger.engine)}")


def spread_of_one(ledger: DatabaseLedger) -> str:
    """Commits of one row, over and over."""
    with reading(ledger.engine) as connection:
        row_id, row = next(iter(facts.read_rows(connection, EVIDENCE.file).items()))
    state = [row]

    def commit() -> None:
        new = {**row, "note_en": f"measured {len(state)}"}
        edit = Edit(EVIDENCE.file, row_id, state[-1], new)
        answer = ledger.commit(Change(summary="measured", edits=(edit,)), version)
        if isinstance(answer, list):
            raise SystemExit(str(answer))
        state.append(new)

    version = ledger.version()
    return spread(commit)


def write_journal(engine: sa.Engine) -> None:
    """A journal of many changes, each of one of a thousand rows."""
    with writing(engine) as connection:
        first = (connection.scalar(sa.select(sa.func.max(change.c.number))) or 0) + 1
        when = connection.scalar(sa.select(sa.func.max(change.c.time)))
        numbers = range(first, first + CHANGES)
        words = {"role": "editor", "summary": "x", "reason": "", "source_url": "", "time": when}
        connection.execute(sa.insert(change), [{"number": number, **words} for number in numbers])
        text = '{"evidence_id":"row","title_lv":"' + "x" * 300 + '"}'
        connection.execute(
            sa.insert(revision),
            [
                {
                    "change": number,
                    "file": EVIDENCE.file,
                    "row_id": f"row-{number % ROWS}",
                    "before": text,
                    "after": text,
                }
                for number in numbers
            ],
        )
    if engine.dialect.name == "postgresql":
        with writing(engine) as connection:
            connection.exec_driver_sql("ANALYZE")


def plan_of_history(engine: sa.Engine) -> str:
    """How the database finds the revisions of a row."""
    kind = "EXPLAIN QUERY PLAN" if engine.dialect.name == "sqlite" else "EXPLAIN"
    query = f"{kind} SELECT * FROM revision WHERE file = 'x' AND row_id = 'y' ORDER BY id DESC"  # noqa: S608
    with reading(engine) as connection:
        return "; ".join(str(row[-1]) for row in connection.exec_driver_sql(query))


def spread(work: Callable[[], object]) -> str:
    """Median and longest time of a work in milliseconds."""
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - started))
    return f"median {statistics.median(times):.1f} ms, longest {max(times):.1f} ms"


def seconds(started: float) -> str:
    """The time since then."""
    return f"{time.perf_counter() - started:.2f} s"


def show(what: str, figure: str) -> None:
    """One row of the table."""
    print(f"| {what} | {figure} |", flush=True)


if __name__ == "__main__":
    main()
