"""A fault is a value: a code and a place; its words are found at the edge."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import KW_ONLY, dataclass, field, replace
from operator import itemgetter

#: So many different faults of one code in one column are named; a column of other content would
#: otherwise give as many as the file has rows, and nobody reads them.
MAX_SAME_FAULTS = 1_000
#: So many cells of one cause are named one by one: each can be mended by itself. More are one
#: fault that lists its cells, for whoever mends them mends the cause.
MAX_SINGLE_FAULTS = 3
#: Of one cause no more cells are kept than memory bears; a reader is told how many there are.
MAX_OTHERS = 200_000

#: Codes of what was repaired in reading: it is said, and stops nothing.
REPAIRS = frozenset({"invisible_removed", "encoding_contradicted", "merged_filled", "repaired_3d"})

#: What a program does to a whole file when it reads or writes it in a wrong encoding.
_OF_FILE = frozenset({"encoding_twice", "encoding_unknown", "encoding_wrong", "letters_lost"})
#: What happens to a whole column, whatever its cells hold: names where ids belong, addresses
#: without "https://", columns that were exchanged, formulas instead of what they give.
_OF_COLUMN = frozenset(
    {
        "cell_formula",
        "coordinates_outside",
        "invalid_digits",
        "invalid_id",
        "invalid_url",
        "invisible_removed",
        "latitude_longitude_swapped",
        "leading_zeros_lost",
        "quote_broken",
    }
)
#: What is written in one manner: "1.0", "2.0" or "14.06.2022", "9.11.2023".
_OF_MANNER = frozenset(
    {
        "ambiguous_date",
        "decimal_comma",
        "invalid_date",
        "invalid_integer",
        "invalid_moment",
        "invalid_number",
        "invalid_year",
    }
)
_DIGITS = re.compile(r"\d+")

Row = int | str | None
#: Row and column.
Cell = tuple[Row, str | None]


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: what is wrong, and where.

    Whoever finds it knows the code and the value; each reader further out adds what it knows of
    the place with `at`.

    Attributes:
        code: Key of the sentence in `texts` (`fault.<code>.message`, `fault.<code>.remedy`).
        file: Path as the user knows it, relative to the data directory where it lies inside.
        sheet: Sheet of a workbook.
        row: Row as a spreadsheet counts it (header = 1), or the id of a feature.
        column: Name of the column or property.
        value: What stands there; the part of a cell that is meant.
        details: Further values that the sentence names, such as the nearest known names.
        others: Further cells of the same cause.
    """

    code: str
    _: KW_ONLY
    file: str | None = None
    sheet: str | None = None
    row: Row = None
    column: str | None = None
    value: str | None = None
    details: dict[str, str] = field(default_factory=dict, hash=False)
    others: tuple[Cell, ...] = field(default=(), hash=False)

    def at(self, **place: str | int | None) -> Problem:
        """The same fault with its place: any of `file`, `sheet`, `row`, `column`."""
        return replace(self, **place)  # type: ignore[arg-type]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Every cell of its cause."""
        return ((self.row, self.column), *self.others)


class LedgerError(Exception):
    """The ledger cannot be read or written now; `problem` says why, without any password."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def is_repair(problem: Problem) -> bool:
    """Whether it was repaired in reading; `more_faults` counts those that are not named."""
    return problem.details.get("same_code", problem.code) in REPAIRS


def without_repairs(problems: Iterable[Problem]) -> list[Problem]:
    """The faults among what was found."""
    return [problem for problem in problems if not is_repair(problem)]


def repairs_among(problems: Iterable[Problem]) -> list[Problem]:
    """What was repaired in reading, among what was found."""
    return [problem for problem in problems if is_repair(problem)]


class Causes:
    """Faults as they are found, gathered by their cause."""

    def __init__(self) -> None:
        self._causes: dict[Problem, list[tuple[int, Problem]]] = {}
        self._others: dict[Problem, list[Cell]] = {}
        self._found = 0
        self._counts: Counter[Problem] = Counter()
        self._unnamed: Counter[Problem] = Counter()

    def add(self, problem: Problem) -> None:
        """Take a fault: as one of its own, or as one more cell of a cause."""
        self._found += 1
        cause = _cause(problem)
        named = self._causes.get(cause)
        if named is None:
            kind = replace(cause, value=None, details={})  # without what tells causes apart
            self._counts[kind] += 1
            if self._counts[kind] > MAX_SAME_FAULTS:
                self._unnamed[kind] += 1
                return
            self._causes[cause] = [(self._found, problem)]
        elif len(named) < (1 if problem.code in _OF_FILE else MAX_SINGLE_FAULTS):
            named.append((self._found, problem))
        elif len(others := self._others.setdefault(cause, [])) < MAX_OTHERS:
            others += problem.cells

    def problems(self) -> list[Problem]:
        """One fault for each cause, in the order in which they were found; then how many more."""
        found: list[tuple[int, Problem]] = []
        for cause, named in self._causes.items():
            others = self._others.get(cause)
            if others is None:
                found += named
                continue
            (place, first), *further = named
            cells = [*first.others, *(cell for _, one in further for cell in one.cells), *others]
            found.append((place, replace(first, others=tuple(cells))))
        return [
            *(problem for _, problem in sorted(found, key=itemgetter(0))),
            *(
                replace(
                    kind, code="more_faults", value=str(count), details={"same_code": kind.code}
                )
                for kind, count in self._unnamed.items()
            ),
        ]


def by_cause(problems: Iterable[Problem]) -> list[Problem]:
    """The faults, those of one cause as one that lists its cells.

    Of each kind in each column no more causes than anybody reads; then how many more.
    """
    causes = Causes()
    for problem in problems:
        causes.add(problem)
    return causes.problems()


def _rest(kind: Problem, count: int) -> Problem:
    return replace(kind, code="more_faults", value=str(count), details={"same_code": kind.code})


def _cause(problem: Problem) -> Problem:
    """What faults of one cause have in common."""
    code, value, details = problem.code, problem.value, problem.details
    column = None if code in _OF_FILE else problem.column
    # Both come of one wrong reading, by what happened to stand in the cell.
    code = "encoding_wrong" if code == "encoding_twice" else code
    if code in _OF_FILE | _OF_COLUMN:
        value, details = None, {}
    elif code in _OF_MANNER:
        value, details = _DIGITS.sub("9", value or ""), {}
    return Problem(
        code, file=problem.file, sheet=problem.sheet, column=column, value=value, details=details
    )


def cells_at_fault(problems: Iterable[Problem]) -> Iterator[tuple[str | None, Row, str | None]]:
    """File, row and column of everything that has a fault."""
    for problem in without_repairs(problems):
        for row, column in problem.cells:
            yield problem.file, row, column
