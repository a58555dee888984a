"""Import of a survey file on the data page, as an editor sees it."""

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
    wait_until_still,
)
from playwright.sync_api import expect

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

PASSWORD = "tikai testam"  # noqa: S105 - of the test
ROUND = "2026-tests"


def survey_file(*places: str) -> bytes:
    rows = [
        f"s-{number:02d},yes,{place},active,4,Zvaniet 29123456"
        for number, place in enumerate(places, start=1)
    ]
    header = "submission_id,consent,place,community_exists,belonging,good_practice"
    return "\n".join([header, *rows]).encode("utf-8")


def upload(page: Page, content: bytes, name: str = "aptauja.csv") -> None:
    page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(
        files=[{"name": name, "mimeType": "text/csv", "buffer": content}]
    )


def assert_answers_without_ids_are_asked_about(page: Page) -> None:
    """The same answers come again without their ids: nobody can tell, and the editor decides."""
    rows = survey_file(*["Krogsils"] * 12).split(b"\n")
    box = page.get_by_role("textbox", name=re.compile("Kārtas identifikators"))
    box.fill(ROUND)
    box.press("Enter")
    wait_until_still(page)
    upload(page, b"\n".join(row.split(b",", 1)[1] for row in rows))
    fault = page.locator("#survey-import tr[data-code='answers_alike']")
    expect(fault).to_contain_text("12 no 12")
    wait_until_still(page)
    page.get_by_text("Tās pašas: glabātās aizstāt").click()
    expect(fault).to_have_count(0)
    wait_until_still(page)
    expect(page.get_by_role("button", name="Ierakstīt atbildes")).to_be_disabled()


def test_without_a_password_import_is_for_the_command(page: Page, app: str) -> None:
    open_page(page, f"{app}/datu-lejupielade")
    expect(page.get_by_text("geo-kopienas import survey")).to_be_visible()
    expect(page.get_by_test_id("stFileUploader")).to_have_count(0)


def publish_on_page(page: Page) -> None:
    page.get_by_role("button", name="Publicēt", exact=True).click()
    wait_until_still(page)
    expect(page.get_by_text("Kārta ir publicēta.")).to_be_visible()


def test_an_editor_sees_every_fault_decides_and_stores_all_or_nothing(
    page: Page, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(CHECKOUT / "data", data)
    stored = data / "survey" / "responses" / f"{ROUND}.csv"
    environment = {"GEO_KOPIENAS_EDITOR_PASSWORD": PASSWORD, "GEO_KOPIENAS_DATA": str(data)}
    with running_app(environment) as app:
        open_page(page, f"{app.address}/datu-lejupielade")
        field = page.get_by_label("Redaktora parole")
        field.fill("nepareiza")
        field.press("Enter")
        wait_until_still(page)
        expect(page.get_by_text("Parole nav pareiza.")).to_be_visible()
        field.fill(PASSWORD)
        field.press("Enter")
        wait_until_still(page)

        for label, text in (("Kārtas identifikators", ROUND), ("Kārtas datums", "2026-11")):
            box = page.get_by_role("textbox", name=re.compile(label))
            box.fill(text)
            box.press("Enter")
            wait_until_still(page)
        upload(page, survey_file(*["Krogsils"] * 12, "Ķekava"))
        section = page.locator("#survey-import")
        fault = section.locator("tr[data-code='ambiguous_place']")
        expect(fault.first).to_be_visible()
        wait_until_still(page)
        expect(fault).to_contain_text("14")
        expect(section.locator("tr[data-code='personal_data_telephone']")).to_have_count(13)
        expect(section).not_to_contain_text("29123456")
        expect(page.get_by_role("button", name="Ierakstīt atbildes")).to_have_count(0)
        assert not stored.exists()

        choice = page.get_by_role("combobox", name=re.compile("Kura vieta ir „Ķekava”"))
        expect(page.get_by_text("Nekas nav ierakstīts: 1 kļūda.")).to_be_visible()
        # At the edge of the window the list would have room for the first entries alone.
        choice.evaluate("box => box.scrollIntoView({block: 'center'})")
        choice.click()
        page.get_by_role("option", name=re.compile("unit-kekavas-pilseta")).click()
        expect(page.get_by_text("Nekas nav ierakstīts: 1 kļūda.")).to_have_count(0)
        wait_until_still(page)
        page.get_by_role("button", name="Ierakstīt atbildes").click()
        wait_until_still(page)
        expect(page.get_by_text(f"Kārtā {ROUND} ierakstīts 13 anketu.")).to_be_visible()
        assert PASSWORD not in page.url
        assert stored.read_text(encoding="utf-8").count("\n") == 14

        assert_answers_without_ids_are_asked_about(page)

        # Published, they put the invented answers away wherever these were shown.
        publish_on_page(page)
        open_page(page, f"{app.address}/aptaujas-rezultati?jautajums=belonging")
        expect(page.get_by_text(ROUND).first).to_be_visible()
        expect(page.get_by_text("šīs atbildes ir izdomātas")).to_have_count(0)
        open_page(page, f"{app.address}/?raditajs=survey_answers")
        frame = map_frame(page)
        expect(frame.locator("#gk-legend")).to_contain_text(ROUND)
        expect(frame.locator("#gk-legend")).not_to_contain_text("demonstrācijas")
