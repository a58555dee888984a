"""Measure what switching the indicator costs, as ratios within one run.

    .venv/bin/python benchmarks/switch.py [--rounds 11] [--data DIR] [--level settlement]

Three apps on the same data are driven by the same Chromium: (a) a rerun of the whole page without
a map, (b) a plain st_folium that rebuilds its map, and the product. Each switch is timed by the
browser from the press of the mouse on an option to the painted answer; bytes are the payloads of
the websocket's frames; CPU is that of the server's process until it is quiet again.
"""

from __future__ import annotations

import argparse
import os
import statistics
from collections import Counter
from typing import TYPE_CHECKING

from probe import APPS, answer_seconds, cpu_seconds, install_clock, stamp, watch

from harness import running_app, running_browser  # isort: skip - found by way of probe

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LABEL = "Ko rāda krāsas"
OPTIONS = {
    "evidence_count": "Faktu skaits reģistrā",
    "proposals_2024": "Priekšlikumi 2024. gada budžetam, visi",
}
WARM_UPS = 2
QUIET_MILLISECONDS = 800


def measure(
    browser: Browser, kind: str, *, rounds: int, level: str, data: str, timeout: float
) -> dict[str, float]:
    """Medians of seconds, bytes and CPU seconds of one app, and the spread of the seconds."""
    environment = {"GEO_KOPIENAS_DATA": data} if data else {}
    with running_app(environment, script=APPS[kind]) as app:
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.set_default_timeout(timeout * 1000)
        install_clock(page)
        received: list[bytes] = []

        def keep(payload: str | bytes) -> None:
            received.append(payload if isinstance(payload, bytes) else payload.encode())

        page.on("websocket", lambda socket: socket.on("framereceived", keep))
        ids = list(OPTIONS)
        page.goto(f"{app.address}/?limenis={level}&raditajs={ids[0]}", wait_until="commit")
        watch(page, kind, ids[0])
        answer_seconds(page, timeout)
        page.get_by_role("combobox", name=LABEL).wait_for()
        page.wait_for_timeout(3000)
        seconds, sizes, loads = [], [], []
        for turn in range(rounds + WARM_UPS):
            indicator_id = ids[(turn + 1) % 2]
            box = page.get_by_role("combobox", name=LABEL)
            box.click()
            box.fill(OPTIONS[indicator_id])  # the list shows only a part of the options
            page.get_by_role("option", name=OPTIONS[indicator_id], exact=True).hover()
            page.wait_for_timeout(400)
            watch(page, kind, indicator_id, stamp(page))
            received.clear()
            begun = cpu_seconds(app.pid)
            page.mouse.down()
            page.mouse.up()
            seconds.append(answer_seconds(page, timeout))
            page.wait_for_timeout(QUIET_MILLISECONDS)
            sizes.append(sum(map(len, received)))
            loads.append(cpu_seconds(app.pid) - begun)
        if os.environ.get("BENCHMARK_FRAMES"):
            print_frames(kind, received)
        context.close()
    counted = seconds[WARM_UPS:]
    return {
        "seconds": statistics.median(counted),
        "least": min(counted),
        "most": max(counted),
        "bytes": statistics.median(sizes[WARM_UPS:]),
        "cpu": statistics.median(loads[WARM_UPS:]),
    }


def print_frames(kind: str, frames: list[bytes]) -> None:
    """Say what the last switch sent, by kind of message."""
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg  # noqa: PLC0415

    sizes: Counter[str] = Counter()
    for frame in frames:
        message = ForwardMsg.FromString(frame)
        name = str(message.WhichOneof("type"))
        if name == "delta":
            delta = message.delta
            element = delta.new_element.WhichOneof("type") or delta.WhichOneof("type")
            name = f"{element} {list(message.metadata.delta_path)}"
        sizes[name] += len(frame)
    for name, size in sizes.most_common():
        print(f"    {kind}: {size:6d} {name}")


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=11, help="counted switches of each app")
    parser.add_argument("--level", default="settlement", help="unit, apkaime or settlement")
    parser.add_argument("--data", default="", help="data directory; data/ by default")
    parser.add_argument("--timeout", type=float, default=90, help="seconds for one answer")
    parser.add_argument(
        "--apps", default="without,naive,product", help="which of without,naive,product"
    )
    options = parser.parse_args()
    seconds: dict[str, dict[str, float]] = {}
    with running_browser() as browser:
        for kind in options.apps.split(","):
            seconds[kind] = measure(
                browser,
                kind,
                rounds=options.rounds,
                level=options.level,
                data=options.data,
                timeout=options.timeout,
            )
    base = seconds.get("without", next(iter(seconds.values())))
    print(f"load before and now: {os.getloadavg()[1]:.2f} {os.getloadavg()[0]:.2f}")
    print(
        f"{'':9}{'switch s':>9}{'min–max':>14}{'KB':>9}{'CPU s':>8}{'time/(a)':>10}{'CPU/(a)':>9}"
    )
    for kind, row in seconds.items():
        spread = f"{row['least']:.3f}–{row['most']:.3f}"
        print(
            f"{kind:9}{row['seconds']:9.3f}{spread:>14}"
            f"{row['bytes'] / 1000:9.1f}{row['cpu']:8.3f}"
            f"{row['seconds'] / base['seconds']:10.2f}{row['cpu'] / base['cpu']:9.2f}"
        )


if __name__ == "__main__":
    main()
