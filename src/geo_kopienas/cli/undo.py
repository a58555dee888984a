"""`undo`: takes a change of the ledger back, or in a data directory the last import."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo_kopienas.cli.faults import Answer, print_answer
from geo_kopienas.cli.parser import CANNOT_READ, FAULTS_FOUND, FINE
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.texts.faults import shown

if TYPE_CHECKING:
    import argparse

    from geo_kopienas.cli.parser import Parser
    from geo_kopienas.store.ledger.seam import Ledger
    from geo_kopienas.texts import Texts

NAME = "undo"
#: With these the command was called for something that is not there.
_WRONG_CALL = frozenset({"directory_missing", "history_without_journal", "change_unknown"})


def add_arguments(parser: Parser) -> None:
    """Add the command's own arguments and options."""

    def number(text: str) -> int:
        if not text.isdecimal():
            raise parser.refusal("cli.history.not_a_number", value=shown(text))
        return int(text)

    parser.add("change", nargs="?", type=number, metavar="CHANGE")
    parser.add_format("text", "json")


def run(options: argparse.Namespace, texts: Texts) -> int:
    """Undo a change."""
    from geo_kopienas.store.ledger.opening import open_ledger  # noqa: PLC0415 - help need not wait

    ledger = open_ledger()
    undo = _undo_change if ledger.keeps_history else _undo_import
    done, answer, problems = undo(ledger, options.change, texts)
    print_answer(options, texts, problems, Answer(answer, [done]))
    if any(problem.code in _WRONG_CALL for problem in problems):
        return CANNOT_READ
    return FAULTS_FOUND if problems else FINE


def _undo_change(
    ledger: Ledger, number: int | None, texts: Texts
) -> tuple[str, dict[str, Any], list[Problem]]:
    """Undo a change of the journal by a new one."""
    from geo_kopienas.store.ledger.undoing import change_to_undo, undo_change  # noqa: PLC0415

    change, problems = change_to_undo(ledger, number)
    if change is not None:
        made = undo_change(ledger, change)
        problems = made if isinstance(made, list) else []
    if change is None or problems:
        return "", {"undone": None, "change": None, "files": []}, problems
    (undoing,) = ledger.changes(limit=1)
    touched = ledger.touched([undoing.number]).get(undoing.number, {})
    summary = shown(change.summary)
    done = texts.say(
        "cli.undo.change_done", number=change.number, summary=summary, by=undoing.number
    )
    answer = {"undone": change.number, "change": undoing.number, "files": sorted(touched)}
    return done, answer, []


def _undo_import(
    ledger: Ledger, number: int | None, texts: Texts
) -> tuple[str, dict[str, Any], list[Problem]]:
    """Put the files back that the last import of the data directory replaced."""
    from geo_kopienas.store.ledger.files import undo_last  # noqa: PLC0415 - help need not wait

    if number is not None:
        return "", {"undone": None, "files": []}, [Problem("history_without_journal")]
    manifest, problems = undo_last(ledger.directory(ledger.version()))
    files = sorted(manifest["files"]) if manifest else []
    command = str(manifest["command"]) if manifest else None
    done = texts.say("cli.undo.done", command=shown(str(command)), files=", ".join(files))
    return done, {"undone": command, "files": files}, problems
