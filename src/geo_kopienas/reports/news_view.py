"""What changed, for everybody: each change of the ledger with its sentences."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING

from geo_kopienas.domain.editing.subjects import places_of
from geo_kopienas.domain.editing.undoing import BEGINNING, undone_by
from geo_kopienas.domain.schema.fields import COMMUNITIES, EVIDENCE
from geo_kopienas.texts.journal import (
    NAMED_FILES,
    is_publication,
    is_published_answers,
    publication_sentence,
    row_sentence,
    rows_sentence,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo_kopienas.domain.editing.changes import ChangeRecord, Edit, TouchedRows
    from geo_kopienas.store.ledger.seam import Ledger
    from geo_kopienas.texts.lookup import Texts

#: A change of more rows of a part is told by their number.
MAX_NAMED = 8
#: A fact of more places leads to the first of them.
MAX_PLACES = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence, and what it is about.

    Attributes:
        text: What was done.
        place_ids: The places that it is about.
        part: Where the profile of the place tells of it: `fact-<id>`, `communities` or nothing.
    """

    text: str
    place_ids: tuple[str, ...] = ()
    part: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A change as everybody may read it.

    Attributes:
        change: The change; its account is for editors alone.
        undoes: The change that it takes back.
        undone_by: Number of the change that took it back.
        touched: How many rows of each part it touched.
        lines: Its sentences.
    """

    change: ChangeRecord
    undoes: ChangeRecord | None = None
    undone_by: int | None = None
    touched: Mapping[str, TouchedRows] = field(default_factory=dict)
    lines: Sequence[Line] = ()

    def sentence(self, texts: Texts) -> str:
        """All of it as one text without links."""
        said = "; ".join(line.text for line in self.lines)
        whole = f"{self.undoing(texts)}: {said}" if self.undoes else said
        mark = f" ({self.undone(texts)})" if self.undone_by else ""
        return f"{whole[:1].upper()}{whole[1:]}{mark}"

    def undoing(self, texts: Texts) -> str:
        """Which change it takes back; empty where it takes none back."""
        if self.undoes is None:
            return ""
        day = texts.short_date(self.undoes.day)
        return texts.say("news.undoing", day=day, number=self.undoes.number)

    def undone(self, texts: Texts) -> str:
        """That it was taken back later; empty where it stands."""
        return texts.say("news.undone", number=self.undone_by) if self.undone_by else ""


def news(ledger: Ledger, changes: Sequence[ChangeRecord], texts: Texts) -> list[Entry]:
    """Changes in sentences, in their order.

    Args:
        ledger: Where they are from.
        changes: Some changes in a row, newest first.
        texts: Words of the language.
    """
    if not changes:
        return []
    touched = ledger.touched([change.number for change in changes])
    undoing = ledger.changes(changes[-1].number, are_undoing=True)
    undone = undone_by(undoing)
    return [
        Entry(
            change,
            _undone_change(ledger, change),
            undone.get(change.number),
            touched.get(change.number, {}),
            [
                _leads_to(line, undone.get(change.number))
                for line in _lines(ledger, change, touched.get(change.number, {}), texts)
            ],
        )
        for change in changes
    ]


def place_news(ledger: Ledger, place_id: str, texts: Texts, limit: int) -> list[Entry]:
    """What was done to a place, its facts and communities, newest first.

    Args:
        ledger: Where it is from.
        place_id: The place.
        texts: Words of the language.
        limit: How many sentences at most.
    """
    revisions = ledger.place_history(place_id, limit)
    undone = undone_by(ledger.changes(are_undoing=True)) if revisions else {}
    return [
        Entry(
            change,
            _undone_change(ledger, change),
            undone.get(change.number),
            lines=[
                _leads_to(_line(revision.edit, texts), undone.get(change.number))
                for revision in of_change
            ],
        )
        for change, of_change in groupby(revisions, key=lambda revision: revision.change)
    ]


def _leads_to(line: Line, undone: int | None) -> Line:
    """The sentence; a fact that is gone is led to no longer."""
    return line if undone is None else replace(line, part="")


def _undone_change(ledger: Ledger, change: ChangeRecord) -> ChangeRecord | None:
    if change.undoes is None:
        return None
    (undone,) = ledger.changes(change.undoes - 1, before=change.undoes + 1)
    return undone


def _lines(
    ledger: Ledger, change: ChangeRecord, touched: Mapping[str, TouchedRows], texts: Texts
) -> list[Line]:
    if not touched:
        is_first = change.number == BEGINNING
        return [Line(texts["news.beginning" if is_first else "news.empty_change"])]
    is_short = sum(map(sum, touched.values())) <= MAX_NAMED
    needed = is_short or any(is_publication(file) for file in touched)
    edits = [known.edit for known in ledger.revisions(change.number)] if needed else []
    lines = []
    for file, counts in touched.items():
        own = [edit for edit in edits if edit.file == file]
        if is_publication(file):
            lines += [Line(publication_sentence(edit, texts)) for edit in own]
        elif is_published_answers(file):
            continue
        elif is_short and file in NAMED_FILES:
            lines += [_line(edit, texts) for edit in own]
        else:
            lines.append(Line(rows_sentence(file, counts, texts)))
    return lines


def _line(edit: Edit, texts: Texts) -> Line:
    part = {EVIDENCE.file: f"fact-{edit.row_id}", COMMUNITIES.file: "communities"}
    is_there = edit.after is not None
    return Line(
        row_sentence(edit, texts),
        places_of(edit),
        part.get(edit.file, "") if is_there else "",
    )
