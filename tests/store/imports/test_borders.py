"""Import of borders: what it says, what it writes, and that it writes all or nothing."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from address_register import Row, row, small_register, square, write_register
from national_register import national_register
from register_folder import DAY, register_files, write_files

from geo_kopienas.domain.places.earlier_borders import borders_on
from geo_kopienas.domain.places.history import state_on
from geo_kopienas.domain.places.territory import Remark
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.store.borders.layers import read_former
from geo_kopienas.store.dataset import check_directory, load_dataset
from geo_kopienas.store.imports.borders import BorderImport, BorderSettings, prepare_import
from geo_kopienas.store.ledger.directory import DirectoryLedger
from geo_kopienas.store.ledger.files import undo_last

CHECKOUT = Path(__file__).parents[3]


def prepared(directory: Path, path: Path, **options: Any) -> BorderImport:
    given: dict[str, Any] = {"municipality": "Alejas novads", "day": DAY}
    return prepare_import(directory, path, BorderSettings(**(given | options)), lambda *_: None)


def write_import(folder: Path, result: BorderImport, command: str) -> None:
    assert result.directory == folder
    ledger = DirectoryLedger(folder)
    assert not isinstance(result.commit(ledger, ledger.version(), command), list)


def state_of(directory: Path) -> dict[str, bytes]:
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file() and ".former" not in path.parts
    }


@pytest.fixture(scope="session")
def register_zip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small register as a file."""
    return write_register(tmp_path_factory.mktemp("register") / "aw_shp.zip", small_register())


