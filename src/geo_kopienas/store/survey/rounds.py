"""From stored answers to what everybody may see of them; pages and exports begin here."""

import os
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from geo_kopienas.domain.survey.codebook import Codebook
from geo_kopienas.domain.survey.disclosure import DisclosedRound
from geo_kopienas.domain.survey.rounds import SurveyRound, shown_rounds
from geo_kopienas.store.survey.responses import read_responses, stored_rounds

DEMO_VARIABLE = "GEO_KOPIENAS_DEMO"


def read_rounds(
    directory: Path, table: pd.DataFrame, environ: Mapping[str, str] | None = None
) -> list[SurveyRound]:
    """The rounds that may be shown, oldest first.

    Args:
        directory: The data directory.
        table: The table of rounds.
        environ: The environment; `GEO_KOPIENAS_DEMO=0` hides invented answers.
    """
    setting = (os.environ if environ is None else environ).get(DEMO_VARIABLE, "").strip()
    return shown_rounds(stored_rounds(directory), table, with_demo=setting != "0")


def open_round(
    directory: Path, round_id: str, codebook: Codebook, places: pd.DataFrame
) -> DisclosedRound:
    """One round as everybody may see it; single cells that cannot be read count as not answered.

    Args:
        directory: The data directory.
        round_id: One of `read_rounds`.
        codebook: The codebook.
        places: The register.
    """
    responses, _ = read_responses(directory, round_id, codebook)
    return DisclosedRound(responses, codebook, places)
