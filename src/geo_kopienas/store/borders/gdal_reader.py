"""Shapefiles and GeoPackages, read by GDAL in a limited process (`gdal_worker`)."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from pyproj.exceptions import ProjError

from geo_kopienas.domain.borders.geojson import CoordinateSystem, in_degrees, system_of
from geo_kopienas.domain.schema.cells import quoted
from geo_kopienas.domain.schema.crs import AREA_CRS
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.store.borders import gdal_worker
from geo_kopienas.store.borders.attributes import text_problems
from geo_kopienas.store.borders.dbf import CodePage, code_page, column_names
from geo_kopienas.store.files.archive import Layer, unpack

TIMEOUT_SECONDS = 900
#: What GDAL calls the systems -1 and 0 of a GeoPackage.
_UNDEFINED = "Undefined "
_KEPT = ("PATH", "LD_LIBRARY_PATH", "PROJ_DATA", "PROJ_LIB", "GDAL_DATA", "VIRTUAL_ENV", "HOME")

Reading = tuple[gpd.GeoDataFrame | None, list[Problem]]


@dataclass(frozen=True, slots=True)
class LayerRequest:
    """One layer to be read.

    Attributes:
        path: A Shapefile or GeoPackage; its ending and its first bytes were looked at.
        file: Its name for faults.
        layer: Layer of a GeoPackage.
    """

    path: Path
    file: str
    layer: str = ""


def read_layers(requests: Sequence[LayerRequest]) -> list[Reading]:
    """Read layers in one limited process.

    Returns:
        For each: texts in columns named in capitals and the geometry in EPSG:3059 as it stands
        (invalid shapes are kept), `attrs["file"]`, and `attrs["has_crs"]` that says whether the
        file named its coordinate system. None with the fault if it cannot be read.
    """
    doubled = [_doubled_columns(request) for request in requests]
    pages = [_code_page(request.path) for request in requests]
    with _answered(requests, [page.codec if page else "" for page in pages]) as (folder, reason):
        readings = [
            (None, faults) if faults else _reading(folder / str(number), request.file, reason)
            for number, (request, faults) in enumerate(zip(requests, doubled, strict=True))
        ]
    for request, page, (frame, problems) in zip(requests, pages, readings, strict=True):
        if frame is not None:
            repairs = page.repairs if page else ()
            problems.extend(repair.at(file=request.file) for repair in repairs)
            problems.extend(text_problems(frame, request.file))
    return readings


def read_zipped(
    archive: zipfile.ZipFile,
    layers: Sequence[tuple[Layer, str]],
    progress: Callable[[str, int, int], None],
) -> list[Reading]:
    """Unpack Shapefiles of a zip and read them as `read_layers` does.

    Args:
        archive: The open archive.
        layers: Layers of it, each with its name for faults.
        progress: Told the layer, the bytes done and the bytes in all.
    """
    archive_file = Path(archive.filename or "").as_posix()
    readings: list[Reading | None] = []
    with tempfile.TemporaryDirectory(prefix="geo-kopienas-") as folder:
        requests = []
        for number, (layer, file) in enumerate(layers):
            home = Path(folder) / str(number)
            home.mkdir()
            faults = unpack(archive, layer, archive_file, home, progress)
            readings.append((None, faults) if faults else None)
            if not faults:
                requests.append(LayerRequest(home / "layer.shp", file))
        read = iter(read_layers(requests) if requests else [])
    return [reading or next(read) for reading in readings]


def layer_names(path: Path, file: str) -> tuple[list[str], list[Problem]]:
    """Names of the layers of a GeoPackage that have a geometry, or why they cannot be read."""
    with _answered([LayerRequest(path, file, gdal_worker.LIST_LAYERS)], [""]) as (folder, reason):
        answer = _answer(folder / "0", reason)
    if "error" in answer:
        return [], [Problem("geodata_unreadable", file=file, value=quoted(answer["error"]))]
    if not answer["layers"]:
        return [], [Problem("layer_empty", file=file)]
    return answer["layers"], []


@contextmanager
def _answered(
    requests: Sequence[LayerRequest], encodings: Sequence[str]
) -> Iterator[tuple[Path, str]]:
    """A folder with the worker's answers, and its last words if it failed."""
    with tempfile.TemporaryDirectory(prefix="geo-kopienas-") as folder:
        asked = [
            {
                "source": str(_untouched(request.path, Path(folder) / f"source-{number}")),
                "encoding": encoding,
                "layer": request.layer,
            }
            for number, (request, encoding) in enumerate(zip(requests, encodings, strict=True))
        ]
        (Path(folder) / "request.json").write_text(json.dumps(asked), encoding="utf-8")
        try:
            reason = _run([folder], {gdal_worker.SKIP_VARIABLE: _other_drivers()})
        except subprocess.TimeoutExpired:
            reason = "…"
        yield Path(folder), reason


def _untouched(path: Path, folder: Path) -> Path:
    """The path that GDAL may open: a GeoPackage's copy, else the file itself.

    SQLite writes beside a database that it only reads, and moves what a program that has it open
    has in its write-ahead log into it.
    """
    if not is_geopackage(path):
        return path.resolve()
    folder.mkdir()
    copied = folder / path.name
    shutil.copyfile(path, copied)
    log = path.with_name(f"{path.name}-wal")
    if log.is_file():
        shutil.copyfile(log, folder / log.name)
    return copied


