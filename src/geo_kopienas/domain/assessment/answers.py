"""One round of self-assessment: what each person answered, and for whom."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from geo_kopienas.domain.assessment.methodology import LEVEL_COUNT

#: A general meeting brings this many sheets at most; a longer table nobody types in one go.
MAX_PEOPLE = 100
MAX_NAME_LENGTH = 100  # a name, not a story

FIRST_DAY = dt.date(2000, 1, 1)  # a round before it is a slip of the hand

LEVELS = tuple(range(1, LEVEL_COUNT + 1))

#: A person's answers by criterion: a level, or None for "don't know". What is absent was not
#: answered; neither counts as a low level.
Answers = dict[str, int | None]


@dataclass(frozen=True, slots=True)
class Assessment:
    """A round of self-assessment. People have numbers and no names.

    Attributes:
        method_id: The method that was answered.
        method_version: Its version.
        date: The day of the round.
        place_id: The place; None where none was chosen.
        community_id: A community of the register, or None.
        community_name: A name that is not in the register; empty where none was given.
        people: Answers of each person, in the order of entry.
    """

    method_id: str
    method_version: int
    date: dt.date
    place_id: str | None = None
    community_id: str | None = None
    community_name: str = ""
    people: tuple[Mapping[str, int | None], ...] = ()


def answered_people(people: tuple[Mapping[str, int | None], ...]) -> int:
    """How many people answered anything at all; empty sheets are no people."""
    return sum(bool(answers) for answers in people)
