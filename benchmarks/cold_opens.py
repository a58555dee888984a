"""Open the map page many times at once, as the server sees it and as a person sees it.

    .venv/bin/python benchmarks/cold_opens.py [--opens 50] [--pages 2] [--apps product,naive]

50 Chromium pages on the two cores of the server measure Chromium. So most opens here are clients
that do what a page does and draw nothing: they fetch, with an empty cache and six connections,
every file that a real page was seen to fetch, open the session over the websocket, wait until the
script has finished, and fetch the files of the map's frame. A few real pages are opened among them
and timed to the first painted map. The server was opened once before, so that its own caches are
full.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.async_api import Error, async_playwright
from probe import APPS, CLOCK, cpu_seconds
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

from harness import chromium_path, running_app  # isort: skip - found by way of probe

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harness import RunningApp
    from playwright.async_api import Browser, Playwright

INDICATOR = "evidence_count"
QUERY = f"limenis=settlement&raditajs={INDICATOR}"
CONNECTIONS = 6  # of one browser to one host
LARGEST_MESSAGE = 64_000_000
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Files:
    """What a real page fetched: before its session and for the map's frame after it."""

    page: list[str]
    frame: list[str]


# --- real pages ------------------------------------------------------------------------------


async def start_browser(playwright: Playwright) -> Browser:
    """A headless Chromium."""
    return await playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)


async def open_page(
    browser: Browser, address: str, kind: str, timeout: float, seen: list[str] | None = None
) -> float:
    """Seconds from the navigation's start to the first paint, by the page's own clock."""
    context = await browser.new_context(viewport={"width": 1280, "height": 800})
    try:
        page = await context.new_page()
        page.set_default_timeout(timeout * 1000)
        if seen is not None:
            page.on("response", lambda response: seen.append(response.url) if response.ok else None)
        await page.add_init_script(CLOCK)
        await page.add_init_script(
            f"if (window === window.top) gkWatchSeldom({kind!r}, {INDICATOR!r})"
        )
        await page.goto(f"{address}/?{QUERY}", wait_until="commit")
        done = await page.wait_for_function("() => window.gkDone", polling=250)
        if await page.locator("[data-testid='stException'], [data-testid='stAlert']").count():
            message = "the page shows an error"
            raise Error(message)
        return float((await done.json_value())["seconds"])
    finally:
        await context.close()


def files_of(addresses: Iterable[str]) -> Files:
    """The distinct files among what a page asked for, in their order."""
    targets = []
    for address in dict.fromkeys(addresses):
        parts = urlsplit(address)
        if parts.scheme == "http":
            targets.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    of_frame = [target for target in targets if target.startswith(("/component/", "/app/static/"))]
    return Files([target for target in targets if target not in of_frame], of_frame)


# --- clients that draw nothing ---------------------------------------------------------------


async def fetch(host: str, port: int, target: str) -> int:
    """Fetch a file as a browser would, compressed; its size as sent."""
    reader, writer = await asyncio.open_connection(host, port)
    request = (
        f"GET {target} HTTP/1.1\r\nHost: {host}:{port}\r\n"
        "Accept-Encoding: gzip\r\nConnection: close\r\n\r\n"
    )
    writer.write(request.encode())
    await writer.drain()
    answer = await reader.read(-1)
    writer.close()
    status = answer.split(b" ", 2)[1] if answer else b"nothing"
    if status != b"200":
        message = f"{target}: {status.decode()}"
        raise RuntimeError(message)
    return len(answer)


async def fetch_all(host: str, port: int, targets: list[str]) -> int:
    """Fetch files over six connections at a time; their size together."""
    gate = asyncio.Semaphore(CONNECTIONS)

    async def one(target: str) -> int:
        async with gate:
            return await fetch(host, port, target)

    return sum(await asyncio.gather(*(one(target) for target in targets)))


