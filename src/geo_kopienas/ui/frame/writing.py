"""Changes that pages make: stored, or the reason shown why not."""

from collections.abc import Callable

import streamlit as st

from geo_kopienas.domain.schema.problems import LedgerError, Problem
from geo_kopienas.store.ledger.seam import Version
from geo_kopienas.texts import Texts
from geo_kopienas.texts.faults import describe, reason_of
from geo_kopienas.ui.frame.shell import plain


def is_written(write: Callable[[], Version | list[Problem]], sentence: str, texts: Texts) -> bool:
    """Make a change; what keeps it from being made is shown.

    Args:
        write: Makes it.
        sentence: Key of the words for what the system refuses.
        texts: Words of the language.
    """
    try:
        answer = write()
    except LedgerError as error:
        if isinstance(error.__cause__, OSError):
            st.error(plain(texts.say(sentence, reason=reason_of(error.__cause__, texts))))
            return False
        answer = [error.problem]
    if not isinstance(answer, list):
        return True
    for problem in answer:
        st.error(plain(" ".join(describe(problem, texts))))
    return False
