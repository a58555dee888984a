"""Measure statuses and ranking at growing numbers of places and facts.

    .venv/bin/python benchmarks/statuses.py

Invented places and facts, seeded: a municipality, its units, apkaimes and settlements. Measured is
what a page or a command works out for one day: the ledger, both statuses of every place, what the
inactivity score is made of, and the ranking with 1,000 draws of the weights. The best of some runs,
because the rest is other work of the machine.
"""

from __future__ import annotations

import argparse
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_kopienas.domain.evidence.inactivity import inactivity_measures, scaled_components
from geo_kopienas.domain.evidence.ledger import ledger_as_of
from geo_kopienas.domain.evidence.ranking import rank_places
from geo_kopienas.domain.evidence.status import place_statuses
from geo_kopienas.domain.schema.codes import ActivityState, CommunityType, EvidenceKind, Level
from geo_kopienas.store.dataset import load_dataset

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_kopienas.domain.evidence.rules import Rules

CHECKOUT = Path(__file__).resolve().parents[1]
PLACES = (50, 580, 6_500)
FACTS = (100, 10_000, 100_000)
AS_OF = date(2026, 6, 30)
SETTLEMENTS_PER_UNIT, SETTLEMENTS_PER_APKAIME = 11, 7  # as in Ķekavas novads
RUNS = 3


def register(count: int) -> pd.DataFrame:
    """A municipality with `count` settlements and what lies above them."""
    units = range(max(1, count // SETTLEMENTS_PER_UNIT))
    apkaimes = range(max(1, count // SETTLEMENTS_PER_APKAIME))
    rows = [("whole", Level.MUNICIPALITY, None, None)]
    rows += [(f"unit-{unit}", Level.UNIT, "whole", None) for unit in units]
    rows += [(f"apkaime-{apkaime}", Level.APKAIME, "whole", None) for apkaime in apkaimes]
    rows += [
        (
            f"place-{number}",
            Level.SETTLEMENT,
            f"unit-{number % len(units)}",
            f"apkaime-{number % len(apkaimes)}",
        )
        for number in range(count)
    ]
    places = pd.DataFrame(rows, columns=["place_id", "level", "parent_id", "apkaime_id"])
    places = places.astype("string").assign(status="official")
    places["name_lv"] = places["place_id"]
    residents = np.random.default_rng(1).integers(10, 5000, len(places))
    # Of every third place the population is not known, as in the register.
    residents = pd.Series(residents, dtype="Int64").mask(places.index % 3 == 0)
    return places.assign(population_count=residents, population_year=2024)


def evidence(count: int, places: pd.DataFrame) -> pd.DataFrame:
    """`count` facts about random places of all levels, every fourth about two of them."""
    random = np.random.default_rng(2)
    where = places["place_id"].to_numpy(dtype=object)[random.integers(0, len(places), (count, 2))]
    days = pd.Timestamp(2010, 1, 1) + pd.to_timedelta(random.integers(0, 6000, count), unit="D")
    is_about_community = random.random(count) < 0.3
    return pd.DataFrame(
        {
            "evidence_id": [f"fact-{number}" for number in range(count)],
            "place_ids": [tuple(set(pair[: 1 + (n % 4 == 0)])) for n, pair in enumerate(where)],
            "community_ids": [
                ("community",) if is_about else () for is_about in is_about_community
            ],
            "kind": random.choice([kind.value for kind in EvidenceKind], count),
            "date": days.strftime("%Y-%m-%d"),
            "date_end": pd.Series([pd.NA] * count, dtype="string"),
            "date_basis": "stated",
            "known_from": days,
            "last_day": days,
            "is_summary": False,
        }
    )


def best_of_runs(work: Callable[[], object]) -> float:
    """Seconds of the fastest run."""
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def measure(place_count: int, fact_count: int, rules: Rules) -> list[float]:
    """Seconds of each step at one size."""
    places = register(place_count)
    facts = evidence(fact_count, places)
    communities = pd.DataFrame(
        {
            "community_id": ["community"],
            "place_ids": [("place-1",)],
            "type": [CommunityType.RESIDENT_COMMUNITY.value],
        }
    )
    points = np.random.default_rng(3).uniform(0, 60_000, (len(places), 2))
    positions = pd.DataFrame(points, columns=["x", "y"], index=places["place_id"])
    ledger = ledger_as_of(facts, places, communities, AS_OF)
    statuses = place_statuses(ledger, rules)

    def measures() -> pd.DataFrame:
        return inactivity_measures(Level.SETTLEMENT, ledger, statuses, positions, rules)

    listed = measures()
    # The longest list there can be: every place that is not unknown.
    listed = listed.loc[listed["activity_state"] != ActivityState.UNKNOWN]
    components = scaled_components(listed, rules.inactivity)
    weights = rules.inactivity.weights()
    return [
        best_of_runs(lambda: ledger_as_of(facts, places, communities, AS_OF)),
        best_of_runs(lambda: place_statuses(ledger, rules)),
        best_of_runs(measures),
        best_of_runs(lambda: rank_places(components, weights, rules.inactivity)),
        len(listed),
    ]


def main() -> None:
    """Print a table of seconds."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.parse_args()
    data, problems = load_dataset(CHECKOUT / "data")
    if data is None:
        raise SystemExit(str(problems))
    print("| places | facts | ledger s | statuses s | components s | ranking s | places ranked |")
    print("|---|---|---|---|---|---|---|")
    for place_count in PLACES:
        for fact_count in FACTS:
            *seconds, listed = measure(place_count, fact_count, data.rules)
            cells = " | ".join(f"{second:.3f}" for second in seconds)
            print(f"| {place_count:,} | {fact_count:,} | {cells} | {listed:,} |", flush=True)


if __name__ == "__main__":
    main()
