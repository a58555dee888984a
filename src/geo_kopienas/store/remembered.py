"""What was read from a file, kept while the file stays as it is.

A changed fact then costs the reading of the facts, not that of borders that nobody touched: of a
country these take most of the time.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

Read = TypeVar("Read")

#: A directory has about ten such parts; pages of an earlier day or state have their own.
_MAX_KEPT = 40
_kept: OrderedDict[Hashable, Any] = OrderedDict()
_lock = Lock()


def remembered(read: Callable[[], Read], what: Hashable, paths: Iterable[Path]) -> Read:
    """What `read` gives; read anew only where one of the files is another one.

    Args:
        read: Reads the files. What it gives is shared, so nobody may change it.
        what: What is read, and how.
        paths: The files that it depends on.
    """
    key = (what, tuple(_state(path) for path in paths))
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            kept: Read = _kept[key]
            return kept
    value = read()
    with _lock:
        _kept[key] = value
        while len(_kept) > _MAX_KEPT:
            _kept.popitem(last=False)
    return value


def _state(path: Path) -> Hashable:
    """Which file it is and when it was changed; copies of one part are links to the same file."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns
