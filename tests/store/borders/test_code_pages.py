"""Texts of a Shapefile: language byte, .cpg file and content are weighed together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
from shapely.geometry import box

from geo_kopienas.store.borders.dbf import code_page
from geo_kopienas.store.borders.gdal_reader import LayerRequest, read_layers

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ["Alejas", "Baloži", "Daugmales pagasts ar šķūņiem", "Ķekava"]


def layer(folder: Path, written_in: str, cpg: str | None, language: int = 0) -> Path:
    """A Shapefile whose texts are in one code page and that promises another."""
    path = folder / "ciemi.shp"
    columns = {"NAME": NAMES, "COUNT": [1, 200, 70_000, 4], "SHARE": [0.5, -1.5, 1e9, 0.0]}
    shapes = [box(number, 0, number + 1, 1) for number in range(len(NAMES))]
    gpd.GeoDataFrame(columns, geometry=shapes, crs=3059).to_file(path, encoding=written_in)
    path.with_suffix(".cpg").unlink(missing_ok=True)
    if cpg is not None:
        path.with_suffix(".cpg").write_text(cpg, encoding="ascii")
    table = bytearray(path.with_suffix(".dbf").read_bytes())
    table[29] = language
    path.with_suffix(".dbf").write_bytes(table)
    return path


@pytest.mark.parametrize(
    ("written_in", "cpg", "language", "meant"),
    [
        ("UTF-8", None, 0, None),
        ("UTF-8", None, 0x57, None),  # the byte that most programs write, whatever they mean
        ("UTF-8", "UTF-8", 0, None),
        ("UTF-8", "65001", 0xCC, None),
        ("UTF-8", "1257", 0, "UTF-8"),
        ("CP1257", None, 0, None),
        ("CP1257", None, 0x57, None),
        ("CP1257", "ANSI 1257", 0, None),
        ("CP1257", "ISO 8859-13", 0, None),  # the same letters
        ("CP1257", "1252", 0, "Windows-1257"),
        ("CP1257", "UTF-8", 0, "Windows-1257"),
        ("CP1257", "nonsense", 0, None),
        ("CP775", None, 0, None),
        ("CP775", "1257", 0, "CP775"),
    ],
)
def test_the_texts_decide_and_what_contradicts_them_is_said(
    written_in: str, cpg: str | None, language: int, meant: str | None, tmp_path: Path
) -> None:
    path = layer(tmp_path, written_in, cpg, language)
    ((frame, problems),) = read_layers([LayerRequest(path, "ciemi.shp")])
    assert frame is not None
    assert list(frame["NAME"]) == NAMES
    said = [(problem.code, problem.value, problem.details["meant"]) for problem in problems]
    assert said == ([] if meant is None else [("encoding_contradicted", cpg, meant)])


def test_a_letter_cut_in_two_by_the_width_of_the_column_is_left_out(tmp_path: Path) -> None:
    table = layer(tmp_path, "UTF-8", None).with_suffix(".dbf")
    content = table.read_bytes()
    table.write_bytes(content.replace("ž".encode() + b"i ", b"zzi" + "ž".encode()[:1]))
    assert code_page(table, None).codec == "utf-8"


@pytest.mark.parametrize("content", [b"", b"\x03", b"\x03" * 32, b"\xff" * 200])
def test_what_is_no_table_is_no_reason_to_fail(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.dbf"
    path.write_bytes(content)
    assert code_page(path, "1257").codec == "cp1257"


def test_texts_that_were_spoilt_before_are_named_by_feature(tmp_path: Path) -> None:
    path = tmp_path / "ciemi.shp"
    names = ["Alejas", "Baloþi", "Mež\u200bi"]
    shapes = [box(number, 0, number + 1, 1) for number in range(3)]
    gpd.GeoDataFrame({"NAME": names}, geometry=shapes, crs=3059).to_file(path, encoding="UTF-8")
    ((_, problems),) = read_layers([LayerRequest(path, "ciemi.shp")])
    assert [(problem.code, problem.row, problem.column) for problem in problems] == [
        ("encoding_wrong", "Baloþi", "NAME"),
        ("invisible_removed", "Mež\u200bi", "NAME"),
    ]
