"""Checks across the tables: keys, references, levels, and values that need one another."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import pandas as pd

from geo_kopienas.domain.schema.cells import MAX_SUGGESTIONS, nearest_details, quoted
from geo_kopienas.domain.schema.codes import DateBasis, Level
from geo_kopienas.domain.schema.dates import parse_partial_date
from geo_kopienas.domain.schema.fields import (
    COMMUNITIES,
    EVIDENCE,
    PLACES,
    TABLES,
    Field,
    FieldType,
    Table,
)
from geo_kopienas.domain.schema.personal import publication_faults
from geo_kopienas.domain.schema.problems import Problem

#: Parts of a breakdown are whole numbers or cents; a bigger difference is not rounding.
BREAKDOWN_TOLERANCE = 0.005

_UNKNOWN_CODES = {"places": "unknown_place", "communities": "unknown_community"}

#: Levels that the parent of a place may have; a settlement may have none.
_PARENT_LEVELS = {
    Level.UNIT: (Level.MUNICIPALITY,),
    Level.APKAIME: (Level.MUNICIPALITY,),
    Level.SETTLEMENT: (Level.UNIT, Level.SETTLEMENT),  # a street or quarter lies in a settlement
}

#: Where the first column is filled the second must be: a figure without its year, source or unit
#: cannot be judged.
_COMPANIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "places": (
        ("population_count", "population_year"),
        ("population_count", "population_source_url"),
        ("area_km2", "area_year"),
        ("latitude", "longitude"),
        ("longitude", "latitude"),
    ),
    "evidence": (("value", "unit"), ("unit", "value"), ("breakdown", "value")),
}

#: Pairs of dates of which the second must not be earlier.
_PERIODS = {
    "places": ("valid_from_date", "valid_to_date"),
    "evidence": ("date", "date_end"),
}

_TEXTS = frozenset({FieldType.TEXT, FieldType.TEXT_LIST})

Row = tuple[int, dict[str, Any]]


def table_problems(tables: Mapping[str, pd.DataFrame]) -> Iterator[Problem]:
    """Find what is wrong between the cells of a table and between the tables.

    Args:
        tables: Frames by the name of their table, indexed by `row` (as a spreadsheet counts).
            References to a table that is not among them are not judged.

    Yields:
        Every fault; cells that could not be read are missing and are not named again.
    """
    rows_of = {name: _rows(frame) for name, frame in tables.items()}
    for table in TABLES:
        if table.name in tables:
            yield from _doubled_keys(table, rows_of[table.name])
            yield from _row_problems(table, rows_of[table.name], tables)
    if PLACES.name in tables:
        yield from _hierarchy_problems(rows_of[PLACES.name])


def row_problems(
    table: Table, frame: pd.DataFrame, targets: Mapping[str, pd.DataFrame]
) -> Iterator[Problem]:
    """Find what is wrong in single rows of a table, without the rows beside them.

    Args:
        table: The table.
        frame: Some of its rows.
        targets: Key and `name_lv` of every row of the tables that it refers to, by their names.
    """
    yield from _row_problems(table, _rows(frame), targets)


def _row_problems(
    table: Table, rows: list[Row], targets: Mapping[str, pd.DataFrame]
) -> Iterator[Problem]:
    for field in table.fields:
        if field.references and field.references in targets:
            yield from _unknown_references(table, field, rows, targets[field.references])
    yield from _published_personal_data(table, rows)
    yield from _missing_companions(table, rows)
    yield from _reversed_periods(table, rows)
    if table is EVIDENCE:
        yield from _evidence_problems(rows)


def _rows(frame: pd.DataFrame) -> list[Row]:
    records = frame.to_dict(orient="records")
    return [
        (
            int(row),
            {str(name): None if _is_missing(value) else value for name, value in record.items()},
        )
        for row, record in zip(frame.index, records, strict=True)
    ]


def _is_missing(value: object) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or value in ((), {})


def _problem(
    code: str,
    table: Table,
    row: int | None,
    column: str | None,
    value: object = None,
    **details: str,
) -> Problem:
    shown = None if value is None else quoted(str(value))
    return Problem(code, file=table.file, row=row, column=column, value=shown, details=details)


def _doubled_keys(table: Table, rows: list[Row]) -> Iterator[Problem]:
    if table.key is None:
        return
    first_rows: dict[str, int] = {}
    for row, values in rows:
        key = values[table.key]
        if key is None:
            continue
        first = first_rows.setdefault(key, row)
        if first != row:
            yield _problem("duplicate_id", table, row, table.key, key, first=str(first))


def _unknown_references(
    table: Table, field: Field, rows: list[Row], target: pd.DataFrame
) -> Iterator[Problem]:
    code = _UNKNOWN_CODES[str(field.references)]
    key = {"places": PLACES.key, "communities": COMMUNITIES.key}[str(field.references)]
    # People write names where ids belong, so both are looked through for the nearest.
    known = target[[key, "name_lv"]].dropna()
    ids = {*target[key].dropna()}
    by_name = {
        name.lower(): row_id for row_id, name in zip(known[key], known["name_lv"], strict=True)
    }
    suggestions: dict[str, dict[str, str]] = {}
    for row, values in rows:
        for reference in _as_list(values[field.name]):
            if reference in ids:
                continue
            if reference not in suggestions and len(suggestions) < MAX_SUGGESTIONS:
                suggestions[reference] = _nearest_id(reference, ids, by_name)
            yield _problem(
                code, table, row, field.name, reference, **suggestions.get(reference, {})
            )


def _as_list(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


def _nearest_id(text: str, ids: set[str], by_name: dict[str, str]) -> dict[str, str]:
    nearest = nearest_details(text, sorted({*ids, *by_name}))
    return {name: by_name.get(value, value) for name, value in nearest.items()}


def _published_personal_data(table: Table, rows: list[Row]) -> Iterator[Problem]:
    fields = [field for field in table.fields if field.type in _TEXTS and field.digits is None]
    for row, values in rows:
        for field in fields:
            for text in _as_list(values[field.name]):
                for fault in publication_faults(text):
                    yield _problem(fault.code, table, row, field.name)


def _missing_companions(table: Table, rows: list[Row]) -> Iterator[Problem]:
    for filled, needed in _COMPANIONS.get(table.name, ()):
        for row, values in rows:
            if values[filled] is not None and values[needed] is None:
                yield _problem("companion_missing", table, row, needed, companion=filled)


def _reversed_periods(table: Table, rows: list[Row]) -> Iterator[Problem]:
    if table.name not in _PERIODS:
        return
    first, last = _PERIODS[table.name]
    for row, values in rows:
        start = parse_partial_date(values[first] or "")
        end = parse_partial_date(values[last] or "")
        if start and end and end.last_day < start.first_day:
            yield _problem("end_before_start", table, row, last, end, start=str(start))


def _hierarchy_problems(rows: list[Row]) -> Iterator[Problem]:
    places = {values["place_id"]: values for _, values in rows if values["place_id"] is not None}
    levels = {place_id: values["level"] for place_id, values in places.items()}
    apkaimes = {place_id: values["apkaime_id"] for place_id, values in places.items()}
    yield from _municipality_problems([values["level"] for _, values in rows])
    for row, values in rows:
        level, parent, apkaime = (values[name] for name in ("level", "parent_id", "apkaime_id"))
        for column in ("parent_id", "apkaime_id"):
            if values[column] is not None and values[column] == values["place_id"]:
                yield _problem("place_in_itself", PLACES, row, column, values[column])
        if level is None or values["place_id"] in {parent, apkaime}:
            continue
        expected = _PARENT_LEVELS.get(level, ())
        if parent is None and level in {Level.UNIT, Level.APKAIME}:
            yield _problem("required_missing", PLACES, row, "parent_id")
        # A parent that is unknown or whose level is unreadable is a fault of its own.
        if levels.get(parent) not in {None, *expected} or (parent and not expected):
            needed = ", ".join(expected) or "–"
            yield _problem("parent_level", PLACES, row, "parent_id", parent, expected=needed)
        elif levels.get(parent) == Level.SETTLEMENT and apkaime != apkaimes[parent]:
            yield _problem(
                "apkaime_differs",
                PLACES,
                row,
                "apkaime_id",
                apkaime or "–",
                parent=parent,
                expected=apkaimes[parent] or "–",
            )
        if levels.get(apkaime) not in {None, Level.APKAIME}:
            yield _problem(
                "parent_level", PLACES, row, "apkaime_id", apkaime, expected=Level.APKAIME.value
            )
    yield from _cycles(rows)


def _municipality_problems(levels: list[str | None]) -> Iterator[Problem]:
    # While a level is unreadable the municipality may be the row that it stands in.
    if levels and Level.MUNICIPALITY.value not in levels and None not in levels:
        yield _problem("municipality_missing", PLACES, None, "level")


def _cycles(rows: list[Row]) -> Iterator[Problem]:
    parents = {values["place_id"]: values["parent_id"] for _, values in rows}
    for row, values in rows:
        place = values["place_id"]
        above = islice(_ancestors(place, parents), len(parents) + 1)
        is_itself = values["parent_id"] == place  # said already
        if place is not None and not is_itself and any(ancestor == place for ancestor in above):
            yield _problem("parent_cycle", PLACES, row, "parent_id", values["parent_id"])


def _ancestors(place: str | None, parents: Mapping[str | None, str | None]) -> Iterator[str]:
    """The parent, its parent and so on; each once, so that a circle above ends too."""
    seen: set[str] = set()
    parent = parents.get(place)
    while parent is not None and parent not in seen:
        seen.add(parent)
        yield parent
        parent = parents.get(parent)


def _evidence_problems(rows: list[Row]) -> Iterator[Problem]:
    for row, values in rows:
        if values["date_basis"] == DateBasis.BETWEEN and values["date_end"] is None:
            yield _problem(
                "companion_missing", EVIDENCE, row, "date_end", companion="date_basis = between"
            )
        parts, value = values["breakdown"], values["value"]
        if parts and value is not None and abs(sum(parts.values()) - value) > BREAKDOWN_TOLERANCE:
            total = f"{sum(parts.values()):g}"
            yield _problem(
                "breakdown_sum", EVIDENCE, row, "breakdown", total, expected=f"{value:g}"
            )