async def run_session(host: str, port: int) -> int:
    """Open a session and receive until its script has finished; the bytes received."""
    asked = BackMsg()
    asked.rerun_script.query_string = QUERY
    received = 0
    async with connect(
        f"ws://{host}:{port}/_stcore/stream", subprotocols=["streamlit"], max_size=LARGEST_MESSAGE
    ) as socket:
        await socket.send(asked.SerializeToString())
        async for payload in socket:
            received += len(payload)
            message = ForwardMsg.FromString(bytes(payload))
            kind = message.WhichOneof("type")
            element = message.delta.new_element.WhichOneof("type") if kind == "delta" else None
            if element == "exception":
                fault = "the page shows an error"
                raise RuntimeError(fault)
            if kind == "script_finished":
                return received
    fault = "the session ended early"
    raise RuntimeError(fault)


async def open_as_client(address: str, files: Files, timeout: float) -> float:
    """Seconds until all that a page needs has arrived."""
    host, port = urlsplit(address).hostname or "", urlsplit(address).port or 80
    begun = time.monotonic()
    async with asyncio.timeout(timeout):
        await fetch_all(host, port, files.page)
        await run_session(host, port)
        await fetch_all(host, port, files.frame)
    return time.monotonic() - begun


# --- the measurement -------------------------------------------------------------------------


async def measure(kind: str, app: RunningApp, opens: int, pages: int, timeout: float) -> None:
    """Open all at once and print what was found."""
    async with async_playwright() as playwright:
        browser = await start_browser(playwright)
        seen: list[str] = []
        await open_page(browser, app.address, kind, timeout)  # fills the server's caches
        page_alone = await open_page(browser, app.address, kind, timeout, seen)
        files = files_of(seen)
        alone = await open_as_client(app.address, files, timeout)
        spent = cpu_seconds(app.pid)
        begun = time.monotonic()
        results = await asyncio.gather(
            *(open_as_client(app.address, files, timeout) for _ in range(opens - pages)),
            *(open_page(browser, app.address, kind, timeout) for _ in range(pages)),
            return_exceptions=True,
        )
        lasted, spent = time.monotonic() - begun, cpu_seconds(app.pid) - spent
        await browser.close()
    print(f"{kind}: {len(files.page)} + {len(files.frame)} files; {lasted:.1f} s for all")
    print(f"    server CPU {spent / opens:.3f} s an open")
    tell("clients", results[: opens - pages], alone)
    tell("pages painted", results[opens - pages :], page_alone)


def tell(what: str, results: list[float | BaseException], alone: float) -> None:
    """Print the spread of the seconds and every kind of error."""
    if not results:
        return
    seconds = sorted(result for result in results if isinstance(result, float))
    faults = Counter(
        (str(result) or type(result).__name__).splitlines()[0]
        for result in results
        if not isinstance(result, float)
    )
    print(f"    {what}: {len(seconds)} of {len(results)}, {sum(faults.values())} errors", end="")
    if len(seconds) > 1:
        p95 = statistics.quantiles(seconds, n=20, method="inclusive")[-1]
        middle = statistics.median(seconds)
        print(f"; alone {alone:.2f} s, median {middle:.2f} s, p95 {p95:.2f} s", end="")
    print()
    for fault, count in faults.most_common(5):
        print(f"        {count} × {fault}")


def main() -> None:
    """Measure each app after the other."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--opens", type=int, default=50)
    parser.add_argument("--pages", type=int, default=2, help="how many of them are Chromium's")
    parser.add_argument("--timeout", type=float, default=85, help="seconds until an open failed")
    parser.add_argument("--apps", default="product,naive", help="which of product,naive")
    parser.add_argument("--data", default="", help="data directory; data/ by default")
    options = parser.parse_args()
    environment = {"GEO_KOPIENAS_DATA": options.data} if options.data else {}
    for kind in options.apps.split(","):
        with running_app(environment, script=APPS[kind]) as app:
            asyncio.run(measure(kind, app, options.opens, options.pages, options.timeout))
    print(f"load of the machine over the last minute: {os.getloadavg()[0]:.2f}")


if __name__ == "__main__":
    main()
