"""What somebody chooses while the page is still being drawn stays chosen, and so does the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from harness import running_app, wait_until_still
from playwright.sync_api import expect

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser

ASKED = "valoda=en&limenis=settlement&raditajs=grants_eur&datums=2024-06-01&klases=equal-3"


def _level(page: Page, name: str) -> Locator:
    return page.get_by_role("radio", name=name)


def _wait_until_drawn(page: Page, address: str) -> None:
    page.wait_for_url(f"**{address}**")
    # Static files stand beside the real app alone: neither map nor script of the page come here.
    wait_until_still(page, is_whole=False)


def test_a_choice_during_the_first_drawing_stays_and_so_does_the_rest(
    page: Page, tmp_path: Path
) -> None:
    go_on = tmp_path / "go-on"
    environment = {"WAIT_BEFORE": "geo_kopienas.ui.map.place_search:show", "GO_ON_WHEN": str(go_on)}
    with running_app(environment, script="tests/browser/slow_app.py") as app:
        with page.expect_websocket() as socket:
            page.goto(f"{app.address}/?{ASKED}")
        # Level and day stand; search, indicator and map come when the file is there.
        choice = _level(page, "Towns and parishes")
        expect(choice).to_be_visible()
        with socket.value.expect_event("framesent"):  # before the page goes on
            choice.click()
        expect(choice).to_be_checked()
        go_on.touch()
        _wait_until_drawn(page, "limenis=unit&raditajs=grants_eur&datums=2024-06-01&klases=equal-3")
        indicator = page.get_by_role("combobox", name="What the colours show")
        expect(choice).to_be_checked()
        expect(page.get_by_role("spinbutton", name="year, As of")).to_have_text("2024")
        expect(indicator).to_have_value("NGO project contest, EUR")

        # Who goes back asks for the earlier address again, though the page wrote it itself.
        _level(page, "Neighbourhoods").click()
        _wait_until_drawn(page, "limenis=apkaime")
        page.go_back()
        _wait_until_drawn(page, "limenis=unit")
        expect(choice).to_be_checked()
