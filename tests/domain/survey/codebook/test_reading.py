"""The codebook: every fault of it in one pass, and a default one that a form can be made from."""

from __future__ import annotations

import copy
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_kopienas.domain.schema.codes import LANGUAGES
from geo_kopienas.domain.survey.codebook.model import (
    CHOICE_TYPES,
    Codebook,
    QuestionType,
)
from geo_kopienas.domain.survey.codebook.reading import codebook_from

DEFAULT = Path(__file__).parents[4] / "data/survey/codebook.toml"

SMALL = """
[questionnaire]
id = "q"
version = "1"
title_lv = "A"
title_en = "A"
consent_lv = "B"
consent_en = "B"

[[answer_list]]
id = "steps"
answers = [
    { code = "1", value = 1, lv = "slikti", en = "poor" },
    { code = "dk", is_missing = true, lv = "nezinu", en = "unknown" },
]

[[section]]
id = "s1"
label_lv = "S"
label_en = "S"

[[section]]
id = "s2"
label_lv = "T"
label_en = "T"
condition = { question = "consent", answers = ["yes"] }

[[question]]
id = "consent"
section = "s1"
type = "one"
label_lv = "Vai?"
label_en = "Will you?"
answers = [ { code = "yes", lv = "jā", en = "yes" }, { code = "no", lv = "nē", en = "no" } ]

[[question]]
id = "place"
section = "s1"
type = "place"
label_lv = "Kur?"
label_en = "Where?"

[[question]]
id = "rating"
section = "s2"
type = "scale"
label_lv = "Kā?"
label_en = "How?"
answers = "steps"
condition = { question = "consent", answers = ["yes"] }
former = ["rate"]

[[question]]
id = "size"
section = "s2"
type = "number"
label_lv = "Cik?"
label_en = "How many?"
minimum = 0

[[indicator]]
id = "i"
question = "rating"
measure = "mean"
label_lv = "L"
label_en = "L"
unit_lv = "u"
unit_en = "u"
how_lv = "h"
how_en = "h"
"""

CONSENT, PLACE, RATING, SIZE = range(4)


def small() -> dict[str, Any]:
    return tomllib.loads(SMALL)


def faults(content: dict[str, Any]) -> list[tuple[str, object, str | None]]:
    codebook, problems = codebook_from(content)
    assert (codebook is None) == bool(problems)
    return [(problem.code, problem.row, problem.column) for problem in problems]


def default() -> Codebook:
    codebook, problems = codebook_from(tomllib.loads(DEFAULT.read_text(encoding="utf-8")))
    assert problems == []
    assert codebook is not None
    return codebook


