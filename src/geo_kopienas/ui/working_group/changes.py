"""What has changed between two days, as a part of the working-group page."""

from datetime import date

import pandas as pd
import streamlit as st

from geo_kopienas.domain.evidence.working_group import changes
from geo_kopienas.domain.schema.codes import CollaborationStatus, Level
from geo_kopienas.texts import Texts
from geo_kopienas.ui.frame.html import show_template
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.parts import Shown
from geo_kopienas.ui.working_group.choices import MAX_ROWS, Choices, show_heading


def show_changes(shown: Shown[Choices]) -> None:
    """Show what differs between the earlier day and the chosen one, with the new facts."""
    workspace, choices, day, texts = shown
    differences = changes(
        _states(workspace, choices.level, choices.earlier),
        _states(workspace, choices.level, choices.as_of),
        day.ledger,
        choices.earlier,
    )
    earlier = texts.short_date(choices.earlier)
    show_heading("changes", texts, day=earlier)
    if differences.empty:
        st.info(texts["working_group.changes.none"])
        return
    rows = [
        {
            "id": place_id,
            "name": shown.names[str(place_id)],
            "changes": [
                {
                    "what": texts[f"working_group.changes.{what}"],
                    "before": _state_word(row[f"{what}_before"], texts),
                    "after": _state_word(row[f"{what}_after"], texts),
                }
                for what in ("collaboration", "activity", "seat")
                if row[f"{what}_before"] != row[f"{what}_after"]
            ],
            "facts": shown.views_of(row["evidence_ids"]),
        }
        for place_id, row in differences.head(MAX_ROWS).iterrows()
    ]
    show_template(
        "working_group/changes.html",
        texts=texts,
        caption=texts.say(
            "working_group.changes.caption", earlier=earlier, later=texts.short_date(choices.as_of)
        ),
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
