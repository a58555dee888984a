"""Tables of the data directory as text, and faults as short as a test states them."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pandas as pd

from geo_kopienas.domain.schema.cells import read_cell
from geo_kopienas.domain.schema.fields import TABLES

if TYPE_CHECKING:
    from geo_kopienas.domain.schema.problems import Problem

PLACES = """
place_id,name_lv,level,parent_id,apkaime_id
novads,Novads,municipality,,
unit-a,A pagasts,unit,novads,
apk-x,X apkaime,apkaime,novads,
katlakalns,Katlakalns,settlement,unit-a,apk-x
kazoki,Kažoki,settlement,,
"""

Named = list[tuple[str, int | str | None, str | None, str | None]]


def table(name: str, text: str) -> pd.DataFrame:
    """The named table as it is read; columns that are not written are empty."""
    fields = next(table.fields for table in TABLES if table.name == name)
    records = list(csv.DictReader(io.StringIO(text.strip())))
    columns = {
        field.name: pd.Series(
            [read_cell(record.get(field.name) or "", field)[0] for record in records],
            dtype="object",
        )
        for field in fields
    }
    frame = pd.DataFrame(columns)
    frame.index = pd.RangeIndex(2, len(records) + 2, name="row")
    return frame


def named(problems: list[Problem]) -> Named:
    return [(problem.code, problem.row, problem.column, problem.value) for problem in problems]
