"""Tables as a statistics office gives them, whatever their shape, as figures of areas and years.

A PxWeb table is a cube: areas, years and perhaps further dimensions such as the sex. A spreadsheet
of it has one row an area and one column a year, or one row a number; JSON-stat has it whole. All
of them become `Number`s, of which `figures` keeps those that count everybody.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from geo_kopienas.domain.places.names import normalise_name
from geo_kopienas.domain.population.plan import Figure
from geo_kopienas.domain.schema.cells import clean_text, quoted
from geo_kopienas.domain.schema.problems import Problem

YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
#: Marks of PxWeb for a number that there is not: not known, confidential, not observed.
NO_NUMBER = frozenset({"", ".", "..", "...", "…", "-", "–", "—", ":", "x", "X"})
_GROUPED = re.compile(r"[0-9]{1,3}(?:[ \u00a0\u202f\u2009][0-9]{3})+")
_WHOLE = re.compile(r"([0-9]{1,9})(?:[.,]0+)?")
_DOTS = re.compile(r"^[.·…]+")


@dataclass(frozen=True, slots=True)
class TableWords:
    """Words by which a table is understood, as names are compared (`normalise_name`).

    Attributes:
        areas: Headings of the areas.
        times: Headings of the years.
        totals: Values of a further dimension that count everybody.
        residents: How an indicator begins that counts residents.
        year_begins: What says that the numbers are those of the year's first day.
    """

    areas: frozenset[str]
    times: frozenset[str]
    totals: frozenset[str]
    residents: tuple[str, ...]
    year_begins: tuple[str, ...]

    def tell_first_day(self, *texts: str) -> bool:
        """Whether one of the texts says that the numbers are those of the year's first day."""
        said = [normalise_name(text) for text in texts]
        return any(beginning in text for text in said for beginning in self.year_begins)


@dataclass(frozen=True, slots=True)
class Number:
    """One cell of a table.

    Attributes:
        row: Row of a sheet or code of an area.
        column: Its column.
        area: Name of the area as it stands, with leading dots.
        code: Code of the area; empty where there is none.
        time: Text that holds the year.
        others: Value of each further dimension.
        text: The number as it stands.
    """

    row: int | str
    column: str
    area: str
    code: str
    time: str
    others: tuple[tuple[str, str], ...]
    text: str


@dataclass
class StatisticalTable:
    """A table that was read.

    Attributes:
        numbers: Its cells, in their order.
        title: Title or label, empty where it has none.
        problems: What keeps it from being read.
    """

    numbers: list[Number] = field(default_factory=list)
    title: str = ""
    problems: list[Problem] = field(default_factory=list)


@dataclass
class Figures:
    """The figures of a table, how many numbers are missing, what was chosen, every fault."""

    figures: list[Figure] = field(default_factory=list)
    missing: int = 0
    chosen: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def figures_of(
    table: StatisticalTable, selected: Mapping[str, str], words: TableWords, file: str
) -> Figures:
    """The numbers that count everybody, with their years.

    Args:
        table: The table.
        selected: Value by dimension where the caller decided; else the total is taken.
        words: By which the table is understood.
        file: Its name, for faults.
    """
    result = Figures()
    result.chosen, result.problems = _choose(table.numbers, selected, words, file)
    if result.problems:
        return result
    is_first_day = words.tell_first_day(table.title, *result.chosen.values())
    contexts = _contexts(table.numbers)
    for number in table.numbers:
        if any(result.chosen.get(name, value) != value for name, value in number.others):
            continue
        year = YEAR.search(number.time)
        if year is None:
            result.problems.append(
                Problem("population_year", file=file, row=number.row, value=quoted(number.time))
            )
            continue
        if number.text in NO_NUMBER:
            result.missing += 1
            continue
        count = whole_number(number.text)
        if count is None:
            result.problems.append(
                Problem("invalid_integer", file=file, row=number.row, column=number.column,
                        value=quoted(number.text))
            )  # fmt: skip
            continue
        starts = is_first_day or words.tell_first_day(number.time, number.column)
        date = f"{year[0]}-01-01" if starts else year[0]
        area = _DOTS.sub("", number.area).strip()
        result.figures.append(
            Figure(area, number.code, contexts[number.area, number.row], date, count, number.row,
                   number.column)
        )  # fmt: skip
    return result


def whole_number(text: str) -> int | None:
    """A number of residents: digits, perhaps grouped by spaces, perhaps with ",0"; else None."""
    plain = re.sub(r"[ \u00a0\u202f\u2009]", "", text) if _GROUPED.match(text) else text
    match = _WHOLE.fullmatch(plain)
    return int(match[1]) if match else None


def _choose(
    numbers: Sequence[Number], selected: Mapping[str, str], words: TableWords, file: str
) -> tuple[dict[str, str], list[Problem]]:
    """The value of each further dimension that counts everybody."""
    values: dict[str, dict[str, None]] = {}
    for number in numbers:
        for name, value in number.others:
            values.setdefault(name, {})[value] = None
    asked = {normalise_name(name): value for name, value in selected.items()}
    kinds = {"kinds": ", ".join(values) or "–"}
    chosen = {}
    problems = [
        Problem("population_dimension_unknown", file=file, column=name, value=name, details=kinds)
        for name in asked
        if name not in {normalise_name(value) for value in values}
    ]
    for name, cells in values.items():
        known = list(cells)
        wanted = asked.get(normalise_name(name))
        fitting = (
            [name for name in known if normalise_name(name) == normalise_name(wanted)]
            if wanted is not None
            else _totals(known, words)
        )
        if len(fitting) == 1:
            chosen[name] = fitting[0]  # also the empty one, where nothing stands beside the years
        else:
            problems.append(
                Problem(
                    "population_dimension",
                    file=file,
                    column=name,
                    value=wanted or quoted(name),
                    details={"kinds": quoted(", ".join(known))},
                )
            )
    return chosen, problems


def _totals(known: Sequence[str], words: TableWords) -> list[str]:
    if len(known) == 1:
        return list(known)
    totals = [name for name in known if normalise_name(name) in words.totals]
    return totals or [name for name in known if normalise_name(name).startswith(words.residents)]


def _contexts(numbers: Iterable[Number]) -> dict[tuple[str, int | str], tuple[str, ...]]:
    """The areas above each area, as leading dots tell: "Liepu novads", "..Alejas"."""
    contexts: dict[tuple[str, int | str], tuple[str, ...]] = {}
    above: list[tuple[int, str]] = []
    for number in numbers:
        key = (number.area, number.row)
        if key in contexts:
            continue
        dots = _DOTS.match(number.area)
        depth = len(dots[0].replace("…", "...")) if dots else 0
        above = [heading for heading in above if heading[0] < depth]
        contexts[key] = tuple(name for _, name in above)
        above.append((depth, clean_text(number.area[len(dots[0]) if dots else 0 :])))
    return contexts
