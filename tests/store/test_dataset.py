"""The whole data directory: without fault or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from data_folder import PLACE, PLACES_ROWS, write_data_folder, write_table

from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.fields import ATTRIBUTIONS_FILE, PLACES
from geo_kopienas.store.dataset import DATA_FILES, check_directory, check_files, load_dataset
from geo_kopienas.store.location import data_directory
from geo_kopienas.store.rules.borders import SOURCES_FILE
from geo_kopienas.store.rules.population import POPULATION_RULES_FILE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_data_folder(tmp_path / "data")


def test_a_directory_without_fault_becomes_a_dataset(folder: Path) -> None:
    dataset, problems = load_dataset(folder)
    assert problems == []
    assert dataset is not None
    assert list(dataset.places["place_id"]) == ["novads", "unit-a", "apk-x", "alejas"]
    assert list(dataset.places.index) == [0, 1, 2, 3]
    assert set(dataset.boundaries) == set(Level)
    assert list(dataset.context["name_lv"]) == ["neighbour-b"]
    assert dataset.attributions[0]["licence"] == "ODbL 1.0"
    assert "known_from" in dataset.evidence


def test_a_missing_directory_is_one_fault(tmp_path: Path) -> None:
    dataset, problems = load_dataset(tmp_path / "none")
    assert dataset is None
    assert [problem.code for problem in problems] == ["directory_missing"]


def test_every_missing_file_is_named_and_nothing_else(tmp_path: Path) -> None:
    problems = check_directory(tmp_path)
    assert {problem.code for problem in problems} == {"file_missing"}
    assert sorted(problem.file or "" for problem in problems) == sorted(DATA_FILES)


def test_a_missing_column_does_not_raise_faults_that_only_follow_from_it(folder: Path) -> None:
    rows = [{**PLACE, **row, "area_km2": "5", "area_year": "2022"} for row in PLACES_ROWS]
    write_table(folder, PLACES, rows)
    path = folder / PLACES.file
    path.write_text(path.read_text(encoding="utf-8").replace("area_year", "area_yaer"), "utf-8")
    problems = load_dataset(folder)[1]
    assert [(problem.code, problem.row, problem.column) for problem in problems] == [
        ("unknown_column", 1, "area_yaer"),
        ("missing_column", 1, "area_year"),
    ]


def test_an_unreadable_cell_is_named_once(folder: Path) -> None:
    rows = [{**PLACE, **row} for row in PLACES_ROWS]
    rows[3] |= {"area_km2": "5", "area_year": "20x2"}
    write_table(folder, PLACES, rows)
    problems = load_dataset(folder)[1]
    assert [(problem.code, problem.row, problem.column) for problem in problems] == [
        ("invalid_year", 5, "area_year")
    ]


@pytest.mark.parametrize(
    ("text", "code", "row", "column"),
    [
        ("[[attribution]", "toml_invalid", None, None),
        ("", "file_empty", None, None),
        ("x = 1", "attribution_none", None, None),
        ('[[attribution]]\nid = "a"\ntext = "b"', "required_missing", "a", "licence"),
        (
            '[[attribution]]\nid = "a"\ntext = "b"\nlicence = "c"\nurl = "javascript:x"',
            "invalid_url",
            "a",
            "url",
        ),
        ('[[attribution]]\nid="a"\ntext="b"\nlicence="c"\n' * 2, "duplicate_id", "a", "id"),
    ],
)
def test_sources_must_be_named(
    folder: Path, text: str, code: str, row: str | None, column: str | None
) -> None:
    (folder / ATTRIBUTIONS_FILE).write_text(text, encoding="utf-8")
    problems = load_dataset(folder)[1]
    assert [(problem.code, problem.row, problem.column) for problem in problems] == [
        (code, row, column)
    ]


@pytest.mark.parametrize(
    ("file", "text", "code", "row", "column"),
    [
        (SOURCES_FILE, "[[source]", "toml_invalid", None, None),
        (SOURCES_FILE, "[[source]]\nid = 7", "wrong_type", "7", "id"),
        (POPULATION_RULES_FILE, "[words", "toml_invalid", None, None),
        (POPULATION_RULES_FILE, "[[table]]\nid = 7", "wrong_type", "7", "id"),
    ],
)
def test_rules_of_imports_are_read_with_all_others(  # noqa: PLR0913, PLR0917 - a case
    folder: Path, file: str, text: str, code: str, row: str | None, column: str | None
) -> None:
    (folder / file).write_text(text, encoding="utf-8")
    dataset, problems = load_dataset(folder)
    assert dataset is None
    assert {problem.file for problem in problems} == {file}
    assert (code, row, column) in [
        (problem.code, problem.row, problem.column) for problem in problems
    ]


def test_a_single_file_is_checked_as_a_part_of_the_directory(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "new.csv"
    text = (folder / "communities/evidence.csv").read_text(encoding="utf-8")
    path.write_text(text.replace("alejas", "alejsa"), encoding="utf-8")
    own, brought, others = check_files(folder, {"communities/evidence.csv": path})
    assert [(problem.code, problem.file, problem.value) for problem in own] == [
        ("unknown_place", path.as_posix(), "alejsa")
    ]
    assert brought == others == []


def test_what_a_file_brings_to_others_is_told_from_their_own_faults(
    folder: Path, tmp_path: Path
) -> None:
    (folder / "places/population.csv").unlink()
    path = tmp_path / "places.csv"
    text = (folder / "places/places.csv").read_text(encoding="utf-8")
    path.write_text(text.replace("alejas", "jaunciems"), encoding="utf-8")
    problems = check_files(folder, {"places/places.csv": path})
    assert problems.problems == []
    assert {(problem.code, problem.file) for problem in problems.brought} == {
        ("unknown_place", "communities/communities.csv"),
        ("unknown_place", "communities/evidence.csv"),
        ("unknown_place", "boundaries/settlements.geojson"),
    }
    assert [problem.code for problem in problems.others] == ["file_missing"]


def test_a_municipality_from_other_times_is_told_by_what_lies_outside(
    folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / "municipality.geojson"
    text = (folder / "boundaries/municipality.geojson").read_text(encoding="utf-8")
    path.write_text(text.replace("24.1", "24.05"), encoding="utf-8")
    problems = check_files(folder, {"boundaries/municipality.geojson": path})
    assert {(problem.code, problem.row) for problem in problems.problems} == {
        ("geometry_outside", "unit-a"),
        ("geometry_outside", "apk-x"),
    }


def test_the_environment_names_the_directory() -> None:
    assert data_directory({"GEO_KOPIENAS_DATA": "/somewhere"}) == Path("/somewhere")
    checkout = Path(__file__).resolve().parents[2]
    assert data_directory({}) == data_directory({"GEO_KOPIENAS_DATA": ""}) == checkout / "data"
