"""What the imports share: what changes, whether the caller confirms it, the writing, the answer."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from geo_kopienas.cli.faults import faults_as_json, faults_as_lines
from geo_kopienas.cli.parser import CANNOT_READ, FAULTS_FOUND, FINE
from geo_kopienas.cli.tables import print_json
from geo_kopienas.domain.schema.problems import LedgerError
from geo_kopienas.texts.faults import reason_of, shown

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from geo_kopienas.cli.data import Source
    from geo_kopienas.domain.schema.problems import Problem
    from geo_kopienas.store.imports.planned_files import PlannedImport
    from geo_kopienas.store.ledger.seam import Version
    from geo_kopienas.texts import Texts

#: So many lines of each kind are named in text; JSON names all.
MAX_NAMED = 50
_YES = frozenset({"j", "jā", "ja", "y", "yes"})
#: Faults that say that nothing could be read where the caller pointed.
_UNREADABLE = frozenset({"path_missing", "file_unreadable", "directory_missing"})


def change_lines(
    changes: Mapping[str, Sequence[Mapping[str, Any]]],
    texts: Texts,
    *,
    head: Callable[[str, int], str],
    line: str,
    counted_only: Collection[str] = (),
) -> list[str]:
    """A report of changes: how many of each kind, and the first of them.

    Args:
        changes: Rows by kind.
        texts: Words of the language.
        head: The sentence of a kind with its number.
        line: Beginning of the keys of a row's words; the kind is added.
        counted_only: Kinds of which no row is named.
    """
    lines = []
    for kind, rows in changes.items():
        lines.append(head(kind, len(rows)))
        if kind in counted_only:
            continue
        for row in rows[:MAX_NAMED]:
            words = {key: _cell(key, value, texts) for key, value in row.items()}
            lines.append("  " + texts.say(f"{line}.{kind}", **words))
        if len(rows) > MAX_NAMED:
            lines.append("  " + texts.say("cli.borders.more", number=len(rows) - MAX_NAMED))
    return lines


def _cell(key: str, value: object, texts: Texts) -> str:
    if value is None or value in ("", []):
        return "–"
    if isinstance(value, float):
        return texts.number(value, 2)
    if isinstance(value, list):
        if isinstance(value[0], list):  # numbers by series
            return "; ".join(f"{shown(str(name)) or '–'}: {number}" for name, number in value)
        return shown(", ".join(map(str, value)))
    if key.endswith("_date"):
        return texts.short_date(date.fromisoformat(str(value)))
    return shown(str(value))


class Report(NamedTuple):
    """What an import is, for `history`, and what it changes: in words and for the JSON answer."""

    summary: str
    lines: list[str]
    answer: Mapping[str, Any]


def carry_out(
    planned: PlannedImport,
    source: Source,
    report: Report,
    options: argparse.Namespace,
    texts: Texts,
) -> int:
    """Show an import, write it if the caller confirms it, and return the exit code.

    Args:
        planned: The import; nothing of it is written yet.
        source: The ledger, and the state that the import was worked out from.
        report: What it changes.
        options: `yes` and `format`.
        texts: Words of the language.
    """
    lines = [*report.lines, *_closing_lines(planned, texts)]
    has_changes = bool(planned.files) and not planned.problems
    is_wanted = has_changes and _is_confirmed(options, texts, lines)
    is_done = is_wanted and is_written(
        lambda: planned.commit(source.ledger, source.version, report.summary), texts
    )
    if options.format == "json":
        files = [] if planned.problems else sorted(planned.files)
        faults = faults_as_json(planned.problems, texts)
        print_json({"faults": faults, **report.answer, "files": files, "is_written": is_done})
    else:
        lines += [texts[f"cli.borders.{'written' if is_done else 'dry'}"]] if has_changes else []
        print("\n".join(lines))
    return exit_code(planned.problems, is_failed=is_wanted and not is_done)


def exit_code(problems: Iterable[Problem], *, is_failed: bool) -> int:
    """The exit code of an import with these faults; `is_failed` if it could not be written."""
    codes = {problem.code for problem in problems}
    if codes & _UNREADABLE:
        return CANNOT_READ
    if codes:
        return FAULTS_FOUND
    return CANNOT_READ if is_failed else FINE


def _closing_lines(planned: PlannedImport, texts: Texts) -> list[str]:
    """The faults that forbid an import, or the files that it would write."""
    if planned.problems:
        counted = texts.count("cli.faults", len(planned.problems))
        faults = faults_as_lines(planned.problems, texts)
        return [*faults, f"{counted} {texts['cli.borders.refused']}"]
    if not planned.files:
        return [texts["cli.borders.nothing"]]
    return [texts.say("cli.borders.files", files=", ".join(sorted(planned.files)))]


def _is_confirmed(options: argparse.Namespace, texts: Texts, lines: list[str]) -> bool:
    """Whether the caller wants the changes: said with `--yes`, or asked at a terminal.

    Args:
        options: `yes` and `format`.
        texts: Words of the language.
        lines: The report; printed before the question and then emptied.
    """
    if options.yes:
        return True
    if options.format == "json" or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    print("\n".join(lines))
    lines.clear()
    try:
        answer = input(f"{texts['cli.confirm']} ")
    except (EOFError, KeyboardInterrupt):
        print()
        return False
    return answer.strip().casefold() in _YES


def is_written(
    write: Callable[[], Version | list[Problem]], texts: Texts, sentence: str = "cli.not_written"
) -> bool:
    """Write, or say why it was not done; of the system in the words at the key `sentence`."""
    try:
        answer = write()
    except LedgerError as error:
        if not isinstance(error.__cause__, OSError):
            raise
        reason = reason_of(error.__cause__, texts)
        print(texts.say(sentence, reason=reason), file=sys.stderr)
        return False
    if isinstance(answer, list):
        print("\n".join(faults_as_lines(answer, texts)), file=sys.stderr)
        return False
    return True
