"""The hosts that the default data take for no sources."""

from __future__ import annotations

from geo_kopienas.domain.schema.addresses import SOURCE_RULES_FILE, SourceRules, address_faults
from geo_kopienas.domain.schema.fields import PLACES
from geo_kopienas.store.location import DEFAULT_DATA
from geo_kopienas.store.rules.sources import read_source_rules
from geo_kopienas.store.tables.directory import read_table


def test_the_shipped_rules_name_an_original_for_every_copy_of_wikipedia() -> None:
    rules, problems = read_source_rules(DEFAULT_DATA / SOURCE_RULES_FILE)
    assert (rules is not None, problems) == (True, [])
    for address, original in (
        ("https://pinocchiopedia.com/wiki/Balo%C5%BEi", "https://en.wikipedia.org/wiki/Baloži"),
        ("https://perceptiofr.com/%D0%91", "https://ru.wikipedia.org/wiki/Б"),
        ("https://profilpelajar.com/pl/A", "https://pl.wikipedia.org/wiki/A"),
        (
            "https://wonilvalve.com/index.php?q=https%3A%2F%2Fet.wikipedia.org%2Fwiki%2FA",
            "https://et.wikipedia.org/wiki/A",
        ),
    ):
        assert [
            fault.details["original"] for fault in address_faults(address, rules or SourceRules({}))
        ] == [original]


def test_wikipedia_is_never_named_before_another_source_of_a_place() -> None:
    places, _ = read_table(DEFAULT_DATA / PLACES.file, PLACES)
    for addresses in places["source_url"]:
        are_wikipedia = ["wikipedia.org" in address for address in addresses]
        assert are_wikipedia == sorted(are_wikipedia), addresses
