"""The whole data directory: read, checked and handed over only without fault."""

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import geopandas as gpd
import pandas as pd

from geo_kopienas.domain.assessment.methodology import (
    INSTRUMENTS_FILE,
    METHOD_FILE,
    PRACTICES_FILE,
    Methodology,
)
from geo_kopienas.domain.borders.validation import (
    OUTSIDE_CODES,
    former_problems,
    layer_problems,
)
from geo_kopienas.domain.evidence.indicators import Indicator
from geo_kopienas.domain.evidence.rules import Rules
from geo_kopienas.domain.places.territory import Territory
from geo_kopienas.domain.schema.addresses import SOURCE_RULES_FILE, SourceRules
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.consequences import Consequences
from geo_kopienas.domain.schema.fields import (
    ATTRIBUTIONS_FILE,
    BOUNDARY_FILES,
    CATALOGUE_FILE,
    CONTEXT_FILE,
    FORMER_FILE,
    INACTIVITY_RULES_FILE,
    MUNICIPALITIES,
    PLACES,
    SITE_FILE,
    STATUS_RULES_FILE,
    SURVEY_ROUNDS,
    TABLES,
    Table,
)
from geo_kopienas.domain.schema.future_days import future_problems
from geo_kopienas.domain.schema.problems import Problem, by_cause, without_repairs
from geo_kopienas.domain.schema.source_checks import SourceJudge
from geo_kopienas.domain.schema.validation import table_problems
from geo_kopienas.domain.schema.wording import PLAIN, Wording
from geo_kopienas.domain.survey.codebook.model import CODEBOOK_FILE, Codebook
from geo_kopienas.store.assessment.methodology import read_methodology
from geo_kopienas.store.borders.layers import read_boundaries, read_context, read_former
from geo_kopienas.store.remembered import remembered
from geo_kopienas.store.rules.attributions import read_attributions
from geo_kopienas.store.rules.borders import SOURCES_FILE, read_sources
from geo_kopienas.store.rules.catalogue import read_catalogue
from geo_kopienas.store.rules.entries import read_toml
from geo_kopienas.store.rules.population import POPULATION_RULES_FILE, read_population_rules
from geo_kopienas.store.rules.site import Site, read_site
from geo_kopienas.store.rules.sources import read_source_rules
from geo_kopienas.store.rules.statuses import read_rules
from geo_kopienas.store.survey.codebook import read_codebook
from geo_kopienas.store.survey.publications import check_publications
from geo_kopienas.store.survey.responses import check_responses
from geo_kopienas.store.tables.directory import read_table

Part = TypeVar("Part")

#: Every file that a data directory must have, in the order in which it is read.
DATA_FILES = (
    *(table.file for table in TABLES),
    *BOUNDARY_FILES.values(),
    CONTEXT_FILE,
    ATTRIBUTIONS_FILE,
    CATALOGUE_FILE,
    CODEBOOK_FILE,
    STATUS_RULES_FILE,
    INACTIVITY_RULES_FILE,
    METHOD_FILE,
    INSTRUMENTS_FILE,
    PRACTICES_FILE,
)

_RULES_FILES = (
    *(name for name in DATA_FILES if name.endswith(".toml")),
    *(SITE_FILE, SOURCES_FILE, POPULATION_RULES_FILE, SOURCE_RULES_FILE),
)


@dataclass(frozen=True, eq=False, kw_only=True)
class Dataset(Territory):
    """Everything of the data directory: places, borders and communities, and what is known of them.

    Attributes:
        directory: Where it was read from; the answers to the survey stay there.
        population: Population figures (`fields.POPULATION`).
        evidence: The ledger (`fields.EVIDENCE`) with `known_from` and `last_day`.
        municipalities: The municipalities of Latvia (`fields.MUNICIPALITIES`).
        survey_rounds: Rounds of the survey (`fields.SURVEY_ROUNDS`).
        attributions: `id`, `text`, `licence`, `url`, `layers` and `other_uses` (columns of the
            register) of each source to be named.
        indicators: The catalogue, in its order.
        codebook: Questions, answers and indicators of the survey.
        rules: The rules of statuses and of the inactive list.
        methodology: The method of self-assessment, instruments and good practice.
        site: What the directory says of itself.
    """

    directory: Path
    population: pd.DataFrame
    evidence: pd.DataFrame
    municipalities: pd.DataFrame
    survey_rounds: pd.DataFrame
    attributions: list[dict[str, Any]]
    indicators: list[Indicator]
    codebook: Codebook
    rules: Rules
    methodology: Methodology
    site: Site


