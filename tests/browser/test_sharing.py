"""What is seen can be taken away: the map below itself, a chart below itself."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from axe_playwright_python.sync_playwright import Axe
from harness import open_page, wait_for_value, wait_until_still
from playwright.sync_api import expect

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

READ = "navigator.clipboard.readText()"
CHOICE = "limenis=unit&datums=2026-06-30"


def taken(page: Page, name: str) -> Path:
    with page.expect_download() as download:
        page.get_by_role("button", name=name).first.click()
    return download.value.path()


def words(svg: Path) -> str:
    root = ET.fromstring(svg.read_text(encoding="utf-8"))  # noqa: S314 - made by the app
    return " ".join("".join(node.itertext()) for node in root.iter())


def test_the_map_is_shared_as_it_is_chosen(page: Page, app: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_page(page, f"{app}/?{CHOICE}&raditajs=activity_state")
    page.get_by_text("Dalīties", exact=True).click()
    page.get_by_role("button", name="Kopēt saiti").click()
    expect(page.get_by_role("status").filter(has_text="Nokopēts")).to_be_visible()
    link = page.evaluate(READ)
    assert link.startswith(f"{app}/?")
    for part in ("limenis=unit", "datums=2026-06-30", "raditajs=activity_state", "valoda=lv"):
        assert part in link
    page.get_by_role("button", name="Kopēt kodu iegulšanai").click()
    code = f'<iframe src="{app}/?'
    wait_for_value(page, lambda: page.evaluate(READ)[: len(code)], code)
    assert "iegult=1" in page.evaluate(READ)
    shown = words(taken(page, "Attēls (SVG)"))
    for part in ("Pilsētas un pagasti", "30.06.2026", "OpenStreetMap", "CC BY 4.0"):
        assert part in shown
    assert taken(page, "Attēls (PNG)").read_bytes().startswith(b"\x89PNG")
    assert "unit-baldones-pagasts" in taken(page, "Tabula (CSV)").read_text(encoding="utf-8-sig")
    wait_until_still(page)
    assert Axe().run(page).response["violations"] == []


def test_the_shared_page_works_from_a_disk_without_network(
    page: Page, app: str, tmp_path: Path
) -> None:
    open_page(page, f"{app}/?{CHOICE}&valoda=en")
    page.get_by_text("Share", exact=True).click()
    file = tmp_path / "map.html"
    file.write_bytes(taken(page, "Page without network (HTML)").read_bytes())
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.context.set_offline(True)
    try:
        page.goto(file.as_uri())
        expect(page.get_by_role("img")).to_be_visible()
        expect(page.get_by_role("row")).to_have_count(7)  # the heading and six units
        assert asked == [file.as_uri()]
        assert Axe().run(page).response["violations"] == []
    finally:
        page.context.set_offline(False)


def test_a_chart_gives_its_picture_with_title_day_and_licence(page: Page, app: str) -> None:
    open_page(page, f"{app}/sadarbiba?datums=2026-06-30&limenis=apkaime")
    wait_until_still(page)
    shown = words(taken(page, "Attēls (SVG): Sadarbības pakāpieni"))
    for part in ("Sadarbības pakāpieni", "2026-06-30", "CC BY 4.0", "Daugmales apkaime"):
        assert part in shown
    png = taken(page, "Attēls (PNG): Sadarbības pakāpieni").read_bytes()
    assert png.startswith(b"\x89PNG")
