"""Reading and writing of a round's publications: the figures, and beside them the answers.

What the public sees is in `survey/publications/<round>.json`. The answers that a publication rests
on lie beside it, coded and without free text, for the comparison with later ones; they are as
private as those in `survey/responses/`.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from geo_kopienas.domain.schema.fields import Table
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.domain.survey.codebook.model import Codebook
from geo_kopienas.domain.survey.figures.editions import waiting_count
from geo_kopienas.domain.survey.imports.sharing import shared_submissions
from geo_kopienas.domain.survey.rounds.publications import (
    PUBLICATIONS_FOLDER,
    Publication,
    publications_as_data,
    publications_file,
    publications_from,
    published_answers_file,
)
from geo_kopienas.domain.survey.rounds.responses import (
    RESPONSES_FOLDER,
    responses_file,
    responses_table,
)
from geo_kopienas.store.survey.responses import (
    read_responses,
    responses_as_csv,
    stored_rounds,
)
from geo_kopienas.store.tables.directory import read_table


def read_publications(
    directory: Path, round_id: str, codebook: Codebook, places: pd.DataFrame
) -> tuple[list[Publication], list[Problem]]:
    """The publications of a round, oldest first, and what is wrong with their file."""
    file = publications_file(round_id)
    try:
        stored = json.loads((directory / file).read_text(encoding="utf-8"))
        publications = publications_from(stored, codebook, places["place_id"])
    except FileNotFoundError:
        return [], []
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return [], [Problem("publication_damaged", file=file)]
    if [publication.number for publication in publications] != [*range(1, len(publications) + 1)]:
        return [], [Problem("publication_damaged", file=file)]
    return publications, []


def shown_publication(publications: Sequence[Publication]) -> Publication | None:
    """What the public sees of a round."""
    return next((known for known in reversed(publications) if known.is_shown), None)


def read_published_answers(
    directory: Path, round_id: str, number: int, codebook: Codebook
) -> tuple[pd.DataFrame, list[Problem]]:
    """The answers that a publication rests on, without free text, and every fault of them."""
    table = _answers_table(codebook, round_id, number)
    path = directory / table.file
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as lines:
            header = next(csv.reader(lines), [])
        # The codebook may have got questions since.
        table = replace(
            table, fields=tuple(field for field in table.fields if field.name in header)
        )
    return read_table(path, table)


def publication_files(
    round_id: str,
    publications: Sequence[Publication],
    responses: pd.DataFrame,
    codebook: Codebook,
) -> dict[str, bytes]:
    """The files of the newest of a round's publications: its answers, and what each showed."""
    table = _answers_table(codebook, round_id, publications[-1].number)
    values = responses.astype(object).where(responses.notna(), None)
    rows: list[dict[str, Any]] = [
        {str(name): value for name, value in row.items()} for row in values.to_dict("records")
    ]
    return {
        table.file: responses_as_csv(rows, codebook, round_id, table=table),
        publications_file(round_id): figures_as_json(publications),
    }


def figures_as_json(publications: Iterable[Publication]) -> bytes:
    """What the publications of a round showed, and which is shown."""
    text = json.dumps(publications_as_data(publications), ensure_ascii=False, indent=1)
    return f"{text}\n".encode()


def count_waiting(
    directory: Path, round_id: str, publications: Sequence[Publication], codebook: Codebook
) -> int:
    """How many answers were added, changed or deleted since the publication that is shown."""
    if round_id not in stored_rounds(directory):
        return 0
    stored, _ = read_responses(directory, round_id, codebook)
    shown = shown_publication(publications)
    if shown is None:
        return len(stored)
    published, _ = read_published_answers(directory, round_id, shown.number, codebook)
    return waiting_count(published, stored)


def check_publications(
    directory: Path, rounds: pd.DataFrame, codebook: Codebook, places: pd.DataFrame
) -> list[Problem]:
    """Every fault of publications, and every file among the answers that is no round's.

    A copy that a file manager or a synchronising program left would else lie there unseen.
    """
    problems: list[Problem] = []
    expected: set[str] = set()
    shown: list[tuple[str, pd.DataFrame]] = []
    for round_id in rounds["round_id"].dropna():
        expected |= {responses_file(round_id), publications_file(round_id)}
        publications, faults = read_publications(directory, round_id, codebook, places)
        problems += faults
        for publication in publications:
            file = published_answers_file(round_id, publication.number)
            expected.add(file)
            answers, faults = read_published_answers(
                directory, round_id, publication.number, codebook
            )
            problems += faults
            if publication.is_shown and not faults:
                problems += _shared(answers, round_id, shown)
                shown.append((round_id, answers))
    return problems + [
        Problem("file_of_no_round", file=file) for file in _files(directory) if file not in expected
    ]


def shared_round(
    answers: pd.DataFrame, round_id: str, others: Iterable[tuple[str, pd.DataFrame]]
) -> str | None:
    """Another round that some of the same submissions are in."""
    return next(iter(_rounds_with(answers, round_id, others)), None)


def _rounds_with(
    answers: pd.DataFrame, round_id: str, others: Iterable[tuple[str, pd.DataFrame]]
) -> Iterator[str]:
    for other_id, other in others:
        if other_id != round_id and shared_submissions(answers, other):
            yield other_id


def _shared(
    answers: pd.DataFrame, round_id: str, shown: Iterable[tuple[str, pd.DataFrame]]
) -> Iterator[Problem]:
    """One fault for each round that is shown and shares submissions with this one."""
    for other in _rounds_with(answers, round_id, shown):
        yield Problem(
            "round_shares_answers",
            file=publications_file(round_id),
            value=round_id,
            details={"other": other},
        )


def _files(directory: Path) -> list[str]:
    return sorted(
        path.relative_to(directory).as_posix()
        for folder in (RESPONSES_FOLDER, PUBLICATIONS_FOLDER)
        for path in (directory / folder).glob("[!.]*")
    )


def _answers_table(codebook: Codebook, round_id: str, number: int) -> Table:
    table = responses_table(codebook, round_id)
    texts = {question.question_id for question in codebook.questions if question.is_free_text}
    return Table(
        table.name,
        published_answers_file(round_id, number),
        table.key,
        tuple(field for field in table.fields if field.name not in {*texts, "blocked_texts"}),
    )
