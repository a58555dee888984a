"""What a visitor has answered: in the session alone, kept while other pages are shown.

Streamlit forgets the state of a widget as soon as a run does not draw it. So every widget here
writes into the memory when it is changed, and is given its value from the memory when it is drawn.
"""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

import pandas as pd
import streamlit as st

from geo_kopienas.domain.assessment.answers import Answers, Assessment, answered_people
from geo_kopienas.domain.assessment.methodology import Method
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.ui.frame.visit import current_visit

_KEY = "assessment"


class View(StrEnum):
    """The parts of the page."""

    ANSWERS = "answers"
    SHEETS = "sheets"
    RESULT = "result"


@dataclass(slots=True)
class Memory:
    """What the page remembers of a visitor.

    Attributes:
        date: Day of the round.
        method_version: Version of the method that was answered.
        place_id: The chosen place, or None.
        community_id: The chosen community, or None.
        community_name: A name that is not in the register.
        people: Answers of each person; one at least.
        person: Number of the person who answers, from 0.
        criterion: Number of the criterion in view, from 0.
        moves: How often another criterion was taken up; the eye and the keyboard follow each.
        view: Part of the page in view.
        generation: Grows whenever the answers are replaced, so that no widget keeps old ones.
        table: The table of sheets as it was when it was opened; None while it is not.
        uploads: Grows with every opened file, so that the field for it is empty again.
        problems: Faults of the file that was opened last.
        refused_by: Key of the field for that file, without the number at its end.
        is_opened: Whether the answers came from that file.
        earlier: An earlier round to compare with.
    """

    date: dt.date
    method_version: int
    place_id: str | None = None
    community_id: str | None = None
    community_name: str = ""
    people: list[Answers] = field(default_factory=lambda: [{}])
    person: int = 0
    criterion: int = 0
    moves: int = 0
    view: View = View.ANSWERS
    generation: int = 0
    table: pd.DataFrame | None = None
    uploads: int = 0
    problems: list[Problem] = field(default_factory=list)
    refused_by: str = ""
    is_opened: bool = False
    earlier: Assessment | None = None

    @property
    def has_answers(self) -> bool:
        """Whether anybody has answered anything."""
        return answered_people(tuple(self.people)) > 0

    def assessment(self, method_id: str) -> Assessment:
        """The round as it stands."""
        people = list(self.people)
        while len(people) > 1 and not people[-1]:
            people.pop()
        return Assessment(
            method_id,
            self.method_version,
            self.date,
            self.place_id,
            self.community_id,
            # A community of the register has its own name.
            "" if self.community_id else self.community_name.strip(),
            tuple(dict(answers) for answers in people),
        )

    def take(self, assessment: Assessment) -> None:
        """Replace the answers by those of an opened round."""
        self.date = assessment.date
        self.method_version = assessment.method_version
        self.place_id = assessment.place_id
        self.community_id = assessment.community_id
        self.community_name = assessment.community_name
        self.replace_people([dict(answers) for answers in assessment.people])
        self.generation += 1

    def replace_people(self, people: list[Answers]) -> None:
        """Take other answers; there is always at least one person."""
        self.people = people or [{}]
        self.person = min(self.person, len(self.people) - 1)


def recall(method: Method, today: dt.date) -> Memory:
    """The memory of this session; a fresh one the first time or where another method is in use."""
    stored = st.session_state.get(_KEY)
    if stored is None or stored[0] != method.method_id:
        stored = (method.method_id, Memory(today, method.version))
        st.session_state[_KEY] = stored
    memory: Memory = stored[1]
    memory.criterion = min(memory.criterion, len(method.criteria) - 1)
    return memory


def give(key: str, value: object) -> None:
    """Give a widget its value before it is drawn, unless it has it.

    A value that is given goes to the browser, where it would undo what a quick hand has changed
    meanwhile; so it is given only where the widget was forgotten, something else changed it, or
    the page has not been drawn whole yet.
    """
    if st.session_state.get(key) != value or not current_visit().is_drawn:
        st.session_state[key] = value
