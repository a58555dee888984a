"""The look that the figures share: one colour that stands out on a light and a dark ground."""

from typing import Any, Literal

import plotly.graph_objects as go

#: Contrast 3:1 and more against both themes' grounds; shapes and patterns tell things apart.
MARK = "#3f8f8a"
LINE = "#7a8a89"

MARGIN = {"l": 8, "r": 8, "t": 8, "b": 8}


def plain_figure(*, height: int) -> go.Figure:
    """An empty figure without legend and background; the page's theme gives font and ink."""
    figure = go.Figure()
    figure.update_layout(
        height=height,
        margin=MARGIN,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        showlegend=False,
        dragmode=False,
        hovermode="closest",
    )
    figure.update_xaxes(gridcolor="rgba(128,140,148,.35)", zeroline=False, automargin=True)
    figure.update_yaxes(gridcolor="rgba(128,140,148,.35)", zeroline=False, automargin=True)
    return figure


#: Shapes that tell series apart without any hue, in grey print too.
PATTERNS = ("", "/", "x", ".", "-", "+", "\\")


def pattern(shape: str, colour: str = MARK) -> dict[str, Any]:
    """A pattern that is drawn instead of a colour."""
    return {
        "shape": shape,
        "fillmode": "replace",
        "fgcolor": colour,
        "bgcolor": "rgba(0,0,0,0)",
        "size": 7,
    }


def flat_legend(*, anchor: Literal["top", "bottom"]) -> dict[str, Any]:
    """A legend in a row at the top or the bottom of a figure; a click on it does nothing."""
    return {
        "orientation": "h",
        "traceorder": "normal",
        "yref": "container",
        "y": 1 if anchor == "top" else 0,
        "yanchor": anchor,
        "x": 0,
        "itemclick": False,
        "itemdoubleclick": False,
    }
