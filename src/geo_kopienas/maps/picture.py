"""The map of a choice as one picture (SVG): title, areas, names, legend, sources; to take away."""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from geo_kopienas.domain.schema.crs import AREA_CRS
from geo_kopienas.maps.classification import NO_CLASS
from geo_kopienas.maps.colours import UNKNOWN_MARK, Mark, Pattern
from geo_kopienas.maps.painting import Colouring

WIDTH, MARGIN = 1000, 24
MAX_HEIGHT = 1000  # of the map; a tall municipality is drawn smaller
TITLE, TEXT, SMALL = 26, 16, 12
LINE = 1.4
_LETTER = 0.56  # width of a letter by its height, on average
_INK, _OUTLINE, _QUIET = "#12181f", "#3c4650", "#4a545c"
_POINT = 7
#: The tiles of `static/map/symbols.js`: side, path, fill, line, its width.
_TILES = {
    Pattern.HATCH: (8, "M-2 10L10 -2M-2 2L2 -2M6 10L10 6", "none", "#8a8f98", 1.5),
    Pattern.DASHES: (8, "M1 4L7 4", "none", "#5c646c", 1.5),
    Pattern.DOTS: (9, "M4.5 2.6a1.9 1.9 0 1 0 0 3.8a1.9 1.9 0 1 0 0 -3.8z", _INK, "#fff", 1.2),
    Pattern.FEW: (8, "M-2 -2L10 10M6 -2L10 2M-2 6L2 10", "none", "#2d3a44", 1.1),
    Pattern.CROSS: (8, "M0 0L8 8M8 0L0 8", "none", "#7d858d", 1.0),
}


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """What a picture shows.

    Attributes:
        title: What the colours mean.
        subtitle: Level, unit and day.
        areas: `place_id` and geometry in EPSG:4326 in the order of the colouring's codes.
        names: Name of each place by its id.
        colouring: Classes of the places.
        no_data: Word for what is not known.
        notes: What stands below: sources, licence.
    """

    title: str
    subtitle: str
    areas: gpd.GeoDataFrame
    names: Mapping[str, str]
    colouring: Colouring
    no_data: str
    notes: Sequence[str]

    @property
    def classes(self) -> list[tuple[int, Mark, str]]:
        """Code, look and words of each class that the legend names."""
        colouring = self.colouring
        known = list(zip(colouring.marks, colouring.labels, strict=True))
        classes = [(code, mark, label) for code, (mark, label) in enumerate(known)]
        is_missing = NO_CLASS in colouring.codes
        return [*classes, (NO_CLASS, UNKNOWN_MARK, self.no_data)] if is_missing else classes


def map_svg(picture: Picture) -> str:
    """Draw a picture.

    Returns:
        An SVG document that asks for nothing else: no font, no file.
    """
    marks = {code: mark for code, mark, _ in picture.classes}
    top, head = _lines([(picture.title, TITLE, _INK), (picture.subtitle, TEXT, _QUIET)], MARGIN)
    shapes, height = _on_paper(picture.areas)
    painted = zip(shapes, picture.colouring.codes, strict=True)
    known = [(shape, code) for shape, code in painted if shape is not None and not shape.is_empty]
    # What lies in another area is drawn after it.
    known.sort(key=lambda pair: -pair[0].area)
    drawn = [_area(shape, marks[code]) for shape, code in known]
    names = [picture.names[place_id] for place_id in picture.areas["place_id"]]
    after, legend = _legend(picture, top + height + MARGIN)
    bottom, notes = _lines([(note, SMALL, _QUIET) for note in picture.notes], after)
    inner = (
        f'<g transform="translate({MARGIN} {top:.0f})">{"".join(drawn)}{_labels(shapes, names)}</g>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom:.0f}" '
        f'width="{WIDTH}" height="{bottom:.0f}" role="img" font-family="system-ui, sans-serif">'
        f"<title>{escape(picture.title)}. {escape(picture.subtitle)}</title>"
        f"<defs>{''.join(_pattern(mark) for mark in dict.fromkeys(marks.values()))}</defs>"
        f'<rect width="{WIDTH}" height="{bottom:.0f}" fill="#ffffff"/>'
        f"{head}{inner}{legend}{notes}</svg>"
    )


