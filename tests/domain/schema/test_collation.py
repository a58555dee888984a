"""Names stand in the order of the Latvian alphabet."""

from __future__ import annotations

from geo_kopienas.domain.schema.collation import latvian_order


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
    assert sorted(names, key=latvian_order) == [
        "1. iela", "Alejas", "Ādaži", "Čakši", "Kūdra", "Ķekava", "Lapenieki", "Zuši", "Žubītes",
    ]  # fmt: skip
