"""The table of a Shapefile (.dbf): names of its columns, and the code page of its texts.

Three things may tell the code page: a `.cpg` file, the language byte of the header, and the texts
themselves. Programs write the first two carelessly, so all three are weighed together.
"""

import codecs
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np

from geo_kopienas.domain.schema.cells import text_fault
from geo_kopienas.domain.schema.problems import Problem

_HEADER = 32  # bytes of the head, and of each column's description
_END = 0x0D
_TEXT_TYPE = b"C"
_ASCII_END = 0x80
_UTF8 = "utf-8"
#: What Latvian Shapefiles come in where nothing tells.
_USUAL = ("cp1257", "cp775")
#: The language byte of the header; others are not met in Latvia.
_LANGUAGE_BYTES = {
    0x03: "cp1252", 0x57: "cp1252", 0x58: "cp1252", 0x59: "cp1252", 0x01: "cp437", 0x02: "cp850",
    0x64: "cp852", 0x65: "cp866", 0x66: "cp865", 0xC8: "cp1250", 0xC9: "cp1251", 0xCC: "cp1257",
}  # fmt: skip
_WINDOWS = re.compile(r"cp(125\d)")
#: So many texts tell the code page; a layer of the whole country has more.
_SAMPLE_TEXTS = 20_000


class CodePage(NamedTuple):
    """The code page of the texts, as Python names it, and what contradicted it."""

    codec: str
    repairs: tuple[Problem, ...] = ()


class _Column(NamedTuple):
    name: str
    start: int
    length: int
    is_text: bool


def column_names(path: Path) -> list[str]:
    """The names of the columns in capitals, in their order."""
    return [column.name for column in _columns(path.read_bytes())]


def code_page(path: Path, stated: str | None) -> CodePage:
    """Weigh what is stated of the code page against the texts.

    Args:
        path: The table.
        stated: Content of the `.cpg` file; None without one.
    """
    content = path.read_bytes()
    texts = list(dict.fromkeys(islice(_foreign_texts(content), _SAMPLE_TEXTS)))
    by_file = None if stated is None else _codec_of(stated)
    by_header = _LANGUAGE_BYTES.get(content[29]) if len(content) > _HEADER else None
    if not texts:
        return CodePage(by_file or _UTF8)
    known = [codec for codec in (by_file, by_header) if codec is not None and codec != _UTF8]
    candidates = list(dict.fromkeys([*known, *_USUAL]))
    if all(_decoded(text, _UTF8) is not None for text in texts):
        best = _UTF8
    else:
        if by_file == _UTF8:
            candidates.append(_UTF8)
        best = min(candidates, key=lambda codec: _strangeness(texts, codec))
    if by_file in {None, best} or _same(texts, str(by_file), best):
        return CodePage(best)
    details = {"meant": _shown(best)}
    return CodePage(
        best, (Problem("encoding_contradicted", value=str(stated).strip()[:40], details=details),)
    )


def _columns(content: bytes) -> list[_Column]:
    columns, start = [], 1  # the first byte of a record says whether it is deleted
    for position in range(_HEADER, len(content) - _HEADER + 1, _HEADER):
        entry = content[position : position + _HEADER]
        if entry[0] == _END:
            break
        name = entry[:11].split(b"\0", 1)[0].decode("latin-1").upper()
        columns.append(_Column(name, start, entry[16], entry[11:12] == _TEXT_TYPE))
        start += entry[16]
    return columns


def _foreign_texts(content: bytes) -> Iterator[bytes]:
    """The cells of text columns that are more than ASCII; the binary head is none of them."""
    count, begin, width = (
        int.from_bytes(content[first:last], "little") for first, last in ((4, 8), (8, 10), (10, 12))
    )
    count = min(count, (len(content) - begin) // width if width else 0)
    if count <= 0 or begin < _HEADER:
        return
    records = np.frombuffer(content, np.uint8, count * width, begin).reshape(count, width)
    for column in _columns(content):
        if not column.is_text:
            continue
        cells = records[:, column.start : column.start + column.length]
        for cell in cells[(cells >= _ASCII_END).any(axis=1)]:
            yield bytes(cell).rstrip(b" \0")


def _codec_of(stated: str) -> str | None:
    """The codec that a `.cpg` file names in one of many ways; None if it is unknown."""
    text = stated.strip().lower()
    if "utf" in text or "65001" in text:
        return _UTF8
    iso = re.search(r"8859[ _-]*(\d{1,2})", text)
    page = re.search(r"\d{3,4}", text)
    name = f"iso8859_{iso[1]}" if iso else (f"cp{page[0]}" if page else text)
    try:
        b"a".decode(name)  # Python also knows codecs that are none of texts
    except (LookupError, ValueError):
        return None
    return codecs.lookup(name).name


def _decoded(text: bytes, codec: str) -> str | None:
    """The text; a letter that a column cut in two is left out. None in another code page."""
    try:
        if codec != _UTF8:
            return text.decode(codec)
        return codecs.getincrementaldecoder(_UTF8)().decode(text)
    except UnicodeError:
        return None


def _strangeness(texts: Sequence[bytes], codec: str) -> int:
    """How many of the texts are none in a code page."""
    read = (_decoded(text, codec) for text in texts)
    return sum(text is None or text_fault(text) is not None for text in read)


def _same(texts: Sequence[bytes], stated: str, best: str) -> bool:
    return all(_decoded(text, stated) == _decoded(text, best) for text in texts)


def _shown(codec: str) -> str:
    windows = _WINDOWS.fullmatch(codec)
    return f"Windows-{windows[1]}" if windows else codec.upper()
