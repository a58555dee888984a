"""What changed, for the public and for editors; undone with a confirmation; known on a day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from harness import fresh_page, open_page, running_app, wait_until_still
from playwright.sync_api import expect

from geo_kopienas.domain.editing.changes import Change, Edit, Role
from geo_kopienas.domain.schema.fields import COMMUNITIES, EVIDENCE
from geo_kopienas.store.ledger import facts
from geo_kopienas.store.ledger.accounts import add_account, check_password, choose_password
from geo_kopienas.store.ledger.database import DatabaseLedger
from geo_kopienas.store.ledger.engine import database_address, open_engine, reading, writing
from geo_kopienas.store.ledger.maintenance import init_database
from geo_kopienas.store.ledger.opening import DATABASE_VARIABLE, today
from geo_kopienas.store.ledger.tables import change
from geo_kopienas.store.location import DEFAULT_DATA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=alert(1)> kaimiņi"
OWN = "garš un savs teikums"


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DatabaseLedger]:
    """A community of Krogsils by anna and a fact by juris; the beginning was four days ago."""
    folder = tmp_path_factory.mktemp("ledger")
    engine = open_engine(database_address(str(folder / "ledger.sqlite")))
    assert init_database(engine, DEFAULT_DATA, "sākums", today())[1] == []
    opened = DatabaseLedger(engine, DEFAULT_DATA, folder / "copies", today)
    for file, account, cells in (
        (COMMUNITIES.file, "anna", {"community_id": "krogsila-kaimini", "name_lv": HOSTILE}),
        (EVIDENCE.file, "juris", {"evidence_id": "talka", "title_lv": "Krogsila talka"}),
    ):
        with reading(engine) as connection:
            row = dict(next(iter(facts.read_rows(connection, file).values())))
        row |= {"place_ids": "krogsils", **cells}
        row.pop("community_ids", None)
        row_id = next(iter(cells.values()))
        made = Change(
            summary="pievienots", account=account, role=Role.EDITOR,
            edits=(Edit(file, row_id, None, row),),
        )  # fmt: skip
        assert not isinstance(opened.commit(made, opened.version()), list)
    with writing(engine) as connection:
        earlier = dt.datetime.now(dt.UTC) - dt.timedelta(days=4)
        connection.execute(sa.update(change).where(change.c.number == 1).values(time=earlier))
    one_time, _ = add_account(engine, "anna", Role.EDITOR)
    known = check_password(engine, "anna", one_time)
    assert known is not None
    choose_password(engine, known, OWN)
    yield opened
    engine.dispose()


@pytest.fixture(scope="module")
def address(ledger: DatabaseLedger) -> Iterator[str]:
    path = ledger.engine.url.database
    with running_app({DATABASE_VARIABLE: str(path)}) as started:
        yield started.address


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    with fresh_page(browser, viewport={"width": 390, "height": 800}) as page:
        yield page


def test_everybody_reads_what_changed_and_gets_to_the_fact(phone: Page, address: str) -> None:
    open_page(phone, f"{address}/jaunumi")
    wait_until_still(phone)
    added = phone.locator("[data-change='3']")
    expect(added).to_contain_text("Krogsils: pievienots fakts „Krogsila talka”")
    expect(added).to_contain_text("redaktors")
    expect(phone.locator("[data-change='2']")).to_contain_text(f"reģistrēta kopiena „{HOSTILE}”")
    expect(phone.get_by_text("juris")).to_have_count(0)
    expect(phone.get_by_role("button", name="Atsaukt izmaiņu")).to_have_count(0)

    added.get_by_role("link", name="pievienots fakts").click()
    fact = phone.locator("#section-timeline ~ details [data-evidence='talka']")
    expect(fact).to_be_in_viewport(timeout=20_000)
    latest = phone.get_by_role("heading", name="Kas mainījies šeit")
    expect(latest).to_be_visible()
    phone.get_by_role("link", name="Visas vietas izmaiņas").click()
    expect(phone.get_by_text("Tikai par vietu: Krogsils")).to_be_visible()
    expect(phone.locator("[data-change='1']")).to_have_count(0)


@pytest.mark.parametrize("language", ["lv", "en"])
def test_the_page_is_accessible(phone: Page, address: str, language: str) -> None:
    open_page(phone, f"{address}/jaunumi?valoda={language}")
    wait_until_still(phone)
    assert Axe().run(phone).response["violations"] == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_what_was_known_on_an_earlier_day_is_said_and_kept(page: Page, address: str) -> None:
    day = (today() - dt.timedelta(days=2)).isoformat()
    open_page(page, f"{address}/vietas-profils?vieta=krogsils&zinams={day}")
    wait_until_still(page)
    line = page.get_by_role("status").filter(has_text="Rādīts, kas bija zināms")
    expect(line).to_be_visible()
    expect(page.locator("[data-evidence='talka']")).to_have_count(0)
    assert f"zinams={day}" in page.url
    assert Axe().run(page).response["violations"] == []

    page.get_by_role("link", name="Sadarbība", exact=True).first.click()
    expect(page.get_by_role("heading", name="Sadarbība ar pašvaldību")).to_be_visible()
    expect(line).to_be_visible()
    page.locator("[data-place] a[href*='vietas-profils']").first.click()
    expect(page.get_by_role("heading", name="Vietas profils")).to_be_visible()
    expect(line).to_be_visible()
    page.get_by_role("link", name="Atpakaļ uz šodienu").click()
    expect(line).to_have_count(0)
    expect(page.get_by_role("heading", name="Vietas profils")).to_be_visible()


@pytest.mark.parametrize(
    ("value", "reason"),
    [("2020-01-01", "Reģistrs tik tālu neatceras"), ("vakar", "zinams = „vakar” nav zināma")],
)
def test_a_day_that_nobody_can_tell_of_is_refused_in_words(
    page: Page, address: str, value: str, reason: str
) -> None:
    open_page(page, f"{address}/neaktivas-vietas?zinams={value}")
    wait_until_still(page)
    expect(page.get_by_role("alert").filter(has_text=reason)).to_be_visible()
    assert "zinams" not in page.url


def test_an_editor_undoes_an_own_change_after_confirming_it(
    page: Page, address: str, ledger: DatabaseLedger
) -> None:
    page.goto(f"{address}/konts/ienakt?atpakal=jaunumi")
    page.get_by_label("Konta nosaukums").fill("anna")
    page.get_by_label("Parole").fill(OWN)
    page.get_by_role("button", name="Ienākt").click()
    page.wait_for_url("**/jaunumi**")
    wait_until_still(page)
    expect(page.locator("[data-change='3']")).to_contain_text("juris")
    expect(page.get_by_role("button", name="Atsaukt izmaiņu nr. 3")).to_have_count(0)
    assert Axe().run(page).response["violations"] == []

    page.get_by_role("button", name="Atsaukt izmaiņu nr. 2").click()
    expect(page.get_by_text("Vai tiešām atsaukt izmaiņu nr. 2?")).to_be_visible()
    assert len(ledger.changes()) == 3
    page.get_by_label("Kāpēc (redz redaktori)").fill("Divreiz ierakstīts")
    page.get_by_role("button", name="Jā, atsaukt").click()

    expect(page.get_by_text("Izmaiņa nr. 2 ir atsaukta.")).to_be_visible()
    expect(page.locator("[data-change='2']")).to_contain_text("Vēlāk atsaukta ar izmaiņu nr. 4")
    expect(page.locator("[data-change='4']")).to_contain_text("Divreiz ierakstīts")
    newest = ledger.changes(limit=1)[0]
    assert (newest.account, newest.undoes, newest.role) == ("anna", 2, Role.EDITOR)


def test_where_files_are_read_the_page_says_so(page: Page, app: str) -> None:
    open_page(page, f"{app}/jaunumi")
    expect(page.get_by_text("Šeit izmaiņu vēsturi neglabā")).to_be_visible()
    open_page(page, f"{app}/?zinams=2026-01-01")
    expect(page.get_by_role("alert").filter(has_text="nav izmaiņu vēstures")).to_be_visible()
