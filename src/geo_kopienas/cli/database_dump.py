"""`database dump`: writes the ledger as a whole data directory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from geo_kopienas.cli.database import tell
from geo_kopienas.cli.progress import at_work
from geo_kopienas.texts.faults import shown

if TYPE_CHECKING:
    import argparse

    from geo_kopienas.cli.parser import Parser
    from geo_kopienas.texts import Texts

NAME = "database dump"


def add_arguments(parser: Parser) -> None:
    """Add the command's own arguments and options."""
    parser.add("directory", type=Path, metavar="DIR")
    parser.add_format("text", "json")


def run(options: argparse.Namespace, texts: Texts) -> int:
    """Write it into a directory that is not there yet, or is empty."""
    from geo_kopienas.store.ledger.maintenance import dump  # noqa: PLC0415 - help need not wait
    from geo_kopienas.store.ledger.opening import open_database  # noqa: PLC0415

    with at_work("write", texts):
        files, problems = dump(open_database(), options.directory)
    answer = {"directory": str(options.directory), "files": files}
    said = {"directory": shown(str(options.directory)), "number": texts.number(len(files))}
    lines = [] if problems else [texts.say("cli.database.dump.done", **said)]
    return tell(problems, answer, lines, options, texts)
