"""Which column of a survey file is which question, option, step of the place or mark of the tool.

Exports name columns by XML names or by labels in a language, with or without groups before them
and any sign between, several answers as one column, as one column an option, or as both.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from geo_kopienas.domain.schema.cells import clean_text, column_letters, nearest_details, quoted
from geo_kopienas.domain.schema.codes import LANGUAGES
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.domain.schema.spoilt_text import meant_text
from geo_kopienas.domain.survey.codebook import (
    CONSENT,
    PLACE_STEPS,
    RESERVED_NAMES,
    Codebook,
    Question,
    QuestionType,
)
from geo_kopienas.domain.survey.form import CONSENT_NOTE, MUNICIPALITY, SETTLEMENT, place_step
from geo_kopienas.domain.survey.wording import keyed, split_names, wording_key


class Role(StrEnum):
    """What a column holds."""

    ANSWER = "answer"  # the answer to a question
    OPTION = "option"  # whether one of several answers was chosen
    STEP = "step"  # a step of the place
    SUBMISSION = "submission"  # id, time, version or approval of a submission
    LEFT_OUT = "left_out"  # of the survey tool, or by a decision; never stored
    UNKNOWN = "unknown"


class How(StrEnum):
    """How a column or value was understood."""

    NAME = "name"  # XML name, id or code
    LABEL = "label"
    FORMER = "former"  # name or label of an older version
    DECISION = "decision"  # a line of the mapping file
    TOOL = "tool"  # a column of the survey tool
    NONE = "none"


class Part(StrEnum):
    """What a submission has besides its answers."""

    ID = "id"
    TIME = "time"
    VERSION = "version"
    APPROVAL = "approval"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file.

    Attributes:
        position: Its place in the rows, from 0.
        heading: Its name in the file.
        role: What it holds.
        target: Question id or part of a submission; empty if it is left out or unknown.
        option: Code of the answer or step of the place.
        how: How it was found.
    """

    position: int
    heading: str
    role: Role
    target: str = ""
    option: str = ""
    how: How = How.NONE


#: A decision that leaves a column or value out.
LEAVE_OUT = "-"

#: The parts of a submission by the names that tools give them, the best first.
_PARTS: dict[Part, tuple[str, ...]] = {
    # rootUuid stays the same when a submission is edited
    Part.ID: ("submission_id", "rootuuid", "_uuid", "instanceid", "uuid", "key", "_id"),
    Part.TIME: (
        "submitted_date", "_submission_time", "submissiondate", "timestamp", "laikspiedols",
        "laika zīmogs", "end", "today", "start",
    ),
    Part.VERSION: ("form_version", "__version__", "_version_", "formversion"),
    Part.APPROVAL: ("_validation_status", "reviewstate"),
}  # fmt: skip
_TOOL_NAMES = frozenset(
    {
        "start", "end", "today", "starttime", "endtime", "deviceid", "device id", "username",
        "phonenumber", "simserial", "subscriberid", "audit", "instancename", "instanceid",
        "deprecatedid", "rootuuid", "uuid", "key", "timestamp", "submitterid", "submittername",
        "attachmentspresent", "attachmentsexpected", "status", "edits", "formid", "updatedat",
        "submissiondate", "reviewstate", "formversion", "email address", "e-pasta adrese",
        "e-pasts", "lietotājvārds", "score", "kopējais punktu skaits", CONSENT_NOTE,
    }
)  # fmt: skip


class _Names:
    """Every name by which the parts of the questionnaire are known."""

    def __init__(self, codebook: Codebook, form_words: Mapping[str, Mapping[str, str]]) -> None:
        place = codebook.place_question
        self.codebook = codebook
        self.questions = [
            (
                How.NAME,
                {question.question_id: question.question_id for question in codebook.questions},
            ),
            (How.LABEL, keyed(_labels(codebook.questions))),
            (How.FORMER, keyed(_former(codebook.questions))),
        ]
        self.steps = {place_step(place, step): step for step in PLACE_STEPS}
        self.steps["municipality_id"] = MUNICIPALITY
        for step in (SETTLEMENT, MUNICIPALITY):
            self.steps |= {wording_key(words): step for words in form_words[step].values()}
        self.place_id = {"place_id": place.question_id}
        self.groups = {section.section_id for section in codebook.sections} | {
            wording_key(section.label(language))
            for section in codebook.sections
            for language in LANGUAGES
        }
        self.options = {
            question.question_id: answer_names(question)
            for question in codebook.questions
            if question.type is QuestionType.MANY
        }

    def question(self, text: str) -> tuple[str, How] | None:
        key = wording_key(text)
        for how, names in self.questions:
            if key in names:
                return names[key], how
        return None


def answer_names(question: Question) -> dict[str, str]:
    """Codes of a question's answers by the keys of all their names."""
    return keyed(
        [
            *((answer.code, answer.code) for answer in question.answers),
            *(
                (answer.label(name), answer.code)
                for answer in question.answers
                for name in LANGUAGES
            ),
            *((former, answer.code) for answer in question.answers for former in answer.former),
        ]
    )


def _labels(questions: Iterable[Question]) -> Iterator[tuple[str, str]]:
    for question in questions:
        for language in LANGUAGES:
            yield question.label(language), question.question_id


def _former(questions: Iterable[Question]) -> Iterator[tuple[str, str]]:
    for question in questions:
        for name in question.former:
            yield name, question.question_id


