from __future__ import annotations

import time
import unicodedata
from functools import cache
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_kopienas.domain.places.declension import case_forms, genitives
from geo_kopienas.domain.places.declined_names import DeclinedNames
from geo_kopienas.domain.places.entries import community_entries, place_entries
from geo_kopienas.domain.places.matching import (
    Candidate,
    Match,
    MatchOutcome,
    NameEntry,
    NameMatcher,
)
from geo_kopienas.domain.places.names import normalise_name, strip_diacritics

PLACES = """\
place_id,name_lv,name_en,level,kind,alternative_names
kekavas-novads,Ķekavas novads,Ķekava Municipality,municipality,municipality,
unit-kekavas-pilseta,Ķekavas pilsēta,Ķekava town,unit,town,
unit-balozu-pilseta,Baložu pilsēta,Baloži town,unit,town,
unit-kekavas-pagasts,Ķekavas pagasts,Ķekava Parish,unit,parish,
unit-daugmales-pagasts,Daugmales pagasts,Daugmale Parish,unit,parish,
unit-doles-pagasts,Doles pagasts,Dole Parish,unit,parish,
apk-aleju,Aleju apkaime,,apkaime,apkaime,
apk-daugmales,Daugmales apkaime,Daugmale,apkaime,apkaime,
apk-valdlaucu,"Valdlauču, Rāmavas, Katlakalna apkaime",,apkaime,apkaime,
kekava,Ķekava,Ķekava,settlement,town,Keckau (de);Kekkau
balozi,Baloži,Baloži,settlement,town,Rollbusch (de)
alejas,Alejas,,settlement,village,
dzerumi,Dzērumi,,settlement,village,Dzērumcelmi
jaunsils,Jaunsils,,settlement,village,
jenci,Jenči,,settlement,village,
katlakalns,Katlakalns,,settlement,large_village,
odukalns,Odukalns,,settlement,large_village,
ramava,Rāmava,,settlement,village,
skujnieki,Skujnieki,,settlement,village,Skujenieki
daugmale,Daugmale,,settlement,village,
egles,Egles,,settlement,map_name,
rakaru-iela,Rakaru iela,,settlement,community_area,Rakaru ielas ciems
ziedonis,Ziedonis,,settlement,former_place,Ziedoņi
radiotehnika-5,Radiotehnika-5,,settlement,map_name,
avoti-baldone,Avoti,,settlement,village,
avoti-daugmale,Avoti,,settlement,populated_place,
kalns,Kalns,,settlement,map_name,
kalna,Kalna,,settlement,map_name,
"""

COMMUNITIES = """\
community_id,name_lv,name_en,legal_form
lacu-iela,Lāču iela,,association
gaismas-6,Gaismas 6,,association
ertums,Ērtums,,cooperative
auda,Futbola klubs Auda,Auda football club,association
sadraudziba,Ķekavas Starptautiskā sadraudzības biedrība,,association
mezinieki,Mežinieku apkaimes attīstībai,,association
"""


def frame_of(text: str) -> pd.DataFrame:
    frame = pd.read_csv(StringIO(text))
    if "alternative_names" in frame:
        frame["alternative_names"] = [
            tuple(cell.split(";")) if isinstance(cell, str) else ()
            for cell in frame["alternative_names"]
        ]
    return frame


@cache
def places_matcher() -> NameMatcher:
    return NameMatcher(place_entries(frame_of(PLACES)))


@cache
def communities_matcher() -> NameMatcher:
    return NameMatcher(community_entries(frame_of(COMMUNITIES)))


def ids(candidates: tuple[Candidate, ...]) -> set[str]:
    return {candidate.id for candidate in candidates}


