"""Why the system does not write, in the reader's language."""

from __future__ import annotations

import errno
import os

import pytest

from geo_kopienas.texts import texts_for
from geo_kopienas.texts.faults import reason_of


@pytest.mark.parametrize(
    ("number", "latvian", "english"),
    [
        (errno.ENOSPC, "diskā nav brīvas vietas", "the disk is full"),
        (errno.EACCES, "tur nav tiesību rakstīt", "there is no permission to write there"),
        (errno.EISDIR, "faila vietā ir mape", "there is a folder in place of the file"),
        (errno.EMFILE, f"sistēmas kļūda {errno.EMFILE}", f"system error {errno.EMFILE}"),
        (None, "sistēmas kļūda ?", "system error ?"),
    ],
)
def test_the_reason_is_said_in_each_language(
    number: int | None, latvian: str, english: str
) -> None:
    error = OSError() if number is None else OSError(number, os.strerror(number))
    said = [reason_of(error, texts_for(language)) for language in ("lv", "en")]
    assert said == [latvian, english]