@dataclass
class _Reading:
    """What was read, with the rows still numbered, all faults, and tables that nothing is of."""

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    boundaries: dict[Level, gpd.GeoDataFrame] = field(default_factory=dict)
    layers: dict[str, gpd.GeoDataFrame] = field(default_factory=dict)
    others: dict[str, Any] = field(default_factory=dict)  # by attribute of `Dataset`
    problems: list[Problem] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)
    consequences: Consequences = field(default_factory=lambda: Consequences({}, ()))


def load_dataset(directory: Path) -> tuple[Dataset | None, list[Problem]]:
    """Read and check a data directory.

    Returns:
        The dataset, or None if anything is wrong, and every fault in one pass.
    """
    if not directory.is_dir():
        return None, [Problem("directory_missing", value=str(directory))]
    reading = _read(directory, {})
    if faults := without_repairs(reading.problems):
        return None, faults
    parts: dict[str, Any] = {
        name: frame.reset_index(drop=True)
        for name, frame in {**reading.tables, **reading.layers}.items()
    }
    boundaries = {
        level: layer.reset_index(drop=True) for level, layer in reading.boundaries.items()
    }
    return Dataset(directory=directory, boundaries=boundaries, **parts, **reading.others), []


def register_levels(directory: Path) -> dict[str, str]:
    """Level of each place of the register, as far as it can be read."""
    places, _ = read_table(directory / PLACES.file, PLACES)
    known = places.dropna(subset=["place_id", "level"])
    return dict(zip(known["place_id"], known["level"], strict=True))


def read_layers_of(directory: Path) -> tuple[pd.DataFrame, dict[Level, gpd.GeoDataFrame]]:
    """The register and the layers, as far as they can be read."""
    places, _ = read_table(directory / PLACES.file, PLACES)
    layers = {
        level: read_boundaries(directory / name, level)[0] for level, name in BOUNDARY_FILES.items()
    }
    return places, layers


def check_directory(directory: Path, today: dt.date | None = None) -> list[Problem]:
    """Every fault and repair of a data directory, also of the survey answers stored in it.

    Args:
        directory: The data directory.
        today: The day of the check, after which nothing has happened yet; None leaves days
            unjudged, as reading for the pages does: a wrong clock must not take the map away.
    """
    if not directory.is_dir():
        return load_dataset(directory)[1]
    reading = _read(directory, {}, today)
    registers = (PLACES.name, MUNICIPALITIES.name, SURVEY_ROUNDS.name)
    codebook = reading.others["codebook"]
    if codebook is None or reading.unreadable & {*registers}:
        return reading.problems  # against nothing the answers cannot be judged
    places, municipalities, rounds = (reading.tables[name] for name in registers)
    answers = check_responses(directory, codebook, places, municipalities)
    published = check_publications(directory, rounds, codebook, places)
    return [*reading.problems, *reading.consequences.without([*answers, *published])]


class FilesCheck(NamedTuple):
    """What is wrong when single files stand in a data directory.

    Attributes:
        problems: Faults and repairs of the files, named by their paths, and what a new border
            brings to the other layers.
        brought: Faults that the files bring to other tables, such as a fact about a place that
            the new register has not.
        others: Faults that the other files have anyway; they may have kept a reference from
            being judged.
    """

    problems: list[Problem]
    brought: list[Problem]
    others: list[Problem]


def check_files(
    directory: Path,
    replaced: Mapping[str, Path],
    today: dt.date | None = None,
    wording: Wording = PLAIN,
) -> FilesCheck:
    """Every fault that single files have as parts of a data directory.

    Args:
        directory: Directory that the other files are taken from.
        replaced: Path by the name that the file has in a data directory.
        today: The day of the check; None leaves days unjudged.
        wording: Words that an exported workbook has in the place of names and codes.
    """
    reading = _read(directory, replaced, today, wording)
    names = {name: path.as_posix() for name, path in replaced.items()}
    own = [
        problem.at(file=names[problem.file])
        for problem in reading.problems
        if problem.file in names
    ]
    others = [problem for problem in without_repairs(reading.problems) if problem.file not in names]
    before = set(_read(directory, {}, today).problems if others and directory.is_dir() else others)
    brought = [problem for problem in others if problem not in before]
    # A border of other times shows only in what lies outside it.
    of_borders = [problem for problem in brought if problem.code in OUTSIDE_CODES]
    return FilesCheck(
        own + of_borders,
        [problem for problem in brought if problem not in of_borders],
        [problem for problem in others if problem in before],
    )


