"""Reading of the layers: JSON and shapely alone.

GDAL opens a "GeoJSON" that is really a description of other sources and then reads local files
and addresses; it never sees these files.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import shape

from geo_kopienas.domain.borders.geojson import (
    POINT_TYPES,
    CoordinateSystem,
    crs_name,
    geometry_faults,
    in_degrees,
    is_degrees,
    is_in_latvia,
    kind_of_json,
    positions,
    system_of,
)
from geo_kopienas.domain.schema.cells import clean_text, quoted, read_cell
from geo_kopienas.domain.schema.codes import GeometryQuality, Level
from geo_kopienas.domain.schema.crs import MAP_CRS
from geo_kopienas.domain.schema.fields import (
    BOUNDARY_FILES,
    CONTEXT_FILE,
    FORMER_FILE,
    Field,
    FieldType,
)
from geo_kopienas.domain.schema.problems import Problem, limited
from geo_kopienas.store.files.text import place_of_error, read_text_anyhow

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

MAX_FEATURES = 100_000
DEGREE_NAMES = ("CRS84", "EPSG:4326", "EPSG::4326")

_PROPERTIES = (
    Field("place_id", FieldType.ID, required=True),
    Field("name_lv", FieldType.TEXT),
    Field("geometry_quality", FieldType.CODE, required=True, codes=GeometryQuality),
    Field("basis_lv", FieldType.TEXT, required=True),
    Field("basis_en", FieldType.TEXT, required=True),
    Field("source_date", FieldType.DATE),
    Field("valid_from_date", FieldType.DATE),
)
_CONTEXT_PROPERTIES = (
    *(
        Field(one.name, one.type, required=one.type is not FieldType.DATE, codes=one.codes)
        for one in _PROPERTIES
    ),
    # The register, which has the English names of places, does not hold neighbours.
    Field("name_en", FieldType.TEXT),
)
_FORMER_PROPERTIES = (*_PROPERTIES, Field("valid_to_date", FieldType.DATE, required=True))
COLUMNS = tuple(one.name for one in _PROPERTIES)
FORMER_COLUMNS = tuple(one.name for one in _FORMER_PROPERTIES)


def read_boundaries(
    path: Path, level: Level, *, may_be_empty: bool = False
) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """Read the layer of a level; never raises on what stands in the file.

    Points are permitted for settlements alone: their extent may be unknown. Properties that this
    project does not know are left out.

    Args:
        path: GeoJSON file in degrees, longitude first.
        level: Level of its places.
        may_be_empty: Whether a layer without features is meant.

    Returns:
        The layer in EPSG:4326 with `place_id`, `name_lv`, `geometry_quality`, `basis_lv`,
        `basis_en`, `source_date`, `valid_from_date` (since when the border is known to run so;
        both missing where not said), indexed by `row` (id of the feature, or "#3" for the third
        if it has none), and all faults. A faulty geometry is None.
    """
    layer = _Layer(
        BOUNDARY_FILES[level],
        _PROPERTIES,
        may_be_point=level == Level.SETTLEMENT,
        may_be_empty=may_be_empty,
    )
    return layer.read(path)


def read_context(
    path: Path, *, may_be_empty: bool = False
) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """Read the neighbours, like `read_boundaries`; their Latvian names are required.

    `name_en` is missing where the file has none.
    """
    layer = _Layer(CONTEXT_FILE, _CONTEXT_PROPERTIES, may_be_point=False, may_be_empty=may_be_empty)
    return layer.read(path)


def read_former(path: Path) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """Read former borders, like `read_boundaries`, with `valid_to_date`; no file is none.

    A place may have several, and a border may come back; each feature's id is its own.
    """
    layer = _Layer(
        FORMER_FILE, _FORMER_PROPERTIES, may_be_point=True, may_be_empty=True, is_history=True
    )
    return layer.read(path) if path.exists() else (layer.empty(), [])


@dataclass
class _Layer:
    """One reading of one file; its faults come together here."""

    file: str
    properties: tuple[Field, ...]
    may_be_point: bool
    may_be_empty: bool = False
    is_history: bool = False
    problems: list[Problem] = field(default_factory=list)

    def read(self, path: Path) -> tuple[gpd.GeoDataFrame, list[Problem]]:
        features = self._features(path)
        labels = [_label(feature, number) for number, feature in enumerate(features, start=1)]
        known = self._known_properties(features)
        rows = [
            self._read_properties(feature, label, known)
            for feature, label in zip(features, labels, strict=True)
        ]
        shapes = self._shapes(features, labels)
        self._find_doubled(rows, shapes, labels)
        attributes = pd.DataFrame(
            {
                name: pd.array([row[name] for row in rows], dtype=pd.StringDtype())
                for name in self.names
            },
            index=pd.Index(labels, dtype="object", name="row"),
        )
        geometry = gpd.GeoSeries(
            np.array(shapes, dtype=object), index=attributes.index, crs=MAP_CRS
        )
        frame = gpd.GeoDataFrame(attributes, geometry=geometry)
        return frame, list(limited(self.problems))

    def empty(self) -> gpd.GeoDataFrame:
        """The layer without a feature."""
        columns = {name: pd.array([], dtype=pd.StringDtype()) for name in self.names}
        return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries([], crs=MAP_CRS))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the properties."""
        return tuple(one.name for one in self.properties)

    def fault(self, fault: Problem, row: str | None = None, column: str | None = None) -> None:
        self.problems.append(fault.at(file=self.file, row=row, column=column))

    def _features(self, path: Path) -> list[Any]:
        """The features as parsed, none if the file is no collection of features."""
        text, fault = read_text_anyhow(path)
        if fault is not None:
            self.fault(fault)
        if text is None:
            return []
        if text.lstrip().startswith("<"):
            # An XML description of another source is what GDAL would have followed.
            self.fault(Problem("file_kind_other", value="XML"))
            return []
        try:
            content = json.loads(text)
        except (ValueError, RecursionError) as error:
            self.fault(Problem("json_invalid", value=place_of_error(error, text)))
            return []
        kind = kind_of_json(content)
        if kind != "FeatureCollection" or not isinstance(content.get("features"), list):
            self.fault(Problem("not_feature_collection", value=quoted(kind)))
            return []
        features: list[Any] = content["features"]
        if not features and not self.may_be_empty:
            self.fault(Problem("layer_empty"))
        if len(features) > MAX_FEATURES:
            self.fault(
                Problem(
                    "too_many_features",
                    value=str(len(features)),
                    details={"limit": str(MAX_FEATURES)},
                )
            )
            return []
        self._check_crs(content.get("crs"))
        return features

    def _check_crs(self, crs: object) -> None:
        name = "" if crs is None else crs_name(crs)
        if name and not name.endswith(DEGREE_NAMES):
            self.fault(Problem("coordinates_not_degrees", value=quoted(name)), column="crs")

    def _known_properties(self, features: list[Any]) -> frozenset[str]:
        """The properties that the file has at all; one that it lacks is named once."""
        parts = [one for one in features if isinstance(one, dict)]
        stated = [one.get("properties") for one in parts]
        names = {name for one in stated if isinstance(one, dict) for name in one}
        if any(one.get("id") is not None for one in parts):
            names.add("id")
        if len(features) > 1:
            needed = [one.name for one in self.properties if one.required]
            for name in ("id", *needed):
                if name not in names:
                    self.fault(Problem("missing_property", value=name), column=name)
            return frozenset(names)
        return frozenset(("id", *self.names))

    def _read_properties(
        self, feature: object, label: str, known: frozenset[str]
    ) -> dict[str, str | None]:
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            self.fault(Problem("not_a_feature"), label)
            return dict.fromkeys(self.names)
        stated = feature.get("properties")
        properties: dict[str, Any] = stated if isinstance(stated, dict) else {}
        row: dict[str, str | None] = dict.fromkeys(self.names)
        for one in self.properties:
            if one.name not in known:
                continue
            written = properties.get(one.name)
            text = "" if written is None else str(written)
            value, faults = read_cell(text, one)
            row[one.name] = None if value is None else str(value)
            for fault in faults:
                shown = fault.value or quoted(clean_text(text)) or None
                self.fault(replace(fault, value=shown), label, one.name)
        feature_id = feature.get("id")
        if feature_id is None and "id" in known:
            self.fault(Problem("required_missing"), label, "id")
        elif (
            not self.is_history
            and None not in (feature_id, row["place_id"])
            and feature_id != row["place_id"]
        ):
            details = {"expected": quoted(str(feature_id))}
            self.fault(
                Problem("id_mismatch", value=row["place_id"], details=details), label, "place_id"
            )
        return row

    def _shapes(self, features: list[Any], labels: list[str]) -> list[BaseGeometry | None]:
        sound: list[dict[str, Any] | None] = []
        for feature, label in zip(features, labels, strict=True):
            if not isinstance(feature, dict):
                sound.append(None)
                continue
            member: Any = feature.get("geometry")
            faults = geometry_faults(member)
            if not faults and member["type"] in POINT_TYPES and not self.may_be_point:
                faults = [Problem("geometry_type", value=member["type"])]
            for fault in faults:
                self.fault(fault, label, "geometry")
            sound.append(None if faults else member)
        systems = [
            None if member is None else system_of(positions(member["coordinates"]))
            for member in sound
        ]
        self._name_systems(systems, sound, labels)
        return [
            None if member is None else self._shape(member, label, system)
            for member, label, system in zip(sound, labels, systems, strict=True)
        ]

    def _name_systems(
        self,
        systems: list[CoordinateSystem | None],
        members: list[dict[str, Any] | None],
        labels: list[str],
    ) -> None:
        """Name once what is not in degrees, longitude first.

        It is read on as what it is, so that everything else that is wrong with the file is heard
        in the same pass.
        """
        is_declared = any(problem.code == "coordinates_not_degrees" for problem in self.problems)
        for member, label in zip(members, labels, strict=True):
            corners = positions(member["coordinates"]) if member else ()
            strange = next((one for one in corners if not is_degrees(one)), None)
            if strange is not None and not is_declared:
                shown = f"{strange[0]}, {strange[1]}"
                self.fault(Problem("coordinates_not_degrees", value=shown), label, "geometry")
                break
        for system, code in (
            (CoordinateSystem.DEGREES_SWAPPED, "coordinates_swapped"),
            (CoordinateSystem.METRES_SWAPPED, "axes_swapped"),
        ):
            number = {"number": str(systems.count(system))}
            if system in systems:
                first = labels[systems.index(system)]
                self.fault(Problem(code, details=number), first, "geometry")

    def _shape(
        self, member: dict[str, Any], label: str, system: CoordinateSystem | None
    ) -> BaseGeometry | None:
        if system is None:
            outside = next(one for one in positions(member["coordinates"]) if not is_in_latvia(one))
            if is_degrees(outside):
                shown = f"{outside[0]}, {outside[1]}"
                self.fault(Problem("outside_latvia", value=shown), label, "geometry")
            return None
        try:
            geometry = in_degrees(shape(member), system)
        except (shapely.errors.ShapelyError, ValueError, TypeError):
            self.fault(Problem("geometry_malformed"), label, "geometry")
            return None
        if not geometry.is_valid:
            reason = shapely.is_valid_reason(geometry)
            self.fault(Problem("geometry_invalid", value=quoted(str(reason))), label, "geometry")
            return None
        return geometry

    def _find_doubled(
        self,
        rows: list[dict[str, str | None]],
        shapes: list[BaseGeometry | None],
        labels: list[str],
    ) -> None:
        ids: set[str] = set()
        forms: dict[bytes, str] = {}
        for row, geometry, label in zip(rows, shapes, labels, strict=True):
            place_id = row["place_id"]
            named = label if self.is_history else place_id
            if named is not None and named in ids:
                self.fault(Problem("duplicate_id", value=named), label, "place_id")
            ids.add(named or "")
            if geometry is None or self.is_history:  # a border may come back
                continue
            form: bytes = shapely.to_wkb(shapely.normalize(geometry))
            if form in forms:
                self.fault(Problem("duplicate_geometry", value=forms[form]), label, "geometry")
            else:
                forms[form] = label


def _label(feature: object, number: int) -> str:
    feature_id = feature.get("id") if isinstance(feature, dict) else None
    return f"#{number}" if feature_id is None else quoted(clean_text(str(feature_id)))
