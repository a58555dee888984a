"""Which values of a text column are among many others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    import numpy as np


def is_among(values: pd.Series | pd.Index, wanted: pd.Series | pd.Index) -> np.ndarray:
    """Whether each of `values` is one of `wanted`, as a mask.

    `isin` of a text column makes a Python object of every wanted value; an index is asked in one
    go. With a few wanted values `isin` is as fast and reads better.
    """
    mask: np.ndarray = pd.Index(wanted).unique().get_indexer(pd.Index(values)) >= 0
    return mask
