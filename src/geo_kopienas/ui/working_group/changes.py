"""What has changed between two days, as a part of the working-group page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geo_kopienas.domain.evidence.working_group import changes
from geo_kopienas.domain.schema.codes import CollaborationStatus, Level
from geo_kopienas.texts.evidence import fact_views
from geo_kopienas.ui.frame.html import show_template
from geo_kopienas.ui.working_group.choices import MAX_ROWS, show_heading

if TYPE_CHECKING:
    from datetime import date

    from geo_kopienas.texts import Texts
    from geo_kopienas.ui.frame.loaders import Workspace
    from geo_kopienas.ui.working_group.choices import Choices


def show_changes(workspace: Workspace, choices: Choices, texts: Texts) -> None:
    """Show what differs between the earlier day and the chosen one, with the new facts."""
    ledger = workspace.day(choices.as_of).ledger
    found = changes(
        _states(workspace, choices.level, choices.earlier),
        _states(workspace, choices.level, choices.as_of),
        ledger,
        choices.earlier,
    )
    earlier = texts.short_date(choices.earlier)
    show_heading("changes", texts, day=earlier)
    if found.empty:
        st.info(texts["working_group.changes.none"])
        return
    names = workspace.names(texts)
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
                "facts": fact_views(facts, workspace.names(texts), texts),
            }
        )
    caption = texts.say(
        "working_group.changes.caption", earlier=earlier, later=texts.short_date(choices.as_of)
    )
    show_template(
        "working_group/changes.html",
        texts=texts,
        caption=caption,
        rows=rows,
        day=choices.as_of.isoformat(),
    )


def _states(workspace: Workspace, level: Level, day: date) -> pd.DataFrame:
    """What is compared between two days, for the places of a level that are ranked."""
    measures = workspace.day(day).measures(level)
    statuses = workspace.day(day).statuses.loc[measures.index]
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
