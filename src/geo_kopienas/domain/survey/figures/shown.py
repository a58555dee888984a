"""What may be shown of a round, as everybody gets it. Only `disclosure` makes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from geo_kopienas.domain.survey.figures.counts import Cell
from geo_kopienas.domain.survey.figures.tabulation import SMALL_GROUP_N


@dataclass(frozen=True, slots=True)
class Share:
    """A share in whole per cent with its 95 % interval (Wilson)."""

    percent: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """What may be said of one group.

    Attributes:
        group_id: A place of the register, or `REST_ID`.
        n: Answers that the shares rest on; None where there are too few, or where showing them
            would give away others. Then nothing else is shown either.
        asked: How many were asked; None where that is hidden.
        shares: Share by answer code or name of a count; None for hidden.
        mean: Mean of a scale, to one decimal.
        median: Median of a number or year.
    """

    group_id: str
    n: int | None = None
    asked: int | None = None
    shares: Mapping[str, Share | None] = field(default_factory=dict)
    mean: float | None = None
    median: float | None = None

    @property
    def is_uncertain(self) -> bool:
        """Whether it rests on so few answers that it must be seen."""
        return self.n is not None and self.n < SMALL_GROUP_N


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """What may be said of one question: the bars of its chart, and the groups by id."""

    question_id: str
    cells: tuple[Cell, ...]
    groups: Mapping[str, GroupFigures]


@dataclass(frozen=True, eq=False)
class DisclosedRound:
    """One round of the survey as everybody may see it.

    Attributes:
        answer_counts: How many answered, by place and for the rest of Latvia; None for hidden.
        questions: Figures by question; free text has none, nor has the place (`answer_counts`).
    """

    answer_counts: Mapping[str, int | None]
    questions: Mapping[str, QuestionFigures]

    def figures(self, question_id: str) -> QuestionFigures | None:
        """What may be shown of a question, for every place at once; None where nothing is."""
        return self.questions.get(question_id)

    @property
    def shown_groups(self) -> frozenset[str]:
        """Groups of which anything but nobody is shown."""
        counted = {group_id for group_id, count in self.answer_counts.items() if count}
        return frozenset(counted).union(
            group_id
            for figures in self.questions.values()
            for group_id, group in figures.groups.items()
            if group.n is not None
        )
