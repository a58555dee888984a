"""Every choice stands in the address and comes back from it."""

from __future__ import annotations

from datetime import date

import pytest

from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.maps.classification import ClassScheme, Method
from geo_kopienas.ui.frame.address import Refusal, address_of
from geo_kopienas.ui.map.choices import (
    MapChoices,
    brief_parameters,
    choices_from_address,
    default_choices,
    is_planners,
    map_parameters,
)

TODAY = date(2026, 11, 24)
DEFAULT = default_choices("communities_known", TODAY)


def read(address: dict[str, str]) -> tuple[MapChoices, list[Refusal]]:
    return choices_from_address(
        address,
        indicator_ids={"communities_known", "grants_eur"},
        community_ids=["pats-sev-saimnieks"],
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
        "pats-sev-saimnieks",
        ("street_association",),
        ("active", "emerging"),
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
        ("kopiena", "nothing"),
        ("tips", "street_association;nothing"),
        ("stavoklis", "asleep"),
    ],
)
def test_unknown_value_falls_back_and_is_reported(name: str, value: str) -> None:
    assert read({name: value}) == (DEFAULT, [Refusal(name, value)])


@pytest.mark.parametrize(
    ("address", "is_planner"),
    [
        ({}, False),
        ({"vieta": "krogsils", "valoda": "en"}, False),
        ({"kopiena": "pats-sev-saimnieks", "stavoklis": "active"}, False),
        ({"limenis": "unit"}, True),
        ({"raditajs": "grants_eur"}, True),
        ({"datums": "2022-06-14"}, True),
        ({"klases": "equal-4"}, True),
    ],
)
def test_an_address_with_a_planners_choice_is_known_by_it(
    address: dict[str, str], *, is_planner: bool
) -> None:
    assert is_planners(address) == is_planner


def test_what_the_page_opens_with_leaves_planners_choices_out_of_the_address() -> None:
    choices = DEFAULT._replace(place_id="krogsils", states=("active",))
    assert address_of(brief_parameters(DEFAULT), choices) == {
        "vieta": "krogsils",
        "stavoklis": "active",
    }
