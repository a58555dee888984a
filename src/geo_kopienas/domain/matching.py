"""One matcher for names of places and communities: it answers one, several or none.

People write "Kekava", "ĶEKAVA", "Baložos" or "Ķekavas pag."; a table holds ids. The matcher
tries ever weaker readings and stops at the first that gives a hit; all hits of that reading are
returned, so that nothing is guessed silently:

1. the text itself, after Unicode normalisation, case folding and loss of punctuation;
2. without diacritics;
3. as a case form of a registered name, then the same without diacritics.

Case forms are generated from the registered names, never cut off the query: a wrong cut would
turn one place into another.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from geo_kopienas.domain.codes import LegalForm, Level, PlaceKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pandas as pd

COMMUNITY_LEVEL = "community"
NEAREST_LIMIT = 5
SUGGESTION_LIMIT = 8
NEAREST_SIMILARITY = 0.6  # 1 − edits / longer length; lower, "Citur" would suggest "Titurga"
PART_SIMILARITY = (
    0.8  # of a name that is a part of the text: behind a slip of the pen, before others
)
SHORTLIST = 20  # names whose letter pairs agree best and whose edits are then counted
MIN_STEM = 2  # a shorter stem carries no name

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
    """

    id: str
    name: str
    level: str


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


# --- normalisation -------------------------------------------------------------------------

ABBREVIATIONS = {
    "pag": "pagasts",
    "nov": "novads",
    "apk": "apkaime",
    "pils": "pilsēta",
    "c": "ciems",
}
_DOTTED_ABBREVIATION = re.compile(r"\b(" + "|".join(ABBREVIATIONS) + r")\.")
# "pils" is also a castle and "c" a letter: these two are expanded with their full stop only.
_UNDOTTED_ABBREVIATIONS = ("pag", "nov", "apk")


def normalise_name(text: str) -> str:
    """Reduce a text to the form in which names are compared.

    Composed Unicode, case folded, punctuation and every kind of space as one space,
    abbreviations of place kinds written out. Empty where no letter or digit remains.
    """
    text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    folded = unicodedata.normalize("NFKC", text.casefold())
    while folded != text:
        text, folded = folded, unicodedata.normalize("NFKC", folded.casefold())
    text = _DOTTED_ABBREVIATION.sub(lambda found: ABBREVIATIONS[found[1]] + " ", text)
    text = "".join(c if c.isalnum() or _is_mark(c) else " " for c in text)
    words = [word for word in map(_without_leading_marks, text.split()) if word]
    for place in range(1, len(words)):
        if words[place] in _UNDOTTED_ABBREVIATIONS:
            words[place] = ABBREVIATIONS[words[place]]
    return " ".join(words)


