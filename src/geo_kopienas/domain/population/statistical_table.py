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
from geo_kopienas.domain.schema.problems import Problem, repairs_among, without_repairs

YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
#: Marks of PxWeb for a number that there is not: not known, confidential, not observed.
NO_NUMBER = frozenset({"", ".", "..", "...", "…", "-", "–", "—", ":", "x", "X"})
_GROUPED = re.compile(r"[0-9]{1,3}(?:[ \u00a0\u202f\u2009][0-9]{3})+")
_WHOLE = re.compile(r"([0-9]{1,9})(?:[.,]0+)?")
_QUARTERS = ("1", "2", "3", "4", "i", "ii", "iii", "iv")
_QUARTERS_OF_YEAR = 4
#: "2021K2", "2021Q2", "2. ceturksnis", "II cet."
_QUARTER = re.compile(r"^[kqc] ?([1-4])$|^(?:gada )?([1-4]|i{1,3}|iv) (?:cet|quarter)")
_NUMBERED_MONTH = re.compile(r"m? ?(0?[1-9]|1[0-2])")
_DAY = re.compile(r"(?<!\d)\d{1,2}(?!\d)")  # "1. janvāris" is a day
_MONTHS = (
    ("janv", "gada janv", "jan"), ("febr", "gada febr", "feb"), ("mart", "gada mart", "mar"),
    ("apr", "gada apr"), ("maij", "gada maij", "may"), ("jūnij", "gada jūnij", "jun"),
    ("jūlij", "gada jūlij", "jul"), ("aug", "gada aug"), ("sept", "gada sept", "sep"),
    ("okt", "gada okt", "oct"), ("nov", "gada nov"), ("dec", "gada dec"),
)  # fmt: skip
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
        parts: What says in an indicator that it counts only some of the residents.
    """

    areas: frozenset[str]
    times: frozenset[str]
    totals: frozenset[str]
    residents: tuple[str, ...]
    year_begins: tuple[str, ...]
    parts: tuple[str, ...] = ()

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
        repairs: What was repaired in reading.
    """

    numbers: list[Number] = field(default_factory=list)
    title: str = ""
    problems: list[Problem] = field(default_factory=list)
    repairs: list[Problem] = field(default_factory=list)

    def add(self, problems: Iterable[Problem]) -> None:
        """Add what was found in its texts: faults, and what was repaired."""
        found = [*problems]
        self.problems += without_repairs(found)
        self.repairs += repairs_among(found)


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
        month = month_of(number.time, year[0])
        date = f"{year[0]}-01-01" if starts else year[0]
        if month is not None:
            date = f"{year[0]}-{month:02}"
        area = _DOTS.sub("", number.area).strip()
        result.figures.append(
            Figure(area, number.code, contexts[number.area, number.row], date, count, number.row,
                   number.column)
        )  # fmt: skip
    return result


def month_of(text: str, year: str) -> int | None:
    """The month that a heading or cell names beside its year, or the first one of a quarter."""
    rest = normalise_name(text.replace(year, " ", 1))
    if quarter := _QUARTER.search(rest):
        return 3 * (_QUARTERS.index(quarter[1] or quarter[2]) % _QUARTERS_OF_YEAR) + 1
    if numbered := _NUMBERED_MONTH.fullmatch(rest):
        return int(numbered[1])
    named = [n for n, names in enumerate(_MONTHS, start=1) if rest.startswith(names)]
    return None if _DAY.search(rest) or not named else named[0]


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
    """The values that count everybody; a single one is no total unless its word says so."""
    if list(known) == [""]:
        return [""]
    totals = [name for name in known if normalise_name(name) in words.totals]
    return totals or [
        name
        for name in known
        if normalise_name(name).startswith(words.residents)
        and not any(part in normalise_name(name) for part in words.parts)
    ]


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
