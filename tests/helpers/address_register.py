"""Synthetic files of exactly the schema of the State Address Register (aw_shp.zip)."""

from __future__ import annotations

import io
import warnings
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
from shapely.geometry import box

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Row = dict[str, Any]

#: South-west corner of the invented municipality, metres in EPSG:3059.
X, Y = 500_000.0, 290_000.0
_STATE = {"VKUR_CD": "100000000", "VKUR_TIPS": "101"}


def square(x: float, y: float, width: float = 1000.0, height: float | None = None) -> BaseGeometry:
    """A rectangle, its corner in metres from the municipality's."""
    return box(X + x, Y + y, X + x + width, Y + y + (height or width))


def row(code: str, kind: str, name: str, shape: BaseGeometry | None, parent: Row | None) -> Row:
    """A row as the register writes it."""
    above = {"VKUR_CD": parent["KODS"], "VKUR_TIPS": parent["TIPS_CD"]} if parent else _STATE
    return {
        "KODS": code,
        "TIPS_CD": kind,
        "NOSAUKUMS": name,
        **above,
        "APSTIPR": "Y",
        "APST_PAK": "251",
        "STATUSS": "EKS",
        "SORT_NOS": name,
        "DAT_SAK": "2009-07-01",
        "DAT_MOD": "2022-07-01",
        "DAT_BEIG": None,
        "ATRIB": "",
        "STD": name,
        "geometry": shape,
    }


def small_register() -> dict[str, list[Row]]:
    """A municipality of a town, a parish and four villages, and a neighbour."""
    novads = row("100015500", "113", "Alejas nov.", square(0, 0, 10_000), None)
    novads["ATRIB"] = "0099000"
    other = row("100015600", "113", "Blakus nov.", square(10_000, 0, 5000, 10_000), None)
    town = row("100003500", "104", "Liepa", square(0, 0, 4000, 10_000), novads)
    parish = row("100005500", "105", "Alejas pag.", square(4000, 0, 6000, 10_000), novads)
    other_parish = row("100005600", "105", "Blakus pag.", square(10_000, 0, 5000, 10_000), other)
    villages = [
        row("100007001", "106", "Alejas", square(5000, 1000), parish),
        row("100007002", "106", "Ķīšezers", square(7000, 1000), parish),
        row("100007003", "106", "Jaunciems", square(5000, 6000), parish),
        row("100007009", "106", "Vecciems", square(8000, 8000), parish) | {"STATUSS": "DEL",
         "DAT_BEIG": "2020-05-01"},
    ]  # fmt: skip
    hamlets = [row("100007501", "106", "Krasti", square(8000, 5000, 500), parish)]
    return {
        "Novadi": [novads, other],
        "Pilsetas": [town],
        "Pagasti": [parish, other_parish],
        "Ciemi": villages,
        "Mazciemi": hamlets,
    }


def shapefile(rows: list[Row], *, encoding: str = "UTF-8") -> dict[str, bytes]:
    """The parts of a Shapefile by their endings."""
    frame = gpd.GeoDataFrame(pd.DataFrame(rows), geometry="geometry", crs="EPSG:3059")
    with TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # GDAL remarks on widths of columns
        frame.to_file(Path(folder) / "layer.shp", driver="ESRI Shapefile", encoding=encoding)
        return {path.suffix: path.read_bytes() for path in Path(folder).iterdir()}


def write_register(  # noqa: PLR0913 - each way in which a file may differ
    path: Path,
    layers: dict[str, list[Row]],
    *,
    parts: dict[str, dict[str, bytes]] | None = None,
    without: tuple[str, ...] = (),
    extra: dict[str, bytes] | None = None,
    encoding: str = "UTF-8",
) -> Path:
    """Write the zip.

    Args:
        path: Where.
        layers: Rows by the layer's name.
        parts: Parts by layer that stand there instead.
        without: Endings that no layer gets.
        extra: Further members.
        encoding: Of the texts.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in layers.items():
            files = shapefile(rows, encoding=encoding) | (parts or {}).get(name, {})
            for suffix, content in files.items():
                if suffix not in without:
                    archive.writestr(f"{name}{suffix}", content)
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return path


def zip_of(members: dict[str, bytes]) -> bytes:
    """A zip with these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()