def strip_diacritics(text: str) -> str:
    """Give the text without its marks: "ķekavā" → "kekava"."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFD", text) if not _is_mark(c))


def _is_mark(character: str) -> bool:
    return character > "\x7f" and unicodedata.category(character).startswith("M")


def _without_leading_marks(word: str) -> str:
    start = 0
    while start < len(word) and _is_mark(word[start]):
        start += 1
    return word[start:]


# --- case forms ----------------------------------------------------------------------------


class _Paradigm(NamedTuple):
    """Endings of one declension; the instrumental equals the accusative or the dative."""

    nominative: str
    genitive: str
    dative: str
    accusative: str
    locative: str
    palatal_genitive: bool = False


_PARADIGMS = (
    _Paradigm("s", "a", "am", "u", "ā"),  # Odukalns
    _Paradigm("š", "a", "am", "u", "ā"),  # Dzelzāmura ceļš
    _Paradigm("is", "a", "im", "i", "ī", palatal_genitive=True),  # Ziedonis
    _Paradigm("us", "us", "um", "u", "ū"),  # tirgus
    _Paradigm("ens", "ens", "enim", "eni", "enī"),  # akmens
    _Paradigm("ens", "ena", "enam", "enu", "enā"),
    _Paradigm("i", "u", "iem", "us", "os"),  # Baloži
    _Paradigm("a", "as", "ai", "u", "ā"),  # Rāmava
    _Paradigm("e", "es", "ei", "i", "ē"),  # Daugmale
    _Paradigm("as", "u", "ām", "as", "ās"),  # Alejas
    _Paradigm("es", "u", "ēm", "es", "ēs", palatal_genitive=True),  # Egles
    _Paradigm("is", "u", "īm", "is", "īs", palatal_genitive=True),  # Cēsis
    _Paradigm("pils", "pils", "pilij", "pili", "pilī"),  # Jēkabpils
)
_ADJECTIVE_PARADIGMS = (  # definite endings, as in Zaļā līdaciņa
    _Paradigm("ais", "ā", "ajam", "o", "ajā"),
    _Paradigm("ā", "ās", "ajai", "o", "ajā"),
    _Paradigm("ie", "o", "ajiem", "os", "ajos"),
    _Paradigm("ās", "o", "ajām", "ās", "ajās"),
)
_GENITIVE, _CASES = 0, 4

_PALATAL = (  # longest first: sn → šņ, then n → ņ
    ("sn", "šņ"),
    ("zn", "žņ"),
    ("sl", "šļ"),
    ("zl", "žļ"),
    ("ln", "ļņ"),
    ("ll", "ļļ"),
    ("nn", "ņņ"),
    ("dz", "dž"),
    ("b", "bj"),
    ("p", "pj"),
    ("m", "mj"),
    ("v", "vj"),
    ("c", "č"),
    ("d", "ž"),
    ("t", "š"),
    ("s", "š"),
    ("z", "ž"),
    ("l", "ļ"),
    ("n", "ņ"),
)

_Cases = tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]
_NO_CASES: _Cases = (frozenset(), frozenset(), frozenset(), frozenset())


def case_forms(name: str) -> frozenset[str]:
    """Give the genitive, dative, accusative and locative of a normalised name.

    The declension is guessed from the ending; where several are plausible, all are given.
    Of several words the last is declined and definite adjectives agree with it; the first is
    declined too, for names such as "klubs Auda" in which a proper name follows the noun.
    """
    return frozenset().union(*_decline_name(name))


def genitives(name: str) -> frozenset[str]:
    """Give the plausible genitives of a normalised name: "baloži" → "baložu"."""
    return _decline_words(name.split())[_GENITIVE]


def _decline_name(name: str) -> _Cases:
    words = name.split()
    cases = _decline_words(words)
    if len(words) > 1:
        rest = " ".join(words[1:])
        first = tuple(
            frozenset(f"{form} {rest}" for form in forms)
            for forms in _decline(words[0], _PARADIGMS)
        )
        cases = (cases[0] | first[0], cases[1] | first[1], cases[2] | first[2], cases[3] | first[3])
    return cases


def _decline_words(words: list[str]) -> _Cases:
    if not words:
        return _NO_CASES
    head = _decline(words[-1], _PARADIGMS)
    adjectives = [_decline(word, _ADJECTIVE_PARADIGMS) for word in words[:-1]]

    def forms(case: int) -> frozenset[str]:
        before = [
            adjective[case] or frozenset([word])
            for word, adjective in zip(words, adjectives, strict=False)
        ]
        return frozenset(" ".join(parts) for parts in product(*before, head[case]))

    return forms(0), forms(1), forms(2), forms(3)


def _decline(word: str, paradigms: tuple[_Paradigm, ...]) -> _Cases:
    fitting = [
        paradigm
        for paradigm in paradigms
        if word.endswith(paradigm.nominative)
        and len(word) - len(paradigm.nominative) >= MIN_STEM
        and word.isalpha()
    ]
    if not fitting:
        return _NO_CASES

    # the longest ending decides: "alejas" is a plural in -as and no word in -s
    longest = max(len(paradigm.nominative) for paradigm in fitting)
    cases: list[set[str]] = [set() for _ in range(_CASES)]
    for paradigm in fitting:
        if len(paradigm.nominative) == longest:
            stem = word[:-longest]
            for case, ending in enumerate(paradigm[1 : 1 + _CASES]):
                cases[case].add(stem + str(ending))
            if paradigm.palatal_genitive:
                cases[_GENITIVE].add(_palatalise(stem) + paradigm.genitive)
    return frozenset(cases[0]), frozenset(cases[1]), frozenset(cases[2]), frozenset(cases[3])


def _palatalise(stem: str) -> str:
    for plain, soft in _PALATAL:
        if stem.endswith(plain):
            return stem.removesuffix(plain) + soft
    return stem


# --- the matcher ---------------------------------------------------------------------------

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
        self._forms: defaultdict[str, set[int]] = defaultdict(set)
        self._plain_forms: defaultdict[str, set[int]] = defaultdict(set)
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
        self._pairs = _PairIndex(self._plain)

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
        found = dict.fromkeys(sorted(self._hits(key), key=lambda n: self._reading_order(n, key)))
        found.update(dict.fromkeys(self._containing(key)))
        candidates = [self._candidates[number] for number in found]
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
        for form in case_forms(key):
            self._forms[form].add(number)
            self._plain_forms[strip_diacritics(form)].add(number)

    def _hits(self, key: str) -> set[int]:
        plain = strip_diacritics(key)
        if key in self._exact:
            return self._exact[key]

        # "Kalnā" may be the locative of Kalns as well as a careless Kalna: a case form written
        # with all its marks is no weaker than a name that ignores them
        hits = self._plain.get(plain, set())
        if key != plain and hits:
            hits = hits | self._forms.get(key, set())
        return hits or self._forms.get(key, set()) or self._plain_forms.get(plain, set())

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
        # "Ķekava (Loreķi)" names two places: neither is the answer, both are near
        parts = (normalise_name(part) for part in _PART_SEPARATOR.split(text))
        best = {number: PART_SIMILARITY for part in parts if part for number in self._hits(part)}
        for name, similarity in self._pairs.similar(strip_diacritics(key)):
            for number in self._plain[name]:
                best[number] = max(similarity, best.get(number, 0.0))
        ranked = sorted(best, key=lambda n: (-best[n], self._own_keys[n], n))
        return tuple(self._candidates[number] for number in ranked[:limit])


class _PairIndex:
    """Finds similar names fast: letter pairs make a shortlist, counted edits decide."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = list(names)
        self._lengths = np.array([len(name) for name in self._names], dtype=np.int64)
        self._pair_counts = np.zeros(len(self._names), dtype=np.int64)
        places: defaultdict[str, list[int]] = defaultdict(list)
        for number, name in enumerate(self._names):
            pairs = _letter_pairs(name)
            self._pair_counts[number] = len(pairs)
            for pair in pairs:
                places[pair].append(number)
        self._places = {pair: np.array(where, dtype=np.int64) for pair, where in places.items()}

    def similar(self, text: str) -> Iterator[tuple[str, float]]:
        """Yield names with their similarity (0 to 1) to the text, from NEAREST_SIMILARITY up."""
        pairs = _letter_pairs(text)
        where = [self._places[pair] for pair in sorted(pairs) if pair in self._places]
        if not where:
            return
        shared = np.bincount(np.concatenate(where), minlength=len(self._names))
        agreement = 2 * shared / (self._pair_counts + len(pairs))

        # a name much longer or shorter can never be similar enough
        longer = np.maximum(self._lengths, len(text))
        shorter = np.minimum(self._lengths, len(text))
        agreement[shorter < NEAREST_SIMILARITY * longer] = 0

        for number in np.argsort(-agreement, kind="stable")[:SHORTLIST]:
            if agreement[number] <= 0:
                return
            name = self._names[number]
            similarity = 1 - _edits(text, name) / max(len(text), len(name))
            if similarity >= NEAREST_SIMILARITY:
                yield name, similarity


