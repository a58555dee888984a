"""The cooperation page: steps of places, the timeline, support, proposals by theme."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from geo_kopienas import __version__
from geo_kopienas.charts.cooperation import ladder_chart, proposals_chart, support_chart
from geo_kopienas.charts.timeline import timeline_chart
from geo_kopienas.domain.evidence.cooperation import (
    NO_THEME,
    Spread,
    facts_in_scope,
    ladder,
    proposals_by_theme,
    rows_for,
    spread_over_places,
)
from geo_kopienas.domain.evidence.support import (
    sums_not_added,
    support_by_kind,
    support_by_year,
    support_without_sum,
)
from geo_kopienas.domain.places.hierarchy import of_level, residents_of
from geo_kopienas.domain.schema.codes import CollaborationStatus, Level
from geo_kopienas.exports.files import facts_as_csv
from geo_kopienas.texts import Texts
from geo_kopienas.ui.cooperation.choices import (
    Choices,
    choose,
    parameters_of,
    restore_choices,
)
from geo_kopienas.ui.cooperation.spread import (
    MAX_ROWS,
    TOTAL,
    SpreadTable,
    more_rows,
    number_or_dash,
    show_spread,
)
from geo_kopienas.ui.frame.html import show_template
from geo_kopienas.ui.frame.instruments_section import show_instruments, show_practices
from geo_kopienas.ui.frame.page import open_workspace, write_address
from geo_kopienas.ui.frame.parts import (
    Shown,
    offer_download,
    show_chart,
    show_contents,
    show_data_link,
    show_lead,
    show_section,
)

#: Sections of the page, from the top.
SECTIONS = ("ladder", "timeline", "support", "proposals", "instruments", "practices")
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
    show_contents(texts, [(name, texts[f"cooperation.{name}.heading"]) for name in SECTIONS])
    day = workspace.day(choices.as_of)
    if day.ledger.facts.empty:
        st.info(texts["cooperation.no_fact_yet"])
    shown = Shown(workspace, choices, day, texts)
    facts = facts_in_scope(day.ledger, choices.place_id, choices.years)
    _show_ladder(shown)
    _show_timeline(shown, facts)
    _show_support(shown, facts)
    _show_proposals(shown, facts)
    _heading("instruments", texts)
    show_instruments(texts, workspace, choices.as_of, chosen=choices.instruments)
    _heading("practices", texts)
    show_practices(texts, workspace, choices.as_of)
    _scroll_to(choices)
    # A chosen place brings the places in it; a level would leave the place itself out.
    level = choices.level.value if choices.place_id is None else None
    show_data_link(texts, choices.as_of, level=level, place_id=choices.place_id)


def _show_ladder(shown: Shown[Choices]) -> None:
    workspace, choices, day, texts = shown
    data = workspace.data
    rows = ladder(data.places, day.statuses, choices.level, choices.as_of, choices.place_id)
    known = rows.loc[rows["collaboration_status"] != CollaborationStatus.UNKNOWN]
    _heading("ladder", texts, months=data.rules.window.current_months)
    if not known.empty:
        _figure(ladder_chart(known.head(MAX_CHART_ROWS), shown.names, texts), "ladder", texts)
    notes = [more_rows(rows, texts)]
    if len(rows) > len(known):
        notes.insert(0, texts.count("cooperation.ladder.unknown", len(rows) - len(known)))
    show_template(
        "cooperation/ladder.html",
        texts=texts,
        day=choices.as_of.isoformat(),
        caption=texts.say("cooperation.ladder.caption", day=texts.short_date(choices.as_of)),
        rows=[
            _ladder_row(str(place_id), row, shown)
            for place_id, row in rows.head(MAX_ROWS).iterrows()
        ],
        chosen=choices.place_id,
        note=" ".join(filter(None, notes)),
    )


def _ladder_row(place_id: str, row: pd.Series, shown: Shown[Choices]) -> dict[str, Any]:
    texts, status = shown.texts, row["collaboration_status"]
    time = "current" if row["is_current"] else "past"
    is_known = status != CollaborationStatus.UNKNOWN
    return {
        "id": place_id,
        "name": shown.names[place_id],
        "step": texts[f"collaboration_status.{status}"],
        "time": texts[f"collaboration_status.{time}"] if is_known else "–",
        "date": texts.date(row["collaboration_date"]) if is_known else "–",
        "facts": shown.views_of(row["collaboration_evidence_ids"]),
    }


def _show_timeline(shown: Shown[Choices], facts: pd.DataFrame) -> None:
    _, choices, day, texts = shown
    if choices.kinds:
        facts = facts.loc[facts["kind"].isin(choices.kinds)]
    _heading("timeline", texts)
    if facts.empty:
        st.info(texts["cooperation.timeline.none"])
        return
    views = shown.views(facts)
    words = [f"{view['date']} · {view['kind']}: {view['title']}" for view in views]
    _figure(timeline_chart(facts, words, texts), "timeline", texts)
    show_template(
        "cooperation/timeline.html",
        texts=texts,
        caption=texts["cooperation.timeline.caption"],
        rows=views[:MAX_ROWS],
        note=more_rows(facts, texts),
    )
    offer_download(
        texts.count("cooperation.timeline.download", len(facts)),
        partial(facts_as_csv, day, facts, __version__, texts),
        f"fakti-{choices.as_of.isoformat()}.csv",
        help=texts["cooperation.timeline.download_help"],
        key="cooperation_facts",
    )


def _show_support(shown: Shown[Choices], facts: pd.DataFrame) -> None:
    texts = shown.texts
    _heading("support", texts)
    quantities = support_by_kind(facts)
    if quantities.empty:
        st.info(texts["cooperation.support.none"])
    else:
        labels = {kind: texts[f"support.{kind}"] for kind in quantities.columns}
        by_year = support_by_year(quantities, facts)
        title = texts["cooperation.support.chart"]
        chart = support_chart(by_year, labels, texts)
        show_chart(chart, title, "cooperation_figure_support", texts)
        _show_support_by_place(quantities, labels, shown)
        _show_support_by_year(by_year, labels, texts)
    others = {"without_sum": support_without_sum(facts), "not_added": sums_not_added(facts)}
    show_template(
        "frame/folded_facts.html",
        texts=texts,
        lists=[
            (texts[f"cooperation.support.{name}"], shown.views(named))
            for name, named in others.items()
            if not named.empty
        ],
    )


def _show_support_by_place(
    quantities: pd.DataFrame, labels: Mapping[str, str], shown: Shown[Choices]
) -> None:
    """Kinds of support, their total and EUR per resident of every place, and of the whole."""
    texts, places = shown.texts, shown.workspace.data.places
    residents = residents_of(places)
    municipalities = of_level(places, Level.MUNICIPALITY)["place_id"]
    whole = [shown.choices.place_id] if shown.choices.place_id else list(municipalities)
    residents[TOTAL] = residents[whole].sum(min_count=len(whole))
    table = SpreadTable(
        _spread(quantities, shown),
        caption=texts["cooperation.support.caption"],
        columns=(*labels.values(), texts["support.total"], texts["support.per_resident"]),
        residents=residents,
    )
    show_spread(table, shown)


def _show_support_by_year(by_year: pd.DataFrame, labels: Mapping[str, str], texts: Texts) -> None:
    """What the chart shows, as a table."""
    sums = by_year.assign(sum=by_year.sum(axis="columns", min_count=1))
    show_template(
        "cooperation/years.html",
        texts=texts,
        caption=texts["cooperation.support.years_caption"],
        columns=[*labels.values(), texts["support.total"]],
        rows=[
            {"name": str(year), "cells": [number_or_dash(euro, texts) for euro in row]}
            for year, row in sums.iterrows()
        ],
    )


def _show_proposals(shown: Shown[Choices], facts: pd.DataFrame) -> None:
    texts = shown.texts
    _heading("proposals", texts)
    quantities = proposals_by_theme(facts)
    if quantities.empty:
        st.info(texts["cooperation.proposals.none"])
        return
    labels = {
        theme: texts["cooperation.proposals.no_theme" if theme == NO_THEME else f"theme.{theme}"]
        for theme in quantities.columns
    }
    spread = _spread(quantities, shown)
    if not spread.by_place.empty:
        chart = proposals_chart(spread.by_place.head(MAX_CHART_ROWS), shown.names, labels)
        _figure(chart, "proposals", texts)
    note = _proposals_by_year(quantities, facts, texts)
    table = SpreadTable(
        spread,
        caption=texts["cooperation.proposals.caption"],
        columns=(*labels.values(), texts["cooperation.proposals.sum"]),
        note=note,
    )
    show_spread(table, shown)


def _spread(quantities: pd.DataFrame, shown: Shown[Choices]) -> Spread:
    """Quantities by the places of the page's table."""
    places = shown.workspace.data.places
    rows = rows_for(places, shown.choices.level, shown.choices.place_id)
    return spread_over_places(quantities, shown.day.ledger, rows)


def _proposals_by_year(quantities: pd.DataFrame, facts: pd.DataFrame, texts: Texts) -> str:
    """What proposals of several years add up to in each; the years are not alike."""
    made = quantities.sum(axis="columns")
    sums = made.groupby(facts.loc[made.index, "known_from"].dt.year).sum()
    if len(sums) < 2:  # noqa: PLR2004 - two years are several
        return ""
    words = "cooperation.proposals.of_year"
    parts = [texts.say(words, year=year, number=texts.number(sum_)) for year, sum_ in sums.items()]
    return texts.say("cooperation.proposals.by_year", years="; ".join(parts))


def _scroll_to(choices: Choices) -> None:
    """Bring the instrument or card that a link named into view, once."""
    asked = [f"instrument-{instrument_id}" for instrument_id in choices.instruments[:1]]
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
