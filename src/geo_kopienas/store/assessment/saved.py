"""The saved file of a round of self-assessment: bytes that a browser keeps, never the server."""

import datetime as dt
import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import Field, PlainValidator

from geo_kopienas.domain.assessment.answers import (
    FIRST_DAY,
    LEVELS,
    MAX_NAME_LENGTH,
    MAX_PEOPLE,
    Assessment,
)
from geo_kopienas.domain.assessment.methodology import Method
from geo_kopienas.domain.assessment.saved import (
    SAVED_FORMAT,
    SAVED_VERSION,
    saved_content,
    upgraded,
)
from geo_kopienas.domain.schema import entries
from geo_kopienas.domain.schema.cells import nearest_details, quoted
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.store.files.text import place_of_error, text_as_found

MAX_KIBIBYTES = 256  # several times a hundred people with fifteen criteria each

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
    written, problems = _content(content, name)
    if written is None:
        return None, problems
    content_now = upgraded(written)
    saved, problems = entries.read_content(content_now, name, _SavedRound, known)
    if saved is None:
        if not isinstance(content_now.get("method"), dict):  # what is no table lacks no keys
            problems = [fault for fault in problems if fault.row != "method"]
        if any(fault.code == "assessment_method" for fault in problems):
            about_method = {"method", "method.id"}
            problems = [
                fault
                for fault in problems
                if about_method & {fault.row, fault.column} or fault.code == "unknown_key"
            ]
        return None, problems
    assessment = Assessment(
        saved.method.method_id,
        saved.method.version,
        dt.date.fromisoformat(saved.date),
        saved.place_id or None,
        saved.community_id or None,
        saved.community_name.strip(),
        saved.people,
    )
    return assessment, []


@dataclass(frozen=True, slots=True)
class _SavedMethod(entries.Entry):
    __pydantic_config__: ClassVar = entries.ANY_KEYS

    method_id: Annotated[entries.Text, Field(alias="id")]
    version: Annotated[int, entries.whole(minimum=1)]


def _read_people(value: object) -> tuple[Any, ...]:
    if value is None or value == []:
        entries.refuse("required_missing")
    if not isinstance(value, list) or not all(isinstance(person, dict) for person in value):
        entries.refuse("wrong_type", value, expected="[[people]]")
    if len(value) > MAX_PEOPLE:
        entries.refuse("assessment_people", len(value), maximum=str(MAX_PEOPLE))
    return tuple(person.get("answers") for person in value)


@dataclass(frozen=True, slots=True)
class _SavedRound(entries.Entry):
    """The content of a file, in the newest version of the format."""

    format: Any
    version: Any
    method: entries.Table[_SavedMethod]
    date: entries.Text
    place_id: entries.OptionalText
    community_id: entries.OptionalText
    community_name: entries.OptionalText
    people: Annotated[tuple[Mapping[str, int | None], ...], PlainValidator(_read_people)]

    @classmethod
    def cross_faults(cls, content: Mapping[str, Any], known: Known) -> Iterator[entries.Located]:
        """Everything that the file names must be known."""
        method, expected = content.get("method"), known.method.method_id
        method_id = entries.text_in(method, "id") if isinstance(method, dict) else ""
        if method_id and method_id != expected:
            # Its criteria are others; to call each of them unknown would say the same again.
            yield (
                ("method.id",),
                entries.rule_fault("assessment_method", method_id, expected=expected),
            )
            return
        day = entries.text_in(content, "date")
        if day and not _is_day_of_round(day, known.today):
            yield ("date",), entries.rule_fault("assessment_date", day, first=FIRST_DAY.isoformat())
        for key, ids, code in (
            ("place_id", known.place_ids, "assessment_place"),
            ("community_id", known.community_ids, "assessment_community"),
        ):
            named = entries.text_in(content, key)
            if named and named not in ids:
                yield (key,), entries.rule_fault(code, named)
        name = entries.text_in(content, "community_name").strip()
        if len(name) > MAX_NAME_LENGTH or not name.isprintable():
            fault = entries.rule_fault("assessment_name", name, limit=str(MAX_NAME_LENGTH))
            yield ("community_name",), fault
        people = entries.tables_in(content, "people")
        for number, person in enumerate(people if len(people) <= MAX_PEOPLE else [], start=1):
            for key, fault in _person_faults(person, known.method):
                yield (f"people.{number}.{key}",), fault


def _content(content: bytes, name: str) -> tuple[dict[str, Any] | None, list[Problem]]:
    """The object of the file, or why there is none that this program wrote."""
    if len(content) > MAX_KIBIBYTES * 1024:
        limit = {"limit": str(MAX_KIBIBYTES)}
        return None, [Problem("assessment_too_large", file=name, details=limit)]
    text, fault, _ = text_as_found(content)
    if fault is not None and fault.code == "nul_byte":
        text = None  # what stood there is not known
    try:
        written = json.loads(text or "", parse_constant=_refuse, object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        is_own = isinstance(error, _RefusedError)
        value = quoted(str(error)) if is_own else place_of_error(error, text or "")
        return None, [Problem("assessment_damaged", file=name, value=value)]
    if not isinstance(written, dict) or written.get("format") != SAVED_FORMAT:
        return None, [Problem("assessment_foreign", file=name)]
    version = written.get("version")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        value = quoted(str(version))
        return None, [Problem("assessment_version", file=name, column="version", value=value)]
    if version > SAVED_VERSION:
        newest = {"newest": str(SAVED_VERSION)}
        return None, [Problem("assessment_newer", file=name, value=str(version), details=newest)]
    return written, []


class _RefusedError(ValueError):
    """JSON to Python, but none that a saved assessment has; it says what."""


def _refuse(constant: str) -> None:
    raise _RefusedError(constant)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; of a name that stands twice, one value would silently be lost."""
    content = dict(pairs)
    if len(content) < len(pairs):
        names = [name for name, _ in pairs]
        raise _RefusedError(next(name for name in names if names.count(name) > 1))
    return content


def _is_day_of_round(text: str, today: dt.date) -> bool:
    # Python reads other ways of writing a day too; the file knows one.
    if not _DAY.fullmatch(text):
        return False
    try:
        return FIRST_DAY <= dt.date.fromisoformat(text) <= today
    except ValueError:
        return False


def _person_faults(person: Mapping[str, Any], method: Method) -> Iterator[tuple[str, Problem]]:
    """Faults of one person's answers by key."""
    for key in sorted(set(person) - {"answers"}):
        yield key, entries.rule_fault("unknown_key")
    answers = person.get("answers")
    if not isinstance(answers, dict):
        yield "answers", entries.rule_fault("wrong_type", answers, expected="{…}")
        return
    for criterion_id, level in answers.items():
        if criterion_id not in method.criteria:
            near = nearest_details(criterion_id, method.criteria)
            yield criterion_id, entries.rule_fault("assessment_criterion", criterion_id, **near)
        elif level is not None and (type(level) is not int or level not in LEVELS):
            yield criterion_id, entries.rule_fault("assessment_level", level)
