"""Starting the real app and a real Chromium for the browser tests."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import urllib.request
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import URLError

from forked_server import ForkedServer
from playwright.sync_api import Error, expect, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import (
        Browser,
        BrowserContext,
        Frame,
        FrameLocator,
        Page,
        ViewportSize,
    )

    Server = ForkedServer | subprocess.Popen[bytes]

CHECKOUT = Path(__file__).resolve().parents[2]
#: Each comes within seconds; a machine that has much else to do is no fault of what it runs.
START_SECONDS, STOP_SECONDS = 240, 60
PAINT_MILLISECONDS = 120_000
#: A port that was free is now and then taken by another program before ours has it.
START_ATTEMPTS = 3
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
AT_REST = Path(__file__).with_name("at_rest.js")
COMPONENT = "iframe[data-testid='stCustomComponentV1'], iframe.stCustomComponentV1"

# What is expected may take as long as a page's first paint.
expect.set_options(timeout=PAINT_MILLISECONDS)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True)
class RunningApp:
    """A started app: its address and its process."""

    address: str
    pid: int


@contextmanager
def running_app(
    environment: dict[str, str] | None = None,
    script: str = "app.py",
    log: Path = Path(os.devnull),
    below: str = "",
) -> Iterator[RunningApp]:
    """The app, or another script, on a port of its own, perhaps below a path.

    `log` gets its output. The address is without that path.
    """

    def start(port: int) -> ForkedServer:
        options = {"port": port, "address": "127.0.0.1", "headless": "true", "baseUrlPath": below}
        return ForkedServer(
            [script, *(f"--server.{name}={value}" for name, value in options.items())],
            folder=CHECKOUT,
            log=log,
            environment=os.environ | (environment or {}),
        )

    with running_server(start, below) as (address, pid):
        yield RunningApp(address, pid)


@contextmanager
def running_server(start: Callable[[int], Server], below: str = "") -> Iterator[tuple[str, int]]:
    """Address and process number of a server that `start` starts on a port, once it answers.

    It answers below a path, if one is named; the address is without it.
    """
    for _ in range(START_ATTEMPTS):
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        process = start(port)
        try:
            if _answers(process, address + below):
                yield address, process.pid
                return
        finally:
            _stop(process)
    message = f"the server stopped with {process.returncode}"
    raise RuntimeError(message)


def _answers(process: Server, address: str) -> bool:
    """Wait until a server is healthy; False if it ends instead."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            return False
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=10) as answer:  # noqa: S310
                if answer.status == 200:
                    return True
        except (URLError, OSError):
            time.sleep(0.2)
    message = "the server did not answer in time"
    raise RuntimeError(message)


def _stop(process: Server) -> None:
    process.terminate()
    try:
        process.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def chromium_path() -> str:
    """The system's Chromium."""
    path = (
        os.environ.get("GEO_KOPIENAS_CHROMIUM")
        or shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if path is None:
        message = "Chromium is not installed; run: python3 start.py test"
        raise RuntimeError(message)
    return path


@contextmanager
def running_browser() -> Iterator[Browser]:
    """A headless Chromium that talks to nobody by itself."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(),
            timeout=START_SECONDS * 1000,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--process-per-site",  # what is compiled for one tab is there for the next
            ],
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def fresh_context(browser: Browser, **options: Any) -> Iterator[BrowserContext]:
    """A context that knows nothing, of desktop size and Latvian unless told otherwise."""
    context = browser.new_context(**{"viewport": DESKTOP, "locale": "lv-LV", **options})
    context.set_default_timeout(PAINT_MILLISECONDS)
    context.add_init_script(path=AT_REST)
    try:
        yield context
    finally:
        context.close()


@contextmanager
def fresh_page(browser: Browser, **options: Any) -> Iterator[Page]:
    """A page in a context of its own."""
    with fresh_context(browser, **options) as context:
        yield context.new_page()


def open_page(page: Page, address: str) -> None:
    """Open a page and wait until all of it is drawn and at rest."""
    page.goto(address)
    wait_until_still(page)


def wait_until_still(page: Page, *, is_whole: bool = True) -> None:
    """Wait until the script has run, all that it sent is drawn, and nothing moves any more.

    Args:
        page: A page of a context of `fresh_page`.
        is_whole: Whether map, charts and the page's own script must be there too.
    """
    deadline = time.monotonic() + 2 * PAINT_MILLISECONDS / 1000
    reason = ""
    while time.monotonic() < deadline:
        try:
            is_at_rest = page.evaluate(
                "(how) => window.untilAtRest(how)", [is_whole, PAINT_MILLISECONDS]
            )
        except Error as error:  # the page or a frame is just being loaded anew
            reason = error.message
            page.wait_for_timeout(50)
        else:
            assert is_at_rest, "the page was never drawn, or never came to rest"
            return
    raise AssertionError(reason)


def wait_for_value(page: Page, read: Callable[[], Any], wanted: Any) -> None:
    """Read something again and again until it is what is wanted; fail if it never is.

    For what Playwright reads once, without waiting: counts, texts of many, what a script says.
    """
    deadline = time.monotonic() + PAINT_MILLISECONDS / 1000
    value = None
    while time.monotonic() < deadline:
        with suppress(Error):  # what is read is just being drawn anew
            value = read()
            if value == wanted:
                return
        page.wait_for_timeout(50)
    assert value == wanted, f"{value!r} instead of {wanted!r}"


def frames(page: Page) -> list[Frame]:
    """The page itself and the frames of its components."""
    return [page.main_frame, *(frame for frame in page.frames if "/component/" in frame.url)]


def map_frame(page: Page) -> FrameLocator:
    """The frame that the map is painted in."""
    return page.frame_locator(COMPONENT)


def wait_for_paint(page: Page, *, other_than: str | None = None) -> str:
    """Wait until the map shows a paint, another one if asked; its stamp."""
    body = map_frame(page).locator("body[data-painted]")
    body.wait_for(state="attached")
    expect(body).not_to_have_attribute("data-painted", other_than or "")
    return body.get_attribute("data-painted") or ""
