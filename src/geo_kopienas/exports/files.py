"""All files of an export, made in memory, and their writing into a folder."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property, partial
from pathlib import Path

import pandas as pd

from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.fields import BOUNDARY_FILES, COMMUNITIES, EVIDENCE, PLACES
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.domain.survey.disclosure.table import SURVEY_FIGURES
from geo_kopienas.exports.csv_files import Dialect, table_as_csv
from geo_kopienas.exports.geojson_files import layer_as_geojson
from geo_kopienas.exports.geopackage import geopackage
from geo_kopienas.exports.layers import Layer, export_layers
from geo_kopienas.exports.shared_map import SharedMap, default_level, default_map
from geo_kopienas.exports.tables import (
    DERIVED_FIELDS,
    GEOMETRY_FIELDS,
    LAYERS,
    ExportTable,
    Scope,
    Stamp,
    chosen_places,
    evidence_table,
    export_tables,
    survey_table,
)
from geo_kopienas.exports.words import dictionary, in_words, sources
from geo_kopienas.exports.workbook import workbook
from geo_kopienas.store.dataset import Dataset
from geo_kopienas.store.day import Day
from geo_kopienas.store.files.atomic import DISK_FULL, write_all_atomically
from geo_kopienas.store.rules.attributions import in_use_of
from geo_kopienas.texts import Texts

STEM = "geo-kopienas"
MAP_PAGE = "map.html"
#: Whatever a sheet, a layer or a table of a file may be.
NAMES = (
    PLACES.name,
    COMMUNITIES.name,
    EVIDENCE.name,
    SURVEY_FIGURES,
    "sources",
    "dictionary",
    *Level,
    LAYERS,
    "areas",
)
_AS_LAYERS = frozenset({PLACES.name, COMMUNITIES.name})


class Format(StrEnum):
    """What an export may be written as."""

    CSV = "csv"
    XLSX = "xlsx"
    GEOJSON = "geojson"
    GPKG = "gpkg"
    HTML = "html"


@dataclass(frozen=True, eq=False)
class Export:
    """The tables of a day and a choice of places, ready to be written.

    Attributes:
        tables: `places`, `communities`, `evidence`.
        dictionary: One row a column.
        sources: What the tables are, and whom to name for their positions.
        layer_sources: The same with whom to name for the layers.
        layers: A layer a level, and the communities.
        names: Names of sheets, layers and tables in the reader's language.
        stamp: Day, version and licence.
        texts: Words of the reader's language.
        make_survey: Makes the table of the survey's figures; None where there is no round.
        has_demo_answers: Whether these figures are of invented answers.
        make_map: Makes the map that the dashboard opens with.
    """

    tables: list[ExportTable]
    dictionary: ExportTable
    sources: ExportTable
    layer_sources: ExportTable
    layers: list[Layer]
    names: dict[str, str]
    stamp: Stamp
    texts: Texts
    make_survey: Callable[[], ExportTable] | None = None
    has_demo_answers: bool = False
    make_map: Callable[[], SharedMap] | None = None

    @cached_property
    def survey(self) -> ExportTable | None:
        """The survey's figures; protecting them takes its time, so only when they are asked for."""
        return None if self.make_survey is None else self.make_survey()

    @property
    def all_tables(self) -> list[ExportTable]:
        """The tables, then what they mean and where they come from."""
        survey = [] if self.survey is None else [self.survey]
        return [*self.tables, *survey, self.dictionary, self.sources]


def make_export(day: Day, scope: Scope, version: str, texts: Texts) -> Export:
    """Work the tables of an export out.

    Args:
        day: The day.
        scope: The places of which this is.
        version: Version of the program.
        texts: Words of the dictionary and of the sources.
    """
    data = day.data
    stamp = _stamp(day, version, texts)
    chosen = chosen_places(data.places, scope)
    tables = export_tables(day, stamp, chosen)
    described = [(table.name, table.fields) for table in tables]
    if day.rounds:
        described.append((SURVEY_FIGURES, DERIVED_FIELDS[SURVEY_FIGURES]))
    layers = export_layers(tables, day.borders(), stamp, data.attributions)
    named = [
        source
        for source in data.attributions
        if any(source in layer.stamp.attributions for layer in layers)
    ]
    return Export(
        tables,
        dictionary([*described, (LAYERS, GEOMETRY_FIELDS)], data.indicators, texts),
        sources(stamp, stamp.attributions, texts),
        sources(stamp, named, texts),
        layers,
        {name: texts[f"export.name.{name}"] for name in NAMES},
        stamp,
        texts,
        partial(survey_table, day, stamp, chosen) if day.rounds else None,
        any(figures.round.is_demo for figures in day.rounds),
        partial(_first_map, day, scope, version, texts),
    )


