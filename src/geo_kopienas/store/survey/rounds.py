"""From a round's publication to what everybody may see of it; pages and exports begin here."""

import os
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from geo_kopienas.domain.survey.codebook.model import Codebook
from geo_kopienas.domain.survey.disclosure.door import DisclosedRound
from geo_kopienas.domain.survey.figures.editions import WAITING_STEP
from geo_kopienas.domain.survey.rounds.register import SurveyRound, shown_rounds
from geo_kopienas.store.survey.publications import (
    count_waiting,
    read_publications,
    read_published_answers,
    shared_round,
    shown_publication,
)

DEMO_VARIABLE = "GEO_KOPIENAS_DEMO"


def read_rounds(
    directory: Path,
    table: pd.DataFrame,
    codebook: Codebook,
    places: pd.DataFrame,
    environ: Mapping[str, str] | None = None,
) -> list[SurveyRound]:
    """The rounds that may be shown, oldest first: those of the register that are published.

    Args:
        directory: The data directory.
        table: The register of rounds.
        codebook: The codebook.
        places: The register of places.
        environ: The environment; `GEO_KOPIENAS_DEMO=0` hides invented answers.
    """
    setting = (os.environ if environ is None else environ).get(DEMO_VARIABLE, "").strip()
    published = {}
    for round_id in table["round_id"]:
        publications, _ = read_publications(directory, round_id, codebook, places)
        if shown := shown_publication(publications):
            published[round_id] = shown.number
    rounds = shown_rounds(published, table, with_demo=setting != "0")
    # Beside one another, rounds that share submissions would tell of those that they do not share.
    kept: list[SurveyRound] = []
    answers: list[tuple[str, pd.DataFrame]] = []
    for newest in reversed(rounds):
        round_id = newest.round_id
        own, _ = read_published_answers(directory, round_id, published[round_id], codebook)
        if shared_round(own, round_id, answers) is None:
            kept.append(newest)
            answers.append((round_id, own))
    return kept[::-1]


def open_round(
    directory: Path, round_id: str, codebook: Codebook, places: pd.DataFrame
) -> DisclosedRound:
    """One round as everybody may see it: its last publication, whatever was imported since.

    Args:
        directory: The data directory.
        round_id: One of `read_rounds`.
        codebook: The codebook.
        places: The register.
    """
    publications, _ = read_publications(directory, round_id, codebook, places)
    shown = shown_publication(publications)
    return DisclosedRound({}, {}) if shown is None else shown.figures


def waiting_answers(
    directory: Path, round_id: str, codebook: Codebook, places: pd.DataFrame
) -> int:
    """How many answers wait for publication, in tens as everybody may know it."""
    publications, _ = read_publications(directory, round_id, codebook, places)
    waiting = count_waiting(directory, round_id, publications, codebook)
    return waiting // WAITING_STEP * WAITING_STEP
