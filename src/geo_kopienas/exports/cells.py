"""Cells of a table as text, as the reading of the data directory takes them back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo_kopienas.domain.schema.cells import LIST_TYPES
from geo_kopienas.domain.schema.fields import FieldType

if TYPE_CHECKING:
    from geo_kopienas.domain.schema.fields import Field

NUMBER_TYPES = frozenset({FieldType.NUMBER, FieldType.INTEGER, FieldType.YEAR})
_SEPARATORS = {FieldType.URL_LIST: " | "}


def is_missing(value: Any) -> bool:  # noqa: ANN401 - a cell of any column
    """Whether a cell holds nothing that is known."""
    return value is None or (not isinstance(value, (tuple, dict)) and bool(pd.isna(value)))


def cell_text(value: Any, field: Field) -> str:  # noqa: ANN401
    """A cell as the data directory writes it; empty where nothing is known."""
    if is_missing(value):
        return ""
    if field.type in LIST_TYPES:
        return _SEPARATORS.get(field.type, ";").join(value)
    if field.type is FieldType.BREAKDOWN:
        return ";".join(f"{name}={number_text(number)}" for name, number in value.items())
    if field.type is FieldType.BOOLEAN:
        return "true" if value else "false"
    if field.type is FieldType.NUMBER:
        return number_text(float(value))
    return str(value)


def number_text(number: float) -> str:
    """The shortest decimal that is this number again, never with an exponent."""
    return np.format_float_positional(number, trim="-")
