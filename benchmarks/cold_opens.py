"""Open the map page many times at once, each in a browser context of its own with an empty cache.

    .venv/bin/python benchmarks/cold_opens.py [--opens 50] [--apps product,naive] [--data DIR]

Says how many opens failed, and the median and the 95th percentile of the seconds from the
start of the navigation to the first painted map. The server was opened once before, so that its
own caches are filled; browsers, driver and server share the processors of one machine.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import time
from collections import Counter
from typing import TYPE_CHECKING

from playwright.async_api import Error, async_playwright
from probe import APPS, CLOCK

from harness import chromium_path, running_app  # isort: skip - found by way of probe

if TYPE_CHECKING:
    from playwright.async_api import Browser

INDICATOR = "evidence_count"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


async def open_once(browser: Browser, address: str, kind: str, timeout: float) -> float:
    """Seconds from the navigation's start to the first paint, by the page's own clock."""
    context = await browser.new_context(viewport={"width": 1280, "height": 800})
    try:
        page = await context.new_page()
        page.set_default_timeout(timeout * 1000)
        await page.add_init_script(CLOCK)
        await page.add_init_script(
            f"if (window === window.top) gkWatchSeldom({kind!r}, {INDICATOR!r})"
        )
        await page.goto(f"{address}/?limenis=settlement&raditajs={INDICATOR}", wait_until="commit")
        done = await page.wait_for_function("() => window.gkDone", polling=250)
        errors = await page.locator("[data-testid='stException'], [data-testid='stAlert']").count()
        if errors:
            message = "the page shows an error"
            raise Error(message)
        return float((await done.json_value())["seconds"])
    finally:
        await context.close()


async def measure(kind: str, address: str, opens: int, browsers: int, timeout: float) -> None:
    """Open all at once and print what was found."""
    async with async_playwright() as playwright:
        running = [
            await playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
            for _ in range(browsers)
        ]
        alone = await open_once(running[0], address, kind, timeout)  # fills the server's caches
        alone = await open_once(running[0], address, kind, timeout)
        begun = time.monotonic()
        found = await asyncio.gather(
            *(
                open_once(running[number % browsers], address, kind, timeout)
                for number in range(opens)
            ),
            return_exceptions=True,
        )
        lasted = time.monotonic() - begun
        for browser in running:
            await browser.close()
    seconds = sorted(one for one in found if isinstance(one, float))
    faults = Counter(str(one).splitlines()[0] for one in found if not isinstance(one, float))
    print(f"{kind}: {opens} opens at once, {len(seconds)} painted, {sum(faults.values())} errors")
    for fault, count in faults.most_common(5):
        print(f"    {count} × {fault}")
    if len(seconds) > 1:
        p95 = statistics.quantiles(seconds, n=20, method="inclusive")[-1]
        print(
            f"    alone {alone:.2f} s; median {statistics.median(seconds):.2f} s, "
            f"p95 {p95:.2f} s, longest {seconds[-1]:.2f} s; all within {lasted:.1f} s"
        )


def main() -> None:
    """Measure each app after the other."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--opens", type=int, default=50)
    parser.add_argument("--browsers", type=int, default=2, help="processes of Chromium")
    parser.add_argument("--timeout", type=float, default=85, help="seconds until an open failed")
    parser.add_argument("--apps", default="product,naive", help="which of product,naive")
    parser.add_argument("--data", default="", help="data directory; data/ by default")
    options = parser.parse_args()
    environment = {"GEO_KOPIENAS_DATA": options.data} if options.data else {}
    for kind in options.apps.split(","):
        with running_app(environment, script=APPS[kind]) as app:
            asyncio.run(
                measure(kind, app.address, options.opens, options.browsers, options.timeout)
            )
    print(f"load of the machine over the last minute: {os.getloadavg()[0]:.2f}")


if __name__ == "__main__":
    main()
