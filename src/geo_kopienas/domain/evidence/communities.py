"""What the ledger lets us say of a community on a day."""

from enum import StrEnum

import numpy as np
import pandas as pd

from geo_kopienas.domain.evidence.activity import activity_of_communities
from geo_kopienas.domain.evidence.ledger import Ledger, stated_date
from geo_kopienas.domain.evidence.rules import Rules
from geo_kopienas.domain.places.hierarchy import counting_places
from geo_kopienas.domain.schema.codes import ActivityState
from geo_kopienas.domain.schema.crs import METRES_PER_KM
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


def nearest_communities(
    place_id: str, communities: pd.DataFrame, positions: pd.DataFrame, count: int
) -> pd.DataFrame:
    """The communities that are nearest to a place, by the straight way to their nearest place.

    Args:
        place_id: The place.
        communities: Those that may be named.
        positions: `x`, `y` of places in EPSG:3059, indexed by `place_id`.
        count: How many at most.

    Returns:
        Rows of `communities` with `distance_km`, nearest first; none where no position is known.
    """
    homes = communities[["community_id", "place_ids"]].explode("place_ids")
    homes = homes.loc[is_among(homes["place_ids"], positions.index)]
    if place_id not in positions.index or homes.empty:
        return communities.head(0).assign(distance_km=pd.Series(dtype="float64"))
    there, here = positions.loc[homes["place_ids"]], positions.loc[place_id]
    metres = np.hypot(there["x"].to_numpy() - here["x"], there["y"].to_numpy() - here["y"])
    nearest = homes.assign(distance_km=metres / METRES_PER_KM).groupby("community_id", sort=False)
    distances = nearest["distance_km"].min().nsmallest(count)
    return (
        communities.set_index("community_id")
        .loc[distances.index]
        .assign(distance_km=distances)
        .reset_index()
    )
