"""A cell and its field: its text becomes a typed value or a fault, and a value its text again."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from geo_kopienas.domain.schema.dates import FIRST_YEAR, parse_partial_date
from geo_kopienas.domain.schema.fields import CodeSet, Field, FieldType
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.domain.schema.spoilt_text import fault_of_text, without_invisible

MAX_CELL_LENGTH = 100_000
#: A fault quotes no more of a cell than a reader needs to find it.
MAX_QUOTED_LENGTH = 200
MAX_ID_LENGTH = 80
#: So many unknown ids of a column get the nearest known one: the first ones say what happened.
MAX_SUGGESTIONS = 50
NEAREST_PERCENT = 60  # of the letters of both texts that agree in their order; below, chance does
LAST_YEAR = 2999

#: Fields whose cells hold several values; an empty cell is an empty list.
LIST_TYPES = frozenset({FieldType.URL_LIST, FieldType.REFERENCE_LIST, FieldType.TEXT_LIST})
NUMBER_TYPES = frozenset({FieldType.NUMBER, FieldType.INTEGER, FieldType.YEAR})

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# At most fifteen digits: more would not survive as a double, and no fact needs them.
_INTEGER = re.compile(r"-?[0-9]{1,15}")
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_DECIMAL_COMMA = re.compile(r"-?[0-9]{1,15},[0-9]{1,15}")
_YEAR = re.compile(r"[0-9]{4}")
_NOT_IN_URL = re.compile(r"[\s<>\"`\\{}|^]")
_SPACES = " \t\r\n\u00a0\u202f\u2007"
_NO_BREAK_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2007": " "})


Reading = tuple[object, list[Problem]]


def clean_text(text: str) -> str:
    """NFC, no-break spaces as spaces, none at the ends, no signs that nobody sees."""
    if text.isascii():
        return text.strip(_SPACES)
    normal = unicodedata.normalize("NFC", without_invisible(text))
    return normal.strip(_SPACES).translate(_NO_BREAK_SPACES)


def text_fault(text: str) -> Problem | None:
    """What makes a text unfit to be kept, whatever column it stands in."""
    fault = fault_of_text(text)
    if fault is None or fault.value is None:
        return fault
    details = {name: quoted(clean_text(said)) for name, said in fault.details.items()}
    return replace(fault, value=quoted(clean_text(fault.value)), details=details)


def text_repair(text: str) -> Problem | None:
    """What is taken out of a text before it is kept: signs that nobody sees and that mean nothing.

    A byte order mark before the text is no part of it.
    """
    if text.isascii():
        return None
    cleaned = without_invisible(text)
    if cleaned == text.lstrip("\ufeff"):
        return None
    number = str(len(text) - len(cleaned))
    return Problem("invisible_removed", value=quoted(clean_text(text)), details={"number": number})


def quoted(text: str) -> str:
    """As much of a value as a fault quotes."""
    return text if len(text) <= MAX_QUOTED_LENGTH else text[: MAX_QUOTED_LENGTH - 1] + "…"


def column_letters(position: int) -> str:
    """Letters of a column, as a spreadsheet shows them: 0 → A, 26 → AA."""
    letters = ""
    number = position + 1
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def nearest_details(value: str, permitted: Iterable[str]) -> dict[str, str]:
    """The permitted value most like `value` as `details`, empty if none is like it."""
    by_lower = {name.lower(): name for name in permitted}
    # Of names that are equally near the last in the alphabet is taken, whatever order they come in.
    names = sorted(by_lower, reverse=True)
    text = value[:MAX_QUOTED_LENGTH].lower()
    nearest = process.extractOne(text, names, scorer=fuzz.ratio, score_cutoff=NEAREST_PERCENT)
    return {"nearest": by_lower[nearest[0]]} if nearest else {}


def read_cell(text: str, field: Field) -> Reading:
    """Read the text of a cell as its field says.

    Returns:
        The value (None for an empty or unreadable cell; a tuple for lists, a dict for a
        breakdown) and all faults of the cell, at the end what was repaired.
    """
    if not text:
        return _empty(field)  # most cells are, so they go the short way
    if len(text) > MAX_CELL_LENGTH:
        return None, [Problem("cell_too_long", details={"limit": str(MAX_CELL_LENGTH)})]
    fault = text_fault(text)
    if fault:
        return None, [fault]
    value, repair = clean_text(text), text_repair(text)
    read, faults = _KINDS[field.type].read(value, field) if value else _empty(field)
    return read, [*faults, repair] if repair else faults


def _empty(field: Field) -> Reading:
    empty = () if field.type in LIST_TYPES else None
    return empty, [Problem("required_missing")] if field.required else []


@cache
def _permitted(codes: CodeSet | None) -> tuple[str, ...]:
    return tuple(code.value for code in codes or ())


def _read_text(value: str, field: Field) -> Reading:
    faults = _digit_faults(value, field)
    return (None, faults) if faults else (value, [])


def _digit_faults(value: str, field: Field) -> list[Problem]:
    """A code of digits that has another number of them."""
    if field.digits is None or (len(value) == field.digits and value.isdecimal()):
        return []
    details = {"digits": str(field.digits), "suggestion": value.zfill(field.digits)}
    is_short = value.isascii() and value.isdecimal() and len(value) < field.digits
    return [
        Problem(
            "leading_zeros_lost" if is_short else "invalid_digits",
            value=quoted(value),
            details=details,
        )
    ]


def _read_id(value: str, _field: Field) -> Reading:
    if len(value) > MAX_ID_LENGTH or not _ID.fullmatch(value):
        return None, [Problem("invalid_id")]
    return value, []


def _read_code(value: str, field: Field) -> Reading:
    permitted = _permitted(field.codes)
    if value in permitted:
        return value, []
    details = {"permitted": ", ".join(permitted), **nearest_details(value, permitted)}
    return None, [Problem("unknown_code", details=details)]


def _read_integer(value: str, field: Field) -> Reading:
    if not _INTEGER.fullmatch(value):
        return None, [Problem("invalid_integer")]
    return _not_below_minimum(int(value), field)


def _read_number(value: str, field: Field) -> Reading:
    if _DECIMAL_COMMA.fullmatch(value):
        return None, [Problem("decimal_comma", details={"suggestion": value.replace(",", ".")})]
    if not _NUMBER.fullmatch(value):
        return None, [Problem("invalid_number")]
    return _not_below_minimum(float(value), field)


def _not_below_minimum(number: float, field: Field) -> Reading:
    if field.minimum is not None and number < field.minimum:
        return None, [Problem("below_minimum", details={"minimum": f"{field.minimum:g}"})]
    return number, []


def _read_year(value: str, _field: Field) -> Reading:
    if not _YEAR.fullmatch(value) or not FIRST_YEAR <= int(value) <= LAST_YEAR:
        return None, [Problem("invalid_year")]
    return int(value), []


def _read_date(value: str, _field: Field) -> Reading:
    if parse_partial_date(value) is None:
        return None, [Problem("invalid_date")]
    return value, []


def _read_boolean(value: str, _field: Field) -> Reading:
    # A spreadsheet writes true back as TRUE; that leaves no doubt.
    known = {"true": True, "false": False}.get(value.lower())
    return known, [] if known is not None else [Problem("invalid_boolean")]


def is_web_address(text: str) -> bool:
    """Whether `text` is an http(s) address that may become a link."""
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(host) and not _NOT_IN_URL.search(text)


def _read_url_list(value: str, _field: Field) -> Reading:
    parts, faults = _parts(value, "|")
    faults += [
        Problem("invalid_url", value=quoted(part)) for part in parts if not is_web_address(part)
    ]
    return () if faults else parts, faults


def _read_list(value: str, field: Field) -> Reading:
    parts, faults = _parts(value, ";")
    faults += [fault for part in parts for fault in _digit_faults(part, field)]
    return parts, faults


def _parts(value: str, separator: str) -> tuple[tuple[str, ...], list[Problem]]:
    parts = [part.strip(_SPACES) for part in value.split(separator)]
    faults = [] if all(parts) else [Problem("list_part_empty", details={"separator": separator})]
    filled = [part for part in parts if part]
    doubled = [part for part, times in Counter(filled).items() if times > 1]
    faults += [Problem("list_part_doubled", value=quoted(part)) for part in doubled]
    return tuple(dict.fromkeys(filled)), faults


def _read_breakdown(value: str, field: Field) -> Reading:
    permitted = _permitted(field.codes)
    numbers: dict[str, float] = {}
    faults = []
    for part in value.split(";"):
        name, equals, number = (piece.strip() for piece in part.partition("="))
        if not equals or not _NUMBER.fullmatch(number) or name in numbers:
            faults.append(Problem("invalid_breakdown", value=quoted(part)))
        elif name not in permitted:
            details = {"permitted": ", ".join(permitted), **nearest_details(name, permitted)}
            faults.append(Problem("unknown_code", value=quoted(name), details=details))
        else:
            numbers[name] = float(number)
    return None if faults else numbers, faults


def is_missing(value: Any) -> bool:  # noqa: ANN401 - a cell of any column
    """Whether a cell of a frame holds nothing that is known: None, NA, NaT or NaN."""
    return value is None or value is pd.NA or bool(value != value)  # noqa: PLR0124 - NaN, NaT


def write_cell(value: Any, field: Field) -> str:  # noqa: ANN401
    """A cell as `read_cell` takes it back; empty where nothing is known."""
    return "" if is_missing(value) else _KINDS[field.type].write(value)


def column_dtype(field: Field) -> str:
    """The dtype that holds the cells of a column."""
    return _KINDS[field.type].dtype


def number_text(number: float) -> str:
    """The shortest decimal that is this number again, never with an exponent."""
    return np.format_float_positional(float(number), trim="-")


def _breakdown_text(numbers: Mapping[str, float]) -> str:
    return ";".join(f"{name}={number_text(number)}" for name, number in numbers.items())


def _boolean_text(value: object) -> str:
    return "true" if value else "false"


@dataclass(frozen=True, slots=True)
class _CellKind:
    """How the cells of a type are read from a clean text, written, and held in a frame."""

    read: Callable[[str, Field], Reading]
    write: Callable[[Any], str] = str
    dtype: str = "string"


_KINDS: dict[FieldType, _CellKind] = {
    FieldType.ID: _CellKind(_read_id),
    FieldType.TEXT: _CellKind(_read_text),
    FieldType.CODE: _CellKind(_read_code),
    FieldType.INTEGER: _CellKind(_read_integer, dtype="Int64"),
    FieldType.NUMBER: _CellKind(_read_number, number_text, "Float64"),
    FieldType.YEAR: _CellKind(_read_year, dtype="Int64"),
    FieldType.DATE: _CellKind(_read_date),
    FieldType.BOOLEAN: _CellKind(_read_boolean, _boolean_text, "boolean"),
    FieldType.URL_LIST: _CellKind(_read_url_list, " | ".join, "object"),
    # Whether the id exists is seen when all tables are together.
    FieldType.REFERENCE: _CellKind(_read_text),
    FieldType.REFERENCE_LIST: _CellKind(_read_list, ";".join, "object"),
    FieldType.TEXT_LIST: _CellKind(_read_list, ";".join, "object"),
    FieldType.BREAKDOWN: _CellKind(_read_breakdown, _breakdown_text, "object"),
}
