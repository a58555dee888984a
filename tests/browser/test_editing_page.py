"""Two editors and a resident: suggested, accepted, seen everywhere; refused where both edit."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from harness import fresh_page, open_page, running_app, wait_until_still
from playwright.sync_api import expect

from geo_kopienas.domain.editing.changes import Change, Edit, Role
from geo_kopienas.domain.editing.suggestions import Draft
from geo_kopienas.domain.schema.fields import EVIDENCE
from geo_kopienas.store.ledger.accounts import add_account, check_password, choose_password
from geo_kopienas.store.ledger.engine import database_address, open_engine
from geo_kopienas.store.ledger.maintenance import init_database
from geo_kopienas.store.ledger.opening import DATABASE_VARIABLE, open_ledger, today
from geo_kopienas.store.ledger.suggestions import add_suggestion, find_by_number
from geo_kopienas.store.location import DEFAULT_DATA

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import sqlalchemy as sa
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

OWN = "garš un savs teikums"
HOSTILE = "<img src=x onerror=alert(1)>"
TITLE = "Krogsila kaimiņu talka"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ledger") / "ledger.sqlite"


@pytest.fixture(scope="module")
def engine(database: Path) -> Iterator[sa.Engine]:
    opened = open_engine(database_address(str(database)))
    assert init_database(opened, DEFAULT_DATA, "sākums", today())[1] == []
    one_time, _ = add_account(opened, "anna", Role.EDITOR)
    known = check_password(opened, "anna", one_time)
    assert known is not None
    choose_password(opened, known, OWN)
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def address(engine: sa.Engine, database: Path) -> Iterator[str]:
    del engine
    with running_app({DATABASE_VARIABLE: str(database)}) as started:
        yield started.address


@pytest.fixture
def anna(browser: Browser, address: str) -> Iterator[Page]:
    """An editor who is signed in."""
    with ExitStack() as stack:
        page = stack.enter_context(fresh_page(browser))
        page.goto(f"{address}/konts/ienakt?atpakal=redakcija")
        page.get_by_label("Konta nosaukums").fill("anna")
        page.get_by_label("Parole").fill(OWN)
        page.get_by_role("button", name="Ienākt").click()
        expect(page.get_by_role("radiogroup", name="Ko darīt")).to_be_visible()
        yield page


def choose(page: Page, label: str, option: str) -> None:
    field = page.get_by_role("combobox", name=label)
    field.fill(option)  # the list draws no more options than fit
    page.get_by_role("option", name=option, exact=True).click()


def test_what_was_accepted_is_seen_everywhere(
    anna: Page, page: Page, address: str, engine: sa.Engine
) -> None:
    draft = Draft(
        said=f"{HOSTILE} Krogsilā bija kaimiņu talka.",
        said_date="2026-05-02",
        source_url="https://www.kekava.lv/lv/jaunums/talka",
        place_id="krogsils",
    )
    kept, _ = add_suggestion(engine, draft, "192.0.2.1")
    assert kept is not None
    open_page(anna, f"{address}/redakcija")
    expect(anna.get_by_role("radio", name="Rinda (1)")).to_be_visible()
    expect(anna.get_by_text(HOSTILE)).to_be_visible()
    expect(anna.locator("img[src='x']")).to_have_count(0)
    anna.get_by_role("link", name="Pieņemt").click()
    expect(anna.get_by_role("textbox", name="Diena, mēnesis vai gads")).to_have_value("02.05.2026")

    choose(anna, "Kas notika", "pasākums")
    anna.get_by_label("Virsraksts latviski").fill(TITLE)
    anna.get_by_label("Virsraksts latviski").press("Tab")
    expect(anna.get_by_role("alert").filter(has_text="vērtība ir")).to_have_count(1)
    anna.get_by_label("Virsraksts angliski").fill("Krogsils neighbours' clean-up")
    anna.get_by_label("Virsraksts angliski").press("Tab")
    expect(anna.get_by_text("Ko tas mainīs kartē")).to_be_visible()
    anna.get_by_role("button", name="Saglabāt").click()
    expect(anna.get_by_role("status").filter(has_text="Saglabāts kā izmaiņa Nr. 2")).to_be_visible()

    for seen in ("vietas-profils?vieta=krogsils", "?limenis=settlement&vieta=krogsils"):
        open_page(page, f"{address}/{seen}")
        expect(page.get_by_text(TITLE).first).to_be_attached()
    open_page(page, f"{address}/ieteikt?numurs={kept.receipt}")
    expect(page.get_by_text("Pieņemts")).to_be_visible()
    decided = find_by_number(engine, kept.number)
    assert decided is not None
    assert (decided.state, decided.change, decided.decided_by) == ("accepted", 2, "anna")


def test_an_entry_that_somebody_else_changed_meanwhile_is_not_overwritten(
    anna: Page, address: str, database: Path
) -> None:
    fact = "ev-2013-founded-mezinieku-apkaimes-attistibai"
    open_page(anna, f"{address}/redakcija?dala=fakts&fakts={fact}")
    title = anna.get_by_label("Virsraksts latviski")
    expect(title).not_to_have_value("")
    former = title.input_value()
    ledger = open_ledger({DATABASE_VARIABLE: str(database)})
    data, _ = ledger.read(ledger.version())
    assert data is not None
    from geo_kopienas.store.ledger.preview import cells_of  # noqa: PLC0415

    before = dict(cells_of(EVIDENCE, fact, data))
    theirs = Edit(EVIDENCE.file, fact, before, before | {"title_lv": f"{former} (2013)"})
    title.fill(f"{former}!")
    assert not isinstance(
        ledger.commit(Change(summary="x", edits=(theirs,)), ledger.version()), list
    )
    title.press("Tab")
    expect(anna.get_by_role("alert").filter(has_text="mainījis kāds cits")).to_be_visible()
    expect(title).to_have_value(f"{former}!")
    anna.get_by_role("button", name="Saglabāt").click()
    expect(anna.get_by_text("jūs redzējāt").first).to_be_visible()
    anna.get_by_role("button", name="Sākt no jaunā ieraksta").click()
    expect(title).to_have_value(f"{former} (2013)")


@pytest.mark.parametrize("part", ["rinda", "fakts", "apmeklejums", "kopiena", "apstiprinat"])
def test_every_part_is_accessible_and_fits_a_phone(anna: Page, address: str, part: str) -> None:
    anna.set_viewport_size({"width": 390, "height": 844})
    open_page(anna, f"{address}/redakcija?dala={part}")
    wait_until_still(anna)
    assert Axe().run(anna).response["violations"] == []
    assert anna.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_public_is_asked_to_sign_in(page: Page, address: str) -> None:
    open_page(page, f"{address}/redakcija")
    expect(page.get_by_role("link", name="Ienākt").first).to_be_visible()
    expect(page.get_by_role("radiogroup", name="Ko darīt")).to_have_count(0)
    expect(page.get_by_role("link", name="Redakcija")).to_have_count(0)
