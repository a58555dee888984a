"""The door for tables from outside: CSV and XLSX become sheets of plain text cells, or faults.

What a file is, its content tells and not its name. Nothing in it is run, fetched or worked out:
formulas, macros, links to other workbooks and entities are refused, sizes are capped before they
are unpacked, and only this module's own readers touch the content.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_kopienas.domain.schema.problems import Problem, limited
from geo_kopienas.store.files.text import SIGNATURES, outer_fault
from geo_kopienas.store.tables.text import read_text_sheet
from geo_kopienas.store.tables.workbook import read_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from geo_kopienas.store.tables.sheet import Sheet

#: 50,000 answers with every option as a column of its own, in Latvian words, are 130 MB.
MAX_SHEETS_BYTES = 256 * 1024 * 1024
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
#: A workbook with a password is an OLE file with this stream.
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_MARKUP_STARTS = {b"<": "HTML/XML", b"{": "JSON", b"[": "JSON"}


@dataclass(frozen=True, slots=True)
class SheetsFile:
    """A table file as it was understood.

    Attributes:
        kind: "csv" or "xlsx", by the content.
        sheets: The sheets in their order; one without a name of a text file.
        encoding: Encoding of a text file, as people name it.
        separator: Separator of a text file.
    """

    kind: str
    sheets: tuple[Sheet, ...]
    encoding: str | None = None
    separator: str | None = None


def read_sheets_file(path: Path) -> tuple[SheetsFile | None, list[Problem]]:
    """Read a file of the disk; see `read_sheets`."""
    file = path.as_posix()
    if not path.exists():
        return None, [Problem("path_missing", file=file, value=file)]
    try:
        fault = outer_fault(path, MAX_SHEETS_BYTES)
        content = b"" if fault else path.read_bytes()
    except (OSError, ValueError):
        return None, [Problem("file_unreadable", file=file)]
    if fault:
        return None, [fault.at(file=file)]
    return read_sheets(content, file)


def read_sheets(content: bytes, file: str) -> tuple[SheetsFile | None, list[Problem]]:
    """Read a CSV or XLSX file; never raises on what stands in it.

    Args:
        content: The file.
        file: Its name, as faults give it.

    Returns:
        The sheets, or None where there is nothing to go on with, and every fault of form. Rows
        are numbered as a spreadsheet numbers them; rows without content are left out. Cells are
        texts; numbers, dates and truth values of a workbook are written as in CSV: "12.5",
        "2026-03-04", "2026-03-04T05:12:33", "true".
    """
    fault = _refused(content)
    if fault:
        return None, [fault.at(file=file)]
    if content.startswith(_ZIP):
        sheets, found = read_workbook(content, file)
        problems = list(limited(found))
        return (SheetsFile("xlsx", tuple(sheets)) if sheets else None), problems
    text, found = read_text_sheet(content, file)
    problems = list(limited(found))
    if text is None:
        return None, problems
    return SheetsFile("csv", (text.sheet,), text.encoding, text.separator), problems


def _refused(content: bytes) -> Problem | None:
    """Why the content is no table at all."""
    if len(content) > MAX_SHEETS_BYTES:
        return Problem("file_too_large", details={"limit": str(MAX_SHEETS_BYTES // 1024 // 1024)})
    start = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start and not content.strip(b"\xef\xbb\xbf \t\r\n"):
        return Problem("file_empty")
    if content.startswith(_OLE) and _ENCRYPTED_STREAM in content:
        return Problem("workbook_encrypted")
    for signature, name in SIGNATURES:
        if signature != _ZIP and content.startswith(signature):
            return Problem("file_kind_other", value=name)
    kind = _MARKUP_STARTS.get(start[:1])
    return Problem("file_kind_other", value=kind) if kind else None
