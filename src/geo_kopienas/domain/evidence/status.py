"""Statuses of places, worked out from the ledger of a day by the rules of `data/rules`.

A fact counts for the place that it names and for the places above it, never downwards: what an
apkaime has reached is shown at its settlements as the apkaime's and is not their own status.
"""

import numpy as np
import pandas as pd

from geo_kopienas.domain.evidence.activity import activity_states
from geo_kopienas.domain.evidence.ledger import (
    Ledger,
    countable_facts,
    ids_by_place,
    months_before,
    stated_dates,
)
from geo_kopienas.domain.evidence.rules import Rules
from geo_kopienas.domain.schema.codes import CollaborationStatus


def place_statuses(ledger: Ledger, rules: Rules) -> pd.DataFrame:
    """Both statuses of every place of the register.

    Returns:
        Frame indexed by `place_id` in the order of the register: the columns of
        `collaboration_statuses` and `activity_states`.
    """
    return pd.concat(
        [collaboration_statuses(ledger, rules), activity_states(ledger, rules)],
        axis="columns",
    )


def collaboration_statuses(ledger: Ledger, rules: Rules) -> pd.DataFrame:
    """The highest step of cooperation with the municipality that has evidence, place by place.

    The step is current if the newest fact of that step lies within the window.

    Returns:
        Frame indexed by `place_id`: `collaboration_status` (CollaborationStatus), `is_current`
        (False where unknown), `collaboration_date` (of the newest fact of the step, as precise
        as its source; None), `collaboration_evidence_ids` (facts of the step, newest first).
    """
    steps = rules.collaboration.steps
    step_of_kind = {
        kind: number for number, step in enumerate(steps, start=1) for kind in step.kinds
    }
    facts = countable_facts(ledger)
    numbers = facts["kind"].map(step_of_kind).astype("float64")
    numbered = facts.assign(step=numbers).dropna(subset="step")
    rows = _at_places(numbered[["step", "last_day"]], ledger)
    highest = rows.groupby("place_id")["step"].transform("max")
    made_by = rows.loc[rows["step"] == highest]
    reached = made_by.groupby("place_id").agg(step=("step", "first"), day=("last_day", "max"))
    ids = ledger.places["place_id"]
    reached = reached.reindex(ids)
    codes = np.array([CollaborationStatus.UNKNOWN.value, *(step.status for step in steps)])
    oldest_current = months_before(ledger, rules.window.current_months)
    evidence_ids = ids_by_place(made_by, ids)
    return pd.DataFrame(
        {
            "collaboration_status": codes[reached["step"].fillna(0).to_numpy(dtype=int)],
            "is_current": (reached["day"] >= oldest_current).to_numpy(dtype=bool),
            "collaboration_date": stated_dates(evidence_ids, facts),
            "collaboration_evidence_ids": evidence_ids,
        },
        index=pd.Index(ids, name="place_id"),
    )


def _at_places(facts: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Facts once for every place that they count for."""
    pairs = ledger.attributed[["evidence_id", "place_id"]]
    joined = pairs.merge(facts, left_on="evidence_id", right_index=True, how="inner")
    return joined.reset_index(drop=True)
