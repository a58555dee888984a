"""`inactive`: one part of the attention list: inactive, to verify, or without news."""

from __future__ import annotations

import sys
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
from geo_kopienas.cli.parser import CANNOT_READ, FINE
from geo_kopienas.cli.progress import at_work
from geo_kopienas.cli.tables import print_csv, print_json, print_table
from geo_kopienas.domain.schema.codes import AttentionPart, Level
from geo_kopienas.texts.faults import shown

if TYPE_CHECKING:
    import argparse
    from collections.abc import Hashable, Mapping

    from geo_kopienas.cli.parser import Parser
    from geo_kopienas.domain.evidence.rules import InactivityRules
    from geo_kopienas.texts import Texts

NAME = "inactive"
LISTS = tuple(part.value for part in AttentionPart)
#: Keys that `--details` adds.
DETAILS = ("activity_state", "measures", "rank_interval")


def add_arguments(parser: Parser) -> None:
    """Add the command's own arguments and options."""
    add_date(parser)
    add_known(parser)
    add_level(parser, Level.SETTLEMENT)
    parser.options.add_argument(
        "--list",
        choices=LISTS,
        default=LISTS[0],
        metavar="|".join(LISTS),
        help=parser.texts["cli.inactive.list"],
    )
    parser.options.add_argument(
        "--weights", metavar="W;W;…", help=parser.texts["cli.inactive.weights"]
    )
    add_details(parser)
    parser.add_format("table", "json", "csv")


def run(options: argparse.Namespace, texts: Texts) -> int:
    """Print the list of the day."""
    data = load_or_refuse(options, texts)
    if isinstance(data, int):
        return data

    # Help need not wait for these.
    from geo_kopienas.domain.evidence.inactivity import weights_from_text  # noqa: PLC0415
    from geo_kopienas.store.day import Day  # noqa: PLC0415

    rules = data.rules.inactivity
    weights = rules.weights()
    if options.weights is not None:
        asked = weights_from_text(options.weights, rules)
        if asked is None:
            print(
                texts.say(
                    "cli.inactive.weights_invalid",
                    value=shown(options.weights),
                    number=len(rules.components),
                ),
                file=sys.stderr,
            )
            return CANNOT_READ
        weights = asked
    as_of = asked_day(options)
    warn_of_early_day(data, as_of, texts)
    part = AttentionPart(options.list)
    with at_work("compute", texts):
        ranked = Day(data, as_of).attention(Level(options.level), part, weights)
        names = dict(zip(data.places["place_id"], data.places["name_lv"], strict=True))
        records = ranked.reset_index().to_dict("records")
        rows = [_row(record, names, rules, texts) for record in records]
    told = rows if options.details else [_without_details(row) for row in rows]
    if options.format == "json":
        print_json(told)
    elif options.format == "csv":
        print_csv(told, _columns(rules))
    elif rows:
        _print_table(rows, rules.stability.top, texts)
    else:
        print(texts["cli.inactive.empty"])
    return FINE


def _row(
    row: Mapping[Hashable, Any], names: dict[str, str], rules: InactivityRules, texts: Texts
) -> dict[str, Any]:
    from geo_kopienas.texts.statuses import inactivity_reason  # noqa: PLC0415 - loads pandas

    components = [scored.component.value for scored in rules.components]
    step = row["next_step"]
    rank = None if row["rank"] != row["rank"] else int(row["rank"])
    return {
        "rank": rank,
        "place_id": row["place_id"],
        "name": names[row["place_id"]],
        "activity_state": row["activity_state"],
        "score": _rounded(row["score"], 1),
        "components": {name: _rounded(row[f"{name}_scaled"], 3) for name in components},
        "measures": {name: _rounded(row[name], 1) for name in components},
        "stability": _rounded(row["stability"], 3),
        "rank_interval": None if rank is None else [int(row["rank_low"]), int(row["rank_high"])],
        "reason": inactivity_reason(row, names, texts),
        "next_step": None if step is None else step.words[texts.language],
        "evidence_ids": list(row["evidence_ids"]),
    }


def _columns(rules: InactivityRules) -> list[str]:
    """The columns of the CSV; a list without places has them too."""
    components = [f"components.{scored.component.value}" for scored in rules.components]
    last = ("stability", "reason", "next_step", "evidence_ids")
    return ["rank", "place_id", "name", "score", *components, *last]


def _without_details(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in DETAILS}


def _rounded(value: float, decimals: int) -> float | None:
    return None if value != value else round(float(value), decimals)  # noqa: PLR0124 - NaN


def _print_table(rows: list[dict[str, Any]], top: int, texts: Texts) -> None:
    """Places without news have neither rank nor score, and so no columns for them."""
    is_ranked = rows[0]["rank"] is not None
    ranking = ("score", "stability", "interval") if is_ranked else ()
    names = (*(("rank",) if is_ranked else ()), "place", *ranking, "activity", "next_step")
    print_table(
        [texts.say(f"cli.column.{name}", top=top) for name in names],
        [[_cell(name, row, texts) for name in names] for row in rows],
    )


def _cell(name: str, row: dict[str, Any], texts: Texts) -> str:
    match name:
        case "place":
            cell = row["name"]
        case "score":
            cell = "–" if row["score"] is None else texts.number(row["score"], 1)
        case "stability":
            cell = f"{texts.number(100 * row['stability'])} %"
        case "interval":
            cell = "–".join(str(rank) for rank in row["rank_interval"])
        case "activity":
            cell = texts[f"activity_state.{row['activity_state']}"]
        case _:
            cell = row[name]
    return "" if cell is None else str(cell)
