"""`history`: what was changed, of everything, of a place or of one row."""

from __future__ import annotations

import sys
from itertools import islice
from typing import TYPE_CHECKING, Any

from geo_kopienas.cli.data import add_known, load_or_refuse
from geo_kopienas.cli.faults import print_answer
from geo_kopienas.cli.parser import CANNOT_READ, FINE
from geo_kopienas.cli.places import meant_place
from geo_kopienas.cli.tables import print_json, print_table
from geo_kopienas.domain.editing.changes import TIME_ZONE, differing_fields
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.texts.faults import shown

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence
    from datetime import date

    from geo_kopienas.cli.parser import Parser
    from geo_kopienas.domain.editing.changes import ChangeRecord, Edit, Revision
    from geo_kopienas.store.ledger.seam import Ledger
    from geo_kopienas.texts import Texts

NAME = "history"
DEFAULT_LIMIT = 20
_TIME = "%H:%M"


def add_arguments(parser: Parser) -> None:
    """Add the command's own arguments and options."""
    parser.add("subject", nargs="?", metavar="PLACE|ROW")

    def positive(text: str) -> int:
        if not text.isdecimal() or int(text) == 0:
            raise parser.refusal("cli.history.not_a_number", value=shown(text))
        return int(text)

    limit = parser.texts.say("cli.history.limit", default=DEFAULT_LIMIT)
    parser.add("--limit", type=positive, default=DEFAULT_LIMIT, metavar="N", help=limit)
    add_known(parser)
    parser.add_format("text", "json")


def run(options: argparse.Namespace, texts: Texts) -> int:
    """Print the changes."""
    from geo_kopienas.store.ledger.opening import open_ledger  # noqa: PLC0415 - help need not wait

    ledger = open_ledger()
    if not ledger.keeps_history:
        return _refuse([Problem("history_without_journal")], options, texts)
    if options.known is not None:
        ledger.version(options.known)  # a day before the ledger began is refused
    if options.subject is None:
        return _print_changes(ledger, options, texts)
    place_id, revisions, problems = _of_subject(ledger, options, texts)
    if problems is not None:
        return problems if isinstance(problems, int) else _refuse(problems, options, texts)
    if options.format == "json":
        print_json([_revision(revision) for revision in revisions])
    elif not revisions:
        print(texts.say("cli.history.nothing_of", subject=shown(options.subject)))
    elif place_id is not None:
        _print_table([(known.change, _sentence(known.edit, texts)) for known in revisions], texts)
    else:
        _print_fields(revisions, texts)
    return FINE


def _of_subject(
    ledger: Ledger, options: argparse.Namespace, texts: Texts
) -> tuple[str | None, Sequence[Revision], list[Problem] | int | None]:
    """The place that is meant, if it is one, what was done, and what is wrong with the subject."""
    data = load_or_refuse(options, texts)
    if isinstance(data, int):
        return None, [], data
    subject: str = options.subject
    is_place = (data.places["place_id"] == subject).any()
    rows = [] if is_place else _of_row(ledger, subject)
    known = {*data.evidence["evidence_id"], *data.communities["community_id"]}
    if rows or (subject in known and not is_place):
        return None, _known(rows, options)[: options.limit], None
    place_id, problems = meant_place(subject, data.places, texts)
    if place_id is None:
        return None, [], [_unknown(problem) for problem in problems]
    if options.known is None:
        return place_id, ledger.place_history(place_id, options.limit), None
    return place_id, _known(ledger.place_history(place_id), options)[: options.limit], None


def _known(revisions: Sequence[Revision], options: argparse.Namespace) -> Sequence[Revision]:
    """The revisions that were known at the end of the day that is asked for."""
    day: date | None = options.known
    return [known for known in revisions if day is None or known.change.day <= day]


