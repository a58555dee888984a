"""All tables as one workbook: typed cells, a sheet a table, sources and dictionary among them."""

import errno
import gc
import io
import os
import re
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from geo_kopienas.domain.schema.cells import is_missing, write_cell
from geo_kopienas.domain.schema.fields import Field, FieldType
from geo_kopienas.domain.schema.formulas import guarded
from geo_kopienas.exports.archive import as_zip
from geo_kopienas.exports.tables import ExportTable, Stamp

#: The format holds no more in a cell; openpyxl would cut without a word.
MAX_CELL_LENGTH = 32_767
_WHOLE_TYPES = frozenset({FieldType.INTEGER, FieldType.YEAR})
_WIDEST = 60
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def workbook(sheets: Mapping[str, ExportTable], stamp: Stamp) -> bytes:
    """Write the tables as XLSX; the same tables give the same bytes.

    Numbers, whole dates and yes/no are typed; a date of which only the month or year is known is
    text, since Excel knows no such dates. No cell is a formula.

    Args:
        sheets: The tables by the names of their sheets.
        stamp: Day, version, licence and whom to name, for the file's properties.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    made = datetime.combine(stamp.as_of, time(), UTC).replace(tzinfo=None)
    about = stamp.columns(has_positions=True)
    book.properties.created = made
    book.properties.creator = stamp.publisher
    book.properties.title = f"{stamp.publisher}, {stamp.as_of.isoformat()}"
    book.properties.description = f"{about['licence']}. {about['attribution']}"
    book.properties.version = stamp.version
    for name, table in sheets.items():
        _add_sheet(book.create_sheet(name), table)
    written = io.BytesIO()
    _save(book, written)
    return _dated(written.getvalue(), made)


def _save(book: Workbook, written: io.BytesIO) -> None:
    """Write the workbook; openpyxl takes room for its sheets in the temporary folder.

    Raises:
        OSError: There is no room for them.
    """
    code, said = None, sys.unraisablehook
    try:
        book.save(written)
    except OSError as error:
        code = error.errno or errno.ENOSPC
        # Its unfinished sheets fail once more when they are thrown away: that would print a
        # traceback beside the sentence that the reader gets.
        sys.unraisablehook = lambda _: None
    if code is not None:
        gc.collect()
        sys.unraisablehook = said
        raise OSError(code, os.strerror(code), tempfile.gettempdir())


def _add_sheet(sheet: Worksheet, table: ExportTable) -> None:
    sheet.append([guarded(field.name) for field in table.fields])
    columns = [
        [_cell_value(value, field) for value in table.frame[field.name]] for field in table.fields
    ]
    for row in zip(*columns, strict=True):
        sheet.append(row)
    for number, (field, column) in enumerate(zip(table.fields, columns, strict=True), start=1):
        sheet.cell(1, number).font = Font(bold=True)
        longest = max(map(len, [field.name, *(str(value or "") for value in column)]))
        sheet.column_dimensions[get_column_letter(number)].width = min(longest, _WIDEST) + 2
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(table.frame) + 1}"


def _cell_value(value: Any, field: Field) -> Any:  # noqa: ANN401
    """The typed value of a cell; None where nothing is known."""
    if is_missing(value):
        return None
    if field.type in _WHOLE_TYPES:
        return int(value)
    if field.type is FieldType.NUMBER:
        return float(value)
    if field.type is FieldType.BOOLEAN:
        return bool(value)
    text = write_cell(value, field)
    if field.type is FieldType.DATE and len(text) == len("2022-06-14"):
        return date.fromisoformat(text)
    safe = guarded(text)
    return safe if len(safe) <= MAX_CELL_LENGTH else safe[: MAX_CELL_LENGTH - 1] + "…"


def _dated(content: bytes, made: datetime) -> bytes:
    """Take the hour of writing out, which openpyxl puts in by itself."""
    stated = made.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    properties = members["docProps/core.xml"]
    members["docProps/core.xml"] = _MODIFIED.sub(rb"\g<1>" + stated, properties)
    return as_zip(members)
