"""Activity of communities and places: one rule with one window (`data/rules/status.toml`).

What can be active is a *bearer*: a resident community, or the residents of a place whom a fact
does not name (a council that they elected). A place has the state of its most lively bearer, so
the colour of a place and the symbols of its communities cannot contradict one another.
"""

from collections.abc import Hashable, Iterable
from enum import StrEnum
from typing import NamedTuple

import numpy as np
import pandas as pd

from geo_kopienas.domain.evidence.ledger import (
    Ledger,
    countable_facts,
    ids_by_place,
    months_before,
    stated_dates,
)
from geo_kopienas.domain.evidence.rules import ActivityRules, Rules
from geo_kopienas.domain.places.hierarchy import counting_places
from geo_kopienas.domain.schema.codes import ActivityState
from geo_kopienas.domain.schema.membership import is_among


class _Role(StrEnum):
    """What a fact says of a bearer."""

    ACTIVITY = "activity"
    SIGN = "sign"
    NOT_FOUND = "not_found"
    ENDED = "ended"


#: The most lively state first: a place has the first one that a bearer in it has.
_ORDER = (
    ActivityState.ACTIVE,
    ActivityState.EMERGING,
    ActivityState.NO_RECENT_NEWS,
    ActivityState.QUIET,
    ActivityState.NONE_KNOWN,
)
#: The facts that a state rests on.
_MADE_BY = {
    ActivityState.ACTIVE: (_Role.ACTIVITY,),
    ActivityState.EMERGING: (_Role.SIGN,),
    ActivityState.NO_RECENT_NEWS: (_Role.ACTIVITY, _Role.SIGN),
    ActivityState.QUIET: tuple(_Role),
    ActivityState.NONE_KNOWN: (_Role.NOT_FOUND,),
}


class _Names(NamedTuple):
    """Whom the facts name: pairs of `evidence_id` and `community_id`, by kind of community."""

    resident: pd.DataFrame
    any_ids: pd.Index


def resident_communities(communities: pd.DataFrame, rules: ActivityRules) -> pd.DataFrame:
    """The communities whose activity is judged; the others are only listed."""
    return communities.loc[communities["type"].isin(rules.resident_types)]


def activity_states(ledger: Ledger, rules: Rules) -> pd.DataFrame:
    """What is known of the activity of resident communities, place by place.

    Returns:
        Frame indexed by `place_id` in the order of the register: `activity_state`
        (ActivityState), `activity_date` (of the newest fact that made it, as precise as its
        source; None), `activity_evidence_ids` (facts that made it, newest first).
    """
    ids = ledger.places["place_id"]
    rows = _at_counting_places(_rows(ledger, rules.activity), ledger)
    states = _states(rows, ["place_id", "bearer"], ledger, rules)
    # Who looked in one village did not look in the whole parish.
    is_own = rows.groupby(["place_id", "bearer"])["is_own"].any().reindex(states.index)
    states = states.loc[(states != ActivityState.NONE_KNOWN) | is_own]
    rank = states.map({state: number for number, state in enumerate(_ORDER)}).astype(int)
    best = rank.groupby("place_id").transform("min")
    winners = states.loc[(rank == best).to_numpy()].rename("state").reset_index()
    of_place = winners.drop_duplicates("place_id").set_index("place_id")["state"]
    evidence_ids = ids_by_place(_deciding(rows.merge(winners, on=["place_id", "bearer"])), ids)
    return pd.DataFrame(
        {
            "activity_state": of_place.reindex(ids, fill_value=ActivityState.UNKNOWN.value)
            .astype(str)
            .to_numpy(dtype=object),
            "activity_date": stated_dates(evidence_ids, ledger.facts),
            "activity_evidence_ids": evidence_ids,
        },
        index=pd.Index(ids, name="place_id"),
    )


def activity_of_communities(ledger: Ledger, rules: Rules) -> pd.Series:
    """The ActivityState of every resident community that a fact names by the ledger's day."""
    rows = _rows(ledger, rules.activity)
    known = resident_communities(ledger.communities, rules.activity)["community_id"]
    states = _states(rows.loc[is_among(rows["bearer"], known)], ["bearer"], ledger, rules)
    # A community that was looked for is known by its name.
    quiet = states.replace(ActivityState.NONE_KNOWN, ActivityState.QUIET)
    return quiet.rename_axis("community_id")


def _states(rows: pd.DataFrame, by: list[str], ledger: Ledger, rules: Rules) -> pd.Series:
    """The state of each group of rows: a bearer, or a bearer in a place."""
    newest = rows.pivot_table(index=by, columns="role", values="last_day", aggfunc="max")
    newest = newest.reindex(columns=list(_Role)).astype("datetime64[ns]")
    activity, sign = newest[_Role.ACTIVITY], newest[_Role.SIGN]
    last_seen = newest[[_Role.ACTIVITY, _Role.SIGN]].max(axis="columns")
    since = months_before(ledger, rules.window.current_months)
    # Who looked in the month of the last activity may have come before it.
    is_over = (newest[_Role.NOT_FOUND] > last_seen) | (newest[_Role.ENDED] >= last_seen)
    is_over |= last_seen.isna() & newest[_Role.ENDED].notna()
    decisions = (
        (ActivityState.QUIET, is_over),
        (ActivityState.ACTIVE, activity >= since),
        (ActivityState.NO_RECENT_NEWS, activity.notna()),
        (ActivityState.EMERGING, sign >= since),
        (ActivityState.NO_RECENT_NEWS, sign.notna()),
    )
    states = np.select(
        [condition.to_numpy() for _, condition in decisions],
        [state.value for state, _ in decisions],
        ActivityState.NONE_KNOWN.value,
    )
    return pd.Series(states, newest.index, dtype=object)


