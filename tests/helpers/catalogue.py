"""Entries of the catalogue of indicators."""

from __future__ import annotations

from geo_kopienas.domain.evidence.indicators import Absence, Indicator, Measure


def indicator(measure: Measure, **changes: object) -> Indicator:
    """An indicator that counts nothing in particular; `changes` are its other fields."""
    settings: dict[str, object] = {
        "indicator_id": "tested",
        "measure": measure,
        "kinds": (),
        "steps": (),
        "support": None,
        "theme": None,
        "value_unit": None,
        "per_residents": None,
        "since": None,
        "until": None,
        "absence": Absence.UNKNOWN,
        "decimals": 0,
        "limits": (),
        **{
            name: {}
            for name in ("limits_reason", "label", "how", "group", "unit", "unit_one", "note")
        },
    }
    return Indicator(**(settings | changes))  # type: ignore[arg-type]
