"""The saved file of a round of self-assessment: bytes that a browser keeps, never the server."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from geo_kopienas.domain.assessment.answers import (
    FIRST_DAY,
    LEVELS,
    MAX_NAME_LENGTH,
    MAX_PEOPLE,
    Answers,
    Assessment,
)
from geo_kopienas.domain.assessment.saved import (
    SAVED_FORMAT,
    SAVED_VERSION,
    saved_content,
    upgraded,
)
from geo_kopienas.domain.schema.cells import quoted
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.store.files.text import place_of_error, text_as_found
from geo_kopienas.store.rules.entries import Entry

if TYPE_CHECKING:
    from collections.abc import Collection

    from geo_kopienas.domain.assessment.methodology import Method

MAX_KIBIBYTES = 256  # several times a hundred people with fifteen criteria each

_KEYS = (
    *("format", "version", "method", "date"),
    *("place_id", "community_id", "community_name", "people"),
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def write_assessment(assessment: Assessment) -> bytes:
    """A round as the bytes of its file: JSON that people can read, UTF-8."""
    text = json.dumps(saved_content(assessment), ensure_ascii=False, indent=1)
    return f"{text}\n".encode()


@dataclass(frozen=True, slots=True)
class Known:
    """What a file may name.

    Attributes:
        method: The method in use; a file of another one is refused.
        place_ids: Places of the register.
        community_ids: Communities of the register.
        today: No round is later than this day.
    """

    method: Method
    place_ids: Collection[str]
    community_ids: Collection[str]
    today: dt.date


def read_assessment(
    content: bytes, name: str, known: Known
) -> tuple[Assessment | None, list[Problem]]:
    """Read a saved round, of this version of the format or an older one.

    Args:
        content: The bytes of the file.
        name: Its name, for faults.
        known: What it may name.

    Returns:
        The round, or None if anything is wrong, and every fault.
    """
    found, problems = _content(content, name)
    if found is None:
        return None, problems
    root = Entry(upgraded(found), name, None, problems)
    root.refuse_unknown(_KEYS)
    method_id, method_version = _method(root)
    if method_id and method_id != known.method.method_id:
        # Its criteria are others; to call each of them unknown would say the same again.
        root.fault("assessment_method", "method.id", method_id, expected=known.method.method_id)
        return None, problems
    assessment = Assessment(
        method_id,
        method_version,
        _day(root, known.today),
        _known(root, "place_id", known.place_ids),
        _known(root, "community_id", known.community_ids),
        _name(root),
        _people(root, known.method),
    )
    return (None if problems else assessment), problems


def _content(content: bytes, name: str) -> tuple[dict[str, Any] | None, list[Problem]]:
    """The object of the file, or why there is none that this program wrote."""
    if len(content) > MAX_KIBIBYTES * 1024:
        limit = {"limit": str(MAX_KIBIBYTES)}
        return None, [Problem("assessment_too_large", file=name, details=limit)]
    text, _, _ = text_as_found(content)
    try:
        found = json.loads(text or "", parse_constant=_refuse, object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        is_own = isinstance(error, _RefusedError)
        value = quoted(str(error)) if is_own else place_of_error(error, text or "")
        return None, [Problem("assessment_damaged", file=name, value=value)]
    if not isinstance(found, dict) or found.get("format") != SAVED_FORMAT:
        return None, [Problem("assessment_foreign", file=name)]
    version = found.get("version")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        value = quoted(str(version))
        return None, [Problem("assessment_version", file=name, column="version", value=value)]
    if version > SAVED_VERSION:
        newest = {"newest": str(SAVED_VERSION)}
        return None, [Problem("assessment_newer", file=name, value=str(version), details=newest)]
    return found, []


class _RefusedError(ValueError):
    """JSON to Python, but none that a saved assessment has; it says what."""


def _refuse(constant: str) -> None:
    raise _RefusedError(constant)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; of a name that stands twice, one value would silently be lost."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [one for one, _ in pairs]
        raise _RefusedError(next(one for one in names if names.count(one) > 1))
    return found


def _method(root: Entry) -> tuple[str, int]:
    entry = root.table("method")
    if not isinstance(root.content.get("method"), dict):
        return "", 1
    return entry.text("id"), entry.whole("version", minimum=1)


def _day(root: Entry, today: dt.date) -> dt.date:
    text = root.text("date")
    try:
        # Python reads other ways of writing a day too; the file knows one.
        day = dt.date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is not None and FIRST_DAY <= day <= today:
        return day
    if text:
        root.fault("assessment_date", "date", text, first=FIRST_DAY.isoformat())
    return today


def _known(root: Entry, column: str, known: Collection[str]) -> str | None:
    """An id of the register; None where the file names none."""
    value = root.text(column, required=False)
    if value and value not in known:
        code = "assessment_place" if column == "place_id" else "assessment_community"
        root.fault(code, column, value)
    return value or None


def _name(root: Entry) -> str:
    name = root.text("community_name", required=False).strip()
    if len(name) > MAX_NAME_LENGTH or not name.isprintable():
        root.fault("assessment_name", "community_name", name, limit=str(MAX_NAME_LENGTH))
    return name


def _people(root: Entry, method: Method) -> tuple[Answers, ...]:
    entries = root.entries("people")
    if len(entries) > MAX_PEOPLE:
        root.fault("assessment_people", "people", len(entries), maximum=str(MAX_PEOPLE))
        return ()
    people = []
    for number, entry in enumerate(entries, start=1):
        column = f"people.{number}"
        for key in sorted(set(entry.content) - {"answers"}):
            root.fault("unknown_key", f"{column}.{key}")
        given = entry.content.get("answers")
        if isinstance(given, dict):
            people.append(_answers(root, column, given, method))
        else:
            root.fault("wrong_type", f"{column}.answers", given, expected="{…}")
    return tuple(people)


def _answers(root: Entry, person: str, given: dict[str, Any], method: Method) -> Answers:
    for criterion_id, level in given.items():
        column = f"{person}.{criterion_id}"
        if criterion_id not in method.criteria:
            nearest = get_close_matches(criterion_id, list(method.criteria), 1)
            details = {"nearest": nearest[0]} if nearest else {}
            root.fault("assessment_criterion", column, criterion_id, **details)
        elif level is not None and (type(level) is not int or level not in LEVELS):
            root.fault("assessment_level", column, level)
    return given
