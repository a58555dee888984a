"""The small map: classes, hatching for what is not known, the place on top."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import geopandas as gpd
from shapely.geometry import Point, box

from geo_kopienas.domain.schema.crs import AREA_CRS, MAP_CRS
from geo_kopienas.maps.colours import class_colours, class_marks, state_marks
from geo_kopienas.maps.locator import WIDTH, locator_svg, swatch_svg

SVG = "{http://www.w3.org/2000/svg}"


def _areas(width_m: float = 10_000) -> gpd.GeoDataFrame:
    west = box(500_000, 280_000, 500_000 + width_m, 290_000)
    east = box(500_000 + width_m, 280_000, 500_000 + 2 * width_m, 290_000)
    layer = gpd.GeoDataFrame({"place_id": ["west", "east"]}, geometry=[west, east], crs=AREA_CRS)
    return layer.to_crs(MAP_CRS)


def _place(*shapes: object) -> gpd.GeoSeries:
    return gpd.GeoSeries(list(shapes), crs=AREA_CRS).to_crs(MAP_CRS)


def _fills(svg: str) -> list[str | None]:
    return [path.get("fill") for path in ET.fromstring(svg).iter(f"{SVG}path")]  # noqa: S314 - our own


def test_known_areas_have_their_class_and_unknown_ones_are_hatched() -> None:
    svg = locator_svg(_areas(), {"west": 1.0, "east": float("nan")}, class_marks(4), _place())

    assert _fills(svg)[:2] == [class_colours(4)[1], "url(#hatch)"]


def test_a_point_gets_a_ring_and_an_area_an_outline() -> None:
    point = locator_svg(_areas(), {}, class_marks(4), _place(Point(505_000, 285_000)))
    area = locator_svg(
        _areas(), {}, class_marks(4), _place(box(500_000, 280_000, 508_000, 288_000))
    )

    assert "<circle" in point
    assert "<circle" not in area
    assert len(_fills(area)) == len(_fills(point)) + 2  # white below black


def test_a_wide_layer_is_cut_to_the_surroundings_of_the_place() -> None:
    svg = locator_svg(_areas(200_000), {}, class_marks(4), _place(Point(505_000, 285_000)))

    root = ET.fromstring(svg)  # noqa: S314 - our own
    assert root.get("height") == str(WIDTH)
    assert len(_fills(svg)) == 2  # one area and the scale bar


def test_the_legend_hatches_what_is_not_known() -> None:
    assert "url(#hatch)" in swatch_svg(None, class_marks(4))
    assert class_colours(4)[2] in swatch_svg(2.0, class_marks(4))


def test_a_state_that_is_over_is_dotted_in_map_and_legend() -> None:
    marks = state_marks(["contact_past", "contact"])

    svg = locator_svg(_areas(), {"west": 0.0, "east": 1.0}, marks, _place())

    assert _fills(svg)[:2] == ["url(#dots0)", marks[1].colour]
    assert "url(#dots0)" in swatch_svg(0.0, marks)
