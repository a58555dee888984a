"""What the ledger lets us say of a community on a day."""

from enum import StrEnum

import pandas as pd

from geo_kopienas.domain.evidence.activity import activity_of_communities
from geo_kopienas.domain.evidence.ledger import Ledger, stated_date
from geo_kopienas.domain.evidence.rules import Rules
from geo_kopienas.domain.places.hierarchy import counting_places
from geo_kopienas.domain.schema.codes import ActivityState
from geo_kopienas.domain.schema.membership import is_among


class CommunityState(StrEnum):
    """What is known of a community on a day: the activity state of a place with no other one."""

    ACTIVE = ActivityState.ACTIVE
    EMERGING = ActivityState.EMERGING
    NO_RECENT_NEWS = ActivityState.NO_RECENT_NEWS
    QUIET = ActivityState.QUIET
    ORGANISATION = "organisation"  # no resident community: listed, and not judged


def community_states(ledger: Ledger, rules: Rules) -> pd.DataFrame:
    """Work out the state of every community that is known on the ledger's day.

    Returns:
        Frame indexed by `community_id` with `state` (CommunityState) and `last_date` (of the
        newest fact about it, as precise as its source), in the order of the register;
        communities without a fact by then are absent.
    """
    facts = ledger.facts
    about = facts[["community_ids", "last_day"]].assign(last_date=stated_date(facts))
    about = about.explode("community_ids").dropna(subset="community_ids")
    newest = about.sort_values("last_day", kind="stable").groupby("community_ids").tail(1)
    newest = newest.set_index("community_ids")
    every = ledger.communities["community_id"]
    known = pd.Index(every.loc[is_among(every, newest.index)], name="community_id")
    states = activity_of_communities(ledger, rules).reindex(known)
    return pd.DataFrame(
        {
            "state": states.fillna(CommunityState.ORGANISATION.value),
            "last_date": newest["last_date"].reindex(known),
        },
        index=known,
    )


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
