"""Which file of a data directory a single file is."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from geo_kopienas.domain.assessment.methodology import INSTRUMENTS_FILE, METHOD_FILE, PRACTICES_FILE
from geo_kopienas.domain.schema.addresses import SOURCE_RULES_FILE
from geo_kopienas.domain.schema.cells import clean_text
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.fields import (
    ATTRIBUTIONS_FILE,
    BOUNDARY_FILES,
    CATALOGUE_FILE,
    CONTEXT_FILE,
    FORMER_FILE,
    INACTIVITY_RULES_FILE,
    SITE_FILE,
    STATUS_RULES_FILE,
    TABLES,
    Table,
)
from geo_kopienas.domain.schema.wording import Wording
from geo_kopienas.domain.survey.codebook.model import CODEBOOK_FILE
from geo_kopienas.domain.survey.disclosure.table import FIGURE_FIELDS
from geo_kopienas.store.files.text import read_text
from geo_kopienas.store.rules.borders import SOURCES_FILE
from geo_kopienas.store.rules.population import POPULATION_RULES_FILE
from geo_kopienas.store.tables.sheets import read_table_sheet

#: The files that can be checked by themselves, by their bare names.
KNOWN_NAMES = {
    name.rsplit("/", 1)[-1]: name
    for name in (
        *(table.file for table in TABLES),
        *BOUNDARY_FILES.values(),
        CONTEXT_FILE,
        FORMER_FILE,
        CODEBOOK_FILE,
        METHOD_FILE,
        INSTRUMENTS_FILE,
        PRACTICES_FILE,
        ATTRIBUTIONS_FILE,
        CATALOGUE_FILE,
        STATUS_RULES_FILE,
        INACTIVITY_RULES_FILE,
        SOURCES_FILE,
        POPULATION_RULES_FILE,
        SOURCE_RULES_FILE,
        SITE_FILE,
    )
}

#: Of a table's columns this share makes a header its own: a few may be misspelt or missing.
HEADER_SHARE = 0.5
_LAYER_ENDS = frozenset({".geojson", ".json"})


def file_kind(path: Path, levels: Mapping[str, str], wording: Wording) -> str | None:
    """Name in a data directory, such as "places/places.csv", of what `path` is.

    The bare name decides; a layer of another name is known by its places, a table by its header,
    whatever it was saved as. None for anything else.

    Args:
        path: The file.
        levels: Level of each place of the register.
        wording: Words that an exported workbook has in the place of names.
    """
    return (
        KNOWN_NAMES.get(path.name.lower())
        or _layer_by_places(path, levels)
        or _table_by_header(path, wording)
    )


def is_exported_figures(header: Iterable[str]) -> bool:
    """Whether a table is the survey's figures as they are exported: no part of a data directory.

    It names the rounds and has half of the columns of their list.
    """
    names = {clean_text(name).lower() for name in header}
    return sum(field.name in names for field in FIGURE_FIELDS) >= HEADER_SHARE * len(FIGURE_FIELDS)


def _layer_by_places(path: Path, levels: Mapping[str, str]) -> str | None:
    """The layer of the level that most places have; settlements may be areas and points."""
    text = read_text(path)[0] or ""
    if path.suffix.lower() not in _LAYER_ENDS and not text.lstrip().startswith(("{", "[")):
        return None
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        content = None
    features = content.get("features") if isinstance(content, dict) else None
    ids = (
        [str(feature.get("id")) for feature in features or () if isinstance(feature, dict)]
        if isinstance(features, list)
        else []
    )
    levels_here = Counter(levels[place_id] for place_id in ids if place_id in levels)
    level = Level(levels_here.most_common(1)[0][0]) if levels_here else Level.SETTLEMENT
    return BOUNDARY_FILES[level]


def _table_by_header(path: Path, wording: Wording) -> str | None:
    every = {field.name for table in TABLES for field in table.fields}
    # Capitals in a name are a fault of the header and do not make it another table.
    sheet, _ = read_table_sheet(path, every, wording)
    header = {clean_text(name).lower() for name in sheet.header}

    if is_exported_figures(header):
        return None

    def share(table: Table) -> float:
        return sum(field.name in header for field in table.fields) / len(table.fields)

    best = max(TABLES, key=share)
    return best.file if share(best) >= HEADER_SHARE else None
