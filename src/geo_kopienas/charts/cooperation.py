"""Figures of the cooperation page: steps of places, sums by year, proposals by theme."""

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


def support_chart(total: pd.Series, texts: Texts) -> go.Figure:
    """The sum of every year as a bar with its number.

    Args:
        total: EUR by year.
        texts: Words of the language.
    """
    figure = plain_figure(height=275)
    amounts = [
        texts.say("cooperation.eur", number=texts.number(euro, 0 if euro == int(euro) else 2))
        for euro in total.astype(float)
    ]
    figure.add_bar(
        x=[str(year) for year in total.index],
        y=total.to_numpy(),
        # The text has two lines: a phone would shrink one line to the width of its bar.
        text=[amount.replace(" ", "<br>") for amount in amounts],
        customdata=amounts,
        textposition="outside",
        cliponaxis=False,
        marker={"color": MARK},
        hovertemplate="%{x}: %{customdata}<extra></extra>",
    )
    figure.update_xaxes(type="category", fixedrange=True, showgrid=False)
    figure.update_yaxes(visible=False, fixedrange=True, rangemode="tozero")
    figure.update_layout(margin={"l": 8, "r": 8, "t": 44, "b": 8})
    return figure


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
