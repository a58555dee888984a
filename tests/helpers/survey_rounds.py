"""Small questionnaires and rounds of answers for tests of what may be shown."""

from __future__ import annotations

from typing import Any

import pandas as pd

from geo_kopienas.domain.survey.codebook.model import Codebook, QuestionType
from geo_kopienas.domain.survey.codebook.reading import codebook_from

REGISTER = """
place_id,name_lv,level,parent_id,apkaime_id
novads,Novads,municipality,,
unit-a,A pagasts,unit,novads,
unit-b,B pagasts,unit,novads,
unit-c,C pagasts,unit,novads,
apk-x,X apkaime,apkaime,novads,
apk-y,Y apkaime,apkaime,novads,
a1,A1,settlement,unit-a,apk-x
a2,A2,settlement,unit-a,apk-y
b1,B1,settlement,unit-b,apk-x
c1,C1,settlement,unit-c,
"""
PLACES = ["a1", "a2", "b1", "c1"]


def in_both(*names: str) -> dict[str, str]:
    """Words in both languages."""
    return {
        f"{name}_{language}": f"{name} {language}" for name in names for language in ("lv", "en")
    }


def question_entry(name: str, kind: str, codes: list[str] | None = None, **more: Any) -> Any:
    """A question; `u` is a don't-know, `none` excludes the others, `s4` is a step."""
    labels = {"label_lv": f"{name}?", "label_en": f"{name}?!"}
    entry = {"id": name, "section": "all", "type": kind, **labels, **more}
    marked: dict[str, dict[str, Any]] = {
        "u": {"is_missing": True},
        "none": {"is_exclusive": True},
        **{f"s{step}": {"value": step} for step in range(1, 6)},
    }
    if codes is not None:
        entry["answers"] = [
            {"code": code, "lv": code, "en": code, **marked.get(code, {})} for code in codes
        ]
    return entry


def read_book(
    questions: list[Any],
    indicators: list[Any] | None = None,
    sections: dict[str, dict[str, Any]] | None = None,
) -> Codebook:
    """A codebook; consent and place are added, `sections` have a condition each."""
    conditions = {"all": None, **(sections or {})}
    known, problems = codebook_from(
        {
            "questionnaire": {"id": "test", "version": "1", **in_both("title", "consent")},
            "section": [
                {"id": name, **in_both("label"), **({"condition": given} if given else {})}
                for name, given in conditions.items()
            ],
            "question": [
                question_entry("consent", "one", ["yes", "no"]),
                question_entry("place", "place"),
                *questions,
            ],
            "indicator": [
                {**entry, **in_both("label", "unit", "how")} for entry in indicators or []
            ],
        }
    )
    assert problems == []
    assert known is not None
    return known


def answers(rows: list[dict[str, Any]], book: Codebook) -> pd.DataFrame:
    """A round of answers: a row a person; what a row leaves out was not answered."""
    frame = pd.DataFrame(rows)
    texts = ["place_id", "municipality_id"]
    for question in book.stored_questions:
        name = question.question_id
        given = frame[name] if name in frame else pd.Series(pd.NA, index=frame.index, dtype=object)
        if question.type is QuestionType.MANY:
            frame[name] = [codes if isinstance(codes, tuple) else () for codes in given]
        elif question.type in {QuestionType.NUMBER, QuestionType.YEAR}:
            frame[name] = given.astype("Int64")
        else:
            texts.append(name)
    for name in texts:
        given = frame[name] if name in frame else pd.Series(pd.NA, index=frame.index)
        frame[name] = given.astype("string")
    return frame


def times(count: int, **row: Any) -> list[dict[str, Any]]:
    """So many people with the same answers."""
    return [row] * count
