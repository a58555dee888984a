"""Reading and writing of stored survey answers: one file a round, coded.

The files lie in `survey/responses/` of the data directory, which nothing serves: only `static/`
is served. They can be read by their owner alone and are not committed, but for demonstration
answers (`.gitignore`).
"""

import csv
import io
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from geo_kopienas.domain.schema.cells import write_cell
from geo_kopienas.domain.schema.fields import Table
from geo_kopienas.domain.schema.problems import Problem, by_cause
from geo_kopienas.domain.survey.codebook.model import Codebook
from geo_kopienas.domain.survey.rounds.responses import (
    RESPONSES_FOLDER,
    response_problems,
    responses_file,
    responses_table,
    without_free_text,
)
from geo_kopienas.store.files.atomic import write_atomically
from geo_kopienas.store.tables.directory import read_table

#: Only the account that runs the program may read what single people answered.
PRIVATE_MODE = 0o600


def stored_rounds(directory: Path) -> list[str]:
    """Ids of the rounds that the data directory holds answers of, sorted."""
    return sorted(path.stem for path in (directory / RESPONSES_FOLDER).glob("[!.]*.csv"))


def read_responses(
    directory: Path, round_id: str, codebook: Codebook, *, with_free_text: bool = False
) -> tuple[pd.DataFrame, list[Problem]]:
    """Read the stored answers of a round.

    Args:
        directory: The data directory.
        round_id: The round; one of `stored_rounds`.
        codebook: The codebook.
        with_free_text: Whether to hand over what people wrote in their own words, which is only
            for those who may edit.

    Returns:
        A frame with a row a submission and all faults of single cells. Its index `row` counts as
        a spreadsheet does. `one` and `scale` are codes (`string`), `many` tuples of codes, empty
        where nothing was chosen, numbers and years `Int64`.
    """
    table = responses_table(codebook, round_id)
    frame, problems = read_table(directory / table.file, table)
    return frame if with_free_text else without_free_text(frame, codebook), problems


def check_responses(
    directory: Path, codebook: Codebook, places: pd.DataFrame, municipalities: pd.DataFrame
) -> list[Problem]:
    """Every fault of all stored answers."""
    problems: list[Problem] = []
    for round_id in stored_rounds(directory):
        frame, faults = read_responses(directory, round_id, codebook, with_free_text=True)
        problems += faults
        file = responses_file(round_id)
        problems += _problems_by_cause(frame, codebook, file, places, municipalities)
    return problems


def is_stored_form(header: Collection[str]) -> bool:
    """Whether a table has the columns of stored answers, which no survey tool writes."""
    return {"submission_id", "submitted_date", "blocked_texts"} <= set(header)


def check_responses_file(
    path: Path, codebook: Codebook, places: pd.DataFrame, municipalities: pd.DataFrame
) -> list[Problem]:
    """Every fault of a file of stored answers, wherever it lies; its path is their `file`."""
    table = responses_table(codebook, path.stem)
    frame, problems = read_table(path, table)
    problems += _problems_by_cause(frame, codebook, table.file, places, municipalities)
    return [problem.at(file=path.as_posix()) for problem in problems]


def _problems_by_cause(
    frame: pd.DataFrame,
    codebook: Codebook,
    file: str,
    places: pd.DataFrame,
    municipalities: pd.DataFrame,
) -> list[Problem]:
    place_ids = frozenset(places["place_id"].dropna())
    municipality_ids = frozenset(municipalities["municipality_id"].dropna())
    return by_cause(response_problems(frame, codebook, file, place_ids, municipality_ids))


def responses_as_csv(
    rows: Iterable[Mapping[str, Any]],
    codebook: Codebook,
    round_id: str,
    table: Table | None = None,
) -> bytes:
    """The content of a round's file.

    Args:
        rows: Values by column, as `read_responses` gives them; a missing value is None or NA.
        codebook: The codebook.
        round_id: The round.
        table: Its columns, if they are not all of them.
    """
    table = table or responses_table(codebook, round_id)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([field.name for field in table.fields])
    writer.writerows(row_cells(row, table) for row in rows)
    return text.getvalue().encode("utf-8")


def row_cells(row: Mapping[str, Any], table: Table) -> list[str]:
    """A submission as it stands in the file."""
    return [write_cell(row.get(field.name), field) for field in table.fields]


def write_responses(
    directory: Path, round_id: str, rows: Iterable[Mapping[str, Any]], codebook: Codebook
) -> Path:
    """Write the answers of a round: the whole new file or none of it.

    Raises:
        OSError: The folder cannot be written; the old file is as it was.
    """
    path = directory / responses_file(round_id)
    write_atomically(path, responses_as_csv(rows, codebook, round_id), mode=PRIVATE_MODE)
    return path
