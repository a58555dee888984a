"""Every choice stands in the address and comes back from it."""

from __future__ import annotations

from datetime import date

import pytest

from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.maps.classification import ClassScheme, Method
from geo_kopienas.ui.frame.address import Refusal, address_of
from geo_kopienas.ui.map.choices import (
    MapChoices,
    choices_from_address,
    default_choices,
    map_parameters,
)

TODAY = date(2026, 11, 24)
DEFAULT = default_choices("communities_known", TODAY)


def read(address: dict[str, str]) -> tuple[MapChoices, list[Refusal]]:
    return choices_from_address(
        address,
        indicator_ids={"communities_known", "grants_eur"},
        place_levels={"krogsils": Level.SETTLEMENT, "kekavas-novads": Level.MUNICIPALITY},
        default=DEFAULT,
    )


def test_choices_survive_the_address() -> None:
    choices = MapChoices(
        Level.SETTLEMENT,
        "grants_eur",
        date(2022, 6, 14),
        ClassScheme(Method.NATURAL_BREAKS, 3),
        "krogsils",
    )
    assert read(address_of(map_parameters(choices), choices)) == (choices, [])


@pytest.mark.parametrize(
    ("address", "level"),
    [
        ({"vieta": "krogsils"}, Level.SETTLEMENT),
        ({"vieta": "krogsils", "limenis": "unit"}, Level.UNIT),
        ({"vieta": "kekavas-novads"}, Level.APKAIME),
    ],
)
def test_a_place_alone_brings_its_own_level_where_the_map_draws_it(
    address: dict[str, str], level: Level
) -> None:
    choices, refusals = read(address)
    assert (choices.level, choices.place_id, refusals) == (level, address["vieta"], [])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limenis", "planeta"),
        ("limenis", "municipality"),
        ("raditajs", "<script>"),
        ("vieta", "katlakns"),
        ("datums", "2022-13-40"),
        ("datums", "2090-01-01"),
        ("klases", "quantiles-0"),
    ],
)
def test_unknown_value_falls_back_and_is_reported(name: str, value: str) -> None:
    assert read({name: value}) == (DEFAULT, [Refusal(name, value)])
