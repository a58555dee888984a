"""What the ledger lets us say of a community on a day."""

from enum import StrEnum

import pandas as pd

from geo_kopienas.domain.evidence.ledger import Ledger
from geo_kopienas.domain.places.hierarchy import counting_places
from geo_kopienas.domain.schema.codes import EvidenceKind
from geo_kopienas.domain.schema.membership import is_among

#: Evidence not older than this makes a statement current; the 36 months are product rule §4.
CURRENT_MONTHS = 36

#: Facts that show a community at work, as against its being named or founded.
ACTIVITY_KINDS = frozenset(
    {
        EvidenceKind.COMMUNITY_ACTIVE,
        EvidenceKind.GRANT,
        EvidenceKind.EVENT,
        EvidenceKind.SURVEY,
        EvidenceKind.PROJECT,
        EvidenceKind.RECOGNITION,
        EvidenceKind.MEETING,
        EvidenceKind.FUNDRAISING,
        EvidenceKind.PARTICIPATORY_BUDGET_IDEA,
        EvidenceKind.PARTICIPATORY_BUDGET_SUPPORTED,
        EvidenceKind.PARTICIPATORY_BUDGET_REALISED,
    }
)


class CommunityState(StrEnum):
    """What is known of a community on a day; silence of the sources is not inactivity."""

    ACTIVE_CURRENT = "active_current"
    ACTIVE_PAST = "active_past"
    NAMED = "named"


def community_states(ledger: Ledger) -> pd.DataFrame:
    """Work out the state of every community that is known on the ledger's day.

    Returns:
        Frame indexed by `community_id` with `state` (CommunityState) and `last_day` (newest fact
        about it), in the order of the register; communities without a fact by then are absent.
    """
    about = (
        ledger.facts.loc[:, ["community_ids", "kind", "last_day"]]
        .explode("community_ids")
        .rename(columns={"community_ids": "community_id"})
        .dropna(subset="community_id")
    )
    last_day = about.groupby("community_id")["last_day"].max()
    acting = about.loc[about["kind"].isin(ACTIVITY_KINDS)]
    last_activity = acting.groupby("community_id")["last_day"].max()
    current_since = pd.Timestamp(ledger.as_of) - pd.DateOffset(months=CURRENT_MONTHS)
    every = ledger.communities["community_id"]
    known = every.loc[is_among(every, last_day.index)]
    states = pd.DataFrame({"last_day": last_day.reindex(known)})
    activity = last_activity.reindex(known)
    states["state"] = CommunityState.NAMED.value
    states.loc[activity.notna(), "state"] = CommunityState.ACTIVE_PAST.value
    states.loc[activity >= current_since, "state"] = CommunityState.ACTIVE_CURRENT.value
    return states.rename_axis("community_id")


def communities_at(place_id: str, communities: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """The communities of a place, those of the places below it included.

    Args:
        place_id: The place.
        communities: The table of communities.
        places: The register.
    """
    counting = counting_places(places)
    below = counting.loc[counting["counts_for_id"] == place_id, "place_id"]
    named = communities["place_ids"].explode()
    return communities.loc[communities.index.isin(named.index[is_among(named, below)])]
