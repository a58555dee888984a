"""Reading of single values of the codebook's file; what is wrong with them is noted as a fault."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from geo_kopienas.domain.schema.cells import nearest_details, quoted
from geo_kopienas.domain.schema.codes import LANGUAGES
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.domain.survey.codebook.model import (
    CODEBOOK_FILE,
    Answer,
    Condition,
    Question,
    Section,
)

# Also a valid name of XML and of XLSForm, in which it stands.
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")


@dataclass
class Reading:
    """Faults as they are found, and what later parts refer to."""

    problems: list[Problem] = field(default_factory=list)
    lists: dict[str, tuple[Answer, ...]] = field(default_factory=dict)
    sections: dict[str, Section] = field(default_factory=dict)
    conditions: dict[str, Condition] = field(default_factory=dict)  # by section
    questions: dict[str, Question] = field(default_factory=dict)

    def fault(
        self, code: str, row: str | None, column: str | None, value: object = None, **details: str
    ) -> None:
        """Note a fault, once."""
        shown = None if value is None else quoted(str(value))
        problem = Problem(
            code, file=CODEBOOK_FILE, row=row, column=column, value=shown, details=details
        )
        if problem not in self.problems:
            self.problems.append(problem)

    def refuse_unknown_name(
        self, row: str, column: str, value: str, known: Collection[str]
    ) -> None:
        """Note a name that refers to nothing, with the nearest that there is."""
        near = nearest_details(value, sorted(known))
        self.fault("codebook_reference", row, column, value, **near)

    def name(self, row: str, column: str, value: object) -> str:
        """A name; empty where it is none."""
        if not isinstance(value, str) or not value:
            self.fault("required_missing", row, column)
        elif not _NAME.fullmatch(value):
            self.fault("codebook_name", row, column, value)
        return value if isinstance(value, str) else ""

    def refuse_unknown_keys(
        self, row: str | None, entry: Mapping[str, Any], known: Iterable[str]
    ) -> None:
        """Note every key that is not known, with the nearest that is."""
        for key in sorted(entry.keys() - set(known)):
            self.fault(
                "codebook_key", row, str(key), key, **nearest_details(str(key), sorted(known))
            )

    def words(self, row: str, entry: Mapping[str, Any], names: Iterable[str]) -> dict[str, str]:
        """Texts in every language, by `<name>_<language>`; those that are missing are left out."""
        words = {}
        for name in names:
            for language in LANGUAGES:
                text = entry.get(f"{name}_{language}")
                if not isinstance(text, str) or not text.strip():
                    self.fault("required_missing", row, f"{name}_{language}")
                elif "${" in text:
                    # A form would put the answer to another question there.
                    self.fault("codebook_markup", row, f"{name}_{language}", text)
                else:
                    words[f"{name}_{language}"] = text.strip()
        return words

    def texts(self, row: str, column: str, value: object) -> tuple[str, ...]:
        """A list of texts; empty where it is none."""
        if isinstance(value, list) and all(
            isinstance(text, str) and text.strip() for text in value
        ):
            return tuple(value)
        self.fault("codebook_value", row, column, value)
        return ()

    def whole(self, row: str, column: str, value: object) -> int | None:
        """A whole number, or None where there is none."""
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        self.fault("invalid_integer", row, column, value)
        return None

    def flag(self, row: str, column: str, value: object) -> bool:
        """Whether it is true."""
        if not isinstance(value, bool):
            self.fault("invalid_boolean", row, column, value)
        return value is True

    def one_of(self, row: str, column: str, value: object, codes: type[StrEnum]) -> str:
        """The value of one of the codes; of the first where it is none of them."""
        permitted = [code.value for code in codes]
        if value not in permitted:
            details = {"permitted": ", ".join(permitted), **nearest_details(str(value), permitted)}
            self.fault("unknown_code", row, column, value, **details)
            return permitted[0]
        return str(value)
