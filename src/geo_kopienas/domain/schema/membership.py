"""Which values of a text column are among many others."""

import numpy as np
import pandas as pd


def is_among(values: pd.Series | pd.Index, wanted: pd.Series | pd.Index) -> np.ndarray:
    """Whether each of `values` is one of `wanted`, as a mask.

    `isin` of a text column makes a Python object of every wanted value; an index is asked in one
    go. With a few wanted values `isin` is as fast and reads better.
    """
    mask: np.ndarray = pd.Index(wanted).unique().get_indexer(pd.Index(values)) >= 0
    return mask
