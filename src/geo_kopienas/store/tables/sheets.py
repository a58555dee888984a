"""The door for tables: a text file or a workbook becomes sheets of plain text cells, or faults.

The file type is detected from its content. Nothing in a file is run, fetched or worked out:
formulas, macros, links to other workbooks and entities are refused, sizes are capped before they
are unpacked, and only this folder's own readers touch the content.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from geo_kopienas.domain.schema.cells import clean_text
from geo_kopienas.domain.schema.problems import Problem, by_cause
from geo_kopienas.domain.schema.wording import PLAIN, Wording
from geo_kopienas.store.files.text import (
    MAX_FILE_BYTES,
    ZIP_SIGNATURE,
    encoding_fault,
    file_fault,
    read_bytes,
    row_at,
)
from geo_kopienas.store.tables.sheet import Row, Sheet, Stop, below_title
from geo_kopienas.store.tables.text import open_text, read_text_sheet
from geo_kopienas.store.tables.workbook import read_workbook

#: 50,000 answers with every option as a column of its own, in Latvian words, are 130 MB.
MAX_SHEETS_BYTES = 256 * 1024 * 1024
HEADER_ROW = 1
#: What says no more of a workbook in the data directory than that it is none of its files.
_NOT_READ = frozenset({"workbook_broken", "file_kind_other"})
_OLE = b"\xd0\xcf\x11\xe0"
#: A workbook with a password is an OLE file with this stream.
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")


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
    content = read_bytes(path, MAX_SHEETS_BYTES)
    if isinstance(content, Problem):
        return None, [content.at(file=file)]
    return read_sheets(content, file)


def read_sheets(content: bytes, file: str) -> tuple[SheetsFile | None, list[Problem]]:
    """Read a CSV or XLSX file from outside; never raises on what stands in it.

    Returns:
        The sheets, or None where there is nothing to go on with, and every fault of form. Rows
        are numbered as a spreadsheet numbers them; rows without content are left out. Cells are
        texts; numbers, dates and truth values of a workbook are written as in CSV: "12.5",
        "2026-03-04", "2026-03-04T05:12:33", "true".
    """
    fault = _refused(content)
    if fault:
        return None, [fault.at(file=file)]
    if content.startswith(ZIP_SIGNATURE):
        sheets, problems = read_workbook(content)
        result = SheetsFile("xlsx", tuple(sheets)) if sheets else None
    else:
        sheet, text, problems = read_text_sheet(content)
        result = None
        if sheet and text:
            name = text.encoding.name or "UTF-8"
            result = SheetsFile("csv", (sheet,), name, text.separator)
    return result, [problem.at(file=file) for problem in by_cause(problems)]


def _refused(content: bytes) -> Problem | None:
    """Why the content is no table at all."""
    if len(content) > MAX_SHEETS_BYTES:
        return Problem("file_too_large", details={"limit": str(MAX_SHEETS_BYTES // 1024 // 1024)})
    if content.startswith(_OLE) and _ENCRYPTED_STREAM in content:
        return Problem("workbook_encrypted")
    return None if content.startswith(ZIP_SIGNATURE) else file_fault(content)


def read_table_sheet(
    path: Path, columns: Collection[str], wording: Wording = PLAIN
) -> tuple[Sheet, list[Problem]]:
    """Read the rows of a table of the data directory, whatever it was saved as.

    A spreadsheet saves a table with semicolons, in Windows-1257 or as a workbook. The data
    directory takes none of these, but who mends the file wants to hear of every other fault in
    the same pass: it is said, and the rows are read on.

    Args:
        path: A text file or a workbook.
        columns: Names that the header should have; of several sheets, the one that has most.
        wording: Words that an exported workbook has in the place of names and codes.

    Returns:
        The sheet, without rows where there is nothing to go on with, and every fault of form
        without file and sheet. Rows of a text file are as they stand in it, as long as they are.
    """
    content = read_bytes(path, MAX_FILE_BYTES)
    fault = content if isinstance(content, Problem) else _refused(content)
    if isinstance(content, Problem) or fault:
        return Sheet(None, []), [fault] if fault else []
    if content.startswith(ZIP_SIGNATURE):
        sheet, problems = _nearest_sheet(content, columns, wording)
    else:
        sheet, problems = _text_as_it_stands(content)
        rows, title = below_title(sheet.rows)
        sheet, problems = replace(sheet, rows=rows), [*problems, *title]
    named = _in_technical_names(sheet, wording)
    if named is not sheet:
        problems = [*problems, Problem("column_names_in_words", row=HEADER_ROW)]
    return named, problems


def _in_technical_names(sheet: Sheet, wording: Wording) -> Sheet:
    """The sheet as the data directory calls its columns and codes."""
    header = wording.header(sheet.header)
    if header == sheet.header:
        return sheet
    (first, _), *records = sheet.rows
    named = [
        (
            number,
            [
                wording.cell(text, header[position]) if position < len(header) else text
                for position, text in enumerate(cells)
            ],
        )
        for number, cells in records
    ]
    return replace(sheet, rows=[(first, header), *named])


def _text_as_it_stands(content: bytes) -> tuple[Sheet, list[Problem]]:
    rows: list[Row] = []
    problems: list[Problem] = []
    text = None
    try:
        text = open_text(content, has_commas=True)
        fault, position = encoding_fault(text.encoding), text.encoding.foreign_at
        # Cells in an unknown encoding are named one by one.
        if fault is not None and text.encoding.name is not None:
            row = None if position is None else row_at(content, position)
            problems.append(fault.at(row=row))
        if text.separator != ",":
            shown = "TAB" if text.separator == "\t" else text.separator
            problems.append(Problem("separator_not_comma", row=HEADER_ROW, value=shown))
        rows.extend(text.rows())  # what comes before a fault stays
    except Stop as stopped:
        fault = stopped.fault
        # The file is too long as a whole.
        problems.append(fault.at(row=None) if fault.code == "too_many_rows" else fault)
    except UnicodeDecodeError:
        return Sheet(None, []), [Problem("encoding_other", value="UTF-16")]
    return Sheet(None, rows), [*problems, *(text.faults if text else ())]


def _nearest_sheet(
    content: bytes, columns: Collection[str], wording: Wording
) -> tuple[Sheet, list[Problem]]:
    """The sheet that is most like the table; a workbook is never the file itself."""
    kind = Problem("file_kind_other", value="XLSX/ZIP")
    sheets, problems = read_workbook(content)
    if not sheets:
        others = [problem for problem in problems if problem.code not in _NOT_READ]
        return Sheet(None, []), [kind, *others]

    def share(sheet: Sheet) -> int:
        return len({clean_text(name) for name in wording.header(sheet.header)} & set(columns))

    nearest = max(sheets, key=share)
    own = [problem for problem in problems if problem.sheet == nearest.name]
    return nearest, [kind, *own]
