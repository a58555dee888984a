"""`geo-kopienas check`: what it prints and with which code it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from data_folder import DEFAULT_DATA, feature, write_data_folder, write_layer, write_table

from geo_kopienas.cli import main
from geo_kopienas.domain.schema.fields import EVIDENCE, PLACES
from geo_kopienas.domain.survey.disclosure.table import SURVEY_FIGURES
from geo_kopienas.exports.csv_files import Dialect, table_as_csv
from geo_kopienas.exports.tables import DERIVED_FIELDS, ExportTable

if TYPE_CHECKING:
    from pathlib import Path

KEYS = ["file", "sheet", "row", "column", "value", "code", "message", "remedy"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = write_data_folder(tmp_path / "data")
    monkeypatch.setenv("GEO_KOPIENAS_DATA", str(folder))
    return folder


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Any:
    def checking(*arguments: object) -> tuple[int, Any]:
        code = main(["check", "--format", "json", *map(str, arguments)])
        return code, json.loads(capsys.readouterr().out)

    return checking


def replace_in(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def named(answer: Any) -> list[tuple[Any, ...]]:
    columns = ("file", "row", "column", "value", "code")
    return [tuple(fault[name] for name in columns) for fault in answer["faults"]]


def test_a_directory_without_fault_is_fine(folder: Path, check: Any) -> None:
    code, answer = check(folder)
    assert (code, answer["faults"]) == (0, [])
    assert "places/places.csv" in answer["checked"]
    assert check() == (code, answer)


def test_all_faults_of_a_directory_come_in_one_pass(folder: Path, check: Any) -> None:
    replace_in(folder / "places/places.csv", "settlement,village,official,unit-a",
               "settlement,village,official,unit-b")  # fmt: skip
    replace_in(folder / "communities/evidence.csv", "e1,2022-06,", "e1,2022-13-40,")
    replace_in(folder / "communities/evidence.csv", "alejas", "alejsa")
    replace_in(folder / "communities/evidence.csv", "meeting", "meting")
    (folder / "places/population.csv").write_bytes(b"")
    rows = (folder / "communities/communities.csv").read_text(encoding="utf-8").splitlines()
    (folder / "communities/communities.csv").write_text(
        "\n".join([*rows, rows[-1]]), encoding="utf-8"
    )
    mercator = feature("unit-a", 2_670_000, 7_720_000, 10_000)
    write_layer(folder, "boundaries/units.geojson", mercator)

    code, answer = check(folder)

    assert code == 1
    evidence, places = "communities/evidence.csv", "places/places.csv"
    assert sorted(named(answer), key=str) == sorted(
        [
            (places, 5, "parent_id", "unit-b", "unknown_place"),
            (evidence, 2, "date", "2022-13-40", "invalid_date"),
            (evidence, 2, "place_ids", "alejsa", "unknown_place"),
            (evidence, 2, "kind", "meting", "unknown_code"),
            ("places/population.csv", None, None, None, "file_empty"),
            ("communities/communities.csv", 3, "community_id", "mezs", "duplicate_id"),
            ("boundaries/units.geojson", "unit-a", "geometry", "2670000, 7720000",
             "coordinates_not_degrees"),
        ],
        key=str,
    )  # fmt: skip


def test_a_fault_has_exactly_the_eight_keys_and_words(folder: Path, check: Any) -> None:
    (folder / "places/population.csv").unlink()
    fault = check(folder)[1]["faults"][0]
    assert list(fault) == KEYS
    assert fault["sheet"] is fault["row"] is fault["column"] is fault["value"] is None
    assert fault["message"]
    assert fault["remedy"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "/nowhere"],
        ["check", "nothing.csv"],
        ["frobnicate"],
        [],
        ["check", "--language=de"],
    ],
)
def test_what_cannot_be_read_or_called_ends_with_two(folder: Path, arguments: list[str]) -> None:
    assert folder.is_dir()
    assert main(arguments) == 2


@pytest.mark.parametrize(
    "arguments", [["status"], ["inactive"], ["xlsform", "--out", "a.xlsx"], ["undo"]]
)
def test_every_command_ends_with_two_without_a_directory(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GEO_KOPIENAS_DATA", str(tmp_path / "none"))
    assert main(arguments) == 2


@pytest.mark.parametrize(
    ("language", "words"), [("lv", "diskā nav brīvas vietas"), ("en", "the disk is full")]
)
def test_an_answer_that_finds_no_room_is_said_in_a_sentence(
    folder: Path, language: str, words: str
) -> None:
    assert folder.is_dir()
    command = "import sys; from geo_kopienas.cli import main; sys.exit(main())"
    with open("/dev/full", "w", encoding="utf-8") as full:  # noqa: PTH123 - a device, no file
        done = subprocess.run(
            [sys.executable, "-c", command, "undo", "--language", language],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 2
    assert words in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_a_missing_default_directory_ends_with_two(
    check: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GEO_KOPIENAS_DATA", str(tmp_path / "none"))
    code, answer = check()
    assert code == 2
    assert [fault["code"] for fault in answer["faults"]] == ["directory_missing"]


def test_a_file_is_known_by_its_name_and_compared_with_the_default_data(
    folder: Path, check: Any, tmp_path: Path
) -> None:
    copy = tmp_path / "evidence.csv"
    copy.write_bytes((folder / EVIDENCE.file).read_bytes())
    fine = {"faults": [], "repairs": [], "warnings": [], "checked": [copy.as_posix()]}
    assert check(copy) == (0, fine)
    replace_in(copy, "alejas", "alejsa")
    code, answer = check(copy)
    assert code == 1
    assert named(answer) == [(copy.as_posix(), 2, "place_ids", "alejsa", "unknown_place")]


def test_a_table_of_another_name_is_known_by_its_header(
    folder: Path, check: Any, tmp_path: Path
) -> None:
    copy = tmp_path / "my places.csv"
    copy.write_bytes((folder / PLACES.file).read_bytes())
    assert check(copy)[0] == 0
    text = copy.read_text(encoding="utf-8").replace(",", ";")
    copy.write_text(text, encoding="utf-8")
    code, answer = check(copy)
    assert (code, answer["faults"][0]["code"]) == (1, "separator_not_comma")


def test_half_of_a_sign_can_be_written_as_json(folder: Path, check: Any, tmp_path: Path) -> None:
    assert folder.is_dir()
    write_layer(tmp_path, "settlements.geojson", feature("a\ud800", 24.0, 56.8, 0.02))
    faults = check(tmp_path / "settlements.geojson")[1]["faults"]
    assert {fault["row"] for fault in faults} == {"a?"}


def test_answers_of_a_survey_are_judged_as_their_import_would(
    folder: Path, check: Any, tmp_path: Path
) -> None:
    assert folder.is_dir()
    path = tmp_path / "atbildes.csv"
    path.write_text("consent;place\nyes;Alejās\nyes;Alejsa\nvarbūt;Alejas\n", encoding="utf-8")
    code, answer = check(path)
    assert code == 1
    assert named(answer) == [
        (path.as_posix(), 3, "place", "Alejsa", "unknown_survey_place"),
        (path.as_posix(), 4, "consent", "varbūt", "unknown_answer"),
    ]
    path.write_text("consent;place\nyes;Alejās\n", encoding="utf-8")
    assert check(path)[0] == 0


def test_what_a_new_register_would_break_elsewhere_is_a_warning(
    folder: Path, check: Any, tmp_path: Path
) -> None:
    copy = tmp_path / "places.csv"
    text = (folder / PLACES.file).read_text(encoding="utf-8")
    copy.write_text(text.replace("alejas", "jaunciems"), encoding="utf-8")
    code, answer = check(copy)
    assert (code, answer["faults"]) == (0, [])
    assert (EVIDENCE.file, "alejas") in {
        (problem["file"], problem["value"]) for problem in answer["warnings"]
    }


def test_a_layer_is_known_by_its_name(folder: Path, check: Any, tmp_path: Path) -> None:
    assert folder.is_dir()
    write_layer(tmp_path, "settlements.geojson", feature("alejsa", 24.0, 56.8, 0.02))
    code, answer = check(tmp_path / "settlements.geojson")
    assert (code, [fault["code"] for fault in answer["faults"]]) == (1, ["unknown_place"])


def test_a_file_of_another_kind_cannot_be_checked(folder: Path, check: Any) -> None:
    other = folder / "notes.txt"
    other.write_text("x", encoding="utf-8")
    code, answer = check(other)
    assert (code, [fault["code"] for fault in answer["faults"]]) == (2, ["file_kind_unknown"])


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("dialect", Dialect)
def test_an_exported_table_of_survey_figures_is_told_to_be_one(
    dialect: Dialect, check: Any, tmp_path: Path
) -> None:
    fields = DERIVED_FIELDS[SURVEY_FIGURES]
    rows = pd.DataFrame([dict.fromkeys((field.name for field in fields), pd.NA)])
    path = tmp_path / "survey.csv"
    path.write_bytes(table_as_csv(ExportTable(SURVEY_FIGURES, fields, rows), dialect))
    code, answer = check(path)
    assert (code, [fault["code"] for fault in answer["faults"]]) == (2, ["survey_figures_exported"])
    assert answer["checked"] == []


def test_files_that_belong_together_are_checked_together(
    folder: Path, check: Any, tmp_path: Path
) -> None:
    for name in ("places", "evidence"):
        source = folder / (PLACES.file if name == "places" else EVIDENCE.file)
        copy = tmp_path / f"{name}.csv"
        text = source.read_text(encoding="utf-8").replace("alejas", "jaunciems")
        copy.write_text(text, encoding="utf-8")
    assert check(tmp_path / "places.csv", tmp_path / "evidence.csv")[0] == 0


def test_text_is_one_line_for_each_fault_and_a_sum(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replace_in(folder / EVIDENCE.file, "Tikšanās", '"a\nb\x1b[2J"')
    (folder / "places/population.csv").unlink()
    assert main(["check", str(folder)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert "\x1b" not in "".join(lines)


@pytest.mark.parametrize("language", ["lv", "en"])
@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"], ["--version"]])
def test_help_and_version(
    arguments: list[str], language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        main([*arguments, "--language", language] if arguments != ["--version"] else arguments) == 0
    )
    assert capsys.readouterr().out


def test_the_command_line_does_not_load_the_screens() -> None:
    program = (
        "import sys; from geo_kopienas.cli import main; main(['check', '--help']); "
        "import geo_kopienas.store.dataset; "
        "sys.exit(any(name in sys.modules for name in ('streamlit', 'folium', 'pyogrio._io')))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_evidence_written_by_a_table_writer_is_fine(folder: Path, check: Any) -> None:
    write_table(folder, EVIDENCE, [])
    code, answer = check(folder)
    assert (code, [fault["code"] for fault in answer["faults"]]) == (1, ["table_empty"])


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("name", ["borders.toml", "population.toml", "sources.toml"])
def test_rules_of_imports_can_be_checked_by_themselves(
    name: str, check: Any, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes((DEFAULT_DATA / "rules" / name).read_bytes())
    assert check(path)[0] == 0
    path.write_text("=", encoding="utf-8")
    code, answer = check(path)
    assert (code, named(answer)) == (1, [(path.as_posix(), None, None, "1:1", "toml_invalid")])
