"""The inactive list as a layer of the map: ordered classes of the score, unknown places apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_kopienas.domain.codes import ActivityState
from geo_kopienas.maps.classification import NO_CLASS
from geo_kopienas.maps.colours import Mark, class_marks
from geo_kopienas.maps.painting import Colouring

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_kopienas.texts import Texts

#: The score has a fixed scale, 0 to 100, so its classes are fixed quarters: a colour means the
#: same on every day, level and weighting.
SCORE_LIMITS = (25, 50, 75)
CLASSES = ("off_list", "score_0_25", "score_25_50", "score_50_75", "score_75_100")
#: Places off the list keep out of the scale of the score.
_OFF_LIST_MARK = Mark("#ffffff")


def list_values(
    place_ids: Sequence[str], measures: pd.DataFrame, inactive: pd.DataFrame
) -> pd.Series:
    """The position in `CLASSES` of every place of a layer; NaN for unknown and unranked places.

    Args:
        place_ids: Places in the order of the geometry file.
        measures: `inactivity_measures` of the level.
        inactive: The ranked list of inactive places.
    """
    values = pd.Series(np.nan, index=pd.Index(place_ids, name="place_id"))
    is_known = measures["activity_state"] != ActivityState.UNKNOWN
    values.loc[measures.index[is_known].intersection(values.index)] = 0
    scores = inactive["score"].reindex(values.index)
    quarters = 1 + np.searchsorted(SCORE_LIMITS, scores.to_numpy(dtype=float), side="right")
    return values.mask(scores.notna(), pd.Series(quarters, index=values.index).astype(float))


def list_colouring(values: pd.Series, texts: Texts) -> Colouring:
    """The colours of `list_values`: white off the list, darker the higher the score."""
    return Colouring(
        codes=tuple(NO_CLASS if np.isnan(value) else int(value) for value in values),
        marks=(_OFF_LIST_MARK, *class_marks(len(CLASSES) - 1)),
        labels=tuple(texts[f"inactive.class.{one}"] for one in CLASSES),
        is_state=True,
    )