@pytest.fixture(scope="session")
def first_import(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Every file of a directory that began with the small register."""
    return register_files(tmp_path_factory.mktemp("first"))


@pytest.fixture
def folder(first_import: dict[str, bytes], tmp_path: Path) -> Path:
    """A data directory that holds the small register already."""
    return write_files(tmp_path / "data", first_import)


def changed_places(directory: Path, **cells: str) -> pd.DataFrame:
    """The register with cells `place__column` changed by hand."""
    path = directory / "places/places.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False).set_index("place_id")
    for name, value in cells.items():
        place, _, column = name.replace("_of_", "-").partition("__")
        frame.loc[place, column] = value
    frame.reset_index().to_csv(path, index=False)
    return frame


def ids(result: BorderImport, kind: str) -> list[str]:
    return [change["place_id"] for change in result.plan.changes[kind]]


def test_a_new_directory_begins_with_its_municipality_alone(folder: Path) -> None:
    data, problems = load_dataset(folder)
    assert problems == []
    assert data is not None
    assert list(data.places["place_id"]) == [
        "alejas-novads",
        "unit-liepa",
        "liepa",
        "unit-alejas-pagasts",
        "alejas",
        "kisezers",
        "jaunciems",
        "krasti",
    ]
    assert set(data.boundaries[Level.UNIT]["geometry_quality"]) == {"official"}
    assert list(data.context["place_id"]) == ["neighbour-blakus-novads"]
    assert [attribution["id"] for attribution in data.attributions] == ["vzd"]
    assert data.site.title["lv"] == "Alejas novads: iedzīvotāju kopienas"


def test_a_new_directory_says_nothing_of_another_municipality(
    first_import: dict[str, bytes],
) -> None:
    """Its rules and methods are those of the checkout, without what is so there alone."""
    shared = set(first_import) - {"places/municipalities.csv"}  # all of Latvia
    named = [path for path in sorted(shared) if "kekav" in first_import[path].decode().lower()]
    named += [path for path in sorted(shared) if "Ķekav" in first_import[path].decode()]
    assert named == []


def test_a_directory_that_only_says_where_files_come_from_is_new(
    register_zip: Path, tmp_path: Path
) -> None:
    rules = write_files(
        tmp_path / "data",
        {"rules/borders.toml": (CHECKOUT / "data/rules/borders.toml").read_bytes()},
    )
    result = prepared(rules, register_zip)
    assert result.problems == []
    assert "rules/borders.toml" not in result.files


@pytest.mark.parametrize("asked", ["100015500", "0099000", "ALEJAS NOV."])
def test_a_new_site_is_called_as_the_register_calls_the_municipality(
    asked: str, register_zip: Path, tmp_path: Path
) -> None:
    files = prepared(tmp_path / "data", register_zip, municipality=asked).files
    assert 'name_lv = "Alejas novads: kopienas"' in files["rules/site.toml"].decode()


def test_a_file_of_one_municipality_leaves_its_neighbours_as_they_are(
    folder: Path, tmp_path: Path
) -> None:
    layers = small_register()
    layers["Novadi"] = layers["Novadi"][:1]
    layers["Pagasti"] = layers["Pagasti"][:1]
    layers["Ciemi"][0]["geometry"] = square(5000, 1000, 1500, 1000)
    result = prepared(folder, write_register(tmp_path / "aw_shp.zip", layers))
    assert result.problems == []
    assert "boundaries/neighbours.geojson" not in result.files


def test_a_second_import_of_the_same_file_changes_nothing(folder: Path, register_zip: Path) -> None:
    result = prepared(folder, register_zip, municipality=None)
    assert result.problems == []
    assert {kind: rows for kind, rows in result.plan.changes.items() if rows} == {}
    assert result.files == {}


def test_nothing_is_written_before_it_is_confirmed(folder: Path, tmp_path: Path) -> None:
    layers = small_register()
    layers["Ciemi"][0]["NOSAUKUMS"] = "Alejciems"
    before = state_of(folder)
    result = prepared(folder, write_register(tmp_path / "aw_shp.zip", layers))
    assert result.files
    assert state_of(folder) == before


def test_a_code_keeps_a_place_whose_name_has_changed(folder: Path, tmp_path: Path) -> None:
    layers = small_register()
    layers["Ciemi"][0]["NOSAUKUMS"] = "Alejciems"
    result = prepared(folder, write_register(tmp_path / "aw_shp.zip", layers))
    assert ids(result, "renamed") == ["alejas"]
    write_import(folder, result, "test")
    data, _ = load_dataset(folder)
    assert data is not None
    place = data.places.set_index("place_id").loc["alejas"]
    assert (place["name_lv"], place["alternative_names"]) == ("Alejciems", ("Alejas",))


def test_without_a_code_the_name_and_the_position_find_the_place(
    folder: Path, register_zip: Path
) -> None:
    changed_places(folder, kisezers__register_code="", kisezers__name_lv="kišezers",
                   kisezers__alternative_names="Ķīšezers", krasti__register_code="")  # fmt: skip
    result = prepared(folder, register_zip)
    assert (ids(result, "new"), ids(result, "renamed")) == ([], [])
    assert result.plan.cells["kisezers"]["register_code"] == "100007002"


def test_a_place_of_the_same_name_far_away_is_another_place(
    folder: Path, register_zip: Path
) -> None:
    changed_places(
        folder, krasti__register_code="", krasti__latitude="56.77", krasti__longitude="24.005"
    )
    result = prepared(folder, register_zip)
    assert ids(result, "new") == ["krasti-alejas-pagasts"]


def test_a_centre_outside_its_border_moves_inside(folder: Path, register_zip: Path) -> None:
    changed_places(folder, alejas__latitude="56.7674", alejas__longitude="24.1067")
    result = prepared(folder, register_zip)
    (moved,) = result.plan.changes["moved"]
    assert moved["place_id"] == "alejas"
    assert 400 < moved["distance_m"] < 600


def test_what_may_be_two_places_is_left_open_until_somebody_says(
    folder: Path, tmp_path: Path
) -> None:
    changed_places(folder, alejas__register_code="", kisezers__register_code="",
                   kisezers__name_lv="Alejas")  # fmt: skip
    path = write_register(tmp_path / "aw_shp.zip", small_register())
    result = prepared(folder, path)
    (open_,) = result.plan.changes["unmatched"]
    assert (open_["code"], open_["candidates"]) == ("100007001", ["alejas", "kisezers"])
    result = prepared(folder, path, chosen={"100007001": "alejas", "100007002": "kisezers"})
    assert result.plan.changes["unmatched"] == []


def test_a_place_that_ended_keeps_its_day_and_its_successor(folder: Path, tmp_path: Path) -> None:
    layers = small_register()
    layers["Ciemi"][0] |= {"STATUSS": "DEL", "DAT_BEIG": "2026-06-30"}
    layers["Ciemi"][1]["geometry"] = square(5000, 1000, 3000, 1000)
    result = prepared(folder, write_register(tmp_path / "aw_shp.zip", layers))
    (gone,) = result.plan.changes["gone"]
    assert (gone["place_id"], gone["valid_to_date"]) == ("alejas", "2026-06-30")
    assert gone["successor_ids"] == ["kisezers"]
    write_import(folder, result, "test")
    assert check_directory(folder) == []


def test_a_village_outside_its_parish_is_said(folder: Path, tmp_path: Path) -> None:
    layers = small_register()
    layers["Ciemi"][0]["geometry"] = square(3400, 1000)
    result = prepared(folder, write_register(tmp_path / "aw_shp.zip", layers))
    (doubted,) = result.plan.changes["parent_doubted"]
    assert (doubted["place_id"], doubted["share_pct"]) == ("alejas", 40)


def test_undo_returns_to_the_former_state(folder: Path, tmp_path: Path) -> None:
    layers = small_register()
    layers["Ciemi"].append(
        row("100007010", "106", "Jaunais", square(7000, 7000), layers["Pagasti"][0])
    )
    before = state_of(folder)
    result = prepared(folder, write_register(tmp_path / "aw_shp.zip", layers))
    write_import(folder, result, "import boundaries aw_shp.zip")
    assert state_of(folder) != before
    assert check_directory(folder) == []
    manifest, problems = undo_last(folder)
    assert problems == []
    assert manifest is not None
    assert manifest["command"] == "import boundaries aw_shp.zip"
    assert state_of(folder) == before


def test_undo_does_not_throw_away_what_was_typed_since(folder: Path, tmp_path: Path) -> None:
    layers = small_register()
    layers["Ciemi"][0]["NOSAUKUMS"] = "Alejciems"
    write_import(folder, prepared(folder, write_register(tmp_path / "a.zip", layers)), "test")
    changed_places(folder, krasti__note_lv="Mana piezīme")
    before = state_of(folder)
    manifest, problems = undo_last(folder)
    assert manifest is None
    assert [(problem.code, problem.file) for problem in problems] == [
        ("undo_changed_since", "places/places.csv")
    ]
    assert state_of(folder) == before


def with_other_border(**changed: Any) -> dict[str, list[Row]]:
    """The small register, one village wider by 500 m."""
    layers = small_register()
    layers["Ciemi"][0] |= {"geometry": square(5000, 1000, 1500, 1000), **changed}
    return layers


def former_of(directory: Path) -> list[tuple[str, str, str]]:
    """Place, first and last day of every former border that is kept."""
    frame, problems = read_former(directory / "boundaries/former.geojson")
    assert problems == []
    columns = ("place_id", "valid_from_date", "valid_to_date")
    return list(zip(*(frame[column] for column in columns), strict=True))


@pytest.mark.parametrize(
    ("modified", "day"),
    [
        ("2027-02-01", "2027-02-01"),  # the register says when the row was changed
        ("2022-07-01", "2027-03-01"),  # it says an older day: known is only the new file's
        (None, "2027-03-01"),
    ],
)
def test_a_border_that_changes_is_kept_for_the_days_on_which_it_held(
    modified: str | None, day: str, folder: Path, tmp_path: Path
) -> None:
    path = write_register(tmp_path / "aw_shp.zip", with_other_border(DAT_MOD=modified))
    before = state_of(folder)
    result = prepared(folder, path, day=date(2027, 3, 1))
    assert result.plan.changes["border_changed"] == [
        {"place_id": "alejas", "name": "Alejas", "changed_ha": 50.0, "valid_to_date": day}
    ]
    write_import(folder, result, "test")
    assert former_of(folder) == [("alejas", "2026-11-24", day)]
    assert check_directory(folder) == []
    data, _ = load_dataset(folder)
    assert data is not None
    now = data.boundaries[Level.SETTLEMENT].set_index("place_id")
    assert (now.loc["alejas", "valid_from_date"], now.loc["krasti", "valid_from_date"]) == (
        day, "2026-11-24"
    )  # fmt: skip
    assert "former" in data.attributions[0]["layers"]
    undo_last(folder)
    assert state_of(folder) == before


def test_the_map_of_an_earlier_day_has_the_border_of_that_day(folder: Path, tmp_path: Path) -> None:
    path = write_register(tmp_path / "aw_shp.zip", with_other_border())
    write_import(folder, prepared(folder, path, day=date(2027, 3, 1)), "test")
    data, _ = load_dataset(folder)
    assert data is not None

    def km2(day: str) -> float:
        layers = borders_on(data.boundaries, data.former, date.fromisoformat(day))
        shapes = layers[Level.SETTLEMENT].set_index("place_id").to_crs(3059)
        return round(float(shapes.geometry.area["alejas"]) / 1e6, 1)

    assert [km2(as_of) for as_of in ("2026-12-01", "2027-02-28", "2027-03-01")] == [1.0, 1.0, 1.5]
    state = state_on(data, date(2026, 12, 1))
    said = [note for note in state.said if note.level is Level.SETTLEMENT]
    assert [(note.remark, note.place_ids, note.date) for note in said] == [
        (Remark.FORMER, ("alejas",), "2027-03-01")
    ]


def test_a_town_that_comes_out_of_a_parish_is_the_parishs_land_before(
    folder: Path, tmp_path: Path
) -> None:
    layers = small_register()
    town = row("100003501", "104", "Jaunpils", square(4000, 7000, 2000), layers["Novadi"][0])
    layers["Pilsetas"].append(town | {"DAT_SAK": "2027-01-01"})
    parish = layers["Pagasti"][0]
    parish["geometry"] = parish["geometry"].difference(town["geometry"])
    path = write_register(tmp_path / "aw_shp.zip", layers)
    write_import(folder, prepared(folder, path, day=date(2027, 3, 1)), "test")
    assert check_directory(folder) == []
    data, _ = load_dataset(folder)
    assert data is not None
    state = state_on(data, date(2026, 12, 1))
    there = state.boundaries[Level.UNIT]["place_id"]
    assert set(there) == {"unit-liepa", "unit-alejas-pagasts"}
    (part,) = [
        note for note in state.said if note.remark is Remark.PART_OF and note.level == "unit"
    ]
    assert (part.place_ids, part.other_id) == (("unit-jaunpils",), "unit-alejas-pagasts")


@pytest.mark.parametrize(
    ("layers", "day", "reason"),
    [
        (with_other_border(), DAY, "a file of the same day corrects a slip"),
        (with_other_border(), date(2026, 1, 1), "an older file tells of no later day"),
        (
            with_other_border(geometry=square(5000.2, 1000.2)),
            date(2027, 3, 1),
            "20 cm are another reading of the same border",
        ),
    ],
)
def test_what_was_no_other_border_is_not_kept(
    layers: dict[str, list[Row]], day: date, reason: str, folder: Path, tmp_path: Path
) -> None:
    path = write_register(tmp_path / "aw_shp.zip", layers)
    result = prepared(folder, path, day=day)
    assert "boundaries/former.geojson" not in result.files, reason


def test_a_border_that_was_not_official_is_no_history(folder: Path, tmp_path: Path) -> None:
    layer = folder / "boundaries/settlements.geojson"
    layer.write_text(layer.read_text(encoding="utf-8").replace("official", "generalised"))
    path = write_register(tmp_path / "aw_shp.zip", with_other_border())
    result = prepared(folder, path, day=date(2027, 3, 1))
    assert result.problems == []
    assert "boundaries/former.geojson" not in result.files


def test_a_register_that_contradicts_other_layers_is_refused_with_faults(
    register_zip: Path, tmp_path: Path
) -> None:
    """Its land lies in that of the default data; apkaimes drawn of both fold over themselves."""
    directory = shutil.copytree(CHECKOUT / "data", tmp_path / "data")
    result = prepared(directory, register_zip, municipality="all")
    assert "layer_overlap" in {problem.code for problem in result.problems}


def test_all_municipalities_of_the_file(tmp_path: Path, register_zip: Path) -> None:
    result = prepared(tmp_path / "new", register_zip, municipality="all")
    assert result.problems == []
    assert result.municipalities == ["100015500", "100015600"]
    layer = json.loads(result.files["boundaries/municipality.geojson"])
    assert [feature["id"] for feature in layer["features"]] == ["alejas-novads", "blakus-novads"]


def test_a_state_city_is_a_municipality_a_unit_and_a_settlement(tmp_path: Path) -> None:
    city = row("100003001", "104", "Liela", square(0, 0, 5000), None)
    small = small_register()
    layers: dict[str, list[Row]] = {
        "Novadi": [small["Novadi"][1]],
        "Pilsetas": [city],
        "Pagasti": [small["Pagasti"][1]],
    }
    path = write_register(tmp_path / "aw_shp.zip", layers)
    result = prepared(tmp_path / "new", path, municipality="Liela")
    assert ids(result, "new") == ["liela", "unit-liela", "liela-pilseta"]


def test_a_municipality_is_found_by_its_code_or_careless_name(
    tmp_path: Path, register_zip: Path
) -> None:
    for asked in ("100015600", "BLAKUS NOV.", "blakus novads"):
        assert prepared(tmp_path / "new", register_zip, municipality=asked).municipalities == [
            "100015600"
        ]
    unknown = prepared(tmp_path / "new", register_zip, municipality="Cits novads")
    assert [problem.code for problem in unknown.problems] == ["municipality_unknown"]


def test_the_synthetic_country_has_the_size_of_latvia() -> None:
    """What `benchmarks/national_import.py` imports; docs/borders.md states time and memory."""
    layers = national_register()
    assert {name: len(rows) for name, rows in layers.items()} == {
        "Novadi": 36,
        "Pilsetas": 79,
        "Pagasti": 501,
        "Ciemi": 5_200,
        "Mazciemi": 1_300,
    }
    assert all(row["geometry"].is_valid for rows in layers.values() for row in rows)
