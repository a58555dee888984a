"""What stands beside the shapes: coordinate systems, code pages and registers of any content."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
from address_register import shapefile, zip_of
from data_folder import write_data_folder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import CRS
from shapely.geometry import box
from spoilt import checked, snapshot

from geo_kopienas.cli import main
from geo_kopienas.domain.schema.crs import AREA_CRS
from geo_kopienas.store.borders.gdal_reader import LayerRequest, read_layers
from geo_kopienas.texts import texts_for
from geo_kopienas.texts.faults import describe

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PARTS = shapefile([{"ID": "ciems-0", "geometry": box(502_000, 295_000, 503_000, 296_000)}])
GRID = (
    'ENGCRS["Site grid",EDATUM["Site"],CS[Cartesian,2],AXIS["x",east],AXIS["y",north],'
    'LENGTHUNIT["metre",1]]'
)
LOCAL = 'LOCAL_CS["Mērnieka tīkls",UNIT["metre",1]]'
HEIGHTS = 'VERT_CS["Heights",VERT_DATUM["Datum",2005],UNIT["metre",1]]'

SYSTEMS = [
    ("a surveyor's own grid", LOCAL, "crs_unknown"),
    ("an engineering grid", GRID, "crs_unknown"),
    ("cut off", 'PROJCS["LKS-92",GEOGCS["LKS', "crs_unknown"),
    ("heights alone", HEIGHTS, "crs_unknown"),
    ("no text", "\0\1", "crs_unknown"),
    ("the moon", CRS("IAU_2015:30100").to_wkt(), "crs_unknown"),
    ("nothing", " \n", "crs_missing"),
]


@pytest.fixture(autouse=True)
def default_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEO_KOPIENAS_DATA", str(write_data_folder(tmp_path / "data")))


def with_system(definition: str | bytes) -> bytes:
    text = definition if isinstance(definition, bytes) else definition.encode()
    return zip_of({f"slanis{end}": part for end, part in (PARTS | {".prj": text}).items()})


@pytest.mark.parametrize(
    ("definition", "code"), [case[1:] for case in SYSTEMS], ids=[case[0] for case in SYSTEMS]
)
def test_a_system_without_a_place_on_the_earth_is_named_by_check_and_import(
    definition: str, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "brought" / "ciemi.zip"
    path.parent.mkdir()
    path.write_bytes(with_system(definition))
    assert [fault["code"] for fault in checked(path, capsys)] == [code]
    imported = main(
        [
            "import",
            "boundaries",
            str(path),
            "--level",
            "settlement",
            "--columns",
            "name=ID",
            "--source",
            "vzd",
            "--format",
            "json",
        ]
    )
    faults = json.loads(capsys.readouterr().out)["faults"]
    assert (imported, [fault["code"] for fault in faults]) == (1, [code])


def geopackage(path: Path) -> Path:
    frame = gpd.GeoDataFrame(
        {"ID": ["ciems-0"]}, geometry=[box(502_000, 295_000, 503_000, 296_000)], crs=AREA_CRS
    )
    frame.to_file(path, driver="GPKG", layer="ciemi")
    return path


@contextlib.contextmanager
def database(path: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = off")
        yield connection


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE gpkg_geometry_columns SET srs_id = -1", "crs_missing"),
        ("UPDATE gpkg_geometry_columns SET srs_id = 0", "crs_missing"),
        ("DELETE FROM gpkg_spatial_ref_sys WHERE srs_id = 3059", "crs_missing"),
        (
            f"UPDATE gpkg_spatial_ref_sys SET definition = '{LOCAL}', organization = 'NONE'"  # noqa: S608
            " WHERE srs_id = 3059",
            "crs_unknown",
        ),
        ("DROP TABLE gpkg_geometry_columns", "geodata_unreadable"),
        ("DROP TABLE gpkg_contents", None),
    ],
)
def test_a_register_of_a_geopackage_that_says_nothing_is_one_fault(
    statement: str, code: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = geopackage(tmp_path / "ciemi.gpkg")
    with database(path) as connection:
        connection.execute(statement)
    codes = [fault["code"] for fault in checked(path, capsys)]
    assert codes == [code] if code else len(codes) <= 1


def test_reading_leaves_a_database_that_another_program_has_open_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "brought"
    folder.mkdir()
    path = geopackage(folder / "ciemi.gpkg")
    with database(path) as connection:
        connection.execute("PRAGMA journal_mode = wal")
        connection.execute("UPDATE gpkg_contents SET description = 'mainīts'")
        before, changed_at = snapshot(folder), folder.stat().st_mtime_ns
        assert f"{path}-wal" in before
        assert main(["check", str(path)]) == 0
        assert (snapshot(folder), folder.stat().st_mtime_ns) == (before, changed_at)
    capsys.readouterr()


def test_a_closed_database_with_a_log_leaves_no_file_beside_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "brought"
    folder.mkdir()
    path = geopackage(folder / "ciemi.gpkg")
    with database(path) as connection:
        connection.execute("PRAGMA journal_mode = wal")
    changed_at = folder.stat().st_mtime_ns
    assert main(["check", str(path)]) == 0
    assert folder.stat().st_mtime_ns == changed_at
    capsys.readouterr()


def damaged(text: bytes) -> st.SearchStrategy[bytes]:
    """The text with a piece of it replaced by anything."""
    spots = st.integers(0, len(text))
    return st.builds(
        lambda first, last, piece: text[: min(first, last)] + piece + text[max(first, last) :],
        spots,
        spots,
        st.binary(max_size=12),
    )


DEFINITIONS = [PARTS[".prj"], *(system.encode() for _, system, _ in SYSTEMS)]


@settings(
    deadline=None,
    max_examples=5,  # each starts GDAL once and reads twelve layers
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    layers=st.lists(
        st.tuples(
            st.one_of(st.binary(max_size=80), st.sampled_from(DEFINITIONS).flatmap(damaged)),
            st.one_of(
                st.binary(max_size=20), st.sampled_from([b"UTF-8", b"1257", b"0", b"\0", b"hex"])
            ),
            damaged(PARTS[".dbf"][:32]),
        ),
        min_size=12,
        max_size=12,
    )
)
def test_no_exception_of_a_library_reaches_the_reader(
    layers: list[tuple[bytes, bytes, bytes]], tmp_path: Path
) -> None:
    requests = []
    for number, (definition, code_page, head) in enumerate(layers):
        table = head + PARTS[".dbf"][32:]
        for end, part in (PARTS | {".prj": definition, ".cpg": code_page, ".dbf": table}).items():
            (tmp_path / f"{number}{end}").write_bytes(part)
        requests.append(LayerRequest(tmp_path / f"{number}.shp", f"{number}.shp"))
    for frame, problems in read_layers(requests):
        assert problems or frame is not None
        for problem in problems:
            assert all(all(describe(problem, texts_for(language))) for language in ("lv", "en"))
