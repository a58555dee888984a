"""Colours, patterns and symbols: told apart by lightness, pattern and shape, not by hue alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from branca.colormap import linear

from geo_kopienas.domain.evidence.indicators import PAST_STATES, UNSURE_STATES, current_state

# ColorBrewer's YlGnBu: safe for the colour-blind, ordered by lightness, prints in grey.
_SEQUENTIAL = getattr(linear, "YlGnBu_09")  # noqa: B009 - branca reads its palettes by name


class Pattern(StrEnum):
    """What is drawn over a class's colour; `static/map/symbols.js` draws them.

    Grey hatching on white always means "not known".
    """

    PLAIN = "plain"
    HATCH = "hatch"  # not known, in a class with words of its own
    DOTS = "dots"  # was so once
    FEW = "few"  # unsure, such as what rests on few answers: lines that fall the other way
    CROSS = "cross"  # known and not shown
    DASHES = "dashes"  # not asked about


@dataclass(frozen=True, slots=True)
class Mark:
    """How the places of one class look, on the map, in the legend and in the table."""

    colour: str
    pattern: Pattern = Pattern.PLAIN


@dataclass(frozen=True, slots=True)
class PointStyle:
    """How the communities in one state look: a shape of `SHAPES`, and its fill."""

    shape: str
    fill: str

    @property
    def path(self) -> str:
        """The shape as path data in a square of 20."""
        return SHAPES[self.shape]

    def svg(self) -> str:
        """The symbol as a picture."""
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20" width="20" height="20">'
            f'<path d="{self.path}" fill="{self.fill}" stroke="#111111" stroke-width="1.6"/></svg>'
        )


SHAPES = {
    "circle": "M10 3a7 7 0 1 0 0 14a7 7 0 1 0 0-14z",
    "diamond": "M10 1.5L18.5 10L10 18.5L1.5 10z",
    "triangle": "M10 2L18.5 17.5H1.5z",
    "cross2": "M5.5 2L10 6.5L14.5 2L18 5.5L13.5 10L18 14.5L14.5 18"
    "L10 13.5L5.5 18L2 14.5L6.5 10L2 5.5z",
    "square": "M4 4H16V16H4z",
}

#: Shape and fill of a community's point by its state; shape alone tells them apart.
POINT_STYLES = {
    "active": PointStyle("circle", "#b2182b"),
    "emerging": PointStyle("triangle", "#ffffff"),
    "no_recent_news": PointStyle("diamond", "#f4a582"),
    "quiet": PointStyle("cross2", "#8a9299"),
    "organisation": PointStyle("square", "#dfe3e6"),
}


#: A figure that may not be shown: neither a class nor "not known".
HIDDEN_MARK = Mark("#e3e6e9", Pattern.CROSS)
#: What is not known, where the legend has words of its own for it.
UNKNOWN_MARK = Mark("#ffffff", Pattern.HATCH)
#: What the map does not ask about: neither a class nor "not known".
UNASKED_MARK = Mark("#e3e6e9", Pattern.DASHES)
_LIGHTER = 0.5  # share of white that an uncertain colour gets


def uncertain_mark(mark: Mark) -> Mark:
    """The look of a class whose value rests on few answers: lighter and hatched."""
    parts = (int(mark.colour[start : start + 2], 16) for start in (1, 3, 5))
    mixed = (round(part + (255 - part) * _LIGHTER) for part in parts)
    return Mark("#" + "".join(f"{part:02x}" for part in mixed), Pattern.FEW)


def class_colours(count: int) -> list[str]:
    """Colours from light (low) to dark (high) for `count` classes, as #rrggbb."""
    if count <= 0:
        return []
    # The palest and the darkest end are left out: one drowns in the ground, one in the outline.
    first, last = 0.08, 0.86
    step = (last - first) / max(count - 1, 1)
    start = 0.45 if count == 1 else first
    return [_SEQUENTIAL(start + step * index)[:7].lower() for index in range(count)]


def class_marks(count: int) -> tuple[Mark, ...]:
    """Marks of `count` classes of a number, from low to high."""
    return tuple(Mark(colour) for colour in class_colours(count))


def state_marks(states: Sequence[str]) -> tuple[Mark, ...]:
    """Marks of ordered states, lowest first.

    A state that is over has the colour of the same state while it lasts, and dots: neither its hue
    nor its lightness has to be compared with anything to see that it is over. One of which nobody
    knows whether it is over has lines.
    """
    steps = list(dict.fromkeys(current_state(state) for state in states))
    colours = dict(zip(steps, class_colours(len(steps)), strict=True))
    return tuple(
        Mark(
            colours[current_state(state)],
            Pattern.DOTS
            if state in PAST_STATES
            else Pattern.FEW
            if state in UNSURE_STATES
            else Pattern.PLAIN,
        )
        for state in states
    )
