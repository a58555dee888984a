"""What an import of population figures changes: new figures, revised ones, the register."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pandas as pd

from geo_kopienas.domain.population.places import AreaMatcher, Outcome
from geo_kopienas.domain.population.series import series_conflicts
from geo_kopienas.domain.schema.problems import Problem

#: Where more of the areas than this are of the register, the file is about it, and an area that
#: is not known is a slip of the pen and no place elsewhere.
OWN_SHARE = 0.5

#: Kinds of changes, in the order of the report.
KINDS = ("new", "revised", "unchanged", "conflicts", "register", "elsewhere", "left_out")

Key = tuple[str, str, str]  # place_id, date, series_lv


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the file.

    Attributes:
        area: The area's name as the file says.
        code: Its code; empty where there is none.
        context: Names of the areas above it.
        date: YYYY, or YYYY-MM-DD where the file tells the day.
        count: Residents.
        row: Row of a table or code of an area.
        column: Column of the number.
    """

    area: str
    code: str
    context: tuple[str, ...]
    date: str
    count: int
    row: int | str
    column: str


Numbers = dict[tuple[str, str], Figure]  # by place_id and date


@dataclass(frozen=True, slots=True)
class Series:
    """What is said of the figures: name of the series and address of the source."""

    name_lv: str
    name_en: str
    url: str


@dataclass(frozen=True)
class PopulationTask:
    """The tables as they are, and the file that changes them.

    Attributes:
        figures: The numbers of the file.
        series: What is said of them.
        places: The register.
        population: The table of figures as it is.
        matcher: Finds the places.
        file: The file's name, for faults.
        are_unknown_left_out: Whether areas that the register does not know are no faults even
            in a file that is about it.
        note: What was selected of the table, kept with each new number.
    """

    figures: Sequence[Figure]
    series: Series
    places: pd.DataFrame
    population: pd.DataFrame
    matcher: AreaMatcher
    file: str
    are_unknown_left_out: bool = False
    note: str = ""


@dataclass
class PopulationPlan:
    """What would change; nothing is written here.

    Attributes:
        rows: New figures as texts by column of the table.
        revised: New number and address of figures that the table has already.
        cells: New cells of the register by place.
        changes: The report: lists of dicts by kind.
        faults: What keeps the import from being done.
    """

    rows: list[dict[str, str]] = field(default_factory=list)
    revised: dict[Key, dict[str, str]] = field(default_factory=dict)
    cells: dict[str, dict[str, str]] = field(default_factory=dict)
    changes: dict[str, list[dict[str, Any]]] = field(
        default_factory=lambda: {kind: [] for kind in KINDS}
    )
    faults: list[Problem] = field(default_factory=list)


def plan_population(task: PopulationTask) -> PopulationPlan:
    """Work out an import."""
    plan = PopulationPlan()
    numbers: Numbers = {}
    for place_id, figure in _place(task, plan):
        first = numbers.setdefault((place_id, figure.date), figure)
        if first.count != figure.count:
            details = {"first": str(first.row), "other": str(first.count)}
            fault = Problem("population_contradicts", value=str(figure.count), details=details)
            plan.faults.append(fault.at(file=task.file, row=figure.row, column=figure.column))
    if not plan.faults:
        _compare(numbers, task, plan)
        _find_conflicts(numbers, task, plan)
        _change_register(numbers, task, plan)
    return plan


def _place(task: PopulationTask, plan: PopulationPlan) -> list[tuple[str, Figure]]:
    """Figures with their places; every area that cannot be told is named once."""
    by_area: defaultdict[tuple[str, str, tuple[str, ...]], list[Figure]] = defaultdict(list)
    for figure in task.figures:
        by_area[figure.area, figure.code, figure.context].append(figure)
    placed: list[tuple[str, Figure]] = []
    unknown: list[tuple[Figure, str]] = []
    known_count = 0
    matcher = task.matcher
    for (area, code, context), own in by_area.items():
        first, match = own[0], matcher.match(area, code, context)
        fault = partial(Problem, file=task.file, row=first.row)
        if match.outcome is Outcome.FOUND:
            known_count += 1
            plan.faults += [
                fault("unknown_place", column="--match", value=place_id)
                for place_id in match.place_ids
                if not matcher.is_known(place_id)
            ]
            placed += [
                (place_id, figure)
                for place_id in match.place_ids
                for figure in own
                # A town is its own unit only since it is a town.
                if place_id == match.place_ids[0] or figure.date >= matcher.valid_from(place_id)
            ]
        elif match.outcome is Outcome.SEVERAL:
            known_count += 1
            details = {"candidates": ", ".join(match.place_ids)}
            plan.faults.append(fault("population_place_several", value=area, details=details))
        elif match.outcome is Outcome.LEFT_OUT:
            plan.changes["left_out"].append({"area": area})
        else:
            unknown.append((first, match.nearest))
    if not known_count and unknown:
        number = str(len(unknown))
        plan.faults.append(Problem("population_no_place", file=task.file, value=number))
    elif known_count > OWN_SHARE * (known_count + len(unknown)) and not task.are_unknown_left_out:
        for first, nearest in unknown:
            details = {"nearest": nearest} if nearest else {}
            unlisted = Problem("population_place_unknown", value=first.area, details=details)
            plan.faults.append(unlisted.at(file=task.file, row=first.row))
    else:
        plan.changes["elsewhere"] += [
            {"area": first.area, "nearest": nearest or None} for first, nearest in unknown
        ]
    return placed


