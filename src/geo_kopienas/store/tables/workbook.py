"""Workbooks (XLSX) as sheets: unpacked under a cap, read as a stream, nothing in them is run.

openpyxl needs about 10 µs a cell and follows what the file says of its size; a round of 50,000
answers has millions of cells. Here expat hands over one cell after the other, and reading stops
at the caps.
"""

import io
import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.store.files.archive import DAMAGED_ZIP
from geo_kopienas.store.tables.cells import SheetReader, parse_part
from geo_kopienas.store.tables.sheet import Sheet, Stop

#: 50,000 answers with each option as a column of its own unpack to about 300 MB.
MAX_UNPACKED_BYTES = 600 * 1024 * 1024
#: Columns of zeros and ones pack 40 : 1; a bomb of repeated bytes 1,000 : 1.
MAX_RATIO = 200
_SMALL_PART_BYTES = 1024 * 1024  # below this the ratio means nothing
MAX_PARTS = 2_000
MAX_SHEETS = 50
#: The words of a workbook are held in memory while its sheets are read.
MAX_WORDS_CHARACTERS = 120 * 1024 * 1024

_MACRO_ENDS = ("vbaproject.bin", ".xlm")
_LINK_FOLDER = "externallinks/"
_ENCRYPTED = 0x1  # flag of an entry of a zip


