"""The ledger in a database: what a change does to its rows, its journal and its copies."""

import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from geo_kopienas.domain.editing.changes import TIME_ZONE, Change, Edit, Role, TouchedRows
from geo_kopienas.domain.schema.fields import COMMUNITIES, EVIDENCE
from geo_kopienas.domain.schema.problems import LedgerError
from geo_kopienas.domain.survey.rounds.publications import publications_file, published_answers_file
from geo_kopienas.store.ledger import facts
from geo_kopienas.store.ledger.database import DatabaseLedger
from geo_kopienas.store.ledger.engine import reading, writing
from geo_kopienas.store.ledger.maintenance import init_database
from geo_kopienas.store.ledger.rows import part_files
from geo_kopienas.store.ledger.schema import upgrade
from geo_kopienas.store.ledger.tables import change, metadata
from geo_kopienas.store.ledger.undoing import change_to_undo, undo_change
from geo_kopienas.store.location import DEFAULT_DATA

TODAY = dt.date(2026, 12, 1)
FACT = "ev-2013-founded-mezinieku-apkaimes-attistibai"


@pytest.fixture
def ledger(engine: sa.Engine, tmp_path: Path) -> DatabaseLedger:
    counts, faults = init_database(engine, DEFAULT_DATA, "Sākums", TODAY)
    assert counts
    assert not faults
    return DatabaseLedger(engine, DEFAULT_DATA, tmp_path / "copies", lambda: TODAY)


def row_of(ledger: DatabaseLedger, file: str, row_id: str) -> dict[str, str]:
    with reading(ledger.engine) as connection:
        return dict(facts.read_rows(connection, file, [row_id])[row_id])


def amended(ledger: DatabaseLedger, **cells: str) -> Edit:
    before = row_of(ledger, EVIDENCE.file, FACT)
    return Edit(EVIDENCE.file, FACT, before, before | cells)


def test_a_copy_of_a_new_ledger_is_the_directory_that_it_was_made_from(
    ledger: DatabaseLedger,
) -> None:
    copy = ledger.directory(ledger.version())

    assert part_files(copy) == part_files(DEFAULT_DATA)
    for file in part_files(copy):
        assert (copy / file).read_bytes() == (DEFAULT_DATA / file).read_bytes()


def test_a_change_gives_a_new_version_and_leaves_the_copy_of_the_former_one(
    ledger: DatabaseLedger,
) -> None:
    before = ledger.version()
    former, _ = ledger.read(before)

    after = ledger.commit(Change(summary="x", edits=(amended(ledger, title_lv="Jauns"),)), before)

    assert not isinstance(after, list)
    data, problems = ledger.read(after)
    assert data is not None
    assert former is not None
    assert problems == []
    titles = [
        frame.set_index("evidence_id").at[FACT, "title_lv"]
        for frame in (former.evidence, data.evidence)
    ]
    assert titles[0] != titles[1] == "Jauns"
    changed = {file for file, state in after.parts.items() if before.parts[file] != state}
    assert changed == {EVIDENCE.file}


def test_the_journal_tells_what_was_done_to_a_row(ledger: DatabaseLedger) -> None:
    edit = amended(ledger, title_lv="Jauns")
    ledger.commit(Change(summary="Labots", account="anna", edits=(edit,)), ledger.version())

    (revision,) = ledger.history(EVIDENCE.file, FACT)

    assert (revision.change.number, revision.change.account) == (2, "anna")
    assert revision.edit == edit


def test_a_row_that_somebody_else_changed_meanwhile_is_not_overwritten(
    ledger: DatabaseLedger,
) -> None:
    mine, theirs = amended(ledger, title_lv="Mans"), amended(ledger, title_lv="Viņu")
    ledger.commit(Change(summary="x", edits=(theirs,)), ledger.version())

    answer = ledger.commit(Change(summary="x", edits=(mine,)), ledger.version())

    assert isinstance(answer, list)
    (problem,) = answer
    assert (problem.code, problem.row, problem.column) == (
        "row_changed_meanwhile",
        FACT,
        "title_lv",
    )
    assert (problem.value, problem.details["wanted"]) == ("Viņu", "Mans")
    assert row_of(ledger, EVIDENCE.file, FACT)["title_lv"] == "Viņu"


