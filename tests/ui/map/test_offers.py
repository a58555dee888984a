"""What the search offers, and that the words of an offer name one place or community alone."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
from starlette.requests import Request

from geo_kopienas.domain.places.matching import MatchOutcome
from geo_kopienas.texts import texts_for
from geo_kopienas.ui.frame import loaders
from geo_kopienas.ui.map.offers import Offers, suggestions_route


@pytest.fixture(scope="module")
def workspace() -> loaders.Workspace:
    workspace, _ = loaders.load()
    assert workspace is not None
    return workspace


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("kr", "Krogsils (ciems, Ķekavas pagasts)"),
        ("krogsila", "Krogsils (ciems, Ķekavas pagasts)"),
        ("Krogsilā", "Krogsils (ciems, Ķekavas pagasts)"),
        ("KEKAVA", "Ķekava (pilsēta, Ķekavas pilsēta)"),
        ("rakaru", "Rakaru iela (kopienas teritorija, Ķekavas pagasts)"),
        ("daugmales kop", "Daugmales kopiena (kopiena, Daugmale)"),
    ],
)
def test_suggestions_need_neither_diacritics_nor_the_nominative(
    workspace: loaders.Workspace, typed: str, first: str
) -> None:
    assert Offers(workspace, texts_for("lv")).suggestions(typed)[0]["text"] == first


@pytest.mark.parametrize("language", ["lv", "en"])
def test_the_words_of_every_offer_name_that_one_alone(
    workspace: loaders.Workspace, language: str
) -> None:
    offers = Offers(workspace, texts_for(language))
    candidates = workspace.matcher._candidates
    labels = [offers.label(candidate) for candidate in candidates]
    assert len(set(labels)) == len(labels)
    for candidate, label in zip(candidates, labels, strict=True):
        match = offers.meant(label)
        assert (match.outcome, match.candidates) == (MatchOutcome.ONE, (candidate,))


def ask(**asked: str) -> list[dict[str, str]]:
    """What the route answers."""
    scope = {"type": "http", "query_string": urlencode(asked).encode()}
    answer = suggestions_route("").endpoint(Request(scope))
    suggestions: list[dict[str, str]] = json.loads(answer.body)["suggestions"]
    return suggestions


def test_the_server_answers_in_the_language_that_is_asked_for() -> None:
    assert ask(q="daugmale", valoda="en")[0] == {
        "name": "Daugmale",
        "what": "village · Daugmale Parish",
        "text": "Daugmale (village, Daugmale Parish)",
    }
    assert ask(q="daugmale", valoda="xx")[0]["what"] == "ciems · Daugmales pagasts"


@pytest.mark.parametrize("nothing", ["", "  ", "@@@", "x" * 2000])
def test_what_is_not_known_has_no_suggestion(nothing: str) -> None:
    assert ask(q=nothing) == []
