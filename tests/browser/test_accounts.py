"""Accounts in the browser: signed in and out in several processes, by a provider, through nginx."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from harness import free_port, fresh_page, open_page, running_app, wait_for_value, wait_until_still
from playwright.sync_api import expect
from proxy import running_proxy

from geo_kopienas.domain.editing.changes import Role
from geo_kopienas.store.ledger.accounts import add_account, check_password, choose_password
from geo_kopienas.store.ledger.engine import database_address, open_engine
from geo_kopienas.store.ledger.maintenance import init_database
from geo_kopienas.store.ledger.opening import DATABASE_VARIABLE, today
from geo_kopienas.store.location import DEFAULT_DATA

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import sqlalchemy as sa
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

OWN = "garš un savs teikums"
#: What editors alone have on the data page.
EDITORS_PART = "#survey-import, [data-testid='stFileUploader']"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of the default data."""
    (path := tmp_path_factory.mktemp("ledger") / "ledger.sqlite").touch()
    engine = open_engine(database_address(str(path)))
    _, faults = init_database(engine, DEFAULT_DATA, "sākums", today())
    assert faults == []
    engine.dispose()
    return path


@pytest.fixture(scope="module")
def engine(database: Path) -> Iterator[sa.Engine]:
    opened = open_engine(database_address(str(database)))
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def processes(database: Path) -> Iterator[tuple[str, str]]:
    """Two dashboards on the same database."""
    with ExitStack() as stack:
        one, other = (
            stack.enter_context(running_app({DATABASE_VARIABLE: str(database)})).address
            for _ in range(2)
        )
        yield one, other


def account(engine: sa.Engine, name: str) -> str:
    """The password of a new editor."""
    one_time, _ = add_account(engine, name, Role.EDITOR)
    known = check_password(engine, name, one_time)
    assert known is not None
    choose_password(engine, known, OWN)
    return OWN


def sign_in(page: Page, name: str, password: str) -> None:
    page.get_by_label("Konta nosaukums").fill(name)
    page.get_by_label("Parole").fill(password)
    page.get_by_role("button", name="Ienākt").click()


def editors_parts(page: Page) -> int:
    return page.locator("[data-testid='stFileUploader']").count()


def test_first_sign_in_by_the_keyboard_without_a_script(
    browser: Browser, processes: tuple[str, str], engine: sa.Engine
) -> None:
    one_time, _ = add_account(engine, "zane", Role.EDITOR)
    with fresh_page(browser, java_script_enabled=False) as page:
        page.goto(f"{processes[0]}/konts/ienakt?valoda=lv&atpakal=sadarbiba")
        keyboard = page.keyboard
        # The field for the name has the focus.
        keyboard.type("zane")
        keyboard.press("Tab")
        keyboard.type(one_time)
        keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Parole")
        for _ in range(2):
            keyboard.type(OWN)
            keyboard.press("Tab")
        keyboard.press("Enter")
        page.wait_for_url(f"{processes[0]}/sadarbiba")
        cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    cookie = cookies["geo_kopienas_konts"]
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")


def test_a_session_holds_over_a_reload_in_all_processes_and_ends_in_all(
    browser: Browser, processes: tuple[str, str], engine: sa.Engine
) -> None:
    password = account(engine, "anna")
    one, other = processes
    with fresh_page(browser) as page:
        open_page(page, f"{one}/datu-lejupielade")
        assert editors_parts(page) == 0
        page.locator("footer").get_by_role("link", name="Ienākt").click()
        sign_in(page, "anna", password)
        page.wait_for_url(f"{one}/datu-lejupielade?**")
        wait_until_still(page)
        assert editors_parts(page) > 0
        expect(page.locator("footer")).to_contain_text("anna · redaktors")
        page.reload()
        wait_until_still(page)
        assert editors_parts(page) > 0

        second = page.context.new_page()
        open_page(second, f"{other}/datu-lejupielade")
        second.locator("footer").get_by_role("link", name="anna · redaktors").click()
        second.get_by_role("button", name="Iziet visur").click()
        second.wait_for_url(f"{other}/datu-lejupielade?**")
        wait_until_still(second)
        assert editors_parts(second) == 0

        # The page that was open all the time loses the role with its next run.
        page.get_by_text("English", exact=True).click()
        wait_for_value(page, lambda: editors_parts(page), 0)
        expect(page.locator("footer")).not_to_contain_text("anna")


