"""An indicator's value in words."""

import pandas as pd

from geo_kopienas.domain.evidence.indicators import Indicator
from geo_kopienas.texts import Texts


def value_text(indicator: Indicator, value: float | None, texts: Texts) -> str:
    """A state by its name, a number with its unit; "not known" where there is none."""
    if value is None or pd.isna(value):
        return texts["value.unknown"]
    if indicator.is_state:
        return texts[f"state.{indicator.states[int(value)]}"]
    is_singular = texts.is_singular(round(value, indicator.decimals))
    unit = indicator.word("unit_one" if is_singular else "unit", texts.language)
    return f"{texts.figure(value, indicator.decimals)} {unit}".strip()
