"""Every page by axe, by the keyboard alone, in a narrow window, and in its own language.

It is visited once, behind the recommended proxy, for what else holds of every page: that it is
drawn under the proxy's policy, without a word in the console or a request to another host.
"""

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
from visit import DRAWN, Watch, expect_drawn

from geo_kopienas.ui.frame.shell import PAGES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

DAY = "datums=2026-06-30"
#: Every page as it opens, and the states that add something to it.
OF_A_PLACE = f"vietas-profils?vieta=krogsils&{DAY}"
ADDRESSES = [
    *(entry.address for entry in PAGES),
    f"?vieta=balozi&limenis=settlement&{DAY}",
    f"?iegult=1&{DAY}",
    OF_A_PLACE,
    f"neaktivas-vietas?vieta=loreki&{DAY}",
    "sadarbiba?vieta=balozi&veids=grant&nothing=1",
]
#: Where a page shows all its parts: the profile once a place is chosen, every other as it opens.
WHOLE = {entry.address: entry.page_id for entry in PAGES if entry.page_id != "profile"}
WHOLE |= {OF_A_PLACE: "profile"}
LANGUAGE_OF_WORDS = "() => window.geoKopienasWords && document.documentElement.lang"
#: The page has taken the dark theme over.
IS_DARK = """() => {
    const style = getComputedStyle(document.querySelector("[data-testid='stApp']"));
    return style.backgroundColor.match(/\\d+/g).slice(0, 3).every((part) => Number(part) < 80);
}"""
WIDE, NARROW, TELEPHONE = 1440, 320, 390

STREAMLITS_WORDS = """() => {
    const words = new Set();
    const attributes = ["aria-label", "aria-valuetext", "title", "placeholder", "alt"];
    const ours = "noscript, script, style, .gk, .js-plotly-plot, [data-testid='stIconMaterial']";
    for (const node of document.body.querySelectorAll("*")) {
        if (node.closest(ours)) continue;
        attributes.forEach((name) => node.hasAttribute(name) && words.add(node.getAttribute(name)));
        node.childNodes.forEach((child) => child.nodeType === 3 && words.add(child.nodeValue));
    }
    return [...words];
}"""
#: What sticks out of the window and cannot be scrolled to within a box of its own.
STICKS_OUT = """() => {
    const boxes = (node) => {
        for (let box = node.parentElement; box; box = box.parentElement) {
            if (box.matches("[data-testid='stMain'], body")) return false;
            if (getComputedStyle(box).overflowX !== "visible") return true;
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
        const numbers = colour.match(/[\\d.]+/g).map(Number);
        return numbers.length < 4 ? [...numbers, 1] : numbers;
    };
    const over = (top, ground) => [0, 1, 2].map((i) => top[i] * top[3] + ground[i] * (1 - top[3]));
    const groundOf = (node) => {
        if (!node) return [255, 255, 255];
        const own = parts(getComputedStyle(node).backgroundColor);
        return own[3] === 1 ? own : over(own, groundOf(node.parentElement));
    };
    const light = (colour) => colour.slice(0, 3).map((part) => part / 255)
        .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
        .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0.05);
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


@pytest.fixture(scope="module")
def watch(window: Page) -> Watch:
    """What the window's page causes."""
    return Watch().begin(window)


def open_address(page: Page, address: str, language: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="light")
    page.goto(f"{address}{'&' if '?' in address else '?'}valoda={language}")
    page.locator("h1, iframe").first.wait_for()
    # Streamlit's own words are the page's once its script has come.
    wait_for_value(page, lambda: page.evaluate(LANGUAGE_OF_WORDS), language)
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
    broken = axe.run(page, options=options).response["violations"]
    return [
        f"{rule['id']}: {node['target']} {node['html'][:120]}"
        for rule in broken
        for node in rule["nodes"]
    ]


def sticks_out(page: Page) -> list[str]:
    return [element for frame in frames(page) for element in frame.evaluate(STICKS_OUT)]