def _deciding(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows whose fact made the state of their bearer."""
    role = rows["role"]
    made_by = pd.Series(False, rows.index)  # noqa: FBT003 - the value of every row
    for state, roles in _MADE_BY.items():
        made_by |= (rows["state"] == state) & role.isin(roles)
    # Signs decide only where there is no activity.
    has_activity = (role == _Role.ACTIVITY).groupby([rows["place_id"], rows["bearer"]])
    is_idle_sign = (
        (rows["state"] == ActivityState.NO_RECENT_NEWS)
        & (role == _Role.SIGN)
        & has_activity.transform("any")
    )
    return rows.loc[made_by & ~is_idle_sign].drop_duplicates(["place_id", "evidence_id"])


def _rows(ledger: Ledger, rules: ActivityRules) -> pd.DataFrame:
    """Each fact once for every bearer and own place: what it says of whom, and where."""
    residents = resident_communities(ledger.communities, rules)
    pairs = ledger.facts["community_ids"].explode().dropna()
    named = pairs.rename("bearer").rename_axis("evidence_id").reset_index()
    names = _Names(
        named.loc[is_among(named["bearer"], residents["community_id"])],
        pd.Index(named["evidence_id"].unique()),
    )
    of_communities = _of_communities(ledger.facts, names, residents, rules)
    of_residents = _of_unnamed(countable_facts(ledger), names, rules)
    looks = of_residents.loc[of_residents["role"] == _Role.NOT_FOUND]
    return pd.concat(
        [of_communities, of_residents, _looks_for_communities(looks, residents)], ignore_index=True
    )


def _of_communities(
    facts: pd.DataFrame, names: _Names, residents: pd.DataFrame, rules: ActivityRules
) -> pd.DataFrame:
    """Facts that name a resident community, at the places of the fact and of the community."""
    columns = ["kind", "last_day", "place_ids", "is_summary"]
    about = names.resident.merge(facts[columns], left_on="evidence_id", right_index=True)
    # Any fact that names a community is at least a sign that it is there, and a summary no more.
    role = _role_of_kind(about["kind"], rules, _Role.SIGN)
    about["role"] = role.mask(about["is_summary"].astype(bool), _Role.SIGN)
    homes = residents.set_index("community_id")["place_ids"]
    at_home = about.assign(place_ids=homes.reindex(about["bearer"]).to_numpy())
    return _exploded(pd.concat([about, at_home], ignore_index=True))


def _of_unnamed(facts: pd.DataFrame, names: _Names, rules: ActivityRules) -> pd.DataFrame:
    """Facts that name no community at all but tell of residents of a place."""
    unnamed = facts.loc[~is_among(facts.index, names.any_ids)]
    unnamed = unnamed.rename_axis("evidence_id").reset_index()
    kind = unnamed["kind"]
    role = _role_of_kind(kind, rules, None)
    is_activity = kind.isin(rules.active_kinds_of_residents)
    is_sign = kind.isin(rules.emerging_kinds_of_residents)
    role = role.mask(role == _Role.ACTIVITY, None).mask(is_sign, _Role.SIGN)
    unnamed = unnamed.assign(role=role.mask(is_activity, _Role.ACTIVITY))
    rows = _exploded(unnamed.loc[unnamed["role"].notna()].assign(bearer=""))
    return rows.assign(bearer=_unnamed(rows["place_id"]))


def _looks_for_communities(looks: pd.DataFrame, residents: pd.DataFrame) -> pd.DataFrame:
    """Who found nothing in all places of a community did not find that community either."""
    homes = residents[["community_id", "place_ids"]].explode("place_ids").dropna()
    homes.columns = pd.Index(["community_id", "place_id"])
    met = looks.merge(homes, on="place_id")
    covered = met.groupby(["evidence_id", "community_id"])["place_id"].transform("nunique")
    needed = homes.groupby("community_id")["place_id"].nunique()
    is_whole = covered.to_numpy() == needed.reindex(met["community_id"]).to_numpy()
    whole_looks: pd.DataFrame = met.loc[is_whole]
    return whole_looks.assign(bearer=whole_looks["community_id"]).drop(columns="community_id")


def _role_of_kind(kinds: pd.Series, rules: ActivityRules, other: _Role | None) -> pd.Series:
    roles: dict[Hashable, _Role] = {}
    for of_kind, role in (
        (rules.active_kinds, _Role.ACTIVITY),
        (rules.not_found_kinds, _Role.NOT_FOUND),
        (rules.ended_kinds, _Role.ENDED),
    ):
        roles |= dict.fromkeys(of_kind, role)
    told = kinds.astype(object).map(roles).astype(object)
    return told.where(told.notna(), other)


def _exploded(rows: pd.DataFrame) -> pd.DataFrame:
    """A row for each of the places; a fact of no known place stays, for its community."""
    columns = ["evidence_id", "bearer", "role", "last_day", "place_ids"]
    exploded = rows[columns].explode("place_ids", ignore_index=True)
    return exploded.rename(columns={"place_ids": "place_id"}).drop_duplicates()


def _at_counting_places(rows: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """The rows at every place that they count for, each once."""
    counting = counting_places(ledger.places)
    counted = rows.merge(counting, on="place_id")
    counted["is_own"] = counted["place_id"] == counted["counts_for_id"]
    counted["place_id"] = counted.pop("counts_for_id")
    return counted.drop_duplicates()


def _unnamed(place_ids: Iterable[str]) -> pd.Index:
    """The bearer that stands for the unnamed residents of each place."""
    return "residents of " + pd.Index(place_ids).astype(object)
