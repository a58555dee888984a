"""Stored answers: written as they are read, read by their owner alone, checked with the rest."""

from __future__ import annotations

import stat
import unicodedata
from typing import TYPE_CHECKING, Any

import pytest
from data_folder import write_data_folder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo_kopienas.domain.schema.cells import text_fault
from geo_kopienas.domain.survey.codebook.model import CODEBOOK_FILE, Codebook, QuestionType
from geo_kopienas.domain.survey.rounds.responses import responses_table
from geo_kopienas.store.dataset import check_directory
from geo_kopienas.store.location import data_directory
from geo_kopienas.store.survey.codebook import read_codebook
from geo_kopienas.store.survey.free_texts import editors_texts
from geo_kopienas.store.survey.responses import (
    read_responses,
    stored_rounds,
    write_responses,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = write_data_folder(tmp_path / "data")
    (folder / CODEBOOK_FILE).write_bytes((data_directory({}) / CODEBOOK_FILE).read_bytes())
    return folder


def codebook() -> Codebook:
    codebook, _ = read_codebook(data_directory({}) / CODEBOOK_FILE)
    assert codebook is not None
    return codebook


ROW: dict[str, Any] = {
    "submission_id": "uuid:1",
    "submitted_date": "2026-10-03",
    "place_id": "alejas",
    "municipality_id": "riga",
    "blocked_texts": ("comments",),
    "community_exists": "active",
    "formed_year": 2013,
    "needs": ("money", "people"),
    "belonging": "5",
    "comments": "Zvaniet, lūdzu!",
}


def test_what_is_written_is_read_again(folder: Path) -> None:
    write_responses(folder, "r-1", [ROW, {"submission_id": "2"}], codebook())
    frame, problems = read_responses(folder, "r-1", codebook(), with_free_text=True)
    assert problems == []
    first = frame.loc[2]
    assert {name: first[name] for name in ROW} == ROW
    assert frame.loc[3, "needs"] == ()
    assert frame["formed_year"].isna().tolist() == [False, True]
    assert stored_rounds(folder) == ["r-1"]


def test_free_text_is_handed_over_only_on_demand(folder: Path) -> None:
    write_responses(folder, "r-1", [ROW], codebook())
    frame, _ = read_responses(folder, "r-1", codebook())
    assert {"comments", "good_practice"}.isdisjoint(frame.columns)


def test_editors_read_texts_without_places_and_without_personal_data(folder: Path) -> None:
    clean = {**ROW, "submission_id": "2", "blocked_texts": (), "comments": "Paldies!"}
    write_responses(folder, "r-1", [ROW, clean, {"submission_id": "3"}], codebook())
    texts = editors_texts(folder, "r-1", codebook(), "comments")
    assert (texts.texts, texts.blocked_count) == (("Paldies!",), 1)
    with pytest.raises(ValueError, match="free text"):
        editors_texts(folder, "r-1", codebook(), "respondent_code")


def test_only_the_owner_may_read_the_file(folder: Path) -> None:
    path = write_responses(folder, "r-1", [ROW], codebook())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["r-1.csv"]


def test_the_check_of_the_directory_names_their_faults(folder: Path) -> None:
    write_responses(folder, "r-2026", [ROW], codebook())
    assert check_directory(folder) == []
    wrong = {**ROW, "place_id": "alejsa", "community_exists": "yes", "needs": ("mony",)}
    write_responses(folder, "r-2026", [ROW, wrong], codebook())
    named = [
        (problem.file, problem.row, problem.column, problem.code)
        for problem in check_directory(folder)
    ]
    file = "survey/responses/r-2026.csv"
    assert named == [
        (file, 3, "community_exists", "unknown_code"),
        (file, 3, "submission_id", "duplicate_id"),
        (file, 3, "place_id", "unknown_place"),
        (file, 3, "needs", "unknown_code"),
    ]


def cells(book: Codebook) -> st.SearchStrategy[dict[str, Any]]:
    kinds: dict[str, st.SearchStrategy[Any]] = {}
    for question in book.stored_questions:
        codes = [answer.code for answer in question.answers]
        match question.type:
            case QuestionType.ONE | QuestionType.SCALE:
                kinds[question.question_id] = st.none() | st.sampled_from(codes)
            case QuestionType.MANY:
                kinds[question.question_id] = st.lists(st.sampled_from(codes), unique=True).map(
                    tuple
                )
            case QuestionType.NUMBER | QuestionType.YEAR:
                kinds[question.question_id] = st.none() | st.integers(1850, 2026)
            case _:
                letters = st.characters(codec="utf-8", categories=("L", "N", "P", "S"))
                text = st.text(letters, min_size=1).map(lambda text: f"„{text}\n=1,2;3”")
                # An import keeps no text that looks spoilt.
                text = text.filter(lambda text: text_fault(text) is None)
                kinds[question.question_id] = st.none() | text
    return st.fixed_dictionaries(kinds)


@given(st.data())
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_coded_answers_survive_writing_and_reading(tmp_path: Path, data: st.DataObject) -> None:
    book = codebook()
    rows = [
        {"submission_id": str(number), **row}
        for number, row in enumerate(data.draw(st.lists(cells(book), min_size=1, max_size=3)))
    ]
    write_responses(tmp_path, "r", rows, book)
    frame, problems = read_responses(tmp_path, "r", book, with_free_text=True)
    assert problems == []
    read = frame.astype(object).where(frame.notna(), None).to_dict(orient="records")
    for before, after in zip(rows, read, strict=True):
        for name, value in before.items():
            expected = unicodedata.normalize("NFC", value) if isinstance(value, str) else value
            assert after[name] == expected, name


def test_reading_again_and_again_makes_no_new_sets_of_codes() -> None:
    """Each would stay in memory for as long as the program runs."""
    first, second = (responses_table(codebook(), name) for name in ("a", "b"))
    assert any(field.codes for field in first.fields)
    assert all(
        field.codes is two.codes for field, two in zip(first.fields, second.fields, strict=True)
    )
