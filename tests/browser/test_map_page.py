"""The painted map page, as its users see it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from harness import (
    fresh_page,
    map_frame,
    open_page,
    running_app,
    wait_for_paint,
    wait_for_value,
    wait_until_still,
)
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser

DAY = "datums=2026-06-30"


#: Labels that meet another label or a symbol by more than a pixel, as words.
COVERED_BY_LABELS = """body => {
    const boxes = (what) => [...body.querySelectorAll(what)].map((node) =>
        [node.getBoundingClientRect(), node.textContent]);
    const labels = boxes(".gk-label > div, .gk-label-context:not([hidden]) > span");
    const symbols = boxes(".gk-point path, .gk-cluster");
    const meet = ([a], [b]) => a.left < b.right - 1 && a.right > b.left + 1
        && a.top < b.bottom - 1 && a.bottom > b.top + 1;
    return labels.flatMap((label, index) => [...labels.slice(index + 1), ...symbols]
        .filter((other) => meet(label, other)).map((other) => `${label[1]} / ${other[1]}`));
}"""


def painted_classes(page: Page) -> dict[str, str]:
    """Class of every area as painted, by place."""
    shapes = map_frame(page).locator("path[data-place]")
    pairs = shapes.evaluate_all("all => all.map(area => [area.dataset.place, area.dataset.class])")
    return dict(pairs)


def test_map_shows_apkaimes_with_unknown_hatched(page: Page, app: str) -> None:
    open_page(page, f"{app}/?raditajs=council_state&{DAY}")
    classes = painted_classes(page)
    assert len(classes) == 10
    assert classes["apk-baldones"] == "2"
    assert classes["apk-pulkarnes"] == "no-data"
    unknown = map_frame(page).locator("path[data-place='apk-pulkarnes']")
    expect(unknown).to_have_attribute("fill", "url(#gk-hatch)")
    expect(map_frame(page).locator("#gk-legend")).to_contain_text("nav zināms")
    expect(map_frame(page).locator("#gk-legend")).to_contain_text("vairākas vienuviet")


def test_map_is_not_shown_before_its_style_has_come(page: Page, app: str) -> None:
    held: list[Route] = []
    style = "**/app/static/geometry/frame-*.css"
    page.route(style, lambda route: held.append(route))  # noqa: PLW0108 - it is marked by Playwright
    with page.expect_response("**/app/static/geometry/ground-*.json"):
        page.goto(f"{app}/?{DAY}")
    body = map_frame(page).locator("body.gk-body")
    expect(body).to_have_css("visibility", "hidden")
    assert body.get_attribute("data-painted") is None
    wait_for_value(page, lambda: bool(held), wanted=True)
    for route in held:
        route.continue_()
    wait_for_paint(page)
    expect(body).to_have_css("visibility", "visible")
    wait_until_still(page)
    assert body.evaluate("body => body.scrollWidth <= window.innerWidth")


def test_click_explains_the_colour_with_its_dated_sources(page: Page, app: str) -> None:
    open_page(page, f"{app}/?limenis=settlement&raditajs=proposals_2024&{DAY}")
    map_frame(page).locator("path[data-place='jaunsils']").click()
    page.wait_for_url(re.compile("vieta=jaunsils"))
    wait_until_still(page)
    panel = page.locator("#place-panel")
    expect(panel).to_contain_text("11 priekšlikumi")
    expect(panel).to_contain_text("Kā noteikts:")
    fact = panel.locator("li.fact").first
    expect(fact).to_contain_text("2023. gada 13. novembris")
    expect(fact.locator("a")).to_have_attribute("href", re.compile("^https://kekava.lv/"))


def test_the_first_press_chooses_on_a_map_that_is_partly_out_of_sight(page: Page, app: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 600})
    open_page(page, f"{app}/?limenis=settlement&raditajs=evidence_count&{DAY}")
    box = map_frame(page).locator("path[data-place='jaunsils']").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url(re.compile("vieta=jaunsils"))
    wait_until_still(page)
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollTop") == 0


def test_hovering_an_area_and_a_community_says_name_and_value(page: Page, app: str) -> None:
    open_page(page, f"{app}/?limenis=apkaime&raditajs=proposals_2024&{DAY}")
    tooltip = map_frame(page).locator(".gk-tooltip")
    map_frame(page).locator("path[data-place='apk-jaunsila']").hover()
    expect(tooltip).to_contain_text("Jaunsila apkaime")
    expect(tooltip).to_contain_text("Priekšlikumi 2024. gada budžetam, visi: ")
    map_frame(page).locator(".gk-point").first.hover()
    expect(tooltip.filter(has_text=re.compile("darbo|veidojas|nav jaunu ziņu"))).to_be_visible()
    expect(tooltip).to_have_count(1)  # the area's fades away


def test_keyboard_chooses_a_place_on_the_map_and_in_the_table(page: Page, app: str) -> None:
    open_page(page, f"{app}/?limenis=unit&{DAY}")
    shape = map_frame(page).locator("path[data-place='unit-daugmales-pagasts']")
    shape.focus()
    shape.press("Enter")
    page.wait_for_url(re.compile("vieta=unit-daugmales-pagasts"))
    wait_until_still(page)
    expect(page.locator("#place-panel h2")).to_have_text("Daugmales pagasts")
    row = map_frame(page).locator("tr[data-place='unit-baldones-pagasts'] button").first
    row.press("Enter")
    page.wait_for_url(re.compile("vieta=unit-baldones-pagasts"))
    wait_until_still(page)
    expect(page.locator("#place-panel h2")).to_have_text("Baldones pagasts")


def test_table_twin_sorts_in_latvian_and_keeps_unknown_last(page: Page, app: str) -> None:
    open_page(page, f"{app}/?limenis=settlement&raditajs=proposals_2024&{DAY}")
    table = map_frame(page).locator("table.gk-table")
    names = table.locator("tbody th button").all_inner_texts()
    assert len(names) == 66
    # Latvian order: K before Ķ, L before Ļ, and Ķekava not at the end of the alphabet.
    assert names.index("Kažoki") < names.index("Krustkalni") < names.index("Ķekava")
    assert names.index("Ķekava") < names.index("Lapenieki")
    table.get_by_role("button", name=re.compile("^Priekšlikumi")).click()
    values = table.locator("tbody td")
    expect(values.first).to_have_text("29")
    expect(values.last).to_have_text("nav zināms")


def test_place_without_geometry_is_listed_and_can_be_chosen(page: Page, app: str) -> None:
    open_page(page, f"{app}/?limenis=settlement&{DAY}")
    row = map_frame(page).locator("tr[data-place='kazoki']")
    expect(row).to_contain_text("atrašanās vieta nav zināma")
    row.locator("button").click()
    page.wait_for_url(re.compile("vieta=kazoki"))
    wait_until_still(page)
    expect(page.locator("#place-panel h2")).to_have_text("Kažoki")
    expect(page.locator("#place-panel")).to_contain_text("atrašanās vieta nav zināma")


def test_switch_keeps_the_view_and_loads_no_geometry_anew(page: Page, app: str) -> None:
    open_page(page, f"{app}/?limenis=apkaime&raditajs=communities_known&{DAY}")
    frame = map_frame(page)
    shape = frame.locator("path[data-place='apk-baldones']")
    unzoomed = shape.get_attribute("d")
    assert unzoomed
    frame.locator(".leaflet-control-zoom-in").click()
    expect(shape).not_to_have_attribute("d", unzoomed)
    wait_until_still(page)
    frame.locator("body").evaluate("body => { body.dataset.witness = 'same frame'; }")
    first, zoomed = wait_for_paint(page), shape.get_attribute("d")
    assert zoomed
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    box = page.get_by_role("combobox", name=re.compile("Ko rāda krāsas"))
    box.click()
    box.fill("Faktu skaits")  # the list shows only a part of the options
    page.get_by_role("option", name="Faktu skaits reģistrā").click()
    page.wait_for_url(re.compile("raditajs=evidence_count"))
    wait_until_still(page)
    wait_for_paint(page, other_than=first)
    expect(frame.locator("body")).to_have_attribute("data-witness", "same frame")
    expect(shape).to_have_attribute("d", zoomed)
    assert [url for url in requests if "/app/static/" in url] == []


def test_address_restores_every_choice_and_refuses_what_is_unknown(page: Page, app: str) -> None:
    open_page(
        page,
        f"{app}/?valoda=en&limenis=unit&raditajs=nothing&vieta=unit-balozu-pilseta"
        f"&datums=2024-01-31&klases=natural-3",
    )
    expect(page.get_by_text("raditajs", exact=False).first).to_be_visible()
    expect(page.locator("#place-panel h2")).to_contain_text("Balož")
    page.wait_for_url(re.compile("raditajs=communities_known"))
    assert "datums=2024-01-31" in page.url
    assert "klases=natural-3" in page.url
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(map_frame(page).locator("html")).to_have_attribute("lang", "en")


def test_search_answers_one_several_and_none(page: Page, app: str) -> None:
    open_page(page, f"{app}/?{DAY}")
    box = page.get_by_label("Kur jūs dzīvojat?")
    box.fill("krogsila")
    box.press("Enter")
    wait_until_still(page)
    expect(page.locator("#place-panel h2")).to_have_text("Krogsils")
    box.fill("Kekava")
    box.press("Enter")
    wait_until_still(page)
    expect(page.get_by_role("button", name=re.compile("Ķekavas pagasts"))).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Ķekavas novads"))).to_be_visible()
    box.fill("Katlakns")
    box.press("Enter")
    wait_until_still(page)
    page.get_by_role("button", name=re.compile("Katlakalns")).first.click()
    page.wait_for_url(re.compile("vieta=katlakalns"))
    wait_until_still(page)
    expect(page.locator("#place-panel h2")).to_have_text("Katlakalns")


def test_language_switch_changes_page_and_frame(page: Page, app: str) -> None:
    open_page(page, f"{app}/?{DAY}")
    expect(page).to_have_title(re.compile("Ķekavas novada iedzīvotāju kopienas"))
    page.get_by_role("radio", name="English").click()
    expect(page).to_have_title(re.compile("Resident communities"))
    wait_until_still(page)
    expect(map_frame(page).locator("#gk-legend")).to_contain_text("not known")
    page.wait_for_url(re.compile("valoda=en"))


def test_the_legend_shows_limits_as_typed_at_every_level(page: Page, app: str) -> None:
    for level in ("apkaime", "settlement"):
        open_page(page, f"{app}/?raditajs=support_eur&klases=own-1000;5000&limenis={level}&{DAY}")
        classes = map_frame(page).locator("#gk-legend .gk-legend-classes").first
        for words in ("līdz 1 000", "virs 1 000 līdz 5 000", "virs 5 000"):
            expect(classes.get_by_text(words, exact=True)).to_be_visible()


def test_months_have_limits_with_a_meaning_and_borders_one_line(page: Page, app: str) -> None:
    open_page(page, f"{app}/?raditajs=months_since_evidence&{DAY}")
    legend = map_frame(page).locator("#gk-legend")
    for words in ("līdz 12", "virs 24 līdz 36", "virs 60"):
        expect(legend.get_by_text(words, exact=True)).to_be_visible()
    borders = legend.locator("details.gk-quality")
    expect(borders.locator("summary")).to_contain_text("Robežas kartē: ")
    expect(borders.locator("p")).to_be_hidden()
    borders.locator("summary").click()
    expect(borders.locator("p")).to_contain_text("juridisk")


def test_a_place_has_one_sum_on_map_and_profile_and_cooperation_page(page: Page, app: str) -> None:
    chosen = f"vieta=apk-balozu&{DAY}"
    open_page(page, f"{app}/?raditajs=support_eur&{chosen}")
    value = page.locator("#place-panel .box .value").inner_text().removesuffix("EUR").strip()
    open_page(page, f"{app}/sadarbiba?{chosen}")
    row = page.locator(
        "tr[data-place='apk-balozu']", has=page.locator("[data-label='Atbalsts kopā']")
    )
    expect(row.locator("[data-label='Atbalsts kopā']")).to_have_text(value)
    open_page(page, f"{app}/vietas-profils?{chosen}")
    row = page.locator("tr", has=page.get_by_role("rowheader", name="Atbalsts kopā, EUR"))
    expect(row.locator("td").first).to_have_text(f"{value} EUR")


def test_embed_shows_map_legend_and_attribution_only(page: Page, app: str) -> None:
    open_page(page, f"{app}/?iegult=1&{DAY}")
    expect(map_frame(page).locator("#gk-legend")).to_be_visible()
    expect(map_frame(page).locator(".gk-attribution")).to_contain_text("OpenStreetMap")
    expect(map_frame(page).locator("table")).to_have_count(0)
    expect(page.get_by_role("combobox")).to_have_count(0)
    expect(page.get_by_role("heading")).to_have_count(0)


def test_base_map_comes_from_the_configured_address_alone(browser: Browser) -> None:
    tiles = {
        "GEO_KOPIENAS_TILES": "http://tiles.invalid/{z}/{x}/{y}.png",
        "GEO_KOPIENAS_TILES_ATTRIBUTION": "Paraugkarte",
    }
    hosts: set[str | None] = set()
    with running_app(tiles) as started, fresh_page(browser) as page:
        page.context.route("**/tiles.invalid/**", lambda route: route.abort())
        page.context.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
        with page.expect_request("**/tiles.invalid/**"):
            open_page(page, started.address)
        expect(map_frame(page).locator(".gk-attribution")).to_contain_text("Paraugkarte")
    assert hosts - {None, "", "127.0.0.1"} == {"tiles.invalid"}


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", ["lv", "en"])
def test_page_fits_its_window(page: Page, app: str, width: int, language: str) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    open_page(page, f"{app}/?valoda={language}&vieta=balozi&limenis=settlement&{DAY}")
    overflow = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert overflow <= 0
    inside = (
        map_frame(page).locator("body").evaluate("body => body.scrollWidth - window.innerWidth")
    )
    assert inside <= 0


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("level", ["unit", "apkaime", "settlement"])
def test_labels_cover_neither_each_other_nor_a_symbol(
    page: Page, app: str, level: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    open_page(page, f"{app}/?limenis={level}&raditajs=activity_state&{DAY}")
    frame = map_frame(page)
    frame.locator(".gk-label:not(.gk-label-context)").first.wait_for()
    wait_for_value(page, lambda: frame.locator("body").evaluate(COVERED_BY_LABELS), [])


@pytest.mark.parametrize("level", ["unit", "apkaime"])
@pytest.mark.parametrize("indicator", ["activity_state", "proposals_2024"])
def test_every_area_has_its_name_on_the_map(
    page: Page, app: str, level: str, indicator: str
) -> None:
    open_page(page, f"{app}/?limenis={level}&raditajs={indicator}&{DAY}")
    frame = map_frame(page)
    areas = frame.locator("path[data-place]").count()
    names = frame.locator(".gk-label:not(.gk-label-context):has(.gk-label-name)")
    wait_for_value(page, names.count, areas)


def test_phone_shows_the_answer_in_a_sheet_below_the_map(page: Page, app: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(page, f"{app}/?limenis=unit&raditajs=proposals_2024&{DAY}")
    frame = map_frame(page)
    frame.locator("path[data-place='unit-daugmales-pagasts']").click()
    page.wait_for_url(re.compile("vieta=unit-daugmales-pagasts"))
    wait_until_still(page)
    panel = page.locator("#place-panel")
    expect(panel.locator("h2")).to_have_text("Daugmales pagasts")
    expect(panel.locator("h2")).to_be_in_viewport()
    expect(panel.locator(".value")).to_be_in_viewport()
    sheet = page.locator(".st-key-start-panel").bounding_box()
    assert sheet is not None
    assert sheet["y"] + sheet["height"] == pytest.approx(844, abs=1)
    shape = frame.locator("path[data-place='unit-daugmales-pagasts']").bounding_box()
    assert shape is not None
    assert 0 < shape["y"] < shape["y"] + shape["height"] < sheet["y"] + 1
    page.get_by_role("link", name="Aizvērt").click()
    expect(panel).to_have_count(0)


def test_accessibility_of_the_map_frame(page: Page, app: str) -> None:
    open_page(page, f"{app}/?vieta=balozi&limenis=settlement&{DAY}")
    frame = next(frame for frame in page.frames if "streamlit_folium" in frame.url)
    results = Axe().run(frame)  # type: ignore[arg-type]
    assert results.violations_count == 0, results.generate_report()
