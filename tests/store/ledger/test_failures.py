"""Databases in a bad state: each gets a sentence in both languages, and nothing is changed."""

from __future__ import annotations

import json
import logging
import resource
import sqlite3
import subprocess
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from data_folder import write_data_folder
from ledger_work import COMMUNITY, FACT, cell, commit_text, open_work

from geo_kopienas.cli import main
from geo_kopienas.domain.schema.problems import LedgerError
from geo_kopienas.store.ledger import engine as engines
from geo_kopienas.store.ledger import opening
from geo_kopienas.store.ledger.condition import write_problem
from geo_kopienas.store.ledger.engine import (
    database_address,
    open_engine,
    shown_address,
)
from geo_kopienas.store.ledger.maintenance import init_database
from geo_kopienas.store.ledger.opening import DATABASE_VARIABLE, today
from geo_kopienas.store.location import DATA_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from postgresql import Cluster

    from geo_kopienas.store.ledger.database import DatabaseLedger


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small data directory, which the command line uses; copies lie in the test's folder."""
    folder = write_data_folder(tmp_path / "data")
    monkeypatch.setenv(DATA_VARIABLE, str(folder))
    monkeypatch.setattr(opening, "OWN_FOLDER", tmp_path / "var")
    opening._database.cache_clear()
    return folder


