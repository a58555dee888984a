"""Reading of a file of borders, whatever it comes as, into territories."""

from __future__ import annotations

import json
import tempfile
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry import shape

from geo_kopienas.domain.borders.geojson import (
    coordinates_are_swapped,
    crs_name,
    geometry_faults,
    is_degrees,
    kind_of_json,
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
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.store.borders.gdal_reader import (
    LayerRequest,
    is_geopackage,
    layer_unknown,
    read_layers,
)
from geo_kopienas.store.files.archive import Layer, find_layers, is_zip, several, unpack
from geo_kopienas.store.files.text import place_of_error, read_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from shapely.geometry.base import BaseGeometry

_DEGREES = ("CRS84", "EPSG:4326", "EPSG::4326")
_METRES = ("EPSG:3059", "EPSG::3059")


@dataclass(frozen=True, slots=True)
class PlainLayer:
    """How a plain layer is to be read: its level, columns by `name`, `code`, `parent`, quality."""

    level: Level
    columns: dict[str, str]
    quality: GeometryQuality = GeometryQuality.OFFICIAL
    layer: str = ""


@dataclass
class BorderFile:
    """What was read: territories, the id of the source, repairs that the reading needed."""

    territories: Territories | None = None
    source_id: str = ""
    repairs: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_borders(
    path: Path, plain: PlainLayer | None, progress: Callable[[str, int, int], None]
) -> BorderFile:
    """Read a file of borders.

    Args:
        path: The address register's zip, a Shapefile in a zip, a GeoPackage or a GeoJSON file.
        plain: How a layer of any other shape than the known ones is to be read.
        progress: Told the layer, and the bytes done and in all.

    Returns:
        Territories with the problems of their rows, or None with what kept the file from being
        read. The source id is "vzd" or "csp" where the columns tell, else empty.
    """
    result = BorderFile()
    file = path.as_posix()  # as the caller named it
    try:
        if not path.exists():
            result.problems.append(Problem("path_missing", file=file, value=str(path)))
        elif not path.is_file():
            result.problems.append(Problem("file_unreadable", file=file))
        elif is_zip(path):
            _read_zip(path, plain, progress, result)
        elif is_geopackage(path):
            layer = plain.layer if plain else ""
            ((frame, problems),) = read_layers([LayerRequest(path, file, layer)])
            result.problems += problems
            if frame is not None:
                _take_layer(frame, plain, result)
        else:
            frame, problems = _read_geojson(path)
            result.problems += problems
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
    frames = _frames_of_zip(path, plain, progress, result)
    if result.problems or not frames:
        return
    first = next(iter(frames.values()))
    if len(frames) == 1 and not set(REGISTER_COLUMNS) <= set(first.columns):
        _take_layer(first, plain, result)
        return
    for frame in frames.values():
        if not frame.attrs["has_crs"]:
            result.repairs.append(Problem("assumed_crs", file=frame.attrs["file"], value=AREA_CRS))
    result.territories, result.source_id = territories_of_register(frames), "vzd"


def _frames_of_zip(
    path: Path,
    plain: PlainLayer | None,
    progress: Callable[[str, int, int], None],
    result: BorderFile,
) -> dict[str, gpd.GeoDataFrame]:
    """The layers that are needed, by their names in small letters."""
    file = path.as_posix()
    with zipfile.ZipFile(path) as archive:
        layers, problems = find_layers(archive, file)
        result.problems += problems
        wanted = [] if problems else _wanted(layers, plain, file, result)
        with tempfile.TemporaryDirectory(prefix="geo-kopienas-") as folder:
            requests: list[LayerRequest] = []
            for layer in wanted:
                home = Path(folder) / str(len(requests))
                home.mkdir()
                result.problems += unpack(archive, layer, file, home, progress)
                requests.append(LayerRequest(home / "layer.shp", f"{file}/{layer.name}.shp"))
            readings = read_layers(requests) if requests and not result.problems else []
    frames = {}
    for layer, (frame, problems) in zip(wanted, readings, strict=False):
        result.problems += problems
        if frame is not None:
            frames[layer.name.casefold()] = frame
    return frames


def _wanted(
    layers: list[Layer], plain: PlainLayer | None, file: str, result: BorderFile
) -> list[Layer]:
    """The layers to be opened; the fault if it cannot be told which."""
    if plain is not None and plain.layer:
        named = [one for one in layers if one.name.casefold() == plain.layer.casefold()]
        if not named:
            result.problems.append(layer_unknown(plain.layer, [one.name for one in layers], file))
        return named
    register = [one for one in layers if one.name.casefold() in REGISTER_LAYERS]
    names = [one.name.casefold() for one in register]
    if len(set(names)) < len(names) or (not register and len(layers) > 1):
        result.problems.append(several(layers, file))
        return []
    if not layers:
        result.problems.append(Problem("archive_layer_missing", file=file, value="*.shp"))
    if not register:
        return layers
    if set(UNIT_LAYERS) <= set(names):
        register = [one for one in register if one.name.casefold() != JOINT_LAYER]
    elif JOINT_LAYER in names:
        register = [one for one in register if one.name.casefold() not in UNIT_LAYERS]
    else:
        missing = ", ".join(sorted(set(UNIT_LAYERS) - set(names)))
        result.problems.append(Problem("archive_layer_missing", file=file, value=missing))
        return []
    return register


def _take_layer(frame: gpd.GeoDataFrame, plain: PlainLayer | None, result: BorderFile) -> None:
    """Territories of one layer, by its columns or as the caller says."""
    if not frame.attrs["has_crs"]:
        result.problems.append(Problem("crs_missing", file=frame.attrs["file"]))
    elif plain is not None:
        result.territories = territories_of_layer(frame, plain.level, plain.quality, plain.columns)
    elif set(UNIT_COLUMNS) <= set(frame.columns):
        result.territories, result.source_id = territories_of_units(frame), "csp"
    elif set(REGISTER_COLUMNS) <= set(frame.columns):
        result.territories = territories_of_register({"layer": frame})
        result.source_id = "vzd"
    else:
        columns = quoted(", ".join(str(one) for one in frame.columns if one != "geometry"))
        result.problems.append(Problem("columns_unknown", file=frame.attrs["file"], value=columns))


def _read_geojson(path: Path) -> tuple[gpd.GeoDataFrame | None, list[Problem]]:
    """Read GeoJSON with JSON and shapely alone; also in EPSG:3059, declared the old way."""
    file = path.as_posix()
    text, fault, line = read_text(path)
    if fault is None and text is not None and text.lstrip().startswith("<"):
        fault = Problem(
            "file_kind_other", value="HTML" if "<html" in text[:2000].lower() else "XML"
        )
    if fault is not None or text is None:
        fault = fault or Problem("file_empty")
        return None, [fault.at(file=file, row=line)]
    content, fault = _parsed(text)
    if fault is not None:
        return None, [fault.at(file=file)]
    return _frame(content["features"], file, _stated_crs(content.get("crs")) or MAP_CRS)


def _parsed(text: str) -> tuple[dict[str, Any], Problem | None]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        return {}, Problem("json_invalid", value=place_of_error(error, text))
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or content.get("type") != "FeatureCollection":
        return {}, Problem("not_feature_collection", value=quoted(kind_of_json(content)))
    if not features:
        return {}, Problem("layer_empty")
    if _stated_crs(content.get("crs")) is None:
        return {}, Problem("crs_unknown", value=quoted(crs_name(content["crs"])))
    return content, None


def _stated_crs(member: Any) -> str | None:  # noqa: ANN401 - as parsed
    if member is None:
        return MAP_CRS
    name = crs_name(member)
    if name.endswith(_DEGREES):
        return MAP_CRS
    return AREA_CRS if name.endswith(_METRES) else None


def _frame(
    features: list[Any], file: str, crs: str
) -> tuple[gpd.GeoDataFrame | None, list[Problem]]:
    problems: list[Problem] = []
    geometry: list[BaseGeometry] = []
    rows: list[dict[str, str]] = []
    for number, feature in enumerate(features, start=1):
        stated = feature.get("properties") if isinstance(feature, dict) else None
        properties = stated if isinstance(stated, dict) else {}
        first = next(iter(properties.values()), None)
        label = quoted(str(first or f"#{number}"))
        shape_, faults = _shape(feature)
        problems += [fault.at(file=file, row=label, column="geometry") for fault in faults]
        if shape_ is not None:
            geometry.append(shape_)
            rows.append({str(key).upper(): str(value) for key, value in properties.items()})
    if problems:
        return None, problems
    frame = gpd.GeoDataFrame(pd.DataFrame(rows, dtype="object"), geometry=geometry, crs=crs)
    fault = _place_fault(frame) if crs == MAP_CRS else None
    if fault is not None:
        return None, [fault.at(file=file, column="geometry")]
    frame = frame.to_crs(AREA_CRS)
    frame.attrs.update(file=file, has_crs=True)
    return frame, []


def _shape(feature: Any) -> tuple[BaseGeometry | None, list[Problem]]:  # noqa: ANN401 - as parsed
    if not isinstance(feature, dict):
        return None, [Problem("not_a_feature")]
    member: Any = feature.get("geometry")
    faults = [one for one in geometry_faults(member) if one.code != "geometry_3d"]
    if faults:
        return None, faults
    try:
        return shapely.force_2d(shape(member)), []
    except (shapely.errors.ShapelyError, ValueError, TypeError):
        return None, [Problem("geometry_malformed")]


def _place_fault(frame: gpd.GeoDataFrame) -> Problem | None:
    """Degrees that cannot be, or lie in Latvia only the other way round."""
    west, south, east, north = frame.total_bounds
    if coordinates_are_swapped((west, south), (east, north)):
        return Problem("coordinates_swapped", details={"number": str(len(frame))})
    if is_degrees((west, south)) and is_degrees((east, north)):
        return None
    return Problem("coordinates_not_degrees", value=f"{east:.0f}, {north:.0f}")
