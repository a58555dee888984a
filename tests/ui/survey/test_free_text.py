"""Free text is read by an editor's session alone, and by none that comes after it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo_kopienas.ui.frame import shared_password

CHECKOUT = Path(__file__).parents[3]


def written() -> list[str]:
    """What invented people wrote as a good practice."""
    path = CHECKOUT / "data" / "survey" / "responses" / "demo-2026.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [row["good_practice"] for row in csv.DictReader(file) if row["good_practice"]]


def shown(*, is_editor: bool) -> bytes:
    """Everything that the page of the survey sends to a new session about good practice."""
    page = AppTest.from_file(str(CHECKOUT / "app.py"), default_timeout=240).run()
    if is_editor:
        page.session_state["editor_role"] = shared_password._mark()
    page.switch_page("pages/aptaujas-rezultati.py")
    page.query_params["kopums"] = "demo-2026"
    page.query_params["jautajums"] = "good_practice"
    page.run()
    assert not page.exception
    sent = [element.proto for element in page.main if element.proto is not None]
    return b"".join(message.SerializeToString() for message in sent)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_what_an_editor_has_read_is_not_handed_to_the_next_visitor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GEO_KOPIENAS_EDITOR_PASSWORD", "parole")
    monkeypatch.delenv("GEO_KOPIENAS_DATA", raising=False)
    texts = [text.encode() for text in written()]
    for_editors = shown(is_editor=True)
    assert [text for text in texts if text not in for_editors] == []
    for_visitors = shown(is_editor=False)
    assert [text for text in texts if text in for_visitors] == []
