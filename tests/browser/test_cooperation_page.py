"""The painted cooperation page."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from harness import open_page, wait_for_value
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

DAY = "datums=2026-06-30"


def test_every_number_opens_its_evidence_and_the_address_restores_the_choices(
    page: Page, app: str
) -> None:
    open_page(
        page, f"{app}/sadarbiba?limenis=apkaime&vieta=balozi&veids=grant&gadi=2018-2025&{DAY}"
    )
    ladder = page.get_by_role("table", name=re.compile("^Sadarbības pakāpiens"))
    row = ladder.locator("tr[data-place='apk-baldones']")
    expect(row).to_contain_text("partnerība")
    row.locator("summary").click()
    expect(row.locator("li.fact a").first).to_be_visible()
    # The place stands on its own rung beside the apkaimes.
    own = ladder.locator("tr[aria-current]")
    expect(own).to_have_attribute("data-place", "balozi")
    expect(own).to_contain_text("atbalstīta")
    timeline = page.get_by_role("table", name=re.compile("^Fakti laika līnijā"))
    kinds = timeline.locator("tbody tr td:nth-child(2)")
    expect(kinds.first).to_be_visible()
    wait_for_value(page, lambda: set(kinds.all_inner_texts()), {"atbalsts projektam"})
    sums = page.get_by_role("table", name=re.compile("^Atbalsts pa vietām"))
    expect(sums.locator("tr.total")).to_contain_text("29 242,85".replace(" ", "\xa0"))
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    page.wait_for_url(re.compile(r"vieta=balozi.*veids=grant.*gadi=2018-2025"))


def test_the_facts_that_are_chosen_on_screen_are_downloaded(page: Page, app: str) -> None:
    open_page(page, f"{app}/sadarbiba?veids=grant;proposal&gadi=2019-2024&{DAY}")
    timeline = page.get_by_role("table", name=re.compile("^Fakti laika līnijā"))
    expect(timeline).to_be_visible()
    button = page.get_by_role("button", name=re.compile("^Lejupielādēt šo"))
    with page.expect_download() as download:
        button.click()
    content = Path(download.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content), delimiter=";"))
    assert {row["kind"] for row in rows} == {"grant", "proposal"}
    assert {row["known_from"][:4] for row in rows} <= {str(year) for year in range(2019, 2025)}
    expect(button).to_contain_text(f" {len(rows)} ")
    expect(timeline.locator("tbody tr")).to_have_count(len(rows))


def test_day_before_the_first_fact_and_unknown_choices_are_said(page: Page, app: str) -> None:
    open_page(
        page, f"{app}/sadarbiba?valoda=en&datums=2001-01-01&vieta=nekur&gadi=2025-2018&veids=wish"
    )
    expect(page.get_by_text("nothing is known of any place")).to_be_visible()
    for part in ("nekur", "2025-2018", "wish"):
        expect(page.get_by_text(f"“{part}”")).to_be_visible()


def test_examples_of_elsewhere_have_their_source_and_say_when_they_are_undated(
    page: Page, app: str
) -> None:
    open_page(page, f"{app}/sadarbiba?prakse=bauska_contest&datums=2022-12-31")
    undated = page.locator("[data-practice='bauska_contest']")
    expect(undated).to_be_in_viewport()
    expect(undated).to_contain_text("gads avotā nav norādīts")
    expect(undated.get_by_role("link", name="bauskasnovads.lv")).to_be_visible()
    dated = page.locator("[data-practice='ropazi_participatory_budget']")
    expect(dated).to_contain_text("2022. gada 20. jūlijs")
    # What had not happened by the chosen day is not there yet.
    expect(page.locator("[data-practice='daugavpils_neighbourhoods']")).to_have_count(0)
