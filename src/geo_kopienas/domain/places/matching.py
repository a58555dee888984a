"""One matcher for names of places and communities: it answers one, several or none.

People write "Kisezers", "ĶĪŠEZERS", "Baložos" or "Liepu pag."; a table holds ids. The matcher
tries ever weaker readings and stops at the first that gives a hit; all hits of that reading are
returned, so that nothing is guessed silently:

1. the text itself, after Unicode normalisation, case folding and loss of punctuation;
2. without diacritics;
3. as a case form of a registered name, then the same without diacritics.

Case forms are generated from the registered names, never cut off the query: a wrong cut would
turn one place into another.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from geo_kopienas.domain.places.declined_names import DeclinedNames
from geo_kopienas.domain.places.names import normalise_name, strip_diacritics

COMMUNITY_LEVEL = "community"
NEAREST_LIMIT = 5
SUGGESTION_LIMIT = 8
#: 1 − edits / longer length; an edit is a letter more, less or other, or two neighbours swapped.
#: Lower, "Citur" would suggest "Titurga".
NEAREST_SIMILARITY = 0.6
#: Of a name that is a part of the text: behind a slip of the pen, before others.
PART_SIMILARITY = 0.8

# A cell of one megabyte is no name; anything far longer than every name is not even read.
MIN_TEXT_LIMIT = 500
TEXT_LIMIT_FACTOR = 4


class MatchOutcome(StrEnum):
    """How many candidates a text has."""

    ONE = "one"
    SEVERAL = "several"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place or community that a text may mean.

    Attributes:
        id: `place_id` or `community_id`.
        name: Its Latvian name, as registered.
        level: A `Level` value, or "community".
        unit: Latvian name of the town or parish that a settlement lies in; empty where it is not
            known. It tells places of one name apart.
    """

    id: str
    name: str
    level: str
    unit: str = field(default="", compare=False)

    def told_apart(self, *marks: str) -> str:
        """The name with its unit and further marks, such as "Avoti (Baldones pagasts, avoti)"."""
        return told_apart(self.name, self.unit, *marks)


def told_apart(name: str, *marks: str) -> str:
    """A name with what tells it from others of the same name in brackets; empty marks are left out.

    A list of places that may be meant is of use only to somebody who sees which is which.
    """
    known = ", ".join(filter(None, marks))
    return f"{name} ({known})" if known else name


@dataclass(frozen=True, slots=True)
class NameEntry:
    """A candidate with every name it is known by; its own name need not be repeated."""

    candidate: Candidate
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """The answer to one text.

    Attributes:
        outcome: One, several or none.
        candidates: The one, or the several in the order of the register.
        nearest: Only where there is none: similar names, best first.
    """

    outcome: MatchOutcome
    candidates: tuple[Candidate, ...] = ()
    nearest: tuple[Candidate, ...] = ()


_PART_SEPARATOR = re.compile(r"[,;/()]")


class NameMatcher:
    """Resolves names written by people to the candidates of a register.

    Args:
        entries: Candidates with their names. Of two entries with one id the first is answered.
    """

    def __init__(self, entries: Iterable[NameEntry]) -> None:
        self._candidates: list[Candidate] = []
        self._exact: defaultdict[str, set[int]] = defaultdict(set)
        self._plain: defaultdict[str, set[int]] = defaultdict(set)
        self._own_keys: list[str] = []
        self._text_limit = MIN_TEXT_LIMIT
        numbers: dict[str, int] = {}
        for entry in entries:
            number = numbers.setdefault(entry.candidate.id, len(numbers))
            if number == len(self._candidates):
                self._candidates.append(entry.candidate)
                self._own_keys.append(normalise_name(entry.candidate.name))
            for name in dict.fromkeys((entry.candidate.name, *entry.names)):
                self._register(name, number)

    @cached_property
    def _declined(self) -> DeclinedNames:
        return DeclinedNames(self._exact)

    def match(self, text: str) -> Match:
        """Tell which candidates the text means: one, several or none with the nearest names."""
        key = self._key(text)
        if not key:
            return Match(MatchOutcome.NONE)
        hits = self._hits(key)
        if not hits:
            return Match(MatchOutcome.NONE, nearest=self._nearest(text, key, NEAREST_LIMIT))
        outcome = MatchOutcome.ONE if len(hits) == 1 else MatchOutcome.SEVERAL
        return Match(outcome, tuple(self._candidates[number] for number in sorted(hits)))

    def suggest(self, text: str, limit: int = SUGGESTION_LIMIT) -> tuple[Candidate, ...]:
        """Give candidates for a text that is still being typed, best first.

        First what the text means, then names that begin with it, names with a word that begins
        with it, names that contain it, and similar names.
        """
        key = self._key(text)
        if not key or limit < 1:
            return ()
        numbers = dict.fromkeys(sorted(self._hits(key), key=lambda n: self._reading_order(n, key)))
        numbers.update(dict.fromkeys(self._containing(key)))
        candidates = [self._candidates[number] for number in numbers]
        if len(candidates) < limit:
            candidates += [c for c in self._nearest(text, key, limit) if c not in candidates]
        return tuple(candidates[:limit])

    def _key(self, text: str) -> str:
        return normalise_name(text) if len(text) <= self._text_limit else ""

    def _register(self, name: str, number: int) -> None:
        key = normalise_name(name)
        if not key:
            return
        self._text_limit = max(self._text_limit, TEXT_LIMIT_FACTOR * len(name))
        self._exact[key].add(number)
        self._plain[strip_diacritics(key)].add(number)

    def _hits(self, key: str) -> set[int]:
        plain = strip_diacritics(key)
        if key in self._exact:
            return self._exact[key]

        # "Kalnā" may be the locative of Kalns as well as a careless Kalna: a case form written
        # with all its marks is no weaker than a name that ignores them
        hits = self._plain.get(plain, set())
        if key != plain and hits:
            hits = hits | self._declined.bearers(key)
        return hits or self._declined.bearers(key) or self._declined.bearers_without_marks(key)

    def _containing(self, key: str) -> list[int]:
        plain = strip_diacritics(key)
        ranks: dict[int, int] = {}
        for name, numbers in self._plain.items():
            at = name.find(plain)
            if at >= 0:
                # beginning of the name, of a word, anywhere
                rank = 0 if at == 0 else 1 if f" {plain}" in name else 2
                for number in numbers:
                    ranks[number] = min(rank, ranks.get(number, rank))
        return sorted(ranks, key=lambda n: (ranks[n], *self._reading_order(n, key)))

    def _reading_order(self, number: int, key: str) -> tuple[bool, bool, int, str, int]:
        """Order equals: own names before alternative ones, the written marks, short, a to z."""
        own = self._own_keys[number]
        has_own = strip_diacritics(key) in strip_diacritics(own)
        return not has_own, key not in own, len(own), own, number

    def _nearest(self, text: str, key: str, limit: int) -> tuple[Candidate, ...]:
        # "Krogsils (Loreķi)" names two places: neither is the answer, both are near
        parts = (normalise_name(part) for part in _PART_SEPARATOR.split(text))
        best = {number: PART_SIMILARITY for part in parts if part for number in self._hits(part)}
        similar = process.extract(
            strip_diacritics(key),
            self._plain.keys(),
            scorer=OSA.normalized_similarity,
            score_cutoff=NEAREST_SIMILARITY,
            limit=None,
        )
        for name, similarity, _ in similar:
            for number in self._plain[name]:
                best[number] = max(similarity, best.get(number, 0.0))
        ranked = sorted(best, key=lambda n: (-best[n], self._own_keys[n], n))
        return tuple(self._candidates[number] for number in ranked[:limit])
