"""One configured password of all editors, asked for once a session, where there are no accounts.

The password stands in no address, no log and no cache: it is compared in constant time and
forgotten. What is kept is that this session gave the password that is configured now.
"""

import hashlib
import hmac
import logging
import secrets
import time
from collections import deque
from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo_kopienas.texts import Texts
from geo_kopienas.ui.frame.field_messages import error_in
from geo_kopienas.ui.frame.settings import editor_password

logger = logging.getLogger(__name__)

#: Whoever guesses gets so many attempts in so many seconds, in all sessions of the server
#: together: a new session costs nothing, so counting by session would count nothing.
MAX_FAILURES = 5
WINDOW_SECONDS = 300
#: A wrong password is answered so late, whatever it is.
DELAY_SECONDS = 1.0

_ROLE = "editor_role"
#: Only this process can make the mark of a session, and not from another password.
_KEY = secrets.token_bytes(32)


class Attempts:
    """The failed attempts of the last minutes."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: deque[float] = deque()

    def are_used_up(self) -> bool:
        """Whether nobody may try again for a while."""
        while self._failures and self._clock() - self._failures[0] >= WINDOW_SECONDS:
            self._failures.popleft()
        return len(self._failures) >= MAX_FAILURES

    def check(self, given: str, password: str) -> bool:
        """Compare a password and count a wrong one. No password fits where none is configured."""
        if not password or self.are_used_up():
            return False
        # Digests have the same length, so that not even the password's length can be timed.
        digests = [hashlib.sha256(text.encode()).digest() for text in (given, password)]
        if hmac.compare_digest(*digests):
            return True
        self._failures.append(self._clock())
        return False


_attempts = Attempts()


def was_given() -> bool:
    """Whether this session gave the password that is configured now."""
    mark = st.session_state.get(_ROLE)
    return bool(editor_password()) and mark is not None and hmac.compare_digest(mark, _mark())


def ask_password(texts: Texts) -> None:
    """Show the form for the password."""
    with st.form("editor_login", clear_on_submit=True):
        # The field has no key of its own: what was typed stands nowhere in the session.
        with st.container(key="editor_password"):
            given = st.text_input(
                texts["editor.password"], type="password", autocomplete="current-password"
            )
        is_sent = st.form_submit_button(texts["editor.log_in"])
    if not is_sent:
        return
    # The place is emptied first: a sentence is read aloud again only if it was gone in between.
    answer = st.empty()
    if _attempts.are_used_up():
        _refuse(answer, texts.say("editor.wait", minutes=WINDOW_SECONDS // 60))
        return
    if _attempts.check(given, editor_password()):
        st.session_state[_ROLE] = _mark()
        st.rerun()
    time.sleep(DELAY_SECONDS)
    logger.warning("A wrong password was given for editing")
    _refuse(answer, texts["editor.wrong"])


def _refuse(answer: DeltaGenerator, sentence: str) -> None:
    with answer, error_in("editor_password"):
        st.error(sentence)


def leave() -> None:
    """Give the role back, and forget everything that the editor had opened."""
    for name in list(st.session_state):
        if name == _ROLE or str(name).startswith("upload_"):
            del st.session_state[name]


def _mark() -> bytes:
    return hmac.digest(_KEY, editor_password().encode(), "sha256")
