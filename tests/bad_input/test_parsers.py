"""No file makes a parser fail: each is tried on files that were changed by chance.

The fast ones on a thousand at every run of the tests, the others so with
`--hypothesis-profile=thorough`; `tools/fuzz/run.py` goes on for minutes.
"""

from __future__ import annotations

from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from targets import TARGETS

FAST = ("cells", "names", "geometry", "statistics", "assessment")
SLOW = (
    *("tables", "workbooks", "layers", "archives", "rules"),
    *("survey", "mapping", "stored"),
)
THOROUGH = 1_000
is_thorough = settings.default is not None and settings.default.max_examples >= THOROUGH
NUMBERS = st.integers(min_value=0, max_value=2**32)


@cache
def seeds(name: str) -> list[bytes]:
    return TARGETS[name].seeds()


def read_changed(name: str, number: int) -> None:
    target, random = TARGETS[name], Random(number)  # noqa: S311 - the same number, the same file
    target.read(target.change(random.choice(seeds(name)), seeds(name), random))


def test_every_target_is_tried_here_or_starts_processes() -> None:
    assert {*FAST, *SLOW, "geodata"} == set(TARGETS)


@pytest.mark.parametrize("name", FAST)
@settings(max_examples=THOROUGH, deadline=None)
@given(number=NUMBERS)
def test_a_thousand_changed_files_fail_no_fast_parser(name: str, number: int) -> None:
    read_changed(name, number)


@pytest.mark.parametrize("name", SLOW)
@settings(max_examples=THOROUGH if is_thorough else 40, deadline=None)
@given(number=NUMBERS)
def test_changed_files_fail_no_slow_parser(name: str, number: int) -> None:
    read_changed(name, number)


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_the_seeds_themselves_can_be_read(name: str) -> None:
    for content in seeds(name)[:3]:
        TARGETS[name].read(content)
