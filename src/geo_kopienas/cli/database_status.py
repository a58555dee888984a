"""`database status`: which database there is, what is in it, and whether it can be written."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from geo_kopienas.cli.data import TIME_ZONE
from geo_kopienas.cli.database import tell
from geo_kopienas.cli.parser import CANNOT_READ
from geo_kopienas.cli.progress import at_work
from geo_kopienas.texts.faults import describe, shown

if TYPE_CHECKING:
    import argparse
    from datetime import datetime

    from geo_kopienas.cli.parser import Parser
    from geo_kopienas.store.ledger.condition import Condition
    from geo_kopienas.texts import Texts

NAME = "database status"
_MEGABYTE = 1_000_000
_STORES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def add_arguments(parser: Parser) -> None:
    """Add the command's own arguments and options."""
    parser.add_format("text", "json")


def run(options: argparse.Namespace, texts: Texts) -> int:
    """Say what there is; a database that cannot be used is a fault."""
    from geo_kopienas.store.ledger.condition import condition_of  # noqa: PLC0415 - help need not wait
    from geo_kopienas.store.ledger.opening import open_database, open_ledger  # noqa: PLC0415

    ledger = open_ledger()
    if not ledger.keeps_history:
        path = str(getattr(ledger, "path", ""))
        answer: dict[str, Any] = {"store": "directory", "address": path, "is_editable": False}
        line = texts.say("cli.database.status.directory", directory=shown(path))
        return tell([], answer, [line], options, texts)
    with at_work("load", texts):
        found = condition_of(open_database())
    problems = [found.problem] if found.problem else []
    tell(problems, _answer(found), _lines(found, texts), options, texts)
    return CANNOT_READ if problems else 0


def _answer(found: Condition) -> dict[str, Any]:
    last = found.last_change
    return {
        "store": found.store,
        "address": found.address,
        "schema": found.schema,
        "changes": last.number if last else 0,
        "last_change": last and {"time": _iso(last.time), "summary": last.summary},
        "rows": found.rows,
        "size_bytes": found.size_bytes,
        "copied_at": found.copied_at and _iso(found.copied_at),
        "is_editable": found.write_problem is None,
        "read_only_reason": found.write_problem and found.write_problem.code,
    }


def _lines(found: Condition, texts: Texts) -> list[str]:
    def say(key: str, **words: object) -> str:
        return texts.say(f"cli.database.status.{key}", **words)

    lines = [say("store", store=_STORES[found.store], address=shown(found.address))]
    if found.schema is not None:
        lines.append(say("schema", schema=found.schema))
    if found.size_bytes is not None:
        lines.append(say("size", size=texts.number(found.size_bytes / _MEGABYTE, 1)))
    if (last := found.last_change) is not None:
        words = {"time": _local(last.time, texts), "summary": shown(last.summary)}
        lines.append(say("changes", number=texts.number(last.number), **words))
        lines += [f"  {file}: {texts.number(number)}" for file, number in found.rows.items()]
    if found.copied_at is not None:
        lines.append(say("copy", time=_local(found.copied_at, texts)))
    if found.problem is None:
        reason = found.write_problem
        lines.append(
            say("editable")
            if reason is None
            else say("read_only", reason=" ".join(describe(reason, texts)))
        )
    return lines


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _local(moment: datetime, texts: Texts) -> str:
    here = moment.astimezone(TIME_ZONE)
    return f"{texts.short_date(here.date())} {here:%H:%M}"
