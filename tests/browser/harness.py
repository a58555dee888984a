"""Starting the real app and a real Chromium for the browser tests."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError

from playwright.sync_api import Error, expect, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Frame, FrameLocator, Page

CHECKOUT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
PAINT_MILLISECONDS = 30_000
COMPONENT = "iframe[data-testid='stCustomComponentV1'], iframe.stCustomComponentV1"

# A slow machine is no fault of the page: what is expected may take as long as a page's first paint.
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
        "--server.baseUrlPath",
        below,
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
        _wait_until_healthy(process, address + below)
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


#: Resolves once nothing in a document has changed for a while and no animation runs that ends.
STILL = """async ([quiet, most]) => {
    let changed = performance.now();
    const watch = new MutationObserver(() => { changed = performance.now(); });
    const all = { subtree: true, childList: true, characterData: true, attributes: true };
    watch.observe(document, all);
    const moves = () => document.getAnimations().some((one) =>
        one.playState === "running" && Number.isFinite(one.effect.getComputedTiming().endTime));
    const start = performance.now();
    while (performance.now() - changed < quiet || moves()) {
        if (performance.now() - start > most) throw new Error("the page never came to rest");
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    watch.disconnect();
}"""
QUIET_MILLISECONDS = 400
#: The script has run, nothing of its former run is left, and the page's own script listens.
DRAWN = """() => window.geoKopienasPage === true
    && document.querySelector("[data-testid='stApp'][data-test-script-state='notRunning']") !== null
    && !document.querySelector("[data-stale='true'], [data-testid='stSkeleton']")"""


def open_page(page: Page, address: str) -> None:
    """Open a page and wait until all of it is drawn and at rest."""
    page.goto(address)
    wait_until_still(page)


def wait_until_still(page: Page) -> None:
    """Wait until a page is drawn, with its map and charts, and rests.

    A page that takes over its address runs its script twice, and rests for a moment in between
    without its map; so what holds once must hold again after a while without any change.
    """
    deadline = time.monotonic() + 2 * PAINT_MILLISECONDS / 1000
    while True:
        while not is_drawn(page):
            assert time.monotonic() < deadline, "the page was never drawn"
            page.wait_for_timeout(50)
        if page.locator(COMPONENT).count():
            wait_for_paint(page)
        for chart in page.locator(".stPlotlyChart").all():
            chart.locator(".main-svg").first.wait_for(state="attached", timeout=PAINT_MILLISECONDS)
        with suppress(Error):  # a frame that was loaded anew meanwhile: look again
            for frame in frames(page):
                frame.evaluate(STILL, [QUIET_MILLISECONDS, PAINT_MILLISECONDS])
            if is_drawn(page):
                return
        assert time.monotonic() < deadline, "the page never came to rest"


def is_drawn(page: Page) -> bool:
    """Whether the page is drawn now.

    Asked again and again by us, for `wait_for_function` looks again by an eval, which a content
    security policy forbids.
    """
    with suppress(Error):  # a page that is just being loaded anew
        return bool(page.evaluate(DRAWN))
    return False


def frames(page: Page) -> list[Frame]:
    """The page itself and the frames of its components."""
    return [page.main_frame, *(one for one in page.frames if "/component/" in one.url)]


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
