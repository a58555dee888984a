"""The questionnaire as an XLSForm: the rows of its three sheets.

XLSForm (https://xlsform.org) is what KoboToolbox and ODK read. The place is asked step by step:
town or parish, then settlement; who answers for a place elsewhere chooses a municipality.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo_kopienas.domain.places.hierarchy import unit_of
from geo_kopienas.domain.schema.codes import LANGUAGES, Level, PlaceStatus
from geo_kopienas.domain.schema.collation import name_key
from geo_kopienas.domain.survey.codebook.model import (
    CONSENT,
    CONSENT_GIVEN,
    RESPONDENT_CODE,
    Codebook,
    Question,
    QuestionType,
)

#: Names in the column headings, with the codes by which the tools know a language.
FORM_LANGUAGES = {"lv": "Latviešu (lv)", "en": "English (en)"}

#: Steps of the place; they end the names of their questions.
UNIT, SETTLEMENT, MUNICIPALITY = "unit", "settlement", "municipality"
#: Choices that are no place of the register.
OUTSIDE = "outside"  # not in the municipality at all
NOT_LISTED = "not_listed"  # in this town or parish, but none of the settlements
_ANY_UNIT = "any"  # of a settlement whose town or parish is not known

CONSENT_NOTE = "consent_note"
#: What a code from an invitation may look like; a name or telephone number does not fit it.
RESPONDENT_CODE_PATTERN = "[A-Za-z0-9-]{1,40}"

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Form:
    """An XLSForm: the rows of its sheets; what a row does not name is empty."""

    survey: list[Row]
    choices: list[Row]
    settings: list[Row]


def place_step(question: Question, step: str) -> str:
    """Name of a step of the question for the place."""
    return f"{question.question_id}_{step}"


def survey_form(
    codebook: Codebook,
    places: pd.DataFrame,
    municipalities: pd.DataFrame,
    words: Mapping[str, Mapping[str, str]],
) -> Form:
    """Make the form.

    Args:
        codebook: The questionnaire.
        places: The register of places.
        municipalities: The municipalities of Latvia.
        words: What the form says beyond the codebook, by name and language: `settlement`,
            `municipality` (labels of the steps), `outside`, `not_listed`, `required`,
            `exclusive`, `at_most` with `{maximum}`, `range`, `code`.

    Returns:
        Its three sheets.
    """
    lists = _list_names(codebook)
    survey: list[Row] = []
    for section in codebook.sections:
        survey.append({"type": "begin_group", "name": section.section_id, **_labels(section.words)})
        for question in codebook.section_questions(section):
            if question.question_id == CONSENT:
                note = {
                    f"label_{language}": codebook.words[f"consent_{language}"]
                    for language in LANGUAGES
                }
                survey.append({"type": "note", "name": CONSENT_NOTE, **_labels(note)})
            survey += _question_rows(question, codebook, lists, words)
        survey.append({"type": "end_group", "name": section.section_id})
    choices = [
        _choice(name, answer.code, answer.words)
        for name in dict.fromkeys(lists.values())
        for answer in codebook.by_id[name].answers
    ]
    place = codebook.place_question
    choices += _place_choices(place, places, municipalities, words)
    settings = {
        "form_title": codebook.words["title_lv"],
        "form_id": codebook.questionnaire_id,
        "version": codebook.version,
        "default_language": FORM_LANGUAGES["lv"],
    }
    return Form(survey, choices, [settings])


def _labels(words: Mapping[str, str], *names: str) -> Row:
    return {
        f"{name}::{FORM_LANGUAGES[language]}": words[f"{name}_{language}"]
        for name in names or ("label",)
        for language in LANGUAGES
        if f"{name}_{language}" in words
    }


def _said(name: str, words: Mapping[str, Mapping[str, str]], key: str, **values: object) -> Row:
    return {
        f"{name}::{FORM_LANGUAGES[language]}": words[key][language].format(**values)
        for language in LANGUAGES
    }


def _list_names(codebook: Codebook) -> dict[str, str]:
    """The list of answers of each question; questions with the same answers share one."""
    chosen = [question for question in codebook.questions if question.answers]
    return {
        question.question_id: next(
            other.question_id for other in chosen if other.answers == question.answers
        )
        for question in chosen
    }


def _choice(list_name: str, code: str, words: Mapping[str, str], unit: str | None = None) -> Row:
    row = {"list_name": list_name, "name": code, **_labels(words)}
    return row if unit is None else {**row, "unit": unit}


# --- questions -------------------------------------------------------------------------------


def _question_rows(
    question: Question,
    codebook: Codebook,
    lists: Mapping[str, str],
    words: Mapping[str, Mapping[str, str]],
) -> Iterator[Row]:
    relevant = _relevant(question, codebook)
    required = {"required": "yes", **_said("required_message", words, "required")}
    if question.type is QuestionType.PLACE:
        for step in _place_rows(question, relevant, words):
            yield {**step, **(required if question.is_required else {})}
        return
    row: Row = {"name": question.question_id, **_labels(question.words, "label", "hint")}
    match question.type:
        case QuestionType.ONE | QuestionType.SCALE:
            row["type"] = f"select_one {lists[question.question_id]}"
        case QuestionType.MANY:
            row["type"] = f"select_multiple {lists[question.question_id]}"
            row |= _many_limits(question, words)
        case QuestionType.NUMBER | QuestionType.YEAR:
            row["type"] = "integer"
            row |= _number_limits(question, words)
        case _:
            row["type"] = "text"
            if question.question_id == RESPONDENT_CODE:
                row["constraint"] = f"regex(., '^{RESPONDENT_CODE_PATTERN}$')"
                row |= _said("constraint_message", words, "code")
            else:
                row["appearance"] = "multiline"
    if relevant:
        row["relevant"] = relevant
    yield row | (required if question.is_required else {})


def _relevant(question: Question, codebook: Codebook) -> str:
    """When a question is asked: never without consent, and if its conditions hold."""
    if question.question_id == CONSENT:
        return ""
    terms = [f"${{{CONSENT}}} = '{CONSENT_GIVEN}'"]
    for condition in dict.fromkeys(question.conditions):
        asked = codebook.by_id[condition.question_id]
        name = f"${{{condition.question_id}}}"
        is_many = asked.type is QuestionType.MANY
        either = [
            f"selected({name}, '{code}')" if is_many else f"{name} = '{code}'"
            for code in condition.answers
        ]
        terms.append(f"({' or '.join(either)})")
    return " and ".join(terms)


def _many_limits(question: Question, words: Mapping[str, Mapping[str, str]]) -> Row:
    terms = [
        f"not(selected(., '{answer.code}') and count-selected(.) > 1)"
        for answer in question.answers
        if answer.is_exclusive
    ]
    messages = [_said("constraint_message", words, "exclusive")] if terms else []
    if question.maximum is not None:
        terms.append(f"count-selected(.) <= {question.maximum}")
        messages.append(_said("constraint_message", words, "at_most", maximum=question.maximum))
    if not terms:
        return {}
    message = {key: " ".join(message[key] for message in messages) for key in messages[0]}
    return {"constraint": " and ".join(terms), **message}


def _number_limits(question: Question, words: Mapping[str, Mapping[str, str]]) -> Row:
    highest = None if question.maximum is None else str(question.maximum)
    if highest is None and question.type is QuestionType.YEAR:
        highest = "number(format-date(today(), '%Y'))"
    terms = [] if question.minimum is None else [f". >= {question.minimum}"]
    terms += [] if highest is None else [f". <= {highest}"]
    if not terms:
        return {}
    return {"constraint": " and ".join(terms), **_said("constraint_message", words, "range")}


# --- the place -------------------------------------------------------------------------------


def _place_rows(
    question: Question, relevant: str, words: Mapping[str, Mapping[str, str]]
) -> Iterator[Row]:
    unit, settlement, municipality = (
        place_step(question, step) for step in (UNIT, SETTLEMENT, MUNICIPALITY)
    )
    chosen = f"${{{unit}}}"
    yield {
        "type": f"select_one {unit}",
        "name": unit,
        **_labels(question.words, "label", "hint"),
        "relevant": relevant,
    }
    yield {
        "type": f"select_one {settlement}",
        "name": settlement,
        **_said("label", words, SETTLEMENT),
        "relevant": f"{relevant} and {chosen} != '' and {chosen} != '{OUTSIDE}'",
        "choice_filter": f"unit = {chosen} or unit = '{_ANY_UNIT}'",
    }
    yield {
        "type": f"select_one {municipality}",
        "name": municipality,
        **_said("label", words, MUNICIPALITY),
        "relevant": f"{relevant} and {chosen} = '{OUTSIDE}'",
        "appearance": "minimal autocomplete",
    }


def _place_choices(
    question: Question,
    places: pd.DataFrame,
    municipalities: pd.DataFrame,
    words: Mapping[str, Mapping[str, str]],
) -> Iterator[Row]:
    unit, settlement, municipality = (
        place_step(question, step) for step in (UNIT, SETTLEMENT, MUNICIPALITY)
    )
    present = places.loc[
        places["valid_to_date"].isna() & (places["status"] != PlaceStatus.FORMER_PLACE.value)
    ]
    levels = {level: _by_name(present.loc[present["level"] == level.value]) for level in Level}
    for row in levels[Level.UNIT]:
        yield _choice(unit, row["place_id"], _place_words(row))
    yield {"list_name": unit, "name": OUTSIDE, **_said("label", words, OUTSIDE)}
    units = unit_of(present)
    for row in levels[Level.SETTLEMENT]:
        parent = units[row["place_id"]]
        parent = _ANY_UNIT if pd.isna(parent) else parent
        yield _choice(settlement, row["place_id"], _place_words(row), parent)
    not_listed = _said("label", words, NOT_LISTED)
    yield {"list_name": settlement, "name": NOT_LISTED, **not_listed, "unit": _ANY_UNIT}
    own = {row["place_id"] for row in levels[Level.MUNICIPALITY]}
    for row in _by_name(municipalities.loc[municipalities["valid_to_date"].isna()]):
        if row["municipality_id"] not in own:
            yield _choice(municipality, row["municipality_id"], _place_words(row))


def _by_name(rows: pd.DataFrame) -> list[dict[str, Any]]:
    records = [
        {str(key): value if isinstance(value, str) else None for key, value in row.items()}
        for row in rows.to_dict("records")
    ]
    return sorted(records, key=lambda row: name_key(str(row["name_lv"])))


def _place_words(row: Mapping[str, Any]) -> dict[str, str]:
    names = {"label_lv": row["name_lv"], "label_en": row.get("name_en") or row["name_lv"]}
    # A form would take ${ for a reference to a question, and be refused.
    return {label: name.replace("${", "$ {") for label, name in names.items()}
