"""Names stand in the order of the Latvian alphabet."""

from __future__ import annotations

from geo_kopienas.domain.schema.collation import name_key


def test_marked_letters_follow_their_plain_ones() -> None:
    names = [
        "Žubītes",
        "Zuši",
        "Ķekava",
        "Kūdra",
        "Lapenieki",
        "Ādaži",
        "Alejas",
        "Čakši",
        "1. iela",
    ]
    assert sorted(names, key=name_key) == [
        "1. iela", "Alejas", "Ādaži", "Čakši", "Kūdra", "Ķekava", "Lapenieki", "Zuši", "Žubītes",
    ]  # fmt: skip


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


def test_y_follows_i() -> None:
    names = ["Šarlote", "Yoga", "Jaunsili", "Ilūkste", "Īle"]
    assert sorted(names, key=name_key) == ["Ilūkste", "Īle", "Yoga", "Jaunsili", "Šarlote"]


def test_foreign_letters_stand_with_the_letters_that_they_are_made_of() -> None:
    names = ["Zemes", "Élan", "Ezeri", "Äpfel", "Quarz", "Pērles", "Rīts", "Wagner", "Ūdri", "Яма"]
    assert sorted(names, key=name_key) == [
        "Äpfel", "Élan", "Ezeri", "Pērles", "Quarz", "Rīts", "Ūdri", "Wagner", "Zemes", "Яма",
    ]  # fmt: skip


def test_case_and_foreign_marks_only_tell_equal_names_apart() -> None:
    names = ["kekava 2", "Ķekava", "Kekava", "Kékava", "kekava"]
    assert sorted(names, key=name_key) == ["Kekava", "Kékava", "kekava", "kekava 2", "Ķekava"]


def test_spelling_of_marks_makes_no_difference() -> None:
    assert name_key("K\u0327ekava") == name_key("Ķekava")
