"""Many visitors for a long time, without browsers: errors, answer times, memory, and leaks.

    .venv/bin/python benchmarks/endurance.py clicks --users 20 --minutes 10
    .venv/bin/python benchmarks/endurance.py sessions --count 1000

`clicks`: every user opens a page, reads for one to five seconds, then changes to another page,
chooses a place on the map, changes a list or presses a button, until the time is over. `sessions`:
visits that open a page, do one thing and leave; the memory after every hundred shows whether what
they leave behind is dropped. Both speak Streamlit's own protocol over its WebSocket, as a browser
does.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from probe import cpu_seconds
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

from harness import running_app  # isort: skip - found by way of probe

if TYPE_CHECKING:
    from streamlit.proto.Delta_pb2 import Delta
    from websockets.asyncio.client import ClientConnection

PAGES = (
    "",
    "neaktivas-vietas",
    "sadarbiba",
    "aptaujas-rezultati",
    "vietas-profils",
    "darba-grupa",
    "pasnovertejums",
    "datu-lejupielade",
    "par-projektu",
)
PLACES = ("krogsils", "balozi", "kekava", "baldone", "daugmale", "apk-mezinieku", "valdlauci")
#: A visitor who waits longer than this has left.
PATIENCE_SECONDS = 60
#: Streamlit keeps a session whose connection broke for two minutes, in case it comes back.
KEPT_SECONDS = 120


@dataclass
class Findings:
    """What all visitors together met."""

    opened: list[float] = field(default_factory=list)
    clicked: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class Visitor:
    """One session: what stands on the page, and what can be done with it."""

    def __init__(
        self, connection: ClientConnection, findings: Findings, chance: random.Random
    ) -> None:
        """Take an open connection; `found` collects what is met."""
        self.connection = connection
        self.findings = findings
        self.chance = chance
        self.page = ""
        self.query = ""
        self.page_hash = ""
        self.lists: dict[str, tuple[tuple[str, ...], str]] = {}
        self.buttons: dict[str, str] = {}
        self.map_id: tuple[str, str] | None = None
        self.chosen: dict[str, tuple[str, str]] = {}
        self.choices = 0

    async def open(self, page: str, query: str) -> None:
        """Open a page by its address."""
        self.page, self.query, self.page_hash = page, query, ""
        self.lists, self.buttons, self.map_id, self.chosen = {}, {}, None, {}
        self.findings.opened.append(await self._run(""))

    async def click(self) -> None:
        """Do one of the things that can be done here."""
        doings = ["page"] + ["list"] * (2 * bool(self.lists)) + ["map"] * (3 * bool(self.map_id))
        doings += ["button"] * (2 * bool(self.buttons))
        doing = self.chance.choice(doings)
        if doing == "page":
            await self.open(self.chance.choice(PAGES), f"vieta={self.chance.choice(PLACES)}")
            return
        fragment = pressed = ""
        if doing == "list":
            name = self.chance.choice(list(self.lists))
            options, fragment = self.lists[name]
            self.chosen[name] = ("string_value", self.chance.choice(options))
        elif doing == "button":
            pressed = self.chance.choice(list(self.buttons))
            fragment = self.buttons.pop(pressed)
            if not fragment:
                self.buttons = {}  # the whole page is drawn anew
        elif self.map_id is not None:
            name, fragment = self.map_id
            self.choices += 1
            place = self.chance.choice(PLACES)
            told = f'{{"place_id":"{place}","community_id":null,"choice":{self.choices}}}'
            self.chosen[name] = ("json_value", told)
        self.findings.clicked.append(await self._run(fragment, pressed))

    async def _run(self, fragment: str, pressed: str = "") -> float:
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string = self.query
        asked.page_name = "" if self.page_hash else self.page
        asked.page_script_hash = self.page_hash
        asked.fragment_id = fragment
        asked.context_info.timezone = "Europe/Riga"
        asked.context_info.locale = "lv-LV"
        asked.context_info.url = f"http://localhost/{self.page}"
        asked.widget_states.SetInParent()
        for name, (kind, value) in self.chosen.items():
            state = asked.widget_states.widgets.add()
            state.id = name
            setattr(state, kind, value)
        if pressed:
            state = asked.widget_states.widgets.add()
            state.id, state.trigger_value = pressed, True
        began = time.monotonic()
        await self.connection.send(message.SerializeToString())
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                answer = ForwardMsg.FromString(bytes(await self.connection.recv(decode=False)))
                kind = answer.WhichOneof("type")
                if kind == "navigation":
                    self.page_hash = answer.navigation.page_script_hash
                elif kind == "delta":
                    self._see(answer.delta)
                elif kind == "page_info_changed":
                    self.query = answer.page_info_changed.query_string
                elif kind == "page_not_found":
                    self.findings.errors.append(f"{self.page}: page not found")
                elif kind == "script_finished":
                    if answer.script_finished not in (
                        ForwardMsg.FINISHED_SUCCESSFULLY,
                        ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
                    ):
                        # Stopped early to be run anew, for the page has changed its own address.
                        continue
                    return time.monotonic() - began

    def _see(self, delta: Delta) -> None:
        element = delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            self.findings.errors.append(f"{self.page}: {element.exception.message[:200]}")
        elif kind == "alert" and element.alert.format == element.alert.ERROR:
            self.findings.errors.append(f"{self.page}: {element.alert.body[:200]}")
        elif kind == "selectbox" and element.selectbox.options:
            self.lists[element.selectbox.id] = (
                tuple(element.selectbox.options),
                delta.fragment_id,
            )
        elif (
            kind == "button"
            and not element.button.disabled
            and not element.button.is_form_submitter
        ):
            self.buttons[element.button.id] = delta.fragment_id
        elif kind == "component_instance":
            self.map_id = (element.component_instance.id, delta.fragment_id)


def connection_to(address: str) -> connect:
    """A connection as a browser opens it."""
    host = address.removeprefix("http://")
    return connect(
        f"ws://{host}/_stcore/stream",
        subprotocols=["streamlit"],  # type: ignore[list-item]
        origin=address,  # type: ignore[arg-type]
        max_size=None,
    )


def memory_mb(pid: int) -> float:
    """Memory of a process that is in use, in MB (Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return float("nan")


def told(name: str, seconds: list[float]) -> str:
    """Number, median, 95th percentile and longest of some times."""
    number = len(seconds)
    if number < 2:
        return f"{name}: {number}"
    p95 = statistics.quantiles(seconds, n=20, method="inclusive")[-1]
    median, longest = statistics.median(seconds), max(seconds)
    return f"{name}: {number}; median {median:.2f} s, p95 {p95:.2f} s, longest {longest:.1f} s"


async def visit(address: str, findings: Findings, number: int, until: float) -> None:
    """One user who clicks until the time is over."""
    chance = random.Random(number)  # noqa: S311 - the same users every time
    try:
        async with connection_to(address) as connection:
            visitor = Visitor(connection, findings, chance)
            await visitor.open(chance.choice(PAGES), f"vieta={chance.choice(PLACES)}")
            while time.monotonic() < until:
                await asyncio.sleep(chance.uniform(1, 5))
                await visitor.click()
    except Exception as error:
        findings.errors.append(f"user {number}: {error!r}")


async def clicks(address: str, pid: int, users: int, minutes: float) -> None:
    """Users who click at once; memory every minute."""
    findings = Findings()
    # Every page once, so that what is loaded once for all is not counted as growth.
    await _warm(address, findings)
    quiet, cpu, began = memory_mb(pid), cpu_seconds(pid), time.monotonic()
    until = began + minutes * 60
    visits = [
        asyncio.create_task(visit(address, findings, number, until)) for number in range(users)
    ]
    trend = [quiet]
    while time.monotonic() < until:
        await asyncio.sleep(min(60, max(1, until - time.monotonic())))
        trend.append(memory_mb(pid))
    busy = (cpu_seconds(pid) - cpu) / (time.monotonic() - began)
    await asyncio.gather(*visits)
    print(
        f"{users} users, {minutes:g} minutes: {len(findings.errors)} errors, {busy:.2f} processors"
    )
    print(told("    pages opened", findings.opened))
    print(told("    clicks", findings.clicked))
    print("    memory by minute, MB: " + ", ".join(f"{megabytes:.0f}" for megabytes in trend))
    print(f"    per session at most {(max(trend) - quiet) / users:.1f} MB above the empty server")
    for error in sorted(set(findings.errors))[:10]:
        print(f"    {error}")


async def _warm(address: str, findings: Findings) -> None:
    async with connection_to(address) as connection:
        visitor = Visitor(connection, findings, random.Random(0))  # noqa: S311
        for page in PAGES:
            await visitor.open(page, "vieta=krogsils")
    findings.opened.clear()


async def sessions(address: str, pid: int, count: int, at_once: int) -> None:
    """Visits that end; memory after every hundred, and after Streamlit forgot the last."""
    findings = Findings()
    await _warm(address, findings)
    gate = asyncio.Semaphore(at_once)

    async def one_visit(number: int) -> None:
        chance = random.Random(number)  # noqa: S311 - the same visits every time
        async with gate:
            try:
                async with connection_to(address) as connection:
                    visitor = Visitor(connection, findings, chance)
                    page = PAGES[number % len(PAGES)]
                    await visitor.open(page, f"vieta={chance.choice(PLACES)}")
                    await visitor.click()
            except Exception as error:
                findings.errors.append(f"visit {number}: {error!r}")

    trend = [memory_mb(pid)]
    for first in range(0, count, 100):
        await asyncio.gather(
            *(one_visit(visit_number) for visit_number in range(first, min(first + 100, count)))
        )
        trend.append(memory_mb(pid))
        print(f"    {first + 100} visits: {trend[-1]:.0f} MB", flush=True)
    await asyncio.sleep(KEPT_SECONDS + 10)
    await _warm(address, Findings())  # one more visit, so that what has expired is cleared away
    half = len(trend) // 2
    growth = (trend[-1] - trend[half]) / max(1, count - half * 100) * 1000
    print(f"{count} visits, {at_once} at once: {len(findings.errors)} errors")
    print(told("    pages opened", findings.opened))
    print(
        "    memory by hundred visits, MB: " + ", ".join(f"{megabytes:.0f}" for megabytes in trend)
    )
    print(f"    at the end, all sessions forgotten: {memory_mb(pid):.0f} MB")
    print(f"    growth over the second half: {growth:.1f} KB a visit")
    for error in sorted(set(findings.errors))[:10]:
        print(f"    {error}")


def main() -> None:
    """Run one of the two."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", choices=("clicks", "sessions"))
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--at-once", type=int, default=10)
    parser.add_argument("--data", default="", help="data directory; data/ by default")
    options = parser.parse_args()
    environment = {"GEO_KOPIENAS_DATA": options.data} if options.data else {}
    with running_app(environment) as app:
        if options.what == "clicks":
            asyncio.run(clicks(app.address, app.pid, options.users, options.minutes))
        else:
            asyncio.run(sessions(app.address, app.pid, options.count, options.at_once))
    print(f"load of the machine over the last minute: {os.getloadavg()[0]:.2f}")


if __name__ == "__main__":
    main()
