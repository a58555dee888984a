"""Import of official borders: read, plan, check the result, write all of it or nothing."""

import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from geo_kopienas.domain.borders.municipalities import (
    HERE,
    municipality_codes,
    municipality_name,
    placed_by_layers,
)
from geo_kopienas.domain.borders.plan import BorderPlan, BorderSource, BorderTask
from geo_kopienas.domain.borders.planning import plan_borders
from geo_kopienas.domain.borders.territories import Territories
from geo_kopienas.domain.places.codes import plain_code
from geo_kopienas.domain.schema.fields import (
    ATTRIBUTIONS_FILE,
    BOUNDARY_FILES,
    CONTEXT_FILE,
    FORMER_FILE,
    PLACES,
    SITE_FILE,
)
from geo_kopienas.domain.schema.problems import Problem, without_repairs
from geo_kopienas.store.borders.files import PlainLayer, read_borders
from geo_kopienas.store.borders.layers import (
    COLUMNS,
    FORMER_COLUMNS,
    read_boundaries,
    read_context,
    read_former,
)
from geo_kopienas.store.imports.new_directory import is_new, starting_files
from geo_kopienas.store.imports.planned_files import (
    PlannedImport,
    changed_files,
    table_after,
)
from geo_kopienas.store.ledger.planned import planned_faults
from geo_kopienas.store.rules.attributions import POSITIONS, SourceUse, attributions_after
from geo_kopienas.store.rules.borders import SOURCES_FILE, SourceEntry, read_sources
from geo_kopienas.store.rules.site import read_site
from geo_kopienas.store.tables.directory import read_table

_LEFT_OUT_IF_MISSING = ("source_date", "valid_from_date", "valid_to_date", "name_en")


@dataclass(frozen=True, slots=True)
class BorderSettings:
    """What the caller decided.

    Attributes:
        day: Day of the file.
        municipality: Name or code of a municipality, "all", or None for those of the register.
        plain: How a layer of an unknown shape is to be read.
        source_id: Source in `rules/borders.toml`, where the file's columns do not tell.
        chosen: Place by territory code.
    """

    day: date
    municipality: str | None = None
    plain: PlainLayer | None = None
    source_id: str | None = None
    chosen: Mapping[str, str] = field(default_factory=dict)


@dataclass
class BorderImport(PlannedImport):
    """An import of borders, its report, and the codes of the municipalities that it is about."""

    plan: BorderPlan = field(default_factory=BorderPlan)
    municipalities: list[str] = field(default_factory=list)


def prepare_import(
    directory: Path,
    path: Path,
    settings: BorderSettings,
    progress: Callable[[str, int, int], None],
) -> BorderImport:
    """Work out an import; nothing is written.

    Args:
        directory: The data directory; missing or empty for a municipality that begins anew.
        path: The file of borders.
        settings: What the caller decided.
        progress: Told what is read, and the bytes done and in all.
    """
    result = BorderImport(directory)
    sources, problems = read_sources(directory / SOURCES_FILE)
    read = read_borders(path, settings.plain, progress, settings.day)
    result.problems = problems + read.problems
    result.plan.repairs = read.repairs
    source = sources.get(settings.source_id or read.source_id)
    if source is None and not result.problems:
        code = "source_unknown" if settings.source_id else "source_missing"
        known = {"permitted": ", ".join(sources)}
        result.problems.append(Problem(code, value=settings.source_id or None, details=known))
    if result.problems or read.territories is None or source is None:
        return result
    with tempfile.TemporaryDirectory(prefix="geo-kopienas-") as folder:
        base = directory
        if is_new(directory):
            base = Path(folder)
            named = municipality_name(read.territories, settings.municipality)
            for name, content in starting_files(read.territories, named).items():
                (base / name).parent.mkdir(parents=True, exist_ok=True)
                (base / name).write_bytes(content)
                result.files[name] = content
        _plan(base, read.territories, source, settings, result)
        if not result.problems:
            result.problems += map(result.plan.as_brought, planned_faults(base, result.files))
    return result


