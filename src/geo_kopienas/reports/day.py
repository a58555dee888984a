"""Everything that was worked out for one day: what a report on a place reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_kopienas.domain.evidence.communities import community_states
from geo_kopienas.domain.evidence.inactivity import inactivity_measures
from geo_kopienas.domain.evidence.indicators import indicator_values
from geo_kopienas.domain.evidence.ledger import ledger_as_of
from geo_kopienas.domain.evidence.status import place_statuses
from geo_kopienas.domain.places.comparison import population_growth
from geo_kopienas.domain.places.positions import place_positions

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    import pandas as pd

    from geo_kopienas.domain.evidence.indicators import Indicator
    from geo_kopienas.domain.evidence.ledger import Ledger
    from geo_kopienas.domain.schema.codes import Level
    from geo_kopienas.domain.survey.indicators import RoundFigures
    from geo_kopienas.store.dataset import Dataset


@dataclass(frozen=True, slots=True, eq=False)
class Day:
    """The figures of one day.

    Attributes:
        ledger: The ledger.
        statuses: `place_statuses`.
        states: `community_states`.
        positions: `place_positions`.
        growth: `population_growth`.
        measures: `inactivity_measures` of a level.
        values: Values of an indicator at a level.
        survey: Indicators of the survey's round of the day; None where there is none.
    """

    ledger: Ledger
    statuses: pd.DataFrame
    states: pd.DataFrame
    positions: pd.DataFrame
    growth: pd.DataFrame
    measures: Callable[[Level], pd.DataFrame]
    values: Callable[[Indicator, Level], pd.Series]
    survey: RoundFigures | None = None


def day_of(data: Dataset, as_of: date, survey: RoundFigures | None = None) -> Day:
    """Work the figures of a day out.

    Args:
        data: The data directory.
        as_of: The day.
        survey: The survey's round of the day, as `store.survey_rounds.survey_on` gives it.
    """
    ledger = ledger_as_of(data.evidence, data.places, as_of)
    statuses = place_statuses(data.places, ledger, data.rules)
    positions = place_positions(data.places, data.boundaries)
    worked_out: dict[tuple[str, Level], pd.Series] = {}

    def values(indicator: Indicator, level: Level) -> pd.Series:
        # One table asks for what another has asked for.
        key = (indicator.indicator_id, level)
        if key not in worked_out:
            worked_out[key] = indicator_values(
                indicator, level, data.places, data.communities, ledger, statuses=statuses
            )
        return worked_out[key]

    return Day(
        ledger=ledger,
        statuses=statuses,
        states=community_states(data.communities, ledger),
        positions=positions,
        growth=population_growth(data.population, as_of),
        measures=lambda level: inactivity_measures(
            level,
            data.places,
            data.communities,
            statuses,
            positions,
            ledger,
            data.rules.inactivity,
        ),
        values=values,
        survey=survey,
    )
