"""Figures of the cooperation page: steps of places, support by year, proposals by theme."""

from collections.abc import Iterable, Mapping

import pandas as pd
import plotly.graph_objects as go

from geo_kopienas.charts.style import LINE, MARK, PATTERNS, flat_legend, pattern, plain_figure
from geo_kopienas.charts.words import distinct_texts, plain_text, wrapped_text
from geo_kopienas.domain.schema.codes import CollaborationStatus
from geo_kopienas.texts import Texts

NAME_LINES = 2
ROW_PIXELS = 30  # so many lines of a name
#: Letters of a line: on a phone a longer name would leave the marks no room.
NAME_WIDTH = 19
FRAME_PIXELS = 90
SUPPORT_PIXELS = 320
BAR_YEARS = 0.7
#: Years that an axis names; a phone has room for no more.
MAX_YEARS = 9
LEGEND_PIXELS = 90


def ladder_chart(rows: pd.DataFrame, names: Mapping[str, str], texts: Texts) -> go.Figure:
    """The step of every place: a filled mark if it is current, a hollow one if it is past.

    Args:
        rows: `domain.cooperation.ladder`, without the unknown ones.
        names: Name of each place by `place_id`.
        texts: Words of the language.
    """
    steps = list(CollaborationStatus)[1:]
    figure = plain_figure(height=FRAME_PIXELS + ROW_PIXELS * len(rows))
    labels = _place_labels(rows.index, names)
    positions = list(range(len(rows)))
    for position, step in zip(positions, rows["step"], strict=True):
        figure.add_shape(
            type="line",
            x0=0.6,
            x1=step,
            y0=position,
            y1=position,
            line={"color": LINE, "width": 2},
            layer="below",
        )
    for is_current, symbol in ((True, "circle"), (False, "circle-open")):
        chosen = [
            number for number in positions if bool(rows["is_current"].iloc[number]) is is_current
        ]
        time = texts["collaboration_status.current" if is_current else "collaboration_status.past"]
        figure.add_scatter(
            x=rows["step"].iloc[chosen],
            y=chosen,
            mode="markers",
            name=time,
            marker={"symbol": symbol, "size": 13, "color": MARK, "line": {"width": 3}},
            text=[labels[number] for number in chosen],
            hovertemplate="%{text}: %{x}, " + time + "<extra></extra>",
        )
    figure.update_xaxes(
        range=[0.5, len(steps) + 0.4],
        tickvals=list(range(1, len(steps) + 1)),
        ticktext=[texts[f"collaboration_status.{step}"] for step in steps],
        side="top",
        tickfont={"size": 11},
        fixedrange=True,
    )
    figure.update_yaxes(
        range=[len(rows) - 0.4, -0.6],
        tickvals=positions,
        ticktext=labels,
        showgrid=False,
        fixedrange=True,
    )
    return figure


def _place_labels(place_ids: Iterable[object], names: Mapping[str, str]) -> list[str]:
    return [
        wrapped_text(names[str(place_id)], NAME_WIDTH, lines=NAME_LINES) for place_id in place_ids
    ]


def support_chart(by_year: pd.DataFrame, labels: Mapping[str, str], texts: Texts) -> go.Figure:
    """Support of every year as a bar of its kinds, on an axis of time where gaps are seen.

    Args:
        by_year: EUR by year (rows) and kind of support (columns).
        labels: Name of each kind.
        texts: Words of the language.
    """
    figure = plain_figure(height=SUPPORT_PIXELS)
    for number, kind in enumerate(by_year.columns):
        name = plain_text(labels[kind])
        amounts = _euros(by_year[kind], texts)
        figure.add_bar(
            x=by_year.index.to_numpy(),
            y=by_year[kind].to_numpy(),
            name=name,
            customdata=amounts,
            marker={
                "color": MARK,
                "line": {"color": LINE, "width": 1},
                "pattern": pattern(PATTERNS[number % len(PATTERNS)]),
            },
            width=BAR_YEARS,
            hovertemplate="%{x}, " + name + ": %{customdata}<extra></extra>",
        )
    first, last = int(by_year.index.min()), int(by_year.index.max())
    figure.update_layout(
        barmode="stack",
        showlegend=True,
        legend=flat_legend(anchor="bottom"),
        separators=texts["survey_page.separators"],
        margin={"l": 8, "r": 8, "t": 24, "b": 8},
    )
    figure.update_xaxes(
        range=[first - 0.6, last + 0.6],
        tick0=first,
        dtick=-(-(last - first + 1) // MAX_YEARS),
        tickformat="d",
        fixedrange=True,
        showgrid=False,
    )
    figure.update_yaxes(
        tickformat=",.0f", ticksuffix=" EUR", fixedrange=True, rangemode="tozero", nticks=6
    )
    return figure


def _euros(amounts: pd.Series, texts: Texts) -> list[str]:
    """Amounts with their unit, with cents where there are any; empty where none is known."""
    return [
        "" if pd.isna(euro) else texts.say("cooperation.eur", number=texts.figure(euro, 2))
        for euro in amounts.astype(float)
    ]


def proposals_chart(
    by_place: pd.DataFrame, names: Mapping[str, str], labels: Mapping[str, str]
) -> go.Figure:
    """Proposals of every place as a bar of themes, each with a pattern of its own.

    Args:
        by_place: Number by place (rows) and theme (columns).
        names: Name of each place by `place_id`.
        labels: Name of each theme.
    """
    figure = plain_figure(height=FRAME_PIXELS + LEGEND_PIXELS + ROW_PIXELS * len(by_place))
    places = distinct_texts(_place_labels(by_place.index, names))
    for number, theme in enumerate(by_place.columns):
        figure.add_bar(
            x=by_place[theme].to_numpy(),
            y=places,
            orientation="h",
            name=plain_text(labels[theme]),
            marker={
                "color": MARK,
                "line": {"color": LINE, "width": 1},
                "pattern": pattern(PATTERNS[number % len(PATTERNS)]),
            },
            hovertemplate="%{y}, " + plain_text(labels[theme]) + ": %{x}<extra></extra>",
        )
    figure.update_layout(
        barmode="stack",
        showlegend=True,
        legend=flat_legend(anchor="bottom"),
        bargap=0.25,
    )
    figure.update_xaxes(fixedrange=True, rangemode="tozero")
    figure.update_yaxes(autorange="reversed", fixedrange=True, showgrid=False)
    return figure
