"""Names in Latvian order."""

from __future__ import annotations

from geo_kopienas.texts.order import name_key


def test_letters_with_marks_follow_their_plain_ones() -> None:
    names = ["Ķekava", "Lapenieki", "Krustkalni", "Āboli", "Baloži", "Bērzi", "Alejas", "Žagari"]
    assert sorted(names, key=name_key) == [
        "Alejas",
        "Āboli",
        "Baloži",
        "Bērzi",
        "Krustkalni",
        "Ķekava",
        "Lapenieki",
        "Žagari",
    ]


def test_spelling_of_marks_makes_no_difference() -> None:
    assert name_key("Ķekava") == name_key("Ķekava")
