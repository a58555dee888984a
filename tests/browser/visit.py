"""What a visit must show, and what it must not cause: errors, refusals, requests to other hosts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harness import map_frame, wait_for_paint
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Page, Response

#: What must be drawn on a page besides its words: the map, charts, tables.
DRAWN = {
    "map": ("map",),
    "inactive": ("map", "chart", "table"),
    "cooperation": ("chart", "table"),
    "survey": ("chart", "table"),
    "profile": ("table",),
    "working_group": ("table",),
    "data": ("table",),
    "about": ("table",),
}
#: Streamlit asks whether WebAssembly may multiply for it, and multiplies itself when it may not.
TOLERATED = "policy script-src wasm-eval"


def expect_drawn(page: Page, page_id: str | None) -> None:
    """All parts of a page are there; of none, where a state of it shows only some."""
    for part in DRAWN.get(page_id or "", ()):
        if part == "map":
            wait_for_paint(page)
            expect(map_frame(page).locator("path[data-place]").first).to_be_attached()
        elif part == "chart":
            expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
        else:
            expect(page.locator("table").first).to_be_attached()


@dataclass
class Watch:
    """What a page has caused since the last look.

    Attributes:
        faults: Errors of the console, refused requests and breaches of the policy.
        addresses: Everything that was asked for.
    """

    faults: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)

    def begin(self, page: Page) -> Watch:
        """Watch a page and its frames from now on."""
        page.on("console", self._note_message)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("response", self._note_response)
        page.on("request", lambda request: self.addresses.append(request.url))
        page.on("websocket", lambda socket: self._note_socket(socket.url))
        page.add_init_script(
            "document.addEventListener('securitypolicyviolation', (event) =>"
            " console.error('policy', event.violatedDirective, event.blockedURI))"
        )
        return self

    def foreign(self) -> list[str]:
        """Addresses that are not on this machine."""
        local = {"127.0.0.1", None, ""}
        return [address for address in self.addresses if urlsplit(address).hostname not in local]

    def forget(self) -> None:
        """Begin another visit."""
        self.faults.clear()
        self.addresses.clear()

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type == "error" and message.text != TOLERATED:
            self.faults.append(message.text)

    def _note_response(self, response: Response) -> None:
        if response.status >= 400:
            self.faults.append(response.url)

    def _note_socket(self, address: str) -> None:
        self.addresses.append(address.replace("ws:", "http:"))
