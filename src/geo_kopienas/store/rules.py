"""Reading of the catalogue of indicators; all its faults in one pass."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from geo_kopienas.domain.codes import EvidenceKind, Theme, Unit
from geo_kopienas.domain.fields import CATALOGUE_FILE
from geo_kopienas.domain.indicators import Absence, Indicator, Measure
from geo_kopienas.domain.problems import Problem

if TYPE_CHECKING:
    from enum import StrEnum
    from pathlib import Path

_WORDS = ("label", "unit", "unit_one", "how", "note", "group")
_REQUIRED_WORDS = ("label", "unit", "how", "group")
_LANGUAGES = ("lv", "en")


def read_catalogue(directory: Path) -> tuple[list[Indicator], list[Problem]]:
    """Read `rules/indicators.toml` below the data directory.

    Returns:
        The indicators in the order of the file, and every fault; the list is empty if the file
        cannot be read.
    """
    path = directory / CATALOGUE_FILE
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return [], [Problem("file_missing", file=CATALOGUE_FILE)]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return [], [Problem("toml_invalid", file=CATALOGUE_FILE, value=str(error)[:200])]
    entries = content.get("indicator")
    if not isinstance(entries, list) or not entries:
        return [], [Problem("indicator_none", file=CATALOGUE_FILE)]
    problems: list[Problem] = []
    seen: set[str] = set()
    indicators = []
    for entry in entries:
        found = list(_entry_problems(entry, seen))
        problems += found
        if not found:
            indicators.append(_indicator(entry))
        seen.add(str(entry.get("id")))
    return indicators, problems


def _entry_problems(entry: dict[str, Any], seen: set[str]) -> list[Problem]:
    name = str(entry.get("id", ""))

    def fault(code: str, column: str, value: object = None) -> Problem:
        text = None if value is None else str(value)
        return Problem(code, file=CATALOGUE_FILE, row=name or None, column=column, value=text)

    problems = []
    if not name.replace("_", "").isalnum() or not name.isascii():
        problems.append(fault("invalid_id", "id", name))
    if name in seen:
        problems.append(fault("duplicate_id", "id", name))
    problems += [
        fault("required_missing", f"{word}_{language}")
        for word in _REQUIRED_WORDS
        for language in _LANGUAGES
        if f"{word}_{language}" not in entry
    ]
    vocabulary: tuple[tuple[str, type[StrEnum], list[object]], ...] = (
        ("measure", Measure, [entry.get("measure")]),
        ("kinds", EvidenceKind, list(entry.get("kinds", []))),
        ("steps", EvidenceKind, list(entry.get("steps", []))),
        ("theme", Theme, [entry["theme"]] if "theme" in entry else []),
        ("value_unit", Unit, [entry["value_unit"]] if "value_unit" in entry else []),
        ("absence", Absence, [entry["absence"]] if "absence" in entry else []),
    )
    for column, codes, values in vocabulary:
        permitted = {code.value for code in codes}
        problems += [fault("unknown_code", column, one) for one in values if one not in permitted]
    needs = {Measure.SUM: "value_unit", Measure.THEME: "theme", Measure.STATE: "steps"}
    needed = needs.get(entry.get("measure"))  # type: ignore[arg-type]
    if needed and not entry.get(needed):
        problems.append(fault("required_missing", needed))
    return problems


def _indicator(entry: dict[str, Any]) -> Indicator:
    return Indicator(
        indicator_id=entry["id"],
        measure=Measure(entry["measure"]),
        kinds=tuple(entry.get("kinds", ())),
        steps=tuple(entry.get("steps", ())),
        theme=Theme(entry["theme"]) if "theme" in entry else None,
        unit=entry.get("value_unit"),
        per_residents=entry.get("per_residents"),
        since=entry.get("since"),
        until=entry.get("until"),
        absence=Absence(entry.get("absence", "unknown")),
        decimals=int(entry.get("decimals", 0)),
        words={
            f"{word}_{language}": entry[f"{word}_{language}"]
            for word in _WORDS
            for language in _LANGUAGES
            if f"{word}_{language}" in entry
        },
    )
