"""The painted attention list: confirmed inactive, to verify, without news."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from harness import fresh_page, map_frame, open_page, running_app, wait_until_still
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

ADDRESS = "neaktivas-vietas"
DAY = "datums=2026-11-01"


def test_the_three_parts_stand_apart_on_map_and_in_lists(page: Page, app: str) -> None:
    open_page(page, f"{app}/{ADDRESS}?{DAY}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kam pievērst uzmanību")
    verify = page.locator("table[data-list='verify'] tbody")
    expect(verify.first).to_contain_text("Loreķi")
    expect(verify.first).to_contain_text("2014. gada decembris – 2017. gada februāris")
    # Nothing known: neither table nor score nor bar, but the apkaimes.
    without_news = page.locator("#without-news")
    expect(without_news.get_by_role("heading", name="Pulkarnes apkaime")).to_be_visible()
    expect(without_news.locator(".share")).to_have_count(0)
    expect(without_news).not_to_contain_text("zaicin")
    shapes = map_frame(page)
    verify_classes, unknown_class, unranked_class = re.compile("^[1-4]$"), "6", "7"
    kekava, pulkarne, egles = (
        shapes.locator(f"path[data-place='{place}']") for place in ("kekava", "pulkarne", "egles")
    )
    expect(kekava).to_have_attribute("data-class", verify_classes)
    expect(pulkarne).to_have_attribute("data-class", unknown_class)
    expect(egles).to_have_attribute("data-class", unranked_class)
    expect(pulkarne).not_to_have_attribute("fill", egles.get_attribute("fill") or "")
    # The same counts stand in the legend, the summary and above each list.
    legend = shapes.locator("#gk-legend")
    unknown = without_news.locator("a").count()
    expect(legend).to_contain_text(f"? bez ziņām({unknown})")
    expect(page.get_by_text(f"◆ {verify.count()} pārbaudāmas · ? {unknown} bez")).to_be_visible()
    for heading in (f"Pārbaudāmās vietas ({verify.count()})", f"par kopienām ({unknown})"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    page.locator("#unranked-places summary").click()
    expect(page.locator("#unranked-places")).to_contain_text("Egles")


def test_an_empty_part_says_what_is_not_known(page: Page, app: str) -> None:
    open_page(page, f"{app}/{ADDRESS}?{DAY}")
    expect(page.get_by_role("heading", name="▲ Apstiprināti neaktīvās vietas (0)")).to_be_visible()
    expect(page.get_by_text("neviens fakts neliecina, ka kopiena beigusi")).to_be_visible()
    expect(page.locator("table[data-list='inactive']")).to_have_count(0)


def test_a_place_without_news_is_chosen_without_a_score(page: Page, app: str) -> None:
    open_page(page, f"{app}/{ADDRESS}?{DAY}&vieta=pulkarne")
    panel = page.locator("#inactive-place")
    expect(panel).to_contain_text("vieta bez ziņām: vērtējuma nav")
    expect(panel).to_contain_text("Noskaidrot, vai vietā ir kopiena")
    expect(panel.locator(".value")).to_have_count(0)


def test_a_chosen_place_says_why_it_is_listed_and_what_would_change_it(
    page: Page, app: str
) -> None:
    open_page(page, f"{app}/{ADDRESS}?{DAY}")
    map_frame(page).locator("tr[data-place='katlakalns'] button").click()
    page.wait_for_url(re.compile("vieta=katlakalns"))
    wait_until_still(page)
    panel = page.locator("#inactive-place")
    expect(panel).to_contain_text("pārbaudāmo vietu sarakstā – ")
    expect(panel).to_contain_text("jaunākā mums zināmā ziņa")
    expect(panel).to_contain_text("Pārstāvis darba grupā")
    panel.locator("summary").click()
    expect(panel.locator("li.fact a").first).to_be_visible()


def test_a_row_opens_to_its_reason_evidence_and_next_step(page: Page, app: str) -> None:
    open_page(page, f"{app}/{ADDRESS}?{DAY}")
    row = page.locator("table[data-list='verify'] tbody[data-place='katlakalns']")
    name = row.get_by_role("button", name="Katlakalns")
    expect(name).to_have_attribute("aria-expanded", "false")
    expect(row.get_by_text("Nākamais solis")).to_be_hidden()
    name.press("Enter")
    expect(name).to_have_attribute("aria-expanded", "true")
    expect(row.get_by_text("Nākamais solis")).to_be_visible()
    row.locator("summary").click()
    expect(row.locator("li.fact a").first).to_be_visible()


def test_a_heading_sorts_the_whole_list_and_the_address_keeps_it(page: Page, app: str) -> None:
    open_page(page, f"{app}/{ADDRESS}?{DAY}&rindas=25")
    table = page.locator("table[data-list='verify']")
    heading = table.locator("th[data-column='residents_without_active']")
    heading.get_by_role("button").click()
    page.wait_for_url(re.compile("kartot=-residents_without_active"))
    wait_until_still(page)
    expect(heading).to_have_attribute("aria-sort", "descending")
    expect(table.locator("tbody th").first).to_contain_text("Baloži")
    # What is not known stands last, whichever way the list is sorted.
    expect(table.locator("tbody").last).to_contain_text("nezina")
    heading.get_by_role("button").click()
    page.wait_for_url(re.compile("kartot=residents_without_active"))
    wait_until_still(page)
    expect(heading).to_have_attribute("aria-sort", "ascending")
    expect(heading.get_by_role("button")).to_be_focused()
    expect(table.locator("tbody th").first).to_contain_text("Katlakalns")
    expect(table.locator("tbody").last).to_contain_text("nezina")
    # The second press comes before the table of the first, or after it: the keyboard stays.
    heading.get_by_role("button").press("Enter")
    page.keyboard.press("Enter")
    wait_until_still(page)
    expect(heading.get_by_role("button")).to_be_focused()


def test_a_phone_shows_short_cards_and_the_rest_when_asked(page: Page, app: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(page, f"{app}/{ADDRESS}?{DAY}")
    cards = page.locator("table[data-list='verify'] tbody")
    expect(cards.first).to_be_visible()
    count = cards.count()
    expect(cards.nth(7)).to_be_visible()
    expect(cards.nth(8)).to_be_hidden()
    box = cards.first.bounding_box()
    assert box is not None
    assert box["height"] < 100
    page.get_by_role("button", name=f"Rādīt visas {count}").click()
    expect(cards.last).to_be_visible()


def test_weights_come_from_the_address_and_are_named(page: Page, app: str) -> None:
    open_page(page, f"{app}/{ADDRESS}?{DAY}&svari=0;0;1;0;0&valoda=en")
    first = page.locator("table[data-list='verify'] tbody").first
    expect(first).to_contain_text("Ķekava")
    expect(page.get_by_text("0;0;1;0;0")).to_be_visible()


def test_before_the_first_fact_everything_is_unknown_and_said(page: Page, app: str) -> None:
    open_page(page, f"{app}/{ADDRESS}?datums=2001-01-01")
    expect(page.get_by_text("nav neviena fakta")).to_be_visible()
    expect(page.locator("table[data-list]")).to_have_count(0)
    expect(page.get_by_text("Šajā dienā un līmenī nav ko pārbaudīt")).to_be_visible()


def test_a_deep_link_as_the_first_visit_of_a_fresh_server_is_found(browser: Browser) -> None:
    with running_app() as fresh, fresh_page(browser) as page:
        open_page(page, f"{fresh.address}/{ADDRESS}?{DAY}")
        expect(page.locator("table[data-list='verify']")).to_be_visible()
        expect(page.get_by_role("dialog")).to_have_count(0)
