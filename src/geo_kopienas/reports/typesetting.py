"""Typesetting: a template of this folder and data become a PDF, without network or system fonts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import typst

TEMPLATES = Path(__file__).parent / "templates"
ACCESSIBLE: Final = "ua-1"  # PDF/UA-1: tagged, with title and language, every glyph readable


def typeset(template: str, data: Mapping[str, object], *, folder: Path = TEMPLATES) -> bytes:
    """A template filled with data, as a tagged PDF.

    The template reads its data as `json(bytes(sys.inputs.data))`: what stands in there is text and
    never markup or code. It takes the look of the house from `sheet.typ`. The fonts are those
    that typst carries within itself, so every machine makes the same document.

    The document keeps to PDF/UA-1. One thing can stand against it, a character that no font has,
    such as an emoji in somebody's note: then the document is still made and tagged, with a box for
    that character, but does not call itself PDF/UA.

    Args:
        template: File name in the folder.
        data: What JSON can hold.
        folder: Where the template lies; it can read nothing outside.
    """
    # A lone half of a surrogate pair is no text in UTF-8.
    text = json.dumps(data, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")
    try:
        return _compiled(folder / template, folder, text, [ACCESSIBLE])
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
        return _compiled(folder / template, folder, text, [])


def typeset_png(template: str, data: Mapping[str, object], dots_per_inch: float) -> bytes:
    """The first page of a template of the folder, filled with data, as PNG."""
    return typst.compile(
        TEMPLATES / template,
        root=TEMPLATES,
        font_paths=_fonts(),
        format="png",
        ppi=dots_per_inch,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )


def _compiled(path: Path, folder: Path, data: str, standards: list[typst.PDFStandard]) -> bytes:
    return typst.compile(
        path,
        root=folder,
        font_paths=_fonts(),
        sys_inputs={"data": data},
        pdf_standards=standards,
    )


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
