"""Import of population figures: read, plan, check the result, write all of it or nothing."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from geo_kopienas.domain.places.names import normalise_name
from geo_kopienas.domain.population.places import AreaMatcher
from geo_kopienas.domain.population.plan import (
    PopulationPlan,
    PopulationTask,
    Series,
    plan_population,
)
from geo_kopienas.domain.population.statistical_table import StatisticalTable, figures_of
from geo_kopienas.domain.schema.addresses import SOURCE_RULES_FILE, address_faults
from geo_kopienas.domain.schema.cells import is_web_address
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.dates import first_day
from geo_kopienas.domain.schema.fields import PLACES, POPULATION
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.store.dataset import Dataset
from geo_kopienas.store.imports.planned_files import (
    PlannedImport,
    changed_files,
    table_after,
)
from geo_kopienas.store.ledger.planned import planned_faults
from geo_kopienas.store.population.statistical_files import read_statistical_file
from geo_kopienas.store.rules.population import (
    ANY_TABLE,
    POPULATION_RULES_FILE,
    read_population_rules,
)
from geo_kopienas.store.rules.sources import read_source_rules

#: Ids of the statistics office's tables, such as RIG010 or IRD060.
_TABLE_ID = re.compile(r"(?<![A-Z0-9])[A-Z]{2,4}\d{3}(?![0-9])")


@dataclass(frozen=True, slots=True)
class PopulationSettings:
    """What the caller decided.

    Attributes:
        selected: Value by dimension of the table.
        chosen: Place by the area's text or code; "-" leaves it out.
        level: Level of all areas of the table; None for several.
        series: Name of the series; None for that of the known table.
        url: Address of the source; None for that of the known table.
        are_unknown_left_out: Whether areas that the register does not know are no faults.
        today: The day after which nobody has been counted yet; None leaves years unjudged.
    """

    selected: Mapping[str, str] = field(default_factory=dict)
    chosen: Mapping[str, str] = field(default_factory=dict)
    level: Level | None = None
    series: str | None = None
    url: str | None = None
    are_unknown_left_out: bool = False
    today: dt.date | None = None


@dataclass
class PopulationImport(PlannedImport):
    """An import of figures and its report.

    Attributes:
        plan: What changes.
        series: What is said of the figures; None where it could not be told.
        missing: How many numbers the table has not.
        selected: The value of each further dimension that was read.
        repairs: What was repaired in reading.
    """

    plan: PopulationPlan = field(default_factory=PopulationPlan)
    series: Series | None = None
    missing: int = 0
    selected: dict[str, str] = field(default_factory=dict)
    repairs: list[Problem] = field(default_factory=list)


def prepare_population(
    directory: Path, data: Dataset, path: Path, settings: PopulationSettings
) -> PopulationImport:
    """Work out an import; nothing is written.

    Args:
        directory: The data directory.
        data: What stands in it.
        path: The file of figures.
        settings: What the caller decided.
    """
    result = PopulationImport(directory)
    file = path.as_posix()
    words, tables, result.problems = read_population_rules(directory / POPULATION_RULES_FILE)
    result.problems += _address_problems(directory, settings.url)
    if words is None:
        return result
    table = read_statistical_file(path, words, file)
    result.problems += table.problems
    result.repairs = table.repairs
    if not result.problems:
        result.series, problem = _series(path, table, tables, settings)
        result.problems += [problem] if problem else []
    if result.problems:
        return result
    read = figures_of(table, settings.selected, words, file)
    result.missing, result.selected = read.missing, read.chosen
    result.problems += read.problems
    if settings.today is not None:
        result.problems += [
            Problem(
                "date_in_future", file=file, row=figure.row, column=figure.column, value=figure.date
            )
            for figure in read.figures
            if (day := first_day(figure.date)) is not None and day > settings.today
        ]
    if not read.figures and not result.problems:
        result.problems.append(Problem("population_no_numbers", file=file))
    if result.series is None or not read.figures:
        return result
    result.plan = plan_population(
        PopulationTask(
            read.figures,
            result.series,
            data.places,
            data.population,
            AreaMatcher(data.places, settings.chosen, settings.level),
            file,
            settings.are_unknown_left_out,
            _note(read.chosen, settings.selected),
        )
    )
    result.problems += result.plan.faults
    if not result.problems:
        result.files = _files(directory, result.plan)
        result.problems += planned_faults(directory, result.files)
    return result


def _note(chosen: Mapping[str, str], selected: Mapping[str, str]) -> str:
    """What the caller selected, in the words of the table."""
    asked = {normalise_name(name) for name in selected}
    return "; ".join(
        f"{name}: {value}" for name, value in chosen.items() if normalise_name(name) in asked
    )


def _files(directory: Path, plan: PopulationPlan) -> dict[str, bytes]:
    def revised(row: Mapping[str, str]) -> Mapping[str, str]:
        key = (row["place_id"], row["date"], row["series_lv"])
        return plan.revised.get(key, {})

    files = {
        POPULATION.file: table_after(directory / POPULATION.file, POPULATION, revised, plan.rows),
        PLACES.file: table_after(
            directory / PLACES.file, PLACES, lambda row: plan.cells.get(row["place_id"], {}), []
        ),
    }
    return changed_files(directory, files)


def _address_problems(directory: Path, url: str | None) -> list[Problem]:
    """What is wrong with the address that the caller named as the source."""
    if url is None:
        return []
    if not is_web_address(url):
        return [Problem("invalid_url", column="--url", value=url)]
    rules, problems = read_source_rules(directory / SOURCE_RULES_FILE)
    faults = [] if rules is None else address_faults(url, rules)
    return [*problems, *(fault.at(column="--url") for fault in faults)]


def _series(
    path: Path,
    table: StatisticalTable,
    tables: Mapping[str, Series],
    settings: PopulationSettings,
) -> tuple[Series | None, Problem | None]:
    """The series of the file: as the caller says, or by the id of a known table."""
    file = path.as_posix()
    named = _TABLE_ID.search(table.title) or _TABLE_ID.search(path.stem.upper())
    known = tables.get(named[0]) or tables.get(ANY_TABLE) if named else None
    name_lv, name_en, url = (known.name_lv, known.name_en, known.url) if known else ("", "", "")
    if named:
        name_lv, name_en = (text.replace("{id}", named[0]) for text in (name_lv, name_en))
    name_lv, name_en = settings.series or name_lv, settings.series or name_en
    url = settings.url or url
    if not name_lv or not url:
        return None, Problem("population_series", file=file)
    return Series(name_lv, name_en, url), None
