"""Tasks by the keyboard alone, and the page with forced colours and with less motion."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from harness import frames, fresh_page, open_page, wait_for_value, wait_until_still
from keyboard import focused, tab_until
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

DAY = "datums=2026-06-30"


def reach(page: Page, name: str, *, key: str = "Tab") -> None:
    """Press Tab until what is so named has the focus, and see that it is seen."""
    way = tab_until(page, lambda stop: bool(re.search(name, stop["name"])), key=key)
    assert way[-1]["shown"], f"the focus on {name} is not seen"


def test_a_place_is_chosen_in_the_table_read_and_left_in_both_directions(
    page: Page, app: str
) -> None:
    open_page(page, f"{app}/?limenis=settlement&{DAY}")
    reach(page, "Izlaist karti, pāriet uz tabulu")
    page.keyboard.press("Enter")
    reach(page, "^Akmeņsala")  # without a location: in the table alone
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")  # once more: to its facts, however late these come
    heading = page.locator("#place-panel h2")
    expect(heading).to_be_focused()
    expect(heading).to_have_text("Akmeņsala")
    wait_until_still(page)
    assert focused(page)["shown"]
    assert focused(page)["inside"]
    page.keyboard.press("Shift+Tab")
    wait_for_value(page, lambda: focused(page)["name"], "Akmeņsala")
    reach(page, "^Izlaist karti un tabulu", key="Shift+Tab")
    page.keyboard.press("Enter")
    # What stands below the map: ways to share it, then the place.
    wait_for_value(page, lambda: focused(page)["name"].endswith("Dalīties"), wanted=True)
    reach(page, "^Vietas profils")


def test_weights_are_opened_changed_and_closed(page: Page, app: str) -> None:
    open_page(page, f"{app}/neaktivas-vietas?valoda=en&{DAY}")
    reach(page, "^Weights")
    page.keyboard.press("Enter")
    weights = page.get_by_role("dialog", name="Weights")
    expect(weights).to_be_visible()
    wait_until_still(page)
    way = tab_until(page, lambda stop: stop["tag"] == "input")
    assert way[-1]["shown"], "the focus on a weight is not seen"
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("svari="))
    wait_until_still(page)
    assert focused(page)["tag"] == "input"
    tab_until(page, lambda stop: stop["name"].startswith("Weights"))
    expect(weights).to_be_hidden()
    page.keyboard.press("Tab")
    assert focused(page)["framed"], "after the closed weights comes the map"


def test_a_sheet_for_a_meeting_and_the_table_are_taken_away(page: Page, app: str) -> None:
    open_page(page, f"{app}/vietas-profils?valoda=en&vieta=krogsils&{DAY}")
    reach(page, "^Download PDF")
    with page.expect_download() as sheet:
        page.keyboard.press("Enter")
    assert sheet.value.suggested_filename.endswith(".pdf")
    open_page(page, f"{app}/datu-lejupielade?valoda=en&{DAY}")
    reach(page, "^Excel")
    with page.expect_download() as table:
        page.keyboard.press("Enter")
    assert table.value.suggested_filename.endswith(".xlsx")
    wait_until_still(page)
    wait_for_value(page, lambda: focused(page)["name"], "Excel (XLSX)")  # not lost by the download
    page.keyboard.press("Tab")
    assert focused(page)["name"].startswith("GeoPackage")


def test_the_list_of_pages_on_a_phone_takes_the_keyboard(page: Page, app: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(page, f"{app}/par-projektu")
    reach(page, "^Lapas")
    page.keyboard.press("Enter")
    wait_for_value(page, lambda: focused(page)["name"], "Karte")
    reach(page, "^Kam pievērst uzmanību")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kam pievērst uzmanību")


#: Fills of the legend's classes, how many areas there are, those that differ from their class, and
#: the ground below them.
LOOKS = """() => {
    const fill = (node) => getComputedStyle(node).fill;
    const classes = [...document.querySelectorAll(".gk-legend .gk-swatch rect")].map(fill);
    const areas = [...document.querySelectorAll("path[data-place]")];
    const position = (code) => code === "no-data" ? classes.length - 1 : Number(code);
    const differ = areas.filter((area) => fill(area) !== classes[position(area.dataset.class)]);
    const ground = getComputedStyle(document.getElementById("map_div")).backgroundColor;
    return { classes, areas: areas.length, differ: differ.map(fill), ground };
}"""


def test_forced_colours_leave_the_map_and_its_legend_alike(browser: Browser, app: str) -> None:
    with fresh_page(browser, forced_colors="active", color_scheme="dark") as page:
        open_page(page, f"{app}/?{DAY}")
        looks = frames(page)[1].evaluate(LOOKS)
        assert looks["areas"] == 10
        assert looks["differ"] == []
        assert len(set(looks["classes"])) == len(looks["classes"]) > 2
        assert looks["ground"] == "rgb(223, 230, 234)", "the map's pale ground became the system's"
        levels = page.get_by_role("radiogroup", name="Līmenis").get_by_role("radio")
        grounds = [
            level.evaluate("(node) => getComputedStyle(node).backgroundColor")
            for level in levels.all()
        ]
        assert len(set(grounds)) == 2, "which level is chosen is not seen"


#: Animations that take longer than an eye can see; Streamlit waits for the end of some.
MOVING = """() => document.getAnimations()
    .filter((animation) => animation.effect.getComputedTiming().endTime > 1).length"""


def test_less_motion_moves_the_map_at_once(browser: Browser, app: str) -> None:
    with fresh_page(browser, reduced_motion="reduce") as page:
        open_page(page, f"{app}/?{DAY}")
        reach(page, "^Kopienu karte")
        frame = frames(page)[1]
        middle = """() => JSON.stringify(
            [map.getZoom(), map.getCenter(), map.getPane("mapPane").style.transform])"""
        for key in ("+", "ArrowRight"):
            before = frame.evaluate(middle)
            page.keyboard.press(key)
            at_once = frame.evaluate(middle)
            moving = [frame.evaluate(MOVING) for frame in frames(page)]
            assert at_once != before
            assert moving == [0, 0]
            wait_until_still(page)
            assert frame.evaluate(middle) == at_once, f"{key} moved the map little by little"
