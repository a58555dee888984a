"""Checks of the codebook beyond single values: one question in itself, and all of them together."""

from collections import Counter

from geo_kopienas.domain.schema.codes import LANGUAGES
from geo_kopienas.domain.survey.codebook.entries import Reading
from geo_kopienas.domain.survey.codebook.model import (
    CONSENT,
    CONSENT_GIVEN,
    NUMERIC_TYPES,
    PLACE_STEPS,
    RESERVED_NAMES,
    RESPONDENT_CODE,
    Question,
    QuestionType,
)


def check_question(reading: Reading, question: Question) -> None:
    """Note what is wrong with a question by itself."""
    row = question.question_id
    steps = {f"{row}_{step}" for step in PLACE_STEPS}
    is_place = question.type is QuestionType.PLACE
    if row in RESERVED_NAMES or (is_place and not steps.isdisjoint(reading.questions)):
        reading.fault("codebook_name_reserved", row, "id", row)
    _check_answers(reading, question)
    _check_limits(reading, question)


def _check_answers(reading: Reading, question: Question) -> None:
    row = question.question_id
    for code, times in Counter(answer.code for answer in question.answers).items():
        if times > 1:
            reading.fault("duplicate_id", row, "answers.code", code)
    for language in LANGUAGES:
        labels = Counter(answer.label(language).casefold() for answer in question.answers)
        for label, times in labels.items():
            if times > 1 and label:
                reading.fault("codebook_label_doubled", row, f"answers.{language}", label)
    if question.type is QuestionType.SCALE:
        for answer in question.answers:
            if (answer.value is None) != answer.is_missing:
                reading.fault("codebook_scale_value", row, f"answers.{answer.code}.value")


def _check_limits(reading: Reading, question: Question) -> None:
    row, low, high = question.question_id, question.minimum, question.maximum
    takes_low = question.type in NUMERIC_TYPES
    takes_high = takes_low or question.type is QuestionType.MANY
    if low is not None and not takes_low:
        reading.fault("codebook_key", row, "minimum", low)
    if high is not None and not takes_high:
        reading.fault("codebook_key", row, "maximum", high)
    if low is not None and high is not None and low > high:
        reading.fault("codebook_value", row, "maximum", high)


def check_whole(reading: Reading) -> None:
    """Note what is missing among all questions, and what stands in more than one of them."""
    places = [
        question for question in reading.questions.values() if question.type is QuestionType.PLACE
    ]
    if len(places) != 1:
        reading.fault("codebook_place_count", None, "question", len(places))
    consent = reading.questions.get(CONSENT)
    if consent is None or CONSENT_GIVEN not in {answer.code for answer in consent.answers}:
        reading.fault("codebook_consent_missing", CONSENT, None)
    code = reading.questions.get(RESPONDENT_CODE)
    if code is not None and code.type is not QuestionType.TEXT:
        reading.fault("codebook_value", RESPONDENT_CODE, "type", code.type.value)
    for language in LANGUAGES:
        labels: dict[str, str] = {}
        for question in reading.questions.values():
            label = question.words.get(f"label_{language}", "").casefold()
            if label and labels.setdefault(label, question.question_id) != question.question_id:
                reading.fault(
                    "codebook_label_doubled", question.question_id, f"label_{language}", label
                )
    names = Counter(
        name
        for question in reading.questions.values()
        for name in {question.question_id, *question.former}
    )
    for name, times in names.items():
        if times > 1:
            reading.fault("duplicate_id", name, "former", name)
