"""The names by which the parts of the questionnaire and of a survey tool are known in headings."""

import re
from collections.abc import Iterable, Iterator, Mapping

from geo_kopienas.domain.schema.codes import LANGUAGES
from geo_kopienas.domain.survey.codebook.form import (
    CONSENT_NOTE,
    MUNICIPALITY,
    SETTLEMENT,
    place_step,
)
from geo_kopienas.domain.survey.codebook.model import PLACE_STEPS, Codebook, Question
from geo_kopienas.domain.survey.imports.column_kinds import How, Part
from geo_kopienas.domain.survey.imports.wording import keyed, wording_key

#: The parts of a submission by the names that tools give them, the best first.
PARTS: dict[Part, tuple[str, ...]] = {
    # rootUuid stays the same when a submission is edited
    Part.ID: (
        "submission_id", "rootuuid", "_uuid", "instanceid", "uuid", "key", "_id", "response id",
        "responseid", "atbildes id", "id",
    ),
    Part.FURTHER_ID: ("deprecatedid",),
    Part.TIME: (
        "submitted_date", "_submission_time", "submissiondate", "timestamp", "laikspiedols",
        "laika zīmogs", "submitdate", "completion time", "pabeigšanas laiks", "beigu laiks",
        "date submitted", "iesniegšanas datums", "end", "today", "start",
    ),
    Part.VERSION: ("form_version", "__version__", "_version_", "formversion"),
    Part.APPROVAL: ("_validation_status", "reviewstate"),
}  # fmt: skip
#: What a decision may call the parts of a submission, besides the questions.
PART_NAMES = {"submission_id": Part.ID, "submitted_date": Part.TIME, "form_version": Part.VERSION}
#: Names that say so little that they count only without anything before them.
BARE_NAMES = frozenset({"id"})
TOOL_NAMES = frozenset(
    {
        "start", "end", "today", "starttime", "endtime", "deviceid", "device id", "username",
        "phonenumber", "simserial", "subscriberid", "audit", "instancename", "instanceid",
        "deprecatedid", "rootuuid", "uuid", "key", "timestamp", "submitterid", "submittername",
        "attachmentspresent", "attachmentsexpected", "status", "edits", "formid", "updatedat",
        "submissiondate", "reviewstate", "formversion", "email address", "e-pasta adrese",
        "e-pasts", "lietotājvārds", "score", "kopējais punktu skaits",
        # LimeSurvey
        "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp", "ipaddr",
        "refurl", "token", "interviewtime",
        # Microsoft Forms
        "start time", "completion time", "email", "name", "last modified time", "language",
        "total points", "quiz feedback", "sākuma laiks", "vārds", "valoda",
        "pēdējās modificēšanas laiks",
    }
)  # fmt: skip
#: Notes of the form: nobody answers them.
_NOTES = frozenset({CONSENT_NOTE})
OTHER_CODE = "other"
#: What tools call a column with the words of an answer "other".
_OTHER_NAMES = ("other", "cits", "cita", "cits variants", "cita atbilde")
_NO_LETTERS = re.compile(r"^[\W_]+|[\W_]+$")


class HeadingNames:
    """Every name by which the parts of the questionnaire are known."""

    def __init__(self, codebook: Codebook, form_words: Mapping[str, Mapping[str, str]]) -> None:
        place = codebook.place_question
        self.codebook = codebook
        ids = [question.question_id for question in codebook.questions]
        self.questions = [
            # LimeSurvey takes no underscores in names.
            (
                How.NAME,
                {
                    name: question
                    for question in ids
                    for name in (question.replace("_", ""), question)
                },
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
        self.notes = _NOTES | {
            wording_key(codebook.words[f"consent_{language}"]) for language in LANGUAGES
        }
        self.options = {
            question.question_id: _option_names(question)
            for question in codebook.questions
            if question.answers
        }
        # The longest first: a label may begin with another one.
        self.longest = sorted(
            (
                (key, question, how)
                for how, names in self.questions
                for key, question in names.items()
                if question in self.options
            ),
            key=lambda named: -len(named[0]),
        )

    def option(self, key: str) -> tuple[str, str, How] | None:
        """The question and the answer that a heading names, whatever stands between them."""
        for name, question, how in self.longest:
            rest = key[len(name) :] if key.startswith(name) else ""
            code = self.options[question].get(bare_key(rest)) if rest else None
            if code is not None and not rest[0].isalnum():
                return question, code, how
        return None

    def question(self, key: str) -> tuple[str, How] | None:
        """The question that a heading names."""
        for how, names in self.questions:
            if key in names:
                return names[key], how
        return None


def bare_key(key: str) -> str:
    """A key without the signs at its ends, as of "[Cits]"."""
    return _NO_LETTERS.sub("", key)


def _option_names(question: Question) -> dict[str, str]:
    names = {bare_key(name): code for name, code in answer_names(question).items()}
    if OTHER_CODE in names.values():
        names = dict.fromkeys(_OTHER_NAMES, OTHER_CODE) | names
    return names


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
