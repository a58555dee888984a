"""What an import changes, in lines; whether the caller confirms it; and the writing of it."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING, Any

from geo_kopienas.texts.faults import reason_of, shown

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Collection, Mapping, Sequence

    from geo_kopienas.texts import Texts

#: So many lines of each kind are named in text; JSON names all.
MAX_NAMED = 50
_YES = frozenset({"j", "jā", "ja", "y", "yes"})


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


def is_confirmed(options: argparse.Namespace, texts: Texts, lines: list[str]) -> bool:
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


def is_written(write: Callable[[], None], texts: Texts, sentence: str = "cli.not_written") -> bool:
    """Write, or say why the system does not, in the words at the key `sentence`."""
    try:
        write()
    except OSError as error:
        reason = reason_of(error, texts)
        print(texts.say(sentence, reason=reason), file=sys.stderr)
        return False
    return True
