"""Figures of cooperation: what is drawn, told apart without hue, and never markup."""

from __future__ import annotations

import pandas as pd
from tables import evidence

from geo_kopienas.charts.cooperation import ladder_chart, proposals_chart, support_chart
from geo_kopienas.charts.timeline import timeline_chart
from geo_kopienas.domain.evidence.cooperation import KIND_GROUPS
from geo_kopienas.domain.schema.codes import EvidenceKind
from geo_kopienas.texts import texts_for

TEXTS = texts_for("lv")


def test_past_steps_have_hollow_marks_and_current_ones_filled() -> None:
    rows = pd.DataFrame({"step": [4, 2], "is_current": [True, False]}, index=["a", "b"])
    figure = ladder_chart(rows, {"a": "Alejas", "b": "<b>Bērzi</b>"}, TEXTS)
    symbols = {trace.name: trace.marker.symbol for trace in figure.data}
    assert symbols == {"pašlaik": "circle", "agrāk": "circle-open"}
    assert list(figure.layout.yaxis.ticktext) == ["Alejas", "&lt;b&gt;Bērzi&lt;/b&gt;"]


def test_timeline_draws_the_time_that_a_date_may_mean() -> None:
    facts = evidence(
        """
evidence_id,date,date_end,date_basis,place_ids,kind
year,2022,,stated,alejas,grant
day,2022-06-14,,planned,alejas,visit_held
"""
    )
    figure = timeline_chart(facts, ["gads", "<i>diena</i>"], TEXTS)
    periods, happened, planned = figure.data
    assert [str(day)[:10] for day in periods.x[:2]] == ["2022-01-01", "2022-12-31"]
    assert (happened.marker.symbol, planned.marker.symbol) == ("circle", "circle-open")
    assert list(planned.text) == ["&lt;i&gt;diena&lt;/i&gt;"]


def test_many_kinds_share_the_rows_of_their_groups_and_stay_apart() -> None:
    kinds = [kind.value for kind in EvidenceKind]
    rows = "".join(f"{kind},2022-06-14,,stated,alejas,{kind}\n" for kind in kinds)
    header = "evidence_id,date,date_end,date_basis,place_ids,kind\n"
    figure = timeline_chart(evidence(header + rows), kinds, TEXTS)
    assert len(figure.layout.yaxis.ticktext) == len(KIND_GROUPS)
    _, happened, _ = figure.data
    heights = dict(zip(happened.text, happened.y, strict=True))
    assert len(set(heights.values())) == len(kinds)
    council, rule = heights["council_elected"], heights["regulation"]
    assert round(council) == list(KIND_GROUPS).index("councils")
    assert round(rule) == list(KIND_GROUPS).index("rules")


def test_support_stands_on_an_axis_of_time_where_a_year_without_any_is_a_gap() -> None:
    by_year = pd.DataFrame({"grants": [1000.0, 0.5], "other": [None, 2.0]}, index=[2019, 2023])
    figure = support_chart(by_year, {"grants": "Konkurss", "other": "Citi"}, TEXTS)
    grants, other = figure.data
    assert list(grants.x) == [2019, 2023]
    assert figure.layout.xaxis.type is None  # numbers, not names of categories
    assert (figure.layout.xaxis.dtick, figure.layout.xaxis.tickformat) == (1, "d")
    assert tuple(figure.layout.xaxis.range) == (2018.4, 2023.6)
    assert list(grants.customdata) == ["1\xa0000 EUR", "0,50 EUR"]
    assert grants.marker.pattern.shape != other.marker.pattern.shape
    assert figure.layout.barmode == "stack"


def test_the_axis_of_many_years_names_as_many_as_a_phone_has_room_for() -> None:
    by_year = pd.DataFrame({"grants": [1.0, 1.0]}, index=[2001, 2026])
    assert support_chart(by_year, {"grants": "Konkurss"}, TEXTS).layout.xaxis.dtick == 3


def test_themes_have_patterns_of_their_own() -> None:
    by_place = pd.DataFrame({"safety": [1.0], "no_theme": [2.0]}, index=["a"])
    figure = proposals_chart(by_place, {"a": "Alejas"}, {"safety": "drošība", "no_theme": "cits"})
    patterns = [trace.marker.pattern.shape for trace in figure.data]
    assert len(set(patterns)) == 2