KEKAVA = "kekavas-novads unit-kekavas-pilseta unit-kekavas-pagasts kekava"
BALOZI = "unit-balozu-pilseta balozi"
DAUGMALE = "unit-daugmales-pagasts daugmale"
VALDLAUCI = "Valdlauču, Rāmavas, Katlakalna apkaime"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # as registered, whatever the case, spaces, marks and Unicode form
        ("Odukalns", "odukalns"),
        ("ODUKALNS", "odukalns"),
        ("  odukalns\u00a0", "odukalns"),
        ("“Odukalns”.", "odukalns"),
        ("Odu\u00adkalns\u200b", "odukalns"),
        ("Dzērumi", "dzerumi"),
        (unicodedata.normalize("NFD", "Dzērumi"), "dzerumi"),
        (unicodedata.normalize("NFD", "DZĒRUMI"), "dzerumi"),
        ("Dzerumi", "dzerumi"),
        ("RAMAVA", "ramava"),
        ("Jenci", "jenci"),
        # other names
        ("Skujenieki", "skujnieki"),
        ("Skujeniekos", "skujnieki"),
        ("Keckau", "kekava"),
        ("Keckau (de)", "kekava"),
        ("Rakaru ielas ciems", "rakaru-iela"),
        ("Ziedoņi", "ziedonis"),
        # case forms
        ("Dzērumos", "dzerumi"),
        ("Dzērumu", "dzerumi"),
        ("Dzērumiem", "dzerumi"),
        ("Dzērumus", "dzerumi"),
        ("Dzerumos", "dzerumi"),
        ("Odukalnā", "odukalns"),
        ("Odukalna", "odukalns"),
        ("Odukalnam", "odukalns"),
        ("Odukalnu", "odukalns"),
        ("Rāmavā", "ramava"),
        ("Rāmavas", "ramava"),
        ("Rāmavai", "ramava"),
        ("Rāmavu", "ramava"),
        ("Ramavas", "ramava"),
        ("Alejās", "alejas"),
        ("Alejām", "alejas"),
        ("Aleju", "alejas"),
        ("Egļu", "egles"),
        ("Eglēs", "egles"),
        ("Eglem", "egles"),
        ("Ziedoņa", "ziedonis"),
        ("Ziedonī", "ziedonis"),
        ("Radiotehnikā-5", "radiotehnika-5"),
        # several words: the noun is declined or abbreviated
        ("Ķekavas pilsēta", "unit-kekavas-pilseta"),
        ("Ķekavas pilsētā", "unit-kekavas-pilseta"),
        ("Ķekavas pils.", "unit-kekavas-pilseta"),
        ("Ķekava (pilsēta)", "unit-kekavas-pilseta"),
        ("Ķekavas pagasts", "unit-kekavas-pagasts"),
        ("Ķekavas pagastā", "unit-kekavas-pagasts"),
        ("Kekavas pagasta", "unit-kekavas-pagasts"),
        ("Ķekavas pag.", "unit-kekavas-pagasts"),
        ("ķekavas  pag", "unit-kekavas-pagasts"),
        ("Ķekavas novads", "kekavas-novads"),
        ("Ķekavas novadā", "kekavas-novads"),
        ("Ķekavas nov.", "kekavas-novads"),
        ("Aleju apkaime", "apk-aleju"),
        ("Aleju apkaimē", "apk-aleju"),
        ("Aleju apk.", "apk-aleju"),
        ("Rakaru iela", "rakaru-iela"),
        ("Rakaru ielā", "rakaru-iela"),
        ("Rakaru ielas", "rakaru-iela"),
        (VALDLAUCI, "apk-valdlaucu"),
        ("Valdlauču Rāmavas Katlakalna apkaimē", "apk-valdlaucu"),
        ("Odukalna c.", "odukalns"),
        ("Odukalna ciemā", "odukalns"),
        ("Jenču ciems", "jenci"),
        # an exact name is stronger than a case form of another
        ("Kalna", "kalna"),
        ("Doles pagasts", "unit-doles-pagasts"),
    ],
)
def test_text_means_one_place(text: str, expected: str) -> None:
    match = places_matcher().match(text)
    assert (match.outcome, ids(match.candidates)) == (MatchOutcome.ONE, {expected})
    assert match.nearest == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ķekava", KEKAVA),
        ("ĶEKAVA", KEKAVA),
        ("Kekava", KEKAVA),
        ("Ķekavā", KEKAVA),
        ("Kekavā", KEKAVA),
        ("Ķekavas", KEKAVA),
        ("Kekavas", KEKAVA),
        ("Baloži", BALOZI),
        ("Baložos", BALOZI),
        ("Balozos", BALOZI),
        ("Baložiem", BALOZI),
        ("Baložu", BALOZI),
        ("Baložus", BALOZI),
        ("Daugmale", DAUGMALE),
        ("Daugmalē", DAUGMALE),
        ("Daugmales", DAUGMALE),
        ("Avoti", "avoti-baldone avoti-daugmale"),
        ("Avotos", "avoti-baldone avoti-daugmale"),
        # a case form with its marks beside the same letters without them
        ("Kalnā", "kalns kalna"),
    ],
)
def test_text_means_several_places_and_none_is_chosen(text: str, expected: str) -> None:
    match = places_matcher().match(text)
    assert (match.outcome, ids(match.candidates)) == (MatchOutcome.SEVERAL, set(expected.split()))
    assert match.nearest == ()


