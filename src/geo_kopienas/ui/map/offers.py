"""What the search offers: suggestions while somebody types, and what a text means.

A suggestion that is chosen becomes the text of the field. Its words name one place or community
alone, so that the field, the address and the map never disagree on what was meant.
"""

import re
from functools import cached_property
from typing import Any

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from geo_kopienas.domain.places.entries import unit_names
from geo_kopienas.domain.places.matching import (
    COMMUNITY_LEVEL,
    SUGGESTION_LIMIT,
    Candidate,
    Match,
    MatchOutcome,
    told_apart,
)
from geo_kopienas.domain.schema.codes import LANGUAGES
from geo_kopienas.texts import DEFAULT_LANGUAGE, Texts, texts_for
from geo_kopienas.texts.places import community_names
from geo_kopienas.ui.frame import loaders
from geo_kopienas.ui.frame.loaders import Workspace

SUGGESTIONS_ADDRESS = "meklet"
_BRACKET = re.compile(r" \(")


class Offers:
    """What the search offers of the whole register, in the words of a language."""

    def __init__(self, workspace: Workspace, texts: Texts) -> None:
        """Hold the data and the words.

        Args:
            workspace: The data.
            texts: Words of the language.
        """
        self._matcher = workspace.matcher
        self._places, self._communities = workspace.data.places, workspace.data.communities
        self._names, self._texts = workspace.names(texts), texts

    @cached_property
    def _kinds(self) -> dict[str, str]:
        return dict(zip(self._places["place_id"], self._places["kind"], strict=True))

    @cached_property
    def _units(self) -> dict[str, str]:
        return unit_names(self._places, self._names)

    @cached_property
    def community_names(self) -> dict[str, str]:
        """The name of every community by its id."""
        return community_names(self._communities, self._texts)

    @cached_property
    def _homes(self) -> dict[str, tuple[str, ...]]:
        pairs = zip(self._communities["community_id"], self._communities["place_ids"], strict=True)
        return {community_id: tuple(place_ids or ()) for community_id, place_ids in pairs}

    def places_of(self, candidate: Candidate) -> tuple[str, ...]:
        """The place itself, or the places of a community; none where the sources name none."""
        is_community = candidate.level == COMMUNITY_LEVEL
        return self._homes[candidate.id] if is_community else (candidate.id,)

    def name(self, candidate: Candidate) -> str:
        """The name in the reader's language."""
        names = self.community_names if candidate.level == COMMUNITY_LEVEL else self._names
        return names[candidate.id]

    def marks(self, candidate: Candidate) -> tuple[str, ...]:
        """What it is and where, and, of two that are alike in that, what tells them apart."""
        alike = [
            other
            for other in self._matcher.match(candidate.name).candidates
            if other != candidate and self._looks(other) == self._looks(candidate)
        ]
        marks = self._looks(candidate)[1:]
        if alike and candidate.level != COMMUNITY_LEVEL:
            marks += (self._texts[f"profile.level.{candidate.level}"],)
        if any(other.level == candidate.level for other in alike):
            marks += (candidate.id,)
        return tuple(filter(None, marks))

    def _looks(self, candidate: Candidate) -> tuple[str, ...]:
        name = self.name(candidate)
        if candidate.level == COMMUNITY_LEVEL:
            homes = [self._names[place_id] for place_id in self.places_of(candidate)]
            return name, self._texts["search.community"], ", ".join(homes)
        kind = self._texts[f"place_kind.{self._kinds[candidate.id]}"]
        return name, kind, self._units.get(candidate.id, "")

    def label(self, candidate: Candidate) -> str:
        """The words that name this one alone: "Avoti (ciems, Baldones pagasts)"."""
        return told_apart(self.name(candidate), *self.marks(candidate))

    def meant(self, text: str) -> Match:
        """What a text means: the one that a label names, else what the matcher answers."""
        for bracket in _BRACKET.finditer(text):
            for candidate in self._matcher.match(text[: bracket.start()]).candidates:
                if self.label(candidate) == text.strip():
                    return Match(MatchOutcome.ONE, (candidate,))
        return self._matcher.match(text)

    def suggestions(self, text: str, limit: int = SUGGESTION_LIMIT) -> list[dict[str, str]]:
        """What may be meant by a text that is still being typed, best first."""
        return [
            {
                "name": self.name(candidate),
                "what": " · ".join(self.marks(candidate)),
                "text": self.label(candidate),
            }
            for candidate in self._matcher.suggest(text, limit)
        ]


def offers(workspace: Workspace, texts: Texts) -> Offers:
    """The offers in a language, made once for all visitors."""
    return _offers(workspace, workspace.key, texts.language, _texts=texts)


@st.cache_resource(max_entries=4, show_spinner=False)
def _offers(_workspace: Workspace, key: str, language: str, *, _texts: Texts) -> Offers:
    del key, language
    return Offers(_workspace, _texts)


def _answer(request: Request) -> JSONResponse:
    """Answer with suggestions for `q`; a script of the page asks while somebody types."""
    workspace, _ = loaders.load()
    asked = request.query_params.get("valoda", DEFAULT_LANGUAGE)
    texts = texts_for(asked if asked in LANGUAGES else DEFAULT_LANGUAGE)
    found: list[dict[str, Any]] = []
    if workspace is not None:
        found = offers(workspace, texts).suggestions(request.query_params.get("q", ""))
    return JSONResponse({"suggestions": found}, headers={"Cache-Control": "no-cache"})


def suggestions_route(base_path: str) -> Route:
    """The route that answers suggestions, below the server's base path."""
    return Route(
        "/".join(["", *filter(None, [base_path.strip("/"), SUGGESTIONS_ADDRESS])]), _answer
    )
