"""One pass over the rows of a survey file: its columns, and faults as they are found."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from geo_kopienas.domain.schema.cells import clean_text, quoted, text_fault, text_repair
from geo_kopienas.domain.schema.problems import (
    Causes,
    Problem,
    is_repair,
    repairs_among,
    without_repairs,
)
from geo_kopienas.domain.schema.spoilt_text import meant_text
from geo_kopienas.domain.survey.imports.column_kinds import Column, Role
from geo_kopienas.domain.survey.imports.decoded import Decoded, Source

Record = tuple[int, list[str]]


class Memo(dict[Any, Any]):
    """Works a value out once for each text: a column has few different ones."""

    def __init__(self, work_out: Callable[[Any], Any]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, key: Any) -> Any:  # noqa: ANN401 - whatever the column holds
        value = self[key] = self._work_out(key)
        return value


class FilePass:
    """The rows of a file, and what is found in them.

    Attributes:
        source: File, sheet and columns.
        records: Numbers and cells of the rows that are still considered.
        out: What comes out.
        faulty: Rows with a fault.
        spoilt: Rows and positions of cells that no text can be read of; they count as empty.
    """

    def __init__(self, records: Sequence[Record], source: Source) -> None:
        self.source = source
        self.records: Sequence[Record] = [(row, [*cells]) for row, cells in records]
        self.out = Decoded(read=len(records))
        self.faulty: set[int] = set()
        self.spoilt: set[tuple[int, int]] = set()
        self._causes = Causes()

    def columns(self, role: Role, target: str) -> list[Column]:
        """The columns with this role for a question or part."""
        return [
            column
            for column in self.source.columns
            if (column.role, column.target) == (role, target)
        ]

    def column(self, role: Role, target: str) -> Column | None:
        """The first of them."""
        return next(iter(self.columns(role, target)), None)

    def texts(self, column: Column | None) -> list[str]:
        """The cells of a column; empty ones where there is no such column."""
        if column is None:
            return [""] * len(self.records)
        position = column.position
        return [cells[position] for _, cells in self.records]

    def clean(self, columns: Iterable[Column]) -> None:
        """Take out of the cells what nobody sees, and empty those whose text is spoilt."""
        heard: Memo = Memo(lambda text: text_fault(text) or text_repair(text))
        for column in columns:
            position = column.position
            for row, cells in self.records:
                text = cells[position]
                found: Problem | None = heard[text]
                if found is None:
                    continue
                meant = meant_text(text) if self.source.is_damaged else None
                if meant is not None:
                    cells[position] = clean_text(meant)  # said of the whole file
                elif is_repair(found):
                    self.repair(row, column.heading, found)
                    cells[position] = clean_text(text)
                else:
                    self.fault(row, column.heading, found, text)
                    self.spoilt.add((row, position))
                    cells[position] = ""

    def repair(self, row: int, column: str, repair: Problem) -> None:
        """Note what was taken out of a cell."""
        source = self.source
        self._causes.add(repair.at(file=source.file, sheet=source.sheet, row=row, column=column))

    def fault(self, row: int, column: str | None, fault: Problem, text: str = "") -> None:
        """Note a fault of a cell with this text."""
        self.faulty.add(row)
        source = self.source
        problem = fault.at(file=source.file, sheet=source.sheet, row=row, column=column)
        value = fault.value if fault.value is not None else quoted(clean_text(text)) or None
        self._causes.add(replace(problem, value=value))

    def warn(self, row: int, column: str | None, fault: Problem) -> None:
        """Note what is said but stops nothing."""
        # What was written is not repeated: the sentence must not spread it.
        source = self.source
        self.out.warnings.append(
            Problem(fault.code, file=source.file, sheet=source.sheet, row=row, column=column)
        )

    def finish_problems(self) -> None:
        """Gather the faults by their cause, in the order of rows and columns."""
        order = {column.heading: column.position for column in self.source.columns}

        def place(problem: Problem) -> tuple[bool, int, int]:
            row = problem.row if isinstance(problem.row, int) else 0
            is_rest = problem.code == "more_faults"
            return is_rest, row, order.get(problem.column or "", -1)

        found = self._causes.problems()
        self.out.problems += without_repairs(found)
        self.out.repairs += repairs_among(found)
        for problems in (self.out.problems, self.out.repairs, self.out.warnings):
            problems.sort(key=place)
