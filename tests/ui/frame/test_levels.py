"""Which levels a page offers, and with which it opens: those that the register has."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from geo_kopienas.store.ledger.seam import Version
from geo_kopienas.ui.frame.loaders import Workspace


def workspace(*levels: str) -> Workspace:
    data: Any = SimpleNamespace(places=pd.DataFrame({"level": list(levels)}))
    empty: Any = None
    return Workspace("", Version({}), data, {}, {}, empty, [], {})


@pytest.mark.parametrize(
    ("levels", "offered", "first"),
    [
        (("municipality", "unit", "apkaime", "settlement"), ["unit", "apkaime", "settlement"],
         "apkaime"),
        (("municipality", "unit", "settlement"), ["unit", "settlement"], "unit"),
        (("municipality",), ["unit", "apkaime", "settlement"], "apkaime"),
    ],
)  # fmt: skip
def test_a_level_without_places_is_not_offered(
    levels: tuple[str, ...], offered: list[str], first: str
) -> None:
    assert list(workspace(*levels).levels) == offered
    assert workspace(*levels).first_level == first
