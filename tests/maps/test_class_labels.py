"""The legend shows the limits of each class as chosen, at every level the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from catalogue import indicator

from geo_kopienas.domain.evidence.indicators import Indicator, Measure
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.maps.classification import ClassScheme, Method, classify
from geo_kopienas.maps.painting import class_labels, indicator_colouring
from geo_kopienas.store.dataset import Dataset, load_dataset
from geo_kopienas.store.day import Day
from geo_kopienas.texts import texts_for

LATVIAN = texts_for("lv")
MAP_LEVELS = (Level.UNIT, Level.APKAIME, Level.SETTLEMENT)


@pytest.fixture(scope="module")
def data() -> Dataset:
    dataset, problems = load_dataset(Path(__file__).parents[2] / "data")
    assert dataset is not None, problems
    return dataset


def series(*values: float | None) -> pd.Series:
    return pd.Series(values, dtype="float64")


def own(*limits: float) -> ClassScheme:
    return ClassScheme(Method.OWN_LIMITS, limits=limits)


def labels(values: pd.Series, scheme: ClassScheme, decimals: int = 0) -> list[str]:
    labels = class_labels(classify(values, scheme), decimals, LATVIAN)
    return [label.replace("\xa0", " ") for label in labels]


@pytest.mark.parametrize(
    ("values", "scheme", "decimals", "expected"),
    [
        (series(7), own(1000, 5000), 0, ["līdz 1 000", "virs 1 000 līdz 5 000", "virs 5 000"]),
        (series(7), own(1000, 10132), 2, ["līdz 1 000", "virs 1 000 līdz 10 132", "virs 10 132"]),
        (series(7), own(2.5, 10), 0, ["līdz 2,5", "virs 2,5 līdz 10", "virs 10"]),
        (series(1, 2, 2), ClassScheme(), 0, ["1", "2"]),
        (series(7358, 36600.85), ClassScheme(), 2, ["7 358", "36 600,85"]),
        (series(0.1, 0.3), ClassScheme(), 0, ["0,1", "0,3"]),  # 0 and 0 would look alike
        (series(0, 9), ClassScheme(Method.EQUAL_INTERVALS, 2), 1, ["0,0", "9,0"]),
        (series(0, 3, 9), ClassScheme(Method.EQUAL_INTERVALS, 2), 1, ["līdz 4,5", "virs 4,5"]),
        (series(1, 2, 5, 5, 5, 5, 5), ClassScheme(Method.QUANTILES, 2), 0, ["visas vērtības"]),
    ],
)
def test_limits_are_shown_as_chosen(
    values: pd.Series, scheme: ClassScheme, decimals: int, expected: list[str]
) -> None:
    assert labels(values, scheme, decimals) == expected


def test_months_since_have_limits_with_a_meaning_and_the_reason(data: Dataset) -> None:
    months = next(
        indicator for indicator in data.indicators if indicator.measure is Measure.MONTHS_SINCE
    )
    assert months.limits == (12, 24, 36, 60)
    assert all(months.word("limits_reason", language) for language in ("lv", "en"))
    # Nearly equal ages are one class, not five.
    colouring = indicator_colouring(months, series(9, 10, 11, 12, 35), ClassScheme(), LATVIAN)
    assert colouring.codes == (0, 0, 0, 0, 2)
    assert colouring.labels == (
        "līdz 12",
        "virs 12 līdz 24",
        "virs 24 līdz 36",
        "virs 36 līdz 60",
        "virs 60",
    )
    chosen = indicator_colouring(months, series(9, 10), ClassScheme(Method.QUANTILES, 5), LATVIAN)
    assert chosen.labels == ("9", "10")  # whoever chooses quantiles gets them


def test_an_indicator_without_limits_of_its_own_has_quantiles() -> None:
    plain = indicator(Measure.COUNT)
    colouring = indicator_colouring(plain, series(1, 2, 3, 4, 5, 6), ClassScheme(), LATVIAN)
    assert len(colouring.labels) == 5


def _labels_at(level: Level, what: Indicator, day: Day, scheme: ClassScheme) -> tuple[str, ...]:
    every = pd.concat([day.values(what, level) for level in MAP_LEVELS])
    return indicator_colouring(what, day.values(what, level), scheme, LATVIAN, every).labels


@pytest.mark.parametrize("method", [method for method in Method if method != Method.OWN_LIMITS])
def test_villages_have_the_limits_of_apkaimes(data: Dataset, method: Method) -> None:
    day = Day(data, date(2026, 6, 30))
    for what in data.indicators:
        at_levels = {_labels_at(level, what, day, ClassScheme(method)) for level in MAP_LEVELS}
        assert len(at_levels) == 1, what.indicator_id
