"""Contrast of what is drawn on a page, on light and dark ground (WCAG 2.1, 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from geo_kopienas.charts.style import LINE, MARK
from geo_kopienas.maps.colours import POINT_STYLES

CHECKOUT = Path(__file__).resolve().parents[2]
THEMES = tomllib.loads((CHECKOUT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))[
    "theme"
]
STYLE = (CHECKOUT / "src/geo_kopienas/ui/templates/frame/style.html").read_text(encoding="utf-8")
BOTH = ("light", "dark")
TEXT, GRAPHICS = 4.5, 3.0


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, 0 black to 1 white."""
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(colour: str, other: str) -> float:
    """1 for the same colour, 21 for black on white."""
    lighter, darker = sorted((luminance(colour), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def styled(name: str, theme: str) -> str:
    """A colour of the pages' own style, in a theme."""
    pair = re.search(rf"--gk-{name}: light-dark\((#\w+), (#\w+)\)", STYLE)
    assert pair is not None, name
    return pair[1 + BOTH.index(theme)]


def test_contrast_is_computed_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", BOTH)
def test_words_are_readable(theme: str) -> None:
    colours = THEMES[theme]
    for ground in (colours["backgroundColor"], colours["secondaryBackgroundColor"]):
        assert contrast(colours["textColor"], ground) >= TEXT
        assert contrast(colours["linkColor"], ground) >= TEXT
        assert contrast(styled("link", theme), ground) >= TEXT


@pytest.mark.parametrize("theme", BOTH)
def test_links_of_the_pages_are_those_of_the_theme(theme: str) -> None:
    assert styled("link", theme) == THEMES[theme]["linkColor"]
    assert styled("accent", theme) == THEMES[theme]["primaryColor"]


@pytest.mark.parametrize("theme", BOTH)
def test_words_on_the_accent_are_readable(theme: str) -> None:
    assert contrast(styled("on-accent", theme), THEMES[theme]["primaryColor"]) >= TEXT


@pytest.mark.parametrize("theme", BOTH)
def test_marks_lines_and_borders_are_seen(theme: str) -> None:
    ground = THEMES[theme]["backgroundColor"]
    seen = [MARK, LINE, styled("accent", theme)]
    seen += [THEMES[theme]["primaryColor"], THEMES[theme]["borderColor"]]
    assert [colour for colour in seen if contrast(colour, ground) < GRAPHICS] == []


def test_no_symbol_of_a_community_is_known_by_its_colour_alone() -> None:
    assert len({style.shape for style in POINT_STYLES.values()}) == len(POINT_STYLES)
