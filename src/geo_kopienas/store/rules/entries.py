"""Reading of the project's TOML files by the dataclasses of the domain."""

import tomllib
from pathlib import Path
from typing import Any, TypeVar

from geo_kopienas.domain.schema.entries import read_content
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.store.files.text import place_of_error, read_text, read_text_anyhow
from geo_kopienas.store.location import DEFAULT_DATA

#: Faults of a file whose text is known all the same.
_READ_ON = frozenset({"encoding_other", "nul_byte"})

Model = TypeVar("Model")


def read_toml(path: Path, name: str) -> tuple[dict[str, Any] | None, list[Problem]]:
    """The content of a TOML file, and the fault that it has as a file.

    One in another encoding, or with zero bytes, is read on beside its fault.

    Args:
        path: Where the file is.
        name: Its name in the data directory, for the fault.
    """
    text, fault, line = read_text(path)
    problems = [] if fault is None else [fault.at(file=name, row=line)]
    if fault is not None and fault.code in _READ_ON:
        text, _ = read_text_anyhow(path)
    if text is None:
        return None, problems or [Problem("file_empty", file=name)]
    try:
        content = tomllib.loads(text)
        # A whole number of thousands of digits can be read, in hex, but never be said.
        repr(content)
    except (ValueError, RecursionError) as error:
        invalid = Problem("toml_invalid", file=name, value=place_of_error(error, text))
        return None, [*problems, invalid]
    return content, problems


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
    if content is None:
        return None, problems
    entries, faults = read_content(content, name, model, known)
    return (None if problems else entries), [*problems, *faults]


def read_own_or_default(
    path: Path, name: str, model: type[Model]
) -> tuple[Model | None, list[Problem]]:
    """Read the rules of a data directory, or the checkout's where it has none of its own."""
    return read_rules_file(path if path.exists() else DEFAULT_DATA / name, name, model)