def _first_map(day: Day, scope: Scope, version: str, texts: Texts) -> SharedMap:
    level = scope.level or default_level(day.data.places)
    return default_map(day, level, stamp_of(day.data, day.as_of, version, texts, level), texts)


def survey_figures(export: Export) -> ExportTable:
    """The survey's figures; no row where there is no round."""
    nothing = pd.DataFrame(columns=[field.name for field in DERIVED_FIELDS[SURVEY_FIGURES]])
    return export.survey or ExportTable(SURVEY_FIGURES, DERIVED_FIELDS[SURVEY_FIGURES], nothing)


def facts_as_csv(day: Day, facts: pd.DataFrame, version: str, texts: Texts) -> bytes:
    """Some facts of a day as CSV for Excel, with the columns of the exported evidence."""
    return table_as_csv(evidence_table(facts, _stamp(day, version, texts)), Dialect.EXCEL)


def _stamp(day: Day, version: str, texts: Texts) -> Stamp:
    return stamp_of(day.data, day.as_of, version, texts)


def stamp_of(
    data: Dataset, as_of: date, version: str, texts: Texts, level: Level | None = None
) -> Stamp:
    """What a file says of itself.

    Args:
        data: The data directory.
        as_of: The day.
        version: Version of the program.
        texts: Words of the language.
        level: The level whose borders it shows; None where it shows none.
    """
    site = data.site
    publisher = site.name.get(texts.language) or texts["product.name"]
    shown = {} if level is None else {Path(BOUNDARY_FILES[level]).stem: data.boundaries[level]}
    sources = in_use_of(data.attributions, shown)
    return Stamp(as_of, version, site.licence, publisher, sources, site.licence_url)


def csv_files(export: Export, dialects: Iterable[Dialect] = tuple(Dialect)) -> dict[str, bytes]:
    """Every table as CSV."""
    return {
        f"{table.name}{'-excel' if dialect is Dialect.EXCEL else ''}.csv": table_as_csv(
            table, dialect
        )
        for dialect in dialects
        for table in export.all_tables
    }


def xlsx_files(export: Export) -> dict[str, bytes]:
    """Every table as a sheet of one workbook, its columns and codes in words."""
    sheets = {
        export.names[table.name]: in_words(table, export.dictionary, export.names, export.texts)
        for table in export.all_tables
    }
    return {f"{STEM}.xlsx": workbook(sheets, export.stamp)}


def geojson_files(export: Export) -> dict[str, bytes]:
    """A file a layer."""
    return {f"{layer.name}.geojson": layer_as_geojson(layer) for layer in export.layers}


def gpkg_files(export: Export) -> dict[str, bytes]:
    """Every layer, and what has no geometry as tables, in one GeoPackage."""
    tables = [
        table if table is not export.sources else export.layer_sources
        for table in export.all_tables
        if table.name not in _AS_LAYERS
    ]
    content = geopackage(export.layers, tables, export.texts, export.dictionary, export.stamp)
    return {f"{STEM}.gpkg": content}


def html_files(export: Export) -> dict[str, bytes]:
    """The map that the dashboard opens with, as a page that needs no server."""
    return {} if export.make_map is None else {MAP_PAGE: export.make_map().html}


_WRITERS = {
    Format.CSV: csv_files,
    Format.XLSX: xlsx_files,
    Format.GEOJSON: geojson_files,
    Format.GPKG: gpkg_files,
    Format.HTML: html_files,
}


def left_by_others(folder: Path, written: Iterable[str]) -> list[str]:
    """Files of a folder that another export wrote and this one did not.

    They may be of another day: to whoever takes the folder for one export that must be said.

    Args:
        folder: The folder of the export.
        written: Names of the files that this export wrote.
    """
    tables = [f"{name}{end}.csv" for name in NAMES for end in ("", "-excel")]
    layers = [f"{name}.geojson" for name in NAMES]
    known = (*tables, f"{STEM}.xlsx", *layers, f"{STEM}.gpkg", MAP_PAGE)
    return sorted(name for name in {*known} - {*written} if (folder / name).is_file())


def export_files(export: Export, formats: Iterable[Format]) -> dict[str, bytes]:
    """The files of an export by their names."""
    files: dict[str, bytes] = {}
    for format_ in dict.fromkeys(formats):
        files |= _WRITERS[format_](export)
    return files


def write_export(
    folder: Path, export: Export, formats: Iterable[Format]
) -> tuple[list[str], list[Problem]]:
    """Write an export into a folder: all of its files, or none.

    Returns:
        The names of the written files, and the fault that kept them from being written.
    """
    try:
        files = export_files(export, formats)
        write_all_atomically(folder, files)
    except OSError as error:
        code = "disk_full" if error.errno in DISK_FULL else "directory_not_writable"
        where = error.filename if error.errno in DISK_FULL and error.filename else folder
        return [], [Problem(code, value=str(where))]
    return list(files), []