def match_columns(
    header: Sequence[str],
    codebook: Codebook,
    form_words: Mapping[str, Mapping[str, str]],
    decisions: Mapping[str, str],
) -> list[Column]:
    """Tell what each column holds.

    Args:
        header: The headings.
        codebook: The questionnaire.
        form_words: Words of the form beyond it, as `survey_form` takes them.
        decisions: Question ids, or `LEAVE_OUT`, by the keys of headings that a person decided on.

    Returns:
        A column for each heading.
    """
    names = _Names(codebook, form_words)
    columns = [
        _matched(position, clean_text(heading), names, decisions)
        for position, heading in enumerate(header)
    ]
    best: dict[str, tuple[int, int]] = {}
    for column in columns:
        if column.role is Role.SUBMISSION:
            rank = (_part_rank(column), column.position)
            best[column.target] = min(rank, best.get(column.target, rank))
    return [
        Column(column.position, column.heading, Role.LEFT_OUT, how=How.TOOL)
        if column.role is Role.SUBMISSION and best[column.target][1] != column.position
        else column
        for column in columns
    ]


def _part_rank(column: Column) -> int:
    names = _PARTS[Part(column.target)]
    key = _last_name(column.heading)
    return names.index(key) if key in names else len(names)


def _last_name(heading: str) -> str:
    """The name after the last group: "meta/instanceID" → "instanceid"."""
    return heading.rsplit("/", 1)[-1].rsplit("-", 1)[-1].rsplit(".", 1)[-1].casefold()


def _matched(position: int, heading: str, names: _Names, decisions: Mapping[str, str]) -> Column:
    decided = decisions.get(wording_key(heading))
    if decided == LEAVE_OUT:
        return Column(position, heading, Role.LEFT_OUT, how=How.DECISION)
    if decided:
        return Column(position, heading, Role.ANSWER, decided, how=How.DECISION)
    column = _of_questionnaire(position, heading, names)
    if column:
        return column
    last = _last_name(heading)
    for part, known in _PARTS.items():
        if heading.casefold() in known or last in known:
            return Column(position, heading, Role.SUBMISSION, part.value, how=How.TOOL)
    is_tool = heading.startswith("_") or heading.casefold().startswith(("meta/", "formhub/"))
    if is_tool or last in _TOOL_NAMES or heading.casefold() in _TOOL_NAMES | RESERVED_NAMES:
        return Column(position, heading, Role.LEFT_OUT, how=How.TOOL)
    return Column(position, heading, Role.UNKNOWN)


def _of_questionnaire(position: int, heading: str, names: _Names) -> Column | None:
    """A question, option or step, looked for in ever shorter ends of the heading."""
    for prefix, separator, name in (("", "", heading), *split_names(heading)):
        if separator == "_" and wording_key(prefix) not in names.groups:
            continue  # "my_place" is not the place
        key = wording_key(name)
        if key in names.steps:
            place = names.codebook.place_question.question_id
            return Column(position, heading, Role.STEP, place, names.steps[key], How.NAME)
        if key in names.place_id:
            return Column(position, heading, Role.ANSWER, names.place_id[key], how=How.NAME)
        question = names.question(name)
        if question:
            return Column(position, heading, Role.ANSWER, question[0], how=question[1])
        for before, _, option in split_names(name):
            many = names.question(before)
            codes = names.options.get(many[0], {}) if many else {}
            code = codes.get(wording_key(option))
            if many and code:
                return Column(position, heading, Role.OPTION, many[0], code, many[1])
    return None


def mended_header(header: Sequence[str]) -> tuple[list[str], list[Problem]]:
    """The headings as they were meant, and the one fault if they were read in a wrong code page."""
    meant = [meant_text(heading) for heading in header]
    damaged = [number for number, text in enumerate(meant) if text is not None]
    mended = [clean_text(text or heading) for text, heading in zip(meant, header, strict=True)]
    if not damaged:
        return mended, []
    first = damaged[0]
    details = {"meant": quoted(mended[first]), "number": str(len(damaged))}
    shown = quoted(clean_text(header[first]))
    return mended, [Problem("headings_damaged", value=shown, details=details)]


def column_problems(columns: Sequence[Column], codebook: Codebook) -> Iterator[Problem]:
    """What is wrong with the columns together.

    Yields:
        Unknown and doubled columns, and no column for consent or place, without which no answer
        can be kept.
    """
    known = [question.question_id for question in codebook.questions]
    labels = [question.label(name) for question in codebook.questions for name in LANGUAGES]
    seen: set[tuple[Role, str, str]] = set()
    for column in columns:
        shown = quoted(column.heading)
        if not column.heading:
            yield Problem("column_unnamed", column=column_letters(column.position))
        elif column.role is Role.UNKNOWN:
            near = nearest_details(column.heading, known) or nearest_details(column.heading, labels)
            yield Problem("unknown_survey_column", column=shown, value=shown, details=near)
        elif column.role in {Role.ANSWER, Role.OPTION, Role.STEP}:
            place = (column.role, column.target, column.option)
            if place in seen:
                yield Problem("duplicate_column", column=shown, value=shown)
            seen.add(place)
    targets = {column.target for column in columns}
    for needed in (CONSENT, codebook.place_question.question_id):
        if needed not in targets:
            yield Problem("missing_column", column=needed, value=needed)