@pytest.fixture
def ledger(
    database_url: sa.URL, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[DatabaseLedger]:
    """A ledger in a database of each kind, which the command line uses."""
    monkeypatch.setenv(DATABASE_VARIABLE, database_url.render_as_string(hide_password=False))
    opened = open_work(database_url, data, tmp_path / "copies")
    assert init_database(opened.engine, data, "Sākums", today())[1] == []
    yield opened
    opened.engine.dispose()
    opening.open_database().engine.dispose()


@pytest.fixture
def file(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The path of a SQLite database that is not there, which the command line uses."""
    assert data
    path = tmp_path / "ledger.sqlite"
    monkeypatch.setenv(DATABASE_VARIABLE, str(path))
    return path


def refused(capsys: pytest.CaptureFixture[str], *command: str) -> tuple[str, str]:
    """What a command that cannot be carried out says in Latvian and in English."""
    said = []
    for language in ("lv", "en"):
        assert main([*command, "--language", language]) == 2
        captured = capsys.readouterr()
        said.append(captured.out + captured.err)
    return said[0], said[1]


# Files that are no ledger


def a_text(path: Path) -> None:
    path.write_text("Šis nav nekāda datubāze.\n" * 100, encoding="utf-8")


def a_folder(path: Path) -> None:
    path.mkdir()


def nothing(path: Path) -> None:
    assert not path.exists()


def another_program(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE place (name TEXT)")
    connection.close()


@pytest.mark.parametrize(
    ("make", "latvian", "english"),
    [
        (a_text, "Fails nav datubāze vai ir bojāts.", "The file is no database, or it is damaged."),
        (a_folder, "Datubāzes failu nevar atvērt.", "The file of the database cannot be opened."),
        (nothing, "Datubāzē vēl nav reģistra.", "There is no ledger in the database yet."),
        (another_program, "Datubāzē vēl nav reģistra.", "There is no ledger in the database yet."),
    ],
)
@pytest.mark.parametrize("command", [["status"], ["database", "status"]])
def test_a_file_that_is_no_ledger(  # noqa: PLR0913, PLR0917 - a case and its fixtures
    command: list[str],
    make: Callable[[Path], None],
    latvian: str,
    english: str,
    file: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    make(file)
    before = file.exists()

    said = refused(capsys, *command)

    assert latvian in said[0]
    assert english in said[1]
    assert file.exists() == before


# Versions


def later(connection: sa.Connection) -> None:
    connection.exec_driver_sql("UPDATE alembic_version SET version_num = '2031'")


def half_migrated(connection: sa.Connection) -> None:
    connection.exec_driver_sql("DROP TABLE part")


@pytest.mark.parametrize(
    ("make", "latvian", "english"),
    [
        (later, "jaunākas programmas versijas (2031)", "later version of the program (2031)"),
        (half_migrated, "trūkst tabulu vai sleju", "tables or columns of the database are missing"),
    ],
)
@pytest.mark.parametrize("command", [["status"], ["database", "status"], ["database", "refresh"]])
def test_a_database_of_another_version_is_left_as_it_is(  # noqa: PLR0913, PLR0917
    command: list[str],
    make: Callable[[sa.Connection], None],
    latvian: str,
    english: str,
    ledger: DatabaseLedger,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with ledger.engine.begin() as connection:
        make(connection)

    said = refused(capsys, *command)

    assert latvian in said[0].replace("Datubāzē ", "datubāzē ")
    assert english in said[1].replace("Tables", "tables")


def test_init_into_a_half_migrated_database_changes_nothing(
    ledger: DatabaseLedger, capsys: pytest.CaptureFixture[str]
) -> None:
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM alembic_version")

    said = refused(capsys, "database", "init")

    assert "Datubāzē trūkst tabulu vai sleju" in said[0]
    assert "Tables or columns of the database are missing" in said[1]
    with ledger.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM alembic_version").scalar() == 0


# What cannot be written


def test_where_nothing_can_be_written_reading_goes_on(
    file: Path, data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["database", "init"]) == 0
    opening.open_database().engine.dispose()
    opening._database.cache_clear()
    access = engines.os.access
    monkeypatch.setattr(
        engines.os, "access", lambda path, mode: path != file.parent and access(path, mode)
    )

    assert main(["status", "--format", "json"]) == 0
    capsys.readouterr()
    assert main(["database", "status", "--language", "en"]) == 0
    assert "It cannot be edited. The database cannot be written, only read." in (
        capsys.readouterr().out
    )
    (data / COMMUNITY[0]).write_text(
        (data / COMMUNITY[0]).read_text(encoding="utf-8").replace("Mežs", "Meži"), encoding="utf-8"
    )
    said = refused(capsys, "database", "refresh", "--yes")
    assert "Datubāzē nevar rakstīt; lasīt var." in said[0]
    assert "The database cannot be written, only read." in said[1]


def test_a_full_database_keeps_what_it_has(file: Path, data: Path, tmp_path: Path) -> None:
    assert main(["database", "init"]) == 0
    ledger = open_work(database_address(str(file)), data, tmp_path / "copies")
    before = ledger.version()

    def no_more_pages(connection: sqlite3.Connection, _record: object, _proxy: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")

    sa.event.listen(ledger.engine, "checkout", no_more_pages)
    with pytest.raises(LedgerError, match="database_full"):
        commit_text(ledger, "x" * 200_000)
    sa.event.remove(ledger.engine, "checkout", no_more_pages)

    assert ledger.version() == before
    assert cell(ledger, *FACT) == "Tikšanās"
    ledger.engine.dispose()


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("lv", "Diskā nav vietas vai tajā nevar ierakstīt; nekas nav mainīts."),
        ("en", "The disk is full or cannot be written; nothing was changed."),
    ],
)
def test_a_disk_that_fills_during_init_leaves_nothing(
    language: str, sentence: str, file: Path
) -> None:
    def few_bytes() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))

    command = "import sys; from geo_kopienas.cli import main; sys.exit(main())"
    words = ["database", "init", "--language", language]
    done = subprocess.run(
        [sys.executable, "-B", "-c", command, *words],
        preexec_fn=few_bytes,
        capture_output=True,
        check=False,
    )

    assert done.returncode == 2
    assert sentence in done.stderr.decode()
    assert [path.name for path in file.parent.iterdir() if "making" in path.name] == []
    assert not file.exists()


def test_a_locked_database_is_read_and_says_that_it_is_busy(
    file: Path, data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "LOCK_SECONDS", 0.1)
    assert main(["database", "init"]) == 0
    text = (data / COMMUNITY[0]).read_text(encoding="utf-8")
    (data / COMMUNITY[0]).write_text(text.replace("Mežs", "Meži"), encoding="utf-8")
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    assert main(["status"]) == 0
    capsys.readouterr()
    said = refused(capsys, "database", "refresh", "--yes")
    is_open = write_problem(opening.open_database().engine) is None
    other.rollback()
    other.close()

    assert "Datubāze ir aizņemta." in said[0]
    assert "The database is busy." in said[1]
    assert is_open  # somebody who writes just now is no reason not to edit
    assert main(["database", "refresh", "--yes"]) == 0


# PostgreSQL that goes away, and passwords


@pytest.mark.parametrize("moment", ["INSERT INTO change", "INSERT INTO revision", "commit"])
def test_postgresql_that_goes_away_in_the_middle_of_a_change_and_returns(  # noqa: PLR0913, PLR0917
    moment: str,
    cluster: Cluster,
    data: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = cluster.new_database()
    monkeypatch.setenv(DATABASE_VARIABLE, url.render_as_string())
    ledger = open_work(url, data, tmp_path / "copies")
    assert init_database(ledger.engine, data, "Sākums", today())[1] == []

    def go_away(*arguments: object) -> None:
        is_now = moment == "commit" or moment in str(arguments[2]).replace('"', "")
        if is_now and cluster.is_running:
            cluster.stop()

    event = "commit" if moment == "commit" else "before_cursor_execute"
    before = ledger.version()
    sa.event.listen(ledger.engine, event, go_away)
    with pytest.raises(LedgerError, match="database_gone"):
        commit_text(ledger, "Sapulce")
    sa.event.remove(ledger.engine, event, go_away)
    said = refused(capsys, "status")
    assert "Datubāze nav sasniedzama." in said[0]
    assert "The database cannot be reached." in said[1]

    cluster.start()

    assert ledger.version() == before
    assert (cell(ledger, *FACT), cell(ledger, *COMMUNITY)) == ("Tikšanās", "Mežs")
    assert not isinstance(commit_text(ledger, "Sapulce"), list)
    assert main(["status"]) == 0
    ledger.engine.dispose()
    opening.open_database().engine.dispose()


def test_a_wrong_password_reaches_no_output_and_no_log(
    cluster: Cluster,
    data: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert data
    caplog.set_level(logging.DEBUG)
    url = cluster.with_password("stranger", "right")
    wrong = url.set(password="S3cret-of-ours")  # noqa: S106 - it is none
    monkeypatch.setenv(DATABASE_VARIABLE, wrong.render_as_string(hide_password=False))

    for command in (["status"], ["database", "status"], ["database", "init"]):
        said = refused(capsys, *command)
        assert "Datubāze šo lietotāju vai datubāzes nosaukumu nepieņem." in said[0]
        assert "The database does not accept this user or this name." in said[1]
        assert "S3cret" not in "".join(said)
    with pytest.raises(LedgerError) as raised:
        opening.open_ledger().version()

    assert "S3cret" not in "".join(traceback.format_exception(raised.value))
    assert "S3cret" not in caplog.text
    right = open_engine(url)
    right.connect().close()
    right.dispose()


@pytest.mark.parametrize(
    "address",
    [
        "postgresql:/anna:S3cret@host/ledger",
        "postgresql+psycopg://anna:x@S3cret@host/ledger",
        "mysql://anna:S3cret@host/ledger",
        "postgresql+psycopg://anna:S3cret@host:port/ledger",
    ],
)
def test_an_address_with_a_slip_is_refused_without_its_password(
    address: str,
    data: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert data
    monkeypatch.setenv(DATABASE_VARIABLE, address)
    said = refused(capsys, "database", "status")
    assert "Datubāzes adrese nav saprotama" in said[0]
    assert "The address of the database cannot be understood" in said[1]
    assert "S3cret" not in "".join(said)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("var/x.sqlite", "var/x.sqlite"),
        ("postgresql://anna:S3cret@host:5433/ledger", "postgresql+psycopg://anna@host:5433/ledger"),
        ("postgresql://anna:12/S3cret@host/ledger", "postgresql+psycopg://anna@host/ledger"),
        (
            "postgresql://anna@/ledger?host=/run/pg&password=S3cret&sslpassword=S3cret",
            "postgresql+psycopg://anna@/ledger?host=%2Frun%2Fpg",
        ),
    ],
)
def test_an_address_is_shown_without_its_password(address: str, shown: str) -> None:
    assert shown_address(database_address(address)) == shown


# Two at once


def test_of_two_inits_at_once_one_makes_the_ledger_and_the_other_is_told(
    database_url: sa.URL, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert data
    if database_url.get_backend_name() == "sqlite":
        Path(str(database_url.database)).unlink()
    monkeypatch.setenv(DATABASE_VARIABLE, database_url.render_as_string(hide_password=False))
    command = "import sys; from geo_kopienas.cli import main; sys.exit(main())"
    words = ["database", "init", "--format", "json"]
    inits = [
        subprocess.Popen([sys.executable, "-c", command, *words], stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    answers = [json.loads(init.communicate()[0]) for init in inits]

    assert sorted(init.returncode for init in inits) == [0, 1]
    assert sorted(fault["code"] for answer in answers for fault in answer["faults"]) == [
        "database_exists"
    ]
    opened = opening.open_database()
    assert [change.number for change in opened.changes()] == [1]
    opened.engine.dispose()
