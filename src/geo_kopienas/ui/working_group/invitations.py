"""The invitation list: places without a seat by need, with their communities."""

import csv
import io
from collections.abc import Mapping
from datetime import date

import pandas as pd

from geo_kopienas.domain.evidence.inactivity import places_by_need
from geo_kopienas.domain.places.hierarchy import counting_places
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.formulas import guarded
from geo_kopienas.texts import Texts
from geo_kopienas.texts.evidence import text_of, worded
from geo_kopienas.ui.frame.loaders import Workspace


def unrepresented(workspace: Workspace, level: Level, as_of: date) -> dict[str, pd.DataFrame]:
    """The places of a level without a seat in the groups of `places_by_need`."""
    measures = workspace.day(as_of).measures(level)
    without = measures.loc[~measures["has_seat"]]
    data = workspace.data
    return places_by_need(without, data.rules.inactivity, data.places)


def invitation_rows(
    workspace: Workspace, as_of: date, groups: Mapping[str, pd.DataFrame], texts: Texts
) -> tuple[list[str], list[list[str]]]:
    """The list in words: names of the columns, and a row a place.

    Communities are organisations and groups that public sources name; no person stands in it.
    """
    places = workspace.data.places.set_index("place_id")
    communities = _communities_by_place(workspace, as_of, texts)
    words = "working_group.invitation"
    columns = [
        texts[f"{words}.number"],
        texts["working_group.place"],
        texts[f"{words}.kind"],
        texts[f"{words}.within"],
        texts[f"{words}.group"],
        texts["working_group.score"],
        texts[f"{words}.communities"],
        texts["working_group.next_step"],
        texts[f"{words}.as_of"],
    ]
    rows: list[list[str]] = []
    for name, ranked in groups.items():
        for place_id, row in ranked.iterrows():
            place = places.loc[str(place_id)]
            parent_id = text_of(place["apkaime_id"]) or text_of(place["parent_id"])
            step = row["next_step"]
            rows.append(
                [
                    str(len(rows) + 1),
                    worded(place, "name", texts),
                    texts[f"place_kind.{place['kind']}"],
                    worded(places.loc[parent_id], "name", texts) if parent_id else "",
                    texts[f"working_group.unrepresented.{name}"],
                    texts["working_group.unrepresented.no_score"]
                    if row["score"] != row["score"]
                    else texts.number(row["score"], 1),
                    "; ".join(communities.get(str(place_id), ())) or texts[f"{words}.none_known"],
                    "" if step is None else step.words[texts.language],
                    as_of.isoformat(),
                ]
            )
    return columns, rows


def invitation_csv(columns: list[str], rows: list[list[str]]) -> bytes:
    """The list as a file that Latvian Excel opens: byte order mark, semicolons, no formulas."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([guarded(cell) for cell in row] for row in (columns, *rows))
    return text.getvalue().encode("utf-8-sig")


def _communities_by_place(workspace: Workspace, as_of: date, texts: Texts) -> dict[str, list[str]]:
    """Names of the communities known on the day, for each place that they count for."""
    data = workspace.data
    known = workspace.day(as_of).states.index
    rows = data.communities.loc[data.communities["community_id"].isin(known)]
    above = counting_places(data.places).groupby("place_id")["counts_for_id"].agg(list)
    names: dict[str, list[str]] = {}
    for _, row in rows.iterrows():
        reached = {above_id for place_id in row["place_ids"] or () for above_id in above[place_id]}
        for place_id in reached:
            names.setdefault(place_id, []).append(worded(row, "name", texts))
    return names
