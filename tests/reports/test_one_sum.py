"""One sum: whoever shows money for a place and a day shows the same number under the same name."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geo_kopienas.domain.assessment.instruments import instrument_use
from geo_kopienas.domain.evidence.cooperation import (
    facts_in_scope,
    rows_for,
    spread_over_places,
)
from geo_kopienas.domain.evidence.indicators import Indicator, Measure
from geo_kopienas.domain.evidence.support import support_by_kind
from geo_kopienas.domain.schema.codes import LANGUAGES, Level, SupportKind
from geo_kopienas.exports.tables import Stamp, export_tables
from geo_kopienas.reports.profile_view import profile_view
from geo_kopienas.store.day import Day
from geo_kopienas.texts import texts_for

if TYPE_CHECKING:
    from geo_kopienas.store.dataset import Dataset

DAYS = [date(2016, 1, 1), date(2019, 12, 31), date(2022, 6, 30), date(2026, 6, 30)]


def _indicators(data: Dataset) -> dict[SupportKind | None, Indicator]:
    """The indicator of each kind of support, and of all (None)."""
    indicators = [
        indicator
        for indicator in data.indicators
        if indicator.measure is Measure.SUPPORT and indicator.per_residents is None
    ]
    assert len(indicators) == len(SupportKind) + 1
    return {total.support: total for total in indicators}


def _known(values: pd.Series) -> dict[str, float]:
    return {str(name): round(value, 2) for name, value in values.dropna().items()}


@pytest.mark.parametrize("as_of", DAYS, ids=str)
def test_map_page_exports_and_facts_agree_for_every_place(data: Dataset, as_of: date) -> None:
    day = Day(data, as_of)
    stamp = Stamp(as_of, "9.9", "CC BY 4.0", "Kopienas", data.attributions)
    exported = export_tables(day, stamp)[0].frame.set_index("place_id")
    of_map: dict[SupportKind | None, dict[str, float]] = {}
    for kind, indicator in _indicators(data).items():
        values = pd.concat([day.values(indicator, level) for level in Level])
        of_map[kind] = _known(values)
        assert _known(exported[indicator.indicator_id]) == of_map[kind]
    for level in Level:  # the table of the cooperation page, row by row
        amounts = support_by_kind(facts_in_scope(day.ledger, None, None))
        spread = spread_over_places(amounts, day.ledger, rows_for(data.places, level, None))
        of_page = _known(spread.by_place.sum(axis="columns", min_count=1))
        ids = set(data.places.loc[data.places["level"] == level, "place_id"])
        assert of_page == {name: value for name, value in of_map[None].items() if name in ids}
    for place_id, value in of_map[None].items():  # its total when the place is chosen
        of_place = support_by_kind(facts_in_scope(day.ledger, place_id, None)).sum()
        assert round(of_place.sum(), 2) == value
        parts = [of_map[kind].get(place_id, 0) for kind in SupportKind]
        assert round(sum(parts), 2) == value
        explained = day.explain(_indicators(data)[None], place_id)
        made_by = support_by_kind(day.ledger.facts.loc[list(explained.evidence_ids)])
        assert round(made_by.sum().sum(), 2) == value


@pytest.mark.parametrize("language", LANGUAGES)
def test_profile_and_pdf_show_the_sum_of_the_map_under_its_name(
    data: Dataset, language: str
) -> None:
    day, texts = Day(data, DAYS[-1]), texts_for(language)
    for place_id in ("apk-balozu", "krustkalni", "kekavas-novads"):
        level = Level(data.places.set_index("place_id").loc[place_id, "level"])
        rows = {row["id"]: row for row in profile_view(place_id, day, texts).indicators}
        for indicator in _indicators(data).values():
            value = day.values(indicator, level)[place_id]
            row = rows[indicator.indicator_id]
            assert row["label"] == indicator.word("label", language)
            expected = texts["value.unknown"] if pd.isna(value) else f"{texts.figure(value, 2)} EUR"
            assert row["value"] == expected


@pytest.mark.parametrize("as_of", DAYS, ids=str)
def test_what_instruments_led_to_is_the_sum_of_the_municipality(data: Dataset, as_of: date) -> None:
    day, indicators = Day(data, as_of), _indicators(data)
    for instrument in data.methodology.instruments.values():
        for kind, result in (
            (SupportKind.GRANTS, "grant"),
            (SupportKind.PARTICIPATORY_BUDGET, "participatory_budget_realised"),
        ):
            if result in instrument.result_kinds:
                use = instrument_use(instrument, day.ledger, data.places)
                (value,) = day.values(indicators[kind], Level.MUNICIPALITY)
                assert (use.result_eur or 0) == pytest.approx(0 if pd.isna(value) else value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_calls_the_kinds_as_the_catalogue_does(data: Dataset, language: str) -> None:
    texts = texts_for(language)
    for kind, indicator in _indicators(data).items():
        assert indicator.word("label", language) == f"{texts['support.' + (kind or 'total')]}, EUR"
    (share,) = [
        indicator
        for indicator in data.indicators
        if indicator.measure is Measure.SUPPORT and indicator.per_residents
    ]
    assert share.word("label", language) == f"{texts['support.per_resident']}, EUR"
