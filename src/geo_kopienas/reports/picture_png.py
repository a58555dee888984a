"""A picture of lines and words (SVG) as dots (PNG), for documents and posts."""

from geo_kopienas.reports.typesetting import typeset_png

DOTS_PER_INCH = 144.0  # twice what a screen shows


def png_of(svg: str) -> bytes:
    """The same picture as PNG, with the fonts of the printed sheets.

    Args:
        svg: An SVG document.
    """
    return typeset_png("picture.typ", {"svg": svg}, DOTS_PER_INCH)
