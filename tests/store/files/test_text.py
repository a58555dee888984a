"""Where a text stops being JSON or TOML: a place, never words of another language."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING

import pytest

from geo_kopienas.store.files.text import place_of_error

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("parse", "text", "expected"),
    [
        (json.loads, "", "1:1"),
        (json.loads, '{"type":\n  "Ciems",\n  x}', "3:3"),
        (json.loads, '{"features": [', "1:15"),
        (json.loads, "[" * 200_000, "–"),
        (json.loads, "9" * 5000, "–"),
        (tomllib.loads, "a = 1\n\n  = 2", "3:3"),
        (tomllib.loads, "[a]\n[a]\n", "2:3"),
        (tomllib.loads, "a = 1\nb =", "2:4"),
        (tomllib.loads, 'a = 1\nb = """x\ny', "3:2"),
        (tomllib.loads, "a = 2022-02-30", "1:5"),
        (tomllib.loads, f"a = {'9' * 5000}", "–"),
    ],
    ids=lambda case: case[:20] if isinstance(case, str) else None,
)
def test_the_place_of_an_error(parse: Callable[[str], object], text: str, expected: str) -> None:
    with pytest.raises((ValueError, RecursionError)) as raised:
        parse(text)
    assert place_of_error(raised.value, text) == expected