def _letter_pairs(text: str) -> set[str]:
    framed = f"^{text}$"
    return {framed[at : at + 2] for at in range(len(framed) - 1)}


def _edits(one: str, other: str) -> int:
    """Count insertions, deletions, replacements and swaps of neighbours between two texts."""
    before: list[int] = []
    previous = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        current = [row]
        for column, opposite in enumerate(other, start=1):
            cost = min(
                previous[column] + 1,
                current[column - 1] + 1,
                previous[column - 1] + (letter != opposite),
            )
            if row > 1 and column > 1 and letter == other[column - 2] and opposite == one[row - 2]:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        before, previous = previous, current
    return previous[-1]


# --- entries from the tables ---------------------------------------------------------------

UNIT_NOUNS = ("pilsēta", "pagasts", "novads")
VILLAGE_NOUN = "ciems"
_VILLAGE_KINDS = (PlaceKind.VILLAGE, PlaceKind.LARGE_VILLAGE, PlaceKind.POPULATED_PLACE)
_LEGAL_FORM_NOUNS: dict[str, tuple[str, ...]] = {
    LegalForm.ASSOCIATION: ("biedrība",),
    LegalForm.FOUNDATION: ("nodibinājums", "fonds"),
    LegalForm.COOPERATIVE: ("kooperatīvā sabiedrība", "kooperatīvs", "DKS", "DzĪKS"),
}
_BRACKETED = re.compile(r"\s*\([^()]*\)\s*$")


