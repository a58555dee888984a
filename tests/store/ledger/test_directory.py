"""The ledger in a data directory: one change at a time, compared with what its maker saw."""

import datetime as dt
import shutil
import threading
from pathlib import Path

import pytest

from geo_kopienas.domain.editing.changes import Change, Edit
from geo_kopienas.domain.schema.fields import EVIDENCE
from geo_kopienas.domain.schema.problems import LedgerError
from geo_kopienas.store.ledger.directory import DirectoryLedger
from geo_kopienas.store.ledger.files import locked
from geo_kopienas.store.ledger.rows import read_part
from geo_kopienas.store.location import DEFAULT_DATA

FACT = "ev-2013-founded-mezinieku-apkaimes-attistibai"


@pytest.fixture
def ledger(tmp_path: Path) -> DirectoryLedger:
    return DirectoryLedger(Path(shutil.copytree(DEFAULT_DATA, tmp_path / "data")))


def edit(ledger: DirectoryLedger, **cells: str) -> Edit:
    before = read_part(EVIDENCE.file, (ledger.path / EVIDENCE.file).read_bytes()).rows[FACT]
    return Edit(EVIDENCE.file, FACT, before, {**before, **cells})


def test_an_edited_row_changes_its_line_alone(ledger: DirectoryLedger) -> None:
    before = (ledger.path / EVIDENCE.file).read_text(encoding="utf-8").splitlines()

    ledger.commit(Change(summary="x", edits=(edit(ledger, title_lv="Jauns"),)), ledger.version())

    after = (ledger.path / EVIDENCE.file).read_text(encoding="utf-8").splitlines()
    (line,) = (new for old, new in zip(before, after, strict=True) if old != new)
    assert line.startswith(f"{FACT},")
    assert ",Jauns," in line


def test_a_faulty_row_is_refused_and_the_file_stays(ledger: DirectoryLedger) -> None:
    before = (ledger.path / EVIDENCE.file).read_bytes()

    answer = ledger.commit(Change(summary="x", edits=(edit(ledger, kind="x"),)), ledger.version())

    assert isinstance(answer, list)
    assert [problem.code for problem in answer] == ["unknown_code"]
    assert (ledger.path / EVIDENCE.file).read_bytes() == before


def test_a_file_that_was_changed_meanwhile_is_not_overwritten(ledger: DirectoryLedger) -> None:
    base = ledger.version()
    path = ledger.path / EVIDENCE.file
    content = path.read_bytes()
    path.write_bytes(content + b"\n")

    answer = ledger.commit(Change(summary="x", files={EVIDENCE.file: content}), base)

    assert isinstance(answer, list)
    assert [(problem.code, problem.file) for problem in answer] == [
        ("part_changed_meanwhile", EVIDENCE.file)
    ]
    assert path.read_bytes() == content + b"\n"


def test_a_reader_waits_until_a_change_is_written_whole(ledger: DirectoryLedger) -> None:
    read = threading.Event()
    with locked(ledger.path):
        reader = threading.Thread(target=lambda: (ledger.read(ledger.version()), read.set()))
        reader.start()
        assert not read.wait(0.3)
    assert read.wait(60)
    reader.join()


def test_a_directory_cannot_tell_what_was_known_on_a_day(ledger: DirectoryLedger) -> None:
    with pytest.raises(LedgerError, match="known_without_journal"):
        ledger.version(known_on=dt.date(2026, 1, 1))
