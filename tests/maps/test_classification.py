"""Classes are safe for whatever the values are."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_kopienas.maps.classification import (
    NO_CLASS,
    ClassScheme,
    Method,
    classify,
    classify_states,
    classify_with_zero_apart,
    limits_from_text,
    scheme_from_text,
    scheme_to_text,
)

METHODS = [Method.QUANTILES, Method.EQUAL_INTERVALS, Method.NATURAL_BREAKS]


def series(*values: float | None) -> pd.Series:
    return pd.Series(values, dtype="float64")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ((), ()),
        ((None, None), (NO_CLASS, NO_CLASS)),
        ((7,), (0,)),
        ((7, 7, 7), (0, 0, 0)),
        ((-5, -5), (0, 0)),
        ((3, 1, None, 2), (2, 0, NO_CLASS, 1)),
        ((-2, 0, 2), (0, 1, 2)),
    ],
)
def test_few_equal_or_no_values(
    method: Method, values: tuple[float | None, ...], codes: tuple[int, ...]
) -> None:
    assert classify(series(*values), ClassScheme(method, 5)).codes == codes


def test_own_limits_are_upper_limits_and_the_rest_falls_into_a_last_class() -> None:
    classes = classify(series(0, 1, 2, 99), ClassScheme(Method.OWN_LIMITS, limits=(1, 10)))
    assert classes.codes == (0, 0, 1, 2)
    assert classes.counts == (2, 1, 1)


@pytest.mark.parametrize("values", [(1, 20), (1, 2), (), (None,)])
def test_own_limits_stay_as_typed_wherever_the_values_lie(values: tuple[float | None, ...]) -> None:
    classes = classify(series(*values), ClassScheme(Method.OWN_LIMITS, limits=(5, 10)))
    assert classes.ranges == ((None, 5), (5, 10), (10, None))
    assert classes.is_stated


def test_ties_leave_no_quantile_class_empty_and_limits_are_values() -> None:
    proposals = series(1, 3, 10, 11, 16, 16, 25, 39)
    classes = classify(proposals, ClassScheme(Method.QUANTILES, 5))
    assert classes.ranges == ((None, 3), (3, 10), (10, 16), (16, None))
    assert classes.counts == (2, 1, 3, 2)


@pytest.mark.parametrize("method", [Method.DEFAULT, *METHODS])
def test_two_levels_have_the_same_limits(method: Method) -> None:
    apkaimes, villages = series(500, 2000, 36600.85, None), series(500, 820, 1500, 2000, 3000, None)
    both = pd.concat([apkaimes, villages])
    of_apkaimes, of_villages = (
        classify(values, ClassScheme(method), both) for values in (apkaimes, villages)
    )
    assert of_apkaimes.ranges == of_villages.ranges
    assert of_apkaimes.codes[:2] == (of_villages.codes[0], of_villages.codes[3])


def test_a_zero_at_another_level_keeps_its_class_here() -> None:
    classes = classify_with_zero_apart(series(1, 2), ClassScheme(), series(0, 1, 2))
    assert classes.ranges == ((0, 0), (1, 1), (2, 2))
    assert classes.codes == (1, 2)
    assert classes.counts == (0, 1, 1)


def test_true_zero_is_a_class_of_its_own() -> None:
    classes = classify_with_zero_apart(series(0, 1, None, 2, 0), ClassScheme())
    assert classes.codes == (0, 1, NO_CLASS, 2, 0)
    assert classes.ranges == ((0, 0), (1, 1), (2, 2))
    assert classes.counts == (2, 1, 1)


def test_every_state_has_its_class_even_where_no_place_has_it() -> None:
    classes = classify_states(series(2, None, 0), 3)
    assert classes.codes == (2, NO_CLASS, 0)
    assert classes.counts == (1, 0, 1)


@given(
    st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), max_size=60),
    st.sampled_from(METHODS),
    st.integers(2, 7),
)
def test_classes_keep_the_order_of_values_and_leave_out_what_is_not_known(
    values: list[float | None], method: Method, count: int
) -> None:
    classes = classify(series(*values), ClassScheme(method, count))
    assert len(classes.codes) == len(values)
    for value, code in zip(values, classes.codes, strict=True):
        assert (code == NO_CLASS) == (value is None)
    known = sorted(pair for pair in zip(values, classes.codes, strict=True) if pair[0] is not None)
    assert all(np.diff([code for _, code in known]) >= 0)
    assert len(classes.counts) <= max(count, 1)
    assert sum(classes.counts) == len(known)


@pytest.mark.parametrize(
    "scheme",
    [
        ClassScheme(Method.QUANTILES, 4),
        ClassScheme(Method.NATURAL_BREAKS, 7),
        ClassScheme(Method.OWN_LIMITS, limits=(-1, 2.5, 10)),
        ClassScheme(Method.OWN_LIMITS, limits=(1_000, 2_500_000)),
        ClassScheme(),
    ],
)
def test_scheme_survives_the_address(scheme: ClassScheme) -> None:
    assert scheme_from_text(scheme_to_text(scheme)) == scheme


@pytest.mark.parametrize(
    "text",
    [
        "",
        "quantiles",
        "quantiles-1",
        "quantiles-99",
        "own-",
        "own-a",
        "foo-5",
        "own-nan",
        "default-5",
    ],
)
def test_unknown_scheme_is_none(text: str) -> None:
    assert scheme_from_text(text) is None


def test_limits_are_read_with_a_decimal_comma() -> None:
    assert limits_from_text("10; 2,5 ;1") == (1, 2.5, 10)
    assert limits_from_text("1 000; 5\xa0000") == (1000, 5000)  # grouped as the legend shows them
