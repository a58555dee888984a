"""A small map as SVG: where a place lies, among areas painted by a state; for page and print."""

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from geo_kopienas.domain.schema.crs import AREA_CRS
from geo_kopienas.maps.colours import Mark, Pattern

WIDTH = 600  # units of the drawing
MARGIN_M = 500
#: A wider layer is cut to the surroundings of the place.
MAX_WINDOW_M = 60_000
SURROUNDINGS_M = 20_000
SCALE_BAR_M = 5000
#: An area that is smaller on the drawing is marked like a point, else nobody finds it.
MIN_VISIBLE = 24
_OUTLINE = "#3c4650"
_INK = "#12181f"
#: Not known: no colour of a class, and lines that also show in grey print.
_HATCH = (
    '<pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect width="8" height="8" fill="#ffffff"/>'
    '<rect width="2" height="8" fill="#8a8f98"/></pattern>'
)


def locator_svg(
    areas: gpd.GeoDataFrame,
    classes: Mapping[str, float],
    marks: Sequence[Mark],
    place: gpd.GeoSeries,
) -> str:
    """Draw areas by their class and the place on top of them.

    Args:
        areas: Areas in EPSG:4326 with `place_id`; points among them are left out.
        classes: Class of each area, counted from 0; a missing one is hatched.
        marks: How each class is drawn.
        place: Geometry of the place in EPSG:4326; empty where it is not known.

    Returns:
        An SVG document without text; the words belong beside it.
    """
    drawn = areas.loc[areas.geom_type != "Point"].to_crs(AREA_CRS)
    marked = place.to_crs(AREA_CRS)
    west, south, east, north = _window(drawn.total_bounds, marked)
    scale = WIDTH / (east - west)
    height = round((north - south) * scale)
    window = box(west, south, east, north)
    near = drawn.loc[drawn.geometry.intersects(window)]

    def on_paper(shape: BaseGeometry) -> BaseGeometry:
        cut = shapely.intersection(shape, window).simplify(1 / scale)
        moved: BaseGeometry = shapely.transform(
            cut, lambda points: (points - [west, north]) * [scale, -scale]
        )
        return moved

    parts = [
        f'<path d="{_path(on_paper(shape))}" fill="{_fill(classes.get(place_id), marks)}" '
        f'fill-rule="evenodd" stroke="{_OUTLINE}"/>'
        for place_id, shape in zip(near["place_id"], near.geometry, strict=True)
    ]
    parts += [_mark(on_paper(shape)) for shape in marked]
    parts.append(
        f'<path d="M10 {height - 16}v8h{SCALE_BAR_M * scale:.1f}v-8" fill="none" '
        f'stroke="{_INK}" stroke-width="2.5"/>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}">{_patterns(marks)}'
        f'<rect width="{WIDTH}" height="{height}" fill="#f4f6f7"/>{"".join(parts)}</svg>'
    )


def swatch_svg(position: float | None, marks: Sequence[Mark]) -> str:
    """The sample of a class for the legend; None for not known."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 16" width="24" height="16">'
        f'{_patterns(marks)}<rect x="1" y="1" width="22" height="14" '
        f'fill="{_fill(position, marks)}" stroke="{_OUTLINE}"/></svg>'
    )


def _fill(position: float | None, marks: Sequence[Mark]) -> str:
    if position is None or pd.isna(position):
        return "url(#hatch)"
    mark = marks[int(position)]
    return mark.colour if mark.pattern is Pattern.PLAIN else f"url(#dots{int(position)})"


def _patterns(marks: Sequence[Mark]) -> str:
    """The hatching, and the dots of every class that has them."""
    dotted = (
        f'<pattern id="dots{number}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{mark.colour}"/>'
        f'<circle cx="4" cy="4" r="1.9" fill="{_INK}" stroke="#ffffff"/></pattern>'
        for number, mark in enumerate(marks)
        if mark.pattern is not Pattern.PLAIN
    )
    return f"<defs>{_HATCH}{''.join(dotted)}</defs>"


def _window(bounds: np.ndarray, marked: gpd.GeoSeries) -> tuple[float, float, float, float]:
    """The whole layer, or the surroundings of the place in a wide one."""
    west, south, east, north = map(float, bounds)
    if max(east - west, north - south) > MAX_WINDOW_M and not marked.empty:
        centre = marked.iloc[0].centroid
        west, east = centre.x - SURROUNDINGS_M, centre.x + SURROUNDINGS_M
        south, north = centre.y - SURROUNDINGS_M, centre.y + SURROUNDINGS_M
    return west - MARGIN_M, south - MARGIN_M, east + MARGIN_M, north + MARGIN_M


def _mark(shape: BaseGeometry) -> str:
    """The place: a strong outline, or a ring where the outline would be too small to be seen."""
    if shape.is_empty:
        return ""
    left, top, right, bottom = shape.bounds
    if max(right - left, bottom - top) < MIN_VISIBLE:
        x, y = shape.centroid.x, shape.centroid.y
        return (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="11" fill="#ffffff" stroke="{_INK}" '
            f'stroke-width="4"/><circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{_INK}"/>'
        )
    path = _path(shape)
    return (
        f'<path d="{path}" fill="none" stroke="#ffffff" stroke-width="9"/>'
        f'<path d="{path}" fill="none" stroke="{_INK}" stroke-width="4"/>'
    )


def _path(shape: BaseGeometry) -> str:
    """The rings of every polygon as path data."""
    rings = [
        ring
        for part in shapely.get_parts(shape)
        if part.geom_type == "Polygon"
        for ring in (part.exterior, *part.interiors)
    ]
    return "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in shapely.get_coordinates(ring)) + "Z"
        for ring in rings
    )
