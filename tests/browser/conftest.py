"""One app and one Chromium for all browser tests of a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from harness import fresh_context, running_app, running_browser
from hostile_data import build_hostile_data
from proxy import running_proxy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page


@pytest.fixture(scope="session")
def app() -> Iterator[str]:
    """The address of the app on the default data."""
    with running_app() as started:
        yield started.address


@pytest.fixture(scope="session")
def site(app: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app behind the recommended proxy."""
    with running_proxy(app, tmp_path_factory.mktemp("nginx")) as address:
        yield address


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory in which every text is hostile and which the check finds no fault in."""
    return build_hostile_data(tmp_path_factory.mktemp("hostile") / "data")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    with running_browser() as chromium:
        yield chromium


@pytest.fixture(scope="session")
def context(browser: Browser, app: str) -> Iterator[BrowserContext]:
    """The context of `page`: what was fetched and compiled for one test is there for the next."""
    with fresh_context(browser) as shared:
        # The process that has compiled the scripts lives as long as this page.
        shared.new_page().goto(f"{app}/_stcore/health")
        yield shared


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A fresh page of desktop size; what a visit leaves in the browser is forgotten after it."""
    fresh = context.new_page()
    yield fresh
    if fresh.url.startswith("http"):
        fresh.evaluate("localStorage.clear()")
    fresh.close()
    context.clear_cookies()
