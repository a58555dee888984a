"""What edits would change before they are made: faults of the rows, and states on the map."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from geo_kopienas.domain.editing.changes import Edit
from geo_kopienas.domain.schema.fields import COMMUNITIES, EVIDENCE, TABLES, Table
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.store.dataset import Dataset
from geo_kopienas.store.day import Day
from geo_kopienas.store.ledger.checks import row_faults
from geo_kopienas.store.ledger.rows import TABLE_OF_FILE, part_in
from geo_kopienas.store.tables.directory import typed_table

#: Columns of a place's statuses that a reader sees.
SHOWN = ("activity_state", "collaboration_status")


class StateChange(NamedTuple):
    """A status of a place before and after."""

    place_id: str
    column: str
    before: str
    after: str


def entry_faults(edit: Edit, data: Dataset, today: dt.date) -> list[Problem]:
    """Every fault of an edited row as it would be stored.

    Args:
        edit: The edit; its row is not withdrawn.
        data: The data that it refers to.
        today: The day where the municipality is.
    """
    table = TABLE_OF_FILE[edit.file]
    targets = {
        target.name: getattr(data, target.name)[[target.key, "name_lv"]]
        for target in TABLES
        if any(field.references == target.name for field in table.fields)
    }
    return list(row_faults(table, {edit.row_id: edit.after or {}}, targets, data.directory, today))


def with_edits(data: Dataset, edits: Sequence[Edit]) -> Dataset:
    """The data as they would be after edits of facts and communities that have no fault."""
    parts = {}
    for table in (COMMUNITIES, EVIDENCE):
        own = [edit for edit in edits if edit.file == table.file]
        if not own:
            continue
        frame = getattr(data, table.name)
        kept = frame.loc[~frame[table.key].isin([edit.row_id for edit in own])]
        rows = [edit.after for edit in own if edit.after is not None]
        added, _ = typed_table(rows, table)
        parts[table.name] = pd.concat([kept, added], ignore_index=True) if rows else kept
    return replace(data, **parts)


def state_changes(data: Dataset, edits: Sequence[Edit], as_of: dt.date) -> list[StateChange]:
    """The statuses of places that edits would change, in the order of the register."""
    states = (data, with_edits(data, edits))
    before, after = (Day(state, as_of).statuses[list(SHOWN)].to_dict("index") for state in states)
    return [
        StateChange(str(place_id), column, str(before[place_id][column]), str(row[column]))
        for place_id, row in after.items()
        for column in SHOWN
        if before[place_id][column] != row[column]
    ]


def cells_of(table: Table, row_id: str, data: Dataset) -> Mapping[str, str]:
    """A row as cells, as a part holds it; empty for one that is not there."""
    return part_in(data.directory, table.file).rows.get(row_id, {})
