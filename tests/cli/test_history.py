"""`history` and `undo`: what was changed, by whom, field by field, and the way back."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from data_folder import EVIDENCE_ROWS, write_data_folder

from geo_kopienas.cli import main
from geo_kopienas.domain.editing.changes import Change, Edit
from geo_kopienas.domain.schema.fields import EVIDENCE
from geo_kopienas.domain.survey.rounds.publications import publications_file
from geo_kopienas.store.ledger.engine import writing
from geo_kopienas.store.ledger.maintenance import init_database
from geo_kopienas.store.ledger.opening import DATABASE_VARIABLE, open_ledger, today
from geo_kopienas.store.ledger.tables import change
from geo_kopienas.store.location import DATA_VARIABLE
from geo_kopienas.texts import texts_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo_kopienas.store.ledger.database import DatabaseLedger

MEETING = EVIDENCE_ROWS[0]
CLEAN_UP = {**MEETING, "evidence_id": "e2", "title_lv": "Talka", "title_en": "Clean-up"}
RENAMED = {**MEETING, "title_lv": "Sapulce"}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = write_data_folder(tmp_path / "data")
    monkeypatch.setenv(DATA_VARIABLE, str(folder))
    monkeypatch.setenv(DATABASE_VARIABLE, "none")
    return folder


@pytest.fixture
def ledger(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DatabaseLedger]:
    """The ledger of a place called Alejas, with one meeting."""
    monkeypatch.setenv(DATABASE_VARIABLE, str(tmp_path / "ledger.sqlite"))
    opened: DatabaseLedger = open_ledger()  # type: ignore[assignment]
    _, faults = init_database(opened.engine, data, "Sākums", today())
    assert not faults
    yield opened
    opened.engine.dispose()


def commit(ledger: DatabaseLedger, *edits: Edit, account: str = "anna", **words: str) -> None:
    made = Change(**{"summary": "labots", **words}, account=account, edits=edits)
    assert not isinstance(ledger.commit(made, ledger.version()), list)


def two_changes(ledger: DatabaseLedger) -> None:
    """Anna renames the meeting, Juris adds a clean-up."""
    commit(ledger, Edit(EVIDENCE.file, "e1", MEETING, RENAMED))
    commit(ledger, Edit(EVIDENCE.file, "e2", None, CLEAN_UP), account="juris", summary="jauns")


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    code = main([*words, "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


def test_the_newest_changes_are_listed_in_sentences(
    ledger: DatabaseLedger, capsys: pytest.CaptureFixture[str]
) -> None:
    two_changes(ledger)

    assert main(["history"]) == 0

    said = capsys.readouterr().out
    lines = [" ".join(line.split()) for line in said.splitlines()]
    assert "Pievienots fakts „Talka” (sanāksme, 2022. gada jūnijs)" in " ".join(lines)
    assert "Labots fakts „Sapulce” (fakts)" in said
    assert "Reģistra sākums" in said
    assert said.index("juris") < said.index("anna") < said.index("komandrinda")


def test_changes_as_json_count_the_rows_and_say_what_undid_them(
    ledger: DatabaseLedger, capsys: pytest.CaptureFixture[str]
) -> None:
    two_changes(ledger)
    main(["undo", "2"])
    capsys.readouterr()

    code, changes = answer(capsys, "history", "--limit", "3")

    assert code == 0
    known = [
        (row["number"], row["account"], row["undoes"], row["undone_by"], row["rows"])
        for row in changes
    ]
    amended = {EVIDENCE.file: {"new": 0, "amended": 1, "withdrawn": 0}}
    added = {EVIDENCE.file: {"new": 1, "amended": 0, "withdrawn": 0}}
    assert known == [
        (4, None, 2, None, amended),
        (3, "juris", None, None, added),
        (2, "anna", None, 4, amended),
    ]


def test_of_a_row_every_field_is_told_before_and_after(
    ledger: DatabaseLedger, capsys: pytest.CaptureFixture[str]
) -> None:
    two_changes(ledger)

    assert main(["history", "e1", "--language", "en"]) == 0

    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("2 · ")
    assert said[0].endswith(" · anna · labots")
    assert said[1:] == ["  Fact in Latvian: Tikšanās → Sapulce"]


@pytest.mark.parametrize("asked", ["alejas", "Alejās"])
def test_of_a_place_everything_about_it_is_told(
    ledger: DatabaseLedger, capsys: pytest.CaptureFixture[str], asked: str
) -> None:
    two_changes(ledger)

    code, revisions = answer(capsys, "history", asked)

    assert code == 0
    assert [(row["number"], row["row_id"]) for row in revisions] == [(3, "e2"), (2, "e1")]
    assert (revisions[1]["before"]["title_lv"], revisions[1]["after"]["title_lv"]) == (
        "Tikšanās",
        "Sapulce",
    )


def test_a_fact_that_left_a_place_stands_in_the_history_of_both(
    ledger: DatabaseLedger, capsys: pytest.CaptureFixture[str]
) -> None:
    commit(ledger, Edit(EVIDENCE.file, "e1", MEETING, {**MEETING, "place_ids": "apk-x"}))

    for place in ("alejas", "apk-x"):
        _, revisions = answer(capsys, "history", place)
        assert [row["row_id"] for row in revisions] == ["e1"]


def test_a_place_of_which_nothing_was_changed_says_so(
    ledger: DatabaseLedger, capsys: pytest.CaptureFixture[str]
) -> None:
    two_changes(ledger)

    assert main(["history", "apk-x"]) == 0
    assert capsys.readouterr().out == "Par „apk-x” kopš sākuma nekas nav mainīts.\n"


def test_what_is_neither_place_nor_row_is_refused(
    ledger: DatabaseLedger, capsys: pytest.CaptureFixture[str]
) -> None:
    del ledger
    code, said = answer(capsys, "history", "nekas")

    assert code == 2
    assert [(fault["code"], fault["value"]) for fault in said["faults"]] == [
        ("history_unknown", "nekas")
    ]


def test_undo_without_a_number_goes_back_step_by_step(
    ledger: DatabaseLedger, capsys: pytest.CaptureFixture[str]
) -> None:
    two_changes(ledger)

    assert answer(capsys, "undo")[1]["undone"] == 3
    assert answer(capsys, "undo")[1]["undone"] == 2
    code, said = answer(capsys, "undo")

    assert (code, said["faults"][0]["code"]) == (1, "undo_nothing")
    now = (ledger.directory(ledger.version()) / EVIDENCE.file).read_bytes()
    assert now == table_of(MEETING)


def table_of(*rows: dict[str, str]) -> bytes:
    names = [field.name for field in EVIDENCE.fields]
    lines = [names, *([row.get(name, "") for name in names] for row in rows)]
    return "".join(f"{','.join(line)}\n" for line in lines).encode()


def test_a_change_whose_rows_were_changed_later_names_the_later_change(
    ledger: DatabaseLedger, capsys: pytest.CaptureFixture[str]
) -> None:
    two_changes(ledger)
    again = {**RENAMED, "title_en": "Gathering"}
    commit(ledger, Edit(EVIDENCE.file, "e1", RENAMED, again), summary="angliski")

    assert main(["undo", "2"]) == 1

    day = today().isoformat()
    assert capsys.readouterr().out == (
        f"Izmaiņu nr. 2 nevar atsaukt, jo tās rindas vēlāk mainījusi izmaiņa nr. 4 ({day}; "
        "angliski). Vispirms atsauciet vēlāko izmaiņu vai labojiet rindas ar jaunu izmaiņu.\n"
    )
    assert [change.number for change in ledger.changes()] == [4, 3, 2, 1]


@pytest.mark.parametrize(
    ("number", "code", "fault"), [("1", 1, "undo_beginning"), ("99", 2, "change_unknown")]
)
def test_the_beginning_and_a_number_that_is_none_are_refused(
    ledger: DatabaseLedger,
    capsys: pytest.CaptureFixture[str],
    number: str,
    code: int,
    fault: str,
) -> None:
    del ledger
    answered, said = answer(capsys, "undo", number)

    assert (answered, said["faults"][0]["code"]) == (code, fault)


def test_what_was_published_is_not_undone(
    ledger: DatabaseLedger, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {publications_file("r-2026"): b"[]\n"}
    made = ledger.commit(Change(summary="publish survey r-2026", files=files), ledger.version())
    assert not isinstance(made, list)

    code, said = answer(capsys, "undo")

    assert code == 1
    assert said["faults"][0]["code"] == "undo_published"
    assert "--take-back" in said["faults"][0]["remedy"]


def test_a_directory_keeps_no_history_and_says_what_would(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del data
    for command in (["history"], ["undo", "2"]):
        code, said = answer(capsys, *command)
        assert code == 2
        assert said["faults"][0]["code"] == "history_without_journal"
        assert "database init" in said["faults"][0]["remedy"]


@pytest.mark.parametrize("command", [["history", "--limit", "0"], ["undo", "pēdējo"]])
def test_a_wrong_number_is_a_wrong_call(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command) == 2
    assert "nav skaitlis no 1" in capsys.readouterr().err


def test_commands_tell_what_was_known_on_an_earlier_day(
    ledger: DatabaseLedger, capsys: pytest.CaptureFixture[str]
) -> None:
    two_changes(ledger)
    earlier = today() - dt.timedelta(days=3)
    with writing(ledger.engine) as connection:
        time = dt.datetime.combine(earlier, dt.time(12), dt.UTC)
        connection.execute(sa.update(change).where(change.c.number == 1).values(time=time))

    code = main(["status", "--known", earlier.isoformat(), "--format", "json"])
    said = capsys.readouterr()
    rows = {row["place_id"]: row for row in json.loads(said.out)}

    assert code == 0
    assert rows["alejas"]["evidence_ids"] == ["e1"]
    assert rows["alejas"]["as_of"] == earlier.isoformat()
    assert f"Rādīts, kas bija zināms {texts_for('lv').short_date(earlier)} beigās." in said.err
    _, now = answer(capsys, "status")
    assert {row["place_id"]: row for row in now}["alejas"]["evidence_ids"] == ["e1", "e2"]
    _, changes = answer(capsys, "history", "--known", earlier.isoformat())
    assert [row["number"] for row in changes] == [1]


def test_a_day_before_the_ledger_is_refused(
    ledger: DatabaseLedger, capsys: pytest.CaptureFixture[str]
) -> None:
    del ledger
    for command in (["status"], ["inactive"], ["history"]):
        code, said = answer(capsys, *command, "--known", "2020-01-01")
        assert (code, said["faults"][0]["code"]) == (2, "known_before_ledger")
