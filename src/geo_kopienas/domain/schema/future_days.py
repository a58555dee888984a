"""Days and years that have not come: in a table of what was found they are slips of the hand."""

import datetime as dt
from collections.abc import Iterator, Mapping

import pandas as pd

from geo_kopienas.domain.schema.codes import DateBasis, EvidenceKind
from geo_kopienas.domain.schema.dates import first_day
from geo_kopienas.domain.schema.fields import (
    COMMUNITIES,
    EVIDENCE,
    POPULATION,
    TABLES,
    FieldType,
    Table,
)
from geo_kopienas.domain.schema.problems import Problem

#: Days of what has happened. Those of validity may come: a regulation is decided before it holds.
_PAST_DATES = {COMMUNITIES.name: ("since_date",), POPULATION.name: ("date",)}


def future_problems(tables: Mapping[str, pd.DataFrame], today: dt.date) -> Iterator[Problem]:
    """Find days and years that have not come.

    Args:
        tables: Frames by the name of their table, indexed by `row` (as a spreadsheet counts).
        today: The day where the municipality is.

    Yields:
        `date_in_future` for years and days of figures and beginnings, `fact_in_future` for a
        fact that its source does not announce.
    """
    for table in TABLES:
        if table.name not in tables:
            continue
        frame = tables[table.name]
        for field in table.fields:
            if field.type is FieldType.YEAR:
                years = frame[field.name].dropna()
                for row, year in years[years > today.year].items():
                    yield _problem("date_in_future", table, row, field.name, year)
        for name in _PAST_DATES.get(table.name, ()):
            yield from _later(frame, table, name, today)
    if EVIDENCE.name in tables:
        facts = tables[EVIDENCE.name]
        is_announced = (facts["date_basis"] == DateBasis.PLANNED) | (
            facts["kind"] == EvidenceKind.VISIT_PLANNED
        )
        stated = facts.loc[~is_announced.fillna(value=False)]
        yield from _later(stated, EVIDENCE, "date", today)


def _later(frame: pd.DataFrame, table: Table, column: str, today: dt.date) -> Iterator[Problem]:
    code = "fact_in_future" if table is EVIDENCE else "date_in_future"
    for row, text in frame[column].dropna().items():
        day = first_day(text)
        if day is not None and day > today:
            yield _problem(code, table, row, column, text)


def _problem(code: str, table: Table, row: object, column: str, value: object) -> Problem:
    return Problem(code, file=table.file, row=int(str(row)), column=column, value=str(value))
