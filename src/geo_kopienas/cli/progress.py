"""Progress of a long command: one line on standard error that is written over.

Nothing is said where standard error is no terminal.
"""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING

from geo_kopienas.texts.faults import shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from geo_kopienas.texts import Texts

INTERVAL_SECONDS = 0.2
#: Who waits longer than this should see that something is going on.
SILENT_SECONDS = 1.0
_MEGABYTE = 1024 * 1024


@contextmanager
def at_work(what: str, texts: Texts) -> Iterator[None]:
    """Say what is being done and for how long already, once it takes more than a second.

    Nothing else may be printed meanwhile; the line is gone when the work is done.

    Args:
        what: Key of the words below `cli.work`.
        texts: Words of the reader's language.
    """
    if not sys.stderr.isatty():
        yield
        return
    done = Event()
    teller = Thread(target=_tell_until, args=(done, texts[f"cli.work.{what}"], texts), daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()


def _tell_until(done: Event, words: str, texts: Texts) -> None:
    started, width = time.monotonic(), 0
    while not done.wait(INTERVAL_SECONDS):
        seconds = time.monotonic() - started
        if seconds >= SILENT_SECONDS:
            line = texts.say("cli.work.line", what=words, seconds=texts.number(seconds))
            print("\r" + line.ljust(width), end="", file=sys.stderr, flush=True)
            width = len(line)
    if width:
        print("\r" + " " * width + "\r", end="", file=sys.stderr, flush=True)


class ProgressLine:
    """Says what is being read and how far it is."""

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
