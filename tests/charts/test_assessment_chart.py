"""The radar: what is drawn, and that nothing unknown is drawn as zero."""

from __future__ import annotations

import re

import pytest

from geo_kopienas.charts.assessment import profile_picture, profile_radar
from geo_kopienas.domain.assessment.profile import criterion_results
from geo_kopienas.texts import texts_for

NAMES = {"a": "1. Mērķis", "b": "2. <b>Plāns</b>", "c": "3. Saziņa"}
NOW = criterion_results([{"a": 1, "b": None, "c": 4}, {"a": 4, "c": 4}], NAMES)
EARLIER = criterion_results([{"a": 2, "b": 3}], NAMES)


def test_each_round_is_a_closed_line_with_gaps_where_no_level_is_known() -> None:
    figure = profile_radar(NAMES, NOW, EARLIER, "2025. gads", texts_for("lv"))
    spread, earlier, now = figure.data
    assert list(now.r) == [2.5, None, 4, 2.5]
    assert list(earlier.r) == [2, 3, None, 2]
    assert not now.connectgaps
    assert earlier.line.dash == "dash"
    assert earlier.marker.symbol != now.marker.symbol
    assert list(spread.r) == [1, 4, None]


def test_names_are_no_markup_and_the_scale_ends_at_five() -> None:
    figure = profile_radar(NAMES, NOW, None, "", texts_for("en"))
    assert "<b>" not in "".join(figure.data[-1].theta)
    assert list(figure.layout.polar.radialaxis.tickvals) == [1, 2, 3, 4, 5]
    assert len(figure.data) == 2


@pytest.mark.parametrize(
    ("medians", "dots", "lines"),
    [([3, 3, 3], 3, 3), ([3, None, 3], 2, 1), ([None, 2, None], 1, 0), ([None] * 3, 0, 0)],
)
def test_the_printed_radar_has_a_dot_a_level_and_lines_between_neighbours(
    medians: list[float | None], dots: int, lines: int
) -> None:
    picture = profile_picture(medians, None)
    assert len(re.findall("<circle", picture)) == dots
    assert len(re.findall('stroke-width="2"', picture)) == lines


def test_the_first_axis_of_the_printed_radar_points_up() -> None:
    picture = profile_picture([5, None, None], None)
    assert '<circle cx="110.0" cy="22.0"' in picture
