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
    from collections.abc import Callable, Iterator

    from geo_kopienas.texts import Texts

INTERVAL_SECONDS = 0.2
#: After this time the terminal shows that work is going on.
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
    started, line = time.monotonic(), _Line()
    while not done.wait(INTERVAL_SECONDS):
        seconds = time.monotonic() - started
        if seconds >= SILENT_SECONDS:
            line.show(texts.say("cli.work.line", what=words, seconds=texts.number(seconds)))
    line.clear()


class _Line:
    """The line that is written over."""

    def __init__(self) -> None:
        self._width = 0

    def show(self, text: str) -> None:
        print("\r" + text.ljust(self._width), end="", file=sys.stderr, flush=True)
        self._width = len(text)

    def clear(self) -> None:
        if self._width:
            print("\r" + " " * self._width + "\r", end="", file=sys.stderr, flush=True)


@contextmanager
def progress_line(texts: Texts) -> Iterator[Callable[[str, int, int], None]]:
    """Give what says how many bytes of which file or layer are done; a total of 0 is not known."""
    line, is_shown, last = _Line(), sys.stderr.isatty(), 0.0

    def tell(name: str, done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if not is_shown or (now - last < INTERVAL_SECONDS and done != total):
            return
        last = now
        share = f" ({texts.number(100 * done / total)} %)" if total else ""
        size = texts.number(done / _MEGABYTE, 1)
        line.show(texts.say("cli.progress", name=shown(name), size=size, share=share))

    try:
        yield tell
    finally:
        line.clear()
