"""From what people wrote or chose for a place to its id in the register."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pandas as pd

from geo_kopienas.domain.places.entries import place_entries
from geo_kopienas.domain.places.matching import Candidate, MatchOutcome, NameEntry, NameMatcher
from geo_kopienas.domain.schema.cells import quoted
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.domain.survey.codebook.form import (
    MUNICIPALITY,
    NOT_LISTED,
    OUTSIDE,
    SETTLEMENT,
    UNIT,
)
from geo_kopienas.domain.survey.imports.column_kinds import LEAVE_OUT, How
from geo_kopienas.domain.survey.imports.wording import wording_key

_PARTS = re.compile(r"\s*[,;()]\s*")
_COUNTRY = "country"  # level of a municipality elsewhere, which is in no register of places


class PlaceTexts(NamedTuple):
    """What one submission says of its place; empty where it says nothing.

    `are_ids` tells that they are ids, as most texts of their columns are: "liepa" is the id of the
    town, but typed among names it may as well be the parish or the municipality.
    """

    unit: str = ""
    settlement: str = ""
    municipality: str = ""
    are_ids: bool = False


class PlaceAnswer(NamedTuple):
    """The place of one submission.

    Attributes:
        place_id: A place of the register; None for one elsewhere.
        municipality_id: A municipality of Latvia, only for a place elsewhere.
        how: How the text that decided was understood.
        faults: Step and fault.
    """

    place_id: str | None = None
    municipality_id: str | None = None
    how: How = How.NONE
    faults: tuple[tuple[str, Problem], ...] = ()


class _Named(NamedTuple):
    candidates: tuple[Candidate, ...]
    nearest: tuple[Candidate, ...] = ()
    how: How = How.LABEL


class PlaceReader:
    """Reads places by id, by name through the matcher, or by what a person decided.

    Args:
        places: The register.
        municipalities: The municipalities of Latvia.
        form_words: Words of the form, as `survey_form` takes them.
        decisions: Ids, or `LEAVE_OUT`, by the keys of texts that a person decided on.
    """

    def __init__(
        self,
        places: pd.DataFrame,
        municipalities: pd.DataFrame,
        form_words: Mapping[str, Mapping[str, str]],
        decisions: Mapping[str, str],
    ) -> None:
        self._decisions = decisions
        entries = place_entries(places)
        self._places = {entry.candidate.id: entry.candidate for entry in entries}
        parents = places.dropna(subset=["parent_id"])
        self._parents = dict(zip(parents["place_id"], parents["parent_id"], strict=True))
        others = [
            NameEntry(Candidate(municipality_id, name, _COUNTRY), names)
            for municipality_id, name, names in municipalities[
                ["municipality_id", "name_lv", "alternative_names"]
            ].itertuples(index=False, name=None)
            if municipality_id not in self._places
        ]
        self._municipalities = {entry.candidate.id: entry.candidate for entry in others}
        self._place_names = NameMatcher(entries)
        self._municipality_names = NameMatcher(others)
        self._outside = _keys(form_words, OUTSIDE)
        self._not_listed = _keys(form_words, NOT_LISTED)

    def read(self, texts: PlaceTexts) -> PlaceAnswer:
        """Tell the place of a submission."""
        if wording_key(texts.unit) in self._outside:
            return self._elsewhere(texts)
        are_ids = texts.are_ids
        unit = self._named(texts.unit, None, UNIT, are_ids=are_ids) if texts.unit else None
        if unit is not None and unit.faults:
            return unit
        settlement = "" if wording_key(texts.settlement) in self._not_listed else texts.settlement
        if settlement:
            unit_id = unit.place_id if unit else None
            return self._named(settlement, unit_id, SETTLEMENT, are_ids=are_ids)
        if unit is not None:
            return unit
        if texts.municipality:
            return self._named(texts.municipality, None, MUNICIPALITY, are_ids=texts.are_ids)
        return PlaceAnswer()

    def _elsewhere(self, texts: PlaceTexts) -> PlaceAnswer:
        if not texts.municipality:
            return PlaceAnswer(faults=((MUNICIPALITY, Problem("required_missing")),))
        return self._named(texts.municipality, None, MUNICIPALITY, are_ids=texts.are_ids)

    def is_id(self, text: str) -> bool:
        """Whether a text is an id, or a choice of the form that is no place."""
        return self._by_id(text) is not None or text in {OUTSIDE, NOT_LISTED}

    def _named(self, text: str, unit_id: str | None, step: str, *, are_ids: bool) -> PlaceAnswer:
        decided = self._decisions.get(wording_key(text))
        if decided == LEAVE_OUT:
            return PlaceAnswer(how=How.DECISION)
        if decided is not None:
            return self._answer(self._by_id(decided), How.DECISION)
        by_id = self._by_id(text) if are_ids else None
        if by_id is not None:
            named = _Named((by_id,), how=How.NAME)
        else:
            named = self._matched(text, is_municipality=step == MUNICIPALITY)
        candidates = named.candidates
        if step == SETTLEMENT:
            # The town, not the unit of the same name that was chosen before.
            settlements = [
                candidate for candidate in candidates if candidate.level == Level.SETTLEMENT
            ]
            candidates = tuple(settlements) or candidates
        within = [
            candidate for candidate in candidates if unit_id in {None, *self._above(candidate.id)}
        ]
        if len(within) == 1:
            return self._answer(within[0], named.how)
        return PlaceAnswer(faults=((step, _fault(text, named, within, unit_id)),))

    def _by_id(self, key: str) -> Candidate | None:
        return self._places.get(key) or self._municipalities.get(key)

    def _answer(self, candidate: Candidate | None, how: How) -> PlaceAnswer:
        if candidate is None or candidate.level == _COUNTRY:
            return PlaceAnswer(None, candidate.id if candidate else None, how)
        return PlaceAnswer(candidate.id, None, how)

    def _above(self, place_id: str) -> set[str]:
        """The place and everything above it; a place whose parish is not known fits any unit."""
        above = {place_id}
        while place_id in self._parents:
            place_id = self._parents[place_id]
            above.add(place_id)
        if len(above) == 1 and self._places.get(place_id, _NOWHERE).level == Level.SETTLEMENT:
            above |= self._places.keys()
        return above

    def _matched(self, text: str, *, is_municipality: bool) -> _Named:
        first, second = self._place_names, self._municipality_names
        if is_municipality:
            first, second = second, first
        nearest: list[Candidate] = []
        for names in (first, second):
            match = names.match(text)
            if match.outcome is not MatchOutcome.NONE:
                return _Named(match.candidates)
            nearest += match.nearest
        return _Named(self._of_parts(text), tuple(nearest))

    def _of_parts(self, text: str) -> tuple[Candidate, ...]:
        """What the first part names within the others, as in "Krogsils, Liepu pagasts"."""
        first, *others = [part for part in _PARTS.split(text) if part]
        if not others:
            return ()
        candidates = self._place_names.match(first).candidates
        around = {
            candidate.id
            for part in others
            for candidate in self._place_names.match(part).candidates
        }
        if not around:
            return ()
        return tuple(
            candidate
            for candidate in candidates
            if around & (self._above(candidate.id) - {candidate.id})
        )


_NOWHERE = Candidate("", "", "")


def _keys(form_words: Mapping[str, Mapping[str, str]], name: str) -> frozenset[str]:
    return frozenset({name, *(wording_key(words) for words in form_words[name].values())})


def _fault(text: str, named: _Named, within: list[Candidate], unit_id: str | None) -> Problem:
    if not named.candidates:
        near = {"nearest": named.nearest[0].told_apart()} if named.nearest else {}
        return Problem("unknown_survey_place", value=quoted(text), details=near)
    if not within:
        return Problem("place_not_in_unit", value=quoted(text), details={"unit": str(unit_id)})
    return Problem("ambiguous_place", value=quoted(text), details={"candidates": _listed(within)})


def _listed(candidates: Iterable[Candidate]) -> str:
    return "; ".join(candidate.told_apart(candidate.id) for candidate in candidates)
