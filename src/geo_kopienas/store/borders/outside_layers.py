"""Checking of a single file of geodata: a Shapefile, alone or zipped, or a GeoPackage.

Such a file is no part of a data directory; `import boundaries` makes one of it. What can be said
of it by itself is said here: the container, the columns, every geometry, and, where its features
are places of the register, how they fit together.
"""

import zipfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geo_kopienas.domain.borders.geojson import CoordinateSystem, system_of
from geo_kopienas.domain.borders.geometry import check_geometry
from geo_kopienas.domain.borders.territories import REGISTER_COLUMNS, territories_of_register
from geo_kopienas.domain.borders.validation import layer_problems
from geo_kopienas.domain.schema.cells import quoted
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.crs import AREA_CRS, MAP_CRS
from geo_kopienas.domain.schema.fields import BOUNDARY_FILES
from geo_kopienas.domain.schema.problems import Problem, by_cause, repairs_among, without_repairs
from geo_kopienas.store.borders.gdal_reader import (
    LayerRequest,
    Reading,
    is_geopackage,
    layer_names,
    read_layers,
    read_zipped,
)
from geo_kopienas.store.files.archive import (
    DAMAGED_ZIP,
    MAX_MEMBER_BYTES,
    PARTS,
    find_layers,
    is_zip,
    several,
)
from geo_kopienas.store.files.text import SHAPEFILE_SIGNATURE, outer_fault

#: Columns that name a feature, the surest first.
_ID_COLUMNS = ("PLACE_ID", "ID", "KODS", "CODE", "ATVK", "L1_CODE", "NAME_LV", "NOSAUKUMS", "NAME")
_OFFICE_PARTS = frozenset({"[content_types].xml", "mimetype"})


@dataclass
class LayerFile:
    """What was found: faults, repairs that an import would make, and what should be known."""

    problems: list[Problem] = field(default_factory=list)
    repairs: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def add(self, problems: list[Problem]) -> None:
        """Add what a reader found: faults, and what it repaired."""
        self.problems += without_repairs(problems)
        self.repairs += repairs_among(problems)


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
        for name, (frame, problems) in _readings(path, result):
            result.add(_placed(problems, file, name))
            if frame is not None:
                frames[name] = frame
    except DAMAGED_ZIP:
        result.problems.append(Problem("archive_damaged", file=file, value=quoted(path.name)))
    is_register = bool(frames) and all(map(_is_of_register, frames.values()))
    if is_register:
        result.problems += territories_of_register(frames).problems
    for name, frame in frames.items():
        checked = _check_layer(frame, places, layers, is_register=is_register)
        result.problems += _placed(checked.problems, file, name)
        result.repairs += _placed(checked.repairs, file, name)
    result.problems = by_cause(result.problems)
    return result


def _is_of_register(layer: gpd.GeoDataFrame) -> bool:
    return set(REGISTER_COLUMNS) <= set(layer.columns)


def _readings(path: Path, result: LayerFile) -> list[tuple[str, Reading]]:
    """Every layer of the file, with its name."""
    file = path.as_posix()
    if is_zip(path):
        return _readings_of_zip(path, result)
    if is_geopackage(path):
        names, problems = layer_names(path, file)
        result.problems += problems
        if len(names) > 1:
            result.warnings.append(
                Problem("archive_layers_several", file=file, value=quoted(", ".join(names)))
            )
        readings = read_layers([LayerRequest(path, file, name) for name in names])
        return list(zip(names, readings, strict=True))
    missing = [end for end in PARTS if not _sibling(path, end)]
    result.problems += [
        Problem("shapefile_part_missing", file=file, value=f"{path.stem}{end}") for end in missing
    ]
    return [] if missing else [(path.stem, read_layers([LayerRequest(path, file)])[0])]


def _sibling(path: Path, end: str) -> bool:
    return path.with_suffix(end).is_file() or path.with_suffix(end.upper()).is_file()


def _readings_of_zip(path: Path, result: LayerFile) -> list[tuple[str, Reading]]:
    file = path.as_posix()
    with zipfile.ZipFile(path) as archive:
        layers, problems = find_layers(archive, file)
        result.problems += problems
        if not layers and not problems:
            result.problems.append(Problem("archive_layer_missing", file=file, value="*.shp"))
        read = read_zipped(archive, [(layer, file) for layer in layers], lambda *_: None)
    is_register = any(frame is not None and _is_of_register(frame) for frame, _ in read)
    if len(layers) > 1 and not is_register:
        result.problems.append(several(layers, file))
    return [(layer.name, reading) for layer, reading in zip(layers, read, strict=True)]


def _placed(problems: list[Problem], file: str, layer: str) -> list[Problem]:
    return [problem.at(file=file, sheet=quoted(layer)) for problem in problems]


def _check_layer(
    frame: gpd.GeoDataFrame,
    places: pd.DataFrame,
    layers: Mapping[Level, gpd.GeoDataFrame],
    *,
    is_register: bool,
) -> LayerFile:
    """Faults and repairs of one layer, not yet placed in the file."""
    result = LayerFile()
    if frame.empty:
        result.problems.append(Problem("layer_empty"))
        return result
    column = next((name for name in _ID_COLUMNS if name in frame.columns), "")
    ids = [_filled(value) for value in frame.get(column, [None] * len(frame))]
    labels = [quoted(known or f"#{number}") for number, known in enumerate(ids, start=1)]
    if not frame.attrs["has_crs"]:
        if is_register:
            result.repairs.append(Problem("assumed_crs", value=AREA_CRS))
        else:
            result.problems.append(Problem("crs_missing"))
            if system_of(*frame.total_bounds) is not CoordinateSystem.METRES:
                return result  # in which system the coordinates are wrong nobody can tell
    if not is_register:
        result.problems += [
            Problem("duplicate_id", row=label, column=column, value=quoted(known))
            for known, label, again in zip(ids, labels, pd.Series(ids).duplicated(), strict=True)
            if known is not None and again
        ]
    level = _level(ids, places)
    areas = gpd.GeoDataFrame(
        {"level": (level or Level.SETTLEMENT).value, "file": frame.attrs["file"]},
        geometry=list(frame.geometry),
        index=pd.Index(labels, dtype="object", name="row"),
        crs=AREA_CRS,
    )
    checked = check_geometry(areas)
    result.repairs += checked.repairs
    result.problems += checked.faults
    is_swapped = any(fault.code == "axes_swapped" for fault in checked.faults)
    if level is None or is_swapped or checked.areas.geometry.isna().any():
        return result
    layer = checked.areas.assign(place_id=pd.array(ids, dtype="string")).to_crs(MAP_CRS)
    result.problems += [
        problem
        for problem in layer_problems(places, {**layers, level: layer})
        if problem.file == BOUNDARY_FILES[level]
    ]
    return result


def _filled(value: object) -> str | None:
    text = "" if value is None else str(value).strip()
    return text or None


def _level(ids: list[str | None], places: pd.DataFrame) -> Level | None:
    """The level of which most features are places of the register; None if none is."""
    known = places.dropna(subset=["place_id", "level"])
    levels = dict(zip(known["place_id"], known["level"], strict=True))
    counts = Counter(levels[place_id] for place_id in ids if place_id in levels)
    return Level(counts.most_common(1)[0][0]) if counts else None
