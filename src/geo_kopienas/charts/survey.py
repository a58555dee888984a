"""Figures of the survey: steps as stacked bars, shares as dots with intervals, numbers as bars.

What is hidden is drawn as hidden, few answers are drawn hollow or hatched, and every figure has the
same footer: how many answered, and whether the answers are invented.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from geo_kopienas.charts.style import LINE, MARK, PATTERNS, flat_legend, pattern, plain_figure
from geo_kopienas.charts.words import plain_text, wrapped_text
from geo_kopienas.domain.survey.disclosure.door import HIGH_END, LOW_END, GroupFigures
from geo_kopienas.texts import Texts

_LABEL_WIDTH = 30  # letters in a line: wider labels would leave a phone no room for the figure
_FOOTER_WIDTH = 38  # fits a window of 320 px
_BAR_PIXELS = 62
_DOT_PIXELS = 20
_FRAME_PIXELS = 120
_FOOTER_PIXELS = 52
_LINE_PIXELS = 16

#: ColorBrewer BrBG, from low to high: told apart by lightness and by the words inside.
_STEP_COLOURS = ("#a6611a", "#dfc27d", "#f0efe8", "#80cdc1", "#018571")
_STEP_INKS = ("#ffffff", "#1f2a2a", "#1f2a2a", "#1f2a2a", "#ffffff")
_SYMBOLS = ("circle", "diamond", "square", "triangle-up", "triangle-down", "star", "hexagon")
_EDGE = "#41504f"


@dataclass(frozen=True, slots=True)
class Series:
    """One group in a figure: its name with n, and what may be shown of it."""

    name: str
    figures: GroupFigures


def share_words(group: GroupFigures, name: str, texts: Texts) -> str:
    """A share with its interval in words, or that it is hidden; a dash where there is none."""
    if name not in group.shares:
        return "–"  # a class of years that an earlier round could not have
    share = group.shares[name]
    if share is None:
        return texts["survey_page.hidden"]
    return texts.say("survey_page.share", share=share.percent, low=share.low, high=share.high)


def scale_chart(
    series: Sequence[Series], labels: Mapping[str, str], footer: str, texts: Texts
) -> go.Figure:
    """A bar of 100 % for each group, split into the steps of the scale.

    Where single steps are hidden but both ends together are not, the ends are drawn instead.

    Args:
        series: The groups that have figures.
        labels: Words of each step by code, lowest first, and of the two ends.
        footer: Words below the figure.
        texts: Words of the language.
    """
    steps = [code for code in labels if code not in {LOW_END, HIGH_END}]
    looks = dict(zip(steps, zip(_STEP_COLOURS, _STEP_INKS, strict=True), strict=False))
    looks |= {LOW_END: looks[steps[0]], HIGH_END: looks[steps[-1]]}
    figure = _figure(_FRAME_PIXELS + _BAR_PIXELS * len(series), footer, texts)
    drawn = [_drawn_parts(group.figures, steps) for group in series]
    uncertain = [group.figures.is_uncertain for group in series]
    bars = {"y": [wrapped_text(group.name, _LABEL_WIDTH) for group in series], "orientation": "h"}
    for code in (LOW_END, *steps, HIGH_END):
        if any(code in parts for parts in drawn):
            colour, ink = looks[code]
            figure.add_bar(
                x=[parts.get(code, 0) for parts in drawn],
                name=plain_text(labels[code]),
                text=[f"{parts[code]} %" if code in parts else "" for parts in drawn],
                insidetextanchor="middle",
                textangle=0,
                textfont={"color": [_STEP_INKS[1] if few else ink for few in uncertain]},
                marker=_step_marker(colour, uncertain),
                hovertemplate="%{y}, " + plain_text(labels[code]) + ": %{x} %<extra></extra>",
                **bars,
            )
    hidden = [
        max(100 - sum(parts.values()), 0) if len(parts) < _parts_when_complete(parts, steps) else 0
        for parts in drawn
    ]
    if any(hidden):
        figure.add_bar(
            x=hidden,
            name=texts["survey_page.hidden"],
            marker={
                "color": "rgba(0,0,0,0)",
                "line": {"color": LINE, "width": 1},
                "pattern": pattern("/", LINE),
            },
            hovertemplate="%{y}, " + texts["survey_page.hidden"] + "<extra></extra>",
            **bars,
        )
    figure.update_layout(barmode="stack", bargap=0.35)
    figure.update_xaxes(range=[0, 101], ticksuffix=" %", fixedrange=True)
    figure.update_yaxes(autorange="reversed", showgrid=False, fixedrange=True)
    return figure


def _step_marker(colour: str, uncertain: Sequence[bool]) -> dict[str, Any]:
    """The look of a step in each group; few answers make it lighter and hatched."""
    return {
        "color": [_lighter(colour) if few else colour for few in uncertain],
        "line": {"color": _EDGE, "width": 1},
        # The other way than what is hidden, which is hatched without a colour.
        "pattern": {
            "shape": ["\\" if few else "" for few in uncertain],
            "fgcolor": _EDGE,
            "size": 7,
            "solidity": 0.12,
        },
    }


def _lighter(colour: str) -> str:
    """A colour half way to white, for few answers."""
    parts = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return "#" + "".join(f"{(part + 255) // 2:02x}" for part in parts)


def _drawn_parts(group: GroupFigures, steps: Sequence[str]) -> dict[str, int]:
    """Per cent by part: single steps, or the ends where these say more."""

    def shown(codes: Sequence[str]) -> dict[str, int]:
        return {code: share.percent for code in codes if (share := group.shares.get(code))}

    single, ends = shown(steps), shown([LOW_END, HIGH_END])
    if len(single) == len(steps):
        return single
    middle = shown(steps[len(steps) // 2 : (len(steps) + 1) // 2])
    together = ends | middle
    return together if sum(together.values()) > sum(single.values()) else single


def _parts_when_complete(parts: Mapping[str, int], steps: Sequence[str]) -> int:
    has_ends = LOW_END in parts or HIGH_END in parts
    return 2 + len(steps) % 2 if has_ends else len(steps)


def shares_chart(
    series: Sequence[Series], labels: Mapping[str, str], footer: str, texts: Texts
) -> go.Figure:
    """Every answer with a dot and its 95 % interval for each group; hollow for few answers.

    Args:
        series: The groups that have figures.
        labels: Words of each answer by code.
        footer: Words below the figure.
        texts: Words of the language.
    """
    rows = len(labels) * (len(series) + 1)
    figure = _figure(_FRAME_PIXELS + _DOT_PIXELS * rows, footer, texts)
    step = 1 / (len(series) + 1)
    for number, group in enumerate(series):
        heights = {code: row + (number + 1) * step for row, code in enumerate(labels)}
        _add_dots(figure, group, heights, number, texts)
    for row in range(1, len(labels)):
        figure.add_hline(y=row, line={"color": LINE, "width": 0.5})
    figure.update_xaxes(range=[-1.5, 102], ticksuffix=" %", fixedrange=True, side="top")
    figure.update_yaxes(
        range=[len(labels), 0],
        tickvals=[row + 0.5 for row in range(len(labels))],
        ticktext=[wrapped_text(label, _LABEL_WIDTH) for label in labels.values()],
        showgrid=False,
        fixedrange=True,
    )
    return figure


def _add_dots(
    figure: go.Figure, group: Series, heights: Mapping[str, float], number: int, texts: Texts
) -> None:
    """The shares of one group, each at the height of its answer."""
    shares = {code: group.figures.shares.get(code) for code in heights}
    known = {code: share for code, share in shares.items() if share}
    hollow = "-open" if group.figures.is_uncertain else ""
    colour = MARK if number % 2 == 0 else LINE
    hover = plain_text(group.name) + ": %{text}<extra></extra>"
    figure.add_scatter(
        x=[share.percent for share in known.values()],
        y=[heights[code] for code in known],
        mode="markers",
        name=wrapped_text(group.name, _LABEL_WIDTH),
        cliponaxis=False,  # at 0 % a mark is whole on a phone too
        marker={
            "symbol": _SYMBOLS[number % len(_SYMBOLS)] + hollow,
            "size": 11,
            "color": colour,
            "line": {"width": 2},
        },
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [share.high - share.percent for share in known.values()],
            "arrayminus": [share.percent - share.low for share in known.values()],
            "thickness": 1.5,
            "color": colour,
        },
        text=[share_words(group.figures, code, texts) for code in known],
        hovertemplate=hover,
    )
    hidden = [heights[code] for code, share in shares.items() if share is None]
    if hidden:
        figure.add_scatter(
            x=[0.5] * len(hidden),
            y=hidden,
            mode="text",
            text=[texts["survey_page.hidden"]] * len(hidden),
            textposition="middle right",
            textfont={"size": 11},
            showlegend=False,
            hovertemplate=hover,
        )


def histogram_chart(
    series: Sequence[Series], labels: Mapping[str, str], footer: str, texts: Texts
) -> go.Figure:
    """Shares of the classes of a year or number: bars side by side, a pattern for each group.

    Args:
        series: The groups that have figures.
        labels: Words of each class by code.
        footer: Words below the figure.
        texts: Words of the language.
    """
    figure = _figure(420, footer, texts)
    classes = [plain_text(label) for label in labels.values()]
    for number, group in enumerate(series):
        shares = group.figures.shares
        is_uncertain = group.figures.is_uncertain
        percents = {code: share.percent for code in labels if (share := shares.get(code))}
        words = {code: f"{percent} %" for code, percent in percents.items()}
        figure.add_bar(
            x=classes,
            y=[percents.get(code, 0) for code in labels],
            name=wrapped_text(group.name, _LABEL_WIDTH),
            text=[
                words.get(code, texts["survey_page.hidden"] if code in shares else "")
                for code in labels
            ],
            textposition="outside",
            textangle=-90,
            cliponaxis=False,
            marker={
                "color": MARK,
                "line": {"color": LINE, "width": 2 if is_uncertain else 1},
                "opacity": 0.5 if is_uncertain else 1,
                "pattern": pattern(PATTERNS[number % len(PATTERNS)]),
            },
            hovertemplate=plain_text(group.name) + ", %{x}: %{text}<extra></extra>",
        )
    highest = max(
        (share.percent for group in series for share in group.figures.shares.values() if share),
        default=0,
    )
    figure.update_layout(barmode="group", bargap=0.25)
    figure.update_xaxes(type="category", showgrid=False, fixedrange=True)
    figure.update_yaxes(range=[0, highest * 1.35 + 5], ticksuffix=" %", fixedrange=True)
    return figure


def _figure(height: int, footer: str, texts: Texts) -> go.Figure:
    figure = plain_figure(height=height + _FOOTER_PIXELS)
    words = wrapped_text(footer, _FOOTER_WIDTH)
    figure.update_layout(
        separators=texts["survey_page.separators"],
        showlegend=True,
        legend=flat_legend(anchor="top"),
        title={
            "text": words,
            "font": {"size": 12, "weight": "normal"},
            "x": 0,
            "xref": "container",
            "y": 0,
            "yref": "container",
            "yanchor": "bottom",
            # The first line stands there; the others hang below it.
            "pad": {"b": 6 + _LINE_PIXELS * words.count("<br>"), "l": 8},
        },
        margin={"b": 8 + _FOOTER_PIXELS},
    )
    return figure
