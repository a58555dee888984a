"""Who waits for the data is told so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from harness import running_app
from playwright.sync_api import expect

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_who_waits_for_the_data_is_told_so(page: Page, tmp_path: Path) -> None:
    loaded = tmp_path / "loaded"
    environment = {"WAIT_BEFORE": "geo_kopienas.ui.loaders:load", "GO_ON_WHEN": str(loaded)}
    with running_app(environment, script="tests/browser/slow_app.py") as app:
        page.goto(f"{app.address}/sadarbiba")
        notice = page.get_by_text("Ielādē datus …")
        expect(notice).to_be_visible()
        loaded.touch()
        expect(page.get_by_role("combobox").first).to_be_visible()
        expect(notice).to_have_count(0)
