"""Import a border of very many corners that its neighbours lack, and say time and memory.

    .venv/bin/python benchmarks/detailed_border.py /tmp/detailed --corners 100000

A town and a parish share a border of 10 km. The parish's is drawn with so many corners, half a
metre to both sides of the straight line that the town has: as many slivers. With `--outer` it is
the border with the next municipality that is drawn so.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from shapely import Polygon

CHECKOUT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(CHECKOUT / "tests" / "helpers"))

from address_register import small_register, square, write_register  # noqa: E402

ASIDE_M = 0.5


def detailed_border(corners: int, *, is_outer: bool) -> Polygon:
    """The parish of the small register with a border of so many corners."""
    west, south, east, north = square(4000, 0, 6000, 10_000).bounds
    heights = np.linspace(north, south, corners)
    aside = np.where(np.arange(corners) % 2, ASIDE_M, -ASIDE_M)
    aside[[0, -1]] = 0
    here, opposite = (east, west) if is_outer else (west, east)
    border = np.column_stack([here + aside, heights])
    return Polygon([*border, (opposite, south), (opposite, north)])


def main() -> int:
    """Write, import, check; returns the exit code of the last command that failed, else 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--corners", type=int, default=100_000)
    parser.add_argument("--outer", action="store_true")
    options = parser.parse_args()
    folder = options.folder.resolve()
    shutil.rmtree(folder / "data", ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    layers = small_register()
    layers["Pagasti"][0]["geometry"] = detailed_border(options.corners, is_outer=options.outer)
    path = write_register(folder / "aw_shp.zip", layers)
    environment = os.environ | {"GEO_KOPIENAS_DATA": str(folder / "data")}
    program = Path(sys.executable).parent / "geo-kopienas"
    for arguments in (
        ["import", "boundaries", str(path), "--municipality", "Alejas novads", "--yes"],
        ["check"],
    ):
        started = time.perf_counter()
        ended = subprocess.run(
            [str(program), *arguments], env=environment, check=False, capture_output=True
        )
        seconds = time.perf_counter() - started
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        largest, processor = usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime
        print(
            f"{arguments[0]}: exit {ended.returncode}, {seconds:.1f} s,"
            f" {processor:.1f} s of processor time so far, {largest:.0f} MB"
        )
        if ended.returncode:
            print(ended.stdout.decode()[-2000:], ended.stderr.decode()[-2000:])
            return ended.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
