"""How QGIS and other programs colour the layers of the GeoPackage: as the map does, with its words.

A style is kept as QGIS keeps its own, in a table `layer_styles`: QML for QGIS, and SLD 1.1
(OGC 05-077r4) for others, whose patterns are named as GeoServer names them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree import ElementTree as ET  # noqa: TID251 - it is written here, not read

from geo_kopienas.domain.evidence.indicators import STATUS_STEPS, Measure
from geo_kopienas.domain.schema.codes import ActivityState
from geo_kopienas.domain.schema.fields import COMMUNITIES
from geo_kopienas.exports.layers import Layer
from geo_kopienas.maps.colours import POINT_STYLES, UNKNOWN_MARK, Mark, Pattern, state_marks
from geo_kopienas.texts import Texts

_OUTLINE = "#1b2626"
_POINT_MM = 3.2
_LINE_MM = 0.26
_PIXELS_PER_MM = 96 / 25.4


class _Drawn(NamedTuple):
    """How a pattern is drawn: brush of QGIS, fill of SLD, sign on a point, colour of its lines."""

    brush: str
    fill: str
    sign: str
    colour: str


#: `static/map/symbols.js` draws the same.
PATTERNS = {
    Pattern.HATCH: _Drawn("b_diagonal", "shape://slash", "cross2", "#8a8f98"),
    Pattern.DOTS: _Drawn("dense6", "shape://dot", "circle", "#1b2626"),
    Pattern.FEW: _Drawn("f_diagonal", "shape://backslash", "cross2", "#2d3a44"),
    Pattern.CROSS: _Drawn("diagonal_x", "shape://times", "cross2", "#7d858d"),
    Pattern.DASHES: _Drawn("horizontal", "shape://horline", "cross2", "#5c646c"),
}
#: Shape of SLD and its turn for what it has no name for.
_SLD_SHAPES = {"diamond": ("square", 45), "cross2": ("x", 0)}


@dataclass(frozen=True, slots=True)
class StyleClass:
    """One class of a layer: its code (empty: not known), words and look."""

    code: str
    label: str
    mark: Mark
    shape: str = "circle"


@dataclass(frozen=True, slots=True)
class LayerStyle:
    """A style by the column that it colours; `qml` and `sld` are its two writings."""

    name: str
    qml: str
    sld: str


def layer_style(layer: Layer, texts: Texts, *, is_of_areas: bool) -> LayerStyle:
    """The style of a layer: places by the activity in them, communities by their state.

    Args:
        layer: The layer.
        texts: Words of the classes.
        is_of_areas: Whether it holds areas; else points.
    """
    column = "state" if layer.name == COMMUNITIES.name else "activity_state"
    classes = community_classes(texts) if column == "state" else activity_classes(texts)
    name = texts[f"heading.{column}"]
    return LayerStyle(
        name,
        _qml(column, classes, is_of_areas=is_of_areas),
        _sld(name, column, classes, is_of_areas=is_of_areas),
    )


def activity_classes(texts: Texts) -> list[StyleClass]:
    """The activity states from high to low, then what is not known."""
    states = STATUS_STEPS[Measure.ACTIVITY]
    marks = dict(zip(states, state_marks(states), strict=True))
    marks[ActivityState.UNKNOWN.value] = UNKNOWN_MARK
    return [
        StyleClass(state, texts[f"activity_state.{state}"], marks[state])
        for state in (*reversed(states), ActivityState.UNKNOWN.value)
    ]


def community_classes(texts: Texts) -> list[StyleClass]:
    """The states of communities, then those of which no dated fact is known."""
    known = [
        StyleClass(state, texts[f"community_state.{state}"], Mark(style.fill), style.shape)
        for state, style in POINT_STYLES.items()
    ]
    return [*known, StyleClass("", texts["community_state.not_yet"], UNKNOWN_MARK)]


# --- QML ----------------------------------------------------------------------------------------


def _qml(column: str, classes: Sequence[StyleClass], *, is_of_areas: bool) -> str:
    root = ET.Element("qgis", version="3.22.16", styleCategories="Symbology")
    head = {"type": "categorizedSymbol", "attr": column, "enableorderby": "0"}
    renderer = ET.SubElement(root, "renderer-v2", head | {"symbollevels": "0", "forceraster": "0"})
    categories = ET.SubElement(renderer, "categories")
    symbols = ET.SubElement(renderer, "symbols")
    kind = "fill" if is_of_areas else "marker"
    for number, class_ in enumerate(classes):
        place = {"symbol": str(number), "render": "true"}
        ET.SubElement(categories, "category", place | {"value": class_.code, "label": class_.label})
        head = {"name": str(number), "type": kind, "alpha": "1", "clip_to_extent": "1"}
        symbol = ET.SubElement(symbols, "symbol", head | {"force_rhr": "0"})
        for name, options in _areas_of(class_) if is_of_areas else _points_of(class_):
            about = {"class": name, "enabled": "1", "locked": "0", "pass": "0"}
            part = ET.SubElement(symbol, "layer", about)
            for key, value in options.items():  # read by every QGIS since 3.0
                ET.SubElement(part, "prop", k=key, v=value)
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + _text(root)


def _areas_of(class_: StyleClass) -> Iterator[tuple[str, dict[str, str]]]:
    line = {"outline_color": _rgba(_OUTLINE), "outline_style": "solid", "outline_width_unit": "MM"}
    ground = {"color": _rgba(class_.mark.colour), "style": "solid"}
    yield "SimpleFill", ground | line | {"outline_width": str(_LINE_MM)}
    drawn = PATTERNS.get(class_.mark.pattern)
    if drawn:
        yield (
            "SimpleFill",
            {"color": _rgba(drawn.colour), "style": drawn.brush} | {"outline_style": "no"},
        )


def _points_of(class_: StyleClass) -> Iterator[tuple[str, dict[str, str]]]:
    line = {"outline_color": _rgba(_OUTLINE), "outline_style": "solid", "size_unit": "MM"}
    ground = {"name": class_.shape, "color": _rgba(class_.mark.colour), "size": str(_POINT_MM)}
    yield "SimpleMarker", ground | line | {"outline_width": str(_LINE_MM)}
    drawn = PATTERNS.get(class_.mark.pattern)
    if drawn:
        sign = {"name": drawn.sign, "color": _rgba(drawn.colour), "size": str(_POINT_MM / 2)}
        line = {"outline_color": _rgba(drawn.colour), "outline_style": "solid"}
        yield "SimpleMarker", sign | line | {"size_unit": "MM"}


def _rgba(colour: str) -> str:
    return ",".join(str(int(colour[start : start + 2], 16)) for start in (1, 3, 5)) + ",255"


# --- SLD ----------------------------------------------------------------------------------------


def _sld(name: str, column: str, classes: Sequence[StyleClass], *, is_of_areas: bool) -> str:
    spaces = {
        "xmlns": "http://www.opengis.net/sld",
        "xmlns:se": "http://www.opengis.net/se",
        "xmlns:ogc": "http://www.opengis.net/ogc",
    }
    root = ET.Element("StyledLayerDescriptor", {"version": "1.1.0"} | spaces)
    layer = ET.SubElement(root, "NamedLayer")
    ET.SubElement(layer, "se:Name").text = name
    style = ET.SubElement(layer, "UserStyle")
    ET.SubElement(style, "se:Name").text = name
    rules = ET.SubElement(style, "se:FeatureTypeStyle")
    for class_ in classes:
        rule = ET.SubElement(rules, "se:Rule")
        ET.SubElement(rule, "se:Name").text = class_.code or "null"
        description = ET.SubElement(rule, "se:Description")
        ET.SubElement(description, "se:Title").text = class_.label
        condition = ET.SubElement(rule, "ogc:Filter")
        test = "ogc:PropertyIsEqualTo" if class_.code else "ogc:PropertyIsNull"
        compared = ET.SubElement(condition, test)
        ET.SubElement(compared, "ogc:PropertyName").text = column
        if class_.code:
            ET.SubElement(compared, "ogc:Literal").text = class_.code
        (_sld_area if is_of_areas else _sld_point)(rule, class_)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + _text(root)


def _sld_area(rule: ET.Element, class_: StyleClass) -> None:
    symbol = ET.SubElement(rule, "se:PolygonSymbolizer")
    _parameter(ET.SubElement(symbol, "se:Fill"), "fill", class_.mark.colour)
    line = ET.SubElement(symbol, "se:Stroke")
    _parameter(line, "stroke", _OUTLINE)
    _parameter(line, "stroke-width", "1")
    drawn = PATTERNS.get(class_.mark.pattern)
    if drawn:
        over = ET.SubElement(ET.SubElement(rule, "se:PolygonSymbolizer"), "se:Fill")
        graphic = ET.SubElement(ET.SubElement(over, "se:GraphicFill"), "se:Graphic")
        mark = ET.SubElement(graphic, "se:Mark")
        ET.SubElement(mark, "se:WellKnownName").text = drawn.fill
        for part, name in (("se:Fill", "fill"), ("se:Stroke", "stroke")):
            _parameter(ET.SubElement(mark, part), name, drawn.colour)
        ET.SubElement(graphic, "se:Size").text = "8"


def _sld_point(rule: ET.Element, class_: StyleClass) -> None:
    _sld_mark(rule, class_.shape, class_.mark.colour, _OUTLINE, _POINT_MM)
    drawn = PATTERNS.get(class_.mark.pattern)
    if drawn:
        _sld_mark(rule, drawn.sign, drawn.colour, drawn.colour, _POINT_MM / 2)


def _sld_mark(rule: ET.Element, shape: str, fill: str, line: str, size_mm: float) -> None:
    graphic = ET.SubElement(ET.SubElement(rule, "se:PointSymbolizer"), "se:Graphic")
    mark = ET.SubElement(graphic, "se:Mark")
    known, turn = _SLD_SHAPES.get(shape, (shape, 0))
    ET.SubElement(mark, "se:WellKnownName").text = known
    _parameter(ET.SubElement(mark, "se:Fill"), "fill", fill)
    _parameter(ET.SubElement(mark, "se:Stroke"), "stroke", line)
    ET.SubElement(graphic, "se:Size").text = str(round(size_mm * _PIXELS_PER_MM))
    if turn:
        ET.SubElement(graphic, "se:Rotation").text = str(turn)


def _parameter(parent: ET.Element, name: str, value: str) -> None:
    ET.SubElement(parent, "se:SvgParameter", name=name).text = value


def _text(root: ET.Element) -> str:
    ET.indent(root, space=" ")
    return ET.tostring(root, encoding="unicode") + "\n"
