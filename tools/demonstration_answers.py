"""Writes the demonstration answers anew: `.venv/bin/python tools/demonstration_answers.py`."""

from __future__ import annotations

from geo_kopienas.domain.codes import Level
from geo_kopienas.domain.places import of_level
from geo_kopienas.domain.survey.demonstration import demonstration_answers
from geo_kopienas.store.dataset import data_directory, load_dataset
from geo_kopienas.store.survey_responses import write_responses

ROUND_ID = "demo-2026"


def main() -> None:
    """Invent the answers and write the round's file."""
    directory = data_directory({})
    data, problems = load_dataset(directory)
    if data is None:
        raise SystemExit("\n".join(map(str, problems)))
    settlements = of_level(data.places, Level.SETTLEMENT)
    whole = data.places.loc[data.places["level"] == Level.MUNICIPALITY, "place_id"]
    others = data.municipalities.loc[~data.municipalities["municipality_id"].isin(whole)]
    rows = demonstration_answers(
        data.codebook, list(settlements["place_id"]), list(others["municipality_id"])
    )
    write_responses(directory, ROUND_ID, rows, data.codebook)


if __name__ == "__main__":
    main()
