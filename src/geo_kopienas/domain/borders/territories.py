"""Territories as an official source states them: the address register, the statistics office.

The address register of the State Land Service (VZD) keeps towns, parishes, municipalities and
villages as rows with a code, the code of the parent, and a polygon in EPSG:3059. The statistics
office publishes generalised territorial units with the municipality of each.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_kopienas.domain.places.codes import COUNTRY, country_of_code, plain_code
from geo_kopienas.domain.schema.cells import clean_text, quoted
from geo_kopienas.domain.schema.codes import GeometryQuality, Level, PlaceKind
from geo_kopienas.domain.schema.crs import AREA_CRS
from geo_kopienas.domain.schema.fields import ATVK_DIGITS
from geo_kopienas.domain.schema.problems import Problem

#: Layers of the address register that hold territories; its streets and buildings are not read.
UNIT_LAYERS = ("novadi", "pilsetas", "pagasti")
JOINT_LAYER = "adm_rob"  # all of the above in one; read only where one of them is missing
VILLAGE_LAYERS = ("ciemi", "mazciemi")
REGISTER_LAYERS = (*UNIT_LAYERS, *VILLAGE_LAYERS, JOINT_LAYER)

REGISTER_COLUMNS = ("KODS", "TIPS_CD", "NOSAUKUMS", "VKUR_CD")
UNIT_COLUMNS = ("L1_CODE", "L1_NAME", "L0_CODE", "L0_NAME")

_STATE, _TOWN, _PARISH, _VILLAGE, _MUNICIPALITY = "101", "104", "105", "106", "113"
_KINDS = {
    _TOWN: PlaceKind.TOWN,
    _PARISH: PlaceKind.PARISH,
    _VILLAGE: PlaceKind.VILLAGE,
    _MUNICIPALITY: PlaceKind.MUNICIPALITY,
}
_ENDED_STATES = ("DEL", "ERR", "LIK")  # removed, entered by mistake
NO_CODE = "#"  # begins the stand-in for a code that a plain layer does not give
MAX_DEPTH = 5  # state, municipality, parish, village; deeper is a circle

_OPEN_END = "9999-12-31"  # stands for no end in many registers

_ABBREVIATED = ((re.compile(r"\bnov\.?$"), "novads"), (re.compile(r"\bpag\.?$"), "pagasts"))
_DATE = re.compile(r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})|(\d{2})\.(\d{2})\.(\d{4})")

ENDED_COLUMNS = ["code", "name_lv", "ended_date"]
COLUMNS = (
    "code",
    "atvk_code",
    "name_lv",
    "level",
    "kind",
    "parent_code",
    "municipality_code",
    "valid_from_date",
    "modified_date",
    "ends_date",
    "file",
)


def _no_ended() -> pd.DataFrame:
    return pd.DataFrame(columns=ENDED_COLUMNS, dtype="object")


@dataclass(frozen=True, eq=False)
class Territories:
    """What a source says of territories.

    Attributes:
        areas: `COLUMNS` and geometry in EPSG:3059, one row a territory and level: a town is a
            unit and a settlement, a state city besides a municipality. `code` is unique within
            a level; the index is the feature's name in faults.
        quality: How far the geometry may be trusted.
        problems: Everything that is wrong with the rows.
        ended: `ENDED_COLUMNS` of territories that exist no more.
        is_register: Whether it is the whole register: a place that it names no more has ended.
        missing_layers: Layers of the register that the file has not, by level: it says nothing of
            their places.
    """

    areas: gpd.GeoDataFrame
    quality: GeometryQuality
    problems: list[Problem] = field(default_factory=list)
    ended: pd.DataFrame = field(default_factory=_no_ended)
    is_register: bool = False
    missing_layers: Mapping[Level, Sequence[str]] = field(default_factory=dict)


def territories_of_register(
    layers: Mapping[str, gpd.GeoDataFrame], day: str = _OPEN_END
) -> Territories:
    """Read the layers of the address register.

    Args:
        layers: Frames by the layer's name in small letters: texts in columns whose names are in
            capitals, geometry in EPSG:3059, and `attrs["file"]`, the name of the file.
        day: Day of the file, YYYY-MM-DD: a territory that ends later is there still.
    """
    problems: list[Problem] = []
    rows: list[dict[str, Any]] = []
    ended: list[dict[str, str]] = []
    for frame in layers.values():
        missing = _missing_columns(frame, REGISTER_COLUMNS)
        if missing:
            problems += missing
            continue
        problems += _foreign_codes(frame, "NOSAUKUMS", ("KODS", "VKUR_CD", "ATRIB"))
        for record in frame.to_dict("records"):
            row = _register_row(record, day) | {"file": frame.attrs.get("file")}
            if row["kind"] is None:
                continue
            if row["ended"]:
                ended.append({name: row[name] for name in ENDED_COLUMNS})
            elif not row["code"] or not row["name_lv"]:
                column = "KODS" if not row["code"] else "NOSAUKUMS"
                problems.append(
                    Problem("required_missing", file=row["file"], row=_label(row), column=column)
                )
            else:
                rows.append(row)
    problems += _doubled_codes(rows, "KODS")
    areas = [area for row in rows for area in _register_areas(row)]
    problems += _give_municipalities(areas, problems)
    return Territories(
        _areas_frame(areas),
        GeometryQuality.OFFICIAL,
        problems,
        pd.DataFrame(ended, columns=ENDED_COLUMNS, dtype="object"),
        is_register=True,
        missing_layers=_missing_layers(layers),
    )


def territories_of_units(layer: gpd.GeoDataFrame) -> Territories:
    """Read the statistics office's generalised territorial units; municipalities are dissolved.

    A town is a unit and a settlement, as in the address register.

    Args:
        layer: L1_CODE, L1_NAME, L0_CODE, L0_NAME as texts and geometry in EPSG:3059.
    """
    missing = _missing_columns(layer, UNIT_COLUMNS)
    if missing:
        return Territories(_areas_frame([]), GeometryQuality.GENERALISED, missing)
    units = [
        _atvk_area(layer, Level.UNIT, record["L1_CODE"], record["L1_NAME"])
        | {"parent_code": _atvk(record["L0_CODE"]), "municipality_code": _atvk(record["L0_CODE"])}
        | {"geometry": record["geometry"]}
        for record in layer.to_dict("records")
    ]
    municipalities = [
        _atvk_area(layer, Level.MUNICIPALITY, code, name)
        | {"municipality_code": _atvk(code), "geometry": part.geometry.make_valid().union_all()}
        for (code, name), part in layer.groupby(["L0_CODE", "L0_NAME"], sort=False)
    ]
    towns = [
        unit | {"level": Level.SETTLEMENT, "parent_code": unit["code"]}
        for unit in units
        if unit["kind"] is PlaceKind.TOWN
    ]
    problems = [
        *_empty_cells(layer, UNIT_COLUMNS, "L1_NAME"),
        *_foreign_codes(layer, "L1_NAME", ("L1_CODE", "L0_CODE")),
        *_doubled_codes(units, "L1_CODE"),
    ]
    return Territories(
        _areas_frame([*municipalities, *units, *towns]), GeometryQuality.GENERALISED, problems
    )


def territories_of_layer(
    layer: gpd.GeoDataFrame,
    level: Level,
    quality: GeometryQuality,
    columns: Mapping[str, str],
) -> Territories:
    """Read a plain layer of one level.

    Args:
        layer: Texts in columns whose names are in capitals and geometry in EPSG:3059.
        level: Level of its places.
        quality: How far the geometry may be trusted.
        columns: Column of the layer by `name`, `code` and `parent`; only `name` is needed.
    """
    missing = _missing_columns(layer, [name.upper() for name in columns.values()])
    if missing:
        return Territories(_areas_frame([]), quality, missing)
    rows = []
    for number, record in enumerate(layer.to_dict("records"), start=1):
        cells = {name: _text(record[column.upper()]) for name, column in columns.items()}
        code = _code(cells.get("code"))
        own = {
            "code": code or f"{NO_CODE}{number}",
            "parent_code": _code(cells.get("parent")),
            "municipality_code": code if level == Level.MUNICIPALITY else "",
            "geometry": record["geometry"],
        }
        rows.append(_area(layer, level, cells["name"]) | own)
    coded = [columns[name].upper() for name in ("code", "parent") if name in columns]
    problems = [
        *_empty_cells(layer, [columns["name"].upper()], columns["name"].upper()),
        *_foreign_codes(layer, columns["name"].upper(), coded),
        *_doubled_codes(rows, columns.get("code", "")),
    ]
    return Territories(_areas_frame(rows), quality, problems)


def _missing_layers(layers: Iterable[str]) -> dict[Level, list[str]]:
    names = set(layers)
    units = [] if JOINT_LAYER in names else [name for name in UNIT_LAYERS if name not in names]
    villages = [name for name in VILLAGE_LAYERS if name not in names]
    missing = {Level.MUNICIPALITY: units, Level.UNIT: units, Level.SETTLEMENT: villages}
    return {level: absent for level, absent in missing.items() if absent}


def _area(layer: gpd.GeoDataFrame, level: Level, name: object) -> dict[str, Any]:
    """What every territory of a layer has; a cell that is missing is empty."""
    full = _full_name(name)
    kind = _kind_by_name(full, level)
    return {"name_lv": full, "level": level, "kind": kind, "file": layer.attrs.get("file")}


def _atvk_area(layer: gpd.GeoDataFrame, level: Level, code: object, name: object) -> dict[str, Any]:
    return _area(layer, level, name) | {"code": _atvk(code), "atvk_code": _atvk(code)}


def _register_row(record: Mapping[Any, Any], day: str) -> dict[str, Any]:
    kind = _KINDS.get(_code(record["TIPS_CD"]))
    atvk = _code(record.get("ATRIB"))
    ended_date = _date(record.get("DAT_BEIG"))
    is_open = ended_date >= _OPEN_END
    has_ended = bool(ended_date) and ended_date <= day
    return {
        "code": _code(record["KODS"]),
        "atvk_code": atvk.zfill(ATVK_DIGITS) if atvk.isdigit() else atvk,
        "name_lv": _full_name(record["NOSAUKUMS"]),
        "kind": kind,
        "parent_code": _code(record["VKUR_CD"]),
        "parent_kind": _code(record.get("VKUR_TIPS")),
        "valid_from_date": _date(record.get("DAT_SAK")),
        "modified_date": _date(record.get("DAT_MOD")),
        "ended": has_ended or _text(record.get("STATUSS")).upper().startswith(_ENDED_STATES),
        "ended_date": ended_date if has_ended else "",
        "ends_date": "" if has_ended or is_open else ended_date,
        "geometry": record["geometry"],
    }


def _register_areas(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A territory at each level that it belongs to."""
    area = {key: row[key] for key in (*COLUMNS, "geometry") if key in row}
    match row["kind"]:
        case PlaceKind.MUNICIPALITY:
            yield area | {"level": Level.MUNICIPALITY, "parent_code": ""}
        case PlaceKind.TOWN:
            is_state_city = row["parent_kind"] == _STATE
            if is_state_city:
                kind = {"level": Level.MUNICIPALITY, "kind": PlaceKind.MUNICIPALITY}
                yield area | kind | {"parent_code": ""}
            parent = row["code"] if is_state_city else row["parent_code"]
            yield area | {"level": Level.UNIT, "parent_code": parent}
            yield area | {"level": Level.SETTLEMENT, "parent_code": row["code"]}
        case PlaceKind.PARISH:
            yield area | {"level": Level.UNIT}
        case _:
            yield area | {"level": Level.SETTLEMENT}