def read_workbook(content: bytes) -> tuple[list[Sheet], list[Problem]]:
    """Read every sheet of a workbook; never raises on what stands in it.

    Args:
        content: The file; a zip.

    Returns:
        The sheets, none where the workbook is refused, and every fault of form.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            fault = _refused(archive)
            return ([], [fault]) if fault else _sheets(archive)
    except Stop as stopped:
        return [], [stopped.fault]
    except (*DAMAGED_ZIP, expat.ExpatError, KeyError, OverflowError) as error:
        return [], [Problem("workbook_broken", value=type(error).__name__)]


def _refused(archive: zipfile.ZipFile) -> Problem | None:
    """Why the container is not unpacked."""
    parts = archive.infolist()
    names = {part.filename.lower() for part in parts}
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        return Problem("workbook_encrypted")
    if "[content_types].xml" not in names or not any(name.startswith("xl/") for name in names):
        return Problem("file_kind_other", value=_container_kind(names))
    if any(name.endswith(_MACRO_ENDS) for name in names):
        return Problem("workbook_macros")
    if any(_LINK_FOLDER in name for name in names):
        return Problem("workbook_links")
    unpacked = sum(part.file_size for part in parts)
    is_bomb = any(
        part.file_size > max(_SMALL_PART_BYTES, MAX_RATIO * part.compress_size) for part in parts
    )
    if unpacked > MAX_UNPACKED_BYTES or is_bomb or len(parts) > MAX_PARTS:
        limits = {"limit": str(MAX_UNPACKED_BYTES // 1024 // 1024), "ratio": str(MAX_RATIO)}
        return Problem("workbook_unpacked", details=limits)
    return None


def _container_kind(names: set[str]) -> str:
    if "word/document.xml" in names:
        return "DOCX"
    return "ODS" if "content.xml" in names and "mimetype" in names else "ZIP"


@dataclass
class _Workbook:
    """What the parts beside the sheets say."""

    sheets: list[tuple[str, bool, str]] = field(default_factory=list)  # name, hidden, relation
    is_1904: bool = False
    words: list[str] = field(default_factory=list)
    date_styles: frozenset[str] = frozenset()


def _sheets(archive: zipfile.ZipFile) -> tuple[list[Sheet], list[Problem]]:
    root = next(
        (
            target
            for kind, target in _relations(archive, "").values()
            if kind.endswith("/officeDocument")
        ),
        "xl/workbook.xml",
    )
    if root.endswith(".bin"):
        return [], [Problem("file_kind_other", value="XLSB")]
    book = _workbook(archive, root)
    relations = _relations(archive, root)
    for kind, target in relations.values():
        if kind.endswith("/sharedStrings"):
            book.words = _words(archive, target)
        elif kind.endswith("/styles"):
            book.date_styles = _date_styles(archive, target)
    sheets: list[Sheet] = []
    problems: list[Problem] = []
    for name, is_hidden, relation in book.sheets[:MAX_SHEETS]:
        kind, target = relations.get(relation, ("", ""))
        if not kind.endswith("/worksheet"):
            continue  # a sheet that is only a chart
        reader = SheetReader(book.words, book.date_styles, is_1904=book.is_1904)
        with archive.open(target) as part:
            reader.read(part)
        sheets.append(Sheet(name, reader.rows, is_hidden))
        problems += [problem.at(sheet=name) for problem in reader.problems]
    if not sheets:
        problems = [Problem("file_empty")]
    return sheets, problems


def _relations(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Kind and target of the relations of a part by their ids."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if path not in archive.NameToInfo:
        return {}
    relations = {}
    for tag, values in _elements(archive, path):
        if tag == "Relationship" and values.get("TargetMode") != "External":
            target = values.get("Target", "")
            absolute = posixpath.normpath(posixpath.join("/", folder, target))[1:]
            relations[values.get("Id", "")] = (values.get("Type", ""), absolute)
    return relations


def _workbook(archive: zipfile.ZipFile, path: str) -> _Workbook:
    book = _Workbook()
    for tag, values in _elements(archive, path):
        if tag == "workbookPr":
            book.is_1904 = values.get("date1904") in {"1", "true"}
        elif tag == "sheet":
            relation = next(
                (value for key, value in values.items() if key.rpartition(":")[2] == "id"), ""
            )
            is_hidden = values.get("state", "visible") != "visible"
            book.sheets.append((values.get("name", ""), is_hidden, relation))
    return book


def _date_styles(archive: zipfile.ZipFile, path: str) -> frozenset[str]:
    """Numbers of the cell styles that show a number as a date."""
    formats = {str(number): code for number, code in BUILTIN_FORMATS.items()}
    styles: list[str] = []
    is_cell_style = False
    for tag, values in _elements(archive, path):
        if tag == "numFmt":
            formats[values.get("numFmtId", "")] = values.get("formatCode", "")
        elif tag in {"cellXfs", "cellStyleXfs", "cellStyles", "dxfs"}:
            is_cell_style = tag == "cellXfs"
        elif tag == "xf" and is_cell_style:
            styles.append(values.get("numFmtId", "0"))
    return frozenset(
        str(number)
        for number, format_ in enumerate(styles)
        if is_date_format(formats.get(format_, ""))
    )


def _words(archive: zipfile.ZipFile, path: str) -> list[str]:
    """The shared texts, without the reading aids of East Asian ones."""
    words: list[str] = []
    parts: list[str] = []
    open_tags: list[str] = []
    size = 0

    def start(tag: str, _values: Mapping[str, str]) -> None:
        open_tags.append(tag.rpartition(":")[2])

    def end(tag: str) -> None:
        nonlocal size
        open_tags.pop()
        if tag.rpartition(":")[2] == "si":
            words.append("".join(parts))
            size += len(words[-1])
            parts.clear()
            if size > MAX_WORDS_CHARACTERS:
                limit = {"limit": str(MAX_WORDS_CHARACTERS // 1024 // 1024), "ratio": "–"}
                raise Stop(Problem("workbook_unpacked", details=limit))

    def text(data: str) -> None:
        if open_tags[-1] == "t" and "rPh" not in open_tags:
            parts.append(data)

    with archive.open(path) as part:
        parse_part(part, start, end, text)
    return words


def _elements(archive: zipfile.ZipFile, path: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Tag and attributes of every element of a small part."""
    elements: list[tuple[str, Mapping[str, str]]] = []

    def start(tag: str, values: Mapping[str, str]) -> None:
        elements.append((tag.rpartition(":")[2], values))

    part: IO[bytes]
    with archive.open(path) as part:
        parse_part(part, start, None, None)
    return iter(elements)
