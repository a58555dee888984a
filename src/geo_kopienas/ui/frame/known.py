"""What was known on an earlier day: `zinams=YYYY-MM-DD` in the address, and the word on the page.

The day that a page speaks *of* is another thing (`datums`); where the known day is given, that one
is the latest which the page speaks of, for nobody knew then what came after.
"""

from datetime import date, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo_kopienas.domain.schema.problems import LedgerError
from geo_kopienas.texts import Texts
from geo_kopienas.texts.faults import describe, shown
from geo_kopienas.ui.frame import loaders
from geo_kopienas.ui.frame.address import EARLIEST_DATE, day_until
from geo_kopienas.ui.frame.html import show_template
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.shell import KNOWN_SHOWN, plain

TIME_ZONE = ZoneInfo("Europe/Riga")
NAME = "zinams"
#: Asked for in this session, and carried from page to page.
_ASKED = "known_asked"


def known_day() -> date | None:
    """The earlier day whose knowledge this page shows; None where it shows what is known now."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return None  # an answer of the server, no visit of a page
    day: date | None = st.session_state.get(KNOWN_SHOWN)
    return day


def known_part() -> dict[str, str]:
    """The part of an address that keeps the earlier day; nothing where there is none."""
    day = known_day()
    return {} if day is None else {NAME: day.isoformat()}


def known_workspace(texts: Texts) -> Workspace | None:
    """What was known on the day that the address asks for; None where it asks for none.

    A day of which nobody can tell is refused in words, and the page shows what is known now.
    """
    day = _asked_day(texts)
    if day is None:
        return None
    try:
        workspace, _ = loaders.load(day)
    except LedgerError as error:
        _refuse(" ".join(describe(error.problem, texts)))
        return None
    if workspace is None or workspace.trouble is not None:
        _refuse(texts.say("known.unreadable", day=texts.short_date(day)))
        return None
    st.session_state[KNOWN_SHOWN] = day
    _say(day, texts)
    return workspace


def _asked_day(texts: Texts) -> date | None:
    text = st.query_params.get(NAME)
    if text is None:
        asked: date | None = st.session_state.get(_ASKED)
        return asked
    now = datetime.now(TIME_ZONE).date()
    day = day_until(now)(text)
    if day is None:
        first, last = map(texts.short_date, (EARLIEST_DATE, now))
        days = texts.say("address.days", first=first, last=last)
        _refuse(f"{texts.say('address.refused', name=NAME, value=shown(text))} {days}")
    st.session_state[_ASKED] = day
    return day


def _refuse(sentence: str) -> None:
    st.session_state.pop(_ASKED, None)
    st.warning(plain(sentence))


def _say(day: date, texts: Texts) -> None:
    """A line that cannot be overlooked, with the way back."""
    rest = {name: value for name, value in st.query_params.items() if name != NAME}
    show_template(
        "frame/known.html",
        texts=texts,
        day=day.isoformat(),
        sentence=texts.say("known.line", day=texts.short_date(day)),
        address=f"?{urlencode(rest | {'valoda': texts.language})}",
    )
