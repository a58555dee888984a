"""Planned visits as a calendar that every calendar program opens (RFC 5545)."""

import datetime as dt
from collections.abc import Mapping

import pandas as pd
from icalendar import Calendar, Event

from geo_kopienas.domain.schema.dates import parse_partial_date
from geo_kopienas.texts import Texts
from geo_kopienas.texts.evidence import worded


def visits_as_calendar(visits: pd.DataFrame, names: Mapping[str, str], texts: Texts) -> bytes:
    """Visits as whole days, those that are known to the day alone.

    Args:
        visits: Facts of planned visits.
        names: Name of every place by its id.
        texts: Words of the language.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//geo_kopienas//visits//")
    calendar.add("version", "2.0")
    for _, visit in visits.iterrows():
        planned = parse_partial_date(str(visit["date"]))
        if planned is None or planned.first_day != planned.last_day:
            continue
        last = parse_partial_date(str(visit["date_end"])) or planned
        event = Event()
        event.add("uid", f"{visit['evidence_id']}@geo-kopienas")
        event.add("dtstamp", dt.datetime.combine(planned.first_day, dt.time(), dt.UTC))
        event.add("dtstart", planned.first_day)
        event.add("dtend", last.last_day + dt.timedelta(days=1))
        event.add("summary", worded(visit, "title", texts))
        event.add("location", ", ".join(names[place_id] for place_id in visit["place_ids"]))
        event.add("url", next(iter(visit["source_url"]), ""))
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
