"""What is loaded once is not looked through after every run."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from geo_kopienas.ui.frame import memory

if TYPE_CHECKING:
    import pytest


def test_loaded_objects_are_out_of_the_collectors_sight_until_more_is_loaded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(memory, "_settled_modules", 0)
    try:
        memory.settle()
        settled = gc.get_freeze_count()
        assert settled > 0
        kept = [[] for _ in range(1000)]  # type: ignore[var-annotated]
        memory.settle()
        assert gc.get_freeze_count() == settled
        assert len(kept) == 1000
    finally:
        gc.unfreeze()
