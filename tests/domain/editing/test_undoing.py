"""Which changes stand, who may undo them, and which later ones are in the way."""

import datetime as dt

import pytest

from geo_kopienas.domain.editing.changes import ChangeRecord, Edit, Role
from geo_kopienas.domain.editing.subjects import Done, done_to, places_of
from geo_kopienas.domain.editing.undoing import (
    last_standing,
    may_undo,
    touched_later,
    undo_faults,
    undone_by,
)
from geo_kopienas.domain.schema.fields import COMMUNITIES, EVIDENCE, PLACES, SURVEY_ROUNDS
from geo_kopienas.domain.survey.rounds.publications import publications_file


def change(number: int, undoes: int | None = None, account: str | None = "anna") -> ChangeRecord:
    time = dt.datetime(2026, 11, number, 22, 30, tzinfo=dt.UTC)
    return ChangeRecord(
        number=number,
        time=time,
        account=account,
        role=Role.EDITOR,
        summary=f"c{number}",
        undoes=undoes,
    )


@pytest.mark.parametrize(
    ("undoes", "standing", "undone"),
    [
        ([None], None, {}),
        ([None, None, None], 3, {}),
        ([None, None, None, 3], 2, {3: 4}),
        ([None, None, 2], None, {2: 3}),
        # Undoing an undoing gives the change back, and it can be undone again.
        ([None, None, 2, 3], 2, {3: 4}),
        ([None, None, 2, 3, 2], None, {2: 5, 3: 4}),
    ],
)
def test_undoing_goes_back_to_the_newest_change_that_stands(
    undoes: list[int | None], standing: int | None, undone: dict[int, int]
) -> None:
    newest_first = [change(number, of) for number, of in enumerate(undoes, start=1)][::-1]

    last = last_standing(newest_first)

    assert (last and last.number) == standing
    assert undone_by(newest_first) == undone


@pytest.mark.parametrize(
    ("account", "role", "may"),
    [
        ("anna", Role.EDITOR, True),
        ("juris", Role.EDITOR, False),
        ("juris", Role.ADMINISTRATOR, True),
        (None, Role.ADMINISTRATOR, True),
        (None, None, False),
    ],
)
def test_editors_undo_their_own_changes_and_administrators_any(
    account: str | None, role: Role | None, *, may: bool
) -> None:
    assert may_undo(change(2), account, role) is may
    assert not may_undo(change(1), account, role)


def test_an_account_of_nobody_owns_no_change_of_the_command_line() -> None:
    assert not may_undo(change(2, account=None), None, Role.EDITOR)


def test_the_beginning_and_what_people_saw_are_never_undone() -> None:
    published = [publications_file("r-2026"), SURVEY_ROUNDS.file]

    assert [fault.code for fault in undo_faults(change(1), [])] == ["undo_beginning"]
    assert [fault.code for fault in undo_faults(change(2), published)] == ["undo_published"]
    assert list(undo_faults(change(2), [EVIDENCE.file])) == []


def test_of_later_changes_those_are_named_that_stand() -> None:
    later = [change(6), change(5, undoes=4), change(4), change(3)]

    named = [dict(fault.details) for fault in touched_later(change(2), later)]

    # The day is that of the municipality: 22.30 UTC is the next one there.
    assert named == [
        {"number": "3", "day": "2026-11-04", "summary": "c3"},
        {"number": "6", "day": "2026-11-07", "summary": "c6"},
    ]


def test_an_edit_is_about_the_places_it_names_now_and_named_before() -> None:
    moved = Edit(EVIDENCE.file, "e1", {"place_ids": "alejas;upe"}, {"place_ids": "mezs; upe"})
    gone = Edit(COMMUNITIES.file, "k", {"place_ids": "alejas"}, None)
    place = Edit(PLACES.file, "alejas", None, {"place_id": "alejas"})

    assert places_of(moved) == ("mezs", "upe", "alejas")
    assert (done_to(moved), places_of(gone), done_to(gone)) == (
        Done.AMENDED,
        ("alejas",),
        Done.WITHDRAWN,
    )
    assert (done_to(place), places_of(place)) == (Done.ADDED, ("alejas",))
