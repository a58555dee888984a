"""Why a place is on the inactive list, in words: one sentence for page, command and report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from geo_kopienas.texts.lookup import Texts


def inactivity_reason(row: Mapping[Hashable, Any], names: Mapping[str, str], texts: Texts) -> str:
    """Say what made the score of one place.

    Args:
        row: A row of the inactive list (raw values of the components; NaN where not known).
        names: Name of each place, for the nearest active one.
        texts: Words of the reader's language.

    Returns:
        A sentence such as "Pieklususi: jaunākais fakts par kopīgu rīcību – 2022. gads; …", and a
        second one that names what is not known.
    """
    state = row["activity_state"]
    day = row["activity_date"]
    parts = [
        texts.say(f"inactivity.state.{state}", day=texts.date(day))
        if pd.notna(day)
        else texts[f"inactivity.state_undated.{state}"]
    ]
    missing = []
    if pd.notna(row["months_since_evidence"]):
        parts.append(texts.count("inactivity.months", int(row["months_since_evidence"])))
    else:
        missing.append(texts["component.months_since_evidence"])
    # Both are zero by rule for an active place and would tell nothing.
    if row["activity_state"] != "active":
        known, unknown = _without_active(row, names, texts)
        parts += known
        missing += unknown
    parts.append(texts[f"inactivity.{seat_of(row)}"])
    reason = "; ".join(parts)
    sentence = f"{reason[0].upper()}{reason[1:]}."
    if missing:
        sentence += " " + texts.say("inactivity.missing", what=", ".join(missing).lower())
    return sentence


def seat_of(row: Mapping[Hashable, Any]) -> str:
    """How a place is represented: `seat`, `seat_of_apkaime` (by its council alone) or `no_seat`."""
    if not row["has_seat"]:
        return "no_seat"
    return "seat_of_apkaime" if row["is_seat_of_apkaime"] else "seat"


def _without_active(
    row: Mapping[Hashable, Any], names: Mapping[str, str], texts: Texts
) -> tuple[list[str], list[str]]:
    """Residents without an active community and the way to the nearest one; what is not known."""
    parts, missing = [], []
    if pd.notna(row["residents_without_active"]):
        residents = int(row["residents_without_active"])
        year = row["population_year"]
        year = "–" if pd.isna(year) else str(int(year))
        parts.append(texts.count("inactivity.residents", residents, year=year))
    else:
        missing.append(texts["inactivity.population"])
    if pd.notna(row["distance_to_active_km"]):
        kilometres = texts.number(float(row["distance_to_active_km"]), 1)
        nearest = names[row["nearest_active_id"]]
        parts.append(texts.say("inactivity.distance", place=nearest, kilometres=kilometres))
    else:
        missing.append(texts["component.distance_to_active_km"])
    return parts, missing
