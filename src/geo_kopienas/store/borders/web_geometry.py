"""Geometry for the browser: static files whose names carry a hash of their content."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo_kopienas.domain.borders.geojson import geometry_member
from geo_kopienas.domain.schema.crs import AREA_CRS, MAP_CRS
from geo_kopienas.store.files.web import write_content

COORDINATE_DECIMALS = 5  # about one metre in Latvia, finer than a screen pixel at zoom 16

#: Beyond this many vertices a layer gets coarser files for the outer zooms.
SIMPLIFY_VERTICES = 60_000
#: Highest zoom of a coarser file and its tolerance in metres: about one pixel at that zoom.
ZOOM_STEPS = ((8, 300.0), (10, 80.0))
_NAMES = {"name_lv": "name", "name_en": "en"}


def write_layer(
    folder: Path, stem: str, places: pd.DataFrame, boundaries: gpd.GeoDataFrame
) -> dict[str, int | None]:
    """Write a level for the browser, places without geometry included.

    Args:
        folder: Folder that the app serves.
        stem: Beginning of the file name.
        places: Places of the level (`place_id`, `name_lv`, `name_en`) in the order of the
            register; the paint says classes in the same order.
        boundaries: `place_id` and geometry in EPSG:4326; fewer rows than places are fine.

    Returns:
        The files' names with the highest zoom at which each is drawn (None: all), coarsest first.
    """
    geometry = gpd.GeoSeries(
        boundaries.geometry.to_numpy(), index=boundaries["place_id"].to_numpy(), crs=MAP_CRS
    )
    labels = {str(place_id): _label_point(shape) for place_id, shape in geometry.items()}
    files: dict[str, int | None] = {}
    if int(shapely.get_num_coordinates(geometry.to_numpy()).sum()) > SIMPLIFY_VERTICES:
        for max_zoom, tolerance in ZOOM_STEPS:
            coarse = _simplified(geometry, tolerance)
            content = _layer_content(places, coarse, labels)
            files[write_content(folder, f"{stem}-z{max_zoom}", content)] = max_zoom
    files[write_content(folder, stem, _layer_content(places, geometry, labels))] = None
    return files


def write_context(folder: Path, neighbours: gpd.GeoDataFrame, outlines: gpd.GeoDataFrame) -> str:
    """Write the quiet context: neighbours with their names, and the outline; the file's name."""
    named = zip(_records(neighbours, _NAMES), neighbours.geometry, strict=True)
    content = {
        "neighbours": [
            names | {"label": _label_point(shape), "geometry": _geometry(shape)}
            for names, shape in named
        ],
        "outlines": [_geometry(shape) for shape in outlines.geometry],
    }
    return write_content(folder, "context", content)


def write_communities(folder: Path, communities: pd.DataFrame) -> str:
    """Write the communities that have a position; the file's name.

    Args:
        folder: Folder that the app serves.
        communities: `community_id`, `name_lv`, `name_en`, `place_id`, `latitude`, `longitude`.
    """
    positions = communities[["latitude", "longitude"]].astype("float64").round(6)
    keys = {"community_id": "id", **_NAMES, "place_id": "place_id"}
    rows = _records(communities.assign(**positions), keys | {"latitude": "lat", "longitude": "lon"})
    return write_content(folder, "communities", {"communities": rows})


def _layer_content(
    places: pd.DataFrame, drawn: gpd.GeoSeries, labels: dict[str, list[float]]
) -> dict[str, Any]:
    shapes = dict(drawn.items())
    rows = _records(places, {"place_id": "id", **_NAMES})
    for row in rows:
        shape = shapes.get(row["id"])
        row["label"] = labels.get(row["id"])
        row["geometry"] = None if shape is None else _geometry(shape)
    return {"places": rows}


def _records(frame: pd.DataFrame, keys: dict[str, str]) -> list[dict[str, Any]]:
    """The rows of some columns under other keys; what is missing is null."""
    columns = pd.DataFrame(frame)[list(keys)].rename(columns=keys).astype("object")
    return columns.where(columns.notna(), None).to_dict("records")  # type: ignore[return-value]


def _simplified(geometry: gpd.GeoSeries, tolerance: float) -> gpd.GeoSeries:
    """Simplify as a coverage, so that shared borders stay shared."""
    is_area = geometry.geom_type.isin(["Polygon", "MultiPolygon"])
    metric = gpd.GeoSeries(geometry.loc[is_area]).to_crs(AREA_CRS)
    coarse = shapely.coverage_simplify(metric.to_numpy(), tolerance).tolist()
    areas = gpd.GeoSeries(coarse, index=metric.index, crs=AREA_CRS).to_crs(MAP_CRS)
    return gpd.GeoSeries(pd.concat([areas, geometry.loc[~is_area]]), crs=MAP_CRS)


def _geometry(shape: BaseGeometry) -> dict[str, Any]:
    return geometry_member(shape, COORDINATE_DECIMALS)


def _label_point(shape: BaseGeometry) -> list[float]:
    """Latitude and longitude of the middle of the widest circle inside; never outside."""
    if shape.geom_type in {"Polygon", "MultiPolygon"}:
        parts = getattr(shape, "geoms", [shape])
        largest = max(parts, key=lambda part: part.area)
        point = shapely.maximum_inscribed_circle(largest, tolerance=0.001).interpolate(0)
    else:
        point = shape.centroid
    return [round(point.y, COORDINATE_DECIMALS), round(point.x, COORDINATE_DECIMALS)]
