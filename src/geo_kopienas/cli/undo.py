"""`undo`: puts the files back that the last import replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_kopienas.cli.faults import faults_as_json, faults_as_lines
from geo_kopienas.cli.parser import CANNOT_READ, FAULTS_FOUND, FINE
from geo_kopienas.cli.tables import print_json
from geo_kopienas.texts.faults import shown

if TYPE_CHECKING:
    import argparse

    from geo_kopienas.cli.parser import Parser
    from geo_kopienas.texts import Texts

NAME = "undo"


def add_arguments(parser: Parser) -> None:
    """Add the command's own arguments and options."""
    parser.add_format("text", "json")


def run(options: argparse.Namespace, texts: Texts) -> int:
    """Undo the last change of the data directory."""
    from geo_kopienas.store.ledger.files import undo_last  # noqa: PLC0415 - help need not wait
    from geo_kopienas.store.location import data_directory  # noqa: PLC0415

    manifest, problems = undo_last(data_directory())
    files = sorted(manifest["files"]) if manifest else []
    command = str(manifest["command"]) if manifest else None
    if options.format == "json":
        answer = {"faults": faults_as_json(problems, texts), "undone": command, "files": files}
        print_json(answer)
    elif manifest is None:
        print("\n".join(faults_as_lines(problems, texts)))
    else:
        print(texts.say("cli.undo.done", command=shown(str(command)), files=", ".join(files)))
    if any(problem.code == "directory_missing" for problem in problems):
        return CANNOT_READ
    return FAULTS_FOUND if problems else FINE
