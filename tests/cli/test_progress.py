"""What a command says at a terminal while it works."""

from __future__ import annotations

import io
import sys
import time
from typing import TYPE_CHECKING

from geo_kopienas.cli import progress
from geo_kopienas.cli.progress import at_work
from geo_kopienas.texts import texts_for

if TYPE_CHECKING:
    import pytest

PATIENCE_SECONDS = 120.0


class Terminal(io.StringIO):
    """A terminal that keeps what it shows."""

    def isatty(self) -> bool:
        return True


def test_a_long_work_is_told_at_a_terminal_and_leaves_no_trace(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(progress, "INTERVAL_SECONDS", 0.01)
    monkeypatch.setattr(progress, "SILENT_SECONDS", 0.0)
    with at_work("load", texts_for("lv")):
        until = time.monotonic() + PATIENCE_SECONDS
        while "Lasa datus … 0 s" not in terminal.getvalue() and time.monotonic() < until:
            time.sleep(0.01)
    assert "\rLasa datus … 0 s" in terminal.getvalue()
    last = terminal.getvalue().split("\r")[-2:]
    assert [line.strip() for line in last] == ["", ""]


def test_a_short_work_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(progress, "SILENT_SECONDS", 3600.0)
    with at_work("load", texts_for("lv")):
        pass
    assert not terminal.getvalue()


def test_a_log_gets_no_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    log = io.StringIO()
    monkeypatch.setattr(sys, "stderr", log)
    monkeypatch.setattr(progress, "SILENT_SECONDS", 0.0)
    with at_work("load", texts_for("lv")):
        pass
    assert not log.getvalue()
