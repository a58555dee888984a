"""What is wrong in a field is said of that field: marked as invalid, described by its message."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from harness import CHECKOUT, open_page, running_app, wait_until_still
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser

PASSWORD = "tikai testam"  # noqa: S105 - of the test


@pytest.fixture(scope="module")
def editors_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data: Path = tmp_path_factory.mktemp("fields") / "data"
    shutil.copytree(CHECKOUT / "data", data)
    environment = {"GEO_KOPIENAS_EDITOR_PASSWORD": PASSWORD, "GEO_KOPIENAS_DATA": str(data)}
    with running_app(environment) as started:
        yield started.address


def enter(page: Page, field: Locator, text: str) -> None:
    field.fill(text)
    field.press("Enter")
    wait_until_still(page)


def expect_error(field: Locator, message: str) -> None:
    """The field is invalid, and the words of a message are its description."""
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile(message))


def expect_no_error(field: Locator) -> None:
    expect(field).not_to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description("")


def test_editor_hears_which_field_of_the_import_is_wrong_and_when_it_is_right(
    page: Page, editors_app: str
) -> None:
    open_page(page, f"{editors_app}/datu-lejupielade")
    password = page.get_by_label("Redaktora parole")
    enter(page, password, "nepareiza")
    expect_error(password, "Parole nav pareiza")
    alert = page.get_by_role("alert").filter(has_text="Parole nav pareiza")
    alert.evaluate("box => { box.dataset.former = 'yes'; }")
    enter(page, password, "atkal nepareiza")
    # Said once more: the alert is another one than before.
    expect(alert).to_have_count(1)
    expect(alert).not_to_have_attribute("data-former", "yes")
    expect_error(password, "Parole nav pareiza")

    enter(page, password, PASSWORD)
    number = page.get_by_role("textbox", name="Kārtas identifikators")
    day = page.get_by_role("textbox", name="Kārtas datums")
    enter(page, number, "2026. gads")
    expect_error(number, "„2026. gads” nav kārtas identifikators")
    expect_no_error(day)
    enter(page, number, "2026-tests")
    expect_no_error(number)
    enter(page, day, "pavasaris")
    expect_error(day, "„pavasaris” nav datums")
    assert Axe().run(page).response["violations"] == []
    enter(page, day, "")
    expect_no_error(day)

    file = page.get_by_test_id("stFileUploaderDropzoneInput").first
    content = b"submission_id,consent,place\ns-1,yes,Nekurmuiza\n"
    file.set_input_files(files=[{"name": "a.csv", "mimeType": "text/csv", "buffer": content}])
    expect(page.get_by_text("Nekas nav ierakstīts: 1 kļūda.")).to_be_visible()
    buttons = page.get_by_label("Aptaujas fails", exact=False).get_by_role("button")
    expect(buttons.last).to_have_accessible_description("Nekas nav ierakstīts: 1 kļūda.")
    mapping = page.get_by_test_id("stFileUploader").last.get_by_role("button").last
    expect(mapping).to_have_accessible_description("")


def test_what_the_address_and_the_search_say_belongs_to_a_field(page: Page, app: str) -> None:
    open_page(page, f"{app}/?datums=1999-01-01")
    said = re.compile(r"„1999-01-01” nav zināma.* dienas no 01\.01\.2000 līdz \d\d\.\d\d\.20\d\d")
    expect(page.locator("[data-testid='stAlert']")).to_contain_text(said)
    open_page(page, f"{app}/?limenis=ciems&datums=2026-06-30")
    levels = page.get_by_role("radiogroup", name="Līmenis")
    expect(levels).to_have_accessible_description(re.compile("limenis = „ciems” nav zināma"))
    search = page.get_by_role("combobox", name="Kur jūs dzīvojat?")
    enter(page, search, "Ķekava")
    offer = "„Ķekava” var nozīmēt vairākas vietas. Kura ir domāta?"
    expect(search).to_have_accessible_description(offer)
    expect(page.locator("p[role='status']")).to_have_text(offer)
    # The address is the page's own by now: nothing in it is wrong any more.
    expect(levels).to_have_accessible_description("")


def test_own_limits_and_weights_that_cannot_be_used_are_said_of_their_fields(
    page: Page, app: str
) -> None:
    open_page(page, f"{app}/?raditajs=proposals_2024&klases=own-1;5&datums=2026-06-30")
    page.get_by_role("button", name="Klases").click()
    limits = page.get_by_role("textbox", name="Savas robežas")
    expect_no_error(limits)
    enter(page, limits, "daudz")
    expect_error(limits, "Robežām jābūt skaitļiem")
    enter(page, limits, "1; 5")
    expect_no_error(limits)

    open_page(page, f"{app}/neaktivas-vietas?svari=0;0;0;0;0.5&datums=2026-06-30")
    page.get_by_role("button", name="Svari").click()
    weights = page.get_by_test_id("stPopoverBody").get_by_role("slider")
    expect(weights).to_have_count(5)
    expect_no_error(weights.first)
    weights.last.press("ArrowLeft")
    for weight in weights.all():
        expect_error(weight, "Vismaz vienam svaram")


def test_damaged_answers_are_said_of_the_field_that_took_them(page: Page, app: str) -> None:
    open_page(page, f"{app}/pasnovertejums")
    damaged = {"name": "bojats.json", "mimeType": "application/json", "buffer": b'{"format'}
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(files=[damaged])
    expect(page.locator("#assessment-faults")).to_be_visible()
    button = page.get_by_test_id("stFileUploaderDropzone").get_by_role("button").last
    expect(button).to_have_accessible_description(re.compile("bojāts vai aprauts"))
