"""Everything of one day: places, ledger, statuses, measures, values and the survey's figures."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from datetime import date
from functools import wraps
from threading import Lock
from typing import Any, TypeVar, TypeVarTuple

import geopandas as gpd
import pandas as pd

from geo_kopienas.domain.evidence.communities import community_states
from geo_kopienas.domain.evidence.explanations import Explanation, explain_value
from geo_kopienas.domain.evidence.inactivity import attention_list, inactivity_measures
from geo_kopienas.domain.evidence.indicators import Indicator, indicator_values
from geo_kopienas.domain.evidence.ledger import Ledger, ledger_as_of
from geo_kopienas.domain.evidence.status import place_statuses
from geo_kopienas.domain.places.comparison import population_growth
from geo_kopienas.domain.places.earlier_borders import borders_on
from geo_kopienas.domain.places.history import period_of, state_on
from geo_kopienas.domain.schema.codes import AttentionPart, Component, Level
from geo_kopienas.domain.survey.disclosure.door import DisclosedRound
from geo_kopienas.domain.survey.disclosure.indicators import RoundFigures
from geo_kopienas.domain.survey.rounds.register import begun_rounds
from geo_kopienas.store.dataset import Dataset
from geo_kopienas.store.survey.rounds import open_round, read_rounds

Arguments = TypeVarTuple("Arguments")
Answer = TypeVar("Answer")


def _once(work: Callable[[Day, *Arguments], Answer]) -> Callable[[Day, *Arguments], Answer]:
    """Work an answer out once for each day and arguments, also when many ask at the same time.

    What is known is handed out without waiting. An answer may need others, never itself, so a
    lock for each keeps nobody waiting for ever.
    """

    @wraps(work)
    def answer(day: Day, *arguments: *Arguments) -> Answer:
        key = (work.__name__, *arguments)
        if key not in day.known:
            with day.locks.setdefault(key, Lock()):
                if key not in day.known:
                    day.known[key] = work(day, *arguments)
        worked_out: Answer = day.known[key]
        return worked_out

    return answer


class Day:
    """The figures of one day, each worked out when somebody first asks for it.

    Whoever asks gets the same tables: they are shared and must not be changed.

    Attributes:
        data: The data directory.
        as_of: The day.
    """

    def __init__(
        self,
        data: Dataset,
        as_of: date,
        disclose: Callable[[str], DisclosedRound] | None = None,
    ) -> None:
        """Begin a day; nothing is worked out yet.

        Args:
            data: The data directory.
            as_of: The day.
            disclose: Opens a round of the survey by its id; by default it is read anew.
        """
        self.data, self.as_of = data, as_of
        self._disclose = disclose or self._read_round
        self.known: dict[Hashable, Any] = {}
        self.locks: dict[Hashable, Lock] = {}

    @property
    @_once
    def ledger(self) -> Ledger:
        """The facts that were certain on the day."""
        return ledger_as_of(self.data.evidence, self.data.places, self.data.communities, self.as_of)

    @property
    @_once
    def statuses(self) -> pd.DataFrame:
        """Both statuses of every place (`place_statuses`)."""
        return place_statuses(self.ledger, self.data.rules)

    @property
    @_once
    def states(self) -> pd.DataFrame:
        """State of every community known on the day (`community_states`)."""
        return community_states(self.ledger, self.data.rules)

    @property
    @_once
    def growth(self) -> pd.DataFrame:
        """Yearly growth of the population by place, where known (`population_growth`)."""
        return population_growth(self.data.population, self.as_of)

    @_once
    def measures(self, level: Level) -> pd.DataFrame:
        """What the score of the places is made of (`inactivity_measures`)."""
        data = self.data
        return inactivity_measures(level, self.ledger, self.statuses, data.positions, data.rules)

    def attention(
        self, level: Level, part: AttentionPart, weights: Mapping[Component, float]
    ) -> pd.DataFrame:
        """One part of the attention list (`attention_list`)."""
        rules = self.data.rules.inactivity
        return attention_list(part, self.measures(level), weights, rules, self.data.places)

    @_once
    def values(self, indicator: Indicator, level: Level) -> pd.Series:
        """An indicator's value of every place of a level (`indicator_values`)."""
        return indicator_values(indicator, level, self.ledger, self.statuses, self.states)

    def explain(self, indicator: Indicator, place_id: str) -> Explanation:
        """What made the value of a place (`explain_value`)."""
        return explain_value(indicator, place_id, self.ledger, self.statuses, self.states)

    @property
    @_once
    def rounds(self) -> list[RoundFigures]:
        """The figures of the survey's rounds that had begun by the day, oldest first."""
        data = self.data
        shown = read_rounds(data.directory, data.survey_rounds, data.codebook, data.places)
        return [
            RoundFigures(begun, self._disclose(begun.round_id), self.data.codebook)
            for begun in begun_rounds(shown, self.as_of)
        ]

    @property
    def survey(self) -> RoundFigures | None:
        """The figures of the newest round that had begun by the day; None before the first."""
        return self.rounds[-1] if self.rounds else None

    @property
    @_once
    def period(self) -> str:
        """The time without changes of places and borders that the day lies in (`period_of`)."""
        return period_of(self.data, self.as_of)

    def as_it_was(self) -> Dataset:
        """The data with the places, borders and communities of the day (`state_on`)."""
        return state_on(self.data, self.as_of)

    def borders(self) -> dict[Level, gpd.GeoDataFrame]:
        """The layers with the borders of the day (`borders_on`)."""
        return borders_on(self.data.boundaries, self.data.former, self.as_of)

    def _read_round(self, round_id: str) -> DisclosedRound:
        data = self.data
        return open_round(data.directory, round_id, data.codebook, data.places)
