"""Import a synthetic address register of the size of Latvia and say time and memory.

    .venv/bin/python benchmarks/national_import.py /tmp/latvia

Writes `aw_shp.zip` and the data directory `data` into the folder; nothing in them is real.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(CHECKOUT / "tests" / "helpers"))

from address_register import write_register  # noqa: E402
from national_register import national_register  # noqa: E402


def main() -> int:
    """Write, import, check; returns the exit code of the last command that failed, else 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    path = write_register(folder / "aw_shp.zip", national_register())
    environment = os.environ | {"GEO_KOPIENAS_DATA": str(folder / "data")}
    program = Path(sys.executable).parent / "geo-kopienas"
    for arguments in (
        ["import", "boundaries", str(path), "--municipality", "all", "--yes"],
        ["check"],
    ):
        started = time.perf_counter()
        ended = subprocess.run(
            [str(program), *arguments], env=environment, check=False, capture_output=True
        )
        seconds = time.perf_counter() - started
        largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"{arguments[0]}: exit {ended.returncode}, {seconds:.1f} s, {largest:.0f} MB")
        if ended.returncode:
            return ended.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
