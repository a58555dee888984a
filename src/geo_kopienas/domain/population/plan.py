"""What an import of population figures changes: new figures, revised ones, the register."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo_kopienas.domain.population.places import AreaMatcher, Outcome
from geo_kopienas.domain.population.series import series_conflicts
from geo_kopienas.domain.schema.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: Where more of the areas than this are of the register, the file is about it, and an area that
#: is not known is a slip of the pen and no place elsewhere.
OWN_SHARE = 0.5

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


@dataclass(frozen=True, slots=True)
class Series:
    """What is said of the figures: name of the series and address of the source."""

    name_lv: str
    name_en: str
    url: str


@dataclass
class PopulationPlan:
    """What would change; nothing is written here.

    Attributes:
        rows: New figures as texts by column of the table.
        revised: New number and address of figures that the table has already.
        cells: New cells of the register by place.
        changes: The report: lists of dicts by kind (`new`, `revised`, `unchanged`, `conflicts`,
            `register`, `elsewhere`, `left_out`).
        faults: What keeps the import from being done.
    """

    rows: list[dict[str, str]] = field(default_factory=list)
    revised: dict[Key, dict[str, str]] = field(default_factory=dict)
    cells: dict[str, dict[str, str]] = field(default_factory=dict)
    changes: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    faults: list[Problem] = field(default_factory=list)


def plan_population(  # noqa: PLR0913 - the file, the tables and how places are found
    figures: Sequence[Figure],
    series: Series,
    places: pd.DataFrame,
    population: pd.DataFrame,
    matcher: AreaMatcher,
    *,
    file: str,
    are_unknown_left_out: bool = False,
) -> PopulationPlan:
    """Work out an import.

    Args:
        figures: The numbers of the file.
        series: What is said of them.
        places: The register.
        population: The table of figures as it is.
        matcher: Finds the places.
        file: The file's name, for faults.
        are_unknown_left_out: Whether areas that the register does not know are no faults even
            in a file that is about it.
    """
    plan = PopulationPlan()
    for kind in ("new", "revised", "unchanged", "conflicts", "register", "elsewhere", "left_out"):
        plan.changes[kind] = []
    placed = _place(figures, matcher, plan, file, are_unknown_left_out=are_unknown_left_out)
    numbers: dict[tuple[str, str], Figure] = {}
    for place_id, figure in placed:
        first = numbers.setdefault((place_id, figure.date), figure)
        if first.count != figure.count:
            details = {"first": str(first.row), "other": str(first.count)}
            plan.faults.append(
                Problem("population_contradicts", file=file, row=figure.row, column=figure.column,
                        value=str(figure.count), details=details)
            )  # fmt: skip
    if plan.faults:
        return plan
    _compare(numbers, series, population, matcher, plan)
    _conflicts(numbers, series, population, matcher, plan)
    _register(numbers, series, places, plan)
    return plan


def _place(
    figures: Iterable[Figure],
    matcher: AreaMatcher,
    plan: PopulationPlan,
    file: str,
    *,
    are_unknown_left_out: bool,
) -> list[tuple[str, Figure]]:
    """Figures with their places; every area that cannot be told is named once."""
    by_area: dict[tuple[str, str, tuple[str, ...]], list[Figure]] = {}
    for figure in figures:
        by_area.setdefault((figure.area, figure.code, figure.context), []).append(figure)
    placed: list[tuple[str, Figure]] = []
    unknown: list[tuple[Figure, str]] = []
    found = 0
    for (area, code, context), own in by_area.items():
        first, match = own[0], matcher.match(area, code, context)
        if match.outcome is Outcome.FOUND:
            found += 1
            unlisted = [one for one in match.place_ids if not matcher.is_known(one)]
            plan.faults += [
                Problem("unknown_place", file=file, row=first.row, column="--match", value=one)
                for one in unlisted
            ]
            placed += [
                (one, figure)
                for one in match.place_ids
                for figure in own
                # A town is its own unit only since it is a town.
                if one == match.place_ids[0] or figure.date >= matcher.valid_from(one)
            ]
        elif match.outcome is Outcome.SEVERAL:
            found += 1
            candidates = ", ".join(match.place_ids)
            plan.faults.append(
                Problem("population_place_several", file=file, row=first.row, value=area,
                        details={"candidates": candidates})
            )  # fmt: skip
        elif match.outcome is Outcome.LEFT_OUT:
            plan.changes["left_out"].append({"area": area})
        else:
            unknown.append((first, match.nearest))
    if not found and unknown:
        plan.faults.append(Problem("population_no_place", file=file, value=str(len(unknown))))
        return placed
    is_own = found > OWN_SHARE * (found + len(unknown)) and not are_unknown_left_out
    for first, nearest in unknown:
        if is_own:
            details = {"nearest": nearest} if nearest else {}
            plan.faults.append(
                Problem("population_place_unknown", file=file, row=first.row, value=first.area,
                        details=details)
            )  # fmt: skip
        else:
            plan.changes["elsewhere"].append({"area": first.area, "nearest": nearest or None})
    return placed


def _compare(
    numbers: dict[tuple[str, str], Figure],
    series: Series,
    population: pd.DataFrame,
    matcher: AreaMatcher,
    plan: PopulationPlan,
) -> None:
    """Against the figures of the same series that are there already."""
    known = population.loc[population["series_lv"] == series.name_lv]
    counts = {
        (place_id, date): int(count)
        for place_id, date, count in zip(
            known["place_id"], known["date"], known["population_count"], strict=True
        )
    }
    for (place_id, date), figure in numbers.items():
        said = {"place_id": place_id, "date": date, "count": figure.count}
        former = counts.get((place_id, date))
        if former == figure.count:
            plan.changes["unchanged"].append(said)
        elif former is not None:
            plan.changes["revised"].append(said | {"former": former})
            plan.revised[place_id, date, series.name_lv] = {
                "population_count": str(figure.count),
                "source_url": series.url,
            }
        else:
            plan.changes["new"].append(said)
            plan.rows.append(
                {
                    "place_id": place_id,
                    "area_name_lv": matcher.name(place_id),
                    "population_count": str(figure.count),
                    "date": date,
                    "series_lv": series.name_lv,
                    "series_en": series.name_en,
                    "is_usable": "true",
                    "source_url": series.url,
                }
            )


def _conflicts(
    numbers: dict[tuple[str, str], Figure],
    series: Series,
    population: pd.DataFrame,
    matcher: AreaMatcher,
    plan: PopulationPlan,
) -> None:
    """Other series that say another number for the same place and year; both are kept."""
    added = pd.DataFrame(
        [
            {
                "place_id": place_id,
                "date": date,
                "population_count": figure.count,
                "series_lv": series.name_lv,
                "series_en": series.name_en,
                "is_usable": True,
            }
            for (place_id, date), figure in numbers.items()
        ]
    )
    others = population.loc[population["series_lv"].fillna("") != series.name_lv]
    every = pd.concat([others[added.columns], added], ignore_index=True)
    imported = {(place_id, date[:4]) for place_id, date in numbers}
    for conflict in series_conflicts(every):
        if (conflict.place_id, conflict.year) in imported:
            plan.changes["conflicts"].append(
                {
                    "place_id": conflict.place_id,
                    "year": conflict.year,
                    "figures": [[one.series["lv"], one.count] for one in conflict.figures],
                    "name": matcher.name(conflict.place_id),
                }
            )


def _register(
    numbers: dict[tuple[str, str], Figure],
    series: Series,
    places: pd.DataFrame,
    plan: PopulationPlan,
) -> None:
    """The newest figure of each place becomes its population, unless a newer one is there."""
    newest: dict[str, tuple[str, int]] = {}
    for (place_id, date), figure in numbers.items():
        if date > newest.get(place_id, ("", 0))[0]:
            newest[place_id] = (date, figure.count)
    register = places.set_index("place_id")
    for place_id, (date, count) in newest.items():
        row = register.loc[place_id]
        year, former = row["population_year"], row["population_count"]
        if not pd.isna(year) and int(year) > int(date[:4]):
            continue
        if not pd.isna(former) and (int(former), int(year)) == (count, int(date[:4])):
            continue
        plan.cells[place_id] = {
            "population_count": str(count),
            "population_year": date[:4],
            "population_source_url": series.url,
        }
        plan.changes["register"].append(
            {
                "place_id": place_id,
                "count": count,
                "year": int(date[:4]),
                "former": None if pd.isna(former) else int(former),
                "former_year": None if pd.isna(year) else int(year),
            }
        )
