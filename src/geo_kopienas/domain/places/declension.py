"""Case forms of Latvian names: the declension is guessed from the ending.

Forms are made of registered names, never cut off what people type: a wrong cut would turn one
place into another.
"""

from functools import lru_cache
from itertools import product
from typing import NamedTuple

from geo_kopienas.domain.places.names import strip_diacritics

MIN_STEM = 2  # a shorter stem carries no name


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


def form_signature(name: str) -> tuple[str, ...]:
    """Give what a normalised name shares with all its case forms, whatever their marks.

    Each word keeps its first letter, and a word that is not of letters alone is not declined.
    """
    return tuple(
        strip_diacritics(word[0]) if word.isalpha() else strip_diacritics(word)
        for word in name.split()
    )


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


@lru_cache(maxsize=100_000)  # of a country's names most words occur again and again
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
