"""The profile in words: what is known, what is not, and places of which little is known."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from geo_kopienas.reports.profile_view import ProfileView, profile_view
from geo_kopienas.store.day import Day
from geo_kopienas.texts import texts_for

if TYPE_CHECKING:
    from geo_kopienas.store.dataset import Dataset

LATVIAN = texts_for("lv")


@pytest.fixture(scope="module")
def day(data: Dataset) -> Day:
    return Day(data, date(2026, 6, 30))


def _profile(place_id: str, day: Day) -> ProfileView:
    return profile_view(place_id, day, LATVIAN)


def test_a_status_opens_the_facts_that_made_it(day: Day) -> None:
    collaboration, activity = _profile("apk-mezinieku", day).statuses

    assert collaboration["value"] == "atbalstīta (agrāk)"
    assert collaboration["evidence"]
    assert activity["value"] == "aktīva"
    assert activity["newest"] == "jaunākā mums zināmā ziņa: 2024. gada 12. maijs"


def test_what_the_apkaime_reached_is_shown_as_the_apkaimes(day: Day) -> None:
    collaboration, activity = _profile("dzerumi", day).statuses

    own = {fact["id"] for fact in collaboration["evidence"]}
    assert collaboration["apkaime"] == "Dzērumu apkaime: partnerība"
    council = "pirmā sēde izziņota vai notikusi (Dzērumu apkaime)"
    assert activity["apkaime"] == f"Apkaimes padome: {council}"
    assert activity["value"] == "nav jaunu ziņu"
    assert collaboration["value"] != "partnerība"
    assert collaboration["inherited"]
    assert not own & {fact["id"] for fact in collaboration["inherited"]}


def test_every_fact_of_the_place_stands_in_the_timeline_once(day: Day) -> None:
    view = _profile("kekavas-novads", day)

    ids = [fact["id"] for year in view.years for fact in year["facts"]]
    years = [year["year"] for year in view.years]
    assert len(ids) == len(set(ids)) == view.fact_count == len(day.ledger.facts)
    assert years == sorted(years, reverse=True)


def test_proposals_stand_beside_unit_and_municipality(day: Day) -> None:
    (table,) = _profile("jaunsils", day).proposals

    assert [place["id"] for place in table["places"]] == [
        "jaunsils",
        "unit-kekavas-pagasts",
        "apk-jaunsila",
        "kekavas-novads",
    ]
    total = table["rows"][-1]
    assert total["is_total"]
    assert total["cells"][0] == {"count": "11", "per_residents": ""}  # population not known
    assert total["cells"][-1] == {"count": "146", "per_residents": "4,7"}  # 146 of 31 143


def test_an_unknown_value_has_no_rank_and_is_no_zero(day: Day) -> None:
    rows = {row["id"]: row for row in _profile("mercendarbe", day).indicators}

    assert rows["grants_eur"]["value"] == "nav zināms"
    assert not rows["grants_eur"]["rank"]


def test_a_place_without_geometry_says_so_and_has_its_facts(day: Day) -> None:
    view = _profile("kazoki", day)

    assert any("koordinātas" in notice for notice in view.notices)
    assert view.fact_count > 0
    assert view.neighbours["rows"] == []
    assert "nav iezīmēta" in view.picture["caption"]


@pytest.mark.parametrize(
    ("place_id", "said"), [("ziedonis", "vairs nepastāv"), ("live", "uzraksts kartē")]
)
def test_a_place_that_ended_or_is_a_mere_name_is_neither_ranked_nor_compared(
    place_id: str, said: str, day: Day
) -> None:
    view = _profile(place_id, day)

    assert said in view.notices[0]
    assert not view.similar
    assert not view.next_step["step"]


def test_a_place_without_evidence_is_unknown_and_not_inactive(day: Day) -> None:
    view = _profile("mezvidi", day)

    assert {status["value"] for status in view.statuses} == {"nav zināms"}
    assert any("nevis ka te nekas nenotiek" in notice for notice in view.notices)
    assert view.next_step["step"]


def test_before_the_first_fact_everything_is_unknown_and_that_is_said(data: Dataset) -> None:
    view = _profile("baldone", Day(data, date(2000, 1, 1)))

    assert any("par visām vietām nekas nav zināms" in notice for notice in view.notices)
    assert view.years == []


def test_approximate_borders_are_called_so(day: Day) -> None:
    neighbours = _profile("apk-mezinieku", day).neighbours

    assert [row["border"] for row in neighbours["rows"]][:2] == ["8,6 km", "6,7 km"]
    assert neighbours["is_approximate"]


def test_every_place_has_a_profile_in_both_languages(data: Dataset, day: Day) -> None:
    for language in ("lv", "en"):
        for place_id in data.places["place_id"][::4]:
            view = profile_view(place_id, day, texts_for(language))

            assert view.place["name"]
            assert view.picture["svg"].startswith("<svg")
