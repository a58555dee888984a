"""Planned visits as a calendar, and which visits are planned or overdue."""

import datetime as dt

import pandas as pd
from icalendar import Calendar

from geo_kopienas.domain.evidence.working_group import overdue_visits, planned_visits
from geo_kopienas.exports.calendar import visits_as_calendar
from geo_kopienas.texts import texts_for

TODAY = dt.date(2026, 12, 1)


def visit(evidence_id: str, day: str, kind: str = "visit_planned", place: str = "krogsils") -> dict:
    period = pd.Period(day)
    return {
        "evidence_id": evidence_id,
        "date": day,
        "date_end": pd.NA,
        "kind": kind,
        "place_ids": (place,),
        "title_lv": "Tikšanās; ar kaimiņiem\nBEGIN:VEVENT",
        "title_en": "A meeting",
        "source_url": ("https://example.org/a",),
        "known_from": period.start_time.normalize(),
        "last_day": period.end_time.normalize(),
    }


FACTS = pd.DataFrame(
    [
        visit("held-plan", "2026-05-01"),
        visit("held", "2026-05-02", "visit_held"),
        visit("missed", "2026-06-01"),
        visit("looked", "2026-07-01", "community_not_found", "mezinieki"),
        visit("month", "2027-01"),
        visit("next", "2026-12-01"),
        visit("later", "2027-02-03", place="mezinieki"),
    ]
)


def test_a_visit_is_overdue_until_somebody_tells_of_it() -> None:
    assert list(overdue_visits(FACTS, TODAY)["evidence_id"]) == ["missed"]
    assert list(planned_visits(FACTS, TODAY)["evidence_id"]) == ["next", "month", "later"]


def test_the_calendar_has_the_visits_whose_day_is_known() -> None:
    names = {"krogsils": "Krogsils", "mezinieki": "Mežinieki"}
    content = visits_as_calendar(planned_visits(FACTS, TODAY), names, texts_for("lv"))

    events = Calendar.from_ical(content).walk("VEVENT")

    assert [(event.decoded("dtstart"), str(event["location"])) for event in events] == [
        (dt.date(2026, 12, 1), "Krogsils"),
        (dt.date(2027, 2, 3), "Mežinieki"),
    ]
    assert str(events[0]["summary"]) == "Tikšanās; ar kaimiņiem\nBEGIN:VEVENT"
