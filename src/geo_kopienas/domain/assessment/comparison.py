"""A round beside an earlier one of the same community."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from geo_kopienas.domain.assessment.answers import Assessment
from geo_kopienas.domain.assessment.profile import CriterionResult


class Refusal(StrEnum):
    """Why two rounds are not compared."""

    OTHER_METHOD = "other_method"
    OTHER_COMMUNITY = "other_community"
    NOT_EARLIER = "not_earlier"


@dataclass(frozen=True, slots=True)
class Change:
    """One criterion in two rounds; None where a round has no level."""

    criterion_id: str
    earlier: float | None
    now: float | None

    @property
    def difference(self) -> float | None:
        """Levels up (above zero) or down; None where one of the rounds does not know."""
        if self.earlier is None or self.now is None:
            return None
        return self.now - self.earlier


def comparison_refusal(now: Assessment, earlier: Assessment) -> Refusal | None:
    """Why the rounds cannot be compared; None if they can."""
    if now.method_id != earlier.method_id:
        return Refusal.OTHER_METHOD
    if not _is_same_community(now, earlier):
        return Refusal.OTHER_COMMUNITY
    # Two meetings of one day may be compared: one before and one after a talk.
    return Refusal.NOT_EARLIER if earlier.date > now.date else None


def _is_same_community(now: Assessment, earlier: Assessment) -> bool:
    if now.community_id or earlier.community_id:
        return now.community_id == earlier.community_id
    names = [assessment.community_name.strip().casefold() for assessment in (now, earlier)]
    return now.place_id == earlier.place_id and names[0] == names[1]


def changes(
    now: Mapping[str, CriterionResult], earlier: Mapping[str, CriterionResult]
) -> list[Change]:
    """The change of every criterion of the later round, in its order."""
    return [
        Change(
            criterion_id,
            earlier[criterion_id].median if criterion_id in earlier else None,
            result.median,
        )
        for criterion_id, result in now.items()
    ]