def _on_paper(areas: gpd.GeoDataFrame) -> tuple[list[BaseGeometry | None], float]:
    """The geometries in units of the picture, and how high they are together."""
    metres = areas.geometry.to_crs(AREA_CRS)
    if metres.isna().all():
        return [None] * len(areas), 0.0
    west, south, east, north = metres.total_bounds
    width = WIDTH - 2 * MARGIN
    scale = min(width / max(east - west, 1), MAX_HEIGHT / max(north - south, 1))
    left = (width - (east - west) * scale) / 2

    def moved(shape: BaseGeometry | None) -> BaseGeometry | None:
        if shape is None:
            return None
        simple = shape.simplify(0.5 / scale)
        return shapely.transform(
            simple, lambda points: (points - [west, north]) * [scale, -scale] + [left, 0]
        )

    return [moved(shape) for shape in metres], (north - south) * scale


def _area(shape: BaseGeometry, mark: Mark) -> str:
    look = f'fill="{_fill(mark)}" stroke="{_OUTLINE}"'
    if shape.geom_type == "Point":
        at = shape.centroid
        return f'<circle cx="{at.x:.1f}" cy="{at.y:.1f}" r="{_POINT}" {look}/>'
    rings = [
        ring
        for part in shapely.get_parts(shape)
        if part.geom_type == "Polygon"
        for ring in (part.exterior, *part.interiors)
    ]
    path = "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in shapely.get_coordinates(ring)) + "Z"
        for ring in rings
    )
    return f'<path d="{path}" fill-rule="evenodd" {look}/>'


def _labels(shapes: Sequence[BaseGeometry | None], names: Sequence[str]) -> str:
    """The names that fit without covering each other, the largest areas first."""
    named = zip(shapes, names, strict=True)
    known = [(shape, name) for shape, name in named if shape is not None and not shape.is_empty]
    taken: list[BaseGeometry] = []
    labels = []
    for shape, name in sorted(known, key=lambda pair: -pair[0].area):
        is_point = shape.geom_type == "Point"
        point = shape.centroid if is_point else shape.representative_point()
        middle = point.y - _POINT - SMALL / 2 - 2 if is_point else point.y
        half = len(name) * SMALL * _LETTER / 2
        place = shapely.box(point.x - half, middle - SMALL / 2, point.x + half, middle + SMALL / 2)
        if any(place.intersects(other) for other in taken):
            continue
        taken.append(place)
        labels.append(
            f'<text x="{point.x:.1f}" y="{middle + SMALL / 3:.1f}" text-anchor="middle" '
            f'font-size="{SMALL}" fill="{_INK}" stroke="#ffffff" stroke-width="3" '
            f'paint-order="stroke">{escape(name)}</text>'
        )
    return "".join(labels)


def _legend(picture: Picture, top: float) -> tuple[float, str]:
    """The classes with how many places each has; where the next part begins, and the drawing."""
    codes = picture.colouring.codes
    parts = []
    for number, (code, mark, label) in enumerate(picture.classes):
        y = top + number * TEXT * LINE
        parts.append(
            f'<rect x="{MARGIN}" y="{y - TEXT + 3:.0f}" width="26" height="{TEXT - 2}" '
            f'fill="{_fill(mark)}" stroke="{_OUTLINE}"/>'
            f'<text x="{MARGIN + 36}" y="{y:.0f}" font-size="{TEXT}" fill="{_INK}">'
            f"{escape(label)} ({codes.count(code)})</text>"
        )
    return top + len(picture.classes) * TEXT * LINE + MARGIN / 2, "".join(parts)


def _lines(texts: Sequence[tuple[str, int, str]], top: float) -> tuple[float, str]:
    """Lines of text, broken where they are too long; where the next part begins."""
    parts = []
    y = top
    for text, size, colour in texts:
        for line in textwrap.wrap(text, int((WIDTH - 2 * MARGIN) / (size * _LETTER))):
            y += size * LINE
            parts.append(
                f'<text x="{MARGIN}" y="{y - size * 0.3:.0f}" font-size="{size}" fill="{colour}">'
                f"{escape(line)}</text>"
            )
    return y + MARGIN / 2, "".join(parts)


def _fill(mark: Mark) -> str:
    return mark.colour if mark.pattern is Pattern.PLAIN else f"url(#{_pattern_id(mark)})"


def _pattern_id(mark: Mark) -> str:
    return f"{mark.pattern}-{mark.colour.lstrip('#')}"


def _pattern(mark: Mark) -> str:
    if mark.pattern is Pattern.PLAIN:
        return ""
    size, path, fill, stroke, width = _TILES[mark.pattern]
    return (
        f'<pattern id="{_pattern_id(mark)}" width="{size}" height="{size}" '
        f'patternUnits="userSpaceOnUse"><rect width="{size}" height="{size}" '
        f'fill="{mark.colour}"/><path d="{path}" fill="{fill}" stroke="{stroke}" '
        f'stroke-width="{width}"/></pattern>'
    )
