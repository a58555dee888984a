"""The page that opens first, as a resident uses it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from harness import (
    fresh_page,
    map_frame,
    open_page,
    wait_for_paint,
    wait_for_value,
    wait_until_still,
)
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser


def search(page: Page, language: str = "lv") -> Locator:
    name = {"lv": "Kur jūs dzīvojat?", "en": "Where do you live?"}[language]
    return page.get_by_role("combobox", name=name)


def panel_heading(page: Page) -> Locator:
    return page.locator("#place-panel h2")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("lv", r"^\d+ kopienas zināmas; \d+ no 10 apkaimēm aktīvas?; par \d+ ziņu nav\.$"),
        ("en", r"^\d+ communities known; \d+ of 10 neighbourhoods active; no news of \d+\.$"),
    ],
)
def test_the_page_opens_with_a_sentence_the_communities_and_the_map_of_their_activity(
    page: Page, app: str, language: str, sentence: str
) -> None:
    open_page(page, f"{app}/?valoda={language}")
    expect(page.get_by_text(re.compile(sentence))).to_be_visible()
    expect(search(page, language)).to_be_visible()
    cards = page.locator("#community-cards li.card")
    expect(cards).to_have_count(29)
    expect(cards.first).to_contain_text("mezinieki.lv")
    words = {"lv": "Kopienu aktivitāte", "en": "Activity of communities"}
    expect(map_frame(page).locator("#gk-legend")).to_contain_text(words[language])
    # The map is the largest thing, and planners' controls are one press away.
    assert (
        page.evaluate(
            """() => { const map = document.querySelector("iframe").getBoundingClientRect();
            return map.width / window.innerWidth; }"""
        )
        > 0.5
    )
    expect(page.get_by_role("radiogroup", name=re.compile("Līmenis|Level"))).to_have_count(0)
    assert page.url.endswith(f"/?valoda={language}")


def test_planners_controls_are_one_press_away_and_then_in_the_address(page: Page, app: str) -> None:
    open_page(page, f"{app}/")
    page.get_by_text("Plānotājiem: rādītāji, līmenis, diena").click()
    wait_until_still(page)
    expect(page.get_by_role("radiogroup", name="Līmenis")).to_be_visible()
    indicator = page.get_by_role("combobox", name="Ko rāda krāsas")
    expect(indicator).to_have_value("Kopienu aktivitāte")
    page.wait_for_url(re.compile("limenis=apkaime&raditajs=activity_state&datums=.*&klases="))
    open_page(page, page.url)
    expect(page.get_by_role("radiogroup", name="Līmenis")).to_be_visible()


def test_suggestions_from_the_second_letter_by_keyboard(page: Page, app: str) -> None:
    open_page(page, f"{app}/")
    box = search(page)
    box.press_sequentially("k")
    options = page.get_by_role("listbox").get_by_role("option")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("rogsil")
    expect(options.first).to_contain_text("Krogsils")
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    marked = box.get_attribute("aria-activedescendant")
    assert marked == options.first.get_attribute("id")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    box.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press("ArrowDown")
    expect(options.first).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")
    expect(panel_heading(page)).to_have_text("Krogsils")
    page.wait_for_url(re.compile("vieta=krogsils"))
    wait_until_still(page)
    assert "limenis" not in page.url, "a resident's search shows no controls of planners"
    expect(box).to_have_value("Krogsils (ciems, Ķekavas pagasts)")
    expect(map_frame(page).locator("path[data-place='krogsils']")).to_have_attribute(
        "aria-pressed", "true"
    )


def test_a_suggestion_that_is_pressed_is_what_opens(page: Page, app: str) -> None:
    open_page(page, f"{app}/")
    search(page).press_sequentially("daugmales kop")
    page.get_by_role("option", name=re.compile("Daugmales kopiena")).click()
    expect(panel_heading(page)).to_contain_text("Daugmales kopiena")
    page.wait_for_url(re.compile("kopiena=daugmales-kopiena"))
    wait_until_still(page)
    expect(map_frame(page).locator(".gk-picked")).to_have_count(1)


def test_an_answer_without_communities_leads_on(page: Page, app: str) -> None:
    open_page(page, f"{app}/?vieta=vimbukrogs")
    panel = page.locator("#place-panel")
    expect(panel).to_contain_text("Neviens avots šeit nenosauc nevienu kopienu.")
    near = panel.locator("a[data-choose^='community:']")
    expect(near).to_have_count(3)
    expect(panel.locator(".way-on li").first).to_contain_text(
        re.compile(r"\d,\d\skm taisnā līnijā")
    )
    expect(panel).to_contain_text("Ķekavas pilsētas apkaime: Sāktas")
    start = panel.get_by_role("link", name="Sākt pašnovērtējumu")
    expect(start).to_have_attribute("href", re.compile("pasnovertejums.*vieta=vimbukrogs"))
    expect(panel.get_by_role("link", name=re.compile("^Papildināt"))).to_be_visible()
    name = near.first.inner_text()
    near.first.click()
    expect(panel_heading(page)).to_contain_text(name)
    wait_until_still(page)
    # Who goes back is at the place again.
    page.go_back()
    expect(panel_heading(page)).to_have_text("Vimbukrogs")


def test_a_name_that_nobody_knows_leads_on(page: Page, app: str) -> None:
    open_page(page, f"{app}/")
    search(page).fill("Xyzzyq")
    search(page).press("Enter")
    wait_until_still(page)
    expect(page.get_by_role("link", name="Sākt pašnovērtējumu")).to_be_visible()


def test_chips_leave_the_cards_and_symbols_of_their_kind(page: Page, app: str) -> None:
    open_page(page, f"{app}/")
    first = wait_for_paint(page)
    page.get_by_role("button", name=re.compile(r"^darbojas \(")).click()
    wait_for_paint(page, other_than=first)
    wait_until_still(page)
    expect(page.locator("#community-cards li.card")).to_have_count(2)
    page.wait_for_url(re.compile("stavoklis=active"))
    symbols = map_frame(page).locator(".gk-point, .gk-cluster")
    wait_for_value(page, symbols.count, 2)
    page.get_by_role("button", name=re.compile(r"^ielas biedrība \(")).click()
    expect(page.locator("#community-cards")).to_contain_text("Neviena kopiena neatbilst")
    wait_until_still(page)
    open_page(page, page.url)
    expect(page.locator("#community-cards")).to_contain_text("Neviena kopiena neatbilst")


def test_a_card_and_its_symbol_light_each_other(page: Page, app: str) -> None:
    open_page(page, f"{app}/")
    card = page.locator(".card[data-community='daugmales-kopiena']")
    symbol = map_frame(page).get_by_role("button", name=re.compile("^Daugmales kopiena"))
    card.hover()
    expect(symbol).to_have_class(re.compile("gk-lit"))
    page.get_by_role("heading", level=1).hover()
    expect(symbol).not_to_have_class(re.compile("gk-lit"))
    symbol.hover()
    expect(card).to_have_class(re.compile("is-lit"))
    expect(map_frame(page).locator(".gk-tooltip")).to_be_visible()
    symbol.click()
    expect(panel_heading(page)).to_contain_text("Daugmales kopiena")
    expect(map_frame(page).locator(".gk-tooltip")).to_have_count(0)
    wait_until_still(page)
    page.get_by_role("link", name="Aizvērt").click()
    expect(panel_heading(page)).to_have_count(0)
    wait_until_still(page)
    assert page.url.endswith("/?valoda=lv")


def test_panel_and_map_show_one_level(page: Page, app: str) -> None:
    open_page(page, f"{app}/?limenis=settlement&vieta=krogsils&datums=2026-06-30")
    page.get_by_text("Pilsētas un pagasti").click()
    expect(panel_heading(page)).to_have_text("Ķekavas pagasts")
    page.wait_for_url(re.compile("vieta=unit-kekavas-pagasts"))
    wait_until_still(page)
    open_page(page, f"{app}/?limenis=unit&vieta=krogsils&datums=2026-06-30")
    expect(panel_heading(page)).to_have_text("Krogsils")
    expect(map_frame(page).locator("path[data-place='krogsils']")).to_be_attached()


@pytest.mark.parametrize("address", ["", "vieta=vimbukrogs", "kopiena=daugmales-kopiena"])
def test_accessibility_of_the_start_page(page: Page, app: str, address: str) -> None:
    open_page(page, f"{app}/?{address}")
    for frame in [page, *(frame for frame in page.frames if "streamlit_folium" in frame.url)]:
        results = Axe().run(frame)  # type: ignore[arg-type]
        assert results.violations_count == 0, results.generate_report()


#: One or two fingers on the map, as a phone tells it.
FINGERS = """([count, kind]) => {
    const box = document.getElementById("map_div");
    const finger = (identifier) => new Touch({ identifier, target: box, clientX: 90, clientY: 90 });
    const touches = [...Array(count).keys()].map(finger);
    box.dispatchEvent(new TouchEvent(kind, { touches, bubbles: true, cancelable: true }));
}"""


def test_on_a_phone_two_fingers_move_the_map_and_one_scrolls_the_page(
    browser: Browser, app: str
) -> None:
    phone = {"width": 390, "height": 844}
    with fresh_page(browser, viewport=phone, has_touch=True, is_mobile=True) as page:
        open_page(page, f"{app}/")
        frame = next(frame for frame in page.frames if "streamlit_folium" in frame.url)
        assert frame.evaluate("map.dragging.enabled()") is False
        assert frame.evaluate("map.touchZoom.enabled()") is True
        note = map_frame(page).locator(".gk-fingers")
        frame.evaluate(FINGERS, [1, "touchmove"])
        expect(note).to_have_text("Karti pārvieto ar diviem pirkstiem")
        frame.evaluate(FINGERS, [2, "touchstart"])
        expect(note).to_be_hidden()
        # The map stands within the first screen.
        box = map_frame(page).locator("#map_div").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 844
        for symbol in map_frame(page).locator(".gk-point, .gk-cluster, .gk-whole button").all():
            size = symbol.bounding_box()
            assert size is not None
            assert min(size["width"], size["height"]) >= 24


def test_the_map_cannot_be_lost_and_shows_all_of_it_again(page: Page, app: str) -> None:
    open_page(page, f"{app}/")
    frame = next(frame for frame in page.frames if "streamlit_folium" in frame.url)
    whole = frame.evaluate("[map.getZoom(), map.getCenter().lat]")
    frame.evaluate("map.setView([60, 30], 3, { animate: false })")
    wait_until_still(page)
    assert frame.evaluate("map.getZoom()") >= whole[0] - 1
    assert frame.evaluate("map.getBounds().intersects(map.gkWhole)")
    map_frame(page).get_by_role("button", name="Viss novads").click()
    wait_until_still(page)
    assert frame.evaluate("[map.getZoom(), map.getCenter().lat]") == pytest.approx(whole, abs=0.01)


def test_a_press_beside_a_tiny_area_means_it(page: Page, app: str) -> None:
    open_page(page, f"{app}/?limenis=settlement&datums=2026-06-30")
    dot = map_frame(page).locator("path[data-place='lafonteine']").bounding_box()
    assert dot is not None
    assert dot["width"] < 24
    page.mouse.click(dot["x"] + dot["width"] / 2 + 9, dot["y"] + dot["height"] / 2)
    page.wait_for_url(re.compile("vieta=lafonteine"))
    wait_until_still(page)
