"""What twenty places of the default data are called, and why a resident would agree."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from geo_kopienas.store.dataset import load_dataset
from geo_kopienas.store.day import Day
from geo_kopienas.texts.evidence import text_of

DEFAULT_DATA = Path(__file__).parents[2] / "data"

PLACES = [
    # A town of 5,039: the last news is a house association's grant. Nobody looked since.
    ("kekava", "no_recent_news", "2021"),
    # A town of 6,739: a street association's grants; the court of 2025 was one person's idea.
    ("balozi", "no_recent_news", "2021"),
    # A source of 2024 counts it among the places with an active community.
    ("baldone", "active", "2024-05-12"),
    ("daugmale", "active", "2024-05-12"),
    ("mezinieki", "active", "2024-05-12"),
    # The community of Mežinieki is the community of these two villages too.
    ("mellupi", "active", "2024-05-12"),
    ("plakanciems", "active", "2024-05-12"),
    # Named among the active communities in spring 2023, not heard of since.
    ("rakaru-iela", "no_recent_news", "2023-05"),
    # Rakaru iela lies in it.
    ("krogsils", "no_recent_news", "2023-05"),
    # Wanted a smart village in 2022; the council of the apkaime does not make the village active.
    ("kazoki", "no_recent_news", "2022"),
    ("dzerumi", "no_recent_news", "2022-09-08"),
    # Talks of 2022 called a community forming; whether it formed, nobody has written.
    ("katlakalns", "no_recent_news", "2022"),
    ("krustkalni", "no_recent_news", "2022"),
    # Its grant has no day: between December 2014 and February 2017.
    ("loreki", "no_recent_news", "2014-12/2017-02"),
    # A mission centre has its seat here and the budget paid for a project: no word of residents.
    ("ramava", "unknown", None),
    # Votes for a project in it name no community.
    ("vimbukrogs", "unknown", None),
    # Its apkaime elected a council; of the village itself there is no news.
    ("jaunsils", "unknown", None),
    ("pulkarne", "unknown", None),
    # Councils are facts of the apkaimes; its day of election lies between two dates.
    ("apk-jaunsila", "active", "2025-11-06/2026-01-12"),
    # The election of a council has begun.
    ("apk-kekavas-pilsetas", "emerging", "2026-02-24"),
]


@pytest.fixture(scope="module")
def day() -> Day:
    data, problems = load_dataset(DEFAULT_DATA)
    assert data is not None, problems
    return Day(data, date(2026, 11, 30))


@pytest.mark.parametrize(("place_id", "state", "newest"), PLACES)
def test_what_a_place_is_called(place_id: str, state: str, newest: str | None, day: Day) -> None:
    status = day.statuses.loc[place_id]
    shown_day = text_of(status["activity_date"]) or None
    assert (status["activity_state"], shown_day) == (state, newest)


def test_no_place_is_called_inactive_for_the_silence_of_the_sources(day: Day) -> None:
    assert not {"quiet", "none_known"} & set(day.statuses["activity_state"])


def test_a_place_is_as_lively_as_the_symbols_in_it(day: Day) -> None:
    """A settlement is active exactly where a resident community in it is, or an unnamed one."""
    communities = day.data.communities.explode("place_ids").set_index("place_ids")
    states = day.states["state"]
    for place_id, community_id in communities["community_id"].dropna().items():
        if states.get(community_id) == "active":
            assert day.statuses.loc[place_id, "activity_state"] == "active", place_id


def test_a_football_club_is_listed_and_not_judged(day: Day) -> None:
    club = day.states.loc["futbola-klubs-auda"]
    assert (club["state"], club["last_date"]) == ("organisation", "2014-12/2017-02")


def test_a_year_stays_a_year(day: Day) -> None:
    assert day.states.loc["baldones-kaimini", "last_date"] == "2006"
