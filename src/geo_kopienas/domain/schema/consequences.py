"""What only follows from something that could not be read: the one place that knows it.

A row without its id makes every reference to it unknown, a cell that cannot be read makes what is
compared with it differ, a feature that is there twice overlaps itself. Whoever mends the cause
mends these too, and they would hide what else is wrong.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import pandas as pd
from rapidfuzz import fuzz, process

from geo_kopienas.domain.schema.fields import EVIDENCE, MUNICIPALITIES, TABLES, Table
from geo_kopienas.domain.schema.problems import Problem, Row, cells_at_fault

#: The table that the value of such a fault should be an id of.
_REFERENCES = {
    "unknown_place": "places",
    "unknown_community": "communities",
    "file_of_no_round": "survey_rounds",
    "methodology_reference": "evidence",
}
#: What the cards of the method refer to besides facts has no such beginning.
_FACT = "ev-"
#: Faults of a whole column, or of more of its cells than are named.
_OF_COLUMN = frozenset({"duplicate_column", "missing_column", "missing_property", "more_faults"})
#: Of the signs of a lost row's name so many per cent are in the id that was made of it.
_NAMED_PERCENT = 75
#: An id that is so much like a known one is a slip of the pen.
_SLIP_PERCENT = 88
_NO_SIGN_OF_ID = re.compile(r"[^a-z0-9-]+")

Cell = tuple[str | None, Row, str | None]


class Consequences:
    """Tells faults of their own from those that follow from others.

    Args:
        tables: Frames by the name of their table, indexed by `row`.
        named: The faults of single files, found before anything was compared.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame], named: Collection[Problem]) -> None:
        self._tables = tables
        self._codes: dict[Cell, set[str]] = {}
        for problem in named:
            for cell in cells_at_fault([problem]):
                self._codes.setdefault(cell, set()).add(problem.code)
        self._columns = {
            (problem.file, problem.column) for problem in named if problem.code in _OF_COLUMN
        }
        self._broken = [
            (problem.file, problem.details["line"])
            for problem in named
            if problem.code == "quote_broken"
        ]
        self._lost = {table.name: self._lost_ids(table) for table in TABLES if table.key}
        self._lost_features = _LostFeatures(self._codes)

    def without(self, found: Iterable[Problem]) -> Iterator[Problem]:
        """The faults that have a cause of their own."""
        problems = list(found)
        for name, lost in self._lost.items():
            lost.look_at(_referred(problem) for problem in problems if _target(problem) == name)
        self._lost_features.look_at(problems)
        for problem in problems:
            if not self._follows(problem):
                yield problem

    def _follows(self, problem: Problem) -> bool:
        table = _target(problem)
        return (
            any(self._is_at_fault(cell) for cell in self._rests_on(problem))
            or (table is not None and self._lost[table].explains(_referred(problem)))
            or self._lost_features.explains(problem)
        )

    def _is_at_fault(self, cell: Cell) -> bool:
        file, _, column = cell
        return cell in self._codes or (file, column) in self._columns

    def _rests_on(self, problem: Problem) -> Iterator[Cell]:
        """The cells that it was judged from."""
        file, row, column = problem.file, problem.row, problem.column
        yield file, row, column
        other = problem.details.get("other")
        if problem.code == "layer_overlap":
            yield file, other, "geometry"
            for feature in (row, other):
                if "duplicate_id" in self._codes.get((file, feature, "place_id"), ()):
                    yield file, feature, "place_id"
        elif problem.code == "apkaime_differs":
            places = self._tables["places"]
            for above in places.index[places["place_id"] == problem.details["parent"]]:
                yield file, int(above), "apkaime_id"

    def _lost_ids(self, table: Table) -> "_LostIds":
        frame = self._tables.get(table.name)
        is_keyless = (table.file, table.key) in self._columns
        if frame is None or is_keyless:
            return _LostIds([], set(), None)
        keys = frame[table.key]
        lost = [_names(table, row) for row in frame.loc[keys.isna()].to_dict("records")]
        words = {
            word
            for file, line in self._broken
            for word in _NO_SIGN_OF_ID.split(line)
            if file == table.file
        }
        return _LostIds(lost, words, set(keys.dropna()))


