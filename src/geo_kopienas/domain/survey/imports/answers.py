"""From what stands in a cell to a coded answer, or what is wrong with it."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from geo_kopienas.domain.schema.cells import clean_text, nearest_details, quoted
from geo_kopienas.domain.schema.dates import FIRST_YEAR
from geo_kopienas.domain.schema.personal import personal_data
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.domain.survey.codebook.form import RESPONDENT_CODE_PATTERN
from geo_kopienas.domain.survey.codebook.model import RESPONDENT_CODE, Question, QuestionType
from geo_kopienas.domain.survey.imports.column_kinds import LEAVE_OUT, How
from geo_kopienas.domain.survey.imports.heading_names import OTHER_CODE, answer_names
from geo_kopienas.domain.survey.imports.wording import wording_key

#: Old exports write this where a question was not asked.
_NOT_ASKED = "n/a"
#: LimeSurvey writes this for an answer that has words of its own in a further column.
_OTHER_MARK = "-oth-"
#: A text of more than twenty pages is no answer.
MAX_TEXT_LENGTH = 20_000

YES = frozenset({"1", "1.0", "1,0", "true", "yes", "y", "jā", "ja", "x", "✓", "patiess"})
NO = frozenset({"0", "0.0", "0,0", "false", "no", "n", "nē", "ne", "-", "aplams"})

_WHOLE = re.compile(r"(-?[0-9]{1,15})(?:[.,]0{1,12})?")
_THOUSANDS = re.compile(r"-?[0-9]{1,3}(?: [0-9]{3}){1,4}")
# ODK writes a year as the first day of it; Excel makes a date of "2013".
_YEAR = re.compile(r"([0-9]{4})(?:-01-01(?:T00:00(?::00)?)?|[.,]0{1,12}|[.]| ?\.? ?gad[sā])?")
_PLAIN_CODES = re.compile(r"[a-z0-9_]+(?: [a-z0-9_]+)*")
_BETWEEN = re.compile(r"[,;|]")
_AFTER_NAME = frozenset(" ,;|/.?!")
_RESPONDENT_CODE = re.compile(RESPONDENT_CODE_PATTERN)


class Coded(NamedTuple):
    """A coded answer.

    Attributes:
        value: Code, tuple of codes, number or text; None for no answer.
        how: How it was understood.
        faults: What is wrong with it.
    """

    value: object
    how: How = How.NONE
    faults: tuple[Problem, ...] = ()


class AnswerReader:
    """Reads the answers to one question.

    Args:
        question: The question.
        decisions: Codes, or `LEAVE_OUT`, by the keys of texts that a person decided on.
        this_year: Latest year that an answer can name.
    """

    def __init__(self, question: Question, decisions: Mapping[str, str], this_year: int) -> None:
        self._question = question
        self._decisions = decisions
        self._this_year = this_year
        self._codes = answer_names(question)
        self._order = {answer.code: number for number, answer in enumerate(question.answers)}
        self._exclusive = {answer.code for answer in question.answers if answer.is_exclusive}
        self._longest_first = sorted(self._codes, key=len, reverse=True)

    def read(self, text: str) -> Coded:
        """Read a cell."""
        value = clean_text(text)
        if self._question.type is QuestionType.TEXT:
            return self._text(value)
        key = wording_key(value)
        if not key or key == _NOT_ASKED:
            return self._decided(LEAVE_OUT)._replace(how=How.NONE)
        decided = self._decisions.get(key)
        return self._decided(decided) if decided is not None else self._typed(value, key)

    def _typed(self, value: str, key: str) -> Coded:
        match self._question.type:
            case QuestionType.MANY:
                return self._many(value)
            case QuestionType.NUMBER:
                return self._number(value)
            case QuestionType.YEAR:
                return self._year(value)
            case _:
                return self._one(value, key)

    def read_option(self, text: str, code: str) -> bool | Problem | None:
        """Whether a column of one option says that it was chosen; None if it says nothing."""
        key = wording_key(text) or clean_text(text)
        if not key or key == _NOT_ASKED:
            return None
        if key in YES or self._codes.get(key) == code:
            return True
        if key in NO:
            return False
        if code == OTHER_CODE:
            return True  # LimeSurvey writes the words of the answer there
        return Problem("invalid_option", details={"permitted": "1, 0"})

    def check_many(self, codes: frozenset[str]) -> Coded:
        """Several answers in the order of the codebook, with what contradicts them."""
        chosen = tuple(sorted(codes, key=self._order.__getitem__))
        faults = []
        exclusive = self._exclusive & codes
        if exclusive and len(codes) > 1:
            faults.append(Problem("answer_exclusive", value=", ".join(sorted(exclusive))))
        maximum = self._question.maximum
        if maximum is not None and len(codes) > maximum:
            faults.append(
                Problem(
                    "too_many_answers", value=str(len(codes)), details={"maximum": str(maximum)}
                )
            )
        return Coded(chosen, How.NAME, tuple(faults))

    def _decided(self, decided: str) -> Coded:
        is_many = self._question.type is QuestionType.MANY
        if decided == LEAVE_OUT:
            return Coded(() if is_many else None, How.DECISION)
        return Coded((decided,) if is_many else decided, How.DECISION)

    def _one(self, value: str, key: str) -> Coded:
        code = self._codes.get(key) or self._codes.get(_written_whole(key))
        if code is None and key == _OTHER_MARK:
            code = self._codes.get(OTHER_CODE)
        if code is None:
            return Coded(None, faults=(self._unknown(value),))
        return Coded(code, How.NAME if key == code else How.LABEL)

    def _unknown(self, part: str) -> Problem:
        names = [answer.code for answer in self._question.answers]
        labels = [label for answer in self._question.answers for label in answer.words.values()]
        near = nearest_details(part, names) or nearest_details(part, labels)
        return Problem(
            "unknown_answer", value=quoted(part), details={"permitted": ", ".join(names), **near}
        )

    def _many(self, value: str) -> Coded:
        codes: set[str] = set()
        faults: list[Problem] = []
        how = How.NAME
        is_plain = _PLAIN_CODES.fullmatch(value) is not None
        rest = wording_key(value.replace("\n", ";"))
        while rest:
            name = self._name_at_start(rest)
            if name is None:
                part, rest = _cut(rest, is_plain=is_plain)
                decided = self._decisions.get(part)
                if decided is None:
                    faults.append(self._unknown(part))
                elif decided != LEAVE_OUT:
                    codes.add(decided)
                continue
            code = self._codes[name]
            if name != code:
                how = How.LABEL
            codes.add(code)
            rest = rest[len(name) :].lstrip(" ,;|/.?!")
        checked = self.check_many(frozenset(codes))
        return Coded(checked.value, how, (*faults, *checked.faults))

    def _name_at_start(self, rest: str) -> str | None:
        # The longest first: a label may hold a comma, or begin with another label.
        return next(
            (
                name
                for name in self._longest_first
                if rest.startswith(name)
                and (len(rest) == len(name) or rest[len(name)] in _AFTER_NAME)
            ),
            None,
        )

    def _number(self, value: str) -> Coded:
        digits = value.replace(" ", "") if _THOUSANDS.fullmatch(value) else value
        match = _WHOLE.fullmatch(digits)
        if not match:
            return Coded(None, faults=(Problem("invalid_integer"),))
        return self._within_limits(int(match[1]), self._question.maximum)

    def _year(self, value: str) -> Coded:
        match = _YEAR.fullmatch(value.casefold().replace("t", "T"))
        if not match or int(match[1]) < FIRST_YEAR:
            return Coded(None, faults=(Problem("invalid_year"),))
        highest = self._question.maximum
        latest = self._this_year if highest is None else min(highest, self._this_year)
        return self._within_limits(int(match[1]), latest)

    def _within_limits(self, number: int, maximum: int | None) -> Coded:
        minimum = self._question.minimum
        if minimum is not None and number < minimum:
            return Coded(
                None, faults=(Problem("below_minimum", details={"minimum": str(minimum)}),)
            )
        if maximum is not None and number > maximum:
            return Coded(
                None, faults=(Problem("above_maximum", details={"maximum": str(maximum)}),)
            )
        return Coded(number, How.NAME)

    def _text(self, value: str) -> Coded:
        if not value:
            return Coded(None)
        if len(value) > MAX_TEXT_LENGTH:
            fault = Problem("cell_too_long", details={"limit": str(MAX_TEXT_LENGTH)})
            return Coded(None, faults=(fault,))
        is_code = self._question.question_id == RESPONDENT_CODE
        # Personal data in the place of the code is told as such; here it is no fault.
        if is_code and not _RESPONDENT_CODE.fullmatch(value) and not personal_data(value):
            return Coded(None, faults=(Problem("invalid_respondent_code"),))
        return Coded(value, How.NAME)


def _written_whole(key: str) -> str:
    """A step of a scale as pandas writes it, "5.0", as a whole number."""
    match = _WHOLE.fullmatch(key)
    return match[1] if match else key


def _cut(rest: str, *, is_plain: bool) -> tuple[str, str]:
    """What is not known, up to the next separator, and what is left behind it."""
    if is_plain:
        part, _, left = rest.partition(" ")
        return part, left
    match = _BETWEEN.search(rest)
    if match is None:
        return rest, ""
    return rest[: match.start()].strip(), rest[match.end() :].strip()
