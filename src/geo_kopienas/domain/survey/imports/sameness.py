"""Whether a submission of a file is one that is stored already.

Ids tell it where both have them; tools give several, and an edited submission keeps only some.
Without them the moment and the answers tell. Where neither is certain, nobody is asked to guess:
the import says how many look like stored ones, and a person decides.
"""

import datetime as dt
import hashlib
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import Any, NamedTuple

from geo_kopienas.domain.schema.cells import write_cell
from geo_kopienas.domain.schema.fields import Table
from geo_kopienas.domain.survey.codebook.model import RESPONDENT_CODE
from geo_kopienas.domain.survey.rounds.responses import SUBMISSION_FIELDS

Row = Mapping[str, Any]

_PLACE = frozenset({"place_id", "municipality_id"})
#: Columns of stored answers that are neither place nor answer.
NO_ANSWERS = frozenset(field.name for field in SUBMISSION_FIELDS) - _PLACE
#: How ids begin that were made of the content.
MADE_ID = "row-"
#: An edited submission keeps so many of its answers.
_ALIKE_SHARE = 0.5
#: Numbers shorter than these are counted anew in every form; longer ones once on the server.
_LONG_NUMBER = 6
#: With so many a submission is compared where nothing but the answers or the minute is the same.
_MAX_COMPARED = 50
#: A tool may write moments in its own zone or in that of the reader.
_ZONE_HOURS = (-3, -2, 2, 3)


class Verdict(StrEnum):
    """What is known of a submission."""

    NEW = "new"
    SAME = "same"
    ALIKE = "alike"  # it may be the same, and nobody can tell


class StoredId(NamedTuple):
    """A round, and a submission that is stored in it."""

    round_id: str
    submission_id: str


class Match(NamedTuple):
    """A verdict, and the stored submission that it is about."""

    verdict: Verdict
    stored: StoredId | None = None


@dataclass(frozen=True, slots=True)
class Traces:
    """What a submission can be recognised by.

    Attributes:
        long_ids, short_ids: Marks of ids that are unique, and of those of one form only.
        own: Mark of the id that was made of its content, where the tool gave none.
        minute, second: Marks of the moment when it was sent, as far as it is known.
        shifted: Marks of the same minute in neighbouring zones.
    """

    long_ids: frozenset[str]
    short_ids: frozenset[str]
    own: frozenset[str] = frozenset()
    minute: str | None = None
    second: str | None = None
    shifted: frozenset[str] = frozenset()


def marks_of(
    ids: Iterable[str], moment: dt.datetime | None = None, *, has_seconds: bool = False
) -> tuple[str, ...]:
    """What is stored to recognise a submission by: short hashes, from which no id can be read."""
    marks = {("n" if _is_short(name) else "i") + _hash(name) for name in ids if name}
    if moment is not None:
        marks.add(f"m{_minute(moment)}")
    if moment is not None and has_seconds:
        marks.add(f"s{_hash(moment.isoformat(timespec='seconds'))}")
    return tuple(sorted(marks))


def _is_short(name: str) -> bool:
    return name.isdecimal() and len(name) < _LONG_NUMBER


def _minute(moment: dt.datetime) -> str:
    return _hash(moment.isoformat(timespec="minutes"))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def traces_of(row: Row, moment: dt.datetime | None = None) -> Traces:
    """The traces of a stored submission, or of one of a file whose moment is known."""
    name = str(row["submission_id"])
    made = (f"r{_hash(name)}",) if name.startswith(MADE_ID) else marks_of((name,))
    by_kind: dict[str, set[str]] = defaultdict(set)
    for mark in (*(row.get("marks") or ()), *made):
        by_kind[mark[0]].add(mark)
    hours = _ZONE_HOURS if moment else ()
    shifted = {f"m{_minute(moment + dt.timedelta(hours=hour))}" for hour in hours if moment}
    return Traces(
        frozenset(by_kind["i"]),
        frozenset(by_kind["n"]),
        frozenset(by_kind["r"]),
        next(iter(by_kind["m"]), None),
        next(iter(by_kind["s"]), None),
        frozenset(shifted),
    )


def row_content(row: Row, table: Table) -> tuple[str, ...]:
    """Place and answers of a submission as they are stored: what two of them are compared by."""
    return tuple(
        write_cell(row.get(one.name), one) for one in table.fields if one.name not in NO_ANSWERS
    )


