"""Longer prose in Markdown: `<name>.md` of each language, in sections with an id."""

import re
from functools import cache
from importlib import resources
from typing import NamedTuple

#: `## Heading {#id}`: the id pairs a section with its anchor and with its twin in other languages.
_HEADING = re.compile(r"(?P<title>.+?) \{#(?P<id>[a-z_]+)\}")


class Section(NamedTuple):
    """A section of prose: the text of its heading, and Markdown."""

    title: str
    text: str


@cache
def prose(language: str, name: str) -> dict[str, Section]:
    """The sections of a text by their ids, from the top.

    Args:
        language: One of `LANGUAGES`.
        name: Name of the file without its ending, such as `about`.

    Raises:
        ValueError: See `sections_of`.
    """
    file = resources.files("geo_kopienas.texts") / language / f"{name}.md"
    return sections_of(file.read_text(encoding="utf-8"))


def sections_of(markdown: str) -> dict[str, Section]:
    """The sections of a text by their ids, from the top.

    Raises:
        ValueError: A heading has no id, or one that stands above it already; or there is text
            above the first heading.
    """
    sections: dict[str, Section] = {}
    before, *parts = re.split(r"^## ", markdown, flags=re.MULTILINE)
    if before.strip():
        raise ValueError(f"text above the first heading: {before}")
    for part in parts:
        heading, _, text = part.partition("\n")
        match = _HEADING.fullmatch(heading.strip())
        if match is None:
            raise ValueError(f"the heading has no id: {heading}")
        if match["id"] in sections:
            raise ValueError(f"the id of a heading is not its own: {heading}")
        sections[match["id"]] = Section(match["title"], text)
    return sections