def test_pages_are_clean_by_axe_and_fit_a_phone(
    browser: Browser, processes: tuple[str, str], engine: sa.Engine
) -> None:
    one_time, _ = add_account(engine, "ilze", Role.EDITOR)
    for scheme in ("light", "dark"):
        with fresh_page(
            browser, viewport={"width": 320, "height": 700}, color_scheme=scheme, bypass_csp=True
        ) as page:
            page.goto(f"{processes[0]}/konts/ienakt")
            assert_clean(page)
            sign_in(page, "ilze", "nepareiza")
            expect(page.get_by_role("alert")).to_contain_text("nav pareiza")
            expect(page.get_by_label("Parole")).to_be_focused()
            assert_clean(page)
            if scheme == "light":
                sign_in(page, "ilze", one_time)
                assert_clean(page)
                page.get_by_label("Jaunā parole", exact=True).fill(OWN)
                page.get_by_label("Jaunā parole vēlreiz").fill(OWN)
                page.get_by_role("button").click()
            else:
                sign_in(page, "ilze", OWN)
            page.goto(f"{processes[0]}/konts/mans")
            expect(page.get_by_role("button", name="Iziet visur")).to_be_visible()
            assert_clean(page)


def assert_clean(page: Page) -> None:
    broken = Axe().run(page).response["violations"]
    assert [f"{rule['id']}: {node['html']}" for rule in broken for node in rule["nodes"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = page.evaluate(
        "[...document.querySelectorAll('a, button, input:not([hidden],[type=hidden])')]"
        ".filter((part) => part.getBoundingClientRect().height < 24).length"
    )
    assert small == 0


def test_below_a_path_one_signs_in_and_comes_back(
    page: Page, database: Path, engine: sa.Engine, tmp_path: Path
) -> None:
    password = account(engine, "liga")
    log = tmp_path / "log"
    environment = {DATABASE_VARIABLE: str(database)}
    with (
        running_app(environment, below="/kopienas", log=log) as app,
        running_proxy(app.address, tmp_path, below=True) as site,
    ):
        page.goto(f"{site}/konts/ienakt?atpakal=datu-lejupielade")
        sign_in(page, "liga", "nepareiza parole")
        sign_in(page, "liga", password)
        page.wait_for_url(f"{site}/datu-lejupielade**")
        wait_until_still(page)
        assert editors_parts(page) > 0
        cookie = next(c for c in page.context.cookies() if c["name"] == "geo_kopienas_konts")
        assert cookie["path"] == "/kopienas"
    written = log.read_text(encoding="utf-8")
    assert not any(said in written for said in (password, "nepareiza", "liga", cookie["value"]))


@pytest.fixture
def provider() -> Iterator[str]:
    """The address of an OpenID Connect provider with two people."""
    port = free_port()
    people = [
        {"sub": "1", "email": "anna@kekava.example", "email_verified": True},
        {"sub": "2", "email": "svess@example.org", "email_verified": True},
    ]
    claims = [f"--user-claims={json.dumps(person)}" for person in people]
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", f"--port={port}", *claims],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait()


def wait_for_start(page: Page, site: str) -> None:
    """Wait until Streamlit has come back from the provider: it always opens the start page."""
    page.wait_for_url(re.compile(rf"^{re.escape(site)}/(\?|$)"))
    wait_until_still(page)


def test_the_municipalitys_own_account_signs_in_through_the_proxy(
    browser: Browser, provider: str, tmp_path: Path
) -> None:
    secrets = tmp_path / "secrets.toml"
    environment = {DATABASE_VARIABLE: "none", "STREAMLIT_SECRETS_FILES": str(secrets)}
    with running_app(environment) as app, running_proxy(app.address, tmp_path) as site:
        secrets.write_text(
            f"""
[auth]
redirect_uri = "{site}/oauth2callback"
cookie_secret = "a-key-of-the-test-that-is-long-enough"
client_id = "kopienas"
client_secret = "of-the-test"
server_metadata_url = "{provider}/.well-known/openid-configuration"

[roles]
editors = ["anna@kekava.example"]
""",
            encoding="utf-8",
        )
        for person, is_editor in (("1", True), ("2", False)):
            with fresh_page(browser) as page:
                open_page(page, f"{site}/datu-lejupielade")
                page.get_by_role("button", name="Ienākt ar pašvaldības kontu").click()
                page.get_by_role("button", name=person, exact=True).click()
                wait_for_start(page, site)
                open_page(page, f"{site}/datu-lejupielade")
                assert (editors_parts(page) > 0) is is_editor
                refusal = page.get_by_text("nav redaktora tiesību")
                expect(refusal).to_have_count(0 if is_editor else 1)
                page.get_by_role("button", name="Beigt rediģēt").click()
                # The provider asks whether to sign out of it too; here one is already.
                page.wait_for_url(f"{provider}/oauth2/end_session**")
                open_page(page, f"{site}/datu-lejupielade")
                assert editors_parts(page) == 0