def _give_municipalities(
    areas: list[dict[str, Any]], named: Sequence[Problem]
) -> Iterator[Problem]:
    """Write the municipality's code into each area by the chain of its parents."""
    municipalities = {a["code"] for a in areas if a["level"] == Level.MUNICIPALITY}
    units = {a["code"]: a["parent_code"] for a in areas if a["level"] == Level.UNIT}
    # Without a layer whose columns could not be read every parent in it would be unknown.
    is_complete = not any(problem.code == "missing_column" for problem in named)
    for area in areas:
        code = area["code"] if area["level"] == Level.MUNICIPALITY else area["parent_code"]
        for _ in range(MAX_DEPTH):
            if code in municipalities:
                break
            code = units.get(code, "")
        area["municipality_code"] = code
        if not code and is_complete:
            yield Problem(
                "parent_unknown",
                file=area["file"],
                row=_label(area),
                column="VKUR_CD",
                value=area["parent_code"],
            )


def _areas_frame(rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    geometry = np.array([row.get("geometry") for row in rows], dtype=object)
    frame = pd.DataFrame(
        {name: pd.Series([str(row.get(name) or "") for row in rows]) for name in COLUMNS},
        dtype="object",
    )
    frame.index = pd.Index([_label(row) for row in rows], dtype="object", name="row")
    return gpd.GeoDataFrame(
        frame, geometry=gpd.GeoSeries(geometry, index=frame.index, crs=AREA_CRS)
    )


def _missing_columns(layer: gpd.GeoDataFrame, names: Iterable[str]) -> list[Problem]:
    return [
        Problem("missing_column", file=layer.attrs.get("file"), column=name, value=name)
        for name in names
        if name not in layer.columns
    ]


def _empty_cells(layer: gpd.GeoDataFrame, needed: Iterable[str], named: str) -> Iterator[Problem]:
    """Cells without which a territory would be left out, or be a place without a name."""
    for number, record in enumerate(layer.to_dict("records"), start=1):
        for column in needed:
            if not _text(record[column]):
                row = quoted(_text(record[named]) or f"#{number}")
                place = {"file": layer.attrs.get("file"), "row": row, "column": column}
                yield Problem("required_missing").at(**place)


def _foreign_codes(layer: gpd.GeoDataFrame, named: str, coded: Sequence[str]) -> Iterator[Problem]:
    """Codes of another country, one a row: without its letters each would be another territory."""
    for record in layer.to_dict("records"):
        for column in coded:
            code = _text(record.get(column))
            country = country_of_code(code)
            if country not in (None, COUNTRY):
                row = _label({"name_lv": _full_name(record[named]), "code": code})
                details = {"country": country, "own": COUNTRY}
                fault = Problem("code_of_another_country", value=quoted(code), details=details)
                yield fault.at(file=layer.attrs.get("file"), row=row, column=column)
                break


def _doubled_codes(rows: Sequence[Mapping[str, Any]], column: str) -> Iterator[Problem]:
    codes = pd.Series([row["code"] for row in rows], dtype="object")
    for row, is_doubled in zip(rows, codes.duplicated(), strict=True):
        if is_doubled:
            where = {"file": row["file"], "row": _label(row), "column": column}
            yield Problem("duplicate_id", value=row["code"], details={"first": row["code"]}).at(
                **where
            )


def _label(row: Mapping[str, Any]) -> str:
    return quoted(" ".join(part for part in (row.get("name_lv"), row.get("code")) if part) or "?")


def _kind_by_name(name: str, level: Level) -> PlaceKind:
    match level:
        case Level.MUNICIPALITY:
            return PlaceKind.MUNICIPALITY
        case Level.APKAIME:
            return PlaceKind.APKAIME
        case Level.UNIT:
            return PlaceKind.PARISH if name.endswith("pagasts") else PlaceKind.TOWN
        case _:
            return PlaceKind.VILLAGE


def _text(value: object) -> str:
    return "" if value is None else clean_text(str(value))


def _code(value: object) -> str:
    return plain_code(_text(value))


def _atvk(value: object) -> str:
    return _code(value).zfill(ATVK_DIGITS)


def _full_name(value: object) -> str:
    name = _text(value)
    for abbreviated, whole in _ABBREVIATED:
        name = abbreviated.sub(whole, name)
    return name


def _date(value: object) -> str:
    """YYYY-MM-DD of the forms that Shapefiles hold a date in; empty for none."""
    date = _DATE.match(_text(value))
    if date is None:
        return ""
    year, month, day = date.groups()[:3] if date[1] else reversed(date.groups()[3:])
    return f"{year}-{month}-{day}"
