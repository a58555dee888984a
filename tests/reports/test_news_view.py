"""What everybody reads of a change: sentences, counts of rows, and nothing of single people."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from data_folder import COMMUNITY_ROWS, EVIDENCE_ROWS, write_data_folder

from geo_kopienas.domain.editing.changes import Change, Edit
from geo_kopienas.domain.schema.fields import COMMUNITIES, EVIDENCE
from geo_kopienas.domain.survey.rounds.publications import publications_file, published_answers_file
from geo_kopienas.domain.survey.rounds.responses import responses_file
from geo_kopienas.reports.news_view import Line, news, place_news
from geo_kopienas.store.ledger.database import DatabaseLedger
from geo_kopienas.store.ledger.engine import database_address, open_engine
from geo_kopienas.store.ledger.maintenance import init_database
from geo_kopienas.store.ledger.opening import today
from geo_kopienas.store.ledger.rows import Part, write_part
from geo_kopienas.store.ledger.undoing import change_to_undo, undo_change
from geo_kopienas.texts import texts_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LV, EN = texts_for("lv"), texts_for("en")
MEETING = EVIDENCE_ROWS[0]
ROUND = "r-2026"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[DatabaseLedger]:
    engine = open_engine(database_address(str(tmp_path / "ledger.sqlite")))
    data = write_data_folder(tmp_path / "data")
    _, faults = init_database(engine, data, "Sākums", today())
    assert not faults
    yield DatabaseLedger(engine, data, tmp_path / "copies", today)
    engine.dispose()


def commit(ledger: DatabaseLedger, *edits: Edit, files: dict[str, bytes] | None = None) -> None:
    made = Change(summary="anna@a.lv", account="anna", edits=edits, files=files or {})
    assert not isinstance(ledger.commit(made, ledger.version()), list)


def newest(ledger: DatabaseLedger) -> list[Line]:
    (entry,) = news(ledger, ledger.changes(limit=1), LV)
    return list(entry.lines)


def test_a_community_and_a_fact_lead_to_their_place(ledger: DatabaseLedger) -> None:
    row = {**COMMUNITY_ROWS[0], "community_id": "k1", "name_lv": "Upes draugi"}
    clean_up = {**MEETING, "evidence_id": "e2", "title_lv": "Talka"}
    commit(
        ledger, Edit(COMMUNITIES.file, "k1", None, row), Edit(EVIDENCE.file, "e2", None, clean_up)
    )

    assert newest(ledger) == [
        Line("reģistrēta kopiena „Upes draugi”", ("alejas",), "communities"),
        Line("pievienots fakts „Talka” (sanāksme, 2022. gada jūnijs)", ("alejas",), "fact-e2"),
    ]


def test_many_rows_are_counted(ledger: DatabaseLedger) -> None:
    rows = {f"n{number}": {**MEETING, "evidence_id": f"n{number}"} for number in range(20)}
    commit(ledger, files={EVIDENCE.file: write_part(EVIDENCE.file, Part((), dict(rows)))})

    assert newest(ledger) == [Line("fakti: jauni ieraksti 20 un svītroti 1")]


def test_answers_of_people_are_neither_told_nor_counted(ledger: DatabaseLedger) -> None:
    answers = b"submission_id,place_id,q1\ns-1,alejas,yes\ns-2,alejas,no\n"
    commit(ledger, files={responses_file(ROUND): answers})

    assert newest(ledger) == [Line("pievienotas vai mainītas aptaujas kārtas „r-2026” atbildes")]
    (entry,) = news(ledger, ledger.changes(limit=1), LV)
    assert "2" not in entry.sentence(LV).replace("r-2026", "")


@pytest.mark.parametrize(
    ("is_shown", "said"),
    [
        (True, "publicēti aptaujas kārtas „r-2026” rezultāti"),
        (False, "aptaujas kārtas „r-2026” publikācija atsaukta"),
    ],
)
def test_a_publication_says_whether_it_is_shown(
    ledger: DatabaseLedger, *, is_shown: bool, said: str
) -> None:
    figures = json.dumps([{"number": 1, "is_shown": is_shown}]).encode()
    answers = b"submission_id,place_id\ns-1,alejas\n"
    files = {publications_file(ROUND): figures, published_answers_file(ROUND, 1): answers}
    commit(ledger, files=files)

    assert newest(ledger) == [Line(said)]


def test_what_was_undone_is_said_with_both_changes(ledger: DatabaseLedger) -> None:
    renamed = {**MEETING, "title_lv": "Sapulce", "title_en": "Gathering"}
    commit(ledger, Edit(EVIDENCE.file, "e1", MEETING, renamed))
    change, _ = change_to_undo(ledger, 2)
    assert change is not None
    assert not isinstance(undo_change(ledger, change), list)
    day = LV.short_date(today())

    undoing, undone, beginning = news(ledger, ledger.changes(), LV)

    assert undoing.sentence(LV) == (
        f"Atsaukta {day} izmaiņa nr. 2: labots fakts „Tikšanās” (fakts un fakts angliski)"
    )
    assert undone.sentence(LV) == (
        "Labots fakts „Sapulce” (fakts un fakts angliski) (vēlāk atsaukta ar izmaiņu nr. 3)"
    )
    # What was undone is no longer where the sentence would lead.
    assert [line.part for line in (*undoing.lines, *undone.lines)] == ["fact-e1", ""]
    assert beginning.sentence(LV) == "Reģistra sākums"
    of_place = place_news(ledger, "alejas", LV, 10)
    assert [entry.sentence(LV) for entry in of_place] == [
        entry.sentence(LV) for entry in (undoing, undone)
    ]
    assert place_news(ledger, "apk-x", LV, 10) == []


def test_no_sentence_holds_a_name_or_what_an_editor_wrote(ledger: DatabaseLedger) -> None:
    commit(ledger, Edit(EVIDENCE.file, "e1", MEETING, {**MEETING, "title_en": "Gathering"}))

    for texts in (LV, EN):
        said = " ".join(entry.sentence(texts) for entry in news(ledger, ledger.changes(), texts))
        assert "anna" not in said