def place_entries(places: pd.DataFrame) -> list[NameEntry]:
    """Give every place with the names it is known by.

    Args:
        places: Table with the columns of `fields.PLACES`; `alternative_names` holds tuples.

    A town, parish or municipality named "<genitive> pilsēta|pagasts|novads" is also known by the
    nominative where a settlement carries that nominative: then the bare name may mean either. An
    apkaime is known by its full name only. A village is also known as "<genitive> ciems".
    """
    rows: list[dict[str, Any]] = [
        {str(column): value for column, value in row.items()}
        for row in places.to_dict(orient="records")
    ]
    settlements = {str(row["name_lv"]) for row in rows if row["level"] == Level.SETTLEMENT.value}
    by_genitive: defaultdict[str, set[str]] = defaultdict(set)
    for settlement in settlements:
        for genitive in genitives(normalise_name(settlement)):
            by_genitive[genitive].add(settlement)
    settlement_keys = {normalise_name(settlement) for settlement in settlements}
    return [_place_entry(row, by_genitive, settlement_keys) for row in rows]


def community_entries(communities: pd.DataFrame) -> list[NameEntry]:
    """Give every community with its names, also with its legal form before or after them.

    Args:
        communities: Table with the columns of `fields.COMMUNITIES`.
    """
    entries = []
    for row in communities.to_dict(orient="records"):
        name = str(row["name_lv"])
        names = [*_written_names(row["name_lv"], row.get("name_en"), row.get("alternative_names"))]
        names += [_BRACKETED.sub("", written) for written in names]
        for noun in _LEGAL_FORM_NOUNS.get(str(row.get("legal_form")), ()):
            names += [f"{noun} {name}", f"{name} {noun}"]
        candidate = Candidate(str(row["community_id"]), name, COMMUNITY_LEVEL)
        entries.append(NameEntry(candidate, tuple(dict.fromkeys(names))))
    return entries


def _place_entry(
    row: Mapping[str, Any], by_genitive: Mapping[str, set[str]], settlement_keys: set[str]
) -> NameEntry:
    name, level = str(row["name_lv"]), str(row["level"])
    names = list(_written_names(name, row.get("name_en"), row.get("alternative_names")))
    match level:
        case Level.APKAIME.value:
            names = [written for written in names if normalise_name(written) not in settlement_keys]
        case Level.UNIT.value | Level.MUNICIPALITY.value:
            names += _nominatives(name, by_genitive)
        case _:
            # "Keckau (de)", "Avoti (Baldones pagasts)": the note is no part of the name
            names += [_BRACKETED.sub("", written) for written in names]
            if row.get("kind") in _VILLAGE_KINDS:
                names += [f"{form} {VILLAGE_NOUN}" for form in sorted(genitives(name.casefold()))]
                names.append(f"{name} {VILLAGE_NOUN}")
    return NameEntry(Candidate(str(row["place_id"]), name, level), tuple(dict.fromkeys(names)))


def _nominatives(unit_name: str, by_genitive: Mapping[str, set[str]]) -> Iterator[str]:
    genitive, _, noun = normalise_name(unit_name).rpartition(" ")
    if noun in UNIT_NOUNS:
        for nominative in sorted(by_genitive.get(genitive, ())):
            yield nominative
            yield f"{nominative} {noun}"


def _written_names(*cells: object) -> Iterator[str]:
    for cell in cells:
        if isinstance(cell, str):
            yield cell
        elif isinstance(cell, tuple | list):
            yield from (name for name in cell if isinstance(name, str))
