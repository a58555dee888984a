"""Reading of the catalogue of indicators; all its faults in one pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_kopienas.domain.evidence.indicators import Absence, Indicator, Measure
from geo_kopienas.domain.schema.codes import LANGUAGES, EvidenceKind, Theme, Unit
from geo_kopienas.domain.schema.dates import parse_partial_date
from geo_kopienas.domain.schema.fields import CATALOGUE_FILE
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.store.rules.entries import Entry, read_toml, refuse_doubled

if TYPE_CHECKING:
    from pathlib import Path

_WORDS = ("label", "unit", "unit_one", "how", "note", "group")
_REQUIRED_WORDS = ("label", "unit", "how", "group")
_KEYS = (
    "id",
    "measure",
    "kinds",
    "steps",
    "theme",
    "value_unit",
    "per_residents",
    "since",
    "until",
    "absence",
    "decimals",
    *(f"{word}_{language}" for word in _WORDS for language in LANGUAGES),
)
MAX_DECIMALS = 6
MAX_RESIDENTS = 10**6


def read_catalogue(path: Path) -> tuple[list[Indicator], list[Problem]]:
    """Read `rules/indicators.toml`.

    Returns:
        The indicators in the order of the file, and every fault; the list is empty if there is
        any fault.
    """
    content, problems = read_toml(path, CATALOGUE_FILE)
    if content is None:
        return [], problems
    if content.get("indicator") in (None, []):
        return [], [Problem("indicator_none", file=CATALOGUE_FILE)]
    entries = Entry(content, CATALOGUE_FILE, None, problems).entries("indicator")
    indicators = [_indicator(entry) for entry in entries]
    refuse_doubled(entries)
    return ([], problems) if problems else (indicators, [])


def _indicator(entry: Entry) -> Indicator:
    entry.refuse_unknown(_KEYS)
    name = entry.text("id")
    if name and not (name.isascii() and name.replace("_", "").isalnum()):
        entry.fault("invalid_id", "id", name)
    measure = entry.code("measure", Measure)
    for key, needed_by in (
        ("value_unit", Measure.SUM),
        ("theme", Measure.THEME),
        ("steps", Measure.STATE),
    ):
        if measure is needed_by and key not in entry.content:
            entry.fault("required_missing", key)
    return Indicator(
        indicator_id=name,
        measure=measure,
        kinds=_values(entry.code_list("kinds", EvidenceKind, required=False)),
        steps=_values(entry.code_list("steps", EvidenceKind, required=False)),
        theme=entry.code("theme", Theme) if "theme" in entry.content else None,
        unit=entry.code("value_unit", Unit).value if "value_unit" in entry.content else None,
        per_residents=entry.whole("per_residents", minimum=1, maximum=MAX_RESIDENTS)
        if "per_residents" in entry.content
        else None,
        since=_date(entry, "since"),
        until=_date(entry, "until"),
        absence=entry.code("absence", Absence) if "absence" in entry.content else Absence.UNKNOWN,
        decimals=entry.whole("decimals", maximum=MAX_DECIMALS)
        if "decimals" in entry.content
        else 0,
        words={
            key: entry.text(
                key, required=word in _REQUIRED_WORDS and not _is_state_unit(measure, word)
            )
            for word in _WORDS
            for language in LANGUAGES
            if (key := f"{word}_{language}") in entry.content or word in _REQUIRED_WORDS
        },
    )


def _is_state_unit(measure: Measure, word: str) -> bool:
    """A state has no unit, but says so with an empty word."""
    return word == "unit" and measure in {Measure.STATE, Measure.COLLABORATION, Measure.ACTIVITY}


def _values(codes: tuple[EvidenceKind, ...]) -> tuple[str, ...]:
    return tuple(code.value for code in codes)


def _date(entry: Entry, column: str) -> str | None:
    text = entry.text(column, required=False)
    if text and parse_partial_date(text) is None:
        entry.fault("invalid_date", column, text)
    return text or None
