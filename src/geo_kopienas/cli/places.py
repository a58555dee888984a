"""The place that a command's argument means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_kopienas.domain.schema.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from geo_kopienas.domain.places.matching import Candidate
    from geo_kopienas.texts import Texts


def meant_place(text: str, places: pd.DataFrame, texts: Texts) -> tuple[str | None, list[Problem]]:
    """The id of the place that is meant, or the fault that names those that could be."""
    from geo_kopienas.domain.places.entries import place_entries  # noqa: PLC0415
    from geo_kopienas.domain.places.matching import MatchOutcome, NameMatcher  # noqa: PLC0415

    if (places["place_id"] == text).any():
        return text, []
    match = NameMatcher(place_entries(places)).match(text)
    if match.outcome is MatchOutcome.ONE:
        return match.candidates[0].id, []
    if match.outcome is MatchOutcome.SEVERAL:
        candidates = {"candidates": _listed(match.candidates, texts)}
        return None, [Problem("place_ambiguous", value=text, details=candidates)]
    nearest = {"names": _listed(match.nearest, texts)} if match.nearest else {}
    return None, [Problem("place_not_found", value=text, details=nearest)]


def _listed(candidates: Sequence[Candidate], texts: Texts) -> str:
    return "; ".join(
        candidate.told_apart(texts[f"level_name.{candidate.level}"], candidate.id)
        for candidate in candidates
    )
