"""Bytes of a file with a cap on their number, their encoding, and their text in strict UTF-8."""

import codecs
import csv
import io
import json
import re
from dataclasses import dataclass
from pathlib import Path

from geo_kopienas.domain.schema.problems import Problem

#: Fifty times the default data; more is no file of this project.
MAX_FILE_BYTES = 50 * 1024 * 1024

# A reader of CSV must hand over a cell that is too long, so that the rows below it are checked
# too; it is set here, where every such reader finds its limits.
csv.field_size_limit(MAX_FILE_BYTES)

# Latvian letters in Windows-1257, the code page that old Latvian spreadsheets save in.
_CP1257_LETTERS = frozenset("ĀāČčĒēĢģĪīĶķĻļŅņŠšŪūŽž")
ZIP_SIGNATURE = b"PK\x03\x04"
SQLITE_SIGNATURE = b"SQLite format 3"
SHAPEFILE_SIGNATURE = b"\x00\x00\x27\x0a"  # of .shp and .shx
#: First bytes of files that are no text, and how people name them.
SIGNATURES = (
    (ZIP_SIGNATURE, "XLSX/ZIP"),
    (b"\xd0\xcf\x11\xe0", "XLS"),
    (b"%PDF", "PDF"),
    (SQLITE_SIGNATURE, "GeoPackage/SQLite"),
    (SHAPEFILE_SIGNATURE, "Shapefile"),
    (b"{\\rtf", "RTF"),
    (b"\x1f\x8b", "GZIP"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!", "RAR"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"PAR1", "Parquet"),
)
_TOML_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)$")
_UTF16_SHARE = 0.2  # Latvian text in UTF-16 has a zero in about every second byte
#: Signs that steer devices: a text has no others than tabulators and ends of lines.
_CONTROL_BYTES = bytes({*range(0x20)} - set(b"\t\n\r"))
_CONTROL_SHARE = 0.01
_SAMPLE_BYTES = 1 << 18
_CHUNK = 1 << 20
_BLANK = b"\xef\xbb\xbf \t\r\n"


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the bytes of a text are read.

    Attributes:
        name: As people name it; None where bytes of several encodings are mixed.
        codec: As Python names it.
        foreign_at: The first byte that is not UTF-8, if any; unknown in UTF-16.
    """

    name: str | None
    codec: str
    foreign_at: int | None = None

    @property
    def is_utf16(self) -> bool:
        """Whether a sign takes two bytes, of which one may be zero."""
        return self.codec.startswith("utf-16")

    @property
    def errors(self) -> str:
        """What becomes of a byte that does not belong there: a single surrogate tells its row."""
        return "surrogateescape" if self.name is None else "strict"


def read_bytes(path: Path, limit_bytes: int) -> bytes | Problem:
    """Read a file of at most `limit_bytes`, or tell why it cannot be read."""
    try:
        return outer_fault(path, limit_bytes) or path.read_bytes()
    except (OSError, ValueError):
        return Problem("file_unreadable")


def read_text(path: Path) -> tuple[str | None, Problem | None, int | None]:
    """Read a text file.

    Returns:
        The text without a byte order mark, or None; then the fault and the line it is in, if any.
    """
    content = read_bytes(path, MAX_FILE_BYTES)
    fault = content if isinstance(content, Problem) else file_fault(content)
    if isinstance(content, Problem) or fault:
        return None, fault, None
    text, fault, position = text_as_found(content)
    if fault is None:
        return text, None, None
    line = None if position is None else content.count(b"\n", 0, position) + 1
    return None, fault, line


def read_text_anyhow(path: Path) -> tuple[str | None, Problem | None]:
    """Read a text file, also in another encoding: that is a fault, and the text is given with it.

    Bytes of an unknown encoding are replaced by a question mark each, zero bytes are left out.
    """
    text, fault, _ = read_text(path)
    if fault is None or fault.code not in {"encoding_other", "encoding_unknown", "nul_byte"}:
        return text, fault
    text, fault, _ = text_as_found(path.read_bytes())
    return (None if text is None else without_foreign_bytes(text)), fault


def file_fault(content: bytes) -> Problem | None:
    """Why the content is no text."""
    if not content[:64].strip(_BLANK) and not content.strip(_BLANK):
        return Problem("file_empty")
    return next(
        (
            Problem("file_kind_other", value=name)
            for start, name in SIGNATURES
            if content.startswith(start)
        ),
        None,
    )


def outer_fault(path: Path, limit_bytes: int) -> Problem | None:
    """What is wrong with a file of at most `limit_bytes` before it is opened."""
    if not path.exists():
        return Problem("file_missing")
    if not path.is_file():
        # A folder; or a pipe or device, which might never end.
        return Problem("file_unreadable")
    if path.stat().st_size > limit_bytes:
        return Problem("file_too_large", details={"limit": str(limit_bytes // 1024 // 1024)})
    return None


def text_as_found(content: bytes) -> tuple[str | None, Problem | None, int | None]:
    """Decode a text in whatever encoding it seems to be.

    Returns:
        The text, None where there is no way to read it; the fault if it is not UTF-8, and the
        byte where that shows. Bytes of an unknown encoding become single surrogates.
    """
    encoding = detect_encoding(content)
    if encoding.is_utf16:
        fault = Problem("encoding_other", value=encoding.name)
        try:
            return content.decode(encoding.codec), fault, None
        except UnicodeDecodeError:
            return None, fault, None
    position = content.find(b"\0")
    if position >= 0:
        text = without_zeros(content).decode(encoding.codec, encoding.errors)
        return text or None, Problem("nul_byte"), position
    text = content.decode(encoding.codec, encoding.errors)
    return text, encoding_fault(encoding), encoding.foreign_at


def without_zeros(content: bytes) -> bytes:
    """A text without the zero bytes that a break of the power leaves; empty if it is no text."""
    text = content.translate(None, b"\0")
    strange = len(text) - len(text.translate(None, _CONTROL_BYTES))
    return b"" if strange > len(text) * _CONTROL_SHARE else text


def detect_encoding(content: bytes) -> Encoding:
    """Tell in which encoding a text seems to be: UTF-16, UTF-8, Windows-1257 or a mixture."""
    has_mark = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    sample = content.strip(b"\0")[:_SAMPLE_BYTES]  # a break of the power leaves a block of zeros
    if has_mark or sample.count(0) > len(sample) * _UTF16_SHARE:
        is_little = sample[1::2].count(0) >= sample[::2].count(0)
        return Encoding(
            "UTF-16", "utf-16" if has_mark else ("utf-16-le" if is_little else "utf-16-be")
        )
    foreign_at = _first_foreign_byte(content)
    if foreign_at is None:
        return Encoding("UTF-8", "utf-8-sig")
    if _is_windows_1257(content):
        return Encoding("Windows-1257", "cp1257", foreign_at)
    return Encoding(None, "utf-8-sig", foreign_at)


def encoding_fault(encoding: Encoding) -> Problem | None:
    """Why an encoding is not the one that files of the data directory have."""
    if encoding.name is None:
        return Problem("encoding_unknown")
    return None if encoding.name == "UTF-8" else Problem("encoding_other", value=encoding.name)


def _first_foreign_byte(content: bytes) -> int | None:
    """Where a content stops being UTF-8; only a part of it is decoded at a time."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(content) + 1, _CHUNK):
        pending = len(decoder.getstate()[0])
        chunk = content[start : start + _CHUNK]
        try:
            decoder.decode(chunk, final=start + _CHUNK > len(content))
        except UnicodeDecodeError as error:
            return start - pending + error.start
    return None


