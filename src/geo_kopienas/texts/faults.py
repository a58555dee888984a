"""The sentences of a fault: where it is and what is wrong, then what to do."""

from __future__ import annotations

import errno
import re
from itertools import groupby
from typing import TYPE_CHECKING

from geo_kopienas.texts.reasons import reason_phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo_kopienas.domain.schema.problems import Problem
    from geo_kopienas.texts.lookup import Texts

#: A sentence quotes no more of a value than a line can bear.
MAX_SHOWN_LENGTH = 80

#: What the reader must have whole: lists that the program itself writes, and what to write instead.
_LISTS = ("permitted", "kinds", "candidates", "names", "original")
MAX_LIST_LENGTH = 1000
#: Of the cells of one cause a sentence names so many; whoever mends the cause needs no more.
MAX_PLACES_LENGTH = 200

#: Details that are a phrase of their own, and nothing where they are missing.
_PHRASES = ("nearest", "permitted", "names", "original")


#: Megabytes, which the language writes with its own decimal mark.
_SIZES = ("done", "total", "size")
_DECIMAL = re.compile(r"\d+\.\d")


def describe(problem: Problem, texts: Texts) -> tuple[str, str]:
    """Say a fault in words.

    Args:
        problem: The fault; its file is not part of the sentence.
        texts: Words of the reader's language.

    Returns:
        The message, such as "14. rinda, `vieta`: “Katlakns” nav vietu sarakstā; tuvākais:
        “Katlakalns”.", and the remedy. Values of the file are shortened and stripped of signs
        that could steer a terminal.
    """
    values = {
        name: shown(value, MAX_LIST_LENGTH if name in _LISTS else MAX_SHOWN_LENGTH)
        for name, value in problem.details.items()
    }
    values |= {
        name: texts.number(float(values[name]), 1)
        for name in _SIZES
        if _DECIMAL.fullmatch(values.get(name, ""))
    }
    phrases = {
        name: texts.say(f"fault_place.{name}", **{name: values[name]}) if name in values else ""
        for name in _PHRASES
    }
    # A name that only one kind of finder knows may be missing; the sentence then says a dash.
    said = problem.details.get("reason", problem.value) or ""
    reason = shown(reason_phrase(problem.code, said, texts))
    phrases["reason"] = f" {reason}" if reason else ""
    filled = _Dashes(values | phrases | {"value": shown(problem.value or "")})
    filled["why"] = values.get(f"why_{texts.language}", "")  # what rules say of it in each language
    sentence, remedy = (
        texts[f"fault.{problem.code}.{part}"].format_map(filled) for part in ("message", "remedy")
    )
    place = _place(problem, texts)
    message = f"{place}: {sentence}." if place else f"{sentence[0].upper()}{sentence[1:]}."
    return message + _further(problem, texts), remedy


class _Dashes(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "–"


def _place(problem: Problem, texts: Texts) -> str:
    parts = []
    if isinstance(problem.row, int):
        parts.append(texts.say("fault_place.row", row=problem.row))
    elif problem.row is not None:
        parts.append(texts.say("fault_place.feature", row=shown(problem.row)))
    if problem.column is not None:
        parts.append(texts.say("fault_place.column", column=shown(problem.column)))
    return ", ".join(parts)


def _further(problem: Problem, texts: Texts) -> str:
    """The further cells of the cause, such as " Tas pats vēl 60 rindās: 3–62."."""
    if not problem.others:
        return ""
    rows = list(dict.fromkeys(row for row, _ in problem.others if row is not None))
    columns = list(dict.fromkeys(column or "" for _, column in problem.cells))
    numbers = sorted(row for row in rows if isinstance(row, int))
    named = list(_ranges(numbers)) if numbers else list(map(str, rows))
    kind = "cells" if len(columns) > 1 else "rows" if numbers else "features"
    return texts.count(
        f"fault_place.further_{kind}",
        len(problem.others),
        places=shown(", ".join(named), MAX_PLACES_LENGTH),
        columns=shown(", ".join(columns), MAX_PLACES_LENGTH),
    )


def _ranges(numbers: Sequence[int]) -> Iterator[str]:
    """Rows in a row as a range: 3, 4, 5, 9 → "3–5", "9"."""
    for _, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        yield f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0])


def reason_of(error: OSError, texts: Texts) -> str:
    """Why the system does not write, in the reader's language; else the error's number."""
    key = f"os_error.{errno.errorcode.get(error.errno or 0, '')}"
    return texts.get(key) or texts.say("os_error.other", number=error.errno or "?")


def shown(value: str, limit: int = MAX_SHOWN_LENGTH) -> str:
    """A value as one printable line of at most `limit` signs."""
    line = "".join(sign if sign.isprintable() else "·" for sign in " ".join(value.split()))
    return line if len(line) <= limit else line[: limit - 1] + "…"
