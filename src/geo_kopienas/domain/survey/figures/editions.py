"""States of a round that were published one after the other, and what changed between them.

Whoever kept an earlier publication subtracts it from a later one. So a group may be published anew
only if nobody changed in it, or so many that their figures are those of a group.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import pandas as pd

from geo_kopienas.domain.survey.figures.counts import answer_groups
from geo_kopienas.domain.survey.figures.unions import determined_unions

#: As many answers as a group needs that subtraction leaves (`tabulation.MIN_BREAKDOWN_N`).
MIN_CHANGED = 10
#: The number of answers that wait is told in steps of so many.
WAITING_STEP = 10

_PERSON = "submission_id"
#: What a survey tool says of a submission is no answer.
_ABOUT = ("submitted_date", "form_version", "blocked_texts")


def stack_editions(
    editions: Sequence[pd.DataFrame],
) -> tuple[pd.DataFrame, list[frozenset[int]]]:
    """All answers of several states of a round, those that did not change once.

    Returns:
        The answers, and the index of those in each state.
    """
    stacked = pd.concat(
        [edition.drop(columns=[*_ABOUT], errors="ignore") for edition in editions],
        ignore_index=True,
    )
    contents = stacked.astype(object).where(stacked.notna(), None).apply(_content, axis=1)
    first = contents.groupby(contents).transform(lambda same: same.index[0])
    ends = [0]
    for edition in editions:
        ends.append(ends[-1] + len(edition))
    rows = [frozenset(first.iloc[start:end]) for start, end in pairwise(ends)]
    return stacked.loc[sorted(set(first))], rows


def _content(row: Iterable[object]) -> str:
    """A row as a text that is the same for the same answers."""
    return "\x1f".join("" if value in (None, ()) else repr(value) for value in row)


def changed_people(frame: pd.DataFrame, before: frozenset[int], after: frozenset[int]) -> int:
    """How many people came, went or answered something else.

    Args:
        frame: The answers of all states (`stack_editions`).
        before: The index of those in the earlier state.
        after: The index of those in the later one.
    """
    return int(frame.loc[sorted(before ^ after), _PERSON].nunique())


def waiting_count(published: pd.DataFrame | None, stored: pd.DataFrame) -> int:
    """How many answers were added, changed or deleted since they were published."""
    if published is None:
        return len(stored)
    frame, (before, after) = stack_editions([published, stored])
    return changed_people(frame, before, after)


def groups_too_near(
    former: Iterable[tuple[pd.DataFrame, frozenset[str]]],
    stored: pd.DataFrame,
    shown: frozenset[str],
    places: pd.DataFrame,
) -> list[str]:
    """Groups that a publication would tell of too few changes.

    Args:
        former: Answers of each earlier publication and the groups that it showed.
        stored: The answers to be published.
        shown: The groups that would be shown, or were last.
        places: The register.

    Returns:
        Groups in which 1 to 9 people changed, or which leave such a group if one is subtracted from
        the other, in the order of the register.
    """
    near: dict[str, None] = {}
    for responses, shown_before in former:
        frame, (before, after) = stack_editions([responses, stored])
        both = [
            group
            for group in answer_groups(frame, places)
            if group.group_id in shown & shown_before and group.rows
        ]
        for union in determined_unions([group.rows for group in both]):
            changed = changed_people(frame, union.rows & before, union.rows & after)
            if 0 < changed < MIN_CHANGED:
                shares: Mapping[str, float] = dict(
                    zip((group.group_id for group in both), union.coefficients, strict=True)
                )
                near |= {group_id: None for group_id, share in shares.items() if share}
    order = {place_id: number for number, place_id in enumerate(places["place_id"])}
    return sorted(near, key=lambda group_id: order.get(group_id, len(order)))
