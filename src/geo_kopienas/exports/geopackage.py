"""All layers and tables as one GeoPackage in LKS-92, with names that people can read."""

from __future__ import annotations

import errno
import os
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from geo_kopienas.domain.schema.cells import write_cell
from geo_kopienas.domain.schema.crs import AREA_CRS
from geo_kopienas.domain.schema.fields import FieldType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from geo_kopienas.domain.schema.fields import Field
    from geo_kopienas.exports.layers import Layer
    from geo_kopienas.exports.tables import ExportTable, Stamp

_DTYPES = {
    FieldType.INTEGER: "Int64",
    FieldType.YEAR: "Int64",
    FieldType.NUMBER: "Float64",
    FieldType.BOOLEAN: "boolean",
}
# What every QGIS since 3.0 reads without a warning; newer ones read it all the same.
_VERSION = "1.2"
_AREAS = frozenset({"Polygon", "MultiPolygon"})
# The schema extension of GeoPackage 1.2. GDAL takes `name` for what a column is called beside its
# identifier and `description` for a comment on it; other programs show the title.
_COLUMN_WORDS = """
CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT,
  mime_type TEXT, constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name)
)
"""
_EXTENSION = (
    "gpkg_data_columns",
    None,
    "gpkg_schema",
    "http://www.geopackage.org/spec121/#extension_schema",
    "read-write",
)


def geopackage(
    layers: Sequence[Layer],
    tables: Sequence[ExportTable],
    names: Mapping[str, str],
    dictionary: ExportTable,
    stamp: Stamp,
) -> bytes:
    """Write layers and tables as a GeoPackage; the same ones give the same bytes.

    Args:
        layers: Layers with geometry in EPSG:4326; they are written in EPSG:3059.
        tables: Tables without geometry.
        names: Name of each layer and table as QGIS lists it.
        dictionary: Label and meaning of the columns by table.
        stamp: Day and version, written with the sources of all layers as metadata of the file.

    Raises:
        OSError: There is no space for the file while it is made.
    """
    # Slow to import, and needed by nothing else that runs every day.
    from pyogrio.errors import DataLayerError, DataSourceError  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.gpkg"
        try:
            _write(path, layers, tables, names, stamp)
            split = _layers_of_one_type(layers, names)
            described = [(name, one.described_in) for name, one in split]
            described += [(names[one.name], (one.name,)) for one in tables]
            _describe(path, described, dictionary, stamp)
            return path.read_bytes()
        except (DataLayerError, DataSourceError, sqlite3.OperationalError) as error:
            # Nobody else knows this new folder: only a lack of space can be the reason.
            full = errno.ENOSPC
            raise OSError(full, os.strerror(full), tempfile.gettempdir()) from error


def _write(
    path: Path,
    layers: Sequence[Layer],
    tables: Sequence[ExportTable],
    names: Mapping[str, str],
    stamp: Stamp,
) -> None:
    import pyogrio  # noqa: PLC0415

    every = [one for layer in layers for one in layer.stamp.attributions]
    named = {one["text"]: one for one in (*stamp.attributions, *every)}
    whole = replace(stamp, attributions=list(named.values()))
    about = {"as_of": stamp.as_of.isoformat(), **whole.columns(has_positions=True)}
    for name, layer in _layers_of_one_type(layers, names):
        is_of_areas = layer.frame.geom_type.isin(_AREAS).any()
        geometry = layer.frame[["geometry"]].to_crs(AREA_CRS)
        pyogrio.write_dataframe(
            geometry.assign(**_columns(layer.frame, layer.fields)),
            path,
            layer=name,
            driver="GPKG",
            geometry_type="MultiPolygon" if is_of_areas else "Point",
            promote_to_multi=is_of_areas,
            dataset_metadata=about,
            dataset_options={"VERSION": _VERSION},
        )
    for table in tables:
        frame = pd.DataFrame(_columns(table.frame, table.fields))
        pyogrio.write_dataframe(frame, path, layer=names[table.name], driver="GPKG")


def _layers_of_one_type(
    layers: Sequence[Layer], names: Mapping[str, str]
) -> Iterator[tuple[str, Layer]]:
    """Layers of areas or of points alone, with their names.

    QGIS opens a layer of both as two, and leaves out of either what has no geometry. So the rows
    of such a layer are points, each once, and those that are areas follow as a layer of their own.
    """
    for layer in layers:
        name, frame = names[layer.name], layer.frame
        is_area, is_missing = frame.geom_type.isin(_AREAS), frame.geometry.isna()
        if (is_area | is_missing).all() or not is_area.any():
            yield name, layer
            continue
        centres = frame[["longitude", "latitude"]].astype("Float64").astype("float64")
        points = np.asarray(shapely.points(centres.to_numpy()))
        inside = frame.geometry.representative_point().to_numpy()
        points = np.where(centres.notna().all(axis=1), points, inside)
        yield name, replace(layer, frame=frame.set_geometry(points, crs=frame.crs))
        areas = frame.loc[is_area].reset_index(drop=True)
        yield f"{name} ({names['areas']})", replace(layer, frame=areas)


def _columns(frame: pd.DataFrame, fields: Sequence[Field]) -> dict[str, Any]:
    return {
        field.name: frame[field.name].astype(_DTYPES[field.type])  # type: ignore[call-overload]
        if field.type in _DTYPES
        else pd.array(
            [write_cell(value, field) or None for value in frame[field.name]],
            dtype=pd.StringDtype(),
        )
        for field in fields
    }


def _describe(
    path: Path,
    described: Sequence[tuple[str, tuple[str, ...]]],
    dictionary: ExportTable,
    stamp: Stamp,
) -> None:
    """Write what the columns mean, and take the hour of writing out."""
    rows = dictionary.frame
    moment = f"{stamp.as_of.isoformat()}T00:00:00.000Z"
    with closing(sqlite3.connect(path)) as base:
        base.execute(_COLUMN_WORDS)
        base.execute("INSERT INTO gpkg_extensions VALUES (?, ?, ?, ?, ?)", _EXTENSION)
        for name, described_in in described:
            meant = rows.loc[rows["table"].isin(described_in), ["column", "label", "meaning"]]
            base.executemany(
                "INSERT INTO gpkg_data_columns VALUES (?, ?, ?, ?, ?, NULL, NULL)",
                [
                    (name, column, label or None, label or None, meaning)
                    for column, label, meaning in meant.itertuples(index=False, name=None)
                ],
            )
        base.execute("UPDATE gpkg_contents SET last_change = ?", (moment,))
        base.execute("UPDATE gpkg_metadata_reference SET timestamp = ?", (moment,))
        base.commit()
        base.execute("VACUUM")