def test_places_of_one_name_are_told_apart_by_their_parish() -> None:
    """Unknown units and units themselves have nothing in brackets."""
    places = pd.DataFrame(
        [
            ("novads", "Novads", "municipality", None),
            ("pagasts", "Baldones pagasts", "unit", "novads"),
            ("avoti", "Avoti", "settlement", "pagasts"),
            ("iela", "Liepu iela", "settlement", "avoti"),
            ("cits", "Avoti", "settlement", None),
        ],
        columns=["place_id", "name_lv", "level", "parent_id"],
    ).assign(kind="village", name_en=None, alternative_names=None, apkaime_id=None)
    candidates = [entry.candidate for entry in place_entries(places)]
    assert [candidate.told_apart() for candidate in candidates] == [
        "Novads",
        "Baldones pagasts",
        "Avoti (Baldones pagasts)",
        "Liepu iela (Baldones pagasts)",
        "Avoti",
    ]
    assert candidates[2].told_apart("avoti") == "Avoti (Baldones pagasts, avoti)"


def test_several_stand_in_the_order_of_the_register() -> None:
    assert [c.id for c in places_matcher().match("Ķekava").candidates] == KEKAVA.split()


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Katlakns", "katlakalns"),
        ("Katlaklans", "katlakalns"),
        ("Skunieki", "skujnieki"),
        ("Dzēruumi", "dzerumi"),
        ("Aleju apkaim", "apk-aleju"),
        ("Ķekavas pagsts", "unit-kekavas-pagasts"),
        ("Rakaru eila", "rakaru-iela"),
        ("Valdlauču, Rāmavas, Katlakalna apkaim", "apk-valdlaucu"),
        ("Rāmava (muižas parks)", "ramava"),
    ],
)
def test_misspelt_name_gives_none_with_the_nearest_first(text: str, first: str) -> None:
    match = places_matcher().match(text)
    assert (match.outcome, match.candidates) == (MatchOutcome.NONE, ())
    assert match.nearest[0].id == first
    assert len(match.nearest) <= 5


def test_places_named_together_are_near_and_no_answer() -> None:
    match = places_matcher().match("Odukalns; Dzērumos")
    assert match.outcome is MatchOutcome.NONE
    assert ids(match.nearest) == {"odukalns", "dzerumi"}


@pytest.mark.parametrize("text", ["Citur", "xyzzy", "Qwrtp 17", "Москва", "東京", "12345"])
def test_nonsense_has_no_nearest(text: str) -> None:
    assert places_matcher().match(text) == Match(MatchOutcome.NONE)


@pytest.mark.parametrize(
    "text", ["", "   ", "\u00a0", "\u200b", "?!", "—", "“”", "\u0301", "_", "\ud800", "x" * 10**6]
)
def test_text_without_a_name_gives_none_without_nearest(text: str) -> None:
    assert places_matcher().match(text) == Match(MatchOutcome.NONE)
    assert places_matcher().suggest(text) == ()


