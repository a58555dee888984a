"""A small method of self-assessment: criteria and what each of their steps waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_kopienas.domain.assessment.methodology import Criterion, Method, Step

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDS = {"lv": "a", "en": "a"}


def method(
    criterion_ids: tuple[str, ...] = ("a", "b", "c"),
    after: Mapping[str, tuple[str, ...]] | None = None,
    weeks: int = 4,
) -> Method:
    """A method whose step from level 1 of criterion a is `a2`, from level 2 `a3`, and so on."""
    criteria = {}
    for criterion_id in criterion_ids:
        steps = tuple(
            Step(
                f"{criterion_id}{level + 1}",
                criterion_id,
                level,
                WORDS,
                WORDS,
                weeks,
                (after or {}).get(f"{criterion_id}{level + 1}", ()),
                (),
            )
            for level in range(1, 5)
        )
        criteria[criterion_id] = Criterion(
            criterion_id, {"lv": criterion_id, "en": criterion_id}, WORDS, (WORDS,) * 5, steps, ()
        )
    return Method("default", 1, WORDS, WORDS, {}, criteria)
