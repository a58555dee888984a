"""Every page by axe, by the keyboard alone, in a narrow window, and in its own language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from harness import (
    PAINT_MILLISECONDS,
    frames,
    fresh_page,
    running_app,
    wait_for_value,
    wait_until_still,
)
from keyboard import focused, tab_until
from playwright.sync_api import expect
from spoken import ENGLISH, flaws_of_tree

from geo_kopienas.ui.frame.shell import PAGES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

DAY = "datums=2026-06-30"
#: Every page as it opens, and the states that add something to it.
ADDRESSES = [
    *(entry.address for entry in PAGES),
    f"?vieta=balozi&limenis=settlement&{DAY}",
    f"?iegult=1&{DAY}",
    f"vietas-profils?vieta=krogsils&{DAY}",
    f"neaktivas-vietas?vieta=loreki&{DAY}",
    "sadarbiba?vieta=balozi&veids=grant&nothing=1",
]
#: The page has taken the dark theme over.
IS_DARK = """() => {
    const style = getComputedStyle(document.querySelector("[data-testid='stApp']"));
    return style.backgroundColor.match(/\\d+/g).slice(0, 3).every((part) => Number(part) < 80);
}"""
WIDE, NARROW, TELEPHONE = 1440, 320, 390

STREAMLITS_WORDS = """() => {
    const found = new Set();
    const attributes = ["aria-label", "aria-valuetext", "title", "placeholder", "alt"];
    const ours = "noscript, script, style, .gk, .js-plotly-plot, [data-testid='stIconMaterial']";
    for (const node of document.body.querySelectorAll("*")) {
        if (node.closest(ours)) continue;
        attributes.forEach((name) => node.hasAttribute(name) && found.add(node.getAttribute(name)));
        node.childNodes.forEach((child) => child.nodeType === 3 && found.add(child.nodeValue));
    }
    return [...found];
}"""
#: What sticks out of the window and cannot be scrolled to within a box of its own.
STICKS_OUT = """() => {
    const boxes = (node) => {
        for (let one = node.parentElement; one; one = one.parentElement) {
            if (one.matches("[data-testid='stMain'], body")) return false;
            if (getComputedStyle(one).overflowX !== "visible") return true;
        }
        return false;
    };
    return [...document.querySelectorAll("[data-testid='stMain'] *, .gk-body *")]
        .filter((node) => node.getClientRects().length)
        .filter((node) => !node.closest("svg *, .leaflet-container") && !boxes(node))
        .filter((node) => node.getBoundingClientRect().right > window.innerWidth + 1)
        .map((node) => `${node.tagName} ${node.className} ${node.textContent.slice(0, 60)}`)
        .slice(0, 5);
}"""

#: Words on buttons and on what is chosen with less contrast than 4.5:1. axe passes over them:
#: Streamlit puts them into an element that has no box of its own.
PALE_WORDS = """() => {
    const parts = (colour) => {
        const found = colour.match(/[\\d.]+/g).map(Number);
        return found.length < 4 ? [...found, 1] : found;
    };
    const over = (top, ground) => [0, 1, 2].map((i) => top[i] * top[3] + ground[i] * (1 - top[3]));
    const groundOf = (node) => {
        if (!node) return [255, 255, 255];
        const own = parts(getComputedStyle(node).backgroundColor);
        return own[3] === 1 ? own : over(own, groundOf(node.parentElement));
    };
    const light = (colour) => colour.slice(0, 3).map((one) => one / 255)
        .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4))
        .reduce((sum, one, i) => sum + one * [0.2126, 0.7152, 0.0722][i], 0.05);
    return [...document.querySelectorAll(".stApp button:not(:disabled), .stApp [data-tag] span")]
        .filter((node) => node.textContent.trim() && node.getClientRects().length)
        .map((node) => {
            const ground = groundOf(node);
            const inner = node.querySelector("p") || node;
            const two = [light(over(parts(getComputedStyle(inner).color), ground)), light(ground)];
            return [Math.max(...two) / Math.min(...two), node.textContent.trim()];
        })
        .filter(([ratio]) => ratio < 4.5)
        .map(([ratio, words]) => `${words}: ${ratio.toFixed(2)}`);
}"""


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:
    """One window for all addresses, so that scripts and styles are fetched once."""
    with fresh_page(browser) as shared:
        yield shared


def open_address(page: Page, address: str, language: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="light")
    page.goto(f"{address}{'&' if '?' in address else '?'}valoda={language}")
    page.locator("h1, iframe").first.wait_for()
    # Streamlit's own words are the page's once its script has come.
    page.wait_for_function(
        "language => document.documentElement.lang === language && window.geoKopienasWords",
        arg=language,
    )
    wait_until_still(page)


def violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe finds in the page and in its frames, as `rule: element`."""
    axe = Axe()
    for frame in frames(page)[1:]:
        frame.evaluate(axe.axe_script)
    # A frame of a busy machine answers late; one that does not answer axe leaves out in silence.
    options: dict[str, Any] = {"resultTypes": ["violations"], "pingWaitTime": PAINT_MILLISECONDS}
    if rules:
        options["runOnly"] = {"type": "rule", "values": rules}
    found = axe.run(page, options=options).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['html'][:120]}"
        for one in found
        for node in one["nodes"]
    ]


