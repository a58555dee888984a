"""Invented answers stand aside for real ones and keep the questionnaire's conditions."""

from __future__ import annotations

import io

import pandas as pd

from geo_kopienas.domain.survey.codebook.model import Codebook, QuestionType
from geo_kopienas.domain.survey.rounds.register import shown_rounds
from geo_kopienas.store.location import data_directory
from geo_kopienas.store.survey.codebook import read_codebook
from tools.demonstration_answers import demonstration_answers

TABLE = pd.read_csv(
    io.StringIO(
        """round_id,date,label_lv,label_en,is_demo
demo-1,2026-10,Demonstrācija,Demonstration,True
r-2027,2027,Otrā,Second,False
r-2025,2025-05,Pirmā,First,False
"""
    ),
    dtype={"round_id": "string", "date": "string", "label_lv": "string", "label_en": "string"},
)


def shown(*stored: str, with_demo: bool = True) -> list[str]:
    return [round_.round_id for round_ in shown_rounds(stored, TABLE, with_demo=with_demo)]


def test_a_real_round_puts_demonstration_away() -> None:
    assert shown("demo-1") == ["demo-1"]
    assert shown("demo-1", "r-2027", "r-2025") == ["r-2025", "r-2027"]


def test_demonstration_can_be_switched_off() -> None:
    assert shown("demo-1", with_demo=False) == []
    assert shown("demo-1", "r-2025", with_demo=False) == ["r-2025"]


def test_a_round_that_the_table_does_not_list_is_none() -> None:
    assert shown("r-x", "demo-unlisted") == []


def codebook() -> Codebook:
    known, _ = read_codebook(data_directory({}) / "survey/codebook.toml")
    assert known is not None
    return known


def test_invented_answers_are_the_same_for_the_same_seed() -> None:
    where = (["alejas", "balozi"], ["ramava"], ["riga", "cesu-novads"])
    book = codebook()
    first = demonstration_answers(book, *where)
    assert first == demonstration_answers(book, *where)
    assert first != demonstration_answers(book, *where, seed=1)
    assert len(first) == 180
    assert sum("place_id" in row for row in first) == 28
    assert sum(row.get("place_id") == "ramava" for row in first) == 14
    assert {str(row["submission_id"])[:5] for row in first} == {"demo-"}


def test_invented_answers_keep_conditions_and_limits() -> None:
    book = codebook()
    for row in demonstration_answers(book, ["alejas"], ["ramava"], ["riga"]):
        for question in book.stored_questions:
            value = row.get(question.question_id)
            if value in (None, ()):
                continue
            assert all(
                row[condition.question_id] in condition.answers for condition in question.conditions
            )
            if question.type is QuestionType.MANY:
                chosen = [question.answer(code) for code in value]
                assert len(chosen) == 1 or not any(answer.is_exclusive for answer in chosen)
                assert question.maximum is None or len(chosen) <= question.maximum
