"""What a survey file says after decoding, and how it was understood."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.domain.survey.imports.column_kinds import Column, How


@dataclass(frozen=True, slots=True)
class TextReading:
    """How one text of the file was understood.

    Attributes:
        question_id: Its question.
        text: As it stands in the file.
        codes: What it became: codes, or ids of places.
        how: How it was found.
        count: In how many submissions.
    """

    question_id: str
    text: str
    codes: tuple[str, ...]
    how: How
    count: int


@dataclass
class Decoded:
    """What a survey file says.

    Attributes:
        rows: Coded submissions, by the columns of `responses_table`; of those without fault.
        problems: Every fault.
        repairs: What was taken out of texts before they were read.
        warnings: What does not stop the import: personal data in free text, trials.
        places, answers: How texts that are not simply codes were understood.
        read: Submissions of the file.
        doubled: Of these, how many repeat another one of the file.
        without_consent, not_approved: How many are not kept for that.
        moments: When submissions were sent, by id; it is compared and not stored.
        not_asked: Answers that are dropped because their question's condition does not hold.
    """

    rows: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    repairs: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    places: list[TextReading] = field(default_factory=list)
    answers: list[TextReading] = field(default_factory=list)
    read: int = 0
    doubled: int = 0
    without_consent: int = 0
    not_approved: int = 0
    not_asked: dict[str, int] = field(default_factory=dict)
    moments: dict[str, dt.datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rows stand: file and sheet, as faults name them, and the columns.

    `is_damaged` tells that the whole file was read in a wrong code page once, which is said of its
    headings; its cells are read as they were meant.
    """

    file: str
    sheet: str | None
    columns: Sequence[Column]
    is_damaged: bool = False
