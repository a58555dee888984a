"""Reading of a file of borders, whatever it comes as, into territories."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from geo_kopienas.domain.borders.geojson import (
    CoordinateSystem,
    is_degrees,
    stated_crs,
    system_of,
)
from geo_kopienas.domain.borders.territories import (
    JOINT_LAYER,
    REGISTER_COLUMNS,
    REGISTER_LAYERS,
    UNIT_COLUMNS,
    UNIT_LAYERS,
    Territories,
    territories_of_layer,
    territories_of_register,
    territories_of_units,
)
from geo_kopienas.domain.schema.cells import quoted
from geo_kopienas.domain.schema.codes import GeometryQuality, Level
from geo_kopienas.domain.schema.crs import AREA_CRS, MAP_CRS
from geo_kopienas.domain.schema.problems import Problem, repairs_among, without_repairs
from geo_kopienas.store.borders.attributes import attribute_problems
from geo_kopienas.store.borders.gdal_reader import (
    LayerRequest,
    Reading,
    is_geopackage,
    layer_unknown,
    read_layers,
    read_zipped,
)
from geo_kopienas.store.borders.gdal_worker import cell_text
from geo_kopienas.store.borders.geojson import read_collection, read_geometry
from geo_kopienas.store.files.archive import Layer, find_layers, is_zip, several


@dataclass(frozen=True, slots=True)
class PlainLayer:
    """How a plain layer is to be read: its level, columns by `name`, `code`, `parent`, quality."""

    level: Level
    columns: dict[str, str]
    quality: GeometryQuality = GeometryQuality.OFFICIAL
    layer: str = ""


@dataclass
class BorderFile:
    """What was read: territories, the id of the source, repairs that the reading needed.

    `day` is the day of the file, YYYY-MM-DD.
    """

    day: str
    territories: Territories | None = None
    source_id: str = ""
    repairs: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, problems: list[Problem]) -> None:
        """Add what a reader found: faults, and what it repaired."""
        self.problems += without_repairs(problems)
        self.repairs += repairs_among(problems)


def read_borders(
    path: Path, plain: PlainLayer | None, progress: Callable[[str, int, int], None], day: date
) -> BorderFile:
    """Read a file of borders.

    Args:
        path: The address register's zip, a Shapefile in a zip, a GeoPackage or a GeoJSON file.
        plain: How a layer of any other shape than the known ones is to be read.
        progress: Told the layer, and the bytes done and in all.
        day: Day of the file.

    Returns:
        Territories with the problems of their rows, or None with what kept the file from being
        read. The source id is "vzd" or "csp" where the columns tell, else empty.
    """
    result = BorderFile(day.isoformat())
    file = path.as_posix()  # as the caller named it
    try:
        if not path.exists():
            result.problems.append(Problem("path_missing", file=file, value=str(path)))
        elif not path.is_file():
            result.problems.append(Problem("file_unreadable", file=file))
        elif is_zip(path):
            _read_zip(path, plain, progress, result)
        else:
            if is_geopackage(path):
                layer = plain.layer if plain else ""
                ((frame, problems),) = read_layers([LayerRequest(path, file, layer)])
            else:
                frame, problems = _read_geojson(path)
            result.add(problems)
            if frame is not None:
                _take_layer(frame, plain, result)
    except (zipfile.BadZipFile, NotImplementedError):
        result.problems.append(Problem("archive_damaged", file=file, value=quoted(path.name)))
    except OSError:
        result.problems.append(Problem("file_unreadable", file=file))
    if result.territories is not None:
        result.problems += result.territories.problems
    return result


def _read_zip(
    path: Path,
    plain: PlainLayer | None,
    progress: Callable[[str, int, int], None],
    result: BorderFile,
) -> None:
    file = path.as_posix()
    with zipfile.ZipFile(path) as archive:
        layers, result.problems = find_layers(archive, file)
        if not result.problems:
            layers, result.problems = _wanted(layers, plain, file)
        wanted = [(layer, f"{file}/{layer.name}.shp") for layer in layers]
        readings = [] if result.problems else read_zipped(archive, wanted, progress)
    frames = {}
    for layer, (frame, problems) in zip(layers, readings, strict=False):
        result.add(problems)
        if frame is not None:
            frames[layer.name.casefold()] = frame
    if result.problems or not frames:
        return
    first = next(iter(frames.values()))
    if len(frames) == 1 and not set(REGISTER_COLUMNS) <= set(first.columns):
        _take_layer(first, plain, result)
        return
    for frame in frames.values():
        if not frame.attrs["has_crs"]:
            result.repairs.append(Problem("assumed_crs", file=frame.attrs["file"], value=AREA_CRS))
    result.territories, result.source_id = territories_of_register(frames, result.day), "vzd"


def _wanted(
    layers: list[Layer], plain: PlainLayer | None, file: str
) -> tuple[list[Layer], list[Problem]]:
    """The layers to be opened, or why it cannot be told which."""
    if plain is not None and plain.layer:
        named = [layer for layer in layers if layer.name.casefold() == plain.layer.casefold()]
        known = [layer.name for layer in layers]
        return named, [] if named else [layer_unknown(plain.layer, known, file)]
    register = [layer for layer in layers if layer.name.casefold() in REGISTER_LAYERS]
    names = {layer.name.casefold() for layer in register}
    if len(names) < len(register) or (not register and len(layers) > 1):
        return [], [several(layers, file)]
    if not layers:
        return [], [Problem("archive_layer_missing", file=file, value="*.shp")]
    if not register:
        return layers, []
    if set(UNIT_LAYERS) <= names:
        unneeded = {JOINT_LAYER}
    elif JOINT_LAYER in names:
        unneeded = set(UNIT_LAYERS)
    else:
        missing = ", ".join(sorted(set(UNIT_LAYERS) - names))
        return [], [Problem("archive_layer_missing", file=file, value=missing)]
    return [layer for layer in register if layer.name.casefold() not in unneeded], []


def _take_layer(frame: gpd.GeoDataFrame, plain: PlainLayer | None, result: BorderFile) -> None:
    """Territories of one layer, by its columns or as the caller says."""
    if not frame.attrs["has_crs"]:
        result.problems.append(Problem("crs_missing", file=frame.attrs["file"]))
    elif plain is not None:
        result.territories = territories_of_layer(frame, plain.level, plain.quality, plain.columns)
    elif set(UNIT_COLUMNS) <= set(frame.columns):
        result.territories, result.source_id = territories_of_units(frame), "csp"
    elif set(REGISTER_COLUMNS) <= set(frame.columns):
        result.territories, result.source_id = _register(frame, result.day), "vzd"
    else:
        columns = ", ".join(str(column) for column in frame.columns.drop("geometry"))
        file = frame.attrs["file"]
        result.problems.append(Problem("columns_unknown", file=file, value=quoted(columns)))


def _register(frame: gpd.GeoDataFrame, day: str) -> Territories:
    """The register as one layer, under the name that its file or layer has."""
    return territories_of_register({Path(frame.attrs["file"]).stem.casefold(): frame}, day)


def _read_geojson(path: Path) -> Reading:
    """A layer as `read_layers` gives it; also in EPSG:3059, declared the old way."""
    file = path.as_posix()
    collection, problems = read_collection(path)
    if collection is not None and not problems:
        crs = MAP_CRS if collection.crs is None else stated_crs(collection.crs)
        if not collection.features:
            problems = [Problem("layer_empty")]
        elif crs is None:
            problems = [Problem("crs_unknown", value=quoted(collection.crs or ""))]
        else:
            return _frame(collection.features, file, crs)
    return None, [problem.at(file=file) for problem in problems]


def _frame(features: list[Any], file: str, crs: str) -> Reading:
    problems: list[Problem] = []
    geometry: list[BaseGeometry] = []
    rows: list[dict[str, str]] = []
    for number, feature in enumerate(features, start=1):
        stated = feature.get("properties") if isinstance(feature, dict) else None
        properties = stated if isinstance(stated, dict) else {}
        first = next(iter(properties.values()), None)
        label = quoted(str(first or f"#{number}"))
        if isinstance(feature, dict):
            shape, faults = read_geometry(feature.get("geometry"))
        else:
            shape, faults = None, [Problem("not_a_feature")]
        problems += [fault.at(file=file, row=label, column="geometry") for fault in faults]
        texts = {str(key): cell_text(value) or "" for key, value in properties.items()}
        problems += [fault.at(file=file, row=label) for fault in attribute_problems(texts)]
        if shape is not None:
            geometry.append(shape)
            rows.append({name.upper(): text for name, text in texts.items()})
    if without_repairs(problems):
        return None, problems
    frame = gpd.GeoDataFrame(pd.DataFrame(rows, dtype="object"), geometry=geometry, crs=crs)
    fault = _place_fault(frame) if crs == MAP_CRS else None
    if fault is not None:
        return None, [fault.at(file=file, column="geometry")]
    frame = frame.to_crs(AREA_CRS)
    frame.attrs.update(file=file, has_crs=True)
    return frame, problems


def _place_fault(frame: gpd.GeoDataFrame) -> Problem | None:
    """Degrees that cannot be, or lie in Latvia only the other way round."""
    west, south, east, north = frame.total_bounds
    if system_of(*frame.total_bounds) is CoordinateSystem.DEGREES_SWAPPED:
        return Problem("coordinates_swapped", details={"number": str(len(frame))})
    if is_degrees((west, south)) and is_degrees((east, north)):
        return None
    return Problem("coordinates_not_degrees", value=f"{east:.0f}, {north:.0f}")
