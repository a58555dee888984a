"""The evidence on a line of time, a row a kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo_kopienas.charts.style import LINE, MARK, plain_figure
from geo_kopienas.charts.words import plain_text
from geo_kopienas.domain.codes import DateBasis

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from geo_kopienas.texts import Texts

ROW_PIXELS = 28
FRAME_PIXELS = 90


def timeline_chart(facts: pd.DataFrame, words: list[str], texts: Texts) -> go.Figure:
    """Every fact at its time; a line where only a period is certain, a hollow mark where planned.

    Args:
        facts: Rows of the ledger, newest first.
        words: What a pointer over each fact shows, as plain text.
        texts: Words of the language.

    Returns:
        A figure with the kinds in the order of their newest facts.
    """
    kinds = list(dict.fromkeys(facts["kind"]))
    rows = facts["kind"].map({kind: number for number, kind in enumerate(kinds)})
    figure = plain_figure(height=FRAME_PIXELS + ROW_PIXELS * len(kinds))
    # Of a partial date this makes its first day.
    first = pd.DatetimeIndex(pd.to_datetime(facts["date"].astype(object), format="ISO8601"))
    last = facts["last_day"]
    # One broken line for all periods: None lifts the pen.
    figure.add_scatter(
        x=[day for pair in zip(first, last, strict=True) for day in (*pair, None)],
        y=[end for row in rows for end in (row, row, None)],
        mode="lines",
        line={"color": LINE, "width": 3},
        hoverinfo="skip",
    )
    is_planned = (facts["date_basis"] == DateBasis.PLANNED).to_numpy()
    middle = first + (last.to_numpy() - first) / 2
    for chosen, symbol in ((~is_planned, "circle"), (is_planned, "circle-open")):
        figure.add_scatter(
            x=middle[chosen],
            y=rows[chosen],
            mode="markers",
            marker={"symbol": symbol, "size": 11, "color": MARK, "line": {"width": 2}},
            text=[plain_text(word) for word, one in zip(words, chosen, strict=True) if one],
            hovertemplate="%{text}<extra></extra>",
        )
    figure.update_xaxes(side="top", fixedrange=True, tickformat="%Y")
    figure.update_yaxes(
        range=[len(kinds) - 0.4, -0.6],
        tickvals=list(range(len(kinds))),
        ticktext=[plain_text(texts[f"evidence_kind.{kind}"]) for kind in kinds],
        fixedrange=True,
    )
    return figure
