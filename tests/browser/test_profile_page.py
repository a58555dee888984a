"""The profile of a place, as its readers see it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from harness import open_page, wait_until_still
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

DAY = "datums=2026-06-30"


def test_profile_is_found_by_name_and_leads_to_neighbours_and_map(page: Page, app: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(page, f"{app}/vietas-profils?{DAY}")
    search = page.get_by_label("Meklēt vietu vai kopienu")
    expect(search).to_be_visible()
    search.fill("Mežinieku apkaimē")
    search.press("Enter")
    page.wait_for_url(re.compile("vieta=apk-mezinieku"))
    wait_until_still(page)
    profile = page.locator("#place-profile")
    expect(profile.locator("h2")).to_have_text("Mežinieku apkaime")
    expect(profile.locator("[data-status='activity']")).to_contain_text("aktīva")
    expect(profile.get_by_role("img", name=re.compile("apkaimju kartē"))).to_be_visible()
    main = page.locator("[data-testid='stMain']")
    assert main.evaluate("main => main.scrollWidth <= main.clientWidth")
    wait_until_still(page)
    assert Axe().run(page).violations_count == 0

    with page.expect_download() as download:
        page.get_by_role("button", name="Lejupielādēt PDF").click()
    assert download.value.suggested_filename == "apk-mezinieku-2026-06-30-lv.pdf"
    assert download.value.path().read_bytes().startswith(b"%PDF-")

    profile.get_by_role("link", name="Jaunsila apkaime").last.click()
    page.wait_for_url(re.compile("vieta=apk-jaunsila"))
    wait_until_still(page)
    expect(profile.locator("h2")).to_have_text("Jaunsila apkaime")
    expect(profile.get_by_role("link", name="Rādīt kartē")).to_have_attribute(
        "href", re.compile(r"^\./\?vieta=apk-jaunsila&datums=2026-06-30")
    )


def test_an_unknown_place_in_the_address_is_named_and_places_are_offered(
    page: Page, app: str
) -> None:
    open_page(page, f"{app}/vietas-profils?vieta=atlantida&{DAY}&valoda=en")
    expect(page.get_by_text("atlantida")).to_be_visible()
    expect(page.get_by_role("link", name="Mežinieku apkaime")).to_be_visible()
