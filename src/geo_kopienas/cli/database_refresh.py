"""`database refresh`: takes newer rows of a data directory over; shows them, writes on `--yes`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo_kopienas.cli.data import today
from geo_kopienas.cli.database import add_directory, asked_directory, tell
from geo_kopienas.cli.imports import change_lines
from geo_kopienas.cli.progress import at_work
from geo_kopienas.domain.editing.changes import differing_fields

if TYPE_CHECKING:
    import argparse

    from geo_kopienas.cli.parser import Parser
    from geo_kopienas.domain.editing.changes import Edit
    from geo_kopienas.store.ledger.refresh import Refresh
    from geo_kopienas.texts import Texts

NAME = "database refresh"
#: Values of `store.ledger.refresh.Side`, which help need not load.
_SIDES = ("directory", "database")


def add_arguments(parser: Parser) -> None:
    """Add the command's own arguments and options."""
    add_directory(parser)
    parser.add("--keep", choices=_SIDES, metavar="|".join(_SIDES))
    parser.add("--yes", action="store_true")
    parser.add_format("text", "json")


def run(options: argparse.Namespace, texts: Texts) -> int:
    """Show what the directory brings, and take it over if that was asked for."""
    from geo_kopienas.store.ledger.opening import open_database  # noqa: PLC0415 - help need not wait
    from geo_kopienas.store.ledger.refresh import Side, plan_refresh  # noqa: PLC0415

    ledger, directory = open_database(), asked_directory(options)
    with at_work("compare", texts):
        side = Side(options.keep) if options.keep else None
        plan = plan_refresh(ledger, directory, today(), keep=side)
    problems, is_written = plan.problems, False
    if options.yes and not problems:
        with at_work("ledger", texts):
            written = plan.write(ledger, f"{NAME} {directory.name}")
        problems = written if isinstance(written, list) else []
        is_written = not problems
    changes = _changes(plan)
    end = f"cli.borders.{'written' if is_written else 'dry'}"
    if problems:
        end = "cli.borders.refused"
    elif not plan.edits:
        end = "cli.database.refresh.nothing"
    answer = {"changes": changes, "is_written": is_written}
    return tell(problems, answer, _lines(changes, texts, end), options, texts)


def _changes(plan: Refresh) -> dict[str, list[dict[str, Any]]]:
    """The rows of a refresh by what happens to them."""
    changes: dict[str, list[dict[str, Any]]] = {"new": [], "changed": [], "withdrawn": []}
    for edit in plan.edits:
        fields = differing_fields(edit.before, edit.after)
        changes[_kind(edit)].append({"file": edit.file, "row": edit.row_id, "fields": fields})
    changes["kept"] = [{"file": file, "row": row_id} for file, row_id in plan.kept]
    return changes


def _kind(edit: Edit) -> str:
    if edit.before is None:
        return "new"
    return "changed" if edit.after is not None else "withdrawn"


def _lines(changes: dict[str, list[dict[str, Any]]], texts: Texts, end: str) -> list[str]:
    lines = change_lines(
        {kind: rows for kind, rows in changes.items() if rows},
        texts,
        head=lambda kind, number: f"{texts[f'cli.database.refresh.kind.{kind}']}: {number}",
        line="cli.database.refresh.line",
    )
    return [*lines, texts[end]]
