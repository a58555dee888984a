"""A day: each figure is worked out when it is asked for, once for all who ask."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest

from geo_kopienas.domain.evidence.communities import communities_at
from geo_kopienas.domain.evidence.ledger import facts_of_place
from geo_kopienas.domain.evidence.status import place_statuses
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.store import day as module
from geo_kopienas.store.dataset import Dataset, load_dataset
from geo_kopienas.store.day import Day
from geo_kopienas.store.location import data_directory

VISITORS = 8


@pytest.fixture(scope="module")
def data() -> Dataset:
    dataset, problems = load_dataset(data_directory({}))
    assert dataset is not None, problems
    return dataset


def test_visitors_at_the_same_time_share_what_one_of_them_works_out(
    data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def slow(*arguments: Any) -> Any:
        calls.append(arguments)
        time.sleep(0.1)
        return place_statuses(*arguments)

    monkeypatch.setattr(module, "place_statuses", slow)
    day = Day(data, date(2026, 6, 30))
    with ThreadPoolExecutor(VISITORS) as pool:
        levels = [*Level] * (VISITORS // len(Level))
        measures = list(pool.map(day.measures, levels))
    assert len(calls) == 1
    assert all(
        measured is day.measures(level) for measured, level in zip(measures, levels, strict=True)
    )


def test_values_of_two_indicators_and_levels_are_kept_apart(data: Dataset) -> None:
    day = Day(data, date(2026, 6, 30))
    first, second = data.indicators[:2]
    assert day.values(first, Level.UNIT) is day.values(first, Level.UNIT)
    assert set(day.values(first, Level.UNIT).index) != set(day.values(first, Level.APKAIME).index)
    assert day.values(first, Level.UNIT) is not day.values(second, Level.UNIT)


def test_krogsils_answers_with_the_communities_of_its_street(data: Dataset) -> None:
    of_street = {"pats-sev-saimnieks", "rakaru-ielas-kopiena"}
    ledger = Day(data, date(2026, 6, 30)).ledger
    for place_id in ("krogsils", "rakaru-iela"):
        community_ids = communities_at(place_id, data.communities, data.places)
        assert set(community_ids["community_id"]) == of_street
        facts = facts_of_place(ledger, place_id)
        assert set(facts["community_ids"].explode().dropna()) == of_street
