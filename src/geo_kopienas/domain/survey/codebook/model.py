"""The codebook: questions, answers, conditions and indicators of the survey.

Form, import, indicators and documents are made from it, so that a question is written once.
`reading` makes it from its file and finds every fault of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import ClassVar

CODEBOOK_FILE = "survey/codebook.toml"

#: Questions whose meaning the program knows; both must be there.
CONSENT = "consent"
CONSENT_GIVEN = "yes"
#: Free of meaning by itself; it links the answers of one respondent in several rounds.
RESPONDENT_CODE = "respondent_code"

#: A form asks a place step by step; these end the names of its steps.
PLACE_STEPS = ("unit", "settlement", "municipality")

#: Columns that stored answers have besides the questions.
RESERVED_NAMES = frozenset(
    {
        "submission_id",
        "submitted_date",
        "form_version",
        "place_id",
        "municipality_id",
        "blocked_texts",
        "marks",
        "round_id",
        "row",
    }
)


class QuestionType(StrEnum):
    """How a question is answered."""

    ONE = "one"  # one of the answers
    MANY = "many"  # any number of the answers
    NUMBER = "number"  # a whole number
    YEAR = "year"
    TEXT = "text"  # free text, never public
    SCALE = "scale"  # one of the answers, which are numbered steps
    PLACE = "place"  # a place of the register, or a municipality of Latvia


#: Types whose questions have answers to choose from.
CHOICE_TYPES = frozenset({QuestionType.ONE, QuestionType.MANY, QuestionType.SCALE})
#: Types whose answers are numbers.
NUMERIC_TYPES = frozenset({QuestionType.NUMBER, QuestionType.YEAR})


class SurveyMeasure(StrEnum):
    """How an indicator is worked out from the answers to its question."""

    COUNT = "count"  # answers, without those that are missing
    SHARE = "share"  # per cent of them that name at least one of `answers`
    MEAN = "mean"  # mean of the values of a scale
    MEDIAN = "median"  # median of a number or year


class Direction(StrEnum):
    """Which end of an indicator is the better one."""

    HIGHER = "higher"
    LOWER = "lower"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer that can be chosen.

    Attributes:
        code: What is stored; it never changes.
        words: `label` in each language, as `label_lv`.
        value: Number of the step of a scale.
        is_missing: Whether it says that the respondent does not know; counted apart and never
            part of a share or mean.
        is_exclusive: Whether it excludes all others.
        former: Codes and labels of older versions that mean the same.
    """

    code: str
    words: Mapping[str, str]
    value: int | None = None
    is_missing: bool = False
    is_exclusive: bool = False
    former: tuple[str, ...] = ()

    def label(self, language: str) -> str:
        """Its words in a language."""
        return self.words[f"label_{language}"]


@dataclass(frozen=True, slots=True)
class Condition:
    """Asked only if an earlier question has one of these answers."""

    question_id: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the questionnaire; `condition` holds for all its questions."""

    section_id: str
    words: Mapping[str, str]
    condition: Condition | None = None

    def label(self, language: str) -> str:
        """Its words in a language."""
        return self.words[f"label_{language}"]


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Attributes:
        question_id: Name in the form and in stored files; it never changes.
        section_id: Its section.
        type: How it is answered.
        words: `label` and perhaps `hint` in each language, as `label_lv`.
        answers: The answers to choose from, in their order; empty for other types.
        is_required: Whether it must be answered where it is asked.
        conditions: All of them must hold for it to be asked: its section's and its own.
        minimum, maximum: Limits of a number or year; of MANY the number of answers.
        former: Names and labels that it had in older versions of the form.
    """

    question_id: str
    section_id: str
    type: QuestionType
    words: Mapping[str, str]
    answers: tuple[Answer, ...] = ()
    is_required: bool = False
    conditions: tuple[Condition, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    former: tuple[str, ...] = ()

    @property
    def is_free_text(self) -> bool:
        """Whether people write what they like; such an answer is never public."""
        return self.type is QuestionType.TEXT and self.question_id != RESPONDENT_CODE

    def label(self, language: str) -> str:
        """The question in a language."""
        return self.words[f"label_{language}"]

    def hint(self, language: str) -> str:
        """Its hint in a language; empty where it has none."""
        return self.words.get(f"hint_{language}", "")

    def answer(self, code: str) -> Answer:
        """The answer of a code; KeyError for a code that it does not have."""
        for answer in self.answers:
            if answer.code == code:
                return answer
        raise KeyError(code)


@dataclass(frozen=True, slots=True)
class SurveyIndicator:
    """What the survey feeds into the map and the charts.

    Attributes:
        indicator_id: Id in addresses and exports.
        question_id: The question that feeds it.
        measure: How.
        answers: Answers that a share counts.
        direction: Which end is better.
        decimals: Decimals shown.
        words: `label`, `unit`, `unit_one`, `how` in each language, as `label_lv`.
    """

    indicator_id: str
    question_id: str
    measure: SurveyMeasure
    answers: tuple[str, ...]
    direction: Direction
    decimals: int
    words: Mapping[str, str]

    #: Its values are numbers; indicators of the ledger may be ordered states.
    is_state: ClassVar[bool] = False

    def word(self, name: str, language: str) -> str:
        """One of its words in a language; empty where the codebook has none."""
        return self.words.get(f"{name}_{language}", "")


@dataclass(frozen=True)
class Codebook:
    """The whole questionnaire.

    Attributes:
        questionnaire_id: Id of the form.
        version: Version of the form; digits, ever greater.
        words: `title` and `consent` in each language.
        sections, questions, indicators: In the order of the file.
    """

    questionnaire_id: str
    version: str
    words: Mapping[str, str]
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    indicators: tuple[SurveyIndicator, ...]

    @cached_property
    def by_id(self) -> dict[str, Question]:
        """The questions by their ids."""
        return {question.question_id: question for question in self.questions}

    @cached_property
    def place_question(self) -> Question:
        """The one question for the place."""
        return next(question for question in self.questions if question.type is QuestionType.PLACE)

    @cached_property
    def stored_questions(self) -> tuple[Question, ...]:
        """The questions whose answers are a column of their own in stored files.

        Consent is given by all who are stored; the place is stored as two ids.
        """
        return tuple(
            question
            for question in self.questions
            if question.question_id != CONSENT and question.type is not QuestionType.PLACE
        )

    def section_questions(self, section: Section) -> tuple[Question, ...]:
        """The questions of a section."""
        return tuple(
            question for question in self.questions if question.section_id == section.section_id
        )