def _read(
    directory: Path,
    replaced: Mapping[str, Path],
    today: dt.date | None = None,
    wording: Wording = PLAIN,
) -> _Reading:
    reading = _Reading()
    unreadable = reading.unreadable

    def path(name: str) -> Path:
        return replaced.get(name, directory / name)

    def kept(answer: tuple[Part, list[Problem]]) -> Part:
        part, problems = answer
        reading.problems += problems
        return part

    site = kept(read_site(path(SITE_FILE)))
    without = site.begins_without
    for table in TABLES:
        words = wording if table.file in replaced else PLAIN
        frame, problems = _table(path(table.file), table, words, may_be_empty=table.name in without)
        reading.tables[table.name] = frame
        reading.problems += problems
        if without_repairs(problems) and frame.empty:
            unreadable.add(table.name)
    for level, name in BOUNDARY_FILES.items():
        reading.boundaries[level] = kept(_layer(path(name), level, may_be_empty=name in without))
    reading.layers = {
        "context": kept(read_context(path(CONTEXT_FILE), may_be_empty=CONTEXT_FILE in without)),
        "former": kept(read_former(path(FORMER_FILE))),
    }
    reading.others = {
        "site": site,
        "attributions": kept(read_attributions(path(ATTRIBUTIONS_FILE))),
        "indicators": kept(read_catalogue(path(CATALOGUE_FILE))),
        "rules": kept(read_rules(path(STATUS_RULES_FILE), path(INACTIVITY_RULES_FILE))),
        "codebook": kept(read_codebook(path(CODEBOOK_FILE))),
    }
    methodology, methodology_problems = _read_methodology(path, reading, unreadable)
    reading.others["methodology"] = methodology
    # The map needs neither; a broken one should not wait for the next import to be heard of.
    reading.problems += read_sources(path(SOURCES_FILE))[1]
    reading.problems += read_population_rules(path(POPULATION_RULES_FILE))[-1]
    # Against a table that could not be read at all everything would be unknown.
    readable = {name: table for name, table in reading.tables.items() if name not in unreadable}
    sources = kept(read_source_rules(path(SOURCE_RULES_FILE)))
    crossing = [
        *methodology_problems,
        *table_problems(readable),
        *(() if sources is None else _source_problems(sources, reading, path)),
        *(future_problems(readable, today) if today is not None else ()),
    ]
    if "places" in readable:
        layers = (PLACES.file, *BOUNDARY_FILES.values())
        crossing += remembered(
            lambda: list(layer_problems(readable["places"], reading.boundaries)),
            ("layer_problems", *without),
            map(path, layers),
        )
        crossing += former_problems(readable["places"], reading.layers["former"])
    reading.consequences = Consequences(readable, reading.problems)
    reading.problems += by_cause(reading.consequences.without(crossing))
    # People mend one file after the other, from top to bottom.
    reading.problems.sort(key=_position)
    return reading


def _table(
    path: Path, table: Table, wording: Wording, *, may_be_empty: bool
) -> tuple[pd.DataFrame, list[Problem]]:
    if wording is not PLAIN:
        return read_table(path, table, may_be_empty=may_be_empty, wording=wording)
    return remembered(
        lambda: read_table(path, table, may_be_empty=may_be_empty),
        (table.name, path.suffix, may_be_empty),
        [path],
    )


def _layer(
    path: Path, level: Level, *, may_be_empty: bool
) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    return remembered(
        lambda: read_boundaries(path, level, may_be_empty=may_be_empty),
        (level, path.suffix, may_be_empty),
        [path],
    )


def _source_problems(
    rules: SourceRules, reading: _Reading, path: Callable[[str], Path]
) -> Iterator[Problem]:
    """Addresses that lead to no source, wherever they stand."""
    judge = SourceJudge(rules)
    yield from judge.in_tables(reading.tables)
    for level, layer in reading.boundaries.items():
        yield from judge.in_layer(BOUNDARY_FILES[level], layer)
    yield from judge.in_layer(CONTEXT_FILE, reading.layers["context"])
    yield from judge.in_layer(FORMER_FILE, reading.layers["former"])
    for name in _RULES_FILES:
        if path(name).exists():
            yield from judge.in_rules(name, read_toml(path(name), name)[0] or {})


def _read_methodology(
    path: Callable[[str], Path], reading: _Reading, unreadable: Collection[str]
) -> tuple[Methodology | None, list[Problem]]:
    # Against a ledger that could not be read every card would be without a source.
    evidence_ids = (
        None
        if "evidence" in unreadable
        else set(reading.tables["evidence"]["evidence_id"].dropna())
    )
    return read_methodology(
        path(METHOD_FILE), path(INSTRUMENTS_FILE), path(PRACTICES_FILE), evidence_ids
    )


def _position(problem: Problem) -> tuple[int, int]:
    file = DATA_FILES.index(problem.file) if problem.file in DATA_FILES else -1
    return file, problem.row if isinstance(problem.row, int) else 0
