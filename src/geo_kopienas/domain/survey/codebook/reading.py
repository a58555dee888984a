"""From the content of the codebook's file to the codebook, with every fault of it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from geo_kopienas.domain.schema.codes import LANGUAGES
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.domain.survey.codebook.checks import check_question, check_whole
from geo_kopienas.domain.survey.codebook.entries import Reading
from geo_kopienas.domain.survey.codebook.model import (
    CHOICE_TYPES,
    NUMERIC_TYPES,
    Answer,
    Codebook,
    Condition,
    Direction,
    Question,
    QuestionType,
    Section,
    SurveyIndicator,
    SurveyMeasure,
)

_CODE = re.compile(r"[a-z0-9][a-z0-9_]{0,59}")
_KEYS = {
    "questionnaire": {"id", "version", "title_lv", "title_en", "consent_lv", "consent_en"},
    "answer_list": {"id", "answers"},
    "answer": {"code", "lv", "en", "value", "is_missing", "is_exclusive", "former"},
    "section": {"id", "label_lv", "label_en", "condition"},
    "condition": {"question", "answers"},
    "question": {
        "id", "section", "type", "required", "label_lv", "label_en", "hint_lv", "hint_en",
        "answers", "condition", "minimum", "maximum", "former",
    },
    "indicator": {
        "id", "question", "measure", "answers", "direction", "decimals", "label_lv", "label_en",
        "unit_lv", "unit_en", "unit_one_lv", "unit_one_en", "how_lv", "how_en",
    },
}  # fmt: skip
_PARTS = ("answer_list", "section", "question", "indicator")


def codebook_from(content: Mapping[str, Any]) -> tuple[Codebook | None, list[Problem]]:
    """Make the codebook from the content of its file.

    Args:
        content: The tables and arrays of `survey/codebook.toml`.

    Returns:
        The codebook, or None if anything is wrong, and every fault; their row is the id of the
        section, question or indicator.
    """
    reading = Reading()
    reading.refuse_unknown_keys(None, content, {"questionnaire", *_PARTS})
    head = content.get("questionnaire")
    head = head if isinstance(head, dict) else {}
    reading.refuse_unknown_keys("questionnaire", head, _KEYS["questionnaire"])
    words = reading.words("questionnaire", head, ("title", "consent"))
    questionnaire_id = reading.name("questionnaire", "id", head.get("id"))
    version = head.get("version")
    if not isinstance(version, str) or not re.fullmatch(r"[0-9]{1,10}", version):
        reading.fault("codebook_version", "questionnaire", "version", version)

    for entry in _entries(reading, content, "answer_list"):
        row = str(entry.get("id", ""))
        reading.lists[row] = _answers(reading, row, entry.get("answers"))
    for entry in _entries(reading, content, "section"):
        row = str(entry.get("id", ""))
        # Its condition names a question, and the questions name their section.
        reading.sections[row] = Section(row, reading.words(row, entry, ("label",)))
    conditions = {
        str(entry.get("id", "")): entry["condition"]
        for entry in _list_of_tables(content.get("section"))
        if "condition" in entry
    }
    for entry in _entries(reading, content, "question"):
        question = _question(reading, entry, conditions)
        reading.questions[question.question_id] = question
    indicators = [_indicator(reading, entry) for entry in _entries(reading, content, "indicator")]
    check_whole(reading)
    if reading.problems:
        return None, reading.problems
    sections = [
        Section(section.section_id, section.words, reading.conditions.get(section.section_id))
        for section in reading.sections.values()
    ]
    questions = tuple(reading.questions.values())
    return (
        Codebook(
            questionnaire_id, str(version), words, tuple(sections), questions, tuple(indicators)
        ),
        [],
    )


def _list_of_tables(value: object) -> list[dict[str, Any]]:
    entries = value if isinstance(value, list) else []
    return [entry for entry in entries if isinstance(entry, dict)]


def _entries(reading: Reading, content: Mapping[str, Any], part: str) -> Iterator[dict[str, Any]]:
    """The entries of a part, with their ids and keys checked."""
    entries = _list_of_tables(content.get(part))
    if not entries and part in {"section", "question"}:
        reading.fault("codebook_part_missing", None, part, part)
    seen: set[str] = set()
    for entry in entries:
        name = reading.name(str(entry.get("id", "")) or part, "id", entry.get("id"))
        if name and name in seen:
            reading.fault("duplicate_id", name, "id", name)
            continue
        seen.add(name)
        reading.refuse_unknown_keys(name or part, entry, _KEYS[part])
        yield entry


def _answers(reading: Reading, row: str, value: object) -> tuple[Answer, ...]:
    """The answers of a list or question, which may name a list."""
    if isinstance(value, str):
        if value not in reading.lists:
            reading.refuse_unknown_name(row, "answers", value, reading.lists)
        return reading.lists.get(value, ())
    if not isinstance(value, list) or not value:
        reading.fault("codebook_answers_missing", row, "answers")
        return ()
    return tuple(_answer(reading, row, entry) for entry in value)


def _answer(reading: Reading, row: str, entry: object) -> Answer:
    values: dict[str, Any] = entry if isinstance(entry, dict) else {}
    reading.refuse_unknown_keys(row, values, _KEYS["answer"])
    code = values.get("code")
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        reading.fault("codebook_name", row, "answers.code", code)
    column = f"answers.{code}"
    words = reading.words(row, {f"{column}_{name}": values.get(name) for name in LANGUAGES},
                   (column,))  # fmt: skip
    return Answer(
        code=str(code),
        words={f"label_{name}": words.get(f"{column}_{name}", "") for name in LANGUAGES},
        value=reading.whole(row, f"{column}.value", values.get("value")),
        is_missing=reading.flag(row, f"{column}.is_missing", values.get("is_missing", False)),
        is_exclusive=reading.flag(row, f"{column}.is_exclusive", values.get("is_exclusive", False)),
        former=reading.texts(row, f"{column}.former", values.get("former", [])),
    )


def _question(
    reading: Reading, entry: Mapping[str, Any], section_conditions: Mapping[str, object]
) -> Question:
    row = str(entry.get("id", ""))
    type_ = QuestionType(reading.one_of(row, "type", entry.get("type"), QuestionType))
    section_id = str(entry.get("section", ""))
    if section_id not in reading.sections:
        reading.refuse_unknown_name(row, "section", section_id, reading.sections)
    conditions = []
    if section_id in section_conditions:
        of_section = _condition(reading, section_id, section_conditions[section_id])
        if of_section is not None:
            reading.conditions[section_id] = of_section
        conditions.append(of_section)
    if "condition" in entry:
        conditions.append(_condition(reading, row, entry["condition"]))
    hints = ("hint",) if entry.keys() & {"hint_lv", "hint_en"} else ()
    answers: tuple[Answer, ...] = ()
    if type_ in CHOICE_TYPES:
        answers = _answers(reading, row, entry.get("answers"))
    elif "answers" in entry:
        reading.fault("codebook_key", row, "answers", "answers")
    question = Question(
        question_id=row,
        section_id=section_id,
        type=type_,
        words=reading.words(row, entry, ("label", *hints)),
        answers=answers,
        is_required=reading.flag(row, "required", entry.get("required", False)),
        conditions=tuple(condition for condition in conditions if condition is not None),
        minimum=reading.whole(row, "minimum", entry.get("minimum")),
        maximum=reading.whole(row, "maximum", entry.get("maximum")),
        former=reading.texts(row, "former", entry.get("former", [])),
    )
    check_question(reading, question)
    return question


def _condition(reading: Reading, row: str, value: object) -> Condition | None:
    entry: dict[str, Any] = value if isinstance(value, dict) else {}
    reading.refuse_unknown_keys(row, entry, _KEYS["condition"])
    name = str(entry.get("question", ""))
    codes = reading.texts(row, "condition.answers", entry.get("answers"))
    # Only what was asked before can decide.
    earlier = reading.questions.get(name)
    if earlier is None:
        reading.refuse_unknown_name(row, "condition.question", name, reading.questions)
        return None
    _check_codes(reading, row, "condition.answers", codes, earlier)
    return Condition(name, codes)


def _check_codes(
    reading: Reading, row: str, column: str, codes: Iterable[str], question: Question
) -> None:
    known = [answer.code for answer in question.answers]
    for code in codes:
        if code not in known:
            reading.refuse_unknown_name(row, column, code, known)


def _indicator(reading: Reading, entry: Mapping[str, Any]) -> SurveyIndicator:
    row = str(entry.get("id", ""))
    name = str(entry.get("question", ""))
    measure = SurveyMeasure(reading.one_of(row, "measure", entry.get("measure"), SurveyMeasure))
    direction = reading.one_of(row, "direction", entry.get("direction", "none"), Direction)
    question = reading.questions.get(name)
    codes: tuple[str, ...] = ()
    if "answers" in entry or measure is SurveyMeasure.SHARE:
        codes = reading.texts(row, "answers", entry.get("answers"))
    if question is None:
        reading.refuse_unknown_name(row, "question", name, reading.questions)
    else:
        _check_codes(reading, row, "answers", codes, question)
        fitting = {
            SurveyMeasure.SHARE: question.type in CHOICE_TYPES,
            SurveyMeasure.MEAN: question.type is QuestionType.SCALE,
            SurveyMeasure.MEDIAN: question.type in NUMERIC_TYPES,
            SurveyMeasure.COUNT: True,
        }
        if not fitting[measure]:
            reading.fault(
                "codebook_measure", row, "measure", measure.value, type=question.type.value
            )
    words = reading.words(row, entry, ("label", "unit", "how"))
    for key in ("unit_one_lv", "unit_one_en"):
        if key in entry:
            words[key] = str(entry[key])
    return SurveyIndicator(
        indicator_id=row,
        question_id=name,
        measure=measure,
        answers=codes,
        direction=Direction(direction),
        decimals=reading.whole(row, "decimals", entry.get("decimals", 0)) or 0,
        words=words,
    )