def sticks_out(page: Page) -> list[str]:
    return [one for frame in frames(page) for one in frame.evaluate(STICKS_OUT)]


def english_words(page: Page) -> list[str]:
    """What Streamlit says in English on a Latvian page."""
    return [one for one in page.evaluate(STREAMLITS_WORDS) if ENGLISH.search(one)]


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


@pytest.mark.parametrize("address", ADDRESSES)
def test_page_is_accessible_in_both_languages_and_themes(
    window: Page, app: str, address: str
) -> None:
    open_address(window, f"{app}/{address}", "lv", WIDE)
    unfold(window)
    wait_until_still(window)
    assert violations(window) == []
    assert window.evaluate(PALE_WORDS) == []
    if "iegult" not in address:
        expect(window.locator("h1")).to_have_count(1)
    assert {one.evaluate("document.documentElement.lang") for one in frames(window)} == {"lv"}
    wait_for_value(window, lambda: english_words(window), [])
    assert flaws_of_tree(window, "lv") == []
    window.emulate_media(color_scheme="dark")
    window.wait_for_function(IS_DARK)
    wait_until_still(window)
    assert violations(window, ["color-contrast", "link-in-text-block"]) == []
    assert window.evaluate(PALE_WORDS) == []
    window.set_viewport_size({"width": NARROW, "height": 640})
    wait_for_value(window, lambda: sticks_out(window), [])

    open_address(window, f"{app}/{address}", "en", TELEPHONE)
    assert violations(window) == []
    assert flaws_of_tree(window, "en") == []
    assert "&#" not in window.locator("body").inner_text(), "a text was encoded twice"
    wait_for_value(window, lambda: sticks_out(window), [])
    expect(window.locator("html")).to_have_attribute("lang", "en")


def test_what_opens_on_a_page_is_accessible_and_latvian(window: Page, app: str) -> None:
    open_address(window, f"{app}/?{DAY}", "lv", WIDE)
    window.get_by_role("button", name="Klases").click()
    popover = window.get_by_test_id("stPopoverBody")
    expect(popover).to_be_visible()
    wait_until_still(window)
    assert violations(window) == []
    window.keyboard.press("Escape")
    expect(popover).to_be_hidden()
    wait_until_still(window)
    window.get_by_test_id("stDateInputCalendarButton").click()
    month = window.get_by_role("button", name="Iepriekšējais mēnesis")
    expect(month).to_be_visible()
    wait_until_still(window)
    assert violations(window) == []
    wait_for_value(window, lambda: english_words(window), [])
    window.keyboard.press("Escape")
    expect(month).to_be_hidden()
    wait_until_still(window)  # a list that closes takes the focus back
    window.get_by_role("combobox", name="Ko rāda krāsas").fill("qqqq")
    nothing = window.get_by_text("Nekas nav atrasts")
    expect(nothing).to_be_visible()
    window.keyboard.press("Escape")
    expect(nothing).to_be_hidden()
    window.set_viewport_size({"width": TELEPHONE, "height": 844})
    wait_until_still(window)
    window.get_by_role("button", name="Lapas: atvērt lapu sarakstu").click()
    expect(window.get_by_role("link", name="Sadarbība")).to_be_visible()
    wait_until_still(window)
    assert violations(window) == []


