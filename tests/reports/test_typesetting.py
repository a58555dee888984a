"""A template and data become a tagged PDF; what the data say is never markup."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pypdf
import pytest
import typst

from geo_kopienas.reports.typesetting import TEMPLATES, typeset

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """
#import "sheet.typ": sheet
#let data = json(bytes(sys.inputs.data))
#show: sheet.with(data)
== #data.heading
#data.body
#table(columns: 2, table.header[A][B], [1], [2])
"""
LETTERS = "āčēģīķļņšūž ĀČĒĢĪĶĻŅŠŪŽ “pēdiņas” – 3 €"


def made(folder: Path, body: str) -> tuple[pypdf.PdfReader, str]:
    (folder / "sheet.typ").write_text((TEMPLATES / "sheet.typ").read_text("utf-8"), "utf-8")
    (folder / "letter.typ").write_text(TEMPLATE, encoding="utf-8")
    data = {
        "title": "Ceļa karte",
        "language": "lv",
        "page": "{page}. no {pages}",
        "footer": "Avots",
        "heading": "Ķekava",
        "body": body,
    }
    reader = pypdf.PdfReader(io.BytesIO(typeset("letter.typ", data, folder=folder)))
    return reader, "\n".join(page.extract_text() for page in reader.pages)


def claims_accessibility(reader: pypdf.PdfReader) -> bool:
    metadata = reader.trailer["/Root"]["/Metadata"].get_data()
    return b"pdfuaid:part" in metadata


def test_the_document_is_tagged_has_title_and_language_and_keeps_latvian_letters(
    tmp_path: Path,
) -> None:
    reader, text = made(tmp_path, LETTERS)
    root = reader.trailer["/Root"]
    assert "/StructTreeRoot" in root
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "lv"
    assert reader.metadata is not None
    assert reader.metadata.title == "Ceļa karte"
    assert LETTERS in text
    assert "1. no 1" in text
    assert claims_accessibility(reader)


def test_only_the_fonts_that_typst_carries_are_used(tmp_path: Path) -> None:
    reader, _ = made(tmp_path, LETTERS)
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts
    assert all("Libertinus" in font for font in fonts)


@pytest.mark.parametrize(
    "hostile",
    ['#import "@preview/x:1.0.0"', "#read(/etc/passwd)", "*b* _i_ $x$ = h", "<script>${1}`"],
)
def test_text_from_data_is_never_markup(tmp_path: Path, hostile: str) -> None:
    _, text = made(tmp_path, hostile)
    assert hostile in text


@pytest.mark.parametrize("odd", ["😀", "中文", "a\x00b", "\ud800"])
def test_a_character_without_a_glyph_does_not_stop_the_document(tmp_path: Path, odd: str) -> None:
    reader, text = made(tmp_path, f"Piezīme {odd} beigas")
    assert "beigas" in text
    assert "/StructTreeRoot" in reader.trailer["/Root"]


def test_a_fault_of_the_template_is_not_hidden(tmp_path: Path) -> None:
    (tmp_path / "broken.typ").write_text("#missing-function()", encoding="utf-8")
    with pytest.raises(typst.TypstError):
        typeset("broken.typ", {}, folder=tmp_path)
