"""Words in figures: plotly reads markup in them, so third-party text is escaped."""

from __future__ import annotations

import html
import textwrap


def plain_text(text: str) -> str:
    """Text of which plotly takes no character for markup."""
    # Quotes stay: plotly knows the entities of < > & alone.
    return html.escape(text, quote=False)


def wrapped_text(text: str, width: int) -> str:
    """Plain text in lines of at most `width` letters, broken between words."""
    return "<br>".join(plain_text(line) for line in textwrap.wrap(text, width))