def test_bare_parish_name_means_the_parish_only_where_a_settlement_bears_it() -> None:
    assert places_matcher().match("Dole").outcome is MatchOutcome.NONE


def test_apkaime_is_not_known_by_its_bare_name() -> None:
    assert "apk-daugmales" not in ids(places_matcher().match("Daugmale").candidates)
    assert "apk-aleju" not in ids(places_matcher().match("Alejas").candidates)


def test_empty_register_matches_nothing() -> None:
    empty = NameMatcher([])
    assert empty.match("Ķekava") == Match(MatchOutcome.NONE)
    assert empty.suggest("Ķekava") == ()


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("odukalns", "odukalna odukalnam odukalnu odukalnā"),
        ("ceļš", "ceļa ceļam ceļu ceļā"),
        ("līcis", "līča līcim līci līcī"),
        ("lazdusis", "lazduša"),
        ("tirgus", "tirgus tirgum tirgu tirgū"),
        ("akmens", "akmens akmenim akmeni akmenī"),
        ("baloži", "baložu baložiem baložus baložos"),
        ("rāmava", "rāmavas rāmavai rāmavu rāmavā"),
        ("daugmale", "daugmales daugmalei daugmali daugmalē"),
        ("alejas", "aleju alejām alejas alejās"),
        ("egles", "egļu eglēm egles eglēs"),
        ("upes", "upju upēm"),
        ("cēsis", "cēsu cēsīm cēsis cēsīs"),
        ("jēkabpils", "jēkabpilij jēkabpili jēkabpilī"),
        ("bordo", ""),
    ],
)
def test_case_forms_of_one_word(name: str, forms: str) -> None:
    assert set(forms.split()) <= case_forms(name)
    assert bool(forms) == bool(case_forms(name))


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("rakaru iela", "rakaru ielā"),
        ("zaļā līdaciņa", "zaļās līdaciņas"),
        ("lielais akmens", "lielajam akmenim"),
        ("futbola klubs auda", "futbola klubs audā"),
        ("klubs auda", "klubā auda"),
    ],
)
def test_case_forms_of_several_words(name: str, form: str) -> None:
    assert form in case_forms(name)


def test_word_is_not_declined_as_something_it_is_not() -> None:
    assert "katlakalni" not in case_forms("katlakalns")
    assert "alejaa" not in case_forms("alejas")
    assert genitives("ķekava") == {"ķekavas"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lāču iela", "lacu-iela"),
        ("biedrība „Lāču iela”", "lacu-iela"),
        ("Biedrības “Gaismas 6”", "gaismas-6"),
        ("DzĪKS Ērtums", "ertums"),
        ("Futbola klubs Auda", "auda"),
        ("auda FOOTBALL club", "auda"),
        ("Ķekavas Starptautiskās sadraudzības biedrības", "sadraudziba"),
        ("Mezinieku apkaimes attistibai", "mezinieki"),
    ],
)
def test_text_means_one_community(text: str, expected: str) -> None:
    match = communities_matcher().match(text)
    assert (match.outcome, ids(match.candidates)) == (MatchOutcome.ONE, {expected})
    assert match.candidates[0].level == "community"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kek", ["kekava", "kekavas-novads", "unit-kekavas-pagasts", "unit-kekavas-pilseta"]),
        ("Ķekavas p", ["unit-kekavas-pagasts", "unit-kekavas-pilseta"]),
        ("pagasts", ["unit-doles-pagasts", "unit-kekavas-pagasts", "unit-daugmales-pagasts"]),
        ("kalns", ["kalns", "odukalns", "katlakalns"]),
        ("Avotos", ["avoti-baldone", "avoti-daugmale"]),
        ("Katlakns", ["katlakalns"]),
        ("nov", ["kekavas-novads"]),
    ],
)
def test_suggestions_stand_best_first(text: str, expected: list[str]) -> None:
    assert [c.id for c in places_matcher().suggest(text)][: len(expected)] == expected


def test_suggestions_keep_to_the_limit() -> None:
    assert len(places_matcher().suggest("a", limit=3)) == 3
    assert places_matcher().suggest("a", limit=0) == ()


