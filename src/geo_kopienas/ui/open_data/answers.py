"""Answers that are ready: each a file on disk, plain and compressed once, bounded in all."""

import gzip
import hashlib
import os
import tempfile
import weakref
from collections import OrderedDict
from collections.abc import Hashable
from pathlib import Path
from threading import Lock

#: A country's places with all their columns take some 60 MB.
MAX_BYTES = 256 * 1024 * 1024
_LEVEL = 6


class Answer:
    """The content of one address. Its files go when nobody holds it any more.

    Attributes:
        digest: Hash of the content.
        plain: The file as it is.
        packed: The file compressed by gzip.
        size: Bytes of both.
    """

    def __init__(self, content: bytes) -> None:
        """Write the content down."""
        self.digest = hashlib.sha256(content).hexdigest()[:32]
        self.plain = self._written(content)
        self.packed = self._written(gzip.compress(content, _LEVEL, mtime=0))
        self.size = self.plain.stat().st_size + self.packed.stat().st_size

    def _written(self, content: bytes) -> Path:
        handle, name = tempfile.mkstemp(prefix="geo-kopienas-")
        weakref.finalize(self, Path(name).unlink, missing_ok=True)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        return Path(name)


class Answers:
    """The newest answers by what was asked for, of public data alone."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        """Begin without any.

        Args:
            max_bytes: So much may lie on the disk; the newest answer is always kept.
        """
        self._max_bytes = max_bytes
        self._known: OrderedDict[Hashable, Answer] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Answer | None:
        """The answer to a question, if it is ready."""
        with self._lock:
            answer = self._known.get(key)
            if answer is not None:
                self._known.move_to_end(key)
            return answer

    def keep(self, key: Hashable, content: bytes) -> Answer:
        """Keep an answer, and let go those that nobody asked for longest."""
        answer = Answer(content)
        with self._lock:
            self._known[key] = answer
            while self.size > self._max_bytes and len(self._known) > 1:
                self._known.popitem(last=False)
        return answer

    @property
    def size(self) -> int:
        """Bytes on the disk."""
        return sum(answer.size for answer in self._known.values())
