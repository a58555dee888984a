"""Indicators of the survey as the map and the profile show them: a value or why there is none.

Everything comes through the one door, `disclosure`; nothing here sees an answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from geo_kopienas.domain.survey.codebook.model import Codebook, SurveyIndicator
from geo_kopienas.domain.survey.disclosure.door import (
    DisclosedRound,
    IndicatorFigure,
    indicator_figures,
)
from geo_kopienas.domain.survey.rounds.register import SurveyRound


class Standing(StrEnum):
    """How far the value of a place may be trusted, or why it has none."""

    SHOWN = "shown"
    FEW = "few"  # shown, but of so few answers that it must be seen
    HIDDEN = "hidden"  # too few answers, or it would give others away
    NO_ANSWERS = "no_answers"  # nobody answered from there: not known


@dataclass(frozen=True, slots=True, eq=False)
class RoundFigures:
    """The indicators of one round, as everybody may see them.

    Attributes:
        round: The round.
        disclosed: Its figures.
        codebook: Its questions and indicators.
    """

    round: SurveyRound
    disclosed: DisclosedRound
    codebook: Codebook

    def figures(self, indicator: SurveyIndicator) -> dict[str, IndicatorFigure]:
        """What may be shown of an indicator, by place and for the rest of Latvia."""
        known = self.disclosed.figures(indicator.question_id)
        question = self.codebook.by_id[indicator.question_id]
        return {} if known is None else indicator_figures(known, indicator, question)

    def standing(self, group_id: str, figure: IndicatorFigure | None) -> Standing:
        """How the figure of a group stands; `figure` is one of `figures`."""
        if figure is not None:
            return Standing.FEW if figure.is_uncertain else Standing.SHOWN
        # How many answered says 0 only where it is 0, and that may be shown.
        nobody = self.disclosed.answer_counts.get(group_id) == 0
        return Standing.NO_ANSWERS if nobody else Standing.HIDDEN

    def place_figures(self, indicator: SurveyIndicator, place_ids: Iterable[str]) -> pd.DataFrame:
        """An indicator's values of places.

        Args:
            indicator: One of the codebook.
            place_ids: The places, in the wanted order.

        Returns:
            Frame indexed by `place_id`: `value`, `n`, `asked`, `low`, `high` (floats, NaN where
            hidden or without interval) and `standing`.
        """
        figures = self.figures(indicator)
        rows = ((place_id, figures.get(place_id)) for place_id in place_ids)
        return _frame(
            (place_id, figure, self.standing(place_id, figure)) for place_id, figure in rows
        )


def without_round(place_ids: Iterable[str]) -> pd.DataFrame:
    """`place_figures` of a day before the first round: nobody has answered."""
    return _frame((place_id, None, Standing.NO_ANSWERS) for place_id in place_ids)


_NUMBERS = ("value", "n", "asked", "low", "high")


def _frame(rows: Iterable[tuple[str, IndicatorFigure | None, Standing]]) -> pd.DataFrame:
    filled = [
        [place_id, *(getattr(figure, name, None) for name in _NUMBERS), standing]
        for place_id, figure, standing in rows
    ]
    frame = pd.DataFrame(filled, columns=["place_id", *_NUMBERS, "standing"])
    return frame.set_index("place_id").astype(dict.fromkeys(_NUMBERS, "float64"))
