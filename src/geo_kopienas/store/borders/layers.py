"""Reading of the layers of a data directory."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo_kopienas.domain.borders.geojson import (
    POINT_TYPES,
    CoordinateSystem,
    in_degrees,
    is_degrees,
    is_in_latvia,
    positions,
    stated_crs,
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
from geo_kopienas.domain.schema.problems import Problem, by_cause
from geo_kopienas.store.borders.geojson import read_collection, read_geometry

MAX_FEATURES = 100_000

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
    *(replace(known, required=known.type is not FieldType.DATE) for known in _PROPERTIES),
    # The register, which has the English names of places, does not hold neighbours.
    Field("name_en", FieldType.TEXT),
)
_FORMER_PROPERTIES = (*_PROPERTIES, Field("valid_to_date", FieldType.DATE, required=True))
COLUMNS = tuple(known.name for known in _PROPERTIES)
FORMER_COLUMNS = tuple(known.name for known in _FORMER_PROPERTIES)


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
        if any(problem.code == "encoding_unknown" for problem in self.problems):
            # A byte that could not be read became a question mark.
            self.problems = [fault for fault in self.problems if fault.code != "letters_lost"]
        return self._frame(rows, shapes, labels), by_cause(self.problems)

    def empty(self) -> gpd.GeoDataFrame:
        """The layer without a feature."""
        return self._frame([], [], [])

    def _frame(
        self,
        rows: list[dict[str, str | None]],
        shapes: list[BaseGeometry | None],
        labels: list[str],
    ) -> gpd.GeoDataFrame:
        index = pd.Index(labels, dtype="object", name="row")
        attributes = pd.DataFrame(rows, index, self.names, dtype=pd.StringDtype())
        geometry = gpd.GeoSeries(np.array(shapes, dtype=object), index=index, crs=MAP_CRS)
        return gpd.GeoDataFrame(attributes, geometry=geometry)

    @property
    def names(self) -> list[str]:
        """Names of the properties."""
        return [known.name for known in self.properties]

    def fault(self, fault: Problem, row: str | None = None, column: str | None = None) -> None:
        self.problems.append(fault.at(file=self.file, row=row, column=column))

    def _features(self, path: Path) -> list[Any]:
        """The features as parsed, none if the file is no collection of features."""
        collection, problems = read_collection(path)
        for problem in problems:
            self.fault(problem)
        if collection is None:
            return []
        features, crs = collection
        if not features and not self.may_be_empty:
            self.fault(Problem("layer_empty"))
        if len(features) > MAX_FEATURES:
            limit = {"limit": str(MAX_FEATURES)}
            self.fault(Problem("too_many_features", value=str(len(features)), details=limit))
            return []
        if crs and stated_crs(crs) != MAP_CRS:
            self.fault(Problem("coordinates_not_degrees", value=quoted(crs)), column="crs")
        return features

    def _known_properties(self, features: list[Any]) -> set[str]:
        """The properties that the file has at all; one that it lacks is named once."""
        needed = ["id", *(known.name for known in self.properties if known.required)]
        if len(features) <= 1:
            return {"id", *self.names}
        names: set[str] = set()
        for feature in features:
            if isinstance(feature, dict):
                names |= set(_properties(feature))
                names |= {"id"} if feature.get("id") is not None else set()
        for name in needed:
            if name not in names:
                self.fault(Problem("missing_property", value=name), column=name)
        return names

    def _read_properties(
        self, feature: object, label: str, known: set[str]
    ) -> dict[str, str | None]:
        row: dict[str, str | None] = dict.fromkeys(self.names)
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            self.fault(Problem("not_a_feature"), label)
            return row
        properties = _properties(feature)
        for column in self.properties:
            if column.name not in known:
                continue
            written = properties.get(column.name)
            text = "" if written is None else str(written)
            value, faults = read_cell(text, column)
            row[column.name] = None if value is None else str(value)
            for fault in faults:
                shown = fault.value or quoted(clean_text(text)) or None
                self.fault(replace(fault, value=shown), label, column.name)
        feature_id, place_id = feature.get("id"), row["place_id"]
        if feature_id is None:
            if "id" in known:
                self.fault(Problem("required_missing"), label, "id")
        elif place_id is not None and feature_id != place_id and not self.is_history:
            details = {"expected": quoted(str(feature_id))}
            self.fault(Problem("id_mismatch", value=place_id, details=details), label, "place_id")
        return row

    def _shapes(self, features: list[Any], labels: list[str]) -> list[BaseGeometry | None]:
        """The geometry of each feature in degrees; None where it has a fault."""
        members: list[dict[str, Any] | None] = []
        shapes: list[BaseGeometry | None] = []
        for feature, label in zip(features, labels, strict=True):
            if not isinstance(feature, dict):
                members.append(None)
                shapes.append(None)
                continue
            member = feature.get("geometry")
            shape, faults = read_geometry(member)
            if shape is not None and shape.geom_type in POINT_TYPES and not self.may_be_point:
                faults = [Problem("geometry_type", value=shape.geom_type)]
                shape = None
            for fault in faults:
                self.fault(fault, label, "geometry")
            members.append(None if shape is None else member)
            shapes.append(shape)
        systems = [None if shape is None else system_of(*shape.bounds) for shape in shapes]
        self._name_systems(systems, members, labels)
        return [
            None if member is None or shape is None else self._placed(shape, member, system, label)
            for shape, member, system, label in zip(shapes, members, systems, labels, strict=True)
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
        strange = (
            (label, position)
            for member, label in zip(members, labels, strict=True)
            for position in (positions(member["coordinates"]) if member else ())
            if not is_degrees(position)
        )
        if not is_declared and (first := next(strange, None)) is not None:
            label, (x, y) = first
            self.fault(Problem("coordinates_not_degrees", value=f"{x}, {y}"), label, "geometry")
        for system, code in (
            (CoordinateSystem.DEGREES_SWAPPED, "coordinates_swapped"),
            (CoordinateSystem.METRES_SWAPPED, "axes_swapped"),
        ):
            if system in systems:
                number = {"number": str(systems.count(system))}
                label = labels[systems.index(system)]
                self.fault(Problem(code, details=number), label, "geometry")

    def _placed(
        self,
        shape: BaseGeometry,
        member: dict[str, Any],
        system: CoordinateSystem | None,
        label: str,
    ) -> BaseGeometry | None:
        """A geometry in degrees, if it lies in Latvia and is valid."""
        if system is None:
            x, y = next(
                position
                for position in positions(member["coordinates"])
                if not is_in_latvia(position)
            )
            if is_degrees((x, y)):
                self.fault(Problem("outside_latvia", value=f"{x}, {y}"), label, "geometry")
            return None
        geometry = in_degrees(shape, system)
        if not geometry.is_valid:
            reason = quoted(str(shapely.is_valid_reason(geometry)))
            self.fault(Problem("geometry_invalid", value=reason), label, "geometry")
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
            named = label if self.is_history else row["place_id"]
            is_doubled = named is not None and named in ids
            if is_doubled:
                self.fault(Problem("duplicate_id", value=named), label, "place_id")
            ids.add(named or "")
            if geometry is None or self.is_history:  # a border may come back
                continue
            form: bytes = shapely.to_wkb(shapely.normalize(geometry))
            if form in forms and not is_doubled:  # its geometry is that of the same feature
                self.fault(Problem("duplicate_geometry", value=forms[form]), label, "geometry")
            forms.setdefault(form, label)


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    stated = feature.get("properties")
    return stated if isinstance(stated, dict) else {}


def _label(feature: object, number: int) -> str:
    feature_id = feature.get("id") if isinstance(feature, dict) else None
    return f"#{number}" if feature_id is None else quoted(clean_text(str(feature_id)))