def _compare(numbers: Numbers, task: PopulationTask, plan: PopulationPlan) -> None:
    """Compare with the figures of the same series that are there already."""
    series = task.series
    known = task.population.loc[task.population["series_lv"] == series.name_lv]
    counts = dict(
        zip(zip(known["place_id"], known["date"], strict=True), known["population_count"],
            strict=True)
    )  # fmt: skip
    for (place_id, date), figure in numbers.items():
        said = {"place_id": place_id, "date": date, "count": figure.count}
        stated = {"population_count": str(figure.count), "source_url": series.url}
        former = counts.get((place_id, date))
        if former == figure.count:
            plan.changes["unchanged"].append(said)
        elif former is not None:
            plan.changes["revised"].append(said | {"former": int(former)})
            plan.revised[place_id, date, series.name_lv] = stated
        else:
            plan.changes["new"].append(said)
            plan.rows.append(
                {
                    "place_id": place_id,
                    "area_name_lv": task.matcher.name(place_id),
                    "date": date,
                    "series_lv": series.name_lv,
                    "series_en": series.name_en,
                    "is_usable": "true",
                    **({"note_lv": task.note, "note_en": task.note} if task.note else {}),
                    **stated,
                }
            )


def _find_conflicts(numbers: Numbers, task: PopulationTask, plan: PopulationPlan) -> None:
    """Other series that say another number for the same place and year; both are kept."""
    series = task.series
    added = pd.DataFrame(
        [(place_id, date, figure.count) for (place_id, date), figure in numbers.items()],
        columns=["place_id", "date", "population_count"],
    ).assign(series_lv=series.name_lv, series_en=series.name_en, is_usable=True)
    others = task.population.loc[task.population["series_lv"].fillna("") != series.name_lv]
    every = pd.concat([others[added.columns], added], ignore_index=True)
    imported = {(place_id, date[:4]) for place_id, date in numbers}
    plan.changes["conflicts"] += [
        {
            "place_id": conflict.place_id,
            "year": conflict.year,
            "figures": [[figure.series["lv"], figure.count] for figure in conflict.figures],
            "name": task.matcher.name(conflict.place_id),
        }
        for conflict in series_conflicts(every)
        if (conflict.place_id, conflict.year) in imported
    ]


def _change_register(numbers: Numbers, task: PopulationTask, plan: PopulationPlan) -> None:
    """The newest figure of each place becomes its population, unless a newer one is there."""
    newest: dict[str, tuple[str, int]] = {}
    for (place_id, date), figure in numbers.items():
        if date > newest.get(place_id, ("", 0))[0]:
            newest[place_id] = (date, figure.count)
    register = task.places.set_index("place_id")[["population_count", "population_year"]]
    for place_id, (date, count) in newest.items():
        year = int(date[:4])
        row = register.loc[place_id]
        former, former_year = _number(row["population_count"]), _number(row["population_year"])
        if former_year is not None and (
            former_year > year or (former is not None and (former, former_year) == (count, year))
        ):
            continue
        plan.cells[place_id] = {
            "population_count": str(count),
            "population_year": str(year),
            "population_source_url": task.series.url,
        }
        plan.changes["register"].append(
            {
                "place_id": place_id,
                "count": count,
                "year": year,
                "former": former,
                "former_year": former_year,
            }
        )


def _number(cell: Any) -> int | None:  # noqa: ANN401 - a cell of a nullable column
    return None if pd.isna(cell) else int(cell)
