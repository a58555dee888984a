"""Tables as CSV: plain as the data directory has it, and as Latvian Excel opens it."""

import csv
import io
from enum import StrEnum
from typing import Any

from geo_kopienas.domain.schema.cells import NUMBER_TYPES, write_cell
from geo_kopienas.domain.schema.fields import Field, FieldType
from geo_kopienas.domain.schema.formulas import guarded
from geo_kopienas.exports.tables import ExportTable

_BYTE_ORDER_MARK = "\ufeff"


class Dialect(StrEnum):
    """How the cells are separated."""

    PLAIN = "plain"  # UTF-8, comma, decimal point: reads in again
    EXCEL = "excel"  # byte order mark, semicolon, decimal comma: opens with a double click


def table_as_csv(table: ExportTable, dialect: Dialect) -> bytes:
    """A table as CSV; no cell of it is a formula."""
    is_excel = dialect is Dialect.EXCEL
    text = io.StringIO(newline="")
    writer = csv.writer(
        text, delimiter=";" if is_excel else ",", lineterminator="\r\n" if is_excel else "\n"
    )
    writer.writerow(field.name for field in table.fields)
    columns = [
        [_cell(value, field, is_excel=is_excel) for value in table.frame[field.name]]
        for field in table.fields
    ]
    writer.writerows(zip(*columns, strict=True))
    return ((_BYTE_ORDER_MARK if is_excel else "") + text.getvalue()).encode("utf-8")


def _cell(value: Any, field: Field, *, is_excel: bool) -> str:  # noqa: ANN401 - a cell of any column
    text = write_cell(value, field)
    if field.type in NUMBER_TYPES:
        # A number stays a number, also a negative one.
        is_decimal = is_excel and field.type is FieldType.NUMBER
        return text.replace(".", ",") if is_decimal else text
    return guarded(text)
