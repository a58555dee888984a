"""Publications: what the public sees of a round changes by them alone, never by a few people."""

from __future__ import annotations

import datetime as dt
import shutil
import stat
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from data_folder import DEFAULT_DATA, write_data_folder, write_table

from geo_kopienas.domain.editing.changes import Author, Change, Role
from geo_kopienas.domain.schema.fields import SURVEY_ROUNDS
from geo_kopienas.domain.schema.problems import LedgerError, Problem
from geo_kopienas.domain.survey.codebook.model import CODEBOOK_FILE
from geo_kopienas.domain.survey.disclosure.door import REST_ID
from geo_kopienas.domain.survey.imports.sameness import marks_of
from geo_kopienas.domain.survey.rounds.publications import publications_file, published_answers_file
from geo_kopienas.domain.survey.rounds.responses import responses_file
from geo_kopienas.store.dataset import Dataset, check_directory, load_dataset
from geo_kopienas.store.imports.publishing import (
    PublishingPlan,
    plan_publication,
    publish,
    take_back,
    taking_back,
)
from geo_kopienas.store.ledger.directory import DirectoryLedger
from geo_kopienas.store.ledger.seam import Version
from geo_kopienas.store.survey.responses import write_responses
from geo_kopienas.store.survey.rounds import open_round, read_rounds, waiting_answers

if TYPE_CHECKING:
    from pathlib import Path

ROUND = "r-2026"
DAY = dt.date(2026, 12, 1)
LISTED = {"date": "2026-11", "label_lv": "Rudens", "label_en": "Autumn", "is_demo": "false"}


@pytest.fixture
def data(tmp_path: Path) -> Dataset:
    """A directory with the register of rounds and no answers yet."""
    own = write_data_folder(tmp_path / "data")
    shutil.copy(DEFAULT_DATA / CODEBOOK_FILE, own / CODEBOOK_FILE)
    rows = [{**LISTED, "round_id": name} for name in (ROUND, "r-other")]
    write_table(own, SURVEY_ROUNDS, rows)
    read, problems = load_dataset(own)
    assert problems == []
    assert read is not None
    return read


def people(first: int, count: int, **answers: Any) -> list[dict[str, Any]]:
    given = {"municipality_id": "riga", "role": "member", "comments": "Paldies!", **answers}
    return [{"submission_id": f"s-{first + number}", **given} for number in range(count)]


def store(data: Dataset, rows: list[dict[str, Any]], round_id: str = ROUND) -> None:
    write_responses(data.directory, round_id, rows, data.codebook)


def published(data: Dataset, round_id: str = ROUND) -> PublishingPlan:
    plan = plan_publication(data, round_id)
    assert plan.problems == []
    publish(data, plan, DAY, DirectoryLedger(data.directory))
    return plan


def codes(plan: PublishingPlan) -> list[str]:
    return [problem.code for problem in plan.problems]


def shown_n(data: Dataset, group: str = REST_ID) -> int | None:
    figures = open_round(data.directory, ROUND, data.codebook, data.places).figures("role")
    return None if figures is None else figures.groups[group].n


def rounds(data: Dataset) -> list[str]:
    known = read_rounds(data.directory, data.survey_rounds, data.codebook, data.places, {})
    return [known_round.round_id for known_round in known]


MIXED = [*people(0, 30), *people(30, 20, role="organiser")]


def test_imported_answers_are_public_only_when_they_are_published(data: Dataset) -> None:
    store(data, MIXED)
    assert rounds(data) == []
    assert shown_n(data) is None
    published(data)
    assert rounds(data) == [ROUND]
    assert shown_n(data) == 50
    assert check_directory(data.directory) == []


def test_a_newer_import_changes_nothing_public_but_the_tens_that_wait(data: Dataset) -> None:
    store(data, MIXED)
    published(data)
    before = (data.directory / publications_file(ROUND)).read_bytes()
    waiting = []
    for count in (1, 9, 10, 19):
        store(data, [*MIXED, *people(50, count)])
        waiting.append(waiting_answers(data.directory, ROUND, data.codebook, data.places))
        assert shown_n(data) == 50
    assert waiting == [0, 0, 10, 10]
    assert (data.directory / publications_file(ROUND)).read_bytes() == before


