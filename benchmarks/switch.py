"""Measure what switching the indicator costs, as ratios within one run.

    .venv/bin/python benchmarks/switch.py [--rounds 11] [--data DIR] [--level settlement]

Three apps on the same data are driven by the same Chromium: (a) a rerun of the whole page without
a map, (b) a plain st_folium that rebuilds its map, and the product. Each switch is timed from the
click on an option to the painted answer; bytes are those of the websocket; CPU is the server's.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

CHECKOUT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(CHECKOUT / "tests" / "browser"))

from harness import map_frame, running_app, running_browser, wait_for_paint  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

LABEL = "Ko rāda krāsas"
OPTIONS = ("Faktu skaits reģistrā", "Priekšlikumi 2024. gada budžetam, visi")
IDS = ("evidence_count", "proposals_2024")
CLOCK = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """CPU time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / CLOCK


def choose(page: Page, option: str) -> None:
    """Open the list and point at an option; the click on it is what is timed."""
    page.get_by_role("combobox", name=LABEL).click()
    page.get_by_role("option", name=option, exact=True).hover()


def answered(page: Page, kind: str, indicator_id: str, former: str | None) -> str | None:
    """Wait for the answer of a switch; the stamp of the paint where there is one."""
    if kind == "product":
        return wait_for_paint(page, other_than=former)
    page.wait_for_function("id => location.search.includes('raditajs=' + id)", arg=indicator_id)
    if kind == "naive":
        map_frame(page).locator("path.leaflet-interactive").first.wait_for(state="attached")
    return None


def measure(browser: Browser, kind: str, script: str, rounds: int, level: str, data: str) -> dict:
    """Medians of seconds, bytes and CPU seconds of one app."""
    environment = {"GEO_KOPIENAS_DATA": data} if data else {}
    with running_app(environment, script=script) as app:
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        received = [0]

        def count(payload: str | bytes) -> None:
            received[0] += len(payload if isinstance(payload, bytes) else payload.encode())

        page.on("websocket", lambda socket: socket.on("framereceived", count))
        page.goto(f"{app.address}/?limenis={level}&raditajs={IDS[0]}")
        page.get_by_role("combobox", name=LABEL).wait_for(timeout=90_000)
        stamp = wait_for_paint(page) if kind == "product" else None
        page.wait_for_timeout(3000)
        seconds, sizes, loads = [], [], []
        for turn in range(rounds + 2):
            option = (turn + 1) % 2
            choose(page, OPTIONS[option])
            page.wait_for_timeout(400)
            received[0], cpu, begun = 0, cpu_seconds(app.pid), time.perf_counter()
            page.mouse.down()
            page.mouse.up()
            stamp = answered(page, kind, IDS[option], stamp)
            seconds.append(time.perf_counter() - begun)
            page.wait_for_timeout(700)
            sizes.append(received[0])
            loads.append(cpu_seconds(app.pid) - cpu)
        page.context.close()
    # The first two warm the caches up.
    return {
        "seconds": statistics.median(seconds[2:]),
        "bytes": statistics.median(sizes[2:]),
        "cpu": statistics.median(loads[2:]),
    }


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--level", default="settlement")
    parser.add_argument("--data", default="")
    options = parser.parse_args()
    apps = {
        "without": "benchmarks/apps/without_map.py",
        "naive": "benchmarks/apps/naive_map.py",
        "product": "app.py",
    }
    with running_browser() as browser:
        found = {
            kind: measure(browser, kind, script, options.rounds, options.level, options.data)
            for kind, script in apps.items()
        }
    base = found["without"]
    print(f"{'':10}{'seconds':>10}{'KB':>10}{'CPU s':>10}{'time/(a)':>10}{'CPU/(a)':>10}")
    for kind, row in found.items():
        print(
            f"{kind:10}{row['seconds']:10.3f}{row['bytes'] / 1000:10.1f}{row['cpu']:10.3f}"
            f"{row['seconds'] / base['seconds']:10.2f}{row['cpu'] / max(base['cpu'], 0.01):10.2f}"
        )


if __name__ == "__main__":
    main()
