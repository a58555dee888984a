"""Writing of an XLSForm as a workbook."""

import io
from pathlib import Path

import openpyxl

from geo_kopienas.domain.survey.codebook.form import Form, Row
from geo_kopienas.store.files.atomic import write_atomically


def write_form(form: Form, path: Path) -> None:
    """Write the form as an XLSX file that KoboToolbox, ODK Central and pyxform read.

    Raises:
        OSError: The folder cannot be written; an old file is as it was.
    """
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in (
        ("survey", form.survey),
        ("choices", form.choices),
        ("settings", form.settings),
    ):
        _write_sheet(book, name, rows)
    content = io.BytesIO()
    book.save(content)
    write_atomically(path, content.getvalue())


def _write_sheet(book: openpyxl.Workbook, name: str, rows: list[Row]) -> None:
    sheet = book.create_sheet(name)
    columns = list(dict.fromkeys(key for row in rows for key in row))
    sheet.append(columns)
    sheet.freeze_panes = "A2"
    for number, row in enumerate(rows, start=2):
        for position, column in enumerate(columns, start=1):
            value = row.get(column)
            if value is not None:
                cell = sheet.cell(number, position, value)
                cell.data_type = "s"  # a text that begins with "=" is none the less a text