def place_of_error(error: Exception, text: str) -> str:
    """Where a text stops being JSON or TOML, as "line:sign" from 1.

    Python's own words on it are English; a place is the same in every language. A dash where it
    names none, as for nesting without end and for a number of thousands of digits.
    """
    if isinstance(error, json.JSONDecodeError):
        return f"{error.lineno}:{error.colno}"
    # tomllib has attributes for it only from Python 3.14 on.
    if (place := _TOML_PLACE.search(str(error))) is not None:
        return f"{place[1]}:{place[2]}"
    if str(error).endswith("(at end of document)"):
        *before, last = text.split("\n")
        return f"{len(before) + 1}:{len(last) + 1}"
    return "–"


def row_at(content: bytes, position: int) -> int:
    """Row of a table that a byte lies in, as a spreadsheet counts: lines of a text are no rows."""
    before = content[:position].decode("latin-1")
    try:
        return sum(1 for _ in csv.reader(io.StringIO(f"{before}x", newline="")))
    except csv.Error:
        return before.count("\n") + 1


def without_foreign_bytes(text: str) -> str:
    """The text with a question mark for each byte of an unknown encoding."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _is_windows_1257(content: bytes) -> bool:
    """Whether every letter beyond ASCII would then be Latvian or a usual sign."""
    foreign = bytes(byte for byte in set(content) if byte >= 0x80)  # noqa: PLR2004 - end of ASCII
    try:
        letters = set(foreign.decode("cp1257"))
    except UnicodeDecodeError:
        return False
    usual = _CP1257_LETTERS | set("–—“”„’€§°²³«»\u00a0…ÄäÖöÜüÕõ")
    return bool(letters & _CP1257_LETTERS) and letters <= usual
