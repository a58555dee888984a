"""`status`: collaboration status and activity state of every place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo_kopienas.cli.data import (
    add_date,
    add_details,
    add_known,
    add_level,
    asked_day,
    load_or_refuse,
    warn_of_early_day,
)
from geo_kopienas.cli.parser import FINE
from geo_kopienas.cli.tables import print_csv, print_json, print_table

if TYPE_CHECKING:
    import argparse

    import pandas as pd

    from geo_kopienas.cli.parser import Parser
    from geo_kopienas.texts import Texts

NAME = "status"


def add_arguments(parser: Parser) -> None:
    """Add the command's own arguments and options."""
    add_date(parser)
    add_known(parser)
    add_level(parser, None)
    add_details(parser)
    parser.add_format("table", "json", "csv")


def run(options: argparse.Namespace, texts: Texts) -> int:
    """Print the statuses of the day."""
    data = load_or_refuse(options, texts)
    if isinstance(data, int):
        return data

    from geo_kopienas.store.day import Day  # noqa: PLC0415 - help need not wait

    as_of = asked_day(options)
    warn_of_early_day(data, as_of, texts)
    statuses = Day(data, as_of).statuses
    places = data.places
    if options.level is not None:
        places = places.loc[places["level"] == options.level]
    rows = [
        {
            "place_id": place_id,
            "name": name,
            "level": level,
            "collaboration_status": status["collaboration_status"],
            "is_current": bool(status["is_current"]),
            "activity_state": status["activity_state"],
            "as_of": as_of.isoformat(),
            "evidence_ids": list(
                dict.fromkeys(
                    [*status["collaboration_evidence_ids"], *status["activity_evidence_ids"]]
                )
            ),
            **(_details(status) if options.details else {}),
        }
        for (place_id, name, level), (_, status) in zip(
            places[["place_id", "name_lv", "level"]].itertuples(index=False, name=None),
            statuses.loc[places["place_id"]].iterrows(),
            strict=True,
        )
    ]
    if options.format == "json":
        print_json(rows)
    elif options.format == "csv":
        print_csv(rows)
    else:
        _print_table(rows, texts)
    return FINE


def _details(status: pd.Series) -> dict[str, Any]:
    """What each of the two statuses rests on, and how old that is."""
    from geo_kopienas.texts.evidence import text_of  # noqa: PLC0415 - loads pandas

    names = ("collaboration_date", "activity_date")
    ids = ("collaboration_evidence_ids", "activity_evidence_ids")
    return {name: text_of(status[name]) or None for name in names} | {
        name: list(status[name]) for name in ids
    }


def _print_table(rows: list[dict[str, Any]], texts: Texts) -> None:
    names = ("place", "level", "collaboration", "current", "activity", "facts")
    print_table(
        [texts[f"cli.column.{name}"] for name in names],
        [
            (
                row["name"],
                texts[f"level_name.{row['level']}"],
                texts[f"collaboration_status.{row['collaboration_status']}"],
                _time(row, texts),
                texts[f"activity_state.{row['activity_state']}"],
                str(len(row["evidence_ids"])),
            )
            for row in rows
        ],
    )


def _time(row: dict[str, Any], texts: Texts) -> str:
    if row["collaboration_status"] == "unknown":
        return ""
    return texts[
        "collaboration_status.current" if row["is_current"] else "collaboration_status.past"
    ]
