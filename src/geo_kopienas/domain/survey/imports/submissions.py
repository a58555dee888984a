"""A whole survey file: from rows of texts to coded submissions, with every fault in one pass."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from geo_kopienas.domain.schema.cells import clean_text, quoted
from geo_kopienas.domain.schema.personal import PersonalData, personal_data
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.domain.survey.codebook.form import MUNICIPALITY, SETTLEMENT, UNIT
from geo_kopienas.domain.survey.codebook.model import (
    CONSENT,
    CONSENT_GIVEN,
    RESPONDENT_CODE,
    Codebook,
    Question,
    QuestionType,
)
from geo_kopienas.domain.survey.imports.answers import NO, YES, AnswerReader, Coded
from geo_kopienas.domain.survey.imports.column_kinds import Column, How, Part, Role
from geo_kopienas.domain.survey.imports.decoded import Decoded, Source, TextReading
from geo_kopienas.domain.survey.imports.file_pass import FilePass, Memo, Record
from geo_kopienas.domain.survey.imports.heading_names import OTHER_CODE
from geo_kopienas.domain.survey.imports.place_answers import PlaceAnswer, PlaceReader, PlaceTexts
from geo_kopienas.domain.survey.imports.submission_names import name_submissions
from geo_kopienas.domain.survey.imports.wording import wording_key

#: Approvals of KoboToolbox and ODK Central that say that a submission does not count.
_REFUSED = frozenset({"validation_status_not_approved", "not approved", "rejected"})
#: Who writes nothing else was trying the form out.
_TRIALS = frozenset({"test", "tests", "testing", "testa", "izmēģinājums", "asdf", "mēģinājums"})

_PERSONAL_DATA = {
    PersonalData.EMAIL: Problem("personal_data_email"),
    PersonalData.PERSONAL_CODE: Problem("personal_data_code"),
    PersonalData.TELEPHONE: Problem("personal_data_telephone"),
}


def _option(reader: AnswerReader, code: str, text: str) -> bool | Problem | None:
    return reader.read_option(text, code)


@dataclass(frozen=True)
class Background:
    """What a survey file is read against.

    Attributes:
        codebook: The questionnaire.
        places: Reader of places.
        decisions: By question id: codes, or `LEAVE_OUT`, by the keys of texts.
        today: No submission comes later, and no answer names a later year.
    """

    codebook: Codebook
    places: PlaceReader
    decisions: Mapping[str, Mapping[str, str]]
    today: dt.date


def decode_submissions(
    records: Sequence[Record],
    source: Source,
    background: Background,
    progress: Callable[[float], None],
) -> Decoded:
    """Decode the submissions of a file.

    Args:
        records: Row numbers and cells, each row as wide as the header.
        source: File, sheet and columns.
        background: What they are read against.
        progress: Is told how far it is, from 0 to 1.
    """
    return _Decoding(records, source, background).run(progress)


class _Decoding(FilePass):
    """One pass over one file."""

    def __init__(self, records: Sequence[Record], source: Source, background: Background) -> None:
        super().__init__(records, source)
        self.codebook = background.codebook
        self.places = background.places
        self.decisions = background.decisions
        self.today = background.today
        self.rows: list[dict[str, Any]] = []

    # --- the pass ----------------------------------------------------------------------------

    def run(self, progress: Callable[[float], None]) -> Decoded:
        first = (Part.APPROVAL, CONSENT)
        self.clean(column for column in self.source.columns if column.target in first)
        self._keep_approved()
        self._keep_consenting()
        # Of what is not kept nothing is said.
        kept = [column for column in self.source.columns if column.target not in {"", *first}]
        self.clean(kept)
        self.rows = [{} for _ in self.records]
        questions = self.codebook.stored_questions
        for number, question in enumerate(questions):
            self._question(question)
            progress((number + 1) / (len(questions) + 1))
        self._place()
        self._drop_not_asked()
        self._required()
        names = [question.question_id for question in questions]
        name_submissions(self, self.rows, names, self.today)
        self._personal_data()
        self._other_words()
        self._trials()
        self._collect()
        self.finish_problems()
        progress(1)
        return self.out

    def _keep_approved(self) -> None:
        approvals = self.texts(self.column(Role.SUBMISSION, Part.APPROVAL))
        kept = [
            record
            for record, approval in zip(self.records, approvals, strict=True)
            if wording_key(approval) not in _REFUSED
        ]
        self.out.not_approved = len(self.records) - len(kept)
        self.records = kept

    def _keep_consenting(self) -> None:
        question = self.codebook.by_id[CONSENT]
        column = self.column(Role.ANSWER, CONSENT)
        if column is None:
            self.records = []  # said as a missing column
            return
        read = Memo(self._reader(question).read)
        kept = []
        for (row, cells), text in zip(self.records, self.texts(column), strict=True):
            coded: Coded = read[text]
            for fault in coded.faults:
                self.fault(row, column.heading, fault, text)
            if coded.value == CONSENT_GIVEN:
                kept.append((row, cells))
            elif not coded.faults:
                self.out.without_consent += 1
        self.records = kept

    def _reader(self, question: Question) -> AnswerReader:
        decisions = self.decisions.get(question.question_id, {})
        return AnswerReader(question, decisions, self.today.year)

    def _question(self, question: Question) -> None:
        reader = self._reader(question)
        is_many = question.type is QuestionType.MANY
        column = self.column(Role.ANSWER, question.question_id)
        read = Memo(reader.read)
        name = question.question_id
        if column is None:
            for values in self.rows:
                values[name] = () if is_many else None
        else:
            texts = self.texts(column)
            for (row, _), values, text in zip(self.records, self.rows, texts, strict=True):
                coded: Coded = read[text]
                values[name] = coded.value
                for fault in coded.faults:
                    self.fault(row, column.heading, fault, text)
            if question.type is not QuestionType.TEXT:
                self._readings(question, Counter(texts), read)
        if is_many:
            self._options(question, reader, column)

    def _readings(self, question: Question, texts: Counter[str], read: Mapping[Any, Coded]) -> None:
        """What is more than a code or number as it stands."""
        for text, count in texts.items():
            coded = read[text]
            if coded.how in {How.LABEL, How.DECISION}:
                value = coded.value if isinstance(coded.value, tuple) else (coded.value,)
                codes = tuple(str(code) for code in value if code is not None)
                name = question.question_id
                shown = quoted(clean_text(text))
                self.out.answers.append(TextReading(name, shown, codes, coded.how, count))

    def _options(self, question: Question, reader: AnswerReader, single: Column | None) -> None:
        """Answers from a column for each option; where both are there they must agree."""
        columns = self.columns(Role.OPTION, question.question_id)
        if not columns:
            return
        name = question.question_id
        known = {column.option for column in columns}
        by_option = []
        for column in columns:
            code = column.option
            said = Memo(partial(_option, reader, code))
            texts = self.texts(column)
            for (row, _), text in zip(self.records, texts, strict=True):
                if isinstance(said[text], Problem):
                    self.fault(row, column.heading, said[text], text)
            by_option.append((code, [said[text] is True for text in texts]))
        check = Memo(reader.check_many)
        heading = columns[0].heading if single is None else single.heading
        for number, ((row, _), values) in enumerate(zip(self.records, self.rows, strict=True)):
            chosen = frozenset(code for code, marks in by_option if marks[number])
            in_one = frozenset(values[name])
            if single is not None and in_one and in_one & known != chosen:
                both = {"one": "; ".join(sorted(in_one)), "columns": "; ".join(sorted(chosen))}
                self.fault(row, heading, Problem("answers_contradict", details=both))
                continue
            if in_one:
                continue  # judged already
            coded: Coded = check[chosen]
            values[name] = coded.value
            for fault in coded.faults:
                self.fault(row, heading, fault)

    def _place(self) -> None:
        question = self.codebook.place_question
        name = question.question_id
        columns = {column.option: column for column in self.columns(Role.STEP, name)}
        single = self.column(Role.ANSWER, name)
        # A label export calls the first step by the question itself.
        first = columns.get(UNIT) or single
        steps = (first, columns.get(SETTLEMENT), columns.get(MUNICIPALITY))
        texts = [self.texts(column) for column in steps]
        if columns.get(UNIT) is not None and single is not None:
            texts[1] = [
                step or answer for step, answer in zip(texts[1], self.texts(single), strict=True)
            ]
        different = {clean_text(text) for column in texts for text in set(column)} - {""}
        # One of them may be misspelt; names are rarely all written as ids are.
        are_ids = sum(map(self.places.is_id, different)) * 2 > len(different)
        read = Memo(self.places.read)
        counts: Counter[PlaceTexts] = Counter()
        headings = {
            step: column.heading
            for step, column in zip((UNIT, SETTLEMENT, MUNICIPALITY), steps, strict=True)
            if column is not None
        }
        fallback = next(iter(headings.values()), name)
        for (row, _), values, *parts in zip(self.records, self.rows, *texts, strict=True):
            unit, settlement, municipality = map(clean_text, parts)
            asked = PlaceTexts(unit, settlement, municipality, are_ids)
            counts[asked] += 1
            place: PlaceAnswer = read[asked]
            values["place_id"], values["municipality_id"] = place.place_id, place.municipality_id
            if any((row, column.position) in self.spoilt for column in steps if column):
                continue  # said already
            for step, fault in place.faults:
                self.fault(row, headings.get(step, fallback), fault)
            if not any(asked[:-1]) and question.is_required:
                self.fault(row, fallback, Problem("required_missing"))
        for asked, count in counts.items():
            place = read[asked]
            if not place.faults and any(asked[:-1]):
                shown = quoted(" · ".join(part for part in asked[:-1] if part))
                ids = tuple(filter(None, (place.place_id, place.municipality_id)))
                self.out.places.append(TextReading(name, shown, ids, place.how, count))

    def _drop_not_asked(self) -> None:
        dropped: Counter[str] = Counter()
        for question in self.codebook.stored_questions:
            name = question.question_id
            for condition in question.conditions:
                if condition.question_id == CONSENT:
                    continue
                wanted = set(condition.answers)
                for values in self.rows:
                    earlier = values.get(condition.question_id)
                    said = {earlier} if isinstance(earlier, str) else set(earlier or ())
                    if values[name] and said and not said & wanted:
                        values[name] = () if question.type is QuestionType.MANY else None
                        dropped[name] += 1
        self.out.not_asked = dict(dropped)

    def _required(self) -> None:
        for question in self.codebook.stored_questions:
            column = self.column(Role.ANSWER, question.question_id)
            if not question.is_required or question.conditions or column is None:
                continue
            for (row, cells), values in zip(self.records, self.rows, strict=True):
                is_spoilt = (row, column.position) in self.spoilt
                if values[question.question_id] is None and not (
                    is_spoilt or cells[column.position].strip()
                ):
                    self.fault(row, column.heading, Problem("required_missing"))

    # --- what a submission has besides -------------------------------------------------------

    def _personal_data(self) -> None:
        blocked: dict[int, list[str]] = defaultdict(list)
        for question in self.codebook.stored_questions:
            if question.type is not QuestionType.TEXT:
                continue
            name = question.question_id
            column = self.column(Role.ANSWER, name)
            for number, ((row, _), values) in enumerate(zip(self.records, self.rows, strict=True)):
                kinds = personal_data(values[name]) if values[name] else ()
                for kind in kinds:
                    self.warn(row, column.heading if column else name, _PERSONAL_DATA[kind])
                if kinds and name == RESPONDENT_CODE:
                    values[name] = None  # a code that says who somebody is, is not kept
                elif kinds:
                    blocked[number].append(name)
        for number, values in enumerate(self.rows):
            values["blocked_texts"] = tuple(blocked.get(number, ()))

    def _other_words(self) -> None:
        """Say how often the words of an answer "other" are not kept, without repeating them."""
        for column in self.source.columns:
            is_option = column.role is Role.OPTION and column.option == OTHER_CODE
            if not is_option and column.how is not How.OTHER:
                continue
            keys = [wording_key(text) for text in self.texts(column)]
            number = sum(bool(key) and not (is_option and key in YES | NO) for key in keys)
            if number:
                self.out.warnings.append(
                    Problem(
                        "other_words_left_out",
                        file=self.source.file,
                        sheet=self.source.sheet,
                        column=column.heading,
                        value=str(number),
                    )
                )

    def _trials(self) -> None:
        names = [
            question.question_id
            for question in self.codebook.stored_questions
            if question.type is QuestionType.TEXT
        ]
        for (row, _), values in zip(self.records, self.rows, strict=True):
            written = [wording_key(values[name]) for name in names if values[name]]
            if written and set(written) <= _TRIALS:
                self.warn(row, None, Problem("trial_suspected"))

    # --- the end -----------------------------------------------------------------------------

    def _collect(self) -> None:
        """Each submission once; those with a fault not at all."""
        kept: dict[str, dict[str, Any]] = {}
        ids = self.columns(Role.SUBMISSION, Part.ID)
        for (row, _), values in zip(self.records, self.rows, strict=True):
            name = values["submission_id"]
            earlier = kept.get(name)
            if earlier is None:
                kept[name] = values
            elif earlier | {"marks": values["marks"]} == values:
                self.out.doubled += 1
            else:
                heading = ids[0].heading if ids else None
                self.fault(row, heading, Problem("submission_conflict", value=quoted(name)))
        faulty = {
            values["submission_id"]
            for (row, _), values in zip(self.records, self.rows, strict=True)
            if row in self.faulty
        }
        self.out.rows = [values for name, values in kept.items() if name not in faulty]
