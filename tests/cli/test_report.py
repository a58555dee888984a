"""`geo-kopienas report`: which place is meant, where the file goes, what is refused."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest

from geo_kopienas.cli import main

DEFAULT_DATA = Path(__file__).parents[2] / "data"
DAY = ("--date", "2026-06-30")


@pytest.fixture
def answer(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("GEO_KOPIENAS_DATA", str(DEFAULT_DATA))

    def asking(*arguments: str) -> tuple[int, str, str]:
        code = main(("report", *arguments))
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return asking


@pytest.mark.parametrize("name", ["Krogsilā", "KROGSILS", "krogsils"])
def test_the_profile_is_saved(answer: Any, tmp_path: Path, name: str) -> None:
    file = tmp_path / "krogsils.pdf"
    code, out, err = answer(name, "--out", str(file), *DAY)
    assert (code, err) == (0, "")
    assert str(file) in out
    assert file.read_bytes().startswith(b"%PDF-")


def test_an_unknown_place_is_refused_with_the_nearest_names(answer: Any, tmp_path: Path) -> None:
    file = tmp_path / "x.pdf"
    code, out, err = answer("Katlakns", "--out", str(file), "--language", "en")
    assert (code, out) == (2, "")
    assert "Katlakalns" in err
    assert not file.exists()


def test_a_name_of_several_places_is_refused_with_all_of_them(answer: Any, tmp_path: Path) -> None:
    code, out, _ = answer("Ķekava", "--out", str(tmp_path / "x.pdf"), "--format", "json")
    (fault,) = json.loads(out)["faults"]
    assert code == 2
    assert fault["code"] == "place_ambiguous"
    for place_id in ("kekavas-novads", "unit-kekavas-pilseta", "unit-kekavas-pagasts"):
        assert place_id in fault["message"]


def test_a_path_that_cannot_be_written_is_named(answer: Any, tmp_path: Path) -> None:
    code, out, _ = answer("Krogsils", "--out", str(tmp_path), *DAY, "--format", "json")
    (fault,) = json.loads(out)["faults"]
    assert code == 2
    assert (fault["code"], fault["value"]) == ("file_not_writable", str(tmp_path))


def test_a_full_disk_leaves_the_old_file(
    answer: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "krogsils.pdf"
    file.write_text("old", encoding="utf-8")

    def fill(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", fill)
    code, out, _ = answer("Krogsils", "--out", str(file), *DAY, "--format", "json")
    assert code == 2
    assert json.loads(out)["faults"][0]["code"] == "disk_full"
    assert file.read_text(encoding="utf-8") == "old"


def test_a_day_before_all_facts_is_said(answer: Any, tmp_path: Path) -> None:
    code, _, err = answer("Krogsils", "--out", str(tmp_path / "x.pdf"), "--date", "1990-01-01")
    assert code == 0
    assert "nav neviena fakta" in err
