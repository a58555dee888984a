"""What all measurements share: the apps, the browser's clock and the server's CPU time."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

CHECKOUT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(CHECKOUT / "tests" / "browser"))

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: (a) a rerun of the whole page without a map, (b) a plain st_folium, and the product.
APPS = {
    "without": "benchmarks/apps/without_map.py",
    "naive": "benchmarks/apps/naive_map.py",
    "product": "app.py",
}

#: Runs in every page before its own scripts. `gkAnswer` gives the time from the newest press of
#: the mouse (or from the opening) until the answer stands in the page and a frame was drawn after.
CLOCK = """
(() => {
  if (window !== window.top) return;
  window.gkPressed = 0;
  window.addEventListener("pointerdown", (event) => { window.gkPressed = event.timeStamp; }, true);
  const frames = () => [...document.querySelectorAll("iframe")].map((frame) => {
    try { return frame.contentDocument; } catch (error) { return null; }
  }).filter((inner) => inner && inner.body);
  const answers = {
    without: (wanted) => location.search.includes("raditajs=" + wanted + "&")
      || location.search.endsWith("raditajs=" + wanted),
    naive: (wanted) => frames().some((inner) => inner.querySelector("path.chosen-" + wanted)),
    product: (wanted, former) => frames().some((inner) => {
      const stamp = inner.body.dataset.painted;
      return stamp && stamp !== former;
    }),
  };
  window.gkStamp = () => frames().map((inner) => inner.body.dataset.painted).find(Boolean) || "";
  // Many pages at once look seldom: asking for every frame would make all of them draw.
  window.gkWatchSeldom = (kind, wanted) => {
    const timer = setInterval(() => {
      if (!answers[kind](wanted, "")) return;
      clearInterval(timer);
      window.gkDone = { seconds: performance.now() / 1000 };
    }, 250);
  };
  window.gkWatch = (kind, wanted, former) => {
    window.gkDone = null;
    let painted = 0;
    const look = () => {
      const now = performance.now();
      if (painted === 1) window.gkDone = { seconds: (now - window.gkPressed) / 1000 };
      if (painted || answers[kind](wanted, former)) painted += 1;
      if (!window.gkDone) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  };
})();
"""


def install_clock(page: Page) -> None:
    """Put the clock into every document that the page will load."""
    page.add_init_script(CLOCK)


def watch(page: Page, kind: str, indicator_id: str, former: str = "") -> None:
    """Begin to watch for an answer; the mouse is pressed after this."""
    page.evaluate("args => window.gkWatch(...args)", [kind, indicator_id, former])


def answer_seconds(page: Page, timeout: float) -> float:
    """Seconds from the press of the mouse to the painted answer, by the browser's own clock."""
    handle = page.wait_for_function("() => window.gkDone", timeout=timeout * 1000)
    return float(handle.json_value()["seconds"])


def stamp(page: Page) -> str:
    """Stamp of the paint that the product's map shows now."""
    return str(page.evaluate("() => window.gkStamp()"))


def cpu_seconds(pid: int) -> float:
    """CPU time of a process so far, to the nanosecond (Linux: the clock of another process)."""
    return time.clock_gettime((~pid << 3) | 2)
