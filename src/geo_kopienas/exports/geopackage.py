"""All layers and tables as one GeoPackage in LKS-92, with names that people can read."""

import errno
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geo_kopienas.domain.schema.cells import write_cell
from geo_kopienas.domain.schema.crs import AREA_CRS
from geo_kopienas.domain.schema.fields import Field, FieldType
from geo_kopienas.exports.layer_styles import LayerStyle, layer_style
from geo_kopienas.exports.layers import Layer
from geo_kopienas.exports.tables import ExportTable, Stamp
from geo_kopienas.texts import Texts

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
_STYLES = "layer_styles"
# As QGIS itself makes the table; it looks for the empty schema.
_STYLE_TABLE = f"""
CREATE TABLE {_STYLES} (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
  f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256),
  styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
  owner TEXT(30), ui TEXT(30),
  update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))
)
"""


def geopackage(
    layers: Sequence[Layer],
    tables: Sequence[ExportTable],
    texts: Texts,
    dictionary: ExportTable,
    stamp: Stamp,
) -> bytes:
    """Write layers and tables as a GeoPackage; the same ones give the same bytes.

    Args:
        layers: Layers with geometry in EPSG:4326; they are written in EPSG:3059.
        tables: Tables without geometry.
        texts: Words of the reader: names of layers and tables, classes of their styles.
        dictionary: Label and meaning of the columns by table.
        stamp: Day and version, written with the sources of all layers as metadata of the file.

    Raises:
        OSError: There is no space for the file while it is made.
    """
    # Slow to import, and needed by nothing else that runs every day.
    from pyogrio.errors import DataLayerError, DataSourceError  # noqa: PLC0415

    named = list(_layers_of_one_type(layers, texts))
    named_tables = [(texts[f"export.name.{table.name}"], table) for table in tables]
    described = {name: layer.described_in for name, layer in named}
    described |= {name: (table.name,) for name, table in named_tables}
    styles = {
        name: layer_style(layer, texts, is_of_areas=_has_areas(layer)) for name, layer in named
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.gpkg"
        try:
            _write(path, named, named_tables, stamp)
            with closing(sqlite3.connect(path)) as base:
                _describe(base, described, dictionary.frame)
                _add_styles(base, styles)
                return _dated(base, path, stamp)
        except (DataLayerError, DataSourceError, sqlite3.OperationalError) as error:
            # Nobody else knows this new folder: only a lack of space can be the reason.
            full = errno.ENOSPC
            raise OSError(full, os.strerror(full), tempfile.gettempdir()) from error


def _write(
    path: Path,
    layers: Sequence[tuple[str, Layer]],
    tables: Sequence[tuple[str, ExportTable]],
    stamp: Stamp,
) -> None:
    import pyogrio  # noqa: PLC0415

    sources = [source for _, layer in layers for source in layer.stamp.attributions]
    by_text = {source["text"]: source for source in (*stamp.attributions, *sources)}
    whole = replace(stamp, attributions=list(by_text.values()))
    about = {"as_of": stamp.as_of.isoformat(), **whole.columns(has_positions=True)}
    for name, layer in layers:
        is_of_areas = _has_areas(layer)
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
    for name, table in tables:
        frame = pd.DataFrame(_columns(table.frame, table.fields))
        pyogrio.write_dataframe(frame, path, layer=name, driver="GPKG")


def _has_areas(layer: Layer) -> bool:
    return bool(layer.frame.geom_type.isin(_AREAS).any())


def _layers_of_one_type(layers: Sequence[Layer], texts: Texts) -> Iterator[tuple[str, Layer]]:
    """Layers of areas or of points alone, with their names.

    QGIS opens a layer of both as two, and leaves out of either what has no geometry. So the rows
    of such a layer are points, each once, and those that are areas follow as a layer of their own.
    """
    for layer in layers:
        name, frame = texts[f"export.name.{layer.name}"], layer.frame
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
        yield f"{name} ({texts['export.name.areas']})", replace(layer, frame=areas)


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
    base: sqlite3.Connection, described: Mapping[str, Iterable[str]], dictionary: pd.DataFrame
) -> None:
    """Say what the columns are called and mean.

    Args:
        base: The file.
        described: Tables of the dictionary by the layer or table whose columns they describe.
        dictionary: Label and meaning of the columns by table.
    """
    base.execute(_COLUMN_WORDS)
    base.execute("INSERT INTO gpkg_extensions VALUES (?, ?, ?, ?, ?)", _EXTENSION)
    for name, tables in described.items():
        rows = dictionary.loc[dictionary["table"].isin(list(tables))]
        words = {"name": rows["label"], "title": rows["label"], "description": rows["meaning"]}
        meant = pd.DataFrame({"table_name": name, "column_name": rows["column"], **words})
        meant.to_sql("gpkg_data_columns", base, if_exists="append", index=False)


def _add_styles(base: sqlite3.Connection, styles: Mapping[str, LayerStyle]) -> None:
    """Keep the style of each layer where QGIS looks for it, as a table of the package."""
    base.execute(_STYLE_TABLE)
    base.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES (?, ?, ?, 0)",
        (_STYLES, "attributes", _STYLES),
    )
    geometry = dict(
        base.execute("SELECT table_name, column_name FROM gpkg_geometry_columns").fetchall()
    )
    base.executemany(
        f"INSERT INTO {_STYLES} (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, "  # noqa: S608
        "styleName, styleQML, styleSLD, useAsDefault, description, owner) "
        "VALUES ('', '', ?, ?, ?, ?, ?, 1, '', '')",
        [
            (name, geometry[name], style.name, style.qml, style.sld)
            for name, style in styles.items()
        ],
    )


def _dated(base: sqlite3.Connection, path: Path, stamp: Stamp) -> bytes:
    """The file with the day of its data in the place of the hour of writing.

    SQLite counts the transactions that changed a page. GDAL writes the time in each, and of two
    within a millisecond the second changes nothing: only a copy has the same count every time.
    """
    moment = f"{stamp.as_of.isoformat()}T00:00:00.000Z"
    copy = path.with_suffix(".copy")
    base.execute("UPDATE gpkg_contents SET last_change = ?", (moment,))
    base.execute("UPDATE gpkg_metadata_reference SET timestamp = ?", (moment,))
    base.execute(f"UPDATE {_STYLES} SET update_time = ?", (moment,))  # noqa: S608
    base.commit()
    base.execute("VACUUM INTO ?", (str(copy),))
    return copy.read_bytes()
