"""Whether two rounds hold submissions of the same people.

Side by side they would tell of the people in whom they differ. The ids of the tools tell it, else
the moment and the content: a copy that was exported anew, or edited by hand, has other ids.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from geo_kopienas.domain.survey.imports.sameness import NO_ANSWERS, Traces, traces_of

#: With so many of the same mark a submission is compared.
_MAX_COMPARED = 50


def shared_submissions(here: pd.DataFrame, there: pd.DataFrame) -> list[str]:
    """Ids in the first round of the submissions that the second holds too.

    Args:
        here: Stored answers of the first.
        there: Those of the second; its questions may be others.
    """
    certain: set[str] = set()
    others: defaultdict[str, list[tuple[int, Traces]]] = defaultdict(list)
    for position, traces in enumerate(_traces(there)):
        certain |= {*traces.long_ids, *traces.own}
        for mark in _doubtful(traces):
            others[mark].append((position, traces))
    columns = [name for name in here.columns if name in there.columns and name not in NO_ANSWERS]
    own, other = _Contents(here[columns]), _Contents(there[columns])
    shared = []
    for position, traces in enumerate(_traces(here)):
        is_shared = not certain.isdisjoint({*traces.long_ids, *traces.own}) or any(
            own[position] == other[number] and _is_same_second(traces, stored)
            for mark in _doubtful(traces)
            for number, stored in others[mark][:_MAX_COMPARED]
        )
        if is_shared:
            shared.append(str(here["submission_id"].iloc[position]))
    return shared


def _traces(answers: pd.DataFrame) -> Iterator[Traces]:
    marks: Sequence[Any] = answers["marks"].tolist() if "marks" in answers else [()] * len(answers)
    for name, own in zip(answers["submission_id"], marks, strict=True):
        yield traces_of({"submission_id": "" if pd.isna(name) else name, "marks": own})


def _doubtful(traces: Traces) -> list[str]:
    """What two people may have in common: numbers that every form counts anew, the minute."""
    return [*traces.short_ids, *([traces.minute] if traces.minute else [])]


def _is_same_second(traces: Traces, other: Traces) -> bool:
    return traces.second == other.second or None in {traces.second, other.second}


class _Contents(dict[int, tuple[Any, ...]]):
    """Place and answers of a submission by its position, worked out for those that are compared."""

    def __init__(self, answers: pd.DataFrame) -> None:
        super().__init__()
        self._answers = answers

    def __missing__(self, position: int) -> tuple[Any, ...]:
        cells = self._answers.iloc[position]
        content = tuple(None if _is_empty(cell) else cell for cell in cells)
        return self.setdefault(position, content)


def _is_empty(cell: object) -> bool:
    return cell is None or cell is pd.NA or cell == () or cell != cell  # noqa: PLR0124 - NaN
