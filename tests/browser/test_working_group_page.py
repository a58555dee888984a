"""The painted working-group page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from harness import open_page
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_who_is_missing_whom_to_invite_and_what_changed(page: Page, app: str) -> None:
    open_page(page, f"{app}/darba-grupa?limenis=apkaime&datums=2026-06-30&kops=2022-10-31")
    expect(page.get_by_text("Notikušas 6 tikšanās 7 vietās.")).to_be_visible()
    expect(page.get_by_text("70 cilvēki")).to_be_visible()
    seats = page.get_by_role("table", name="Pārstāvētās vietas")
    expect(seats.locator("tr[data-place='kazoki']")).to_contain_text("Kažoki")
    changed = page.get_by_role("table", name=re.compile("^Pārmaiņas"))
    expect(changed.locator("tbody[data-place='apk-baldones']")).to_contain_text("partnerība")
    # A represented apkaime is invited nowhere.
    invited = page.get_by_role("table", name=re.compile("^Uzaicināmo saraksts"))
    expect(invited).to_contain_text("Pulkarnes apkaime")
    expect(invited).not_to_contain_text("Baldones apkaime")
    with page.expect_download() as download:
        page.get_by_role("button", name="Lejupielādēt CSV").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert text.splitlines()[0].startswith("Nr.;Vieta;")
    assert "Pulkarnes apkaime" in text


def test_print_shows_the_invitation_list_alone(page: Page, app: str) -> None:
    open_page(page, f"{app}/darba-grupa?valoda=en&datums=2026-06-30")
    heading = page.get_by_role("heading", name="Invitation list")
    expect(heading).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Who is represented")).to_be_hidden()
    expect(heading).to_be_visible()
