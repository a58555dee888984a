"""What a ranked list is sorted by, and how that stands in the address."""

from typing import NamedTuple

import pandas as pd

from geo_kopienas.domain.schema.codes import Component
from geo_kopienas.domain.schema.collation import name_key

RANK, NAME, SCORE, STABILITY, INTERVAL = "rank", "name", "score", "stability", "interval"
#: Columns that a list may be sorted by; each component is one.
COLUMNS = (RANK, NAME, SCORE, *Component, STABILITY, INTERVAL)
#: Columns whose first click shows the smallest value first; of the others the largest matters.
_ASCENDING_FIRST = {RANK, NAME, INTERVAL}
_STORED_AS = {NAME: "name_lv", INTERVAL: "rank_low"}


class Sorting(NamedTuple):
    """What a list is sorted by."""

    column: str = RANK
    is_descending: bool = False


def sorting_from_text(text: str) -> Sorting | None:
    """Read `score` or `-score` (descending); None for a column that there is not."""
    column = text.removeprefix("-")
    return Sorting(column, text.startswith("-")) if column in COLUMNS else None


def sorting_to_text(sorting: Sorting) -> str:
    """The form that `sorting_from_text` reads."""
    return f"-{sorting.column}" if sorting.is_descending else sorting.column


def next_sorting(sorting: Sorting, column: str) -> Sorting:
    """What a click on a heading asks for: that column, and the other direction the second time."""
    if column == sorting.column:
        return Sorting(column, not sorting.is_descending)
    return Sorting(column, column not in _ASCENDING_FIRST)


def sorted_list(ranked: pd.DataFrame, sorting: Sorting) -> pd.DataFrame:
    """The whole list in another order; what is not known stands last, equal values by rank."""
    column = _STORED_AS.get(sorting.column, sorting.column)
    return ranked.sort_values(
        column,
        ascending=not sorting.is_descending,
        kind="stable",
        na_position="last",
        key=(lambda names: names.map(name_key)) if sorting.column == NAME else None,
    )
