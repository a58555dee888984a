"""The whole data directory: read, checked and handed over only without fault."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo_kopienas.domain.cells import is_web_address, quoted
from geo_kopienas.domain.fields import (
    ATTRIBUTIONS_FILE,
    BOUNDARY_FILES,
    CATALOGUE_FILE,
    CONTEXT_FILE,
    TABLES,
)
from geo_kopienas.domain.problems import Problem
from geo_kopienas.domain.survey.codebook import CODEBOOK_FILE
from geo_kopienas.domain.validation import table_problems
from geo_kopienas.domain.validation_layers import layer_problems
from geo_kopienas.store.boundaries import read_boundaries, read_context
from geo_kopienas.store.rules import read_catalogue
from geo_kopienas.store.survey_codebook import read_codebook
from geo_kopienas.store.tables import HEADER_ROW, read_table
from geo_kopienas.store.text_file import read_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import geopandas as gpd
    import pandas as pd

    from geo_kopienas.domain.codes import Level
    from geo_kopienas.domain.indicators import Indicator
    from geo_kopienas.domain.survey.codebook import Codebook

DATA_VARIABLE = "GEO_KOPIENAS_DATA"
_CHECKOUT = Path(__file__).resolve().parents[3]

#: Every file of a data directory, in the order in which it is read.
DATA_FILES = (
    *(table.file for table in TABLES),
    *BOUNDARY_FILES.values(),
    CONTEXT_FILE,
    ATTRIBUTIONS_FILE,
    CATALOGUE_FILE,
    CODEBOOK_FILE,
)

_ATTRIBUTION_KEYS = ("id", "text", "licence")


@dataclass(frozen=True, eq=False)
class Dataset:
    """Everything of the data directory.

    Attributes:
        places: The register (`fields.PLACES`).
        population: Population figures (`fields.POPULATION`).
        communities: Communities (`fields.COMMUNITIES`).
        evidence: The ledger (`fields.EVIDENCE`) with `known_from` and `last_day`.
        municipalities: The municipalities of Latvia (`fields.MUNICIPALITIES`).
        survey_rounds: Rounds of the survey (`fields.SURVEY_ROUNDS`).
        boundaries: Layer of each level in EPSG:4326 (`place_id`, `name_lv`, `geometry_quality`,
            `basis_lv`, `basis_en`).
        context: The neighbours, with the same columns.
        attributions: `id`, `text`, `licence`, `url`, `layers` of each source to be named.
        indicators: The catalogue, in its order.
        codebook: Questions, answers and indicators of the survey.
    """

    places: pd.DataFrame
    population: pd.DataFrame
    communities: pd.DataFrame
    evidence: pd.DataFrame
    municipalities: pd.DataFrame
    survey_rounds: pd.DataFrame
    boundaries: dict[Level, gpd.GeoDataFrame]
    context: gpd.GeoDataFrame
    attributions: list[dict[str, Any]]
    indicators: list[Indicator]
    codebook: Codebook


@dataclass
class _Reading:
    """What was read, with the rows still numbered, and all faults."""

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    layers: dict[Level, gpd.GeoDataFrame] = field(default_factory=dict)
    context: gpd.GeoDataFrame | None = None
    attributions: list[dict[str, Any]] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    codebook: Codebook | None = None
    problems: list[Problem] = field(default_factory=list)


def data_directory(environ: Mapping[str, str] | None = None) -> Path:
    """The data directory that `GEO_KOPIENAS_DATA` names, or `data/` of the checkout.

    Args:
        environ: The environment; that of the process by default.
    """
    named = (os.environ if environ is None else environ).get(DATA_VARIABLE)
    return Path(named).expanduser() if named else _CHECKOUT / "data"


def load_dataset(directory: Path) -> tuple[Dataset | None, list[Problem]]:
    """Read and check a data directory.

    Returns:
        The dataset, or None if anything is wrong, and every fault in one pass.
    """
    if not directory.is_dir():
        return None, [Problem("directory_missing", value=str(directory))]
    reading = _read(directory, {})
    if reading.problems or reading.context is None or reading.codebook is None:
        return None, reading.problems
    tables = {name: frame.reset_index(drop=True) for name, frame in reading.tables.items()}
    layers = {level: layer.reset_index(drop=True) for level, layer in reading.layers.items()}
    context = reading.context.reset_index(drop=True)
    dataset = Dataset(
        **tables,
        boundaries=layers,
        context=context,
        attributions=reading.attributions,
        indicators=reading.indicators,
        codebook=reading.codebook,
    )
    return dataset, []


def check_directory(directory: Path) -> list[Problem]:
    """Every fault of a data directory."""
    return load_dataset(directory)[1]


def check_files(
    directory: Path, replaced: Mapping[str, Path]
) -> tuple[list[Problem], list[Problem]]:
    """Every fault that single files have as parts of a data directory.

    Args:
        directory: Directory that the other files are taken from.
        replaced: Path by the name that the file has in a data directory.

    Returns:
        Faults of the replaced files, named by their paths; and faults of the other files, which
        may have kept a reference from being judged.
    """
    reading = _read(directory, replaced)
    names = {name: path.as_posix() for name, path in replaced.items()}
    own = [
        replace(problem, file=names[problem.file])
        for problem in reading.problems
        if problem.file in names
    ]
    return own, [problem for problem in reading.problems if problem.file not in names]


def _read(directory: Path, replaced: Mapping[str, Path]) -> _Reading:
    reading = _Reading()
    unreadable = set()

    def path(name: str) -> Path:
        return replaced.get(name, directory / name)

    for table in TABLES:
        frame, problems = read_table(path(table.file), table)
        reading.tables[table.name] = frame
        reading.problems += problems
        if problems and frame.empty:
            unreadable.add(table.name)
    for level, name in BOUNDARY_FILES.items():
        reading.layers[level], problems = read_boundaries(path(name), level)
        reading.problems += problems
    reading.context, problems = read_context(path(CONTEXT_FILE))
    reading.problems += problems
    reading.attributions, problems = read_attributions(path(ATTRIBUTIONS_FILE))
    reading.problems += problems
    reading.indicators, problems = read_catalogue(directory)
    reading.problems += problems
    reading.codebook, problems = read_codebook(path(CODEBOOK_FILE))
    reading.problems += problems
    # Against a table that could not be read at all everything would be unknown.
    readable = {name: one for name, one in reading.tables.items() if name not in unreadable}
    reading.problems += _not_named_yet(table_problems(readable), reading.problems)
    if "places" in readable:
        reading.problems += layer_problems(readable["places"], reading.layers)
    # People mend one file after the other, from top to bottom.
    reading.problems.sort(key=_position)
    return reading


def _position(problem: Problem) -> tuple[int, int]:
    file = DATA_FILES.index(problem.file) if problem.file in DATA_FILES else -1
    return file, problem.row if isinstance(problem.row, int) else 0


def _not_named_yet(found: Iterable[Problem], named: Iterable[Problem]) -> list[Problem]:
    """Leave out what only follows from a cell that could not be read or a column not there."""
    cells = {(problem.file, problem.row, problem.column) for problem in named}
    return [
        problem
        for problem in found
        if (problem.file, problem.row, problem.column) not in cells
        and (problem.file, HEADER_ROW, problem.column) not in cells
    ]


def read_attributions(path: Path) -> tuple[list[dict[str, Any]], list[Problem]]:
    """Read the sources that must be named wherever the layers are shown.

    Returns:
        `id`, `text`, `licence`, `url`, `layers` of each `[[attribution]]`, and all faults.
    """
    text, fault, line = read_text(path)
    if fault is not None or text is None:
        code = fault.code if fault else "file_empty"
        value = fault.value if fault else None
        details = dict(fault.details) if fault else {}
        return [], [Problem(code, ATTRIBUTIONS_FILE, None, line, None, value, details)]
    try:
        entries = tomllib.loads(text).get("attribution")
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return [], [Problem("toml_invalid", ATTRIBUTIONS_FILE, value=quoted(str(error)))]
    if not isinstance(entries, list) or not entries:
        return [], [Problem("attribution_none", ATTRIBUTIONS_FILE)]
    problems: list[Problem] = []
    seen: set[str] = set()
    for number, entry in enumerate(entries, start=1):
        problems += _attribution_problems(entry, number, seen)
    if problems:
        return [], problems
    return [{"url": "", "layers": [], **entry} for entry in entries], []


def _attribution_problems(entry: object, number: int, seen: set[str]) -> Iterator[Problem]:
    values: dict[str, Any] = entry if isinstance(entry, dict) else {}
    row = str(values.get("id") or f"#{number}")
    for key in _ATTRIBUTION_KEYS:
        if not isinstance(values.get(key), str) or not values[key].strip():
            yield Problem("required_missing", ATTRIBUTIONS_FILE, row=row, column=key)
    if row in seen:
        yield Problem("duplicate_id", ATTRIBUTIONS_FILE, row=row, column="id", value=quoted(row))
    seen.add(row)
    url = values.get("url", "")
    if url and not is_web_address(str(url)):
        shown = quoted(str(url))
        yield Problem("invalid_url", ATTRIBUTIONS_FILE, row=row, column="url", value=shown)