def _plan(
    base: Path,
    territories: Territories,
    source: SourceEntry,
    settings: BorderSettings,
    result: BorderImport,
) -> None:
    site, problems = read_site(base / SITE_FILE)
    places, place_problems = read_table(base / PLACES.file, PLACES, may_be_empty=bool(result.files))
    layers = {}
    for level, name in BOUNDARY_FILES.items():
        layers[level], layer_problems = read_boundaries(
            base / name, level, may_be_empty=bool(result.files) or name in site.begins_without
        )
        problems += layer_problems
    former, former_problems = read_former(base / FORMER_FILE)
    context, context_problems = read_context(
        base / CONTEXT_FILE,
        may_be_empty=bool(result.files) or CONTEXT_FILE in site.begins_without,
    )
    problems += place_problems + former_problems + context_problems
    result.problems += without_repairs(problems)
    if result.problems:
        return
    if (territories.areas["municipality_code"] == "").all() and not territories.areas.empty:
        territories = placed_by_layers(territories, layers)
        is_inside = (territories.areas["municipality_code"] == HERE).any()
        codes, fault = [HERE], None if is_inside else _nothing_inside(territories)
    else:
        codes, fault = municipality_codes(territories, settings.municipality, places)
    if fault is not None:
        result.problems.append(fault)
        return
    result.municipalities = [code for code in codes if code != HERE]
    repairs = result.plan.repairs
    chosen = {plain_code(code): place for code, place in settings.chosen.items()}
    source = _dated(source, settings.day)
    said = BorderSource(source.basis, source.apkaime_basis, source.url, settings.day.isoformat())
    result.plan = plan_borders(
        BorderTask(places, layers, territories, codes, said, chosen, context)
    )
    result.plan.repairs = repairs + result.plan.repairs
    result.problems += result.plan.faults
    if not result.problems:
        result.files |= _files(base, result.plan, former, source)


def _nothing_inside(territories: Territories) -> Problem:
    areas = territories.areas
    return Problem("layer_elsewhere", file=str(areas["file"].iloc[0]), value=str(len(areas)))


def _dated(source: SourceEntry, day: date) -> SourceEntry:
    """The source with the day of its file in what is said of it."""
    days = {"lv": f"{day:%d.%m.%Y}.", "en": day.isoformat()}

    def dated(words: Mapping[str, str]) -> dict[str, str]:
        return {key: text.replace("{date}", days[key]) for key, text in words.items()}

    return replace(
        source,
        basis=dated(source.basis),
        apkaime_basis=dated(source.apkaime_basis),
        attribution=source.attribution.replace("{date}", days["lv"]),
    )


def _files(
    base: Path, plan: BorderPlan, former: gpd.GeoDataFrame, entry: SourceEntry
) -> dict[str, bytes]:
    """The new content of every file that changes."""
    places = table_after(
        base / PLACES.file, PLACES, lambda row: plan.cells.get(row["place_id"], {}), plan.rows
    )
    files = {PLACES.file: places}
    for level, layer in plan.layers.items():
        files[BOUNDARY_FILES[level]] = geojson(layer)
    if plan.context is not None:
        files[CONTEXT_FILE] = geojson(plan.context)
    stems = {Path(name).stem for name in files if name.endswith(".geojson")}
    if plan.former:
        files[FORMER_FILE] = former_geojson(former, list(plan.former.values()))
    changed = [*plan.rows, *plan.cells.values()]
    replaced = {Path(BOUNDARY_FILES[level]).stem for level in plan.replaced}
    if plan.context is not None:
        replaced.add(Path(CONTEXT_FILE).stem)
    use = SourceUse(
        entry,
        stems,
        replaced,
        remembered={Path(BOUNDARY_FILES[level]).stem for level in plan.former},
        columns=POSITIONS if any("latitude" in row for row in changed) else (),
    )
    files[ATTRIBUTIONS_FILE] = attributions_after(base / ATTRIBUTIONS_FILE, use)
    return changed_files(base, files)


def geojson(layer: gpd.GeoDataFrame) -> bytes:
    """A layer as GeoJSON, one feature a line; a day or English name not known is left out."""
    columns = [name for name in (*COLUMNS, "name_en") if name in layer]
    return _collection(layer, columns, layer["place_id"])


def former_geojson(known: gpd.GeoDataFrame, added: Sequence[gpd.GeoDataFrame]) -> bytes:
    """Former borders as GeoJSON, the new ones below those that are kept already."""
    rows = [known, *added] if len(known) else list(added)
    every = gpd.GeoDataFrame(pd.concat(rows, ignore_index=True))
    return _collection(every, FORMER_COLUMNS, every["place_id"] + "@" + every["valid_to_date"])


def _collection(layer: gpd.GeoDataFrame, columns: Sequence[str], ids: pd.Series) -> bytes:
    lines = []
    for feature_id, record, shape in zip(
        ids, layer[list(columns)].to_dict("records"), layer.geometry, strict=True
    ):
        feature: dict[str, Any] = {
            "type": "Feature",
            "id": feature_id,
            "properties": {
                str(key): None if pd.isna(value) else value
                for key, value in record.items()
                if pd.notna(value) or key not in _LEFT_OUT_IF_MISSING
            },
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    body = ",\n".join(lines)
    return f'{{"type":"FeatureCollection","features":[\n{body}\n]}}\n'.encode()
