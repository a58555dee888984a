"""Starting the real app and a real Chromium for the browser tests."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, FrameLocator, Page

CHECKOUT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
PAINT_MILLISECONDS = 30_000
COMPONENT = "iframe[data-testid='stCustomComponentV1'], iframe.stCustomComponentV1"
#: Between two runs of a script the page rests for a moment too, without its map.
RESTS = """() => {
  const app = document.querySelector("[data-testid='stApp']");
  const now = performance.now();
  if (app?.dataset.testScriptState !== "notRunning") {
    window.restsSince = undefined;
    return false;
  }
  window.restsSince ??= now;
  return now - window.restsSince > 400;
}"""


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
) -> Iterator[RunningApp]:
    """The app, or another script of the checkout, on a port of its own; `log` gets its output."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        script,
        "--server.port",
        str(port),
        "--server.address",
        "127.0.0.1",
        "--server.headless",
        "true",
    ]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=CHECKOUT,
            env=os.environ | (environment or {}),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_healthy(process, address)
        yield RunningApp(address, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_until_healthy(process: subprocess.Popen[bytes], address: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            message = f"the app stopped with {process.returncode}"
            raise RuntimeError(message)
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.2)
    message = "the app did not start in time"
    raise RuntimeError(message)


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
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        try:
            yield browser
        finally:
            browser.close()


def open_page(page: Page, address: str) -> None:
    """Open a page and wait until it is drawn and its own script listens to what is clicked."""
    page.goto(address)
    wait_until_still(page)


def wait_until_still(page: Page) -> None:
    """Wait until the script rests for good, and all that it showed is drawn: map and charts too."""
    page.evaluate("window.restsSince = undefined")
    page.wait_for_function(RESTS, timeout=PAINT_MILLISECONDS)
    # The page's script comes after what Streamlit drew, and mends some of it.
    page.wait_for_function("window.geoKopienasPage === true", timeout=PAINT_MILLISECONDS)
    if page.locator(COMPONENT).count():
        wait_for_paint(page)
    for chart in page.locator(".stPlotlyChart").all():
        chart.locator(".main-svg").first.wait_for(state="attached")


def map_frame(page: Page) -> FrameLocator:
    """The frame that the map is painted in."""
    return page.frame_locator(COMPONENT)


def wait_for_paint(page: Page, *, other_than: str | None = None) -> str:
    """Wait until the map shows a paint, another one if asked; its stamp."""
    body = map_frame(page).locator("body[data-painted]")
    body.wait_for(state="attached", timeout=PAINT_MILLISECONDS)
    deadline = time.monotonic() + PAINT_MILLISECONDS / 1000
    while time.monotonic() < deadline:
        stamp = body.get_attribute("data-painted")
        if stamp is not None and stamp != other_than:
            return stamp
        page.wait_for_timeout(50)
    message = "the map was not painted anew in time"
    raise AssertionError(message)
