"""Tables of the rules files as dataclasses: what each key may hold, and every fault in one pass.

The rules are files that people edit by hand. A dataclass of the domain that inherits `Entry` says
with its annotations how each key of its table is read; pydantic reads whole files by them. A value
that does not fit is a `Problem` inside pydantic's `ValidationError`, whose location is the path of
keys; `read_content` turns it into the row and column of the fault. No input goes into the error's
text, so that a value is shown only where a fault quotes it.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import Annotated, Any, ClassVar, NoReturn, TypeVar, get_args

from pydantic import (
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    PlainValidator,
    TypeAdapter,
    ValidationInfo,
)
from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError, core_schema

from geo_kopienas.domain.schema.cells import is_web_address, quoted, text_fault
from geo_kopienas.domain.schema.codes import LANGUAGES
from geo_kopienas.domain.schema.dates import parse_partial_date
from geo_kopienas.domain.schema.problems import Problem

#: No rule needs more, and TOML and JSON can write whole numbers that no double holds.
MAX_NUMBER = 1e15

#: Keys and positions that lead to a value, from the table that is judged.
Location = tuple[str | int, ...]
Located = tuple[Location, Problem]
Judge = Callable[[str], Problem | None]
Value = TypeVar("Value")
_LANGUAGE_MARKS = {f"_{language}" for language in LANGUAGES}


def rule_fault(code: str, value: object = None, **details: str) -> Problem:
    """A fault of a rules file without its place; a long value is quoted in part."""
    return Problem(code, value=None if value is None else quoted(str(value)), details=details)


def refusal(faults: Iterable[Located]) -> ValidationError:
    """The error by which pydantic hears of faults."""
    lines: list[InitErrorDetails] = [
        {
            "type": PydanticCustomError("fault", "fault", {"problem": problem}),
            "loc": location,
            "input": None,
        }
        for location, problem in faults
    ]
    return ValidationError.from_exception_data("rules", lines)


def located_faults(error: ValidationError) -> Iterator[Located]:
    """The faults that an error holds, with their locations."""
    for line in error.errors(include_url=False):
        if line["type"] == "fault":
            yield line["loc"], line["ctx"]["problem"]
        elif line["type"] == "missing":
            yield line["loc"], Problem("required_missing")
        elif isinstance(line["input"], Pair):
            yield from (((*line["loc"], key), Problem("unknown_key")) for key in line["input"])
        else:
            yield line["loc"], Problem("unknown_key")


def refuse(code: str, value: object = None, **details: str) -> NoReturn:
    """Refuse the value that is being read."""
    raise refusal([((), rule_fault(code, value, **details))])


# --- readers of one value -----------------------------------------------------------------------


def is_blank(value: object) -> bool:
    """Whether a text is left out."""
    return value is None or (isinstance(value, str) and not value.strip())


def read_text(value: object) -> str:
    """A word or sentence."""
    if is_blank(value):
        refuse("required_missing")
    if not isinstance(value, str):
        refuse("wrong_type", value, expected='"…"')
    fault = text_fault(value)
    if fault is not None:
        raise refusal([((), fault)])
    return value


def unless_blank(read: Callable[[object], str]) -> Callable[[object], str]:
    """Read a text that may be left out; then it is empty."""
    return lambda value: "" if is_blank(value) else read(value)


def number(minimum: float = 0, maximum: float = MAX_NUMBER) -> PlainValidator:
    """A finite number within limits."""
    return PlainValidator(lambda value: _number(value, minimum, maximum))


def whole(minimum: int = 0, maximum: int = 10**6) -> PlainValidator:
    """A whole number within limits."""

    def read(value: object) -> int:
        if isinstance(value, float):
            refuse("invalid_integer", value)
        return int(_number(value, minimum, maximum))

    return PlainValidator(read)


def _number(value: object, minimum: float, maximum: float) -> float:
    if value is None:
        refuse("required_missing")
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        refuse("invalid_number", value)
    if value > maximum or not (isinstance(value, int) or math.isfinite(value)):
        refuse("above_maximum", value, maximum=f"{maximum:g}")
    if value < minimum:
        refuse("below_minimum", value, minimum=f"{minimum:g}")
    return float(value)


def ascending(most: int) -> PlainValidator:
    """A list of finite numbers, each above the one before it, at most `most` of them."""

    def read(value: object) -> tuple[float, ...]:
        if not isinstance(value, list):
            refuse("wrong_type", value, expected="[1, 2]")
        numbers = tuple(_number(part, -MAX_NUMBER, MAX_NUMBER) for part in value)
        if any(later <= earlier for earlier, later in pairwise(numbers)) or len(numbers) > most:
            refuse("limits_not_ascending", value, most=str(most))
        return numbers

    return PlainValidator(read)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        refuse("invalid_boolean", value)
    return value


def read_address(value: object) -> str:
    """A web address."""
    address = read_text(value)
    if not is_web_address(address):
        refuse("invalid_url", address)
    return address


def read_date(value: object) -> str:
    """A date of which only the year or the month may be known."""
    date = read_text(value)
    if parse_partial_date(date) is None:
        refuse("invalid_date", date)
    return date


def read_names(value: object, judge: Judge = lambda _: None) -> tuple[str, ...]:
    """A list of words, each of which stands in it once."""
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        refuse("wrong_type", value, expected='["…", "…"]')
    unique = tuple(dict.fromkeys(value))
    faults = [
        *(rule_fault("list_part_doubled", name) for name in repeated(value)),
        *filter(None, map(judge, unique)),
    ]
    if faults:
        raise refusal(((), fault) for fault in faults)
    return unique


def names(judge: Judge = lambda _: None) -> PlainValidator:
    """A list of words, at least one."""

    def read(value: object) -> tuple[str, ...]:
        if value == []:
            refuse("required_missing")
        return read_names(value, judge)

    return PlainValidator(read)


def optional_names(judge: Judge = lambda _: None) -> PlainValidator:
    """A list of words that may be empty."""
    return PlainValidator(lambda value: read_names(value, judge))


def is_code(codes: type[StrEnum]) -> Judge:
    """Tell whether a word is one of a vocabulary."""
    permitted = [code.value for code in codes]

    def judge(name: str) -> Problem | None:
        if name in permitted:
            return None
        return rule_fault("unknown_code", name, permitted=", ".join(permitted))

    return judge


def code(codes: type[StrEnum]) -> PlainValidator:
    """One value of a vocabulary."""
    judge = is_code(codes)

    def read(value: object) -> StrEnum:
        name = read_text(value)
        if fault := judge(name):
            raise refusal([((), fault)])
        return codes(name)

    return PlainValidator(read)


def _address_fault(address: str) -> Problem | None:
    return None if is_web_address(address) else rule_fault("invalid_url", address)


def repeated(values: list[str]) -> list[str]:
    """What stands in a list more than once."""
    return [value for value in dict.fromkeys(values) if values.count(value) > 1]


Text = Annotated[str, PlainValidator(read_text)]
OptionalText = Annotated[str, PlainValidator(unless_blank(read_text)), Field(default="")]
Address = Annotated[str, PlainValidator(read_address)]
OptionalAddress = Annotated[str, PlainValidator(unless_blank(read_address)), Field(default="")]
OptionalDate = Annotated[str, PlainValidator(unless_blank(read_date)), Field(default="")]
OptionalFlag = Annotated[bool | None, PlainValidator(_flag), Field(default=None)]
Names = Annotated[tuple[str, ...], names()]
OptionalNames = Annotated[tuple[str, ...], optional_names(), Field(default=())]
Addresses = Annotated[tuple[str, ...], names(_address_fault)]
OptionalAddresses = Annotated[tuple[str, ...], names(_address_fault), Field(default=())]


# --- keys of two languages ----------------------------------------------------------------------


class Pair(dict[str, Any]):
    """What stands under `<stem>_lv` and `<stem>_en`, by `_lv` and `_en`."""


def by_language(read: Callable[[object], Any] = read_text) -> PlainValidator:
    """The keys `<stem>_lv` and `<stem>_en`, each read alike, as one value by language."""

    def read_pair(pair: object) -> dict[str, Any]:
        faults: list[Located] = [] if isinstance(pair, Pair) else [((), Problem("unknown_key"))]
        values = {}
        for language in LANGUAGES:
            key = f"_{language}"
            try:
                values[language] = read(pair.get(key) if isinstance(pair, Pair) else None)
            except ValidationError as error:
                faults += [((key,), fault) for _, fault in located_faults(error)]
        if faults:
            raise refusal(faults)
        return values

    return PlainValidator(read_pair)


_NO_PAIR = Field(default=Pair(), validate_default=True)
#: A text by language.
Words = Annotated[dict[str, str], by_language(), _NO_PAIR]
OptionalWords = Annotated[dict[str, str] | None, by_language(), Field(default=None)]


def _paired(content: Mapping[str, Any]) -> dict[str, Any]:
    """A table with one key for each pair."""
    values: dict[str, Any] = {}
    for key, value in content.items():
        stem, mark, language = key.rpartition("_")
        if stem and language in LANGUAGES and stem not in content:
            values.setdefault(stem, Pair())[mark + language] = value
        else:
            values[key] = value
    return values


# --- tables -------------------------------------------------------------------------------------


#: For tables in which other programs may have keys of their own.
ANY_KEYS = ConfigDict(extra="ignore")


class Entry:
    """A dataclass that is read from one table of a rules file, every key by its annotation."""

    __slots__ = ()
    #: A misspelt key would silently do nothing.
    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    @classmethod
    def fitting(cls, content: Mapping[str, Any]) -> Mapping[str, Any]:
        """The table without keys that do not matter beside its other values."""
        return content

    @classmethod
    def cross_faults(cls, content: Mapping[str, Any], known: Any) -> Iterable[Located]:  # noqa: ANN401, ARG003
        """What is wrong with several keys together, judged by what the file holds.

        It is asked even where single values are wrong, so that all faults come in one pass.

        Args:
            content: The table as it stands in the file; its values may be of any kind.
            known: What the file may refer to, as the reader was told.
        """
        return ()

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Read the dataclass as pydantic does, and gather faults of single keys and of several."""
        return core_schema.with_info_wrap_validator_function(cls._read_table, handler(source))

    @classmethod
    def _read_table(
        cls, table: object, read_keys: Callable[[object], Value], info: ValidationInfo
    ) -> Value:
        content: dict[str, Any] = table if isinstance(table, dict) else {}
        faults: list[Located] = []
        if table is None:
            faults.append(((), Problem("required_missing")))
        elif table is not content:
            faults.append(((), rule_fault("wrong_type", table, expected="[{column}]")))
        faults += cls.cross_faults(content, info.context)
        try:
            entry = read_keys(_paired(cls.fitting(content)))
        except ValidationError as error:
            raise refusal([*located_faults(error), *faults]) from None
        if faults:
            raise refusal(faults)
        return entry


