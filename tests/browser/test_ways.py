"""Ways inside a page and from every page to what a public page must lead to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from harness import COMPONENT, open_page, wait_for_value, wait_until_still
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("address", "count"),
    [
        ("sadarbiba?datums=2026-06-30", 6),
        ("darba-grupa?datums=2026-06-30", 6),
        ("vietas-profils?vieta=balozi&datums=2026-06-30", 9),
        ("par-projektu", 15),
    ],
)
def test_links_at_the_top_lead_to_every_part_of_a_long_page(
    page: Page, app: str, address: str, count: int
) -> None:
    open_page(page, f"{app}/{address}")
    ways = page.get_by_role("navigation", name="Šajā lapā").get_by_role("link")
    expect(ways).to_have_count(count)
    for way in ways.all():
        part = (way.get_attribute("href") or "").removeprefix("#")
        expect(page.locator(f"[id='{part}']")).to_contain_text(way.inner_text())


def test_every_page_leads_to_the_accessibility_statement(page: Page, app: str) -> None:
    open_page(page, f"{app}/darba-grupa?valoda=en&datums=2026-06-30")
    page.get_by_role("link", name="Accessibility statement").click()
    statement = page.get_by_role("heading", name="Accessibility statement")
    expect(statement).to_be_in_viewport()


def test_charts_and_tables_fit_the_printed_sheet(page: Page, app: str) -> None:
    open_page(page, f"{app}/sadarbiba?datums=2026-06-30")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 703, "height": 900})  # A4 between the margins
    chart = page.locator(".stPlotlyChart .main-svg").first
    expect(chart).to_be_visible()
    page.wait_for_function(
        "document.querySelector('.stPlotlyChart .main-svg').getBoundingClientRect().right <= 703"
    )
    page.wait_for_function("document.documentElement.scrollWidth <= 703")


#: Edges of the map's frame, of the map and of its last row in it, in pixels of the page.
DRAWN_BOX = """(frame) => {
    const inner = frame.contentDocument;
    const edges = (node) => node.getBoundingClientRect();
    return {
        frame: [frame.clientWidth, frame.clientHeight],
        map: edges(inner.getElementById("map_div")).right,
        last: edges(inner.querySelector("#gk-table tbody tr:last-child")).bottom,
        ink: inner.defaultView.getComputedStyle(inner.body).color,
    };
}"""


def test_the_printed_map_is_whole_and_dark_on_white(page: Page, app: str) -> None:
    page.emulate_media(color_scheme="dark")
    open_page(page, f"{app}/?datums=2026-06-30")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 703, "height": 1017})  # A4 between the margins
    frame = page.locator(COMPONENT)
    wait_for_value(page, lambda: frame.evaluate(DRAWN_BOX)["ink"], "rgb(17, 17, 17)")
    drawn = frame.evaluate(DRAWN_BOX)
    width, height = drawn["frame"]
    assert width <= 703
    assert width - 5 <= drawn["map"] <= width + 1
    assert drawn["last"] <= height
    box = frame.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 1017, "it does not fit below the title"


def test_a_closed_list_of_pages_takes_no_focus_on_a_phone(page: Page, app: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(page, f"{app}/par-projektu")
    opener = page.get_by_test_id("stExpandSidebarButton")
    expect(opener).to_be_visible()
    expect(page.get_by_test_id("stSidebarNavLink").first).to_be_hidden()
    opener.click()
    expect(page.get_by_test_id("stSidebarNavLink").first).to_be_visible()


def test_the_way_back_leads_to_the_page_before_and_to_the_choice_before(
    page: Page, app: str
) -> None:
    open_page(page, f"{app}/sadarbiba?datums=2026-06-30")
    page.get_by_role("link", name="Karte", exact=True).click()
    page.wait_for_url(re.compile(r"/\?valoda=lv$"))  # a resident's page: no planner's choice yet
    wait_until_still(page)
    page.get_by_text("Plānotājiem: rādītāji, līmenis, diena").click()
    page.wait_for_url(re.compile(r"/\?.*limenis=apkaime"))
    wait_until_still(page)
    page.get_by_role("radio", name="Pilsētas un pagasti").click()
    page.wait_for_url(re.compile(r"/\?.*limenis=unit"))
    wait_until_still(page)
    page.go_back()
    page.wait_for_url(re.compile(r"/\?.*limenis=apkaime"))
    wait_until_still(page)
    expect(page.get_by_role("radio", name="Apkaimes")).to_be_checked()
    page.go_back()
    page.wait_for_url(re.compile(r"/\?valoda=lv$"))
    wait_until_still(page)
    page.go_back()
    page.wait_for_url(re.compile("/sadarbiba"))
    wait_until_still(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sadarbība ar pašvaldību")
    page.go_forward()
    page.wait_for_url(re.compile(r"/\?valoda=lv$"))
    wait_until_still(page)
    page.go_forward()
    page.wait_for_url(re.compile(r"/\?.*limenis=apkaime"))
    wait_until_still(page)
    expect(page.get_by_role("radio", name="Apkaimes")).to_be_checked()
