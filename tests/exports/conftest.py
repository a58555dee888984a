"""The export of the default data that several tests look into."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from geo_kopienas.exports.files import Export, make_export
from geo_kopienas.exports.tables import Scope
from geo_kopienas.store.dataset import Dataset, load_dataset
from geo_kopienas.store.day import Day
from geo_kopienas.texts import texts_for


@pytest.fixture(scope="session")
def data() -> Dataset:
    """The default data."""
    data, problems = load_dataset(Path(__file__).parents[2] / "data")
    assert data is not None, problems
    return data


@pytest.fixture(scope="session")
def export(data: Dataset) -> Export:
    """The default data as of a day."""
    return make_export(Day(data, date(2026, 6, 30)), Scope(), "9.9", texts_for("lv"))
