"""Pages over a ledger that cannot be read: a sentence, or the last state there was, with why."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import streamlit as st
from data_folder import DEFAULT_DATA
from streamlit.testing.v1 import AppTest

from geo_kopienas.store.ledger import opening
from geo_kopienas.store.ledger.engine import database_address, open_engine
from geo_kopienas.store.ledger.maintenance import init_database
from geo_kopienas.store.ledger.opening import DATABASE_VARIABLE, today
from geo_kopienas.ui.frame import loaders

if TYPE_CHECKING:
    from collections.abc import Callable

APP = Path(__file__).resolve().parents[3] / "app.py"


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has read nothing yet."""
    monkeypatch.delenv("GEO_KOPIENAS_DATA", raising=False)
    monkeypatch.setattr(loaders, "_failure", None)
    opening._database.cache_clear()
    st.cache_resource.clear()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ledger of the default data."""
    path = tmp_path_factory.mktemp("made") / "ledger.sqlite"
    engine = open_engine(database_address(str(path)))
    init_database(engine, DEFAULT_DATA, "Sākums", today())
    engine.dispose()
    return path


def said(language: str) -> str:
    page = AppTest.from_file(str(APP), default_timeout=240)
    page.query_params["valoda"] = language
    page.run()
    parts = [*page.main, *page.warning, *page.error]
    return " ".join(str(getattr(part.proto, "body", "") or part.proto) for part in parts)


def a_text(path: Path) -> None:
    path.write_text("Šis nav nekāda datubāze.\n" * 100, encoding="utf-8")


def change(*statements: str) -> Callable[[Path], None]:
    def spoil(path: Path) -> None:
        engine = open_engine(database_address(str(path)))
        with engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
        engine.dispose()

    return spoil


BAD = [
    (a_text, "Fails nav datubāze vai ir bojāts.", "The file is no database, or it is damaged."),
    (
        lambda path: (path.unlink(), path.mkdir()),
        "Datubāzes failu nevar atvērt.",
        "The file of the database cannot be opened.",
    ),
    (
        change("UPDATE alembic_version SET version_num = '2031'"),
        "Datubāze ir no jaunākas programmas versijas (2031).",
        "The database is of a later version of the program (2031).",
    ),
    (
        change("DROP TABLE taken_over", "UPDATE alembic_version SET version_num = '0001'"),
        "Datubāze ir no senākas programmas versijas (0001).",
        "The database is of an earlier version of the program (0001).",
    ),
    (
        change("DROP TABLE part"),
        "Datubāzē trūkst tabulu vai sleju",
        "Tables or columns of the database are missing",
    ),
]


@pytest.mark.parametrize(("spoil", "latvian", "english"), BAD)
def test_a_page_says_in_both_languages_why_there_is_nothing_to_show(  # noqa: PLR0913, PLR0917
    spoil: Callable[[Path], None],
    latvian: str,
    english: str,
    made: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "ledger.sqlite"
    shutil.copy(made, path)
    spoil(path)
    monkeypatch.setenv(DATABASE_VARIABLE, str(path))

    assert latvian in said("lv")
    assert english in said("en")


def test_a_ledger_that_was_read_once_is_shown_on_with_the_reason(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ledger.sqlite"
    shutil.copy(made, path)
    monkeypatch.setenv(DATABASE_VARIABLE, str(path))
    assert "database" not in said("en")
    opening.open_database().engine.dispose()
    for file in tmp_path.glob("ledger.sqlite*"):
        file.unlink()
    a_text(path)

    english = said("en")

    assert "This is the last known state" in english
    assert "The file is no database, or it is damaged" in english
    assert "Rādīts pēdējais zināmais stāvoklis" in said("lv")