@dataclass
class StoredSubmissions:
    """Stored submissions by what they can be recognised by; each is recognised once."""

    table: Table
    _rows: dict[StoredId, Row] = field(default_factory=dict)
    _traces: dict[StoredId, Traces] = field(default_factory=dict)
    _by_mark: dict[str, deque[StoredId]] = field(default_factory=lambda: defaultdict(deque))
    _by_content: dict[tuple[str, ...], deque[StoredId]] = field(
        default_factory=lambda: defaultdict(deque)
    )
    _used: set[StoredId] = field(default_factory=set)

    def add(self, round_id: str, rows: Iterable[Row]) -> None:
        """Add the submissions of a round."""
        for row in rows:
            name = StoredId(round_id, str(row["submission_id"]))
            traces = traces_of(row)
            self._rows[name], self._traces[name] = row, traces
            for mark in (*traces.long_ids, *traces.short_ids, *traces.own, traces.minute):
                if mark is not None:
                    self._by_mark[mark].append(name)
            self._by_content[row_content(row, self.table)].append(name)

    def match(self, rows: Sequence[Row], moments: Mapping[str, dt.datetime]) -> list[Match]:
        """Find the stored submissions that those of a file are; to be asked once.

        Args:
            rows: Submissions of a file.
            moments: When they were sent, by id, as far as it is known.
        """
        traces = [traces_of(row, moments.get(str(row["submission_id"]))) for row in rows]
        found: list[Match | None] = [None] * len(rows)
        # Who is known by an id is not taken for somebody else's likeness.
        for way in (self._by_id, self._by_answers):
            for number, (row, trace) in enumerate(zip(rows, traces, strict=True)):
                if found[number] is None:
                    found[number] = match = way(row, trace)
                    if match is not None and match.stored is not None:
                        self._used.add(match.stored)
        return [match or Match(Verdict.NEW) for match in found]

    def _by_id(self, row: Row, traces: Traces) -> Match | None:
        if known := self._known({*traces.long_ids, *traces.own}):
            return Match(Verdict.SAME, known[0])
        for other in self._known(traces.short_ids):
            is_same = self._same_moment(traces, other) or self._share(row, other) == 1
            without = None in {traces.minute, self._traces[other].minute}
            if is_same or (without and self._share(row, other) >= _ALIKE_SHARE):
                return Match(Verdict.SAME, other)
            return Match(Verdict.ALIKE, other)
        return None

    def _by_answers(self, row: Row, traces: Traces) -> Match | None:
        content = row_content(row, self.table)
        doubtful: list[StoredId] = []
        for other in self._free(self._by_content.get(content)) if any(content) else ():
            if self._same_moment(traces, other):
                return self._sent_together(traces, other)
            if traces.minute is not None and traces.minute == self._traces[other].minute:
                continue  # in another second
            minute = self._traces[other].minute
            if None in {traces.minute, minute} or minute in traces.shifted:
                doubtful.append(other)
        if doubtful:
            return Match(Verdict.ALIKE, doubtful[0])
        for other in self._known(() if traces.minute is None else (traces.minute,)):
            if self._share(row, other) < _ALIKE_SHARE or self._is_other_person(row, other):
                continue
            if traces.second is not None and traces.second == self._traces[other].second:
                return self._sent_together(traces, other)
            if None in {traces.second, self._traces[other].second}:
                return Match(Verdict.ALIKE, other)
        return None

    def _is_other_person(self, row: Row, other: StoredId) -> bool:
        codes = {row.get(RESPONDENT_CODE), self._rows[other].get(RESPONDENT_CODE)} - {None}
        return len(codes) > 1

    def _sent_together(self, traces: Traces, other: StoredId) -> Match:
        """Sent in the same minute with the like answers: the same, unless two ids speak for two."""
        has_two_ids = bool(traces.long_ids and self._traces[other].long_ids)
        return Match(Verdict.ALIKE if has_two_ids else Verdict.SAME, other)

    def _known(self, marks: Iterable[str]) -> list[StoredId]:
        found = [name for mark in marks for name in self._free(self._by_mark.get(mark))]
        return [*dict.fromkeys(found)]

    def _free(self, names: deque[StoredId] | None) -> list[StoredId]:
        """Some that nobody was recognised as yet; of thousands of the same the first will do."""
        while names and names[0] in self._used:
            names.popleft()
        free = (name for name in names or () if name not in self._used)
        return [*islice(free, _MAX_COMPARED)]

    def _same_moment(self, traces: Traces, other: StoredId) -> bool:
        """The same minute, and no other second, which some exports leave out."""
        stored = self._traces[other]
        if traces.minute is None or traces.minute != stored.minute:
            return False
        return traces.second == stored.second or None in {traces.second, stored.second}

    def _share(self, row: Row, other: StoredId) -> float:
        """Share of the answers of either that are the same in both."""
        here, there = (row_content(one, self.table) for one in (row, self._rows[other]))
        pairs = [pair for pair in zip(here, there, strict=True) if any(pair)]
        return sum(left == right for left, right in pairs) / len(pairs) if pairs else 0.0
