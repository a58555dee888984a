"""`database init|status|dump|refresh|upgrade`: what they do, say and refuse."""

from __future__ import annotations

import csv
import io
import json
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from data_folder import EVIDENCE_ROWS, write_data_folder, write_table

from geo_kopienas.cli import main
from geo_kopienas.domain.schema.fields import COMMUNITIES, EVIDENCE, PLACES
from geo_kopienas.store.dataset import check_directory
from geo_kopienas.store.ledger.opening import DATABASE_VARIABLE, open_database
from geo_kopienas.store.ledger.rows import part_files
from geo_kopienas.store.location import DATA_VARIABLE, DEFAULT_DATA

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_kopienas.store.ledger.database import DatabaseLedger

    Command = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small data directory, and the name of a database that is not there yet."""
    folder = write_data_folder(tmp_path / "data")
    monkeypatch.setenv(DATA_VARIABLE, str(folder))
    monkeypatch.setenv(DATABASE_VARIABLE, str(tmp_path / "ledger.sqlite"))
    return folder


@pytest.fixture
def database(data: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """Calls `database …` and gives exit code and answer."""
    assert data

    def call(*words: str) -> tuple[int, dict[str, Any]]:
        code = main(["database", *words, "--format", "json"])
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)
        return code, answer

    return call


@pytest.fixture
def ledger(database: Command) -> DatabaseLedger:
    """The ledger made from the small directory."""
    assert database("init")[0] == 0
    return open_database()


def codes(answer: dict[str, Any]) -> list[str]:
    return [fault["code"] for fault in answer["faults"]]


def write_facts(folder: Path, *titles: str) -> None:
    """Facts e1, e2, … with these titles; an empty title leaves the fact out."""
    rows = [
        {**EVIDENCE_ROWS[0], "evidence_id": f"e{number}", "title_lv": title}
        for number, title in enumerate(titles, start=1)
        if title
    ]
    write_table(folder, EVIDENCE, rows)


def titles(folder: Path) -> dict[str, str]:
    text = (folder / EVIDENCE.file).read_text(encoding="utf-8")
    return {row["evidence_id"]: row["title_lv"] for row in csv.DictReader(io.StringIO(text))}


def edit_title(ledger: DatabaseLedger, row_id: str, title: str) -> None:
    """What an editor does on a page."""
    from geo_kopienas.domain.editing.changes import Change, Edit  # noqa: PLC0415
    from geo_kopienas.store.ledger import facts  # noqa: PLC0415
    from geo_kopienas.store.ledger.engine import reading  # noqa: PLC0415

    with reading(ledger.engine) as connection:
        before = facts.read_rows(connection, EVIDENCE.file)[row_id]
    edit = Edit(EVIDENCE.file, row_id, before, {**before, "title_lv": title})
    answer = ledger.commit(Change(summary="Labots", edits=(edit,)), ledger.version())
    assert not isinstance(answer, list)


# init


def test_init_makes_the_ledger_and_counts_its_rows(database: Command, tmp_path: Path) -> None:
    code, answer = database("init")

    assert (code, answer["faults"]) == (0, [])
    assert answer["address"] == str(tmp_path / "ledger.sqlite")
    assert answer["rows"][PLACES.file] == 4
    assert stat.S_IMODE((tmp_path / "ledger.sqlite").stat().st_mode) == 0o600


def test_a_second_init_is_refused(database: Command, ledger: DatabaseLedger) -> None:
    assert ledger
    code, answer = database("init")
    assert (code, codes(answer)) == (1, ["database_exists"])


def test_init_names_every_fault_of_the_directory_and_makes_no_file(
    database: Command, data: Path, tmp_path: Path
) -> None:
    write_facts(data, "Tikšanās")
    path = data / EVIDENCE.file
    path.write_text(path.read_text().replace("meeting", "metting").replace("alejas", "alejs"))

    code, answer = database("init")

    assert code == 1
    assert set(codes(answer)) >= {"unknown_code", "unknown_place"}
    assert not (tmp_path / "ledger.sqlite").exists()


def test_data_are_judged_by_the_rules_that_are_used_with_them(
    database: Command, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = write_data_folder(tmp_path / "other")
    (data / "survey/codebook.toml").write_text("broken", encoding="utf-8")
    monkeypatch.setenv(DATA_VARIABLE, str(data))

    code, answer = database("init", "--from", str(other))

    assert (code, {fault["file"] for fault in answer["faults"]}) == (1, {"survey/codebook.toml"})


@pytest.mark.parametrize("command", ["init", "dump x", "refresh", "upgrade"])
def test_without_a_database_the_commands_say_how_to_name_one(
    command: str, database: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DATABASE_VARIABLE, "none")
    code, answer = database(*command.split())
    assert (code, codes(answer)) == (2, ["database_not_named"])


# status


def test_status_tells_what_there_is(database: Command, ledger: DatabaseLedger) -> None:
    edit_title(ledger, "e1", "Sapulce")

    code, answer = database("status")

    assert code == 0
    expected = {"store": "sqlite", "changes": 2, "is_editable": True, "read_only_reason": None}
    assert {name: answer[name] for name in expected} == expected
    assert answer["last_change"]["summary"] == "Labots"
    assert answer["rows"][EVIDENCE.file] == 1
    assert answer["size_bytes"] > 0


def test_status_of_an_empty_name_is_that_there_is_no_ledger(database: Command) -> None:
    code, answer = database("status")
    assert (code, codes(answer)) == (2, ["database_empty"])
    assert answer["is_editable"] is False


def test_status_without_a_database_names_the_directory(
    database: Command, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DATABASE_VARIABLE, "none")
    code, answer = database("status")
    assert (code, answer["store"], answer["address"]) == (0, "directory", str(data))
    assert answer["is_editable"] is False


@pytest.mark.parametrize(
    ("language", "said"),
    [("lv", ["Datubāze: SQLite,", "Labot var."]), ("en", ["Database: SQLite,", "can be edited."])],
)
def test_status_in_words(
    language: str, said: list[str], ledger: DatabaseLedger, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ledger
    assert main(["database", "status", "--language", language]) == 0
    out = capsys.readouterr().out
    assert all(words in out for words in said)
    assert f"  {EVIDENCE.file}: 1\n" in out


# dump


@pytest.mark.parametrize("shape", ["default", "sloppy"])
def test_a_dump_is_stable_from_the_first_on(
    shape: str, database: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = DEFAULT_DATA
    if shape == "sloppy":
        source = tmp_path / "sloppy"
        write_data_folder(source)
        path = source / PLACES.file
        path.write_bytes(
            b"\xef\xbb\xbf"
            + path.read_bytes().replace(b"Alejas", b'"Alejas  "').replace(b"\n", b"\r\n")
        )
        layer = source / "boundaries/units.geojson"
        layer.write_text(json.dumps(json.loads(layer.read_text()), indent=4), encoding="utf-8")
    monkeypatch.setenv(DATA_VARIABLE, str(source))
    folders = [source]
    for number in (1, 2):
        monkeypatch.setenv(DATABASE_VARIABLE, str(tmp_path / f"{number}.sqlite"))
        assert database("init", "--from", str(folders[-1]))[0] == 0
        folders.append(tmp_path / f"dump-{number}")
        assert database("dump", str(folders[-1]))[0] == 0

    first, second = (
        {path.relative_to(folder): path.read_bytes() for path in files_of(folder)}
        for folder in folders[1:]
    )
    assert first == second
    assert check_directory(folders[1]) == []
    if shape == "default":
        assert {path: first[path] for path in map(Path, part_files(source))} == {
            Path(name): (source / name).read_bytes() for name in part_files(source)
        }
        assert {path.relative_to(source) for path in files_of(source)} == set(first)


def files_of(folder: Path) -> list[Path]:
    return [
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts[:-1])
    ]


def test_answers_in_a_dump_are_private(
    database: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DATA_VARIABLE, str(DEFAULT_DATA))
    database("init")
    database("dump", str(tmp_path / "copy"))

    modes = {
        path.relative_to(tmp_path / "copy").as_posix(): stat.S_IMODE(path.stat().st_mode)
        for path in files_of(tmp_path / "copy")
    }
    answers = {name for name in modes if "/responses/" in name and name.endswith(".csv")}
    assert answers
    assert {modes[name] for name in answers} == {0o600}
    assert modes[PLACES.file] == 0o644


@pytest.mark.parametrize("there", ["file", "folder"])
def test_a_dump_never_goes_over_what_is_there(
    there: str, database: Command, ledger: DatabaseLedger, tmp_path: Path
) -> None:
    assert ledger
    target = tmp_path / "copy"
    kept = target if there == "file" else target / "notes.txt"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text("mine", encoding="utf-8")

    code, answer = database("dump", str(target))

    assert (code, codes(answer)) == (1, ["dump_not_empty"])
    assert kept.read_text(encoding="utf-8") == "mine"
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".copy")] == []


def test_an_empty_folder_is_filled(
    database: Command, ledger: DatabaseLedger, tmp_path: Path
) -> None:
    assert ledger
    (tmp_path / "copy").mkdir()
    assert database("dump", str(tmp_path / "copy"))[0] == 0
    assert titles(tmp_path / "copy") == {"e1": "Tikšanās"}


# refresh


def test_a_refresh_shows_rows_and_fields_and_writes_when_told_to(
    database: Command, data: Path, ledger: DatabaseLedger
) -> None:
    write_facts(data, "Sapulce", "Svētki")

    code, answer = database("refresh")

    assert (code, answer["is_written"]) == (0, False)
    assert answer["changes"] == {
        "new": [{"file": EVIDENCE.file, "row": "e2", "fields": list(EVIDENCE_ROWS[0])}],
        "changed": [{"file": EVIDENCE.file, "row": "e1", "fields": ["title_lv"]}],
        "withdrawn": [],
        "kept": [],
    }
    assert len(ledger.changes()) == 1

    code, answer = database("refresh", "--yes")

    assert (code, answer["is_written"], len(ledger.changes())) == (0, True, 2)
    assert titles(ledger.directory(ledger.version())) == {"e1": "Sapulce", "e2": "Svētki"}
    _, answer = database("refresh")
    assert not any(answer["changes"].values())


def test_a_row_that_only_the_database_changed_stays_at_every_refresh(
    database: Command, data: Path, ledger: DatabaseLedger
) -> None:
    edit_title(ledger, "e1", "Labots")
    for titles_there in (("Tikšanās", "Svētki"), ("Tikšanās", "Talka")):
        write_facts(data, *titles_there)

        code, answer = database("refresh", "--yes")

        assert (code, answer["is_written"]) == (0, True)
        assert answer["changes"]["kept"] == [{"file": EVIDENCE.file, "row": "e1"}]
        assert titles(ledger.directory(ledger.version())) == {
            "e1": "Labots",
            "e2": titles_there[1],
        }


def test_a_row_that_the_directory_no_longer_has_is_withdrawn(
    database: Command, data: Path, ledger: DatabaseLedger
) -> None:
    write_facts(data, "", "Svētki")
    _, answer = database("refresh", "--yes")
    assert [row["row"] for row in answer["changes"]["withdrawn"]] == ["e1"]
    assert titles(ledger.directory(ledger.version())) == {"e2": "Svētki"}


@pytest.mark.parametrize(
    ("keep", "left"), [("directory", "No mapes"), ("database", "No datubāzes")]
)
def test_a_row_that_both_changed_is_a_conflict_until_somebody_decides(
    keep: str, left: str, database: Command, data: Path, ledger: DatabaseLedger
) -> None:
    edit_title(ledger, "e1", "No datubāzes")
    write_facts(data, "No mapes", "Svētki")

    code, answer = database("refresh", "--yes")

    assert (code, answer["is_written"]) == (1, False)
    (fault,) = answer["faults"]
    expected = {"code": "refresh_conflict", "row": "e1", "column": "title_lv", "value": "No mapes"}
    assert {name: fault[name] for name in expected} == expected
    assert "No datubāzes" in fault["message"]
    assert titles(ledger.directory(ledger.version())) == {"e1": "No datubāzes"}

    code, answer = database("refresh", "--yes", "--keep", keep)
    assert (code, answer["is_written"]) == (0, True)
    assert titles(ledger.directory(ledger.version())) == {"e1": left, "e2": "Svētki"}
    assert database("refresh")[0] == 0  # what was decided is decided


def test_both_may_have_made_the_same_change(
    database: Command, data: Path, ledger: DatabaseLedger
) -> None:
    edit_title(ledger, "e1", "Sapulce")
    write_facts(data, "Sapulce")
    code, answer = database("refresh", "--yes")
    assert (code, any(answer["changes"].values()), len(ledger.changes())) == (0, False, 2)


def test_a_faulty_directory_is_not_taken_over(
    database: Command, data: Path, ledger: DatabaseLedger
) -> None:
    (data / COMMUNITIES.file).write_text("", encoding="utf-8")
    code, answer = database("refresh", "--yes")
    assert (code, {fault["file"] for fault in answer["faults"]}) == (1, {COMMUNITIES.file})
    assert len(ledger.changes()) == 1


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "lv",
            ["Mainīti ieraksti: 1", f"{EVIDENCE.file}: e1 (title_lv)", "Nekas vēl nav mainīts."],
        ),
        ("en", ["Changed entries: 1", f"{EVIDENCE.file}: e1 (title_lv)", "--yes"]),
    ],
)
def test_a_refresh_in_words(
    language: str,
    said: list[str],
    data: Path,
    ledger: DatabaseLedger,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert ledger
    write_facts(data, "Sapulce")
    assert main(["database", "refresh", "--language", language]) == 0
    out = capsys.readouterr().out
    assert all(words in out for words in said)


# upgrade


def make_older(ledger: DatabaseLedger) -> None:
    """Take back what the newest version of the tables added."""
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE taken_over")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")


def test_tables_of_an_earlier_version_are_upgraded(
    database: Command, data: Path, ledger: DatabaseLedger
) -> None:
    make_older(ledger)
    assert codes(database("status")[1]) == ["database_older"]

    code, answer = database("upgrade")

    assert (code, answer["is_upgraded"]) == (0, True)
    assert database("upgrade")[1]["is_upgraded"] is False
    # What was taken over last is not known, so only equal rows are no conflict.
    write_facts(data, "Sapulce")
    assert codes(database("refresh")[1]) == ["refresh_conflict"]


def test_an_upgrade_needs_a_ledger(database: Command) -> None:
    code, answer = database("upgrade")
    assert (code, codes(answer)) == (2, ["database_empty"])


def test_an_upgrade_that_fails_leaves_the_tables_as_they_were(
    database: Command, ledger: DatabaseLedger
) -> None:
    with ledger.engine.begin() as connection:  # the table is there already
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    code, answer = database("upgrade")
    assert (code, codes(answer)) == (2, ["database_incomplete"])
    with ledger.engine.connect() as connection:
        version = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    assert version == "0001"
