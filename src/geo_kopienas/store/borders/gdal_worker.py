"""Reads geodata files with GDAL in a process of its own: `python -m … FOLDER`.

Only two drivers are ever loaded: GDAL otherwise takes a file for whatever its content resembles,
also for a description of other files and addresses. The process limits its own memory and time,
and answers with plain arrays.

`FOLDER/request.json` lists `source`, `encoding` and `layer` of each file; the answer to the first
is `0.json` (coordinate system, columns) and `0.npz` (geometry), or `0.json` with an `error`.
"""

import json
import os
import resource
import sys
from pathlib import Path

ALLOWED_DRIVERS = ("ESRI Shapefile", "GPKG")
MEMORY_BYTES = 6 * 1024**3  # address space; a national layer takes below 2 GB of it
SECONDS = 600
MAX_FEATURES = 200_000
SKIP_VARIABLE = "GDAL_SKIP"  # drivers that GDAL leaves out; read before it is loaded
LIST_DRIVERS = "--drivers"
#: pyogrio imports them where they are; plain arrays need none, and they take most of the start.
NOT_NEEDED = ("geopandas", "pandas", "pyarrow", "pyproj", "shapely")
LIST_LAYERS = "*"  # asked for as a layer, its answer is their names


def main() -> int:
    """Answer the request in the folder of the first argument."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    for name in NOT_NEEDED:
        sys.modules[name] = None  # type: ignore[assignment] # as if it were not installed
    from pyogrio import list_drivers  # noqa: PLC0415 - the limits come first

    if sys.argv[1] == LIST_DRIVERS:
        print(",".join(driver for driver in list_drivers() if driver not in ALLOWED_DRIVERS))  # noqa: T201
        return 0
    if os.environ.get(SKIP_VARIABLE) is None or not set(list_drivers()) <= set(ALLOWED_DRIVERS):
        return 3
    folder = Path(sys.argv[1])
    requests = json.loads((folder / "request.json").read_text(encoding="utf-8"))
    for number, request in enumerate(requests):
        answer = _answer(folder / f"{number}.npz", **request)
        text = json.dumps(answer, ensure_ascii=False)
        (folder / f"{number}.json").write_text(text, encoding="utf-8")
    return 0


def _answer(target: Path, source: str, encoding: str, layer: str) -> dict[str, object]:
    import numpy as np  # noqa: PLC0415 - the limits come first
    import pyogrio  # noqa: PLC0415
    import pyogrio.raw  # noqa: PLC0415
    from pyogrio.errors import CRSError  # noqa: PLC0415

    try:
        layers = [str(name) for name, kind in pyogrio.list_layers(source) if kind is not None]
        # The first of several would be a guess.
        if layer == LIST_LAYERS or (len(layers) > 1 and not layer):
            return {"layers": layers}
        if layer and layer not in layers:
            return {"layers": layers, "unknown": layer}
        meta, _, geometry, columns = pyogrio.raw.read(
            source, layer=layer or 0, encoding=encoding or None, max_features=MAX_FEATURES + 1
        )
    except CRSError:
        return {"crs_unknown": _definition(source) or "?"}
    except Exception as error:
        return {"error": str(error).replace(source, Path(source).name)}
    parts = [b"" if shape is None else bytes(shape) for shape in geometry]
    np.savez(
        target,
        wkb=np.frombuffer(b"".join(parts), dtype=np.uint8),
        sizes=np.array([len(part) for part in parts], dtype=np.int64),
    )
    names = [str(name) for name in meta["fields"]]
    cells = {
        name: [cell_text(cell) for cell in column]
        for name, column in zip(names, columns, strict=True)
    }
    if meta["crs"] is None and (definition := _definition(source)):
        return {"crs_unknown": definition}
    return {"crs": meta["crs"], "names": names, "cells": cells}


def _definition(source: str) -> str:
    """What a Shapefile says of its coordinate system, whether it means anything or not."""
    path = Path(source).with_suffix(".prj")
    return path.read_text("utf-8", "replace").strip() if path.is_file() else ""


def cell_text(value: object) -> str | None:
    """A cell as text; a whole number in a column of decimals is written without decimals."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = None if value is None else str(value)
    return None if text in {None, "nan", "NaT", "None"} else text


if __name__ == "__main__":
    sys.exit(main())
