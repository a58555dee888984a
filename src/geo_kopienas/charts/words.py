"""Words in figures: plotly reads markup in them, so third-party text is escaped."""

import html
import textwrap
from collections.abc import Sequence


def plain_text(text: str) -> str:
    """Text in which plotly takes no character for markup."""
    # Quotes stay as they are: plotly knows the entities of < > & alone.
    return html.escape(text, quote=False)


def wrapped_text(text: str, width: int, *, lines: int | None = None) -> str:
    """Plain text in lines of at most `width` letters, broken between words.

    What does not fit into so many lines is left out, and dots say so.
    """
    wrapped = textwrap.wrap(text, width, max_lines=lines, placeholder="…")
    return "<br>".join(map(plain_text, wrapped))


def distinct_texts(texts: Sequence[str]) -> list[str]:
    """The texts, made all different: plotly puts equal labels into the same row.

    Equal ones are told apart by invisible characters at their ends.
    """
    seen: dict[str, int] = {}
    distinct = []
    for text in texts:
        distinct.append(text + "\u200b" * seen.get(text, 0))
        seen[text] = seen.get(text, 0) + 1
    return distinct
