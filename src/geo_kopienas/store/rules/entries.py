"""Reading of the project's TOML files by the dataclasses of the domain."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import TypeAdapter
from pydantic_core import ValidationError

from geo_kopienas.domain.schema.codes import LANGUAGES
from geo_kopienas.domain.schema.entries import located_faults
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.store.files.text import place_of_error, read_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from geo_kopienas.domain.schema.entries import Location

Model = TypeVar("Model")
_LANGUAGE_MARKS = {f"_{language}" for language in LANGUAGES}


def read_toml(path: Path, name: str) -> tuple[dict[str, Any] | None, list[Problem]]:
    """The content of a TOML file, or the fault that keeps it from being read.

    Args:
        path: Where the file is.
        name: Its name in the data directory, for the fault.
    """
    text, fault, line = read_text(path)
    if fault is not None or text is None:
        return None, [(fault or Problem("file_empty")).at(file=name, row=line)]
    try:
        content = tomllib.loads(text)
        # A whole number of thousands of digits can be read, in hex, but never be said.
        repr(content)
    except (ValueError, RecursionError) as error:
        return None, [Problem("toml_invalid", file=name, value=place_of_error(error, text))]
    return content, []


def read_rules_file(
    path: Path, name: str, model: type[Model], known: object = None
) -> tuple[Model | None, list[Problem]]:
    """Read a TOML file by the dataclass that describes it.

    Args:
        path: Where the file is.
        name: Its name in the data directory, for faults.
        model: The dataclass.
        known: What the file may refer to.

    Returns:
        What the file says, or None if anything is wrong, and every fault.
    """
    content, problems = read_toml(path, name)
    return (None, problems) if content is None else read_content(content, name, model, known)


def read_content(
    content: Mapping[str, Any], name: str, model: type[Model], known: object = None
) -> tuple[Model | None, list[Problem]]:
    """Read the content of a file as `read_rules_file` does."""
    try:
        adapter = _adapter(model)  # type: ignore[arg-type] # a class is hashable
        return adapter.validate_python(content, context=known), []
    except ValidationError as error:
        return None, [
            _placed(problem, content, location).at(file=name)
            for location, problem in located_faults(error)
        ]


@cache
def _adapter(model: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(model)


def _placed(problem: Problem, content: object, location: Location) -> Problem:
    """A fault with its row, the names of the entries that it stands in, and its column, the key."""
    entries: list[str] = []
    tables: list[str] = []
    column: str | None = None
    for part in location:
        if isinstance(part, int):
            content = content[part]  # type: ignore[index]
            entries.append(_name(content, f"{column} #{part + 1}"))
            tables, column = [], None
        elif part in _LANGUAGE_MARKS:
            column = f"{column}{part}"
        else:
            tables += [] if column is None else [column]
            column = part
            content = content.get(part) if isinstance(content, dict) else None
    details = {
        name: text.replace("{column}", str(column)) if problem.code == "wrong_type" else text
        for name, text in problem.details.items()
    }
    row = ".".join([*entries, *tables]) or None
    return Problem(problem.code, row=row, column=column, value=problem.value, details=details)


def _name(entry: Any, otherwise: str) -> str:  # noqa: ANN401 - whatever the file holds
    """How a fault calls an entry."""
    return str(entry.get("id") or entry.get("status") or otherwise)
