"""Reading of the project's TOML files entry by entry; every fault of a file in one pass."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from geo_kopienas.domain.schema.cells import is_web_address, quoted
from geo_kopienas.domain.schema.codes import LANGUAGES
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.store.files.text import place_of_error, read_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from enum import StrEnum
    from pathlib import Path

#: No rule needs more, and TOML and JSON can write whole numbers that no double holds.
MAX_NUMBER = 1e15
Code = TypeVar("Code", bound="StrEnum")


def read_toml(path: Path, name: str) -> tuple[dict[str, Any] | None, list[Problem]]:
    """The content of a TOML file, or the fault that keeps it from being read.

    Args:
        path: Where the file is.
        name: Its name in the data directory, for the fault.
    """
    text, fault, line = read_text(path)
    if fault is not None or text is None:
        code = fault.code if fault else "file_empty"
        value = fault.value if fault else None
        details = dict(fault.details) if fault else {}
        return None, [Problem(code, file=name, row=line, value=value, details=details)]
    try:
        content = tomllib.loads(text)
        # A whole number of thousands of digits can be read, in hex, but never be said.
        repr(content)
    except (ValueError, RecursionError) as error:
        return None, [Problem("toml_invalid", file=name, value=place_of_error(error, text))]
    return content, []


@dataclass(frozen=True, eq=False)
class Entry:
    """One table of a TOML file and where its faults go.

    Each reading method returns the value, or a harmless one after noting the fault; what was read
    may be used only if `problems` stayed empty.

    Attributes:
        content: The table as it stands in the file.
        file: The file's name, for faults.
        row: Name of the entry, for faults.
        problems: Where faults are noted; shared by all entries of a file.
    """

    content: dict[str, Any]
    file: str
    row: str | None
    problems: list[Problem]

    def fault(self, code: str, column: str, value: object = None, **details: str) -> None:
        """Note a fault."""
        text = None if value is None else quoted(str(value))
        problem = Problem(
            code, file=self.file, row=self.row, column=column, value=text, details=details
        )
        self.problems.append(problem)

    def table(self, column: str) -> Entry:
        """A table inside this one; empty if it is none."""
        found = self.content.get(column)
        if found is None:
            self.fault("required_missing", column)
        elif not isinstance(found, dict):
            self.fault("wrong_type", column, found, expected=f"[{column}]")
        inner = found if isinstance(found, dict) else {}
        return Entry(inner, self.file, _joined(self.row, column), self.problems)

    def entries(self, column: str, key: str = "id") -> list[Entry]:
        """The `[[column]]` tables inside this one, named by their `key` or number."""
        found = self.content.get(column)
        if found is None or found == []:
            self.fault("required_missing", column)
            return []
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            self.fault("wrong_type", column, found, expected=f"[[{column}]]")
            return []
        return [
            Entry(one, self.file, str(one.get(key) or f"{column} #{number}"), self.problems)
            for number, one in enumerate(found, start=1)
        ]

    def text(self, column: str, *, required: bool = True) -> str:
        """A word or sentence."""
        value = self.content.get(column)
        if isinstance(value, str) and value.strip():
            return value
        if value is not None and not isinstance(value, str):
            self.fault("wrong_type", column, value, expected='"…"')
        elif required:
            self.fault("required_missing", column)
        return ""

    def words(self, stem: str) -> dict[str, str]:
        """`<stem>_lv` and `<stem>_en` by language; both are required."""
        return {language: self.text(f"{stem}_{language}") for language in LANGUAGES}

    def number(
        self, column: str, *, minimum: float = 0, maximum: float = MAX_NUMBER, default: float = 0
    ) -> float:
        """A finite number within limits."""
        value = self.content.get(column)
        if value is None:
            self.fault("required_missing", column)
        elif isinstance(value, bool) or not isinstance(value, (int, float)):
            self.fault("invalid_number", column, value)
        elif value > maximum or not (isinstance(value, int) or math.isfinite(value)):
            self.fault("above_maximum", column, value, maximum=f"{maximum:g}")
        elif value < minimum:
            self.fault("below_minimum", column, value, minimum=f"{minimum:g}")
        else:
            return float(value)
        return default

    def whole(self, column: str, *, minimum: int = 0, maximum: int = 10**6) -> int:
        """A whole number within limits."""
        value = self.content.get(column)
        if isinstance(value, float):
            self.fault("invalid_integer", column, value)
            return minimum
        return int(self.number(column, minimum=minimum, maximum=maximum, default=minimum))

    def flag(self, column: str) -> bool | None:
        """`true`, `false`, or None where it is left out."""
        value = self.content.get(column)
        if value is not None and not isinstance(value, bool):
            self.fault("invalid_boolean", column, value)
            return None
        return value

    def code(self, column: str, codes: type[Code]) -> Code:
        """One value of a vocabulary."""
        value = self.text(column)
        permitted = [code.value for code in codes]
        if value and value not in permitted:
            self.fault("unknown_code", column, value, permitted=", ".join(permitted))
        return codes(value) if value in permitted else next(iter(codes))

    def code_list(
        self, column: str, codes: type[Code], *, required: bool = True
    ) -> tuple[Code, ...]:
        """Values of a vocabulary, each once."""
        found = self.names(column, required=required)
        permitted = [code.value for code in codes]
        for value in found:
            if value not in permitted:
                self.fault("unknown_code", column, value, permitted=", ".join(permitted))
        return tuple(codes(one) for one in found if one in permitted)

    def addresses(self, column: str) -> tuple[str, ...]:
        """Web addresses of a list, each once; at least one."""
        found = self.names(column)
        for value in found:
            if not is_web_address(value):
                self.fault("invalid_url", column, value)
        return found

    def names(self, column: str, *, required: bool = True) -> tuple[str, ...]:
        """Words of a list, each once."""
        found = self.content.get(column)
        if found is None or found == []:
            if required:
                self.fault("required_missing", column)
            return ()
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            self.fault("wrong_type", column, found, expected='["…", "…"]')
            return ()
        for value in _repeated(found):
            self.fault("list_part_doubled", column, value)
        return tuple(dict.fromkeys(found))

    def refuse_unknown(self, known: Iterable[str]) -> None:
        """A misspelt key would silently do nothing."""
        for column in sorted(set(self.content) - set(known)):
            self.fault("unknown_key", column)


def refuse_doubled(entries: Sequence[Entry], column: str = "id") -> None:
    """Two entries of the same id."""
    for doubled in _repeated([str(one.content.get(column)) for one in entries]):
        second = [one for one in entries if str(one.content.get(column)) == doubled][1]
        second.fault("duplicate_id", column, doubled)


def _repeated(values: Sequence[str]) -> list[str]:
    return [one for one in dict.fromkeys(values) if values.count(one) > 1]


def _joined(row: str | None, column: str) -> str:
    return column if row is None else f"{row}.{column}"
