"""Writes the demonstration answers anew: `.venv/bin/python tools/demonstration_answers.py`."""

from __future__ import annotations

from geo_kopienas.domain.places.hierarchy import of_level
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.survey.demonstration import demonstration_answers
from geo_kopienas.store.dataset import load_dataset
from geo_kopienas.store.location import data_directory
from geo_kopienas.store.survey.responses import write_responses

ROUND_ID = "demo-2026"
#: The neighbourhood that half of the municipality's invented answers come from.
WELL_COVERED = "apk-valdlaucu-ramavas-katlakalna"


def main() -> None:
    """Invent the answers and write the round's file."""
    directory = data_directory({})
    data, problems = load_dataset(directory)
    if data is None:
        raise SystemExit("\n".join(map(str, problems)))
    settlements = of_level(data.places, Level.SETTLEMENT)
    covered = settlements.loc[settlements["apkaime_id"] == WELL_COVERED]
    # The rest of its unit answers nothing: what is left of the unit would be too few.
    units = covered["parent_id"].dropna()
    others_here = settlements.loc[~settlements["parent_id"].isin(units)]
    whole = data.places.loc[data.places["level"] == Level.MUNICIPALITY, "place_id"]
    others = data.municipalities.loc[~data.municipalities["municipality_id"].isin(whole)]
    rows = demonstration_answers(
        data.codebook,
        list(others_here["place_id"]),
        list(covered["place_id"]),
        list(others["municipality_id"]),
    )
    write_responses(directory, ROUND_ID, rows, data.codebook)


if __name__ == "__main__":
    main()
