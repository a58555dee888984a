"""Checking of a single file of geodata: a Shapefile, alone or zipped, or a GeoPackage.

Such a file is no part of a data directory; `import boundaries` makes one of it. What can be said
of it by itself is said here: the container, the columns, every geometry, and, where its features
are places of the register, how they fit together.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from geo_kopienas.domain.borders.geojson import LATVIA_METRES
from geo_kopienas.domain.borders.geometry import check_geometry
from geo_kopienas.domain.borders.territories import REGISTER_COLUMNS, territories_of_register
from geo_kopienas.domain.borders.validation import layer_problems
from geo_kopienas.domain.schema.cells import quoted
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.crs import AREA_CRS, MAP_CRS
from geo_kopienas.domain.schema.fields import BOUNDARY_FILES
from geo_kopienas.domain.schema.problems import Problem, limited
from geo_kopienas.store.borders.gdal_reader import (
    LayerRequest,
    is_geopackage,
    layer_names,
    read_layers,
)
from geo_kopienas.store.files.archive import (
    DAMAGED_ZIP,
    MAX_MEMBER_BYTES,
    PARTS,
    find_layers,
    is_zip,
    several,
    unpack,
)
from geo_kopienas.store.files.text import SHAPEFILE_SIGNATURE, outer_fault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_kopienas.store.borders.gdal_reader import Reading

#: Columns that name a feature, the surest first.
_ID_COLUMNS = ("PLACE_ID", "ID", "KODS", "CODE", "ATVK", "L1_CODE", "NAME_LV", "NOSAUKUMS", "NAME")
_OFFICE_PARTS = frozenset({"[content_types].xml", "mimetype"})


@dataclass
class LayerFile:
    """What was found: faults, repairs that an import would make, and what should be known."""

    problems: list[Problem] = field(default_factory=list)
    repairs: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


def is_geodata(path: Path) -> bool:
    """Whether a file is a GeoPackage, a Shapefile or a zip that is no office document."""
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            start = file.read(16)
        if not is_zip(path):
            return start.startswith(SHAPEFILE_SIGNATURE) or is_geopackage(path)
        with zipfile.ZipFile(path) as archive:
            return not _OFFICE_PARTS & {name.lower() for name in archive.namelist()}
    except DAMAGED_ZIP:
        return path.suffix.lower() == ".zip"


def check_layer_file(
    path: Path, places: pd.DataFrame, layers: Mapping[Level, gpd.GeoDataFrame]
) -> LayerFile:
    """Every fault of a file of geodata, in one pass.

    Args:
        path: A file for which `is_geodata` holds.
        places: The register; may be empty.
        layers: The layers that the file's features are compared with.

    Returns:
        Faults with the path as `file`, the layer as `sheet` and the feature's id as `row`.
    """
    result = LayerFile()
    file = path.as_posix()
    fault = outer_fault(path, MAX_MEMBER_BYTES)
    if fault:
        result.problems.append(fault.at(file=file))
        return result
    frames: dict[str, gpd.GeoDataFrame] = {}
    try:
        for name, (frame, problems) in _readings(path, file, result).items():
            result.problems += _placed(problems, file, name)
            if frame is not None:
                frames[name] = frame
    except DAMAGED_ZIP:
        result.problems.append(Problem("archive_damaged", file=file, value=quoted(path.name)))
    is_register = bool(frames) and all(
        set(REGISTER_COLUMNS) <= set(one.columns) for one in frames.values()
    )
    if is_register:
        result.problems += territories_of_register(frames).problems
    for name, frame in frames.items():
        _check_frame(frame, places, layers, file, name, result, is_register=is_register)
    result.problems = list(limited(result.problems))
    return result


def _readings(path: Path, file: str, result: LayerFile) -> dict[str, Reading]:
    """Every layer of the file by its name."""
    if is_zip(path):
        return _readings_of_zip(path, file, result)
    if is_geopackage(path):
        names, problems = layer_names(path, file)
        result.problems += problems
        if len(names) > 1:
            result.warnings.append(
                Problem("archive_layers_several", file=file, value=quoted(", ".join(names)))
            )
        readings = read_layers([LayerRequest(path, file, name) for name in names])
        return dict(zip(names, readings, strict=True))
    missing = [end for end in PARTS if not _sibling(path, end)]
    result.problems += [
        Problem("shapefile_part_missing", file=file, value=f"{path.stem}{end}") for end in missing
    ]
    return {} if missing else {path.stem: read_layers([LayerRequest(path, file)])[0]}


def _sibling(path: Path, end: str) -> bool:
    return path.with_suffix(end).is_file() or path.with_suffix(end.upper()).is_file()


def _readings_of_zip(path: Path, file: str, result: LayerFile) -> dict[str, Reading]:
    with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory("-geo") as folder:
        layers, problems = find_layers(archive, file)
        result.problems += problems
        if not layers and not problems:
            result.problems.append(Problem("archive_layer_missing", file=file, value="*.shp"))
        requests: dict[str, LayerRequest] = {}
        for number, layer in enumerate(layers):
            home = Path(folder) / str(number)
            home.mkdir()
            problems = unpack(archive, layer, file, home, lambda *_: None)
            result.problems += _placed(problems, file, layer.name)
            if not problems:
                requests[layer.name] = LayerRequest(home / "layer.shp", file)
        readings = read_layers(list(requests.values())) if requests else []
        found = dict(zip(requests, readings, strict=True))
    is_register = any(
        frame is not None and set(REGISTER_COLUMNS) <= set(frame.columns)
        for frame, _ in found.values()
    )
    if len(layers) > 1 and not is_register:
        result.problems.append(several(layers, file))
    return found


def _placed(problems: list[Problem], file: str, layer: str) -> list[Problem]:
    return [one.at(file=file, sheet=quoted(layer)) for one in problems]


def _check_frame(  # noqa: PLR0913, PLR0917 - a layer, where it is from, what it is compared with
    frame: gpd.GeoDataFrame,
    places: pd.DataFrame,
    layers: Mapping[Level, gpd.GeoDataFrame],
    file: str,
    name: str,
    result: LayerFile,
    *,
    is_register: bool,
) -> None:
    if frame.empty:
        result.problems.append(Problem("layer_empty", file=file, sheet=quoted(name)))
        return
    column = next((one for one in _ID_COLUMNS if one in frame.columns), None)
    ids = [None if column is None else _filled(value) for value in frame.get(column or "", [])]
    labels = _labels(ids, len(frame))
    if not frame.attrs["has_crs"]:
        if is_register:
            result.repairs.append(
                Problem("assumed_crs", file=file, sheet=quoted(name), value=AREA_CRS)
            )
        else:
            result.problems.append(Problem("crs_missing", file=file, sheet=quoted(name)))
            if not _is_in_latvia(frame):
                return  # in which system the coordinates are wrong nobody can tell
    if column is not None and not is_register:
        result.problems += _doubled(ids, labels, column, file, name)
    level = _level(ids, places)
    areas = gpd.GeoDataFrame(
        {"level": (level or Level.SETTLEMENT).value, "file": file},
        geometry=list(frame.geometry),
        index=pd.Index(labels, dtype="object", name="row"),
        crs=AREA_CRS,
    )
    checked = check_geometry(areas)
    result.repairs += _placed(checked.repairs, file, name)
    result.problems += _placed(checked.faults, file, name)
    is_swapped = any(one.code == "axes_swapped" for one in checked.faults)
    if level is None or is_swapped or checked.areas.geometry.isna().any():
        return
    layer = checked.areas.assign(place_id=pd.array(ids, dtype="string")).to_crs(MAP_CRS)
    result.problems += [
        one.at(file=file, sheet=quoted(name))
        for one in layer_problems(places, {**layers, level: layer})
        if one.file == BOUNDARY_FILES[level]
    ]


def _filled(value: object) -> str | None:
    text = "" if value is None else str(value).strip()
    return text or None


def _labels(ids: list[str | None], count: int) -> list[str]:
    found = ids or [None] * count
    return [quoted(one or f"#{number}") for number, one in enumerate(found, start=1)]


def _doubled(
    ids: list[str | None], labels: list[str], column: str, file: str, name: str
) -> list[Problem]:
    seen: set[str] = set()
    problems = []
    for one, label in zip(ids, labels, strict=True):
        if one is not None and one in seen:
            problems.append(
                Problem(
                    "duplicate_id",
                    file=file,
                    sheet=quoted(name),
                    row=label,
                    column=column,
                    value=quoted(one),
                )
            )
        seen.add(one or "")
    return problems


def _level(ids: list[str | None], places: pd.DataFrame) -> Level | None:
    """The level of which most features are places of the register; None if none is."""
    known = places.dropna(subset=["place_id", "level"])
    levels = dict(zip(known["place_id"], known["level"], strict=True))
    found = Counter(levels[one] for one in ids if one in levels)
    return Level(found.most_common(1)[0][0]) if found else None


def _is_in_latvia(frame: gpd.GeoDataFrame) -> bool:
    west, south, east, north = LATVIA_METRES
    bounds = frame.total_bounds
    return bool(
        west <= bounds[0] and south <= bounds[1] and bounds[2] <= east and bounds[3] <= north
    )
