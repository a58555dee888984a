"""What an import understood of a survey file, in words; command and page say the same."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from geo_kopienas.domain.survey.imports.column_kinds import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo_kopienas.domain.survey.imports.column_kinds import Column
    from geo_kopienas.domain.survey.imports.decoded import Decoded, TextReading
    from geo_kopienas.texts.lookup import Texts

_SEPARATORS = {"\t": "TAB"}


def source_sentence(
    kind: str, encoding: str | None, separator: str | None, sheet: str | None, texts: Texts
) -> str:
    """How the file was read."""
    if kind == "csv":
        shown = _SEPARATORS.get(separator or "", separator)
        return texts.say("survey_import.source_csv", encoding=encoding, separator=shown)
    return texts.say("survey_import.source_xlsx", sheet=sheet or "–")


def column_rows(columns: Sequence[Column], texts: Texts) -> list[tuple[str, str, str]]:
    """Heading, meaning and how it was found of each column; those of options as one row."""
    options = Counter(column.target for column in columns if _is_option(column) and column.option)
    rows = []
    for column in columns:
        meaning = ".".join(part for part in (column.target, column.option) if part)
        if _is_option(column):
            number = options.pop(column.target, 0)
            if not number:
                continue
            meaning = texts.count("survey_import.options", number, question=column.target)
        meaning = meaning or texts[f"survey_import.role.{column.role}"]
        rows.append((column.heading, meaning, texts[f"survey_import.how.{column.how}"]))
    return rows


def _is_option(column: Column) -> bool:
    return column.role is Role.OPTION


def reading_rows(readings: Iterable[TextReading], texts: Texts) -> list[tuple[str, str, str]]:
    """Text, meaning and how it was understood, most frequent first."""
    ordered = sorted(readings, key=lambda read: (-read.count, read.question_id, read.text))
    return [
        (
            f"{reading.text} ({texts.number(reading.count)})",
            f"{reading.question_id}: {', '.join(reading.codes) or '–'}",
            texts[f"survey_import.how.{reading.how}"],
        )
        for reading in ordered
    ]


def count_rows(
    decoded: Decoded, *, new: int, changed: int, unchanged: int, texts: Texts
) -> list[tuple[str, str]]:
    """What happens to the submissions; counts of zero are left out."""
    counts = {
        "read": decoded.read,
        "new": new,
        "changed": changed,
        "unchanged": unchanged,
        "doubled": decoded.doubled,
        "without_consent": decoded.without_consent,
        "not_approved": decoded.not_approved,
        "not_asked": sum(decoded.not_asked.values()),
    }
    return [
        (texts[f"survey_import.count.{name}"], texts.number(count))
        for name, count in counts.items()
        if count or name in {"read", "new"}
    ]
