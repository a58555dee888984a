"""What is chosen on the working-group page, and words that its sections share."""

from datetime import date, timedelta
from typing import NamedTuple

import streamlit as st

from geo_kopienas.domain.evidence.working_group import last_round
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.texts import Texts
from geo_kopienas.ui.frame.address import (
    EARLIEST_DATE,
    KNOWN_LATER,
    Parameter,
    day_parameter,
    day_until,
    level_parameter,
)
from geo_kopienas.ui.frame.controls import day_control, level_control
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.page import today
from geo_kopienas.ui.frame.parts import show_section

#: Rows that one table shows; the list to download has all.
MAX_ROWS = 100


class Choices(NamedTuple):
    """What is chosen on the page."""

    level: Level
    as_of: date
    earlier: date


def parameters_of(workspace: Workspace) -> tuple[Parameter, ...]:
    """The parameters of the page, in the order of `Choices`."""
    latest = today()
    return (
        level_parameter("group_limenis", workspace.first_level),
        day_parameter("group_datums", latest),
        # Its default depends on the other day.
        Parameter("kops", "group_kops", day_until(latest), KNOWN_LATER),
    )


def choose(workspace: Workspace, texts: Texts) -> Choices:
    """Show the controls and say what is chosen."""
    left, middle, right = st.columns([2, 1, 1])
    with left:
        level_control(workspace, texts, "group_limenis")
    with middle:
        as_of = day_control(texts, "group_datums", earliest=EARLIEST_DATE + timedelta(days=1))
    latest = as_of - timedelta(days=1)
    ledger = workspace.day(as_of).ledger
    default = last_round(ledger) or latest
    chosen = st.session_state.get("group_kops", default)
    st.session_state["group_kops"] = min(max(chosen, EARLIEST_DATE), latest)
    with right:
        since = day_control(
            texts,
            "group_kops",
            label="working_group.earlier",
            latest=latest,
            help=texts["working_group.earlier_help"],
        )
    return Choices(Level(st.session_state["group_limenis"]), as_of, since)


def show_heading(section: str, texts: Texts, **values: object) -> None:
    """Heading of a section and how it is worked out."""
    show_section(
        texts.say(f"working_group.{section}.heading", **values),
        texts[f"working_group.{section}.how"],
        section_id=section,
    )


def more_rows(count: int, texts: Texts) -> str:
    """A note that a table of `count` rows was cut; empty where it was not."""
    return texts.count("working_group.more", MAX_ROWS) if count > MAX_ROWS else ""
