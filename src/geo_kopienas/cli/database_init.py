"""`database init`: makes the ledger in a database from a data directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_kopienas.cli.data import today
from geo_kopienas.cli.database import add_directory, asked_directory, tell
from geo_kopienas.cli.progress import at_work
from geo_kopienas.texts.faults import shown

if TYPE_CHECKING:
    import argparse

    from geo_kopienas.cli.parser import Parser
    from geo_kopienas.texts import Texts

NAME = "database init"


def add_arguments(parser: Parser) -> None:
    """Add the command's own arguments and options."""
    add_directory(parser)
    parser.add_format("text", "json")


def run(options: argparse.Namespace, texts: Texts) -> int:
    """Make the ledger, if there is none in the database yet."""
    from geo_kopienas.store.ledger.engine import shown_address  # noqa: PLC0415 - help need not wait
    from geo_kopienas.store.ledger.maintenance import init_database  # noqa: PLC0415
    from geo_kopienas.store.ledger.opening import open_database  # noqa: PLC0415

    ledger, directory = open_database(), asked_directory(options)
    with at_work("ledger", texts):
        rows, problems = init_database(
            ledger.engine,
            directory,
            f"{NAME} {directory.name}",
            today(),
            configuration=ledger.configuration,
        )
    address = shown_address(ledger.engine.url)
    answer = {"address": address, "rows": rows}
    said = {"address": shown(address), "number": texts.number(sum(rows.values()))}
    lines = [] if problems else [texts.say("cli.database.init.done", **said)]
    return tell(problems, answer, lines, options, texts)