def test_two_people_may_change_two_rows(ledger: DatabaseLedger) -> None:
    base = ledger.version()
    other = next(row_id for row_id in _ids(ledger) if row_id != FACT)
    before = row_of(ledger, EVIDENCE.file, other)
    ledger.commit(Change(summary="x", edits=(amended(ledger, title_lv="Mans"),)), base)

    edit = Edit(EVIDENCE.file, other, before, before | {"title_lv": "Viņu"})
    ledger.commit(Change(summary="x", edits=(edit,)), base)

    assert row_of(ledger, EVIDENCE.file, FACT)["title_lv"] == "Mans"
    assert row_of(ledger, EVIDENCE.file, other)["title_lv"] == "Viņu"


def test_every_fault_of_a_row_is_named_and_nothing_is_changed(ledger: DatabaseLedger) -> None:
    before = ledger.version()
    bad = amended(ledger, place_ids="krogsil", kind="x", source_url="nekas")

    answer = ledger.commit(Change(summary="x", edits=(bad,)), before)

    assert isinstance(answer, list)
    assert [(problem.code, problem.row) for problem in answer] == [
        ("unknown_code", FACT),
        ("invalid_url", FACT),
        ("unknown_place", FACT),
    ]
    assert ledger.version() == before
    assert [known.number for known in ledger.changes()] == [1]


def test_a_community_that_facts_name_is_not_withdrawn_without_them(
    ledger: DatabaseLedger,
) -> None:
    row_id = "mezinieku-apkaimes-attistibai"
    gone = Edit(COMMUNITIES.file, row_id, row_of(ledger, COMMUNITIES.file, row_id), None)

    answer = ledger.commit(Change(summary="x", edits=(gone,)), ledger.version())

    assert isinstance(answer, list)
    assert {problem.code for problem in answer} == {"row_still_named"}
    assert FACT in {problem.value for problem in answer}


def test_a_file_as_a_change_touches_the_rows_that_differ_alone(ledger: DatabaseLedger) -> None:
    base = ledger.version()
    content = (DEFAULT_DATA / EVIDENCE.file).read_text(encoding="utf-8")
    lines = content.splitlines(keepends=True)
    files = {EVIDENCE.file: "".join([lines[0], *lines[:1:-1]]).encode()}  # one less, turned round

    after = ledger.commit(Change(summary="Imports", files=files), base)

    assert not isinstance(after, list)
    assert len(ledger.revisions(2)) == 1
    assert (ledger.directory(after) / EVIDENCE.file).read_bytes() == files[EVIDENCE.file]


def test_what_was_known_on_an_earlier_day_is_read_from_the_journal(
    ledger: DatabaseLedger,
) -> None:
    title = row_of(ledger, EVIDENCE.file, FACT)["title_lv"]
    ledger.commit(Change(summary="x", edits=(amended(ledger, title_lv="Jauns"),)), ledger.version())
    yesterday = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    with writing(ledger.engine) as connection:
        statement = sa.update(change).where(change.c.number == 1).values(time=yesterday)
        connection.execute(statement)

    known = ledger.version(yesterday.astimezone(TIME_ZONE).date())
    data, problems = ledger.read(known)

    assert data is not None
    assert problems == []
    assert data.evidence.set_index("evidence_id").at[FACT, "title_lv"] == title
    with pytest.raises(LedgerError, match="known_before_ledger"):
        ledger.version(yesterday.date() - dt.timedelta(days=9))


def test_a_clock_that_was_set_back_does_not_turn_the_journal_round(
    ledger: DatabaseLedger,
) -> None:
    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    with writing(ledger.engine) as connection:
        connection.execute(sa.update(change).values(time=later))

    ledger.commit(Change(summary="x", edits=(amended(ledger, title_lv="Jauns"),)), ledger.version())

    assert [known.time for known in ledger.changes()] == [later, later]


def test_the_migrations_make_the_tables_that_the_program_knows(engine: sa.Engine) -> None:
    with writing(engine) as connection:
        upgrade(connection)
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def _ids(ledger: DatabaseLedger) -> list[str]:
    with reading(ledger.engine) as connection:
        return list(facts.read_rows(connection, EVIDENCE.file))


