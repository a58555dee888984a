"""A fault is a value: a code and a place; its words are found at the edge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import KW_ONLY, dataclass, field, replace

#: So many faults of one code in one column are named one by one; a column of other content would
#: otherwise give as many as the file has rows, and nobody reads them.
MAX_SAME_FAULTS = 1_000

#: Codes of what was repaired in reading: it is said, and stops nothing.
REPAIRS = frozenset({"invisible_removed", "encoding_contradicted", "merged_filled"})


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
    """

    code: str
    _: KW_ONLY
    file: str | None = None
    sheet: str | None = None
    row: int | str | None = None
    column: str | None = None
    value: str | None = None
    details: dict[str, str] = field(default_factory=dict, hash=False)

    def at(self, **place: str | int | None) -> Problem:
        """The same fault with its place: any of `file`, `sheet`, `row`, `column`."""
        return replace(self, **place)  # type: ignore[arg-type]


def is_repair(problem: Problem) -> bool:
    """Whether it was repaired in reading; `more_faults` counts those that are not named."""
    return problem.details.get("same_code", problem.code) in REPAIRS


def without_repairs(problems: Iterable[Problem]) -> list[Problem]:
    """The faults among what was found."""
    return [problem for problem in problems if not is_repair(problem)]


def repairs_among(problems: Iterable[Problem]) -> list[Problem]:
    """What was repaired in reading, among what was found."""
    return [problem for problem in problems if is_repair(problem)]


class FaultLimit:
    """Lets through no more faults of a kind in a column than anybody reads, and counts the rest."""

    def __init__(self) -> None:
        self._counts: Counter[Problem] = Counter()

    def admits(self, problem: Problem) -> bool:
        """Count a fault, and tell whether it is among the first `MAX_SAME_FAULTS` of its kind."""
        kind = Problem(problem.code, file=problem.file, sheet=problem.sheet, column=problem.column)
        self._counts[kind] += 1
        return self._counts[kind] <= MAX_SAME_FAULTS

    def more_faults(self) -> Iterator[Problem]:
        """One `more_faults` for every kind of which some were not let through."""
        for kind, count in self._counts.items():
            if count > MAX_SAME_FAULTS:
                value, details = str(count - MAX_SAME_FAULTS), {"same_code": kind.code}
                yield replace(kind, code="more_faults", value=value, details=details)


def limited(problems: Iterable[Problem]) -> Iterator[Problem]:
    """The faults, but of each kind in each column no more than anybody reads; then how many more.

    Yields:
        The first `MAX_SAME_FAULTS` of each kind in their order, at the end one `more_faults` for
        every kind that has more.
    """
    limit = FaultLimit()
    yield from filter(limit.admits, problems)
    yield from limit.more_faults()
