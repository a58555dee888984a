"""Narrow gaps and overlaps between units are closed; the rest is left for the check to name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely
from address_register import square
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_kopienas.domain.borders.tiling import (
    SLIVER_M2,
    SLIVER_WIDTH_M,
    are_slivers,
    close_slivers,
    longest_neighbours,
    overlaps_among,
    wide_parts,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from geo_kopienas.domain.borders.geometry import Checked

WHOLE = square(0, 0, 10_000)


def closed(**shapes: BaseGeometry) -> Checked:
    units = gpd.GeoDataFrame(
        {"file": "pagasti.shp"}, geometry=list(shapes.values()), index=list(shapes), crs=3059
    )
    return close_slivers(units, WHOLE)


def is_tiled(checked: Checked) -> bool:
    """Whether nothing above the limit is missing or doubled."""
    areas = checked.areas.geometry.to_numpy()
    gaps = wide_parts(WHOLE.difference(shapely.union_all(areas)))
    return not len(gaps) and bool(are_slivers(overlaps_among(areas).parts).all())


@settings(max_examples=60, deadline=None)
@given(
    width=st.floats(0.05, 2 * SLIVER_WIDTH_M),
    length=st.floats(1, 10_000),
    start=st.floats(0, 1),
    kind=st.sampled_from(["gap", "overlap"]),
)
def test_one_limit_decides_for_import_and_check_alike(
    width: float, length: float, start: float, kind: str
) -> None:
    """A strip of any size beside a border: closed and passed, or neither."""
    strip = square(4000, start * (10_000 - length), width, length)
    east = square(4000, 0, 6000, 10_000)
    west = square(0, 0, 4000, 10_000)
    shapes = {"west": west.union(strip), "east": east} if kind == "overlap" else {
        "west": west, "east": east.difference(strip)
    }  # fmt: skip
    shorter = min(width, length)
    is_harmless = shorter < SLIVER_WIDTH_M and width * length < SLIVER_M2
    if min(abs(shorter - SLIVER_WIDTH_M), abs(width * length - SLIVER_M2)) < 1e-3:
        return
    result = closed(**shapes)
    assert is_tiled(result) == is_harmless
    assert bool(result.repairs) == is_harmless


def east_of(asides: Sequence[float]) -> BaseGeometry:
    """The eastern unit, its corners as far aside of the straight border as said."""
    heights = np.linspace(0, 10_000, len(asides))
    border = [(4000 + aside, y) for aside, y in zip(asides, heights, strict=True)]
    ring = shapely.Polygon([*border, (10_000, 10_000), (10_000, 0)])
    west, south, _, _ = WHOLE.bounds
    return shapely.transform(ring, lambda corners: corners + np.array([west, south]))


@settings(max_examples=40, deadline=None)
@given(asides=st.lists(st.floats(-2.4, 2.4), min_size=12, max_size=80))
def test_a_border_that_the_neighbour_lacks_is_closed_whole(asides: list[float]) -> None:
    result = closed(west=square(0, 0, 4000, 10_000), east=east_of(asides))
    areas = result.areas.geometry.to_numpy()
    assert is_tiled(result)
    assert shapely.area(overlaps_among(areas).parts).sum() < 1
    assert set(shapely.get_type_id(areas)) <= {
        shapely.GeometryType.POLYGON,
        shapely.GeometryType.MULTIPOLYGON,
    }


def test_what_was_closed_is_one_line_for_each_unit_and_neighbour() -> None:
    """A border of many corners gives thousands of slivers."""
    asides = [0.5 if number % 2 else -0.5 for number in range(1000)]
    result = closed(west=square(0, 0, 4000, 10_000), east=east_of(asides))
    assert is_tiled(result)
    assert [(one.code, one.row, one.details["number"]) for one in result.repairs] == [
        ("repaired_overlap", "east", "500"),
        ("repaired_gap", "east", "500"),
    ]


def test_a_gap_goes_to_the_unit_with_the_longest_border_with_it() -> None:
    areas = np.array(
        [square(0, 0, 4000, 1000), square(4003, 0, 9, 400), square(4003, 400, 9, 600)],
        dtype=object,
    )
    gaps = np.array([square(0, 0, 4012, 1000).difference(shapely.union_all(areas))], dtype=object)
    assert list(longest_neighbours(gaps, areas)) == [0]
    elsewhere = np.array([square(9000, 9000, 5)], dtype=object)
    assert list(longest_neighbours(elsewhere, areas)) == [-1]
    assert list(longest_neighbours(gaps[:0], areas)) == []


@pytest.mark.parametrize("number", [0, 1, 2])
def test_three_units_at_one_corner_are_closed_wherever_the_sliver_lies(number: int) -> None:
    shapes = {
        "west": square(0, 0, 4000, 10_000),
        "south": square(4000, 0, 6000, 5000),
        "north": square(4000, 5000, 6000, 5000),
    }
    name = list(shapes)[number]
    shapes[name] = shapes[name].difference(square(3998, 4998, 4, 4))
    result = closed(**shapes)
    assert is_tiled(result)
    assert [repair.code for repair in result.repairs] == ["repaired_gap"]
