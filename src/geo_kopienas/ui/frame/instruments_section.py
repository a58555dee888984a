"""The catalogue of instruments and the cards of good practice, as parts of a page."""

from collections.abc import Collection
from datetime import date
from typing import Any

import pandas as pd

from geo_kopienas.domain.assessment.instruments import InstrumentUse, instrument_use, practice_facts
from geo_kopienas.domain.assessment.methodology import (
    Example,
    Instrument,
    Methodology,
    Practice,
)
from geo_kopienas.domain.evidence.ledger import Ledger
from geo_kopienas.texts import Texts
from geo_kopienas.texts.evidence import fact_views
from geo_kopienas.texts.lookup import needed_decimals
from geo_kopienas.ui.frame.html import show_template
from geo_kopienas.ui.frame.loaders import Workspace


def show_instruments(
    texts: Texts,
    workspace: Workspace,
    as_of: date,
    *,
    chosen: Collection[str] = (),
    only: Collection[str] | None = None,
) -> None:
    """Show each instrument: what, for whom, how to start, its law, where used, what it led to.

    Args:
        texts: Words of the page.
        workspace: The data.
        as_of: The day whose ledger says where an instrument has been used.
        chosen: Ids of the instruments that are shown unfolded.
        only: Ids of the instruments to show; all by default.
    """
    ledger = workspace.day(as_of).ledger
    instruments = workspace.data.methodology.instruments.values()
    views = [
        _instrument(instrument, ledger, workspace, texts)
        | {"is_open": instrument.instrument_id in chosen}
        for instrument in instruments
        if only is None or instrument.instrument_id in only
    ]
    show_template("frame/instruments.html", texts=texts, instruments=views)


def show_practices(
    texts: Texts,
    workspace: Workspace,
    as_of: date,
    *,
    criterion_ids: Collection[str] | None = None,
) -> None:
    """Show the cards of good practice whose facts are certain on a day, then examples of elsewhere.

    Args:
        texts: Words of the page.
        workspace: The data.
        as_of: The day.
        criterion_ids: Only the cards linked to one of these criteria.
    """

    def is_asked(card: Practice | Example) -> bool:
        return criterion_ids is None or bool({*card.criteria} & {*criterion_ids})

    ledger = workspace.day(as_of).ledger
    methodology = workspace.data.methodology
    facts = [(card, practice_facts(card, ledger)) for card in methodology.practices]
    show_template(
        "frame/practices.html",
        texts=texts,
        practices=[
            _practice(card, own, workspace, texts)
            for card, own in facts
            if own is not None and is_asked(card)
        ],
        examples=[
            {"practice": card} | _linked(card, methodology, texts)
            for card in methodology.examples
            if card.is_known_on(as_of) and is_asked(card)
        ],
    )


def _named_places(ids: Collection[str], workspace: Workspace, texts: Texts) -> dict[str, str]:
    """Names of some places by id, in the order of the register."""
    names = workspace.names(texts)
    return {place_id: name for place_id, name in names.items() if place_id in ids}


def _instrument(
    instrument: Instrument, ledger: Ledger, workspace: Workspace, texts: Texts
) -> dict[str, Any]:
    language = texts.language
    methodology = workspace.data.methodology
    use = instrument_use(instrument, ledger, workspace.data.places)
    names = workspace.names(texts)
    return {
        "instrument": instrument,
        "places": _named_places(use.place_ids, workspace, texts),
        "without": _named_places(use.apkaimes_without, workspace, texts),
        "led_to": _led_to(instrument, use, texts),
        "criteria": {
            criterion.criterion_id: criterion.name[language]
            for criterion in methodology.criteria_of(instrument.instrument_id)
        },
        "practices": {
            card.practice_id: card.title[language]
            for card in methodology.cards
            if instrument.instrument_id in card.instruments
        },
        "uses": fact_views(ledger.facts.loc[list(use.use_ids)], names, texts),
        "results": fact_views(ledger.facts.loc[list(use.result_ids)], names, texts),
    }


def _led_to(instrument: Instrument, use: InstrumentUse, texts: Texts) -> str:
    if not instrument.result_kinds:
        return texts["instrument.result_not_kept"]
    if not use.result_count:
        return texts["instrument.no_result"]
    sentence = texts.count("instrument.result", use.result_count)
    if use.result_eur is None:
        return sentence
    amount = texts.count("unit.EUR", use.result_eur, needed_decimals(use.result_eur, 2))
    sentence = texts.say("instrument.result_amount", results=sentence, amount=amount)
    if not use.results_without_eur:
        return sentence
    return f"{sentence} {texts.count('instrument.without_amount', use.results_without_eur)}"


def _practice(
    practice: Practice, facts: pd.DataFrame, workspace: Workspace, texts: Texts
) -> dict[str, Any]:
    place_ids = {place_id for ids in facts["place_ids"] for place_id in ids}
    return {
        "practice": practice,
        "places": _named_places(place_ids, workspace, texts),
        "facts": fact_views(facts, workspace.names(texts), texts),
    } | _linked(practice, workspace.data.methodology, texts)


def _linked(
    card: Practice | Example, methodology: Methodology, texts: Texts
) -> dict[str, dict[str, str]]:
    """Names of the criteria and instruments of a card by their ids."""
    criteria, instruments = methodology.method.criteria, methodology.instruments
    return {
        "criteria": {name: criteria[name].name[texts.language] for name in card.criteria},
        "instruments": {name: instruments[name].name[texts.language] for name in card.instruments},
    }
