"""What the survey's rounds said by a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_kopienas.domain.survey.indicators import RoundFigures
from geo_kopienas.domain.survey.rounds import begun_rounds
from geo_kopienas.store.survey.rounds import open_round, read_rounds

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from geo_kopienas.store.dataset import Dataset


def survey_on(directory: Path, data: Dataset, as_of: date) -> RoundFigures | None:
    """The indicators of the newest round that had begun by a day; None where there is none."""
    found = rounds_by(directory, data, as_of)
    return found[-1] if found else None


def rounds_by(directory: Path, data: Dataset, as_of: date) -> list[RoundFigures]:
    """The figures of the rounds that had begun by a day, oldest first."""
    return [
        RoundFigures(
            one, open_round(directory, one.round_id, data.codebook, data.places), data.codebook
        )
        for one in begun_rounds(read_rounds(directory, data.survey_rounds), as_of)
    ]
