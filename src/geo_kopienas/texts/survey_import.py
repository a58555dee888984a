"""What an import understood of a survey file, in words; command and page say the same."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo_kopienas.texts.lookup import Texts

_SEPARATORS = {"\t": "TAB"}
_OPTION = "option"


class MatchedColumn(Protocol):
    """What the words need of a column."""

    @property
    def heading(self) -> str:
        """Its name in the file."""

    @property
    def role(self) -> str:
        """What it holds."""

    @property
    def target(self) -> str:
        """Question or part of a submission."""

    @property
    def option(self) -> str:
        """Answer or step of the place."""

    @property
    def how(self) -> str:
        """How it was found."""


class Reading(Protocol):
    """What the words need of a text that was understood."""

    @property
    def question_id(self) -> str:
        """Its question."""

    @property
    def text(self) -> str:
        """The text."""

    @property
    def codes(self) -> tuple[str, ...]:
        """What it became."""

    @property
    def how(self) -> str:
        """How it was understood."""

    @property
    def count(self) -> int:
        """In how many submissions."""


class Counts(Protocol):
    """What the words need of the submissions of a file."""

    read: int
    doubled: int
    without_consent: int
    not_approved: int

    @property
    def not_asked(self) -> Mapping[str, int]:
        """Dropped answers by question."""


def source_sentence(
    kind: str, encoding: str | None, separator: str | None, sheet: str | None, texts: Texts
) -> str:
    """How the file was read."""
    if kind == "csv":
        shown = _SEPARATORS.get(separator or "", separator)
        return texts.say("survey_import.source_csv", encoding=encoding, separator=shown)
    return texts.say("survey_import.source_xlsx", sheet=sheet or "–")


def column_rows(columns: Sequence[MatchedColumn], texts: Texts) -> list[tuple[str, str, str]]:
    """Heading, meaning and how it was found of each column; those of options as one row."""
    options = Counter(one.target for one in columns if one.option and one.role == _OPTION)
    rows = []
    for one in columns:
        meaning = ".".join(part for part in (one.target, one.option) if part)
        if one.role == _OPTION:
            number = options.pop(one.target, 0)
            if not number:
                continue
            meaning = texts.count("survey_import.options", number, question=one.target)
        meaning = meaning or texts[f"survey_import.role.{one.role}"]
        rows.append((one.heading, meaning, texts[f"survey_import.how.{one.how}"]))
    return rows


def reading_rows(readings: Iterable[Reading], texts: Texts) -> list[tuple[str, str, str]]:
    """Text, meaning and how it was understood, most frequent first."""
    ordered = sorted(readings, key=lambda one: (-one.count, one.question_id, one.text))
    return [
        (
            f"{one.text} ({texts.number(one.count)})",
            f"{one.question_id}: {', '.join(one.codes) or '–'}",
            texts[f"survey_import.how.{one.how}"],
        )
        for one in ordered
    ]


def count_rows(
    decoded: Counts, *, new: int, changed: int, unchanged: int, texts: Texts
) -> list[tuple[str, str]]:
    """What happens to the submissions, those that there are none of left out."""
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
