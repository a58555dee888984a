"""Text from data never runs, and broken data get one page that names every fault."""

from __future__ import annotations

import csv
import re
import shutil
from typing import TYPE_CHECKING

import pytest
from harness import CHECKOUT, map_frame, running_app, wait_for_paint
from playwright.sync_api import expect

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

PAYLOAD = (
    '<img src=x onerror="parent.hacked=1;window.hacked=1"><script>window.hacked=1</script>'
    "${window.hacked=1}`;window.hacked=1;`'\"</textarea>{{'map_div'}}[x](javascript:hacked) **b**"
)
TEXT_COLUMNS = {
    "places/places.csv": ("name_lv", "name_en", "note_lv", "note_en"),
    "communities/communities.csv": ("name_lv", "name_en", "description_lv", "note_lv"),
    "communities/evidence.csv": ("title_lv", "title_en", "actor", "note_lv", "note_en"),
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    copy = tmp_path / "data"
    shutil.copytree(CHECKOUT / "data", copy)
    return copy


def poison(data: Path) -> None:
    for name, columns in TEXT_COLUMNS.items():
        path = data / name
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            for column in columns:
                row[column] = f"{row[column]} {PAYLOAD}"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)


def test_hostile_text_in_every_field_is_shown_and_never_runs(page: Page, data: Path) -> None:
    poison(data)
    with running_app({"GEO_KOPIENAS_DATA": str(data)}) as app:
        for address in ("?limenis=settlement&raditajs=grants_eur&vieta=balozi", "?valoda=en"):
            page.goto(f"{app.address}/{address}")
            wait_for_paint(page)
            map_frame(page).locator(".gk-point, .gk-cluster").first.hover(force=True)
            map_frame(page).locator("path[data-place]").first.hover(force=True)
            page.wait_for_timeout(500)
            for frame in page.frames:
                assert frame.evaluate("typeof window.hacked") == "undefined"
            expect(map_frame(page).locator("table")).to_contain_text("<img src=x onerror=")
        page.goto(f"{app.address}/?limenis=settlement&raditajs=grants_eur&vieta=balozi")
        wait_for_paint(page)
        panel = page.locator("#place-panel")
        expect(panel.locator("h2")).to_contain_text("${window.hacked=1}`")
        assert panel.locator("img, script, b").count() == 0
        box = page.get_by_label("Meklēt vietu vai kopienu")
        box.fill("Balozi <img src=x onerror=window.hacked=1>")
        box.press("Enter")
        page.wait_for_timeout(1500)
        assert page.evaluate("typeof window.hacked") == "undefined"


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
        page.goto(app.address)
        table = page.get_by_role("table")
        expect(table).to_contain_text("2022-13-40", timeout=30_000)
        expect(table).to_contain_text("wish")
        expect(table).to_contain_text("guess")
        expect(table).to_contain_text("communities/communities.csv")
        expect(page.get_by_text("Traceback")).to_have_count(0)
        page.goto(f"{app.address}/?valoda=en")
        expect(page.get_by_text(re.compile("The data directory has"))).to_be_visible()


def test_faulty_catalogue_alone_is_named_and_not_dropped(page: Page, data: Path) -> None:
    replace_in(data / "rules/indicators.toml", 'measure = "communities"', 'measure = "guess"')
    with running_app({"GEO_KOPIENAS_DATA": str(data)}) as app:
        page.goto(app.address)
        expect(page.get_by_role("table")).to_contain_text("guess", timeout=30_000)


def test_missing_data_directory_is_said(page: Page, tmp_path: Path) -> None:
    with running_app({"GEO_KOPIENAS_DATA": str(tmp_path / "nowhere")}) as app:
        page.goto(app.address)
        expect(page.get_by_role("table")).to_be_visible(timeout=30_000)
        page.goto(f"{app.address}/par-projektu")
        expect(page.get_by_role("heading", level=1)).to_have_text("Par projektu")