@pytest.mark.parametrize(
    "rows",
    [
        [*MIXED, *people(50, 1)],
        MIXED[1:],
        [*people(0, 1, role="council"), *MIXED[1:]],
        [*MIXED, *people(50, 9)],
    ],
    ids=["one more", "one deleted", "one corrected", "nine more"],
)
def test_a_few_changed_answers_are_not_published(data: Dataset, rows: list[dict[str, Any]]) -> None:
    store(data, MIXED)
    published(data)
    store(data, rows)
    plan = plan_publication(data, ROUND)
    assert codes(plan) == ["publication_too_near"]
    answer = publish(data, plan, DAY, DirectoryLedger(data.directory))
    assert isinstance(answer, list)
    assert [problem.code for problem in answer] == ["round_changed"]
    assert shown_n(data) == 50


def test_ten_changed_answers_are_published(data: Dataset) -> None:
    store(data, MIXED)
    published(data)
    store(data, [*MIXED, *people(50, 6), *people(56, 4, role="organiser")])
    assert published(data).number == 2
    assert shown_n(data) == 60


def test_each_shown_group_needs_ten_and_so_does_what_is_left_of_it(data: Dataset) -> None:
    here = {"municipality_id": None}
    first = [*people(0, 40, **here, place_id="alejas"), *people(40, 30, **here, place_id="novads")]
    store(data, first)
    published(data)
    # Twelve more, of whom two are not from the parish that is shown beside the municipality.
    village = people(70, 10, **here, place_id="alejas")
    store(data, [*first, *village, *people(80, 2, **here, place_id="novads")])
    assert set(codes(plan_publication(data, ROUND))) == {"publication_too_near"}


def test_what_was_taken_back_stays_known(data: Dataset) -> None:
    store(data, MIXED)
    published(data)
    assert taking_back(data, ROUND) == []
    take_back(data, ROUND, DirectoryLedger(data.directory))
    assert (rounds(data), shown_n(data)) == ([], None)
    assert [problem.code for problem in taking_back(data, ROUND)] == ["nothing_published"]
    store(data, [*MIXED, *people(50, 1)])
    assert codes(plan_publication(data, ROUND)) == ["publication_too_near"]
    store(data, MIXED)
    assert published(data).number == 2


def test_an_older_publication_counts_as_well_as_the_last(data: Dataset) -> None:
    store(data, MIXED)
    published(data)
    store(data, [*MIXED, *people(50, 10)])
    published(data)
    # Eleven fewer than the second publication are one fewer than the first.
    store(data, MIXED[1:])
    assert codes(plan_publication(data, ROUND)) == ["publication_too_near"]


def test_figures_of_a_question_are_compared_for_themselves(data: Dataset) -> None:
    store(data, [*people(0, 30, belonging="5"), *people(30, 20, belonging="1")])
    published(data)
    # Ten more people, of whom one answered the second question.
    store(
        data,
        [
            *people(0, 30, belonging="5"),
            *people(30, 20, belonging="1"),
            *people(50, 9),
            *people(59, 1, belonging="3"),
        ],
    )
    plan = published(data)
    assert plan.figures is not None
    belonging, role = plan.figures.figures("belonging"), plan.figures.figures("role")
    assert belonging is not None
    assert role is not None
    assert belonging.groups[REST_ID].n is None
    assert role.groups[REST_ID].n == 60


def test_nothing_new_is_no_publication(data: Dataset) -> None:
    store(data, MIXED)
    published(data)
    assert codes(plan_publication(data, ROUND)) == ["nothing_to_publish"]


def test_rounds_with_the_same_submissions_are_never_shown_together(data: Dataset) -> None:
    store(data, MIXED)
    published(data)
    store(data, MIXED[1:], "r-other")
    assert codes(plan_publication(data, "r-other")) == ["round_shares_answers"]


