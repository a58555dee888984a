"""One app and one Chromium for all browser tests of a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from harness import fresh_page, running_app, running_browser
from hostile_data import build_hostile_data
from proxy import running_proxy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page


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


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page of desktop size in a context of its own."""
    with fresh_page(browser) as fresh:
        yield fresh
