"""One cause is one fault, and it hides no other: the default data, damaged in one or two ways."""

from __future__ import annotations

import csv
import io
import json
import shutil
from functools import cache
from typing import TYPE_CHECKING

import pytest
from data_folder import DEFAULT_DATA
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon, mapping, shape

from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.fields import (
    BOUNDARY_FILES,
    COMMUNITIES,
    EVIDENCE,
    PLACES,
    TABLES,
    Table,
)
from geo_kopienas.domain.schema.problems import without_repairs
from geo_kopienas.store.dataset import check_directory
from geo_kopienas.texts import texts_for
from geo_kopienas.texts.faults import describe

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

Rows = list[list[str]]
Found = list[tuple[str, str | None, str | None]]

UNITS, APKAIMES = BOUNDARY_FILES[Level.UNIT], BOUNDARY_FILES[Level.APKAIME]
KEYED = [table for table in TABLES if table.key]
#: A fault of its own, far from every other: a day of the ledger that is none.
APART = ("invalid_date", EVIDENCE.file, "date")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default data; each example brings its own files and puts them back."""
    path = tmp_path_factory.mktemp("one-cause") / "data"
    shutil.copytree(DEFAULT_DATA, path)
    return path


@cache
def rows_of(table: Table) -> Rows:
    with (DEFAULT_DATA / table.file).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def as_csv(rows: Rows) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def changed(table: Table, column: str, text: str, row: int | None = None) -> str:
    """A table with another text in one row, or in every one that has any."""
    rows = [[*line] for line in rows_of(table)]
    position = rows[0].index(column)
    for number, line in enumerate(rows[1:], start=2):
        if row == number or (row is None and line[position]):
            line[position] = text.format(line[position])
    return as_csv(rows)


def found(folder: Path, files: dict[str, str | bytes]) -> Found:
    """Code, file and column of each fault while these files stand in the directory."""
    try:
        for name, content in files.items():
            own = content.encode() if isinstance(content, str) else content
            (folder / name).write_bytes(own)
        problems = without_repairs(check_directory(folder))
        for problem in problems:
            assert all(describe(problem, texts_for("lv")))
        return [(problem.code, problem.file, problem.column) for problem in problems]
    finally:
        for name in files:
            shutil.copy(DEFAULT_DATA / name, folder / name)


# --- what only follows -----------------------------------------------------------------------


@settings(deadline=None, max_examples=30)
@given(data=st.data())
def test_a_row_without_its_id_is_one_fault_whatever_refers_to_it(
    folder: Path, data: st.DataObject
) -> None:
    table = data.draw(st.sampled_from(KEYED))
    assert table.key
    row = data.draw(st.integers(2, len(rows_of(table))))
    text, code = data.draw(
        st.sampled_from([("", "required_missing"), ("Nav Derīgs", "invalid_id")])
    )
    files: dict[str, str | bytes] = {table.file: changed(table, table.key, text, row)}
    assert found(folder, files) == [(code, table.file, table.key)]


@pytest.mark.parametrize("table", KEYED, ids=lambda table: table.name)
def test_a_table_without_its_column_of_ids_is_one_fault(table: Table, folder: Path) -> None:
    assert table.key
    position = rows_of(table)[0].index(table.key)
    rows = [[*line[:position], *line[position + 1 :]] for line in rows_of(table)]
    expected = [("missing_column", table.file, table.key)]
    assert found(folder, {table.file: as_csv(rows)}) == expected


def test_a_lost_id_hides_no_reference_to_what_was_never_there(folder: Path) -> None:
    row = next(n for n, line in enumerate(rows_of(PLACES), 1) if line[0] == "krogsils")
    files: dict[str, str | bytes] = {
        PLACES.file: changed(PLACES, "place_id", "", row),
        COMMUNITIES.file: changed(COMMUNITIES, "place_ids", "krogzile", 2),
    }
    assert found(folder, files) == [
        ("required_missing", PLACES.file, "place_id"),
        ("unknown_place", COMMUNITIES.file, "place_ids"),
    ]


def test_an_unreadable_apkaime_of_a_place_makes_its_parts_differ_in_nothing(folder: Path) -> None:
    table = rows_of(PLACES)
    parent = table[0].index("parent_id")
    levels = {line[0]: line[table[0].index("level")] for line in table[1:]}
    above = next(line[parent] for line in table if levels.get(line[parent]) == "settlement")
    row = next(n for n, line in enumerate(table, 1) if line[0] == above)
    files: dict[str, str | bytes] = {PLACES.file: changed(PLACES, "apkaime_id", "apk\ufffd", row)}
    assert found(folder, files) == [("letters_lost", PLACES.file, "apkaime_id")]


# --- what used to end the reading ------------------------------------------------------------


def zero_in_a_name(text: str) -> str:
    return text.replace("Baldone", "Bal\0done", 1)


def zeros_at_the_end(text: str) -> str:
    return text + "\0" * 4096


def title(text: str) -> str:
    return f"Vietas 2026\n\n{text}"


def title_as_wide(text: str) -> str:
    return f"Vietas 2026{',' * text.partition(chr(10))[0].count(',')}\n{text}"


def stray_quote(text: str) -> str:
    lines = text.split("\n")
    lines[9] = lines[9].replace(",", ',"', 1)
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (zero_in_a_name, "nul_byte"),
        (zeros_at_the_end, "nul_byte"),
        (title, "title_above_header"),
        (title_as_wide, "title_above_header"),
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_what_used_to_end_the_reading_hides_no_other_fault(
    damage: Callable[[str], str], code: str, ending: str, folder: Path
) -> None:
    text = damage(changed(PLACES, "area_year", "gads", 30)).replace("\n", ending)
    files: dict[str, str | bytes] = {
        PLACES.file: text,
        EVIDENCE.file: changed(EVIDENCE, "date", "nesen", 40),
    }
    expected = [(code, PLACES.file, None), ("invalid_year", PLACES.file, "area_year"), APART]
    assert set(found(folder, files)) == set(expected)
    assert len(found(folder, files)) == len(expected)


#: A key that an entry of the file needs.
NEEDED = {
    "survey/codebook.toml": "version",
    "rules/indicators.toml": "label_lv",
    "methodology/practices.toml": "title_lv",
}


@pytest.mark.parametrize("name", NEEDED)
@pytest.mark.parametrize("code", ["nul_byte", "encoding_other"])
def test_a_fault_of_a_rules_file_hides_none_of_its_entries(
    name: str, code: str, folder: Path
) -> None:
    content = (DEFAULT_DATA / name).read_bytes()
    spoilt = content + b"\n# \0"
    if code == "encoding_other":
        spoilt = f"{content.decode()}\n# Ķekava".encode("cp1257", "replace")
    assert found(folder, {name: spoilt}) == [(code, name, None)]
    beside = spoilt.replace(f"\n{NEEDED[name]} =".encode(), b"\nstrange_key =", 1)
    others = {(one, file) for one, file, _ in found(folder, {name: beside})}
    assert others > {(code, name)}
    assert {file for _, file in others} == {name}


def test_bytes_that_nobody_can_read_are_no_lost_letters_besides(folder: Path) -> None:
    content = (DEFAULT_DATA / UNITS).read_bytes()
    files: dict[str, str | bytes] = {
        UNITS: content.replace("Ķekavas".encode(), b"\xcdekavas", 1).replace(
            b"Baldones", b"Bald\xffnes", 1
        )
    }
    assert [code for code, _, _ in found(folder, files)] == ["encoding_unknown"]


def test_a_row_lost_in_a_broken_quotation_is_one_fault_and_hides_none(folder: Path) -> None:
    files: dict[str, str | bytes] = {
        PLACES.file: stray_quote(changed(PLACES, "area_year", "gads", 30)),
        EVIDENCE.file: changed(EVIDENCE, "date", "nesen", 40),
    }
    expected = [
        ("quote_broken", PLACES.file, None),
        ("invalid_year", PLACES.file, "area_year"),
        APART,
    ]
    assert found(folder, files) == expected


# --- geometry ---------------------------------------------------------------------------------


def without_shape(_: BaseGeometry) -> None:
    return None


def bow_tie(area: BaseGeometry) -> BaseGeometry:
    (x, y, right, top) = area.bounds
    return Polygon([(x, y), (right, top), (right, y), (x, top), (x, y)])


def with_hole(area: BaseGeometry) -> BaseGeometry:
    return area.difference(area.representative_point().buffer(0.004))


@cache
def shapes_of(name: str) -> dict[str, BaseGeometry]:
    layer = json.loads((DEFAULT_DATA / name).read_text(encoding="utf-8"))
    return {feature["id"]: shape(feature["geometry"]) for feature in layer["features"]}


def drawn(name: str, **damaged: Callable[[BaseGeometry], BaseGeometry | None]) -> str:
    """A layer with other geometry for some of its features, by their ids."""
    layer = json.loads((DEFAULT_DATA / name).read_text(encoding="utf-8"))
    for feature in layer["features"]:
        if feature["id"] in damaged:
            other = damaged[feature["id"]](shapes_of(name)[feature["id"]])
            feature["geometry"] = None if other is None else mapping(other)
    return json.dumps(layer)


@settings(deadline=None, max_examples=25)
@given(
    name=st.sampled_from([UNITS, APKAIMES]),
    damage=st.sampled_from([(without_shape, "geometry_empty"), (bow_tie, "geometry_invalid")]),
    data=st.data(),
)
def test_a_lost_geometry_is_one_fault_and_hides_no_gap_elsewhere(
    folder: Path,
    name: str,
    damage: tuple[Callable[[BaseGeometry], BaseGeometry | None], str],
    data: st.DataObject,
) -> None:
    lost, other = data.draw(
        st.permutations(sorted(shapes_of(name))).map(lambda ids: (ids[0], ids[1]))
    )
    spoil, code = damage
    alone = {name: drawn(name, **{lost: spoil})}
    assert found(folder, alone) == [(code, name, "geometry")]
    beside = {name: drawn(name, **{lost: spoil, other: with_hole})}
    assert sorted(found(folder, beside)) == [
        (code, name, "geometry"),
        ("layer_gap", name, "geometry"),
    ]


def test_without_the_border_of_the_municipality_that_of_its_units_judges(folder: Path) -> None:
    whole = BOUNDARY_FILES[Level.MUNICIPALITY]
    files: dict[str, str | bytes] = {
        whole: drawn(whole, **{"kekavas-novads": without_shape}),
        APKAIMES: drawn(APKAIMES, **{"apk-aleju": with_hole}),
    }
    assert found(folder, files) == [
        ("geometry_empty", whole, "geometry"),
        ("layer_gap", APKAIMES, "geometry"),
    ]


def test_a_feature_that_is_there_twice_is_one_fault(folder: Path) -> None:
    layer = json.loads((DEFAULT_DATA / UNITS).read_text(encoding="utf-8"))
    layer["features"].append(layer["features"][1])
    assert found(folder, {UNITS: json.dumps(layer)}) == [("duplicate_id", UNITS, "place_id")]


def test_a_border_copied_to_another_place_is_one_fault(folder: Path) -> None:
    first, second = list(shapes_of(APKAIMES))[3:5]
    files: dict[str, str | bytes] = {
        APKAIMES: drawn(APKAIMES, **{second: lambda _: shapes_of(APKAIMES)[first]})
    }
    assert found(folder, files) == [("duplicate_geometry", APKAIMES, "geometry")]


# --- what was spoilt together ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "column", "text", "code"),
    [
        (PLACES, "population_count", "{}.0", "invalid_integer"),
        (PLACES, "population_year", "{}.0", "invalid_year"),
        (PLACES, "level", "nav", "unknown_code"),
        (PLACES, "place_id", "Vieta {}", "invalid_id"),
        (EVIDENCE, "source_url", "www.{}", "invalid_url"),
        (EVIDENCE, "is_summary", "nē", "invalid_boolean"),
        (COMMUNITIES, "since_date", "{} g.", "invalid_date"),
    ],
)
def test_a_column_of_another_manner_is_one_fault_beside_another(
    table: Table, column: str, text: str, code: str, folder: Path
) -> None:
    files: dict[str, str | bytes] = {table.file: changed(table, column, text)}
    if table is not EVIDENCE:
        files[EVIDENCE.file] = changed(EVIDENCE, "date", "nesen", 40)
    expected = [(code, table.file, column), *([APART] if table is not EVIDENCE else [])]
    assert set(found(folder, files)) == set(expected)


@pytest.mark.parametrize("read_in", ["cp1252", "cp1250", "latin-1"])
@pytest.mark.parametrize("table", [PLACES, EVIDENCE, COMMUNITIES], ids=lambda table: table.name)
@pytest.mark.parametrize("written_in", ["utf-8", "cp1257"])
def test_cells_damaged_under_intact_headings_are_one_fault(
    table: Table, written_in: str, read_in: str, folder: Path
) -> None:
    content = as_csv(rows_of(table)).encode(written_in, "replace")
    damaged = "".join(bytes([byte]).decode(read_in, "ignore") or chr(byte) for byte in content)
    codes = [code for code, _, _ in found(folder, {table.file: damaged})]
    assert len(codes) == 1
    assert codes[0] in {"encoding_twice", "encoding_wrong"}


def test_a_part_in_another_encoding_is_one_fault(folder: Path) -> None:
    lines = as_csv(rows_of(EVIDENCE)).split("\n")
    content = b"\n".join(
        line.encode("utf-8" if number < 100 else "cp1257", "replace")
        for number, line in enumerate(lines)
    )
    ((code, _, _),) = found(folder, {EVIDENCE.file: content})
    assert code == "encoding_unknown"


def test_its_sentence_counts_the_cells_and_names_the_rows(folder: Path) -> None:
    (folder / PLACES.file).write_text(changed(PLACES, "population_count", "{}.0"), "utf-8")
    (problem,) = check_directory(folder)
    shutil.copy(DEFAULT_DATA / PLACES.file, folder / PLACES.file)
    number = len(problem.others)
    assert number > 5
    latvian, english = (describe(problem, texts_for(language))[0] for language in ("lv", "en"))
    assert f"Tas pats vēl {number} rindās: " in latvian
    assert f"The same in {number} more rows: " in english


def test_features_of_one_cause_are_one_fault(folder: Path) -> None:
    name = "boundaries/settlements.geojson"
    layer = json.loads((folder / name).read_text(encoding="utf-8"))
    for feature in layer["features"]:
        feature["properties"]["geometry_quality"] = "laba"
    assert found(folder, {name: json.dumps(layer)}) == [("unknown_code", name, "geometry_quality")]