def test_rounds_with_the_same_people_under_other_ids_are_never_shown_together(
    data: Dataset,
) -> None:
    start = dt.datetime.fromisoformat("2026-10-03 12:00")
    moments = [start + dt.timedelta(minutes=number) for number in range(len(MIXED))]

    def exported(prefix: str) -> list[dict[str, Any]]:
        return [
            row
            | {
                "submission_id": f"{prefix}-{number}",
                "marks": marks_of([f"{prefix}-{number}"], moment),
            }
            for number, (row, moment) in enumerate(zip(MIXED, moments, strict=True))
        ]

    store(data, exported("first"))
    published(data)
    store(data, exported("again"), "r-other")
    assert codes(plan_publication(data, "r-other")) == ["round_shares_answers"]


def test_a_copied_publication_is_no_second_round(data: Dataset) -> None:
    store(data, MIXED)
    published(data)
    for name in (publications_file, lambda round_id: published_answers_file(round_id, 1)):
        shutil.copy(data.directory / name(ROUND), data.directory / name("r-other"))
    assert rounds(data) == [ROUND] or rounds(data) == ["r-other"]
    assert "round_shares_answers" in {fault.code for fault in check_directory(data.directory)}


def test_a_strange_file_among_the_answers_is_a_fault_and_no_round(data: Dataset) -> None:
    store(data, MIXED)
    answers = data.directory / responses_file(ROUND)
    for name in ("r-2026 (conflicted copy).csv", "kopija.csv"):
        shutil.copy(answers, answers.with_name(name))
    faults = check_directory(data.directory)
    assert {fault.code for fault in faults} == {"file_of_no_round"}
    assert len(faults) == 2
    assert rounds(data) == []
    assert codes(plan_publication(data, "kopija")) == ["round_without_answers"]


def test_published_answers_are_private_and_without_free_text(data: Dataset) -> None:
    store(data, MIXED)
    published(data)
    path = data.directory / published_answers_file(ROUND, 1)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "Paldies" not in path.read_text(encoding="utf-8")


def test_a_damaged_publication_is_named_and_shown_to_nobody(data: Dataset) -> None:
    store(data, MIXED)
    published(data)
    (data.directory / publications_file(ROUND)).write_text("[{", encoding="utf-8")
    assert [fault.code for fault in check_directory(data.directory)] == [
        "publication_damaged",
        "file_of_no_round",
    ]
    assert rounds(data) == []
    assert codes(plan_publication(data, ROUND)) == ["publication_damaged"]


def test_a_disk_without_room_leaves_what_the_public_sees(
    data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(data, MIXED)
    published(data)
    store(data, [*MIXED, *people(50, 10)])
    plan = plan_publication(data, ROUND)

    def fail(path: Path, *_: Any, **__: Any) -> None:
        if path.suffix == ".json" and path.parent.name == "publications":
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("geo_kopienas.store.ledger.files.write_atomically", fail)
    with pytest.raises(LedgerError, match="directory_not_written"):
        publish(data, plan, DAY, DirectoryLedger(data.directory))
    assert shown_n(data) == 50


def test_answers_that_came_meanwhile_are_not_published_unseen(data: Dataset) -> None:
    store(data, MIXED)
    plan = plan_publication(data, ROUND)
    store(data, [*MIXED, *people(50, 10)])
    answer = publish(data, replace(plan), DAY, DirectoryLedger(data.directory))
    assert isinstance(answer, list)
    assert [problem.code for problem in answer] == ["round_changed"]


class Noting(DirectoryLedger):
    """A directory that notes what is changed in it."""

    def commit(self, change: Change, base: Version) -> Version | list[Problem]:
        self.noted = change
        return super().commit(change, base)


def test_the_change_names_who_publishes_and_who_takes_back(data: Dataset) -> None:
    store(data, people(0, 40))
    ledger = Noting(data.directory)

    publish(data, plan_publication(data, ROUND), DAY, ledger, Author("anna", Role.EDITOR))
    assert (ledger.noted.account, ledger.noted.role) == ("anna", Role.EDITOR)
    take_back(data, ROUND, ledger)
    assert (ledger.noted.account, ledger.noted.role) == (None, Role.ADMINISTRATOR)
