"""The one door for GeoJSON: a file's text, its features, their geometry; JSON and shapely alone.

GDAL opens a "GeoJSON" that is really a description of other sources and then reads local files
and addresses; it never sees these files.
"""

import json
from pathlib import Path
from typing import Any, NamedTuple

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geo_kopienas.domain.borders.geojson import (
    DIMENSIONS,
    crs_name,
    geometry_faults,
    kind_of_json,
)
from geo_kopienas.domain.schema.cells import quoted
from geo_kopienas.domain.schema.problems import Problem, without_repairs
from geo_kopienas.store.files.text import place_of_error, read_text, read_text_anyhow


class Collection(NamedTuple):
    """What stands in a file of GeoJSON.

    Attributes:
        features: Its features as parsed.
        crs: Name of the coordinate system in the `crs` member of old GeoJSON; None without it.
    """

    features: list[Any]
    crs: str | None


def read_collection(path: Path) -> tuple[Collection | None, list[Problem]]:
    """Read a collection of features; never raises on what stands in the file.

    Returns:
        The collection, None where the file is none, and all faults of the file itself. One in
        another encoding than UTF-8 is read on, beside its fault.
    """
    text, fault, line = read_text(path)
    problems = [] if fault is None else [fault.at(row=line)]
    if text is None:
        text, _ = read_text_anyhow(path)
    if text is None:
        return None, problems
    if text.lstrip().startswith("<"):
        # A page, or an XML description of another source, which GDAL would have followed.
        kind = "HTML" if "<html" in text[:2000].lower() else "XML"
        return None, [*problems, Problem("file_kind_other", value=kind)]
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        return None, [*problems, Problem("json_invalid", value=place_of_error(error, text))]
    kind = kind_of_json(content)
    if kind != "FeatureCollection" or not isinstance(content.get("features"), list):
        return None, [*problems, Problem("not_feature_collection", value=quoted(kind))]
    member = content.get("crs")
    return Collection(content["features"], None if member is None else crs_name(member)), problems


def read_geometry(
    member: Any,  # noqa: ANN401 - as parsed
) -> tuple[BaseGeometry | None, list[Problem]]:
    """Read the `geometry` member of a feature as it stands; None where its form has a fault.

    Args:
        member: As parsed from JSON.

    Returns:
        The geometry without heights, and its faults; or the repair that heights were left out.
    """
    problems = geometry_faults(member)
    if without_repairs(problems):
        return None, without_repairs(problems)
    try:
        return shape(_flat(member) if problems else member), problems
    except (shapely.errors.ShapelyError, ValueError, TypeError):
        return None, [Problem("geometry_malformed")]


def _flat(member: dict[str, Any]) -> dict[str, Any]:
    """The geometry without heights and measures, of which shapely knows no more than one."""

    def flat(part: list[Any]) -> list[Any]:
        is_position = not isinstance(part[0], list)
        return part[:DIMENSIONS] if is_position else [flat(inner) for inner in part]

    return member | {"coordinates": flat(member["coordinates"])}
