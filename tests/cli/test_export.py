"""`geo-kopienas export`: what is written, what it says, and what a full disk leaves behind."""

from __future__ import annotations

import csv
import errno
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from geo_kopienas.cli import main

DEFAULT_DATA = Path(__file__).parents[2] / "data"
CSV_FILES = {
    f"{name}{excel}.csv"
    for name in ("places", "communities", "evidence", "sources", "dictionary")
    for excel in ("", "-excel")
}


@pytest.fixture
def answer(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("GEO_KOPIENAS_DATA", str(DEFAULT_DATA))

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(list(arguments))
        return code, *capsys.readouterr()

    return run


ALL = "csv,xlsx,geojson,gpkg,html"
OTHER_FILES = {
    "geo-kopienas.xlsx",
    "geo-kopienas.gpkg",
    *(f"{name}.geojson" for name in ("municipality", "unit", "apkaime", "settlement")),
    "communities.geojson",
    "map.html",
}


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def export(answer: Any, out: Path, *more: str, day: str = "2026-06-30") -> tuple[int, str, str]:
    formats = () if "--formats" in more else ("--formats", "csv")
    call = ("export", "--out", str(out), "--date", day, *formats, *more)
    result: tuple[int, str, str] = answer(*call)
    return result


def test_csv_has_places_communities_evidence_sources_and_dictionary(
    answer: Any, tmp_path: Path
) -> None:
    code, out, _ = export(answer, tmp_path / "new", "--formats", "csv", "--format", "json")
    assert code == 0
    written = json.loads(out)
    assert written["faults"] == []
    assert {Path(name).name for name in written["written"]} == CSV_FILES
    assert set(contents(tmp_path / "new")) == CSV_FILES


def test_every_format_is_written(answer: Any, tmp_path: Path) -> None:
    code, out, _ = export(answer, tmp_path, "--formats", ALL, "--format", "json")
    assert code == 0
    written = {Path(name).name for name in json.loads(out)["written"]}
    assert written == set(contents(tmp_path)) == CSV_FILES | OTHER_FILES


def test_the_same_call_gives_the_same_bytes(answer: Any, tmp_path: Path) -> None:
    for name in ("one", "two"):
        export(answer, tmp_path / name)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_exported_tables_pass_the_check(answer: Any, tmp_path: Path) -> None:
    export(answer, tmp_path, day="2099-12-31")
    files = [str(tmp_path / f"{name}.csv") for name in ("places", "communities", "evidence")]
    code, out, _ = answer("check", *files, "--format", "json")
    assert (code, json.loads(out)["faults"]) == (0, [])


@pytest.mark.parametrize("language", ["lv", "en"])
def test_an_exported_workbook_can_be_checked_in_either_language(
    answer: Any, tmp_path: Path, language: str
) -> None:
    export(answer, tmp_path, "--formats", "xlsx", "--language", language, day="2099-12-31")
    book = tmp_path / "geo-kopienas.xlsx"
    _, out, _ = answer("check", str(book), "--format", "json")
    # It is no file of a data directory; nothing else is wrong with it.
    codes = [fault["code"] for fault in json.loads(out)["faults"]]
    assert codes == ["file_kind_other", "column_names_in_words"]


@pytest.mark.parametrize("language", ["lv", "en"])
def test_the_dictionary_gives_every_column_a_meaning(
    answer: Any, tmp_path: Path, language: str
) -> None:
    export(answer, tmp_path, "--language", language)
    with (tmp_path / "dictionary.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    places = [row["column"] for row in rows if row["table"] == "places"]
    with (tmp_path / "places.csv").open(encoding="utf-8", newline="") as file:
        assert places == next(csv.reader(file))
    assert all(row["meaning"] for row in rows)


def test_files_of_an_earlier_export_stay_and_are_named(answer: Any, tmp_path: Path) -> None:
    export(answer, tmp_path, "--formats", "csv,geojson", day="2021-01-01")
    (tmp_path / "mani.csv").write_text("x", encoding="utf-8")
    before = contents(tmp_path)
    code, out, err = export(answer, tmp_path, "--format", "json")
    assert code == 0
    left = {name for name in OTHER_FILES if name.endswith(".geojson")}
    assert {Path(name).name for name in json.loads(out)["left"]} == left
    assert all(name in err for name in left)
    assert "mani.csv" not in err
    assert {name: contents(tmp_path)[name] for name in left} == {
        name: before[name] for name in left
    }
    code, _, err = export(answer, tmp_path / "new")
    assert (code, err) == (0, "")


def test_an_unknown_format_is_a_wrong_call(answer: Any, tmp_path: Path) -> None:
    code, out, err = export(answer, tmp_path, "--formats", "csv,dwg")
    assert (code, out) == (2, "")
    assert "dwg" in err
    assert contents(tmp_path) == {}


@pytest.mark.parametrize("out", [".", "places", "new/folder", "rules/../boundaries"])
def test_an_export_never_replaces_the_data_that_it_is_made_of(
    answer: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: str
) -> None:
    data = tmp_path / "data"
    shutil.copytree(DEFAULT_DATA, data)
    monkeypatch.setenv("GEO_KOPIENAS_DATA", str(data))
    before = contents(data)
    code, written, refused = export(answer, data / out)
    assert (code, written) == (2, "")
    assert "datu mapē" in refused
    assert contents(data) == before


@pytest.mark.parametrize("language", ["lv", "en"])
def test_a_directory_that_cannot_be_written_is_named(
    answer: Any, tmp_path: Path, language: str
) -> None:
    file = tmp_path / "file"
    file.write_text("x", encoding="utf-8")
    arguments = ("--format", "json", "--language", language)
    code, out, _ = export(answer, file / "below", *arguments)
    fault = json.loads(out)["faults"][0]
    assert code == 2
    assert (fault["code"], fault["value"]) == ("directory_not_writable", str(file / "below"))
    assert fault["remedy"]
    assert file.read_text(encoding="utf-8") == "x"


def test_a_folder_in_the_place_of_a_file_stops_everything(answer: Any, tmp_path: Path) -> None:
    export(answer, tmp_path, day="2021-01-01")
    (tmp_path / "sources.csv").unlink()
    (tmp_path / "sources.csv").mkdir()
    before = contents(tmp_path)
    code, _, err = export(answer, tmp_path)
    assert code == 2
    assert str(tmp_path) in err
    assert contents(tmp_path) == before


def test_a_full_disk_leaves_the_old_files_whole(
    answer: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(answer, tmp_path, day="2021-01-01")
    before = contents(tmp_path)
    synced = []

    def fill(handle: int) -> None:
        synced.append(handle)
        if len(synced) == 4:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fill)
    code, out, _ = export(answer, tmp_path, "--format", "json")
    assert code == 2
    assert [fault["code"] for fault in json.loads(out)["faults"]] == ["disk_full"]
    assert contents(tmp_path) == before
