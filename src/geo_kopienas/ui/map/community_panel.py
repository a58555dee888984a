"""The panel of a community: what it does, where, how to reach it, and the facts about it."""

from datetime import date

from geo_kopienas.texts import Texts
from geo_kopienas.texts.evidence import fact_views, text_of
from geo_kopienas.texts.places import community_views, place_links
from geo_kopienas.ui.frame.html import show_template
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.parts import page_link
from geo_kopienas.ui.map.way_on import way_to_add


def show(workspace: Workspace, community_id: str, as_of: date, texts: Texts) -> None:
    """Show the panel.

    Args:
        workspace: The data.
        community_id: The community.
        as_of: The day that is shown.
        texts: Words of the language.
    """
    data, day = workspace.data, workspace.day(as_of)
    rows = data.communities.loc[data.communities["community_id"] == community_id]
    community = rows.iloc[0]
    place_ids = community["place_ids"] or ()
    facts = day.ledger.facts
    about = facts.loc[[community_id in (ids or ()) for ids in facts["community_ids"]]]
    about = about.sort_values(["last_day", "known_from"], ascending=False, kind="stable")
    since = text_of(community["since_date"])
    show_template(
        "map/community.html",
        texts=texts,
        community=community_views(rows, day.states, texts)[0],
        places=place_links(place_ids, data.places, texts),
        since=texts.date(since) if since else "",
        evidence=fact_views(about, workspace.names(texts), texts),
        assessment=page_link(
            "pasnovertejums", texts, vieta=next(iter(place_ids), None), kopiena=community_id
        ),
        add=way_to_add(texts, kopiena=community_id),
    )
