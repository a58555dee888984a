"""The cooperation page: steps of places, the timeline, support by year, proposals by theme."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from geo_kopienas import __version__
from geo_kopienas.charts.cooperation import ladder_chart, proposals_chart, support_chart
from geo_kopienas.charts.timeline import timeline_chart
from geo_kopienas.domain.evidence.cooperation import (
    NO_THEME,
    facts_in_scope,
    ladder,
    proposals_by_theme,
    rows_for,
    spread_over_places,
    sums_not_added,
    support_by_year,
    support_without_sum,
)
from geo_kopienas.domain.schema.codes import CollaborationStatus
from geo_kopienas.exports.files import facts_as_csv
from geo_kopienas.texts.evidence import fact_views
from geo_kopienas.ui.cooperation.choices import (
    Choices,
    choose,
    parameters_of,
    restore_choices,
)
from geo_kopienas.ui.frame.html import show_template
from geo_kopienas.ui.frame.instruments_section import show_instruments, show_practices
from geo_kopienas.ui.frame.page import open_workspace, write_address
from geo_kopienas.ui.frame.parts import (
    offer_download,
    show_chart,
    show_contents,
    show_data_link,
    show_lead,
    show_section,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import plotly.graph_objects as go

    from geo_kopienas.domain.evidence.cooperation import Spread
    from geo_kopienas.domain.evidence.ledger import Ledger
    from geo_kopienas.texts import Texts
    from geo_kopienas.ui.frame.loaders import Workspace

#: Sections of the page, from the top.
SECTIONS = ("ladder", "timeline", "support", "proposals", "instruments", "practices")
#: Rows that one table shows; more would make the page heavy, and a choice of place narrows them.
MAX_ROWS = 150
#: Rows that one figure shows: what a reader can take in; the table beside it has the others.
MAX_CHART_ROWS = 60


def show(texts: Texts) -> None:
    """Show the page."""
    workspace = open_workspace(texts)
    parameters = parameters_of(workspace)
    restore_choices(parameters, texts)
    show_lead(texts["cooperation.lead"])
    choices = choose(workspace, texts)
    write_address(texts, parameters, choices)
    show_contents(texts, [(one, texts[f"cooperation.{one}.heading"]) for one in SECTIONS])
    ledger = workspace.day(choices.as_of).ledger
    if ledger.facts.empty:
        st.info(texts["cooperation.no_fact_yet"])
    _show_ladder(workspace, choices, texts)
    _show_timeline(workspace, ledger, choices, texts)
    facts = facts_in_scope(ledger, choices.place_id, choices.years)
    _show_support(workspace, ledger, facts, choices, texts)
    _show_proposals(workspace, ledger, facts, choices, texts)
    _heading("instruments", texts)
    show_instruments(texts, workspace, choices.as_of, chosen=choices.instruments)
    _heading("practices", texts)
    show_practices(texts, workspace, choices.as_of)
    _scroll_to(choices)
    # A chosen place brings the places in it; a level would leave the place itself out.
    level = choices.level.value if choices.place_id is None else None
    show_data_link(texts, choices.as_of, level=level, place_id=choices.place_id)


def _show_ladder(workspace: Workspace, choices: Choices, texts: Texts) -> None:
    data = workspace.data
    names = workspace.names(texts)
    statuses = workspace.day(choices.as_of).statuses
    rows = ladder(data.places, statuses, choices.level, choices.as_of, choices.place_id)
    known = rows.loc[rows["collaboration_status"] != CollaborationStatus.UNKNOWN]
    months = data.rules.collaboration.current_months
    _heading("ladder", texts, months=months)
    if not known.empty:
        _figure(ladder_chart(known.head(MAX_CHART_ROWS), names, texts), "ladder", texts)
    facts = workspace.day(choices.as_of).ledger.facts
    shown = rows.head(MAX_ROWS)
    notes = []
    if len(rows) > len(known):
        notes.append(texts.count("cooperation.ladder.unknown", len(rows) - len(known)))
    if len(rows) > len(shown):
        notes.append(texts.count("cooperation.more_rows", len(shown)))
    show_template(
        "cooperation/ladder.html",
        texts=texts,
        day=choices.as_of.isoformat(),
        caption=texts.say("cooperation.ladder.caption", day=texts.short_date(choices.as_of)),
        rows=[
            _ladder_row(str(place_id), row, names, facts, workspace, texts)
            for place_id, row in shown.iterrows()
        ],
        chosen=choices.place_id,
        note=" ".join(notes),
    )


def _ladder_row(  # noqa: PLR0913, PLR0917 - a row in words reads the row, its facts and the words
    place_id: str,
    row: pd.Series,
    names: dict[str, str],
    facts: pd.DataFrame,
    workspace: Workspace,
    texts: Texts,
) -> dict[str, Any]:
    status = row["collaboration_status"]
    time = "current" if row["is_current"] else "past"
    is_known = status != CollaborationStatus.UNKNOWN
    ids = list(row["collaboration_evidence_ids"])
    return {
        "id": place_id,
        "name": names[place_id],
        "step": texts[f"collaboration_status.{status}"],
        "time": texts[f"collaboration_status.{time}"] if is_known else "–",
        "date": texts.date(row["collaboration_date"]) if is_known else "–",
        "facts": fact_views(facts.loc[ids], workspace.names(texts), texts),
    }


def _show_timeline(workspace: Workspace, ledger: Ledger, choices: Choices, texts: Texts) -> None:
    facts = facts_in_scope(ledger, choices.place_id, choices.years)
    if choices.kinds:
        facts = facts.loc[facts["kind"].isin(choices.kinds)]
    _heading("timeline", texts)
    if facts.empty:
        st.info(texts["cooperation.timeline.none"])
        return
    views = fact_views(facts, workspace.names(texts), texts)
    words = [f"{view['date']} · {view['kind']}: {view['title']}" for view in views]
    _figure(timeline_chart(facts, words, texts), "timeline", texts)
    show_template(
        "cooperation/timeline.html",
        texts=texts,
        caption=texts["cooperation.timeline.caption"],
        rows=views[:MAX_ROWS],
        note=texts.count("cooperation.more_rows", MAX_ROWS) if len(views) > MAX_ROWS else "",
    )
    offer_download(
        texts.count("cooperation.timeline.download", len(facts)),
        partial(facts_as_csv, workspace.day(choices.as_of), facts, __version__, texts),
        f"fakti-{choices.as_of.isoformat()}.csv",
        help=texts["cooperation.timeline.download_help"],
        key="cooperation_facts",
    )


def _show_support(
    workspace: Workspace, ledger: Ledger, facts: pd.DataFrame, choices: Choices, texts: Texts
) -> None:
    _heading("support", texts)
    others = [
        (texts["cooperation.support.without_sum"], support_without_sum(facts)),
        (texts["cooperation.support.not_added"], sums_not_added(facts)),
    ]
    quantities = support_by_year(facts)
    if quantities.empty:
        st.info(texts["cooperation.support.none"])
    else:
        shown = rows_for(workspace.data.places, choices.level, choices.place_id)
        spread = spread_over_places(quantities, ledger, shown)
        _figure(support_chart(spread.total, texts), "support", texts)
        _show_spread(
            spread, [str(year) for year in quantities.columns], "support", workspace, ledger, texts
        )
    _show_others(others, workspace, texts)


def _show_proposals(
    workspace: Workspace, ledger: Ledger, facts: pd.DataFrame, choices: Choices, texts: Texts
) -> None:
    _heading("proposals", texts)
    quantities = proposals_by_theme(facts)
    if quantities.empty:
        st.info(texts["cooperation.proposals.none"])
        return
    labels = {
        theme: texts["cooperation.proposals.no_theme" if theme == NO_THEME else f"theme.{theme}"]
        for theme in quantities.columns
    }
    shown = rows_for(workspace.data.places, choices.level, choices.place_id)
    spread = spread_over_places(quantities, ledger, shown)
    if not spread.by_place.empty:
        chart = proposals_chart(
            spread.by_place.head(MAX_CHART_ROWS), workspace.names(texts), labels
        )
        _figure(chart, "proposals", texts)
    note = _proposals_by_year(quantities, facts, texts)
    columns = list(labels.values())
    _show_spread(spread, columns, "proposals", workspace, ledger, texts, note=note)


def _proposals_by_year(quantities: pd.DataFrame, facts: pd.DataFrame, texts: Texts) -> str:
    """What proposals of several years add up to in each; the years are not alike."""
    made = quantities.sum(axis="columns")
    sums = made.groupby(facts.loc[made.index, "known_from"].dt.year).sum()
    if len(sums) < 2:  # noqa: PLR2004 - two years are several
        return ""
    words = "cooperation.proposals.of_year"
    parts = [texts.say(words, year=year, number=texts.number(one)) for year, one in sums.items()]
    return texts.say("cooperation.proposals.by_year", years="; ".join(parts))


def _show_spread(  # noqa: PLR0913, PLR0917 - a table in words reads numbers, facts and words
    spread: Spread,
    columns: list[str],
    section: str,
    workspace: Workspace,
    ledger: Ledger,
    texts: Texts,
    *,
    note: str = "",
) -> None:
    """A table of quantities: a row a place, the rest, and the total in which facts count once."""
    names = workspace.names(texts)

    def row(name: str, numbers: pd.Series, ids: Iterable[str], **marks: object) -> dict[str, Any]:
        cells = [*numbers, numbers.sum(min_count=1)]
        facts = ledger.facts.loc[list(ids)]
        return {
            "id": "",
            "is_total": False,
            "name": name,
            "cells": [_number(cell, texts) for cell in cells],
            "facts": fact_views(facts, workspace.names(texts), texts),
            **marks,
        }

    shown = spread.by_place.head(MAX_ROWS)
    rows = [
        row(names[str(place_id)], numbers, spread.evidence[str(place_id)], id=place_id)
        for place_id, numbers in shown.iterrows()
    ]
    if spread.elsewhere_ids:
        rows.append(row(texts["cooperation.elsewhere"], spread.elsewhere, spread.elsewhere_ids))
    rows.append(row(texts["cooperation.total"], spread.total, spread.total_ids, is_total=True))
    notes = [note] if note else []
    notes.append(texts["cooperation.dash"])
    if spread.shared_ids:
        notes.append(texts.count("cooperation.shared", len(spread.shared_ids)))
    if len(spread.by_place) > len(shown):
        notes.append(texts.count("cooperation.more_rows", len(shown)))
    show_template(
        "cooperation/spread.html",
        texts=texts,
        day=ledger.as_of.isoformat(),
        caption=texts[f"cooperation.{section}.caption"],
        columns=[*columns, texts[f"cooperation.{section}.sum"]],
        rows=rows,
        notes=notes,
    )


def _show_others(
    others: Sequence[tuple[str, pd.DataFrame]], workspace: Workspace, texts: Texts
) -> None:
    """Facts that a section names and does not add."""
    show_template(
        "frame/folded_facts.html",
        texts=texts,
        lists=[
            (title, fact_views(facts, workspace.names(texts), texts))
            for title, facts in others
            if not facts.empty
        ],
    )


def _scroll_to(choices: Choices) -> None:
    """Bring the instrument or card that a link named into view, once."""
    asked = [f"instrument-{one}" for one in choices.instruments[:1]]
    asked += [] if choices.practice is None else [f"practice-{choices.practice}"]
    if asked:
        show_template("frame/scroll_to.html", id=asked[-1])


def _heading(section: str, texts: Texts, **values: object) -> None:
    show_section(
        texts[f"cooperation.{section}.heading"],
        texts.say(f"cooperation.{section}.how", **values),
        section_id=section,
    )


def _figure(figure: go.Figure, name: str, texts: Texts) -> None:
    title = texts[f"cooperation.{name}.heading"]
    show_chart(figure, title, f"cooperation_figure_{name}", texts)


def _number(value: float, texts: Texts) -> str:
    if pd.isna(value):
        return "–"
    return texts.number(value, 0 if value == int(value) else 2)
