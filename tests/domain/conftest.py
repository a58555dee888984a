"""Fixtures for the tests of the domain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo_kopienas.domain.borders import validation as validation_layers
from geo_kopienas.domain.schema import validation
from geo_kopienas.domain.schema.cells import nearest_details

if TYPE_CHECKING:
    from collections.abc import Iterable


@pytest.fixture
def sought(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Values for which a check looks through all ids, 20 ms each, in the order of its looks."""
    values: list[str] = []

    def look(value: str, permitted: Iterable[str]) -> dict[str, str]:
        values.append(value)
        return nearest_details(value, permitted)

    for module in (validation, validation_layers):
        monkeypatch.setattr(module, "nearest_details", look)
    return values
