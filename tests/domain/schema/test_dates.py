"""Partial dates: what they may mean, and from when a fact is certain."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_kopienas.domain.schema.dates import evidence_days, known_from, parse_partial_date


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2022", date(2022, 1, 1), date(2022, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2022-06-14", date(2022, 6, 14), date(2022, 6, 14)),
    ],
)
def test_a_partial_date_spans_all_days_it_may_mean(text: str, first: date, last: date) -> None:
    parsed = parse_partial_date(text)
    assert parsed is not None
    assert (str(parsed), parsed.first_day, parsed.last_day) == (text, first, last)


@pytest.mark.parametrize(
    "text",
    [
        "2022-13-40",
        "2023-02-29",
        "2022-6-1",
        "14.06.2022",
        "0022-01-01",
        "",
        " 2022",
        "2022-00",
        "٢٠٢٢",
    ],
)
def test_what_is_no_day_of_the_calendar_is_none(text: str) -> None:
    assert parse_partial_date(text) is None


@pytest.mark.parametrize(
    ("first", "last", "basis", "known"),
    [
        ("2022", None, "stated", date(2022, 12, 31)),
        ("2022-05", "2022-07", "stated", date(2022, 5, 31)),
        ("2022-05", "2022-07", "between", date(2022, 7, 31)),
        ("2022-05", None, "between", None),
    ],
)
def test_a_fact_is_certain_from_the_last_possible_day(
    first: str, last: str | None, basis: str, known: date | None
) -> None:
    assert known_from(first, last, basis) == known


def test_a_fact_reaches_to_the_last_possible_day_of_its_end() -> None:
    assert evidence_days("2022-05-01", "2023", "stated") == (date(2022, 5, 1), date(2023, 12, 31))


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_is_read_back(day: date) -> None:
    parsed = parse_partial_date(day.isoformat())
    assert parsed is not None
    assert parsed.first_day == parsed.last_day == day
    assert str(parsed) == day.isoformat()


@given(st.text())
def test_arbitrary_text_never_raises_and_what_is_read_was_written_so(text: str) -> None:
    parsed = parse_partial_date(text)
    assert parsed is None or str(parsed) == text
