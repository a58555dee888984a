"""From the content of the codebook's file to the codebook, with every fault of it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geo_kopienas.domain.cells import nearest_details, quoted
from geo_kopienas.domain.problems import Problem
from geo_kopienas.domain.survey.codebook import (
    CHOICE_TYPES,
    CODEBOOK_FILE,
    CONSENT,
    CONSENT_GIVEN,
    LANGUAGES,
    NUMERIC_TYPES,
    PLACE_STEPS,
    RESERVED_NAMES,
    RESPONDENT_CODE,
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

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from enum import StrEnum

# Also a valid name of XML and of XLSForm, in which it stands.
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_CODE = re.compile(r"[a-z0-9][a-z0-9_]{0,59}")


@dataclass
class _Reading:
    """Faults as they are found, and what later parts refer to."""

    problems: list[Problem] = field(default_factory=list)
    lists: dict[str, tuple[Answer, ...]] = field(default_factory=dict)
    sections: dict[str, Section] = field(default_factory=dict)
    conditions: dict[str, Condition] = field(default_factory=dict)  # by section
    questions: dict[str, Question] = field(default_factory=dict)

    def fault(
        self, code: str, row: str | None, column: str | None, value: object = None, **details: str
    ) -> None:
        shown = None if value is None else quoted(str(value))
        problem = Problem(code, CODEBOOK_FILE, None, row, column, shown, details)
        if problem not in self.problems:
            self.problems.append(problem)


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
    reading = _Reading()
    _unknown_keys(reading, None, content, {"questionnaire", *_PARTS})
    head = content.get("questionnaire")
    head = head if isinstance(head, dict) else {}
    _unknown_keys(reading, "questionnaire", head, _KEYS["questionnaire"])
    words = _words(reading, "questionnaire", head, ("title", "consent"))
    questionnaire_id = _name(reading, "questionnaire", "id", head.get("id"))
    version = head.get("version")
    if not isinstance(version, str) or not re.fullmatch(r"[0-9]{1,10}", version):
        reading.fault("codebook_version", "questionnaire", "version", version)

    for entry in _entries(reading, content, "answer_list"):
        row = str(entry.get("id", ""))
        reading.lists[row] = _answers(reading, row, entry.get("answers"))
    for entry in _entries(reading, content, "section"):
        row = str(entry.get("id", ""))
        # Its condition names a question, and the questions name their section.
        reading.sections[row] = Section(row, _words(reading, row, entry, ("label",)))
    conditions = {
        str(entry.get("id", "")): entry["condition"]
        for entry in _list_of_tables(content.get("section"))
        if "condition" in entry
    }
    for entry in _entries(reading, content, "question"):
        question = _question(reading, entry, conditions)
        reading.questions[question.question_id] = question
    indicators = [_indicator(reading, entry) for entry in _entries(reading, content, "indicator")]
    _check_whole(reading)
    if reading.problems:
        return None, reading.problems
    sections = [
        Section(one.section_id, one.words, reading.conditions.get(one.section_id))
        for one in reading.sections.values()
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


def _entries(reading: _Reading, content: Mapping[str, Any], part: str) -> Iterator[dict[str, Any]]:
    """The entries of a part, with their ids and keys checked."""
    entries = _list_of_tables(content.get(part))
    if not entries and part in {"section", "question"}:
        reading.fault("codebook_part_missing", None, part, part)
    seen: set[str] = set()
    for entry in entries:
        name = _name(reading, str(entry.get("id", "")) or part, "id", entry.get("id"))
        if name and name in seen:
            reading.fault("duplicate_id", name, "id", name)
            continue
        seen.add(name)
        _unknown_keys(reading, name or part, entry, _KEYS[part])
        yield entry


def _name(reading: _Reading, row: str, column: str, value: object) -> str:
    if not isinstance(value, str) or not value:
        reading.fault("required_missing", row, column)
    elif not _NAME.fullmatch(value):
        reading.fault("codebook_name", row, column, value)
    return value if isinstance(value, str) else ""


def _unknown_keys(
    reading: _Reading, row: str | None, entry: Mapping[str, Any], known: Iterable[str]
) -> None:
    for key in entry.keys() - set(known):
        reading.fault(
            "codebook_key", row, str(key), key, **nearest_details(str(key), sorted(known))
        )


def _words(
    reading: _Reading, row: str, entry: Mapping[str, Any], names: Iterable[str]
) -> dict[str, str]:
    words = {}
    for name in names:
        for language in LANGUAGES:
            text = entry.get(f"{name}_{language}")
            if not isinstance(text, str) or not text.strip():
                reading.fault("required_missing", row, f"{name}_{language}")
            elif "${" in text:
                # A form would put the answer to another question there.
                reading.fault("codebook_markup", row, f"{name}_{language}", text)
            else:
                words[f"{name}_{language}"] = text.strip()
    return words


def _texts(reading: _Reading, row: str, column: str, value: object) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(one, str) and one.strip() for one in value):
        return tuple(value)
    reading.fault("codebook_value", row, column, value)
    return ()


def _whole(reading: _Reading, row: str, column: str, value: object) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    reading.fault("invalid_integer", row, column, value)
    return None


def _flag(reading: _Reading, row: str, column: str, value: object) -> bool:
    if not isinstance(value, bool):
        reading.fault("invalid_boolean", row, column, value)
    return value is True


def _one_of(reading: _Reading, row: str, column: str, value: object, codes: type[StrEnum]) -> str:
    permitted = [code.value for code in codes]
    if value not in permitted:
        details = {"permitted": ", ".join(permitted), **nearest_details(str(value), permitted)}
        reading.fault("unknown_code", row, column, value, **details)
        return permitted[0]
    return str(value)


def _answers(reading: _Reading, row: str, value: object) -> tuple[Answer, ...]:
    """The answers of a list or question, which may name a list."""
    if isinstance(value, str):
        if value not in reading.lists:
            near = nearest_details(value, sorted(reading.lists))
            reading.fault("codebook_reference", row, "answers", value, **near)
        return reading.lists.get(value, ())
    if not isinstance(value, list) or not value:
        reading.fault("codebook_answers_missing", row, "answers")
        return ()
    return tuple(_answer(reading, row, entry) for entry in value)


def _answer(reading: _Reading, row: str, entry: object) -> Answer:
    values: dict[str, Any] = entry if isinstance(entry, dict) else {}
    _unknown_keys(reading, row, values, _KEYS["answer"])
    code = values.get("code")
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        reading.fault("codebook_name", row, "answers.code", code)
    column = f"answers.{code}"
    words = _words(reading, row, {f"{column}_{name}": values.get(name) for name in LANGUAGES},
                   (column,))  # fmt: skip
    return Answer(
        code=str(code),
        words={f"label_{name}": words.get(f"{column}_{name}", "") for name in LANGUAGES},
        value=_whole(reading, row, f"{column}.value", values.get("value")),
        is_missing=_flag(reading, row, f"{column}.is_missing", values.get("is_missing", False)),
        is_exclusive=_flag(
            reading, row, f"{column}.is_exclusive", values.get("is_exclusive", False)
        ),
        former=_texts(reading, row, f"{column}.former", values.get("former", [])),
    )


def _question(
    reading: _Reading, entry: Mapping[str, Any], section_conditions: Mapping[str, object]
) -> Question:
    row = str(entry.get("id", ""))
    type_ = QuestionType(_one_of(reading, row, "type", entry.get("type"), QuestionType))
    section_id = str(entry.get("section", ""))
    if section_id not in reading.sections:
        near = nearest_details(section_id, sorted(reading.sections))
        reading.fault("codebook_reference", row, "section", section_id, **near)
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
        words=_words(reading, row, entry, ("label", *hints)),
        answers=answers,
        is_required=_flag(reading, row, "required", entry.get("required", False)),
        conditions=tuple(one for one in conditions if one is not None),
        minimum=_whole(reading, row, "minimum", entry.get("minimum")),
        maximum=_whole(reading, row, "maximum", entry.get("maximum")),
        former=_texts(reading, row, "former", entry.get("former", [])),
    )
    _check_question(reading, question)
    return question


def _condition(reading: _Reading, row: str, value: object) -> Condition | None:
    entry: dict[str, Any] = value if isinstance(value, dict) else {}
    _unknown_keys(reading, row, entry, _KEYS["condition"])
    name = str(entry.get("question", ""))
    codes = _texts(reading, row, "condition.answers", entry.get("answers"))
    # Only what was asked before can decide.
    earlier = reading.questions.get(name)
    if earlier is None:
        near = nearest_details(name, sorted(reading.questions))
        reading.fault("codebook_reference", row, "condition.question", name, **near)
        return None
    _check_codes(reading, row, "condition.answers", codes, earlier)
    return Condition(name, codes)


def _check_codes(
    reading: _Reading, row: str, column: str, codes: Iterable[str], question: Question
) -> None:
    known = [answer.code for answer in question.answers]
    for code in codes:
        if code not in known:
            near = nearest_details(code, known)
            reading.fault("codebook_reference", row, column, code, **near)


def _check_question(reading: _Reading, question: Question) -> None:
    row = question.question_id
    steps = {f"{row}_{step}" for step in PLACE_STEPS}
    is_place = question.type is QuestionType.PLACE
    if row in RESERVED_NAMES or (is_place and not steps.isdisjoint(reading.questions)):
        reading.fault("codebook_name_reserved", row, "id", row)
    _check_answers(reading, question)
    _check_limits(reading, question)


def _check_answers(reading: _Reading, question: Question) -> None:
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


def _check_limits(reading: _Reading, question: Question) -> None:
    row, low, high = question.question_id, question.minimum, question.maximum
    takes_low = question.type in NUMERIC_TYPES
    takes_high = takes_low or question.type is QuestionType.MANY
    if low is not None and not takes_low:
        reading.fault("codebook_key", row, "minimum", low)
    if high is not None and not takes_high:
        reading.fault("codebook_key", row, "maximum", high)
    if low is not None and high is not None and low > high:
        reading.fault("codebook_value", row, "maximum", high)


def _check_whole(reading: _Reading) -> None:
    places = [one for one in reading.questions.values() if one.type is QuestionType.PLACE]
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
        name for one in reading.questions.values() for name in {one.question_id, *one.former}
    )
    for name, times in names.items():
        if times > 1:
            reading.fault("duplicate_id", name, "former", name)


def _indicator(reading: _Reading, entry: Mapping[str, Any]) -> SurveyIndicator:
    row = str(entry.get("id", ""))
    name = str(entry.get("question", ""))
    measure = SurveyMeasure(_one_of(reading, row, "measure", entry.get("measure"), SurveyMeasure))
    direction = _one_of(reading, row, "direction", entry.get("direction", "none"), Direction)
    question = reading.questions.get(name)
    codes: tuple[str, ...] = ()
    if "answers" in entry or measure is SurveyMeasure.SHARE:
        codes = _texts(reading, row, "answers", entry.get("answers"))
    if question is None:
        near = nearest_details(name, sorted(reading.questions))
        reading.fault("codebook_reference", row, "question", name, **near)
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
    words = _words(reading, row, entry, ("label", "unit", "how"))
    for one in ("unit_one_lv", "unit_one_en"):
        if one in entry:
            words[one] = str(entry[one])
    return SurveyIndicator(
        indicator_id=row,
        question_id=name,
        measure=measure,
        answers=codes,
        direction=Direction(direction),
        decimals=_whole(reading, row, "decimals", entry.get("decimals", 0)) or 0,
        words=words,
    )