#: A `[key]` table; where it is missing, so are all its keys.
Table = Annotated[Value, Field(default=None, validate_default=True)]


@dataclass(frozen=True, slots=True)
class Entries:
    """A field that holds the `[[key]]` tables of a file: a tuple, or a mapping by their ids.

    Attributes:
        key: The key that names an entry.
        are_unique: Whether no two entries may have the same name.
        item: Dataclass of an entry, where the field's type does not say it.
        may_be_empty: Whether there may be none.
    """

    key: str = "id"
    are_unique: bool = True
    item: type | None = None
    may_be_empty: bool = False

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Read the list; each entry is read by its dataclass."""
        item = self.item or next(arg for arg in get_args(source) if arg not in {str, ...})
        is_mapping = get_args(source)[0] is str

        def read(value: object, read_list: Callable[[object], list[Any]]) -> object:
            tables = self._tables(value)
            doubled = list(_doubled(tables, self.key)) if self.are_unique else []
            try:
                entries = read_list(tables)
            except ValidationError as error:
                raise refusal([*located_faults(error), *doubled]) from None
            if doubled:
                raise refusal(doubled)
            if not is_mapping:
                return tuple(entries)
            return {table[self.key]: entry for table, entry in zip(tables, entries, strict=True)}

        items = core_schema.list_schema(handler.generate_schema(item))
        return core_schema.no_info_wrap_validator_function(read, items)

    def _tables(self, value: object) -> list[dict[str, Any]]:
        if value == [] and not self.may_be_empty:
            refuse("required_missing")
        if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
            refuse("wrong_type", value, expected="[[{column}]]")
        return value


def _doubled(tables: list[dict[str, Any]], key: str) -> Iterator[Located]:
    ids = [str(table.get(key)) for table in tables]
    for name in repeated(ids):
        yield (ids.index(name, ids.index(name) + 1), key), rule_fault("duplicate_id", name)


# --- whole files --------------------------------------------------------------------------------


def read_content(
    content: Mapping[str, Any], name: str, model: type[Value], known: object = None
) -> tuple[Value | None, list[Problem]]:
    """Read the content of a file by the dataclass that describes it.

    Args:
        content: Its tables, arrays and values.
        name: Its name in the data directory, for faults.
        model: The dataclass.
        known: What the file may refer to.

    Returns:
        What the file says, or None if anything is wrong, and every fault.
    """
    try:
        adapter = _adapter(model)  # type: ignore[arg-type] # a class is hashable
        return adapter.validate_python(content, context=known), []
    except ValidationError as error:
        problems = []
        for location, problem in located_faults(error):
            row, column = place_of(content, location)
            if "{column}" in (expected := problem.details.get("expected", "")):
                details = {"expected": expected.replace("{column}", str(column))}
                problem = replace(problem, details=details)  # noqa: PLW2901 - the same, completed
            problems.append(problem.at(file=name, row=row, column=column))
        return None, problems


@cache
def _adapter(model: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(model)


def place_of(content: object, location: Location) -> tuple[str | None, str | None]:
    """The names of the entries that a value stands in, joined by dots, and its key."""
    entries: list[str] = []
    tables: list[str] = []
    column: str | None = None
    for part in location:
        if isinstance(part, int):
            entry = content[part]  # type: ignore[index]
            entries.append(str(entry.get("id") or entry.get("status") or f"{column} #{part + 1}"))
            content, tables, column = entry, [], None
        elif part in _LANGUAGE_MARKS:
            column = f"{column}{part}"
        else:
            tables += [] if column is None else [column]
            column = part
            content = content.get(part) if isinstance(content, dict) else None
    return ".".join([*entries, *tables]) or None, column


# --- what a file holds, whatever it is ----------------------------------------------------------


def tables_in(content: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """The `[[key]]` tables; none where something else stands there."""
    tables = content.get(key)
    is_list = isinstance(tables, list) and all(isinstance(table, dict) for table in tables)
    return tables if is_list else []  # type: ignore[return-value]


def names_in(content: Mapping[str, Any], key: str) -> list[str]:
    """The words of a list, each once; none where something else stands there."""
    listed = content.get(key)
    is_list = isinstance(listed, list) and all(isinstance(name, str) for name in listed)
    return list(dict.fromkeys(listed)) if is_list else []  # type: ignore[arg-type]


def text_in(content: Mapping[str, Any], key: str) -> str:
    """A text; empty where something else stands there."""
    text = content.get(key)
    return text if isinstance(text, str) and text.strip() else ""
