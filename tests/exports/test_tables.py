"""What leaves: which rows, which columns, and nothing that a spreadsheet would run."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.formulas import MARK, guarded, unguarded
from geo_kopienas.exports.tables import ExportTable, Scope, Stamp, chosen_places, export_tables
from geo_kopienas.store.dataset import load_dataset
from geo_kopienas.store.day import Day

if TYPE_CHECKING:
    from geo_kopienas.store.dataset import Dataset

DAY = date(2026, 6, 30)


@pytest.fixture(scope="module")
def data() -> Dataset:
    dataset, problems = load_dataset(Path(__file__).parents[2] / "data")
    assert dataset is not None, problems
    return dataset


def exported(data: Dataset, as_of: date = DAY, **scope: Any) -> dict[str, ExportTable]:
    stamp = Stamp(as_of, "9.9", "CC BY 4.0", "Kopienas", data.attributions)
    tables = export_tables(Day(data, as_of), stamp, chosen_places(data.places, Scope(**scope)))
    return {table.name: table for table in tables}


def test_places_come_with_every_indicator_and_both_statuses(data: Dataset) -> None:
    table = exported(data)["places"]
    columns = [field.name for field in table.fields]
    assert columns == list(table.frame.columns)
    assert {indicator.indicator_id for indicator in data.indicators} <= set(columns)
    assert {"collaboration_status", "activity_state", "collaboration_evidence_ids"} <= set(columns)
    assert table.frame["place_id"].to_list() == data.places["place_id"].to_list()


def test_what_is_not_known_is_missing_and_not_zero(data: Dataset) -> None:
    places = exported(data)["places"].frame.set_index("place_id")
    assert pd.isna(places.loc["mellupi", "population_count"])
    unknown = places.loc[places["collaboration_status"] == "unknown"]
    assert not unknown.empty
    assert unknown["is_current"].isna().all()
    assert unknown["grants_eur"].isna().all()


def test_the_evidence_is_that_of_the_day(data: Dataset) -> None:
    table = exported(data, date(2021, 6, 30))["evidence"].frame
    assert 0 < len(table) < len(data.evidence)
    assert table["known_from"].max() <= "2021-06-30"
    assert set(table[MARK]) == {"2021-06-30"}


def test_a_place_brings_what_counts_for_it(data: Dataset) -> None:
    tables = exported(data, place_id="apk-mezinieku")
    places = tables["places"].frame
    assert places["place_id"].iloc[0] == "apk-mezinieku"
    assert set(places["apkaime_id"].dropna()) == {"apk-mezinieku"}
    assert "mezinieku-apkaimes-attistibai" in set(tables["communities"].frame["community_id"])
    ids = set(places["place_id"])
    assert all(ids & set(own) for own in tables["evidence"].frame["place_ids"])


def test_a_level_brings_its_places_alone(data: Dataset) -> None:
    places = exported(data, level=Level.APKAIME)["places"].frame
    assert set(places["level"]) == {"apkaime"}
    assert len(places) == 10


def test_rows_on_demonstration_facts_are_marked(data: Dataset) -> None:
    day = Day(data, DAY)
    ledger = day.ledger
    first = ledger.facts.index[-1]
    ledger.facts.loc[first, "provenance"] = "demo"
    stamp = Stamp(DAY, "9.9", "CC BY 4.0", "Kopienas", data.attributions)
    places, _, facts = export_tables(day, stamp)
    assert facts.frame.loc[facts.frame["is_demo"], "evidence_id"].to_list() == [first]
    marked = set(places.frame.loc[places.frame["is_demo"], "place_id"])
    assert set(ledger.facts.loc[first, "place_ids"]) <= marked < set(data.places["place_id"])


def test_each_row_says_day_version_licence_and_whom_to_name(data: Dataset) -> None:
    tables = exported(data)
    for table in tables.values():
        assert set(table.frame[MARK]) == {"2026-06-30"}
        assert set(table.frame["version"]) == {"9.9"}
    assert set(tables["evidence"].frame["licence"]) == {"CC BY 4.0"}
    (attribution,) = set(tables["places"].frame["attribution"])
    assert "© OpenStreetMap contributors" in attribution
    (licence,) = set(tables["places"].frame["licence"])
    assert licence.startswith("CC BY 4.0; ODbL 1.0")


@pytest.mark.parametrize("text", ["=1+1", "+371", "-5 gadi", "@SUM(A1)", "\tx", "\rx"])
def test_no_text_is_a_formula(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Ķekava", "'citāts'", "1=1", ""])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text


@given(st.text(alphabet="'=+-@\t\ra", max_size=6))
def test_guarding_can_be_undone(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in tuple("=+-@\t\r")
