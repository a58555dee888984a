"""Invented answers are marked on every page that shows them, and can be hidden."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo_kopienas.texts import texts_for

APP = Path(__file__).parents[3] / "app.py"
WORDS = texts_for("lv")


def opened(monkeypatch: pytest.MonkeyPatch, demo: str, page: str = "", **address: str) -> AppTest:
    monkeypatch.setenv("GEO_KOPIENAS_DEMO", demo)
    monkeypatch.delenv("GEO_KOPIENAS_DATA", raising=False)
    app = AppTest.from_file(str(APP), default_timeout=240).run()
    if page:
        app.switch_page(page)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    ("page", "address", "mark"),
    [
        ("", {"raditajs": "survey_belonging"}, "survey_page.demo"),
        ("pages/vietas-profils.py", {"vieta": "kekavas-novads"}, "profile.survey.demo"),
        ("pages/aptaujas-rezultati.py", {}, "survey_page.demo"),
        ("pages/datu-lejupielade.py", {}, "data_page.demo"),
    ],
    ids=["map", "profile", "survey", "data"],
)
def test_the_mark_is_there_and_goes_with_the_answers(
    page: str, address: dict[str, str], mark: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    marked = opened(monkeypatch, "1", page, **address)
    assert WORDS[mark] in [box.value for box in marked.warning]
    hidden = opened(monkeypatch, "0", page, **address)
    assert WORDS[mark] not in [box.value for box in hidden.warning]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_map_has_no_mark_where_no_answer_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    for address in ({}, {"raditajs": "survey_belonging", "datums": "2025-01-01"}):
        app = opened(monkeypatch, "1", **address)
        assert WORDS["survey_page.demo"] not in [box.value for box in app.warning]
