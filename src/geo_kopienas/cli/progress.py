"""Progress of a long command: one line on standard error that is written over."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from geo_kopienas.texts.faults import shown

if TYPE_CHECKING:
    from types import TracebackType

    from geo_kopienas.texts import Texts

INTERVAL_SECONDS = 0.2
_MEGABYTE = 1024 * 1024


class ProgressLine:
    """Says what is being read and how far it is; nothing where standard error is no terminal."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._is_shown = sys.stderr.isatty()
        self._last = 0.0
        self._width = 0

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._width:
            print("\r" + " " * self._width + "\r", end="", file=sys.stderr, flush=True)

    def __call__(self, name: str, done: int, total: int) -> None:
        """Say how many bytes are done; a total of 0 is not known."""
        now = time.monotonic()
        if not self._is_shown or (now - self._last < INTERVAL_SECONDS and done != total):
            return
        self._last = now
        share = f" ({self._texts.number(100 * done / total)} %)" if total else ""
        size = self._texts.number(done / _MEGABYTE, 1)
        line = self._texts.say("cli.progress", name=shown(name), size=size, share=share)
        print("\r" + line.ljust(self._width), end="", file=sys.stderr, flush=True)
        self._width = len(line)
