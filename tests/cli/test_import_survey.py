"""`import survey` as its user calls it: what is said, what is stored, and the exit code."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from data_folder import DEFAULT_DATA

from geo_kopienas.cli import main

if TYPE_CHECKING:
    from pathlib import Path

ROUND = "2026-rudens"
HEADER = "submission_id,consent,place,community_exists,belonging"
GOOD = [f"s-{number},yes,Krogsils,active,4" for number in range(12)]
KEYS = {"file", "sheet", "row", "column", "value", "code", "message", "remedy"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "data"
    shutil.copytree(DEFAULT_DATA, path)
    monkeypatch.setenv("GEO_KOPIENAS_DATA", str(path))
    monkeypatch.delenv("GEO_KOPIENAS_DEMO", raising=False)
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "aptauja.csv"
    path.write_text("\n".join([HEADER, *GOOD]), encoding="utf-8")
    return path


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def said(capsys: pytest.CaptureFixture[str], path: Path, *options: str) -> tuple[int, Any]:
    code = main(["import", "survey", str(path), "--round", ROUND, *options, "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


def test_without_yes_it_says_what_it_understood_and_writes_nothing(
    folder: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = snapshot(folder)
    code, answer = said(capsys, file)
    assert (code, answer["faults"], answer["is_written"]) == (0, [], False)
    assert answer["submissions"]["new"] == 12
    assert answer["places"] == [
        {"text": "Krogsils", "ids": ["krogsils"], "how": "label", "count": 12}
    ]
    assert snapshot(folder) == before


def test_with_yes_it_stores_once_and_published_answers_put_the_invented_ones_away(
    folder: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(capsys, file, "--date", "2026-11", "--yes")[1]["is_written"]
    code, again = said(capsys, file, "--yes")
    assert code == 0
    assert (again["submissions"]["new"], again["submissions"]["unchanged"]) == (0, 12)
    stored = folder / "survey" / "responses" / f"{ROUND}.csv"
    assert len(stored.read_text(encoding="utf-8").splitlines()) == 13
    assert stored.stat().st_mode & 0o077 == 0
    out = folder.parent / "export"
    assert main(["export", "--out", str(out), "--formats", "csv"]) == 0
    assert ROUND not in (out / "survey.csv").read_text(encoding="utf-8")
    assert main(["publish", "survey", ROUND, "--yes"]) == 0
    assert main(["export", "--out", str(out), "--formats", "csv"]) == 0
    rows = (out / "survey.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert rows
    assert all(row.startswith(f"{ROUND},") for row in rows)
    assert main(["check", str(folder)]) == 0


@pytest.mark.parametrize("language", ["lv", "en"])
def test_a_fault_refuses_the_whole_file(
    language: str, folder: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = ["s-20,yes,Ķekava,active,4", "s-21,yes,Krogsils,perhaps,9"]
    file.write_text("\n".join([HEADER, *GOOD, *bad]), encoding="utf-8")
    before = snapshot(folder)
    code, answer = said(capsys, file, "--yes", "--language", language)
    assert (code, answer["is_written"]) == (1, False)
    faults = answer["faults"]
    assert all(set(fault) == KEYS and fault["message"] and fault["remedy"] for fault in faults)
    assert [(fault["code"], fault["row"], fault["column"], fault["value"]) for fault in faults] == [
        ("ambiguous_place", 14, "place", "Ķekava"),
        ("unknown_answer", 15, "community_exists", "perhaps"),
        ("unknown_answer", 15, "belonging", "9"),
    ]
    assert snapshot(folder) == before


def test_what_cannot_be_read_and_a_wrong_call_are_two(
    folder: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, answer = said(capsys, file.parent / "nav.csv")
    assert (code, [fault["code"] for fault in answer["faults"]]) == (2, ["path_missing"])
    before = snapshot(folder)
    assert main(["import", "survey", str(file), "--round", "Rudens 2026", "--yes"]) == 2
    assert snapshot(folder) == before
