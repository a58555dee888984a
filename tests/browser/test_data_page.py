"""The page of downloads: what is chosen is what the files hold."""

from __future__ import annotations

import csv
import io
import json
import urllib.request
import zipfile
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from harness import open_page, wait_until_still
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_a_copied_link_downloads_what_it_shows(page: Page, app: str) -> None:
    open_page(
        page, f"{app}/datu-lejupielade?datums=2026-06-30&vieta=apk-mezinieku&limenis=settlement"
    )
    button = page.get_by_role("button", name="CSV (ZIP)", exact=True)
    expect(button).to_be_visible()
    expect(page.get_by_text("Stāvoklis uz 30.06.2026.")).to_be_visible()
    with page.expect_download() as download:
        button.click()
    name = download.value.suggested_filename
    assert name == "geo-kopienas-settlement-apk-mezinieku-2026-06-30-csv.zip"
    with zipfile.ZipFile(download.value.path()) as archive:
        text = archive.read("places.csv").decode("utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {(row["level"], row["apkaime_id"]) for row in rows} == {("settlement", "apk-mezinieku")}
    assert {row["as_of"] for row in rows} == {"2026-06-30"}


def test_the_page_names_checks_sources_and_columns(page: Page, app: str) -> None:
    open_page(page, f"{app}/datu-lejupielade?valoda=en&limenis=galaxy")
    expect(page.get_by_text("No faults.")).to_be_visible()
    expect(page.get_by_text("galaxy")).to_be_visible()
    expect(page.get_by_role("link", name="© OpenStreetMap contributors")).to_be_visible()
    page.get_by_text("Evidence: evidence.csv").click()
    expect(page.get_by_text("Id of the fact", exact=False)).to_be_visible()
    wait_until_still(page)
    assert Axe().run(page).response["violations"] == []


def test_addresses_of_open_data_are_copied_with_what_is_chosen(page: Page, app: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_page(page, f"{app}/datu-lejupielade?limenis=apkaime&datums=2026-06-30&valoda=en")
    page.get_by_role("button", name="Copy the address vietas.geojson").click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{app}/dati/v1/vietas.geojson?limenis=apkaime&datums=2026-06-30"
    collection = json.loads(urllib.request.urlopen(copied).read())  # noqa: S310 - the app just started
    assert len(collection["features"]) == 10
    expect(page.get_by_role("link", name="katalogs.jsonld")).to_be_visible()
