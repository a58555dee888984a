"""The default data, read once for the tests of reports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from geo_kopienas.store.dataset import load_dataset

if TYPE_CHECKING:
    from geo_kopienas.store.dataset import Dataset

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(scope="session")
def data() -> Dataset:
    """The data directory of the checkout."""
    data, problems = load_dataset(DATA)
    assert data is not None, problems
    return data