@given(st.text())
@settings(deadline=None)
def test_matching_never_raises(text: str) -> None:
    match = places_matcher().match(text)
    assert (match.outcome is MatchOutcome.NONE) == (not match.candidates)
    assert (match.outcome is MatchOutcome.ONE) == (len(match.candidates) == 1)
    assert len(match.nearest) <= 5
    places_matcher().suggest(text)


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise_name(text)
    assert normalise_name(once) == once


@given(st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=8))
@settings(deadline=None)
def test_every_name_finds_its_entry(names: list[str]) -> None:
    entries = [
        NameEntry(Candidate(f"p{number}", name, "settlement"), ())
        for number, name in enumerate(names)
    ]
    matcher = NameMatcher(entries)
    for entry in entries:
        name = entry.candidate.name
        if normalise_name(name):
            assert entry.candidate in matcher.match(name).candidates
            assert entry.candidate in matcher.suggest(name, limit=len(names))


def spellings(name: str) -> set[str]:
    written = {name, name.upper(), f" {name}\u00a0", strip_diacritics(name)}
    return written | {unicodedata.normalize("NFD", spelling) for spelling in written}


REGISTER = Path(__file__).parents[3] / "data" / "places" / "places.csv"


LATVIAN = st.text("aāsšiīeēuūodžzntlļnņpmvj ABbdķ.-“”5", max_size=24)


@settings(max_examples=200, deadline=None)
@given(LATVIAN)
def test_a_name_of_usual_letters_is_normalised_as_any_other(text: str) -> None:
    # A soft hyphen, which no name has, takes the way of unusual characters.
    assert normalise_name(text) == normalise_name(f"{text}\u00ad")


@settings(max_examples=100, deadline=None)
@given(st.lists(LATVIAN.map(normalise_name).filter(bool), min_size=1, max_size=12, unique=True))
def test_declined_names_bear_just_their_case_forms(names: list[str]) -> None:
    declined = DeclinedNames({name: {number} for number, name in enumerate(names)})
    forms = [case_forms(name) for name in names]
    plain = [{strip_diacritics(form) for form in each} for each in forms]
    for form in frozenset().union(*forms):
        bare = strip_diacritics(form)
        assert declined.bearers(form) == {n for n, each in enumerate(forms) if form in each}
        assert declined.bearers_without_marks(form) == {
            n for n, each in enumerate(plain) if bare in each
        }


@pytest.mark.skipif(not REGISTER.exists(), reason="the register is not there yet")
def test_every_name_of_the_register_finds_its_place() -> None:
    places = frame_of(REGISTER.read_text(encoding="utf-8-sig"))
    matcher = NameMatcher(place_entries(places))
    lost = [
        (place_id, spelling)
        for place_id, own, others in zip(
            places["place_id"], places["name_lv"], places["alternative_names"], strict=True
        )
        for name in (own, *others)
        for spelling in spellings(name)
        if place_id not in ids(matcher.match(spelling).candidates)
    ]
    assert lost == []


def test_six_thousand_places_stay_quick() -> None:
    # twice what is promised, of this process's own time: what other programs take does not count
    syllables = ["ka", "lē", "mež", "vi", "dzir", "nau", "ber", "ziņ", "ska", "upe", "krog", "sal"]
    endings = ["s", "i", "a", "e", "as"]
    entries = [
        NameEntry(Candidate(f"p{number}", name, "settlement"), (f"{name} ciems",))
        for number in range(6500)
        for name in [
            "".join(syllables[number // 12**power % 12] for power in range(4)) + endings[number % 5]
        ]
    ]

    begun = time.process_time()
    matcher = NameMatcher(entries)
    assert time.process_time() - begun < 6

    for act, limit_s in ((matcher.match, 0.01), (matcher.suggest, 0.1)):
        for text in (entries[4321].candidate.name, "Mežvikalēupsi", "ska"):
            times = []
            for _ in range(5):
                begun = time.process_time()
                act(text)
                times.append(time.process_time() - begun)
            assert min(times) < limit_s, (act, text)