def test_page_of_faults_is_accessible(window: Page, tmp_path: Path) -> None:
    with running_app({"GEO_KOPIENAS_DATA": str(tmp_path / "nowhere")}) as started:
        open_address(window, started.address, "lv", NARROW)
        expect(window.get_by_role("table")).to_be_visible()
        assert violations(window) == []
        wait_for_value(window, lambda: sticks_out(window), [])


def test_keyboard_alone_reaches_reads_chooses_and_leaves_the_map(page: Page, app: str) -> None:
    open_address(page, f"{app}/?limenis=unit&{DAY}", "lv", WIDE)
    page.keyboard.press("Tab")
    first = focused(page)
    assert first["name"] == "Pāriet uz saturu"
    assert first["inside"]
    page.keyboard.press("Enter")
    expect(page.locator("#stMain")).to_be_focused()

    way = tab_until(page, lambda one: one["place"] == "unit-daugmales-pagasts")
    assert "Daugmales pagasts" in way[-1]["name"]
    assert [one["name"] for one in way if not one["name"]] == []
    assert way[-1]["shown"], "the focus on the map is not seen"
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("vieta=unit-daugmales-pagasts"))
    wait_until_still(page)
    expect(page.locator("#place-panel h2")).to_have_text("Daugmales pagasts")
    chosen = frames(page)[1].locator("path[data-place='unit-daugmales-pagasts']")
    expect(chosen, "choosing a place lost the focus").to_be_focused()
    assert focused(page)["place"] == "unit-daugmales-pagasts"

    left = tab_until(page, lambda one: "framed" not in one and one["tag"] != "body")
    assert left[-1]["tag"] in {"a", "button", "summary", "input", "section", "div"}
    assert any(one["tag"] == "button" for one in left), "the table was not passed"


def said_aloud(page: Page) -> list[str]:
    """What stands in the live regions of the page, as Chromium gives it to a screen reader."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}

    def words(node: dict[str, Any]) -> str:
        if node.get("role", {}).get("value") == "StaticText":
            return str(node["name"]["value"])
        return "".join(words(by_id[one]) for one in node.get("childIds", ()) if one in by_id)

    def is_live(node: dict[str, Any]) -> bool:
        said = {one["name"]: one["value"].get("value") for one in node.get("properties", ())}
        return said.get("live", "off") != "off"

    return sorted({text for text in map(words, filter(is_live, nodes)) if text})


def test_what_is_chosen_on_the_map_is_said_once_in_one_sentence(page: Page, app: str) -> None:
    open_address(page, f"{app}/?limenis=unit&raditajs=proposals_2024&{DAY}", "lv", WIDE)
    wait_for_value(page, lambda: said_aloud(page), [])
    for place in ("unit-daugmales-pagasts", "unit-baldones-pagasts"):
        shape = frames(page)[1].locator(f"path[data-place='{place}']")
        name = (shape.get_attribute("aria-label") or "").partition(":")[0]
        shape.focus()
        shape.press("Enter")
        page.wait_for_url(re.compile(f"vieta={place}"))
        wait_until_still(page)
        status = page.locator("p[role='status']")
        expect(status).to_contain_text(name.partition(",")[0])
        expect(status).to_contain_text("Priekšlikumi 2024. gada budžetam, visi: ")
        sentence = status.inner_text()
        assert said_aloud(page) == [sentence]
        assert "Priekšlikumi 2024. gada budžetam, visi: " in sentence
        assert len(sentence) < 120


def test_keyboard_switches_the_language_and_keeps_its_place(page: Page, app: str) -> None:
    open_address(page, f"{app}/sadarbiba", "lv", WIDE)
    page.get_by_role("radio", name="Latviešu").press("ArrowRight")
    english = page.get_by_role("radio", name="English")
    expect(english).to_be_focused()
    english.press("Space")
    page.wait_for_url(re.compile("valoda=en"))
    wait_until_still(page)
    expect(page.locator("h1")).to_have_text("Cooperation with the municipality")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(english, "switching the language lost the focus").to_be_focused()
