"""What `python3 start.py` does for the ledger of this checkout; it prints what to say as JSON.

    .venv/bin/python -m geo_kopienas.cli.first_start

The database is made from `data/` when there is none. Newer data are taken over as long as nobody
has changed anything in the database; after that `database refresh` does it.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from geo_kopienas.domain.schema.codes import LANGUAGES
from geo_kopienas.domain.schema.problems import LedgerError
from geo_kopienas.store.ledger.accounts import list_accounts
from geo_kopienas.store.ledger.condition import write_problem
from geo_kopienas.store.ledger.engine import sqlite_file
from geo_kopienas.store.ledger.maintenance import init_database
from geo_kopienas.store.ledger.opening import open_database, today
from geo_kopienas.store.ledger.refresh import has_news, is_untouched, plan_refresh
from geo_kopienas.texts import texts_for
from geo_kopienas.texts.faults import describe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_kopienas.domain.schema.problems import Problem
    from geo_kopienas.store.ledger.database import DatabaseLedger

#: A key of the words of `start.py`, and what fills its blanks.
Said = tuple[str, dict[str, Any]]


def prepared(ledger: DatabaseLedger) -> Iterator[Said]:
    """Make the ledger or bring it up to date, and tell what there is to say."""
    try:
        file = sqlite_file(ledger.engine.url)
        if file is not None and not file.exists():
            directory = ledger.configuration
            _, faults = init_database(
                ledger.engine, directory, f"database init {directory.name}", today()
            )
            if faults and faults[0].code != "database_exists":  # another start was faster
                yield "ledger_faulty", {}
                return
        else:
            yield from _brought_up_to_date(ledger)
        if (problem := write_problem(ledger.engine)) is not None:
            yield _closed(problem)
        elif not list_accounts(ledger.engine):
            yield "account", {}
    except LedgerError as error:
        yield _closed(error.problem)


def _brought_up_to_date(ledger: DatabaseLedger) -> Iterator[Said]:
    directory = ledger.configuration
    ledger.version()  # or say why it cannot be read
    if not has_news(ledger, directory):
        return
    if is_untouched(ledger):
        plan = plan_refresh(ledger, directory, today())
        if not plan.problems and not isinstance(
            plan.write(ledger, f"database refresh {directory.name}"), list
        ):
            yield "ledger_refreshed", {"number": len(plan.edits)}
            return
    yield "ledger_differs", {}


def _closed(problem: Problem) -> Said:
    """Why nobody can edit, in each language."""
    sentences = [" ".join(describe(problem, texts_for(language))) for language in LANGUAGES]
    return "ledger_closed", {"reason": sentences}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(list(prepared(open_database()))))
