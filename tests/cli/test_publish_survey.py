"""`publish survey`: what would be published, the publication, and the way back."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from data_folder import DEFAULT_DATA, write_data_folder, write_table

from geo_kopienas.cli import main
from geo_kopienas.domain.schema.fields import SURVEY_ROUNDS
from geo_kopienas.domain.survey.codebook.model import CODEBOOK_FILE
from geo_kopienas.store.dataset import load_dataset
from geo_kopienas.store.location import DATA_VARIABLE
from geo_kopienas.store.survey.responses import write_responses

if TYPE_CHECKING:
    from pathlib import Path

ROUND = {"round_id": "r", "date": "2026-11", "label_lv": "R", "label_en": "R", "is_demo": "false"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    own = write_data_folder(tmp_path / "data")
    shutil.copy(DEFAULT_DATA / CODEBOOK_FILE, own / CODEBOOK_FILE)
    write_table(own, SURVEY_ROUNDS, [ROUND])
    monkeypatch.setenv(DATA_VARIABLE, str(own))
    store(own, 40)
    return own


def store(folder: Path, count: int) -> None:
    data, _ = load_dataset(folder)
    assert data is not None
    row = {"municipality_id": "riga", "role": "member"}
    rows = [{"submission_id": str(number), **row} for number in range(count)]
    write_responses(folder, "r", rows, data.codebook)


def answer(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, dict[str, object]]:
    code = main(["publish", "survey", "r", "--format", "json", *options])
    return code, json.loads(capsys.readouterr().out)


def test_nothing_is_published_without_yes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["publish", "survey", "r"]) == 0
    said = capsys.readouterr().out
    assert "publicēšanu gaida 40 atbilžu" in said
    assert "--yes" in said
    assert not (folder / "survey/publications").exists()


def test_it_is_published_and_taken_back(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = answer(capsys, "--yes")
    assert (code, said["is_written"], said["number"]) == (0, True, 1)
    assert said["groups"] == ["rest-of-latvia"]
    code, said = answer(capsys, "--take-back", "--yes")
    assert (code, said["is_written"]) == (0, True)


def test_one_more_answer_is_refused_with_the_group(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(capsys, "--yes")
    store(folder, 41)
    code, said = answer(capsys, "--yes")
    assert (code, said["is_written"]) == (1, False)
    assert '"publication_too_near"' in json.dumps(said["faults"])
    assert main(["publish", "survey", "r", "--yes"]) == 1
    assert "mainījušās 1–9 atbildes" in capsys.readouterr().out


def test_an_unknown_round_names_those_that_have_answers(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["publish", "survey", "x"]) == 1
    assert "kārtas ar atbildēm: r" in capsys.readouterr().out
