"""What the runs of the pages take, for whoever watches the server: by page, never by visitor."""

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector

#: `json` writes a line a run to the standard output.
LOG_VARIABLE = "GEO_KOPIENAS_RUN_LOG"
#: From a changed choice (0.05 s) to what visitors complain of (10 s and more).
_BUCKETS = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
SECONDS = Histogram(
    "geo_kopienas_run_seconds",
    "Seconds of a whole run of a page.",
    ["page"],
    buckets=_BUCKETS,
    registry=REGISTRY,
)
ERRORS = Counter(
    "geo_kopienas_run_errors", "Runs in which something failed.", ["page"], registry=REGISTRY
)
LEDGER_SECONDS = Histogram(
    "geo_kopienas_ledger_seconds",
    "Seconds until the ledger said which version it is at.",
    buckets=_BUCKETS,
    registry=REGISTRY,
)

_has_failed: ContextVar[bool] = ContextVar("has_failed", default=False)


@contextmanager
def counted(page_id: str) -> Iterator[None]:
    """Count a run of a page, how long it takes and whether something failed (`note_failure`)."""
    before = _has_failed.set(False)
    begun = time.perf_counter()
    try:
        yield
    finally:
        seconds, has_failed = time.perf_counter() - begun, _has_failed.get()
        _has_failed.reset(before)
        SECONDS.labels(page_id).observe(seconds)
        if has_failed:
            ERRORS.labels(page_id).inc()
        if os.environ.get(LOG_VARIABLE) == "json":
            _write_line(page_id, seconds, has_failed=has_failed)


def note_failure() -> None:
    """Say that something has failed in this run."""
    _has_failed.set(True)


def _write_line(page_id: str, seconds: float, *, has_failed: bool) -> None:
    line = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "page": page_id,
        "seconds": round(seconds, 4),
        "has_failed": has_failed,
    }
    sys.stdout.write(f"{json.dumps(line)}\n")
    sys.stdout.flush()