def english_words(page: Page) -> list[str]:
    """What Streamlit says in English on a Latvian page."""
    return [words for words in page.evaluate(STREAMLITS_WORDS) if ENGLISH.search(words)]


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")


def expect_no_fault(watch: Watch) -> None:
    """The visit broke no rule and asked no other host; then it is forgotten."""
    assert watch.faults == []
    assert watch.addresses
    assert watch.foreign() == []
    watch.forget()


@pytest.mark.parametrize("address", ADDRESSES)
def test_page_is_accessible_in_both_languages_and_themes_and_calls_nobody(
    window: Page, watch: Watch, site: str, address: str
) -> None:
    assert DRAWN.keys() <= set(WHOLE.values())
    watch.forget()
    open_address(window, f"{site}/{address}", "lv", WIDE)
    expect_drawn(window, WHOLE.get(address))
    expect_no_fault(watch)
    unfold(window)
    wait_until_still(window)
    assert violations(window) == []
    assert window.evaluate(PALE_WORDS) == []
    if "iegult" not in address:
        expect(window.locator("h1")).to_have_count(1)
    assert {frame.evaluate("document.documentElement.lang") for frame in frames(window)} == {"lv"}
    wait_for_value(window, lambda: english_words(window), [])
    assert flaws_of_tree(window, "lv") == []
    window.emulate_media(color_scheme="dark")
    wait_for_value(window, lambda: window.evaluate(IS_DARK), wanted=True)
    wait_until_still(window)
    assert violations(window, ["color-contrast", "link-in-text-block"]) == []
    assert window.evaluate(PALE_WORDS) == []
    window.set_viewport_size({"width": NARROW, "height": 640})
    wait_for_value(window, lambda: sticks_out(window), [])

    assert watch.foreign() == []  # what is asked for later, by statistics of use for one
    watch.forget()
    open_address(window, f"{site}/{address}", "en", TELEPHONE)
    expect_no_fault(watch)
    assert violations(window) == []
    assert flaws_of_tree(window, "en") == []
    assert "&#" not in window.locator("body").inner_text(), "a text was encoded twice"
    wait_for_value(window, lambda: sticks_out(window), [])
    expect(window.locator("html")).to_have_attribute("lang", "en")
    window.set_viewport_size({"width": WIDE, "height": 900})
    expect_drawn(window, WHOLE.get(address))
    assert watch.foreign() == []


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

    way = tab_until(page, lambda stop: stop["place"] == "unit-daugmales-pagasts")
    assert "Daugmales pagasts" in way[-1]["name"]
    assert [stop["name"] for stop in way if not stop["name"]] == []
    assert way[-1]["shown"], "the focus on the map is not seen"
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("vieta=unit-daugmales-pagasts"))
    wait_until_still(page)
    expect(page.locator("#place-panel h2")).to_have_text("Daugmales pagasts")
    chosen = frames(page)[1].locator("path[data-place='unit-daugmales-pagasts']")
    expect(chosen, "choosing a place lost the focus").to_be_focused()
    assert focused(page)["place"] == "unit-daugmales-pagasts"

    left = tab_until(page, lambda stop: "framed" not in stop and stop["tag"] != "body")
    assert left[-1]["tag"] in {"a", "button", "summary", "input", "section", "div"}
    assert any(stop["tag"] == "button" for stop in left), "the table was not passed"


def said_aloud(page: Page) -> list[str]:
    """What stands in the live regions of the page, as Chromium gives it to a screen reader."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}

    def words(node: dict[str, Any]) -> str:
        if node.get("role", {}).get("value") == "StaticText":
            return str(node["name"]["value"])
        return "".join(words(by_id[child]) for child in node.get("childIds", ()) if child in by_id)

    def is_live(node: dict[str, Any]) -> bool:
        said = {known["name"]: known["value"].get("value") for known in node.get("properties", ())}
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
