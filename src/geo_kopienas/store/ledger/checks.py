"""What is wrong with edited rows: the rules of `check`, for the rows that a change touches alone.

A change of whole parts (an import) was judged with everything before; here single rows are, in
the transaction that holds them, so that nothing they refer to can go meanwhile.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from geo_kopienas.domain.assessment.methodology import (
    INSTRUMENTS_FILE,
    METHOD_FILE,
    PRACTICES_FILE,
)
from geo_kopienas.domain.editing.changes import Edit, Row
from geo_kopienas.domain.schema.addresses import SOURCE_RULES_FILE
from geo_kopienas.domain.schema.fields import EVIDENCE, TABLES, FieldType, Table
from geo_kopienas.domain.schema.future_days import future_problems
from geo_kopienas.domain.schema.problems import Problem, without_repairs
from geo_kopienas.domain.schema.source_checks import SourceJudge
from geo_kopienas.domain.schema.validation import row_problems
from geo_kopienas.store.ledger.rows import TABLE_OF_FILE
from geo_kopienas.store.ledger.tables import FACTS
from geo_kopienas.store.rules.sources import read_source_rules
from geo_kopienas.store.tables.directory import typed_table


def faults_of_edits(
    connection: sa.Connection, edits: Sequence[Edit], configuration: Path, today: dt.date
) -> Iterator[Problem]:
    """Find what edited rows make wrong.

    Args:
        connection: The transaction in which the edits are made already.
        edits: The edits; rows of layers and answers are changed by imports, which check them.
        configuration: Where the rules of sources and the method lie.
        today: The day where the municipality is.

    Yields:
        Every fault; its `row` is the id of the row.
    """
    for file, table in TABLE_OF_FILE.items():
        rows = {edit.row_id: edit.after for edit in edits if edit.file == file and edit.after}
        if rows:
            yield from row_faults(table, rows, targets_of(connection, table), configuration, today)
        gone = [edit.row_id for edit in edits if edit.file == file and edit.after is None]
        if gone:
            yield from _still_named(connection, table, gone)
            yield from _cited(table, gone, configuration)


def row_faults(
    table: Table,
    rows: Mapping[str, Row],
    targets: Mapping[str, pd.DataFrame],
    configuration: Path,
    today: dt.date,
) -> Iterator[Problem]:
    """Every fault of single rows, as `check` would name it once they are stored."""
    frame, problems = typed_table(list(rows.values()), table)
    found = [*without_repairs(problems), *row_problems(table, frame, targets)]
    found += future_problems({table.name: frame}, today)
    sources, _ = read_source_rules(configuration / SOURCE_RULES_FILE)
    if sources is not None:
        found += SourceJudge(sources).in_tables({table.name: frame})
    row_ids = list(rows)
    for problem in dict.fromkeys(found):
        number = problem.row if isinstance(problem.row, int) else None
        yield problem if number is None else problem.at(row=row_ids[number - 2])


def targets_of(connection: sa.Connection, table: Table) -> dict[str, pd.DataFrame]:
    """Key and name of every row of the tables that a table refers to."""
    targets = {}
    for target in TABLES:
        if any(field.references == target.name for field in table.fields):
            columns = FACTS[target.file].c[str(target.key), "name_lv"]
            rows = connection.execute(sa.select(*columns)).all()
            targets[target.name] = pd.DataFrame(rows, columns=[str(target.key), "name_lv"])
    return targets


def _still_named(
    connection: sa.Connection, table: Table, row_ids: Iterable[str]
) -> Iterator[Problem]:
    """Rows that name one that is gone."""
    for user in TABLES:
        for field in user.fields:
            if field.references != table.name:
                continue
            column = FACTS[user.file].c[field.name]
            own = FACTS[user.file].c["row_id" if user.key is None else user.key]
            for row_id in row_ids:
                if field.type is FieldType.REFERENCE_LIST:
                    listed = sa.literal(";") + sa.func.replace(column, " ", "") + ";"
                    names_it = listed.contains(f";{row_id};", autoescape=True)
                else:
                    names_it = column == row_id
                for name in connection.scalars(sa.select(own).where(names_it)):
                    yield Problem(
                        "row_still_named",
                        file=table.file,
                        row=row_id,
                        column=field.name,
                        value=str(name),
                        details={"other_file": user.file},
                    )


def _cited(table: Table, row_ids: Iterable[str], configuration: Path) -> Iterator[Problem]:
    """Texts of the method that rest on a fact that is gone."""
    if table is not EVIDENCE:
        return
    for name in (METHOD_FILE, INSTRUMENTS_FILE, PRACTICES_FILE):
        path = configuration / name
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        for row_id in row_ids:
            if f'"{row_id}"' in text:
                yield Problem(
                    "row_still_named",
                    file=table.file,
                    row=row_id,
                    value=row_id,
                    details={"other_file": name},
                )
