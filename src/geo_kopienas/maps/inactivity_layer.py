"""The inactive list as a layer of the map: ordered classes of the score, unknown places apart."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from geo_kopienas.domain.schema.codes import ActivityState
from geo_kopienas.maps.colours import UNASKED_MARK, UNKNOWN_MARK, Mark, class_marks
from geo_kopienas.maps.painting import Colouring
from geo_kopienas.texts import Texts

#: The score has a fixed scale, 0 to 100, so its classes are fixed quarters: a colour means the
#: same on every day, level and weighting.
SCORE_LIMITS = (25, 50, 75)
QUARTERS = ("score_0_25", "score_25_50", "score_50_75", "score_75_100")
CLASSES = ("off_list", *QUARTERS, "unknown", "unranked")
_OFF_LIST, _UNKNOWN, _UNRANKED = map(CLASSES.index, ("off_list", *CLASSES[-2:]))
#: Places off the list keep out of the scale of the score.
_OFF_LIST_MARK = Mark("#ffffff")


def list_classes(
    place_ids: Sequence[str], measures: pd.DataFrame, inactive: pd.DataFrame
) -> pd.Series:
    """The position in `CLASSES` of every place of a layer.

    Args:
        place_ids: Places in the order of the geometry file.
        measures: `inactivity_measures` of the level; the others are not ranked.
        inactive: The ranked list of inactive places.
    """
    ids = pd.Index(place_ids, name="place_id")
    is_unknown = measures["activity_state"] == ActivityState.UNKNOWN
    of_ranked = pd.Series(np.where(is_unknown, _UNKNOWN, _OFF_LIST), measures.index)
    classes = of_ranked.reindex(ids, fill_value=_UNRANKED)
    scores = inactive["score"].reindex(ids)
    quarters = 1 + np.searchsorted(SCORE_LIMITS, scores.to_numpy(dtype=float), side="right")
    return classes.where(scores.isna(), quarters)


def list_values(classes: pd.Series) -> pd.Series:
    """What the table is sorted by; NaN for places that have no place in the order."""
    return classes.astype(float).where(classes < _UNKNOWN)


def list_colouring(classes: pd.Series, texts: Texts) -> Colouring:
    """The colours of `list_classes`: white off the list, darker the higher the score."""
    names = {_UNKNOWN: "unknown", _UNRANKED: "unranked"}
    return Colouring(
        codes=tuple(classes),
        marks=(_OFF_LIST_MARK, *class_marks(len(QUARTERS)), UNKNOWN_MARK, UNASKED_MARK),
        labels=tuple(texts[f"inactive.class.{name}"] for name in CLASSES),
        is_state=True,
        signs={code: texts[f"inactive.{name}_symbol"] for code, name in names.items()},
    )
