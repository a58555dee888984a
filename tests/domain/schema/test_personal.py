"""What is taken for personal data, and what only looks like it."""

from __future__ import annotations

import pytest

from geo_kopienas.domain.schema.personal import personal_data, publication_faults

PERSONAL = {
    "Rakstiet uz anna@example.org": ["email"],
    "anna (at) example.org": ["email"],
    "zvaniet 29123456": ["telephone"],
    "tālr. 67 935 803": ["telephone"],
    "Tālr. Nr. 29 123 456": ["telephone"],
    "29.123.456": ["telephone"],
    "+371 2912-3456": ["telephone"],
    "LV-2123 67935803": ["telephone"],
    "+44 20 7946 0958": ["telephone"],
    "p. k. 010190-12345": ["personal_code"],
    "321234-12345": ["personal_code"],
    "Anna, 010190-12345, 29123456, a@b.lv": ["email", "personal_code", "telephone"],
}
HARMLESS = (
    "Dibināta 2013-04-12, pārdēvēta 2020-06-01.",
    "Atklāšanas dienā 21.05.2022.",
    "2014-2020, 2020–2021, 2021 2022 2023 un 2024/2025",
    "no 2020. līdz 2021. gadam",
    "Punkts ir 24.190764, 56.723968.",
    "OpenStreetMap node 27221363; ciema mezgls 28448871",
    "Piešķirti 25 000 000 EUR un 65 000 000,00 €; EUR 65 000 000.",
    "kodi 0800800 un 0800600, iela 105123456",
    "@kekava, Latvija",
    "2023. gadā 20945 iedzīvotāju",
)


@pytest.mark.parametrize(("text", "kinds"), PERSONAL.items())
def test_personal_data_is_found(text: str, kinds: list[str]) -> None:
    assert sorted(personal_data(text)) == kinds


@pytest.mark.parametrize("text", HARMLESS)
def test_days_sums_places_and_codes_are_no_personal_data(text: str) -> None:
    assert personal_data(text) == ()


def test_a_web_address_may_hold_what_it_likes_where_it_is_published() -> None:
    text = "https://www.kekava.lv/@x@y.lv/29123456 un https://a.lv/?id=67123456"
    assert publication_faults(text) == ()
    (fault,) = publication_faults(f"{text} vai 29123456")
    assert (fault.code, fault.value) == ("published_telephone", None)
