"""How solid a ranking is: every place with the ranks between which it lies under other weights."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from geo_kopienas.charts.style import LINE, MARK
from geo_kopienas.charts.words import distinct_texts, wrapped_text
from geo_kopienas.texts import Texts

ROW_HEIGHT, FRAME_HEIGHT = 24, 90  # pixels
#: Letters of a name in a row: the figure stands beside the map, and a longer one leaves no room.
LABEL_LENGTH = 30


def rank_interval_chart(
    ranked: pd.DataFrame, names: Mapping[str, str], top: int, texts: Texts
) -> go.Figure:
    """A point for the rank, a line for the interval, best rank at the top.

    Args:
        ranked: `rank_places` of the places to show, indexed by `place_id`.
        names: Name of each place.
        top: Ranks up to here are "at the top"; marked by a line.
        texts: Words of the language.
    """
    labels = distinct_texts(
        [
            wrapped_text(f"{row.rank}. {names[str(row.Index)]}", LABEL_LENGTH, lines=1)
            for row in ranked.itertuples()
        ]
    )
    share = [f"{texts.number(100 * value)} %" for value in ranked["stability"]]
    figure = go.Figure(
        go.Scatter(
            x=ranked["rank"],
            y=labels,
            mode="markers",
            marker={"size": 9, "color": MARK, "line": {"width": 1, "color": LINE}},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": (ranked["rank_high"] - ranked["rank"]).clip(lower=0),
                "arrayminus": (ranked["rank"] - ranked["rank_low"]).clip(lower=0),
                "thickness": 2.5,
                "width": 5,
                "color": MARK,
            },
            customdata=list(zip(ranked["rank_low"], ranked["rank_high"], share, strict=True)),
            hovertemplate=texts["inactive.chart_hover"] + "<extra></extra>",
        )
    )
    figure.add_vline(x=top + 0.5, line={"dash": "dot", "color": LINE})
    figure.update_layout(
        height=FRAME_HEIGHT + ROW_HEIGHT * len(ranked),
        margin={"l": 8, "r": 8, "t": 8, "b": 40},
        xaxis={"title": texts["inactive.chart_rank"], "rangemode": "tozero", "fixedrange": True},
        yaxis={"autorange": "reversed", "automargin": True, "fixedrange": True},
        separators=texts["survey_page.separators"],
    )
    return figure
