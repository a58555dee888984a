"""Instruments: rows of the ledger in, places and results out."""

from __future__ import annotations

from datetime import date

import pytest
from tables import communities, evidence, places

from geo_kopienas.domain.assessment.instruments import InstrumentUse, instrument_use, practice_facts
from geo_kopienas.domain.assessment.methodology import Example, Instrument, Practice
from geo_kopienas.domain.evidence.ledger import Ledger, ledger_as_of

DAY = date(2026, 6, 30)
HEADER = "evidence_id,date,place_ids,kind,value,unit,is_summary\n"
CONTEST = """\
ev-call,2019-01-01,novads,grant_call,,,false
ev-light,2019-07-08,alejas,grant,2000,EUR,false
ev-path,2020-07-08,alejas;berzi,grant,,,false
ev-total,2020-12-31,novads,grant,9000,EUR,true
ev-later,2027-01-01,kazoki,grant,1,EUR,false
"""


def ledger(rows: str) -> Ledger:
    return ledger_as_of(evidence(HEADER + rows), places(), communities(), DAY)


def instrument(kinds: tuple[str, ...], result_kinds: tuple[str, ...] = ()) -> Instrument:
    words = {"lv": "a", "en": "a"}
    return Instrument(
        "x", words, words, None, words, words, words, None, ("https://a.lv",), kinds, result_kinds
    )


def use(rows: str) -> InstrumentUse:
    return instrument_use(instrument(("grant_call",), ("grant",)), ledger(rows), places())


def test_places_are_those_that_facts_of_the_day_name_in_the_order_of_the_register() -> None:
    assert use(CONTEST).place_ids == ("novads", "alejas", "berzi")


def test_totals_are_shown_but_neither_counted_nor_added() -> None:
    used = use(CONTEST)
    assert used.result_ids == ("ev-total", "ev-path", "ev-light")
    assert (used.result_count, used.result_eur, used.results_without_eur) == (2, 2000, 1)


def test_without_an_amount_the_sum_is_unknown_and_not_zero() -> None:
    assert use("ev-a,2019,alejas,grant,,,false\n").result_eur is None


@pytest.mark.parametrize(
    ("place", "without"),
    [("alejas", ()), ("apk-x", ()), ("unit-a", ("apk-x",)), ("novads", ("apk-x",))],
)
def test_a_fact_counts_for_the_apkaime_above_it_and_never_downwards(
    place: str, without: tuple[str, ...]
) -> None:
    assert use(f"ev-a,2019,{place},grant,,,false\n").apkaimes_without == without


def test_a_card_is_shown_only_when_all_its_facts_are_certain() -> None:
    words = {"lv": "a", "en": "a"}

    def card(*ids: str) -> Practice:
        return Practice("x", words, words, (), (), how=words, evidence_ids=ids)

    shown = practice_facts(card("ev-path", "ev-light"), ledger(CONTEST))
    assert shown is not None
    assert list(shown.index) == ["ev-light", "ev-path"]
    assert practice_facts(card("ev-light", "ev-later"), ledger(CONTEST)) is None


@pytest.mark.parametrize(
    ("when", "shown_on", "not_on"),
    [
        ("2022-07-20", "2022-07-20", "2022-07-19"),
        ("2022-07", "2022-07-31", "2022-07-30"),
        ("", "2010-01-01", None),  # its source does not say when
    ],
)
def test_an_example_of_elsewhere_is_shown_from_its_day_on(
    when: str, shown_on: str, not_on: str | None
) -> None:
    words = {"lv": "a", "en": "a"}
    example = Example("x", words, words, (), (), where=words, date=when, urls=("https://a.lv",))
    assert example.is_known_on(date.fromisoformat(shown_on))
    assert not_on is None or not example.is_known_on(date.fromisoformat(not_on))