class _LostIds:
    """Rows of a table that lost their ids, and which unknown ids were probably theirs.

    As many ids are explained as rows are lost: first those that a row's name was made into, then
    those that most refer to.

    Args:
        lost: What the id of each lost row was probably made of.
        explained: Ids that are lost for certain.
        known: The ids that there are; None if all are lost.
    """

    def __init__(self, lost: list[list[str]], explained: set[str], known: set[str] | None) -> None:
        self._lost = lost
        self._known = known
        self._explained = explained

    def explains(self, row_id: str) -> bool:
        return self._known is None or row_id in self._explained

    def look_at(self, unknown: Iterable[str]) -> None:
        """Take the unknown ids of further references."""
        counts = Counter(unknown)
        ids = [row_id for row_id, _ in counts.most_common() if row_id not in self._explained]
        if not self._lost or not ids:
            return
        likely = sorted(
            (
                (likeness(name, row_id), -number, position, row_id)
                for position, names in enumerate(self._lost)
                for name in names
                for number, row_id in enumerate(ids)
            ),
            reverse=True,
        )
        left = dict(enumerate(self._lost))
        for percent, _, position, row_id in likely:
            if percent >= _NAMED_PERCENT and position in left and row_id not in self._explained:
                self._explained.add(row_id)
                del left[position]
        unlike = [
            row_id for row_id in ids if row_id not in self._explained and self._is_own(row_id)
        ]
        self._explained.update(unlike[: len(left)])
        self._lost = [*left.values()][len(unlike) :]

    def _is_own(self, row_id: str) -> bool:
        """Whether an unknown id is no slip of the pen."""
        near = process.extractOne(row_id, self._known or (), scorer=fuzz.ratio)
        return near is None or near[1] < _SLIP_PERCENT


class _LostFeatures:
    """Features of layers whose `place_id` could not be read: their places seem to be missing."""

    def __init__(self, codes: Mapping[Cell, set[str]]) -> None:
        self._lost = Counter(file for file, _, column in codes if column == "place_id")
        self._explained: set[Problem] = set()

    def look_at(self, problems: Iterable[Problem]) -> None:
        missing = [problem for problem in problems if problem.code == "feature_missing"]
        for problem in missing:
            if self._lost[problem.file] > 0:
                self._lost[problem.file] -= 1
                self._explained.add(problem)

    def explains(self, problem: Problem) -> bool:
        return problem in self._explained


def _names(table: Table, row: Mapping[Any, Any]) -> list[str]:
    """What the id of a row was probably made of."""
    if table is EVIDENCE:
        about = [*row["place_ids"], *row["community_ids"]]
        parts = [str(row[name]) for name in ("date", "kind") if pd.notna(row[name])]
        return [" ".join([_FACT, *parts, name]) for name in about]
    return [str(row[name]) for name in ("name_lv", "name_en") if pd.notna(row.get(name))]


def _target(problem: Problem) -> str | None:
    """The table that an unknown reference should lead to."""
    if problem.column == MUNICIPALITIES.key:
        return MUNICIPALITIES.name
    if problem.code == "methodology_reference" and not _referred(problem).startswith(_FACT):
        return None
    return _REFERENCES.get(problem.code)


def _referred(problem: Problem) -> str:
    """The id that an unknown reference names."""
    if problem.code == "file_of_no_round":
        return (problem.file or "").rsplit("/", 1)[-1].split(".", 1)[0]
    return problem.value or ""


def likeness(name: str, row_id: str) -> float:
    """How much an id looks as if it was made of a name, in per cent."""
    letters = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    words = _NO_SIGN_OF_ID.sub(" ", letters).replace("-", " ").strip()
    return float(fuzz.token_sort_ratio(words, row_id.replace("-", " ")))
