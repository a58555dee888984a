"""The working-group page: who is represented, who is not, where visits were, what changed."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from geo_kopienas.domain.evidence.inactivity import places_by_need
from geo_kopienas.domain.evidence.working_group import (
    facts_by_own_place,
    overdue_visits,
    planned_visits,
    round_totals,
    visited_places,
    visits,
)
from geo_kopienas.domain.schema.codes import EvidenceKind
from geo_kopienas.exports.calendar import visits_as_calendar
from geo_kopienas.texts import Texts
from geo_kopienas.texts.statuses import inactivity_reason
from geo_kopienas.ui.frame.html import show_template
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.page import open_workspace, restore, today, write_address
from geo_kopienas.ui.frame.parts import Shown, offer_download, show_contents, show_lead
from geo_kopienas.ui.working_group.changes import show_changes
from geo_kopienas.ui.working_group.choices import (
    MAX_ROWS,
    Choices,
    choose,
    more_rows,
    parameters_of,
    show_heading,
)
from geo_kopienas.ui.working_group.invitations import invitation_csv, invitation_rows, unrepresented

#: Sections of the page, from the top.
SECTIONS = ("represented", "unrepresented", "visits", "never", "changes", "invitation")
#: Marks of the groups: told apart by shape, the words stand beside them.
MARKS = {"inactive": "▲", "verify": "◆", "unknown": "?", "other": "●"}


def show(texts: Texts) -> None:
    """Show the page."""
    workspace = open_workspace(texts)
    parameters = parameters_of(workspace)
    restore(texts, parameters)
    show_lead(texts["working_group.lead"])
    choices = choose(workspace, texts)
    write_address(texts, parameters, choices)
    day = texts.short_date(choices.earlier)
    show_contents(
        texts, [(name, texts.say(f"working_group.{name}.heading", day=day)) for name in SECTIONS]
    )
    with st.spinner(texts["working_group.ranking"], show_time=False):
        groups = unrepresented(workspace, choices.level, choices.as_of)
    shown = Shown(workspace, choices, workspace.day(choices.as_of), texts)
    _show_represented(shown)
    _show_unrepresented(shown, groups)
    _show_visits(shown)
    _show_planned(shown)
    _show_never_visited(shown)
    show_changes(shown)
    _show_invitations(workspace, choices, groups, texts)


def _show_represented(shown: Shown[Choices]) -> None:
    workspace, choices, day, texts = shown
    seats = facts_by_own_place(day.ledger, workspace.data.rules.inactivity.seat.kinds)
    show_heading("represented", texts)
    if not seats:
        st.info(texts["working_group.represented.none"])
        return
    kinds = workspace.data.places.set_index("place_id")["kind"]
    rows = [
        {
            "id": place_id,
            "name": shown.names[place_id],
            "kind": texts[f"place_kind.{kinds[place_id]}"],
            "facts": shown.views_of(ids),
        }
        for place_id, ids in seats.items()
    ]
    show_template(
        "working_group/represented.html", texts=texts, rows=rows, day=choices.as_of.isoformat()
    )


def _show_unrepresented(shown: Shown[Choices], groups: Mapping[str, pd.DataFrame]) -> None:
    _, choices, day, texts = shown
    show_heading("unrepresented", texts)
    if all(ranked.empty for ranked in groups.values()):
        st.success(texts["working_group.unrepresented.none"])
        return
    visited = visited_places(day.ledger)

    def view(row: dict[Any, Any]) -> dict[str, Any]:
        place_id, step = row["place_id"], row["next_step"]
        return {
            "id": place_id,
            "name": shown.names[place_id],
            "score": _score(row["score"], texts),
            "state": texts[f"activity_state.{row['activity_state']}"],
            "reason": inactivity_reason(row, shown.names, texts),
            "visited": texts["answer.yes" if place_id in visited else "answer.no"],
            "step": "" if step is None else step.words[texts.language],
            "facts": shown.views_of(row["evidence_ids"]),
        }

    show_template(
        "working_group/unrepresented.html",
        texts=texts,
        day=choices.as_of.isoformat(),
        groups=[
            {
                "mark": MARKS[name],
                "title": texts[f"working_group.unrepresented.{name}"],
                "count": len(ranked),
                "rows": [
                    view(row) for row in ranked.head(MAX_ROWS).reset_index().to_dict("records")
                ],
                "note": more_rows(len(ranked), texts),
            }
            for name, ranked in groups.items()
            if len(ranked)
        ],
    )


def _show_planned(shown: Shown[Choices]) -> None:
    """Visits that are planned from today on, and those that nobody has told of since."""
    texts, evidence = shown.texts, shown.workspace.data.evidence
    planned, overdue = planned_visits(evidence, today()), overdue_visits(evidence, today())
    show_template(
        "working_group/planned.html",
        texts=texts,
        planned=shown.views(planned.set_index("evidence_id")),
        overdue=shown.views(overdue.set_index("evidence_id")),
    )
    if not planned.empty:
        content = partial(visits_as_calendar, planned, shown.names, texts)
        offer_download(texts["working_group.planned.calendar"], content, "apmeklejumi.ics")


def _show_visits(shown: Shown[Choices]) -> None:
    texts = shown.texts
    facts = visits(shown.day.ledger)
    show_heading("visits", texts)
    if facts.empty:
        st.info(texts["working_group.visits.none"])
        return
    held = facts.loc[facts["kind"] == EvidenceKind.VISIT_HELD]
    place_count = held["place_ids"].explode().nunique()
    places = texts.count("working_group.visits.places", place_count)
    show_template(
        "working_group/visits.html",
        texts=texts,
        lead=texts.count("working_group.visits.held", len(held), places=places),
        totals=shown.views(round_totals(shown.day.ledger)),
        list=shown.views(facts),
    )


def _show_never_visited(shown: Shown[Choices]) -> None:
    workspace, choices, day, texts = shown
    data = workspace.data
    measures = day.measures(choices.level)
    never = measures.loc[~measures.index.isin(visited_places(day.ledger))]
    show_heading("never", texts)
    if never.empty:
        st.success(texts["working_group.never.none"])
        return
    ordered = pd.concat(places_by_need(never, data.rules.inactivity, data.places).values())
    show_template(
        "working_group/never_visited.html",
        texts=texts,
        day=choices.as_of.isoformat(),
        lead=texts.count("working_group.never.lead", len(ordered)),
        rows=[
            {
                "id": place_id,
                "name": shown.names[str(place_id)],
                "state": texts[f"activity_state.{row['activity_state']}"],
                "score": _score(row["score"], texts),
            }
            for place_id, row in ordered.head(MAX_ROWS).iterrows()
        ],
        note=more_rows(len(ordered), texts),
    )


def _show_invitations(
    workspace: Workspace, choices: Choices, groups: Mapping[str, pd.DataFrame], texts: Texts
) -> None:
    columns, rows = invitation_rows(workspace, choices.as_of, groups, texts)
    # What is printed: the style sheet hides everything outside this container.
    with st.container(key="invitation_print"):
        show_heading("invitation", texts)
        show_template(
            "working_group/invitation.html",
            caption=texts.say(
                "working_group.invitation.caption", day=texts.short_date(choices.as_of)
            ),
            # The day, the last column of the file, is in the caption.
            columns=columns[:-1],
            rows=[row[:-1] for row in rows[:MAX_ROWS]],
            note=more_rows(len(rows), texts),
        )
    with st.container(horizontal=True):
        offer_download(
            texts["working_group.invitation.download"],
            invitation_csv(columns, rows),
            f"{texts['working_group.invitation.file']}-{choices.level}-{choices.as_of}.csv",
        )
        show_template(
            "working_group/print_button.html", label=texts["working_group.invitation.print"]
        )


def _score(score: float, texts: Texts) -> str:
    if pd.isna(score):
        return texts["working_group.unrepresented.no_score"]
    return texts.number(score, 1)
