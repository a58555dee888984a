"""Rounds of the survey, and which of them may be shown together."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from geo_kopienas.domain.schema.codes import LANGUAGES

#: Invented answers are never taken for real ones, even where the table of rounds is silent.
DEMO_PREFIX = "demo-"


@dataclass(frozen=True, slots=True)
class SurveyRound:
    """One round.

    Attributes:
        round_id: Its id in addresses and file names.
        date: When it was: YYYY, YYYY-MM or YYYY-MM-DD; empty where the table does not say.
        is_demo: Whether its answers are invented.
        words: `label` and `note` in each language, as `label_lv`.
    """

    round_id: str
    date: str = ""
    is_demo: bool = False
    words: Mapping[str, str] = field(default_factory=dict)

    def label(self, language: str) -> str:
        """Its name in a language; its id where the table of rounds has none."""
        return self.words.get(f"label_{language}") or self.round_id


def shown_rounds(
    stored: Iterable[str], table: pd.DataFrame, *, with_demo: bool
) -> list[SurveyRound]:
    """The rounds that pages and exports show, oldest first; what the table does not list is none.

    Invented answers never stand beside real ones: the first real round puts them away.

    Args:
        stored: Ids of the published rounds.
        table: The table of rounds (`fields.SURVEY_ROUNDS`).
        with_demo: Whether invented answers may be shown at all.
    """
    published = frozenset(stored)
    rounds = [known for known in register_rounds(table) if known.round_id in published]
    real = [shown_round for shown_round in rounds if not shown_round.is_demo]
    return real or (rounds if with_demo else [])


def register_rounds(table: pd.DataFrame) -> list[SurveyRound]:
    """Every round of the register, oldest first."""
    rounds = [_round(row["round_id"], row) for row in table.to_dict("records")]
    return sorted(rounds, key=lambda known: (known.date, known.round_id))


def begun_rounds(rounds: Sequence[SurveyRound], as_of: date) -> list[SurveyRound]:
    """The rounds that had begun by a day; one without a date is taken to have begun.

    Args:
        rounds: `shown_rounds`, oldest first.
        as_of: The day.
    """
    # "2026-10" is less than any day of that month.
    return [begun for begun in rounds if begun.date <= as_of.isoformat()]


def _round(round_id: str, row: Mapping[Hashable, Any]) -> SurveyRound:
    names = [f"{stem}_{language}" for stem in ("label", "note") for language in LANGUAGES]
    words = {name: word for name in names if isinstance(word := row.get(name), str)}
    return SurveyRound(
        round_id,
        str(row.get("date", "")),
        bool(row.get("is_demo", False)) or round_id.startswith(DEMO_PREFIX),
        words,
    )
