"""The profile of a community: a radar for the page, and the same as a picture for print."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from geo_kopienas.charts.style import LINE, MARK, plain_figure
from geo_kopienas.charts.words import plain_text, wrapped_text
from geo_kopienas.domain.assessment.profile import CriterionResult
from geo_kopienas.texts import Texts

HIGHEST = 5
_LABEL_WIDTH = 14  # characters of a line beside the radar; more does not fit a phone
_HEIGHT = 520
_EARLIER = "#b26a00"

# Shape and dash tell the rounds apart; the colours only help.
_NOW_LOOK: dict[str, Any] = {
    "line": {"color": MARK, "width": 2},
    "marker": {"symbol": "circle", "size": 9, "color": MARK},
}
_EARLIER_LOOK: dict[str, Any] = {
    "line": {"color": _EARLIER, "width": 2, "dash": "dash"},
    "marker": {"symbol": "diamond-open", "size": 9, "color": _EARLIER, "line": {"width": 2}},
}

#: Size and outer radius of the printed picture, in points.
_PICTURE, _RADIUS = 220, 88


def profile_radar(
    names: Mapping[str, str],
    now: Mapping[str, CriterionResult],
    earlier: Mapping[str, CriterionResult] | None,
    earlier_day: str,
    texts: Texts,
) -> go.Figure:
    """The median of each criterion; an unknown one leaves a gap and is never drawn as zero.

    Args:
        names: Name of each criterion, numbered, in the order of the method.
        now: Result by criterion.
        earlier: That of an earlier round, if one is compared.
        earlier_day: The day of that round in words.
        texts: Words of the language.
    """
    labels = {key: wrapped_text(name, _LABEL_WIDTH) for key, name in names.items()}
    figure = plain_figure(height=_HEIGHT)
    _add_spread(figure, labels, now, texts["assessment.result.chart_spread"])
    if earlier is not None:
        name = texts.say("assessment.result.chart_earlier", day=earlier_day)
        _add_round(figure, labels, earlier, _EARLIER_LOOK | {"name": plain_text(name)})
    name = texts["assessment.result.chart_now"]
    _add_round(figure, labels, now, _NOW_LOOK | {"name": plain_text(name)})
    grid = "rgba(128,140,148,.45)"
    figure.update_layout(
        separators=texts["survey_page.separators"],
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": -0.22, "itemclick": False},
        margin={"l": 84, "r": 84, "t": 46, "b": 96},
        polar={
            "bgcolor": "rgba(0,0,0,0)",
            "radialaxis": {
                "range": [0, HIGHEST + 0.2],
                "tickvals": list(range(1, HIGHEST + 1)),
                "gridcolor": grid,
                "showline": False,
                "angle": 90,
                "tickangle": 90,
            },
            "angularaxis": {
                "direction": "clockwise",
                "rotation": 90,
                "gridcolor": grid,
                "linecolor": LINE,
                "categoryarray": list(labels.values()),
                "categoryorder": "array",
                "type": "category",
                "tickfont": {"size": 11},
            },
        },
    )
    return figure


def _add_round(
    figure: go.Figure,
    labels: Mapping[str, str],
    results: Mapping[str, CriterionResult],
    look: Mapping[str, Any],
) -> None:
    closed = [*labels, next(iter(labels))]
    figure.add_scatterpolar(
        theta=[labels[criterion_id] for criterion_id in closed],
        r=[results[criterion_id].median for criterion_id in closed],
        mode="lines+markers",
        connectgaps=False,
        hovertemplate="%{theta}: %{r}<extra></extra>",
        **look,
    )


def _add_spread(
    figure: go.Figure,
    labels: Mapping[str, str],
    results: Mapping[str, CriterionResult],
    name: str,
) -> None:
    """A bar along each axis on which people differ."""
    theta: list[str] = []
    radius: list[int | None] = []
    for criterion_id, result in results.items():
        if len(set(result.levels)) > 1:
            theta += [labels[criterion_id]] * 3
            radius += [result.levels[0], result.levels[-1], None]  # the gap ends the bar
    if theta:
        figure.add_scatterpolar(
            theta=theta,
            r=radius,
            mode="lines",
            name=plain_text(name),
            line={"color": "rgba(122,138,137,.65)", "width": 7},
            hoverinfo="skip",
        )


def profile_picture(now: Sequence[float | None], earlier: Sequence[float | None] | None) -> str:
    """The radar as SVG for print: axes numbered from 1, clockwise from the top.

    Args:
        now: Median of each criterion in the order of the method; None leaves a gap.
        earlier: Those of an earlier round, dashed.
    """
    count = len(now)
    parts = [
        _outline([(level, axis) for axis in range(count)], count, 'stroke="#c3cad0" fill="none"')
        for level in range(1, HIGHEST + 1)
    ]
    for axis in range(count):
        x, y = _point(HIGHEST, axis, count)
        centre = _PICTURE / 2
        parts.append(f'<path d="M{centre} {centre}L{x} {y}" stroke="#c3cad0"/>')
        x, y = _point(HIGHEST + 0.75, axis, count)
        parts.append(
            f'<text x="{x}" y="{y + 3.5}" font-size="10" text-anchor="middle"'
            f' font-family="Libertinus Serif" fill="#1b2733">{axis + 1}</text>'
        )
    if earlier is not None:
        parts += _round_marks(earlier, _EARLIER, 'stroke-dasharray="4 3"')
    parts += _round_marks(now, "#1d5c8a", "")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_PICTURE} {_PICTURE}"'
        f' width="{_PICTURE}" height="{_PICTURE}">{"".join(parts)}</svg>'
    )


def _round_marks(medians: Sequence[float | None], colour: str, dash: str) -> list[str]:
    count = len(medians)
    parts = []
    for axis, level in enumerate(medians):
        following = medians[(axis + 1) % count]
        if level is None:
            continue
        x, y = _point(level, axis, count)
        if following is not None:
            to_x, to_y = _point(following, (axis + 1) % count, count)
            parts.append(
                f'<path d="M{x} {y}L{to_x} {to_y}" stroke="{colour}" stroke-width="2" {dash}/>'
            )
        parts.append(f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>')
    return parts


def _outline(points: Sequence[tuple[float, int]], count: int, look: str) -> str:
    corners = " ".join("{} {}".format(*_point(level, axis, count)) for level, axis in points)
    return f'<polygon points="{corners}" {look}/>'


def _point(level: float, axis: int, count: int) -> tuple[float, float]:
    angle = 2 * math.pi * axis / count
    reach = _RADIUS * level / HIGHEST
    centre = _PICTURE / 2
    return round(centre + reach * math.sin(angle), 2), round(centre - reach * math.cos(angle), 2)
