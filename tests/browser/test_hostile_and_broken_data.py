"""Text from data never runs, and broken data get one page that names every fault."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from harness import (
    CHECKOUT,
    map_frame,
    open_page,
    running_app,
    wait_for_value,
    wait_until_still,
)
from hostile_data import PAYLOADS
from playwright.sync_api import expect

from geo_kopienas.store.ledger.engine import database_address, open_engine
from geo_kopienas.store.ledger.maintenance import init_database
from geo_kopienas.store.ledger.opening import DATABASE_VARIABLE, today
from geo_kopienas.ui.frame.shell import PAGES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture
def data(tmp_path: Path) -> Path:
    copy = tmp_path / "data"
    shutil.copytree(CHECKOUT / "data", copy)
    return copy


@pytest.fixture(scope="module")
def hostile_app(hostile: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A ledger of hostile data, so that the pages that need one show them too."""
    path = tmp_path_factory.mktemp("ledger") / "ledger.sqlite"
    path.touch()
    engine = open_engine(database_address(str(path)))
    assert init_database(engine, hostile, "sākums", today())[1] == []
    engine.dispose()
    with running_app({"GEO_KOPIENAS_DATA": str(hostile), DATABASE_VARIABLE: str(path)}) as app:
        yield app.address


#: What a page must not hold, in each of its documents.
FOUND = """() => ({
  hacked: typeof window.hacked !== "undefined",
  markup: document.querySelectorAll("img[src='x'], svg[onload], [onerror]").length,
  links: [...document.querySelectorAll("a[href]")].map((link) => link.getAttribute("href"))
    .filter((href) => /^\\s*(javascript|data|vbscript):/i.test(href)),
})"""
#: Elements that reach beyond the right edge and that no scrolling box of their own holds.
WIDER = """() => {
  const main = document.querySelector("[data-testid='stMain']") || document.documentElement;
  return Math.max(main.scrollWidth - main.clientWidth,
    document.documentElement.scrollWidth - document.documentElement.clientWidth);
}"""
#: The text is there, as text.
SHOWN = "() => /window\\.hacked|=cmd|ĻĻĻĻ/.test(document.body.textContent)"
HARMLESS = {"hacked": False, "markup": 0, "links": []}


#: A page that shows little as it opens, in the states that show what it has.
STATES = {
    "map": (
        "?limenis=settlement&raditajs=grants_eur&vieta=balozi",
        "?valoda=en&raditajs=council_state&vieta=apk-mezinieku",
    ),
    "inactive": ("?vieta=krogsils",),
    "profile": ("?vieta=krogsils", "?vieta=apk-mezinieku&valoda=en"),
    "working_group": ("?valoda=en",),
    "suggest": ("?fakts=ev-2013-founded-mezinieku-apkaimes-attistibai",),
    # What was changed and what was suggested: test_news_page and test_editing_page.
    "news": (),
    "editing": (),
}


@pytest.mark.parametrize(
    "address",
    [entry.address + state for entry in PAGES for state in STATES.get(entry.page_id, ("",))],
)
def test_hostile_text_in_every_field_never_runs_and_breaks_no_page(
    page: Page, hostile_app: str, address: str
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    said: list[str] = []
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("pageerror", lambda error: said.append(str(error)))
    open_page(page, f"{hostile_app}/{address}")
    page.wait_for_function(SHOWN)
    if address.startswith(("?", "neaktivas")):
        shapes = map_frame(page).locator("path[data-place], .gk-point, .gk-cluster")
        for shape in (shapes.first, shapes.last):
            shape.hover(force=True)
    # Whatever is folded shows its text too.
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    wait_until_still(page)
    for frame in page.frames:
        assert frame.evaluate(FOUND) == HARMLESS
        wait_for_value(page, lambda frame=frame: frame.evaluate(WIDER) <= 1, wanted=True)
    assert said == []
    expect(page.locator("[data-testid='stAlertContentError']")).to_have_count(0)


def test_hostile_text_that_is_typed_never_runs(page: Page, hostile_app: str) -> None:
    open_page(page, f"{hostile_app}/?limenis=settlement")
    for text in PAYLOADS:
        box = page.get_by_label("Kur jūs dzīvojat?")
        box.fill(text[:200])
        box.press("Enter")
        wait_until_still(page)
    assert page.evaluate(FOUND) == HARMLESS


def replace_in(path: Path, former: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert former in text
    path.write_text(text.replace(former, new, 1), encoding="utf-8")


def test_broken_data_are_named_fault_by_fault(page: Page, data: Path) -> None:
    replace_in(data / "communities/evidence.csv", "2023-11-13", "2022-13-40")
    replace_in(data / "communities/evidence.csv", ",proposal,", ",wish,")
    replace_in(data / "places/places.csv", "apk-dzerumu,", "apk-nekas,")
    replace_in(data / "rules/indicators.toml", 'measure = "communities"', 'measure = "guess"')
    (data / "communities/communities.csv").write_bytes(b"")
    with running_app({"GEO_KOPIENAS_DATA": str(data)}) as app:
        open_page(page, app.address)
        table = page.get_by_role("table")
        expect(table).to_contain_text("2022-13-40")
        expect(table).to_contain_text("wish")
        expect(table).to_contain_text("guess")
        expect(table).to_contain_text("communities/communities.csv")
        expect(page.get_by_text("Traceback")).to_have_count(0)
        open_page(page, f"{app.address}/?valoda=en")
        expect(page.get_by_text(re.compile("The data directory has"))).to_be_visible()


def test_faulty_catalogue_alone_is_named_and_not_dropped(page: Page, data: Path) -> None:
    replace_in(data / "rules/indicators.toml", 'measure = "communities"', 'measure = "guess"')
    with running_app({"GEO_KOPIENAS_DATA": str(data)}) as app:
        open_page(page, app.address)
        expect(page.get_by_role("table")).to_contain_text("guess")


def test_missing_data_directory_is_said(page: Page, tmp_path: Path) -> None:
    with running_app({"GEO_KOPIENAS_DATA": str(tmp_path / "nowhere")}) as app:
        open_page(page, app.address)
        expect(page.get_by_role("table")).to_be_visible()
        open_page(page, f"{app.address}/par-projektu")
        expect(page.get_by_role("heading", level=1)).to_have_text("Par projektu")