def test_the_small_codebook_has_no_fault() -> None:
    assert faults(small()) == []
    codebook, _ = codebook_from(small())
    assert codebook is not None
    rating = codebook.by_id["rating"]
    assert [condition.question_id for condition in rating.conditions] == ["consent", "consent"]
    assert [answer.value for answer in rating.answers] == [1, None]
    assert [question.question_id for question in codebook.stored_questions] == ["rating", "size"]


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("questionnaire", "version"), "v2", ("codebook_version", "questionnaire", "version")),
        (("questionnaire", "version"), 2, ("codebook_version", "questionnaire", "version")),
        (("questionnaire", "consent_en"), " ", ("required_missing", "questionnaire", "consent_en")),
        (("question", SIZE, "id"), "Size!", ("codebook_name", "Size!", "id")),
        (("question", SIZE, "id"), "rating", ("duplicate_id", "rating", "id")),
        (("question", SIZE, "id"), "place_id", ("codebook_name_reserved", "place_id", "id")),
        (("question", SIZE, "id"), "rate", ("duplicate_id", "rate", "former")),
        (("question", SIZE, "type"), "numbr", ("unknown_code", "size", "type")),
        (("question", SIZE, "section"), "s3", ("codebook_reference", "size", "section")),
        (("question", SIZE, "hint_lv"), "Tikai", ("required_missing", "size", "hint_en")),
        (("question", SIZE, "label_lv"), "Kā?", ("codebook_label_doubled", "size", "label_lv")),
        (("question", SIZE, "label_en"), "${x}?", ("codebook_markup", "size", "label_en")),
        (("question", SIZE, "maximum"), -1, ("codebook_value", "size", "maximum")),
        (("question", SIZE, "minimum"), "0", ("invalid_integer", "size", "minimum")),
        (("question", SIZE, "required"), "yes", ("invalid_boolean", "size", "required")),
        (("question", SIZE, "lable"), "x", ("codebook_key", "size", "lable")),
        (("question", SIZE, "answers"), "steps", ("codebook_key", "size", "answers")),
        (("question", SIZE, "former"), "old", ("codebook_value", "size", "former")),
        (("question", RATING, "answers"), "stps", ("codebook_reference", "rating", "answers")),
        (("question", RATING, "answers"), [], ("codebook_answers_missing", "rating", "answers")),
        (("question", RATING, "condition", "question"), "size",
         ("codebook_reference", "rating", "condition.question")),
        (("question", RATING, "condition", "answers"), ["maybe"],
         ("codebook_reference", "rating", "condition.answers")),
        (("section", 1, "condition", "answers"), ["ja"],
         ("codebook_reference", "s2", "condition.answers")),
        (("question", PLACE, "type"), "text", ("codebook_place_count", None, "question")),
        (("question", CONSENT, "answers", 0, "code"), "ok",
         ("codebook_consent_missing", "consent", None)),
        (("question", CONSENT, "answers", 1, "code"), "yes",
         ("duplicate_id", "consent", "answers.code")),
        (("question", CONSENT, "answers", 1, "code"), "a b",
         ("codebook_name", "consent", "answers.code")),
        (("question", CONSENT, "answers", 1, "lv"), "Jā",
         ("codebook_label_doubled", "consent", "answers.lv")),
        (("answer_list", 0, "answers", 1, "value"), 2,
         ("codebook_scale_value", "rating", "answers.dk.value")),
        (("indicator", 0, "question"), "ratings", ("codebook_reference", "i", "question")),
        (("indicator", 0, "question"), "size", ("codebook_measure", "i", "measure")),
        (("indicator", 0, "measure"), "share", ("codebook_value", "i", "answers")),
        (("question",), [], ("codebook_part_missing", None, "question")),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_entry_and_key(
    path: tuple[Any, ...], value: object, expected: tuple[str, str, str]
) -> None:
    content = small()
    entry: Any = content
    for step in path[:-1]:
        entry = entry[step]
    entry[path[-1]] = value
    assert expected in faults(content)


def test_all_faults_come_in_one_pass() -> None:
    content = small()
    content["questionnaire"]["version"] = ""
    content["question"][SIZE]["type"] = "x"
    content["question"][RATING]["answers"] = "none"
    content["indicator"][0]["measure"] = "x"
    assert {code for code, _, _ in faults(content)} >= {
        "codebook_version",
        "unknown_code",
        "codebook_reference",
    }
    assert len(faults(content)) >= 4


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@given(st.data())
def test_no_content_of_the_file_raises(data: st.DataObject) -> None:
    content = copy.deepcopy(small())
    entry: Any = content
    for _ in range(data.draw(st.integers(1, 4))):
        keys = list(entry) if isinstance(entry, dict) else list(range(len(entry)))
        if not keys:
            return
        key = data.draw(st.sampled_from(keys))
        if not isinstance(entry[key], dict | list):
            break
        parent, entry = entry, entry[key]
    else:
        entry = parent
    entry[key] = data.draw(JSON)
    codebook, problems = codebook_from(content)
    assert (codebook is None) == bool(problems)


# --- the default questionnaire ---------------------------------------------------------------


def test_the_default_questionnaire_can_be_answered_in_ten_minutes() -> None:
    assert 25 <= len(default().questions) <= 35
    assert sum(question.is_free_text for question in default().questions) <= 3


def test_it_asks_for_no_personal_data() -> None:
    ids = {question.question_id for question in default().questions}
    assert ids.isdisjoint({"name", "surname", "phone", "email", "address", "age", "gender"})


def test_whoever_does_not_know_can_say_so() -> None:
    choosers = [question for question in default().questions if question.type in CHOICE_TYPES]
    without = [
        question.question_id
        for question in choosers
        if not any(answer.is_missing for answer in question.answers)
    ]
    assert without == ["consent", "role"]


def test_nobody_can_choose_none_together_with_something() -> None:
    for question in default().questions:
        if question.type is QuestionType.MANY:
            for answer in question.answers:
                assert answer.is_exclusive == (answer.code in {"none", "dont_know"})


def test_both_languages_say_something_of_their_own() -> None:
    # Only names of things may be the same in both.
    for question in default().questions:
        assert question.label("lv") != question.label("en")
    labels = [answer.words for question in default().questions for answer in question.answers]
    assert [words for words in labels if len({words[f"label_{x}"] for x in LANGUAGES}) == 1] == []