def _run(arguments: list[str], environment: Mapping[str, str]) -> str:
    """Run the worker; returns its last words if it failed, its answer otherwise."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    ended = subprocess.run(  # noqa: S603 - no shell; our own module and arguments
        [sys.executable, "-m", gdal_worker.__name__, *arguments],
        env={**kept, **environment},
        capture_output=True,
        check=False,
        timeout=TIMEOUT_SECONDS,
    )
    answer = ended.stderr if ended.returncode else ended.stdout
    return answer.decode("utf-8", "replace").strip().rsplit("\n", 1)[-1]


@cache
def _other_drivers() -> str:
    """Every driver of this GDAL that must not be loaded."""
    return _run([gdal_worker.LIST_DRIVERS], {})


def _answer(stem: Path, reason: str) -> dict[str, Any]:
    file = stem.with_suffix(".json")
    if not file.exists():
        return {"error": reason}
    answer: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return answer


def layer_unknown(layer: str, known: Sequence[str], file: str) -> Problem:
    """The fault of a layer that was asked for and is not there."""
    details = {"permitted": quoted(", ".join(known))}
    return Problem("layer_unknown", file=file, value=quoted(layer), details=details)


def _reading(stem: Path, file: str, reason: str) -> Reading:
    answer = _answer(stem, reason)
    refused = _refusal(answer, file)
    if refused is not None:
        return None, [refused]
    with np.load(stem.with_suffix(".npz"), allow_pickle=False) as arrays:
        geometry = _geometry(arrays["wkb"].tobytes(), arrays["sizes"])
    if len(geometry) > gdal_worker.MAX_FEATURES:
        number, limit = str(len(geometry)), {"limit": str(gdal_worker.MAX_FEATURES)}
        return None, [Problem("too_many_features", file=file, value=number, details=limit)]
    cells = {name.upper(): answer["cells"][name] for name in answer["names"]}
    frame = gpd.GeoDataFrame(pd.DataFrame(cells, dtype="object"), geometry=geometry)
    return _in_metres(frame, answer["crs"], file)


def _refusal(answer: dict[str, Any], file: str) -> Problem | None:
    """Why the worker did not read a layer."""
    if "error" in answer:
        return Problem("geodata_unreadable", file=file, value=quoted(answer["error"]))
    if "crs_unknown" in answer:
        return _crs_unknown(answer["crs_unknown"], file)
    if "unknown" in answer:
        return layer_unknown(answer["unknown"], answer["layers"], file)
    if "layers" in answer:
        names = quoted(", ".join(answer["layers"]))
        return Problem("archive_layers_several", file=file, value=names)
    return None


def _in_metres(frame: gpd.GeoDataFrame, named: str | None, file: str) -> Reading:
    """The layer in EPSG:3059, from the system that the file names."""
    stated = _stated_system(named)
    # A file that names no system is taken for LKS-92; that its coordinates lie in Latvia in
    # metres is checked with the geometry.
    crs = stated or CRS(AREA_CRS)
    if not (crs.is_geographic or crs.is_projected):
        return None, [_crs_unknown(crs.name, file)]
    frame = frame.set_crs(crs)
    problems = []
    if crs.is_geographic and system_of(*frame.total_bounds) is CoordinateSystem.DEGREES_SWAPPED:
        # Read on as what it is, so that its other faults are heard in the same pass.
        number = {"number": str(len(frame))}
        problems.append(
            Problem("coordinates_swapped", file=file, column="geometry", details=number)
        )
        turned = [in_degrees(shape, CoordinateSystem.DEGREES_SWAPPED) for shape in frame.geometry]
        frame = frame.set_geometry(gpd.GeoSeries(turned, index=frame.index, crs=crs))
    if crs != AREA_CRS:
        try:
            frame = frame.to_crs(AREA_CRS)
        except ProjError:  # no way is known from this system to that of Latvia
            return None, [*problems, _crs_unknown(crs.name, file)]
    frame.attrs.update(file=file, has_crs=stated is not None)
    return frame, problems


def _stated_system(text: str | None) -> CRS | None:
    """The coordinate system that a file names; None where it names none or says "undefined"."""
    system = CRS(text) if text else None
    return None if system is None or system.name.startswith(_UNDEFINED) else system


def _crs_unknown(name: str, file: str) -> Problem:
    return Problem("crs_unknown", file=file, value=quoted(name))


def is_geopackage(path: Path) -> bool:
    """Whether the file begins as an SQLite database does."""
    with path.open("rb") as file:
        return file.read(15) == b"SQLite format 3"


def _geometry(content: bytes, sizes: np.ndarray) -> np.ndarray:
    ends = np.cumsum(sizes)
    pieces = [content[end - size : end] or None for end, size in zip(ends, sizes, strict=True)]
    with np.errstate(invalid="ignore"):  # NaN in a coordinate is named as a fault later
        return np.asarray(shapely.from_wkb(np.array(pieces, dtype=object), on_invalid="ignore"))


def _doubled_columns(request: LayerRequest) -> list[Problem]:
    """Names of columns that collide: a Shapefile cuts them to ten signs."""
    table = request.path.with_suffix(".dbf")
    if not table.is_file():
        return []
    names = column_names(table)
    return [
        Problem("duplicate_column", file=request.file, column=name, value=name)
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]


def _code_page(path: Path) -> CodePage | None:
    """The code page of a Shapefile's texts; None of a GeoPackage, which has one only."""
    table = path.with_suffix(".dbf")
    if not table.is_file():
        return None
    notes = [note for end in (".cpg", ".CPG") if (note := path.with_suffix(end)).is_file()]
    stated = notes[0].read_bytes()[:100].decode("latin-1") if notes else None
    return code_page(table, stated)
