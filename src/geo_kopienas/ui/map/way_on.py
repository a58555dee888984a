"""Where an empty answer leads on: who is near, the council, how to begin or to add something."""

from typing import Any

from geo_kopienas.domain.evidence.communities import nearest_communities
from geo_kopienas.domain.evidence.ledger import facts_of_place
from geo_kopienas.domain.places.hierarchy import apkaime_of, of_level, places_above
from geo_kopienas.domain.schema.codes import ActivityState, EvidenceKind, Level
from geo_kopienas.store.day import Day
from geo_kopienas.texts import Texts
from geo_kopienas.texts.evidence import fact_views
from geo_kopienas.texts.places import community_views
from geo_kopienas.ui.frame.html import takes_suggestions
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.parts import page_link

NEAREST_COUNT = 3
COUNCIL_KINDS = (
    EvidenceKind.COUNCIL_STARTED,
    EvidenceKind.COUNCIL_ELECTED,
    EvidenceKind.COUNCIL_FIRST_SITTING,
)


def way_on(workspace: Workspace, day: Day, place_id: str | None, texts: Texts) -> dict[str, Any]:
    """What to offer where no community is known, for the template `map/way_on.html`.

    Args:
        workspace: Places and communities.
        day: The day that is shown.
        place_id: The place asked for; None where nobody knows which one was meant.
        texts: Words of the language.
    """
    return {
        "nearest": _nearest(workspace, day, place_id, texts) if place_id else [],
        "council": _council(workspace, day, place_id, texts) if place_id else None,
        "assessment": page_link("pasnovertejums", texts, vieta=place_id),
        "add": way_to_add(texts, vieta=place_id),
    }


def way_to_add(texts: Texts, **about: str | None) -> str:
    """Where something can be added: the page of suggestions, or whom to write to instead."""
    if takes_suggestions():
        return page_link("ieteikt", texts, **about)
    return page_link("par-projektu", texts) + "#section-accessibility"


def _nearest(workspace: Workspace, day: Day, place_id: str, texts: Texts) -> list[dict[str, Any]]:
    data, states = workspace.data, day.states
    is_resident = states["state"].isin([state.value for state in ActivityState])
    residents = data.communities.loc[
        data.communities["community_id"].isin(states.index[is_resident])
    ]
    # A place without a position lies where the next one above it does.
    above = [place_id, *places_above(place_id, data.places)]
    here = next((one for one in above if one in data.positions.index), place_id)
    rows = nearest_communities(here, residents, data.positions, NEAREST_COUNT)
    distances = rows["distance_km"]
    return [
        view | {"distance": texts.say("resident.distance", number=texts.number(distance, 1))}
        for view, distance in zip(community_views(rows, states, texts), distances, strict=True)
    ]


def _council(workspace: Workspace, day: Day, place_id: str, texts: Texts) -> dict[str, Any] | None:
    """The apkaime of a place and the newest fact about its council, if there is one."""
    places = workspace.data.places
    names = workspace.names(texts)
    apkaimes = {*of_level(places, Level.APKAIME)["place_id"]}
    apkaime_id = place_id if place_id in apkaimes else apkaime_of(places).get(place_id)
    if apkaime_id is None:
        return None
    facts = facts_of_place(day.ledger, apkaime_id)
    facts = facts.loc[facts["kind"].isin(COUNCIL_KINDS)]
    return {
        "id": apkaime_id,
        "name": names[apkaime_id],
        "facts": fact_views(facts.head(1), names, texts),
    }
