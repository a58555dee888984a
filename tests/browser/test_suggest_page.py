"""Suggesting without an account: prefilled, refused with the reason, told by number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from harness import fresh_page, open_page, running_app, wait_until_still
from playwright.sync_api import expect

from geo_kopienas.domain.editing.suggestions import SuggestionState
from geo_kopienas.store.ledger.engine import database_address, open_engine
from geo_kopienas.store.ledger.maintenance import init_database
from geo_kopienas.store.ledger.opening import DATABASE_VARIABLE, today
from geo_kopienas.store.ledger.suggestions import decide, find_by_receipt, list_suggestions
from geo_kopienas.store.location import DEFAULT_DATA

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import sqlalchemy as sa
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=alert(1)> **talka** Krogsilā"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ledger") / "ledger.sqlite"


@pytest.fixture(scope="module")
def engine(database: Path) -> Iterator[sa.Engine]:
    opened = open_engine(database_address(str(database)))
    assert init_database(opened, DEFAULT_DATA, "sākums", today())[1] == []
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def address(engine: sa.Engine, database: Path) -> Iterator[str]:
    del engine
    with running_app({DATABASE_VARIABLE: str(database)}) as started:
        yield started.address


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    with fresh_page(browser, viewport={"width": 320, "height": 700}) as page:
        yield page


def test_a_resident_suggests_from_a_phone_and_learns_what_was_decided(
    phone: Page, address: str, engine: sa.Engine
) -> None:
    open_page(phone, f"{address}/vietas-profils?vieta=krogsils")
    phone.get_by_role("link", name="Papildināt / labot").first.click()
    expect(phone.get_by_role("combobox", name="Par kuru vietu?")).to_have_value("Krogsils (ciems)")

    said = phone.get_by_role("textbox", name="Kas būtu jāzina vai jālabo?")
    said.fill("Zvaniet 29123456, Krogsilā ir kaimiņu grupa")
    phone.get_by_role("button", name="Nosūtīt").click()
    expect(phone.get_by_role("alert")).to_contain_text("tālruņa numurs")
    expect(said).to_have_value("Zvaniet 29123456, Krogsilā ir kaimiņu grupa")
    assert list_suggestions(engine) == []

    said.fill(HOSTILE)
    phone.get_by_role("textbox", name="Kad tas bija?").fill("14.06.2025")
    phone.get_by_role("button", name="Nosūtīt").click()
    expect(phone.locator(".gk h2")).to_contain_text("Ieteikuma numurs")
    expect(phone.get_by_text("gaida redaktora lēmumu")).to_be_visible()
    expect(phone.get_by_text(HOSTILE)).to_be_visible()

    (kept,) = list_suggestions(engine)
    assert (kept.said, kept.said_date, kept.place_id) == (HOSTILE, "2025-06-14", "krogsils")
    told = phone.url
    decide(engine, kept.number, SuggestionState.DECLINED, account="anna", reason="Jau zināms.")
    open_page(phone, told)
    expect(phone.get_by_text("Jau zināms.")).to_be_visible()
    expect(phone.get_by_text("anna")).to_have_count(0)
    assert find_by_receipt(engine, told.rpartition("numurs=")[2]) is not None


@pytest.mark.parametrize("language", ["lv", "en"])
def test_the_form_is_accessible(phone: Page, address: str, language: str) -> None:
    open_page(phone, f"{address}/ieteikt?valoda={language}")
    wait_until_still(phone)
    assert Axe().run(phone).response["violations"] == []
    width = phone.evaluate("document.documentElement.scrollWidth")
    assert width <= 320


def test_where_files_are_read_the_page_says_so(page: Page, app: str) -> None:
    open_page(page, f"{app}/ieteikt")
    expect(page.get_by_text("dati ir tikai lasāmi")).to_be_visible()
    expect(page.get_by_role("button", name="Nosūtīt")).to_have_count(0)


def test_what_was_begun_survives_a_reload_until_it_is_sent(phone: Page, address: str) -> None:
    open_page(phone, f"{address}/ieteikt?vieta=krogsils")
    said = phone.get_by_role("textbox", name="Kas būtu jāzina vai jālabo?")
    said.press_sequentially("Iesākts teksts par talku")
    open_page(phone, f"{address}/ieteikt")
    phone.get_by_role("button", name="Turpināt").click()
    expect(said).to_have_value("Iesākts teksts par talku")
    expect(phone.get_by_role("combobox", name="Par kuru vietu?")).to_have_value("Krogsils (ciems)")

    phone.get_by_role("button", name="Nosūtīt").click()
    expect(phone.locator(".gk h2")).to_contain_text("Ieteikuma numurs")
    open_page(phone, f"{address}/ieteikt")
    expect(said).to_be_visible()
    expect(phone.get_by_role("button", name="Turpināt")).to_have_count(0)


def test_a_self_assessment_survives_a_new_visit_until_it_is_thrown_away(
    phone: Page, address: str
) -> None:
    open_page(phone, f"{address}/pasnovertejums")
    phone.locator("[data-testid='stRadio'] label:has(input)").nth(2).click()
    wait_until_still(phone)
    open_page(phone, f"{address}/pasnovertejums")
    phone.get_by_role("button", name="Turpināt").click()
    expect(phone.locator("[data-testid='stRadio'] input").nth(2)).to_be_checked()

    open_page(phone, f"{address}/pasnovertejums")
    phone.get_by_role("button", name="Atmest").click()
    expect(phone.get_by_role("button", name="Atmest")).to_have_count(0)
    open_page(phone, f"{address}/pasnovertejums")
    wait_until_still(phone)
    expect(phone.get_by_role("button", name="Turpināt")).to_have_count(0)
