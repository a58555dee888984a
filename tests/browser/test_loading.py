"""Who waits for the data is told so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from harness import map_frame, open_page, running_app, wait_for_paint
from playwright.sync_api import expect

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page, Route

pytestmark = pytest.mark.browser


def test_who_waits_for_the_data_is_told_so(page: Page, tmp_path: Path) -> None:
    loaded = tmp_path / "loaded"
    environment = {"WAIT_BEFORE": "geo_kopienas.ui.frame.loaders:load", "GO_ON_WHEN": str(loaded)}
    with running_app(environment, script="tests/browser/slow_app.py") as app:
        page.goto(f"{app.address}/sadarbiba")
        notice = page.get_by_text("Ielādē datus …")
        expect(notice).to_be_visible()
        loaded.touch()
        expect(page.get_by_role("combobox").first).to_be_visible()
        expect(notice).to_have_count(0)


def test_a_map_whose_files_did_not_come_says_so_and_tries_again(page: Page, app: str) -> None:
    missing = True

    def answer(route: Route) -> None:
        if missing:
            route.abort()
        else:
            route.continue_()

    for file in ("communities", "context"):
        page.route(f"**/app/static/geometry/{file}-*.json", answer)
    open_page(page, f"{app}/?limenis=apkaime&datums=2026-06-30")
    failed = map_frame(page).get_by_text("Kartes datus neizdevās ielādēt")
    expect(failed).to_be_visible()
    former = wait_for_paint(page)
    missing = False
    box = page.get_by_role("combobox", name=re.compile("Ko rāda krāsas"))
    box.click()
    box.fill("Faktu skaits")
    page.get_by_role("option", name="Faktu skaits reģistrā").click()
    wait_for_paint(page, other_than=former)
    expect(failed).to_have_count(0)
    expect(map_frame(page).locator(".gk-neighbour").first).to_be_attached()
    expect(map_frame(page).locator(".gk-point").first).to_be_visible()
