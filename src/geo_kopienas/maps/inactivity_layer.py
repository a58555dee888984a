"""The attention list as a layer of the map: three parts told apart, those to verify by score."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from geo_kopienas.domain.schema.codes import AttentionPart
from geo_kopienas.maps.colours import UNASKED_MARK, UNKNOWN_MARK, Mark, class_marks
from geo_kopienas.maps.painting import Colouring
from geo_kopienas.texts import Texts

#: The score has a fixed scale, 0 to 100, so its classes are fixed quarters: a colour means the
#: same on every day, level and weighting.
SCORE_LIMITS = (25, 50, 75)
QUARTERS = ("verify_0_25", "verify_25_50", "verify_50_75", "verify_75_100")
CLASSES = ("off_list", *QUARTERS, "inactive", "unknown", "unranked")
_OFF_LIST, _INACTIVE, _UNKNOWN, _UNRANKED = map(CLASSES.index, ("off_list", *CLASSES[-3:]))
#: Places off the list keep out of the scale of the score; confirmed ones stand out from it.
_OFF_LIST_MARK, _INACTIVE_MARK = Mark("#ffffff"), Mark("#542788")


def list_classes(
    place_ids: Sequence[str], measures: pd.DataFrame, lists: Mapping[AttentionPart, pd.DataFrame]
) -> pd.Series:
    """The position in `CLASSES` of every place of a layer.

    Args:
        place_ids: Places in the order of the geometry file.
        measures: `inactivity_measures` of the level; the others are not ranked.
        lists: The parts of the attention list.
    """
    ids = pd.Index(place_ids, name="place_id")
    classes = pd.Series(_OFF_LIST, measures.index)
    scores = lists[AttentionPart.VERIFY]["score"]
    quarters = 1 + np.searchsorted(SCORE_LIMITS, scores.to_numpy(dtype=float), side="right")
    # Where every component has the weight 0 or is missing, there is no score.
    classes.loc[scores.index] = np.where(scores.isna(), 1, quarters)
    classes.loc[lists[AttentionPart.INACTIVE].index] = _INACTIVE
    classes.loc[lists[AttentionPart.UNKNOWN].index] = _UNKNOWN
    return classes.reindex(ids, fill_value=_UNRANKED)


def list_values(classes: pd.Series) -> pd.Series:
    """What the table is sorted by; NaN for places that have no place in the order."""
    return classes.astype(float).where(classes < _UNKNOWN)


def list_colouring(classes: pd.Series, texts: Texts) -> Colouring:
    """The colours of `list_classes`: white off the list, darker the higher the score."""
    signs = {_INACTIVE: "inactive", _UNKNOWN: "unknown", _UNRANKED: "unranked"}
    return Colouring(
        codes=tuple(classes),
        marks=(
            _OFF_LIST_MARK,
            *class_marks(len(QUARTERS)),
            _INACTIVE_MARK,
            UNKNOWN_MARK,
            UNASKED_MARK,
        ),
        labels=tuple(texts[f"inactive.class.{name}"] for name in CLASSES),
        is_state=True,
        signs={code: texts[f"inactive.{name}_symbol"] for code, name in signs.items()},
    )
