"""The working-group page: who is represented, who is not, where visits were, what changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from geo_kopienas.domain.codes import ActivityState, CollaborationStatus, EvidenceKind, Level
from geo_kopienas.domain.inactivity import inactive_list
from geo_kopienas.domain.working_group import (
    changes,
    facts_by_own_place,
    last_round,
    round_totals,
    visited_places,
    visits,
)
from geo_kopienas.texts.statuses import inactivity_reason
from geo_kopienas.ui import loaders
from geo_kopienas.ui.address import EARLIEST_DATE, MAP_LEVELS, day_from_text, level_from_text
from geo_kopienas.ui.evidence_list import fact_views
from geo_kopienas.ui.html import show_template
from geo_kopienas.ui.invitations import invitation_csv, invitation_rows, unrepresented
from geo_kopienas.ui.page import open_workspace, read_address, today, write_address

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from geo_kopienas.texts import Texts
    from geo_kopienas.ui.loaders import Workspace

#: Rows that one table shows; the list to download has all.
MAX_ROWS = 100

#: Marks of the groups: told apart by shape, the words stand beside them.
MARKS = {"inactive": "▼", "unknown": "?", "other": "●"}


@dataclass(frozen=True, slots=True)
class Choices:
    """What is chosen on the page."""

    level: Level
    as_of: date
    earlier: date


def show(texts: Texts) -> None:
    """Show the page."""
    workspace = open_workspace(texts)
    _restore_choices(texts)
    show_template("lead.html", text=texts["working_group.lead"])
    choices = _controls(workspace, texts)
    write_address(
        texts,
        {
            "limenis": choices.level.value,
            "datums": choices.as_of.isoformat(),
            "kops": choices.earlier.isoformat(),
        },
    )
    with st.spinner(texts["working_group.ranking"], show_time=False):
        groups = unrepresented(workspace, choices.level, choices.as_of)
    _show_represented(workspace, choices, texts)
    _show_unrepresented(workspace, choices, groups, texts)
    _show_visits(workspace, choices, texts)
    _show_never_visited(workspace, choices, texts)
    _show_changes(workspace, choices, texts)
    _show_invitations(workspace, choices, groups, texts)


# --- choices ------------------------------------------------------------------------------------


def _restore_choices(texts: Texts) -> None:
    latest = today()
    readers: dict[str, Callable[[str], Any]] = {
        "limenis": level_from_text,
        "datums": lambda text: day_from_text(text, latest),
        "kops": lambda text: day_from_text(text, latest),
    }
    for part, value in read_address(texts, readers).items():
        st.session_state[f"group_{part}"] = value
    st.session_state.setdefault("group_limenis", Level.APKAIME)
    st.session_state.setdefault("group_datums", latest)


def _controls(workspace: Workspace, texts: Texts) -> Choices:
    left, middle, right = st.columns([2, 1, 1])
    with left:
        st.segmented_control(
            texts["map.level"],
            MAP_LEVELS,
            format_func=lambda level: texts[f"level.{level}.plural"],
            key="group_limenis",
            required=True,
        )
    with middle:
        st.date_input(
            texts["map.as_of"],
            key="group_datums",
            min_value=EARLIEST_DATE + timedelta(days=1),
            max_value=today(),
            format="DD.MM.YYYY",
        )
    as_of = st.session_state["group_datums"]
    latest = as_of - timedelta(days=1)
    ledger = loaders.ledger(workspace, workspace.key, as_of)
    default = last_round(ledger) or latest
    chosen = st.session_state.get("group_kops", default)
    st.session_state["group_kops"] = min(max(chosen, EARLIEST_DATE), latest)
    with right:
        st.date_input(
            texts["working_group.earlier"],
            key="group_kops",
            min_value=EARLIEST_DATE,
            max_value=latest,
            format="DD.MM.YYYY",
            help=texts["working_group.earlier_help"],
        )
    return Choices(Level(st.session_state["group_limenis"]), as_of, st.session_state["group_kops"])


# --- sections -----------------------------------------------------------------------------------


def _show_represented(workspace: Workspace, choices: Choices, texts: Texts) -> None:
    data = workspace.data
    ledger = loaders.ledger(workspace, workspace.key, choices.as_of)
    seats = facts_by_own_place(data.places, ledger, data.rules.inactivity.seat_kinds)
    _heading("represented", texts)
    if not seats:
        st.info(texts["working_group.represented.none"])
        return
    names, kinds = _column(workspace, "name_lv"), _column(workspace, "kind")
    rows = [
        {
            "id": place_id,
            "name": names[place_id],
            "kind": texts[f"place_kind.{kinds[place_id]}"],
            "facts": fact_views(ledger.facts.loc[list(ids)], workspace, texts),
        }
        for place_id, ids in seats.items()
    ]
    show_template("represented.html", texts=texts, rows=rows)


def _show_unrepresented(
    workspace: Workspace, choices: Choices, groups: Mapping[str, pd.DataFrame], texts: Texts
) -> None:
    _heading("unrepresented", texts)
    if all(ranked.empty for ranked in groups.values()):
        st.success(texts["working_group.unrepresented.none"])
        return
    ledger = loaders.ledger(workspace, workspace.key, choices.as_of)
    visited = visited_places(ledger)
    names = _column(workspace, "name_lv")

    def view(row: dict[Any, Any]) -> dict[str, Any]:
        place_id, step = row["place_id"], row["next_step"]
        is_visited = place_id in visited
        return {
            "id": place_id,
            "name": names[place_id],
            "score": _score(row["score"], texts),
            "state": texts[f"activity_state.{row['activity_state']}"],
            "reason": inactivity_reason(row, names, texts),
            "visited": texts["working_group.yes" if is_visited else "working_group.no"],
            "step": "" if step is None else step.words[texts.language],
            "facts": fact_views(ledger.facts.loc[list(row["evidence_ids"])], workspace, texts),
        }

    show_template(
        "unrepresented.html",
        texts=texts,
        groups=[
            {
                "mark": MARKS[name],
                "title": texts[f"working_group.unrepresented.{name}"],
                "count": len(ranked),
                "rows": [
                    view(row) for row in ranked.head(MAX_ROWS).reset_index().to_dict("records")
                ],
                "note": _more(len(ranked), texts),
            }
            for name, ranked in groups.items()
            if len(ranked)
        ],
    )


def _show_visits(workspace: Workspace, choices: Choices, texts: Texts) -> None:
    ledger = loaders.ledger(workspace, workspace.key, choices.as_of)
    facts = visits(ledger)
    _heading("visits", texts)
    if facts.empty:
        st.info(texts["working_group.visits.none"])
        return
    held = facts.loc[facts["kind"] == EvidenceKind.VISIT_HELD]
    place_count = held["place_ids"].explode().nunique()
    places = texts.count("working_group.visits.places", place_count)
    show_template(
        "visits.html",
        texts=texts,
        lead=texts.count("working_group.visits.held", len(held), places=places),
        totals=fact_views(round_totals(ledger), workspace, texts),
        list=fact_views(facts, workspace, texts),
    )


def _show_never_visited(workspace: Workspace, choices: Choices, texts: Texts) -> None:
    rules = workspace.data.rules.inactivity
    measures = loaders.inactivity(workspace, workspace.key, choices.level, choices.as_of)
    ledger = loaders.ledger(workspace, workspace.key, choices.as_of)
    never = measures.loc[~measures.index.isin(visited_places(ledger))]
    _heading("never", texts)
    if never.empty:
        st.success(texts["working_group.never.none"])
        return
    ranked = inactive_list(never, tuple(ActivityState), rules.weights(), rules)
    show_template(
        "never_visited.html",
        texts=texts,
        lead=texts.count("working_group.never.lead", len(ranked)),
        rows=[
            {
                "id": place_id,
                "name": row["name_lv"],
                "state": texts[f"activity_state.{row['activity_state']}"],
                "score": _score(row["score"], texts),
            }
            for place_id, row in ranked.head(MAX_ROWS).iterrows()
        ],
        note=_more(len(ranked), texts),
    )


def _show_changes(workspace: Workspace, choices: Choices, texts: Texts) -> None:
    ledger = loaders.ledger(workspace, workspace.key, choices.as_of)
    found = changes(
        _states(workspace, choices.level, choices.earlier),
        _states(workspace, choices.level, choices.as_of),
        ledger,
        choices.earlier,
    )
    earlier = texts.date(choices.earlier)
    _heading("changes", texts, day=earlier)
    if found.empty:
        st.info(texts["working_group.changes.none"])
        return
    names = _column(workspace, "name_lv")
    rows = []
    for place_id, row in found.head(MAX_ROWS).iterrows():
        differing = [
            {
                "what": texts[f"working_group.changes.{what}"],
                "before": _state_word(row[f"{what}_before"], texts),
                "after": _state_word(row[f"{what}_after"], texts),
            }
            for what in ("collaboration", "activity", "seat")
            if row[f"{what}_before"] != row[f"{what}_after"]
        ]
        facts = ledger.facts.loc[list(row["evidence_ids"])]
        rows.append(
            {
                "id": place_id,
                "name": names[str(place_id)],
                "changes": differing,
                "facts": fact_views(facts, workspace, texts),
            }
        )
    caption = texts.say(
        "working_group.changes.caption", earlier=earlier, later=texts.date(choices.as_of)
    )
    show_template("changes.html", texts=texts, caption=caption, rows=rows)


def _states(workspace: Workspace, level: Level, day: date) -> pd.DataFrame:
    """What is compared between two days, for the places of a level that are ranked."""
    measures = loaders.inactivity(workspace, workspace.key, level, day)
    statuses = loaders.statuses(workspace, workspace.key, day).loc[measures.index]
    status = statuses["collaboration_status"]
    is_past = ~statuses["is_current"] & (status != CollaborationStatus.UNKNOWN)
    return pd.DataFrame(
        {
            "collaboration": status.mask(is_past, status + "_past"),
            "activity": statuses["activity_state"],
            "seat": measures["has_seat"].map({True: "yes", False: "no"}),
        }
    )


def _state_word(state: str, texts: Texts) -> str:
    return texts[f"working_group.{state}" if state in {"yes", "no"} else f"state.{state}"]


def _show_invitations(
    workspace: Workspace, choices: Choices, groups: Mapping[str, pd.DataFrame], texts: Texts
) -> None:
    columns, rows = invitation_rows(workspace, choices.as_of, groups, texts)
    # What is printed: the style sheet hides everything outside this container.
    with st.container(key="invitation_print"):
        _heading("invitation", texts)
        show_template(
            "invitation.html",
            caption=texts.say("working_group.invitation.caption", day=texts.date(choices.as_of)),
            columns=columns,
            rows=rows[:MAX_ROWS],
            note=_more(len(rows), texts),
        )
    left, right = st.columns([1, 3])
    left.download_button(
        texts["working_group.invitation.download"],
        invitation_csv(columns, rows),
        file_name=f"{texts['working_group.invitation.file']}-{choices.level}-{choices.as_of}.csv",
        mime="text/csv",
        on_click="ignore",
        width="stretch",
    )
    with right:
        show_template("print_button.html", label=texts["working_group.invitation.print"])


# --- words --------------------------------------------------------------------------------------


def _heading(section: str, texts: Texts, **values: object) -> None:
    show_template(
        "section.html",
        heading=texts.say(f"working_group.{section}.heading", **values),
        how=texts[f"working_group.{section}.how"],
    )


def _more(count: int, texts: Texts) -> str:
    return texts.count("working_group.more", MAX_ROWS) if count > MAX_ROWS else ""


def _score(score: float, texts: Texts) -> str:
    if pd.isna(score):
        return texts["working_group.unrepresented.no_score"]
    return texts.number(score, 1)


def _column(workspace: Workspace, name: str) -> dict[str, str]:
    places = workspace.data.places
    return dict(zip(places["place_id"], places[name], strict=True))
