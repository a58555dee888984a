"""Feeds a parser changed files for some time: `run.py TARGET [--seconds 600] [--seed 1]`.

Prints how many files were read, how many readings failed with an exception, the slowest (by the
clock and by the processor, which a busy machine does not slow down) and the peak of memory. What
failed stays beside as a file, and is read alone by `run.py TARGET FILE…`.
"""

from __future__ import annotations

import argparse
import resource
import signal
import sys
import time
import traceback
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent))

from targets import TARGETS

SLOW_SECONDS = 30.0
#: A reading that takes longer does not end by itself; it becomes a find.
HANGING_SECONDS = 240
MAX_FINDS = 20


def main() -> int:
    """Run one target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--finds", type=Path, default=Path("fuzz-finds"))
    options = parser.parse_args()
    for path in options.files:
        TARGETS[options.target].read(path.read_bytes())
    return 0 if options.files else fuzz(options)


def fuzz(options: argparse.Namespace) -> int:
    """Read changed files until the time is over."""
    target = TARGETS[options.target]
    seeds = target.seeds()
    random = Random(options.seed)  # the same files for the same seed
    inputs, slowest, busiest, kinds = 0, 0.0, 0.0, {}
    signal.signal(signal.SIGALRM, _hangs)
    end = time.monotonic() + options.seconds
    while time.monotonic() < end and len(kinds) < MAX_FINDS:
        content = target.change(random.choice(seeds), seeds, random)
        started, worked = time.monotonic(), _processor_seconds()
        signal.alarm(HANGING_SECONDS)
        try:
            target.read(content)
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            kind = f"{type(error).__name__} {Path(last.filename).name}:{last.lineno}"
            if kind not in kinds:
                options.finds.mkdir(exist_ok=True)
                path = options.finds / f"{options.target}-{len(kinds) + 1}"
                path.write_bytes(content)
                print(f"{kind}: {error!s:.200} → {path}", flush=True)
            kinds[kind] = kinds.get(kind, 0) + 1
        signal.alarm(0)
        slowest = max(slowest, time.monotonic() - started)
        busiest = max(busiest, _processor_seconds() - worked)
        inputs += 1
    peak = max(resource.getrusage(who).ru_maxrss for who in (0, resource.RUSAGE_CHILDREN)) // 1024
    print(
        f"{options.target}: {inputs} inputs, {sum(kinds.values())} uncaught, "
        f"slowest {slowest:.2f} s ({busiest:.2f} s of processor), peak {peak} MB",
        flush=True,
    )
    return 1 if kinds or busiest > SLOW_SECONDS else 0


def _hangs(*_: object) -> None:
    message = f"not read within {HANGING_SECONDS} s"
    raise TimeoutError(message)


def _processor_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


if __name__ == "__main__":
    sys.exit(main())
