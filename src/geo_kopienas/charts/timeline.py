"""The evidence on a line of time: a row a kind, or a row a group of kinds where there are many."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from geo_kopienas.charts.style import LINE, MARK, plain_figure
from geo_kopienas.charts.words import plain_text, wrapped_text
from geo_kopienas.domain.evidence.cooperation import KIND_GROUPS
from geo_kopienas.domain.schema.codes import DateBasis
from geo_kopienas.texts import Texts

ROW_PIXELS = 28
GROUP_PIXELS = 50
FRAME_PIXELS = 90
#: More rows than this are taller than a screen and hard to tell apart.
MAX_KINDS = 8
#: Part of a group's row over which its kinds are spread, so that marks of one day stay apart.
SPREAD = 0.56
LABEL_LENGTH = 20  # letters a line: a phone must keep room for the years


def timeline_chart(facts: pd.DataFrame, words: list[str], texts: Texts) -> go.Figure:
    """Every fact at its time; a line where only a period is certain, a hollow mark where planned.

    Args:
        facts: Rows of the ledger, newest first.
        words: What a pointer over each fact shows, as plain text.
        texts: Words of the language.

    Returns:
        A figure with the kinds in the order of their newest facts, or with the groups of kinds in
        their own order.
    """
    kinds = list(dict.fromkeys(facts["kind"]))
    if len(kinds) > MAX_KINDS:
        groups = {name: of for name, of in KIND_GROUPS.items() if not set(of).isdisjoint(kinds)}
        heights = _heights_in_groups(list(groups.values()), kinds)
        labels = [texts[f"kind_group.{name}"] for name in groups]
        height = GROUP_PIXELS * len(groups)
    else:
        heights = {kind: float(number) for number, kind in enumerate(kinds)}
        labels = [texts[f"evidence_kind.{kind}"] for kind in kinds]
        height = ROW_PIXELS * len(kinds)
    rows = facts["kind"].map(heights)
    figure = plain_figure(height=FRAME_PIXELS + height)
    # A partial date becomes its first day.
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
            text=[
                plain_text(word) for word, is_shown in zip(words, chosen, strict=True) if is_shown
            ],
            hovertemplate="%{text}<extra></extra>",
        )
    figure.update_xaxes(side="top", fixedrange=True, tickformat="%Y")
    figure.update_yaxes(
        range=[len(labels) - 0.4, -0.6],
        tickvals=list(range(len(labels))),
        ticktext=[wrapped_text(label, LABEL_LENGTH) for label in labels],
        fixedrange=True,
    )
    return figure


def _heights_in_groups(groups: Sequence[Sequence[str]], kinds: Sequence[str]) -> dict[str, float]:
    """The height of each kind: within its group's row, the kinds one below another."""
    heights: dict[str, float] = {}
    for row, group in enumerate(groups):
        shown = [kind for kind in group if kind in kinds]
        step = SPREAD / max(1, len(shown) - 1)
        start = -SPREAD / 2 if len(shown) > 1 else 0.0
        heights |= {kind: row + start + step * number for number, kind in enumerate(shown)}
    return heights
