"""What somebody suggests: checked like everything that may become public, and decided on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from geo_kopienas.domain.schema.cells import is_web_address, text_fault
from geo_kopienas.domain.schema.dates import parse_partial_date
from geo_kopienas.domain.schema.personal import publication_faults
from geo_kopienas.domain.schema.problems import Problem

#: A page of writing; whoever has more to say has a document to link to.
MAX_SAID_LENGTH = 2_000
MAX_ADDRESS_LENGTH = 500
#: One word says nothing that could be looked into.
MIN_SAID_LENGTH = 10


class SuggestionState(StrEnum):
    """What became of a suggestion."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A suggestion as it is written.

    Attributes:
        said: What should be known.
        said_date: When it was, as precisely as it is known: YYYY, YYYY-MM or YYYY-MM-DD.
        source_url: A page that says so.
        place_id, community_id, evidence_id: What it is about, as far as that is in the ledger.
        language: Language of the page that it was written on.
    """

    said: str
    said_date: str = ""
    source_url: str = ""
    place_id: str | None = None
    community_id: str | None = None
    evidence_id: str | None = None
    language: str = "lv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion(Draft):
    """A suggestion as it is kept.

    Attributes:
        number: Its number, for editors.
        receipt: What whoever suggested it asks for it by; nobody can guess one.
        time: When, in UTC.
        state: What became of it.
        decided_at: When that was decided, in UTC.
        decided_by: By which account.
        decision_reason: Why, in the words of whoever decided.
        change: Number of the change that followed.
    """

    number: int
    receipt: str
    time: dt.datetime
    state: SuggestionState = SuggestionState.WAITING
    decided_at: dt.datetime | None = None
    decided_by: str | None = None
    decision_reason: str | None = None
    change: int | None = None


def draft_problems(draft: Draft, today: dt.date) -> Iterator[Problem]:
    """Find what keeps a suggestion from being taken; `column` is the field.

    Args:
        draft: What was written; its texts are stripped.
        today: The day where the municipality is.
    """
    if len(draft.said) < MIN_SAID_LENGTH:
        yield Problem("suggestion_short", column="said")
    if len(draft.said) > MAX_SAID_LENGTH:
        limit = {"limit": str(MAX_SAID_LENGTH)}
        yield Problem("suggestion_long", column="said", details=limit)
    fault = text_fault(draft.said)
    if fault is not None:
        yield fault.at(column="said")
    for problem in publication_faults(draft.said):
        yield problem.at(column="said")
    if draft.source_url and (
        len(draft.source_url) > MAX_ADDRESS_LENGTH or not is_web_address(draft.source_url)
    ):
        yield Problem("suggestion_address", column="source_url", value=draft.source_url)
    if draft.said_date:
        day = parse_partial_date(draft.said_date)
        if day is None:
            yield Problem("suggestion_date", column="said_date", value=draft.said_date)
        elif day.first_day > today:
            yield Problem("suggestion_in_future", column="said_date", value=draft.said_date)
