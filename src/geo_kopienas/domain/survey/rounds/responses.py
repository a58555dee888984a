"""Stored answers: their columns, and what a coded answer may be.

One file holds the answers of one round, a row a submission, every answer as its code. Who asked
for the place of a respondent may learn who it is, so these files are never public; figures are
worked out from them and pass disclosure control first.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from typing import Any

import pandas as pd

from geo_kopienas.domain.schema.cells import MAX_SUGGESTIONS, nearest_details, quoted, read_cell
from geo_kopienas.domain.schema.fields import CodeSet, Field, FieldType, Table
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.domain.survey.codebook.model import Codebook, Question, QuestionType

RESPONSES_FOLDER = "survey/responses"

SUBMISSION_FIELDS = (
    Field("submission_id", FieldType.TEXT, required=True),
    Field("submitted_date", FieldType.DATE),
    Field("form_version", FieldType.TEXT),
    Field("place_id", FieldType.TEXT),
    Field("municipality_id", FieldType.TEXT),
    # Questions whose free text holds personal data and is never shown to anybody.
    Field("blocked_texts", FieldType.TEXT_LIST),
    # Hashes of the tool's ids and of the minute, by which it is recognised when it comes again.
    Field("marks", FieldType.TEXT_LIST, may_be_absent=True),
)

_FIELD_TYPES = {
    QuestionType.ONE: FieldType.CODE,
    QuestionType.SCALE: FieldType.CODE,
    QuestionType.MANY: FieldType.TEXT_LIST,
    QuestionType.NUMBER: FieldType.INTEGER,
    QuestionType.YEAR: FieldType.YEAR,
    QuestionType.TEXT: FieldType.TEXT,
}


def is_round_id(text: str) -> bool:
    """Whether a text can name a round, and so a file."""
    return not read_cell(text, Field("round_id", FieldType.ID, required=True))[1]


def responses_file(round_id: str) -> str:
    """Name of the file of a round in the data directory."""
    return f"{RESPONSES_FOLDER}/{round_id}.csv"


def responses_table(codebook: Codebook, round_id: str) -> Table:
    """The table of the answers of a round: the columns of a submission, then the questions."""
    fields = (*SUBMISSION_FIELDS, *(_field(question) for question in codebook.stored_questions))
    return Table("survey_responses", responses_file(round_id), "submission_id", fields)


def _field(question: Question) -> Field:
    type_ = _FIELD_TYPES[question.type]
    is_coded = type_ is FieldType.CODE
    codes = tuple(answer.code for answer in question.answers) if is_coded else ()
    return Field(
        question.question_id,
        type_,
        codes=_code_set(question.question_id, codes) if is_coded else None,
    )


@lru_cache(maxsize=1_000)
def _code_set(question_id: str, codes: tuple[str, ...]) -> CodeSet:
    """Made once, for whoever reads cells keeps what belongs to a set of codes for ever."""
    return StrEnum(question_id, [(code, code) for code in codes])  # type: ignore[return-value]


def response_problems(
    responses: pd.DataFrame,
    codebook: Codebook,
    file: str,
    place_ids: frozenset[str],
    municipality_ids: frozenset[str],
) -> Iterator[Problem]:
    """Find what is wrong with stored answers besides single cells.

    Args:
        responses: Frame of `responses_table`, indexed by `row`.
        codebook: The codebook.
        file: Their file, as a fault names it.
        place_ids: Places of the register.
        municipality_ids: Municipalities of Latvia.

    Yields:
        Doubled submissions, unknown places and codes that a question does not have.
    """
    doubled = responses.loc[responses["submission_id"].duplicated(), "submission_id"].dropna()
    for row, value in doubled.items():
        yield Problem(
            "duplicate_id",
            file=file,
            row=int(str(row)),
            column="submission_id",
            value=quoted(value),
        )
    for column, known in (("place_id", place_ids), ("municipality_id", municipality_ids)):
        cells = responses[column].dropna()
        nearest = _Nearest(known)
        for row, value in cells.loc[~cells.isin(known)].items():
            near = nearest[value]
            yield Problem(
                "unknown_place",
                file=file,
                row=int(str(row)),
                column=column,
                value=quoted(value),
                details=near,
            )
    texts = frozenset(
        question.question_id for question in codebook.questions if question.is_free_text
    )
    yield from _unknown_parts(responses["blocked_texts"], texts, file)
    for question in codebook.stored_questions:
        if question.type is QuestionType.MANY:
            known = frozenset(answer.code for answer in question.answers)
            yield from _unknown_parts(responses[question.question_id], known, file)


def _unknown_parts(column: pd.Series[Any], known: frozenset[str], file: str) -> Iterator[Problem]:
    permitted, nearest = {"permitted": ", ".join(sorted(known))}, _Nearest(known)
    for row, codes in column.items():
        for code in codes:
            if code not in known:
                details = permitted | nearest[code]
                name = str(column.name)
                yield Problem(
                    "unknown_code",
                    file=file,
                    row=int(str(row)),
                    column=name,
                    value=quoted(code),
                    details=details,
                )


class _Nearest(dict[str, dict[str, str]]):
    """The nearest known value by an unknown one, for the first that somebody reads."""

    def __init__(self, known: frozenset[str]) -> None:
        super().__init__()
        self._known = sorted(known)

    def __missing__(self, value: str) -> dict[str, str]:
        if len(self) >= MAX_SUGGESTIONS:
            return {}
        return self.setdefault(value, nearest_details(value, self._known))


def without_free_text(responses: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """The answers without everything that people wrote in their own words."""
    return responses.drop(
        columns=[question.question_id for question in codebook.questions if question.is_free_text]
    )