def test_a_row_that_somebody_else_added_meanwhile_is_not_overwritten(
    ledger: DatabaseLedger,
) -> None:
    row = row_of(ledger, EVIDENCE.file, FACT) | {"evidence_id": "new"}
    mine = Edit(EVIDENCE.file, "new", None, row | {"title_lv": "Mans"})
    base = ledger.version()
    ledger.commit(Change(summary="x", edits=(Edit(EVIDENCE.file, "new", None, row),)), base)

    answer = ledger.commit(Change(summary="x", edits=(mine,)), base)

    assert isinstance(answer, list)
    assert {problem.code for problem in answer} == {"row_changed_meanwhile"}
    assert row_of(ledger, EVIDENCE.file, "new") == row


def test_an_undone_change_is_told_with_the_one_that_undid_it(ledger: DatabaseLedger) -> None:
    edit = amended(ledger, title_lv="Jauns")
    ledger.commit(Change(summary="Labots", account="anna", edits=(edit,)), ledger.version())
    change_2, _ = change_to_undo(ledger, 2)
    assert change_2 is not None

    undone = undo_change(ledger, change_2, account="anna", role=Role.EDITOR, reason="Kļūda")

    assert not isinstance(undone, list)
    assert row_of(ledger, EVIDENCE.file, FACT) == edit.before
    (undoing,) = ledger.changes(are_undoing=True)
    assert (undoing.number, undoing.undoes, undoing.account, undoing.reason) == (
        3,
        2,
        "anna",
        "Kļūda",
    )
    assert [revision.edit for revision in ledger.history(EVIDENCE.file, FACT)] == [
        edit.reversed(),
        edit,
    ]
    assert ledger.touched([2, 3]) == {
        number: {EVIDENCE.file: TouchedRows(0, 1, 0)} for number in (2, 3)
    }
    assert [known.number for known in ledger.changes_after(2)] == [3]


def test_an_editor_does_not_undo_what_somebody_else_did(ledger: DatabaseLedger) -> None:
    edit = amended(ledger, title_lv="Jauns")
    ledger.commit(Change(summary="x", account="anna", edits=(edit,)), ledger.version())
    (change_2,) = ledger.changes(limit=1)

    answer = undo_change(ledger, change_2, account="juris", role=Role.EDITOR)

    assert isinstance(answer, list)
    assert [problem.code for problem in answer] == ["undo_not_own"]
    assert len(ledger.changes()) == 2


def test_the_history_of_a_place_is_that_of_its_rows_alone(ledger: DatabaseLedger) -> None:
    base = row_of(ledger, EVIDENCE.file, FACT)
    for row_id, place in (("new-1", "krogsils"), ("new-2", "kekava")):
        row = base | {"evidence_id": row_id, "place_ids": place, "title_lv": "Par Krogsilu"}
        edit = Edit(EVIDENCE.file, row_id, None, row)
        ledger.commit(Change(summary="x", edits=(edit,)), ledger.version())

    history = ledger.place_history("krogsils")

    assert [revision.edit.row_id for revision in history] == ["new-1"]
    assert ledger.place_history("kroGsils") == ledger.place_history("%") == []


def test_days_that_knew_the_same_are_one_state(ledger: DatabaseLedger) -> None:
    with writing(ledger.engine) as connection:
        time = dt.datetime.now(dt.UTC) - dt.timedelta(days=9)
        connection.execute(sa.update(change).values(time=time))
    days = [dt.datetime.now(TIME_ZONE).date() - dt.timedelta(days=ago) for ago in (0, 1, 5)]

    keys = {ledger.version(day).key for day in days}

    assert keys == {ledger.version().key}


def test_a_publication_that_was_taken_back_does_not_return_with_the_day(
    ledger: DatabaseLedger,
) -> None:
    file, answers = publications_file("r-1"), published_answers_file("r-1", 1)
    shown = b'[{"number": 1, "is_shown": true}]\n'
    rows = b"submission_id,place_id\ns-1,kekava\n"
    for files in ({file: shown, answers: rows}, {file: shown.replace(b"true", b"false")}):
        assert not isinstance(
            ledger.commit(Change(summary="x", files=files), ledger.version()), list
        )
    with writing(ledger.engine) as connection:
        for number, ago in ((1, 9), (2, 5)):
            time = dt.datetime.now(dt.UTC) - dt.timedelta(days=ago)
            connection.execute(sa.update(change).where(change.c.number == number).values(time=time))

    known = ledger.version(dt.datetime.now(TIME_ZONE).date() - dt.timedelta(days=3))

    assert not {file, answers} & set(known.parts)
    assert EVIDENCE.file in known.parts
