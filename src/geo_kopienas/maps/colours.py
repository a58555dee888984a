"""Colours of classes, states and points: told apart by lightness, not by hue alone."""

from __future__ import annotations

from branca.colormap import linear

# ColorBrewer's YlGnBu: safe for the colour-blind, ordered by lightness, prints in grey.
_SEQUENTIAL = getattr(linear, "YlGnBu_09")  # noqa: B009 - branca reads its palettes by name


def class_colours(count: int) -> list[str]:
    """Colours from light (low) to dark (high) for `count` classes, as #rrggbb."""
    if count <= 0:
        return []
    # The palest and the darkest end are left out: one drowns in the ground, one in the outline.
    first, last = 0.08, 0.86
    step = (last - first) / max(count - 1, 1)
    start = 0.45 if count == 1 else first
    return [_SEQUENTIAL(start + step * index)[:7].lower() for index in range(count)]


#: Shape and fill of a community's point by its state; shape alone tells them apart.
POINT_STYLES: dict[str, tuple[str, str]] = {
    "active_current": ("circle", "#b2182b"),
    "active_past": ("diamond", "#f4a582"),
    "named": ("triangle", "#ffffff"),
}
