"""The server's start: a failure is told without its message, and does not keep the server down."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from geo_kopienas.ui.frame import loaders, server

if TYPE_CHECKING:
    import pytest


def test_failure_at_the_start_is_told_by_its_kind_and_the_server_answers(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        message = "what a person wrote"
        raise PermissionError(message)

    async def start() -> str:
        async with server.warm(None):
            return "answers"

    monkeypatch.setattr(server, "_serve_map_component", lambda: None)
    monkeypatch.setattr(loaders, "load", fail)
    with ThreadPoolExecutor(1) as pool:  # Playwright's loop may run in this thread
        assert pool.submit(lambda: asyncio.run(start())).result() == "answers"
    assert "Error at the start: PermissionError" in caplog.text
    assert "what a person wrote" not in caplog.text
