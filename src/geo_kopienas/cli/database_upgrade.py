"""`database upgrade`: brings the tables of the database to this version of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_kopienas.cli.database import tell

if TYPE_CHECKING:
    import argparse

    from geo_kopienas.cli.parser import Parser
    from geo_kopienas.texts import Texts

NAME = "database upgrade"


def add_arguments(parser: Parser) -> None:
    """Add the command's own arguments and options."""
    parser.add_format("text", "json")


def run(options: argparse.Namespace, texts: Texts) -> int:
    """Bring the tables up to date, in one transaction."""
    from geo_kopienas.store.ledger import schema  # noqa: PLC0415 - help need not wait
    from geo_kopienas.store.ledger.maintenance import upgrade_database  # noqa: PLC0415
    from geo_kopienas.store.ledger.opening import open_database  # noqa: PLC0415

    is_upgraded = upgrade_database(open_database().engine)
    answer = {"schema": schema.newest(), "is_upgraded": is_upgraded}
    key = "done" if is_upgraded else "nothing"
    line = texts.say(f"cli.database.upgrade.{key}", schema=schema.newest())
    return tell([], answer, [line], options, texts)
