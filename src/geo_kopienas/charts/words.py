"""Words in figures: plotly reads markup in them, so third-party text is escaped."""

from __future__ import annotations

import html


def plain_text(text: str) -> str:
    """Text of which plotly takes no character for markup."""
    # Quotes stay: plotly knows the entities of < > & alone.
    return html.escape(text, quote=False)