def _of_row(ledger: Ledger, row_id: str) -> list[Revision]:
    """What was done to a row of any part, newest first, but for answers of people."""
    from geo_kopienas.store.ledger.rows import LAYER_FILES, TABLE_OF_FILE  # noqa: PLC0415

    found = [
        known for file in (*TABLE_OF_FILE, *LAYER_FILES) for known in ledger.history(file, row_id)
    ]
    return sorted(found, key=lambda known: known.change.number, reverse=True)


def _unknown(problem: Problem) -> Problem:
    if problem.code != "place_not_found":
        return problem
    return Problem("history_unknown", value=problem.value, details=problem.details)


def _print_changes(ledger: Ledger, options: argparse.Namespace, texts: Texts) -> int:
    from geo_kopienas.reports.news_view import news  # noqa: PLC0415 - help need not wait
    from geo_kopienas.store.ledger.undoing import all_changes  # noqa: PLC0415

    day: date | None = options.known
    known = (change for change in all_changes(ledger) if day is None or change.day <= day)
    changes = list(islice(known, options.limit))
    entries = news(ledger, changes, texts)
    if options.format == "json":
        print_json(
            [
                _change(entry.change)
                | {
                    "undone_by": entry.undone_by,
                    "rows": {file: rows._asdict() for file, rows in entry.touched.items()},
                }
                for entry in entries
            ]
        )
        return FINE
    _print_table([(entry.change, entry.sentence(texts)) for entry in entries], texts)
    if len(entries) == 1 and options.limit > 1:
        print(texts["cli.history.nothing"])
    elif changes[-1].number > 1:
        print(texts["cli.history.more"])
    return FINE


def _print_table(rows: Iterable[tuple[ChangeRecord, str]], texts: Texts) -> None:
    names = ("number", "time", "who", "what")
    print_table(
        [texts[f"cli.history.heading.{name}"] for name in names],
        [
            (str(change.number), _time(change, texts), _who(change, texts), what)
            for change, what in rows
        ],
    )


def _print_fields(revisions: Iterable[Revision], texts: Texts) -> None:
    """Each change of a row field by field."""
    from geo_kopienas.texts.journal import field_name  # noqa: PLC0415 - help need not wait

    for change, edit in ((revision.change, revision.edit) for revision in revisions):
        head = (str(change.number), _time(change, texts), _who(change, texts), change.summary)
        print(" · ".join(shown(part) for part in head if part))
        for name in differing_fields(edit.before, edit.after):
            before, after = (
                shown(str((row or {}).get(name) or texts["cli.history.empty"]))
                for row in (edit.before, edit.after)
            )
            label = field_name(edit.file, name, texts)
            print("  " + texts.say("cli.history.field", name=label, before=before, after=after))


def _sentence(edit: Edit, texts: Texts) -> str:
    from geo_kopienas.texts.journal import row_sentence  # noqa: PLC0415 - help need not wait

    sentence = row_sentence(edit, texts)
    return f"{sentence[:1].upper()}{sentence[1:]} [{edit.row_id}]"


def _time(change: ChangeRecord, texts: Texts) -> str:
    time = change.time.astimezone(TIME_ZONE)
    return f"{texts.short_date(time.date())} {time.strftime(_TIME)}"


def _who(change: ChangeRecord, texts: Texts) -> str:
    return change.account or texts["cli.history.by_command"]


def _revision(revision: Revision) -> dict[str, Any]:
    edit = revision.edit
    return _change(revision.change) | {
        "file": edit.file,
        "row_id": edit.row_id,
        "before": edit.before,
        "after": edit.after,
    }


def _change(change: ChangeRecord) -> dict[str, Any]:
    return {
        "number": change.number,
        "time": change.time.isoformat(timespec="seconds"),
        "account": change.account,
        "role": change.role.value,
        "summary": change.summary,
        "reason": change.reason,
        "source_url": change.source_url,
        "undoes": change.undoes,
        "suggestion": change.suggestion,
    }


def _refuse(problems: Sequence[Problem], options: argparse.Namespace, texts: Texts) -> int:
    print_answer(options, texts, problems, faults_to=sys.stderr)
    return CANNOT_READ
