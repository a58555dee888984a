"""Statuses of places, worked out from the ledger of a day by the rules of `data/rules`.

A fact counts for the place that it names and for the places above it, never downwards: what an
apkaime has reached is shown at its settlements as the apkaime's and is not their own status.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from geo_kopienas.domain.evidence.ledger import Ledger
from geo_kopienas.domain.evidence.rules import ActivityRules, CollaborationRules, Rules
from geo_kopienas.domain.schema.codes import ActivityState, CollaborationStatus
from geo_kopienas.domain.schema.membership import is_among


def place_statuses(ledger: Ledger, rules: Rules) -> pd.DataFrame:
    """Both statuses of every place of the register.

    Args:
        ledger: The ledger at the chosen day.
        rules: The rules.

    Returns:
        Frame indexed by `place_id` in the order of the register: the columns of
        `collaboration_statuses` and `activity_states`.
    """
    return pd.concat(
        [
            collaboration_statuses(ledger, rules.collaboration),
            activity_states(ledger, rules.activity),
        ],
        axis="columns",
    )


def collaboration_statuses(ledger: Ledger, rules: CollaborationRules) -> pd.DataFrame:
    """The highest step of cooperation with the municipality that has evidence, place by place.

    The step is current if the newest fact of that step is at most `current_months` old.

    Returns:
        Frame indexed by `place_id`: `collaboration_status` (CollaborationStatus), `is_current`
        (False where unknown), `collaboration_date` (of the newest fact of the step, as precise
        as its source; None), `collaboration_evidence_ids` (facts of the step, newest first).
    """
    step_of_kind = {
        kind: number for number, step in enumerate(rules.steps, start=1) for kind in step.kinds
    }
    facts = _countable_facts(ledger)
    steps = facts["kind"].map(step_of_kind).astype("float64")
    numbered = facts.assign(step=steps).dropna(subset="step")
    rows = _at_places(numbered[["step", "last_day"]], ledger)
    highest = rows.groupby("place_id")["step"].transform("max")
    made_by = rows.loc[rows["step"] == highest]
    reached = made_by.groupby("place_id").agg(step=("step", "first"), day=("last_day", "max"))
    ids = ledger.places["place_id"]
    reached = reached.reindex(ids)
    codes = np.array([CollaborationStatus.UNKNOWN.value, *(step.status for step in rules.steps)])
    oldest_current = _months_before(ledger, rules.current_months)
    evidence_ids = ids_by_place(made_by, ids)
    return pd.DataFrame(
        {
            "collaboration_status": codes[reached["step"].fillna(0).to_numpy(dtype=int)],
            "is_current": (reached["day"] >= oldest_current).to_numpy(dtype=bool),
            "collaboration_date": _newest_dates(evidence_ids, facts),
            "collaboration_evidence_ids": evidence_ids,
        },
        index=pd.Index(ids, name="place_id"),
    )


def activity_states(ledger: Ledger, rules: ActivityRules) -> pd.DataFrame:
    """What is known of the communities' activity, place by place.

    `active` and `quiet` rest on facts of activity; without any, `emerging` on recent signs of a
    community; without any sign at all, `none_known` on somebody having looked; else `unknown`.
    A place with nothing but an old sign is `unknown`, and the sign is its evidence.

    Returns:
        Frame indexed by `place_id`: `activity_state` (ActivityState), `activity_date` (of the
        newest fact that made it, as precise as its source; None), `activity_evidence_ids` (facts
        that made it, newest first).
    """
    facts = _countable_facts(ledger)
    ids = ledger.places["place_id"]
    recent_since = _months_before(ledger, rules.emerging_months)
    rows = {
        name: _at_places(facts.loc[is_such, ["last_day"]], ledger)
        for name, is_such in _signs(facts, recent_since, rules).items()
    }
    newest = {
        name: facts_at.groupby("place_id")["last_day"].max().reindex(ids)
        for name, facts_at in rows.items()
    }
    is_active = newest["activity"] >= _months_before(ledger, rules.quiet_months)
    decisions = (
        (ActivityState.ACTIVE, "activity", is_active),
        (ActivityState.QUIET, "activity", newest["activity"].notna()),
        (ActivityState.EMERGING, "recent_sign", newest["recent_sign"].notna()),
        # An old sign: there was something, so nobody can say that none is known.
        (ActivityState.UNKNOWN, "sign", newest["sign"].notna()),
        (ActivityState.NONE_KNOWN, "look", newest["look"].notna()),
    )
    conditions = [condition.to_numpy() for _, _, condition in decisions]
    states = np.select(
        conditions, [state.value for state, _, _ in decisions], ActivityState.UNKNOWN.value
    )
    decided_by = pd.Series(np.select(conditions, [name for _, name, _ in decisions], ""), ids)
    every = pd.concat(rows, names=["sign"]).reset_index("sign")
    made_by = every.loc[
        every["sign"].to_numpy() == decided_by.reindex(every["place_id"]).to_numpy()
    ]
    evidence_ids = ids_by_place(made_by, ids)
    return pd.DataFrame(
        {
            "activity_state": states,
            "activity_date": _newest_dates(evidence_ids, facts),
            "activity_evidence_ids": evidence_ids,
        },
        index=pd.Index(ids, name="place_id"),
    )


def _signs(
    facts: pd.DataFrame, recent_since: pd.Timestamp, rules: ActivityRules
) -> dict[str, pd.Series]:
    """Which facts show activity, a recent sign, any sign, and that somebody looked in vain."""
    kind = facts["kind"]
    names_community = is_among(facts.index, facts["community_ids"].explode().dropna().index)
    is_activity = kind.isin(rules.active_kinds) | (
        kind.isin(rules.active_kinds_of_community) & names_community
    )
    is_sign, is_look = kind.isin(rules.emerging_kinds), kind.isin(rules.looked_kinds)
    return {
        "activity": is_activity,
        "recent_sign": is_sign & (facts["last_day"] >= recent_since),
        # Who met a community did not look in vain.
        "sign": is_sign | (is_look & names_community),
        "look": is_look & ~names_community & ~is_activity,
    }


def ids_by_place(rows: pd.DataFrame, place_ids: Iterable[str]) -> list[tuple[str, ...]]:
    """The facts of every place, newest first; an empty tuple where there are none.

    Args:
        rows: `place_id`, `evidence_id`, `last_day`.
        place_ids: The places, whose order the answer has.
    """
    # A merge without a hit keeps the index of facts, which is called like a column.
    rows = rows.reset_index(drop=True)
    newest_first = rows.sort_values(["last_day", "evidence_id"], ascending=[False, True])
    ordered = newest_first.sort_values("place_id", kind="stable")
    names, starts = np.unique(ordered["place_id"].to_numpy(dtype=object), return_index=True)
    parts = np.split(ordered["evidence_id"].to_numpy(dtype=object), starts[1:])
    facts = {name: tuple(part) for name, part in zip(names, parts, strict=False)}
    return [facts.get(place_id, ()) for place_id in place_ids]


def _newest_dates(evidence_ids: list[tuple[str, ...]], facts: pd.DataFrame) -> np.ndarray:
    """The date of the first fact of each place as its source states it; None without a fact."""
    stated = facts["date_end"].fillna(facts["date"])
    first = [ids[0] if ids else None for ids in evidence_ids]
    dates = stated.reindex(first).astype(object)
    stated_dates: np.ndarray = dates.where(dates.notna(), None).to_numpy()
    return stated_dates


def _countable_facts(ledger: Ledger) -> pd.DataFrame:
    """A summary repeats facts of other rows and makes no status."""
    return ledger.facts.loc[~ledger.facts["is_summary"].astype(bool)]


def _at_places(facts: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Facts once for every place that they count for."""
    pairs = ledger.attributed[["evidence_id", "place_id"]]
    joined = pairs.merge(facts, left_on="evidence_id", right_index=True, how="inner")
    return joined.reset_index(drop=True)


def _months_before(ledger: Ledger, months: int) -> pd.Timestamp:
    return pd.Timestamp(ledger.as_of) - pd.DateOffset(months=months)
