"""The program: which commands there are, in which language, and what the exit code is.

Exit codes: 0 fine, 1 faults found, 2 cannot read or wrong call.
"""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING

from geo_kopienas import __version__
from geo_kopienas.cli import (
    account,
    check,
    database_dump,
    database_init,
    database_refresh,
    database_status,
    database_upgrade,
    export,
    fetch_boundaries,
    history,
    import_boundaries,
    import_population,
    import_survey,
    inactive,
    publish_survey,
    report,
    status,
    undo,
    xlsform,
)
from geo_kopienas.cli.faults import print_answer
from geo_kopienas.cli.parser import CANNOT_READ, FINE, PROGRAM, Parser
from geo_kopienas.domain.schema.codes import LANGUAGES
from geo_kopienas.domain.schema.problems import LedgerError
from geo_kopienas.texts import DEFAULT_LANGUAGE, texts_for
from geo_kopienas.texts.faults import reason_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from geo_kopienas.cli.parser import Command
    from geo_kopienas.texts import Texts

COMMANDS: tuple[Command, ...] = (
    check,
    status,
    inactive,
    report,
    export,
    xlsform,
    import_boundaries,
    fetch_boundaries,
    import_population,
    history,
    undo,
    import_survey,
    publish_survey,
    *account.COMMANDS,
    database_init,
    database_status,
    database_dump,
    database_refresh,
    database_upgrade,
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; arguments and answer as those of `geo_kopienas.cli.main`."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    _write_utf8()
    texts = texts_for(_asked_language(arguments))
    try:
        options = _parser(texts).parse_args(arguments)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else CANNOT_READ
    command: Command = options.command
    try:
        code = command.run(options, texts)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader, such as `head`, has closed the pipe; what is left has nowhere to go.
        _leave_output()
        return FINE
    except LedgerError as error:
        print_answer(options, texts, [error.problem], faults_to=sys.stderr)
        return CANNOT_READ
    except OSError as error:
        # Such as an answer that goes to a full disk.
        _leave_output()
        print(texts.say("cli.not_finished", reason=reason_of(error, texts)), file=sys.stderr)
        return CANNOT_READ
    return code


def _leave_output() -> None:
    """Send what is left nowhere, or Python complains about it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _write_utf8() -> None:
    # A pipe on Windows takes the old code page, which has not all Latvian signs.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _asked_language(arguments: Sequence[str]) -> str:
    """The language must be known before the parser, whose help is written in it."""
    for number, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name == "--language":
            asked = value if equals else "".join(arguments[number + 1 : number + 2])
            return asked if asked in LANGUAGES else DEFAULT_LANGUAGE
    return DEFAULT_LANGUAGE


def _parser(texts: Texts) -> Parser:
    parser = Parser(texts, key="cli", prog=PROGRAM, description=texts["cli.description"])
    parser.add("--version", action="version", version=f"{PROGRAM} {__version__}")
    groups = {"": _subparsers(parser, [command.NAME.split()[0] for command in COMMANDS])}
    for command in COMMANDS:
        *group, name = command.NAME.split()
        parent = _group(group[0], groups, texts) if group else groups[""]
        own = _subparser(parent, command.NAME, name, texts)
        command.add_arguments(own)
        own.set_defaults(command=command)
    return parser


def _group(
    name: str, groups: dict[str, argparse._SubParsersAction[Parser]], texts: Texts
) -> argparse._SubParsersAction[Parser]:
    """The subcommands of a command of two words, such as `import survey`."""
    if name not in groups:
        members = [
            command.NAME.split()[1] for command in COMMANDS if command.NAME.startswith(f"{name} ")
        ]
        groups[name] = _subparsers(_subparser(groups[""], name, name, texts), members)
    return groups[name]


def _subparsers(parser: Parser, names: Sequence[str]) -> argparse._SubParsersAction[Parser]:
    return parser.add_subparsers(
        title=parser.texts["cli.commands"], required=True, metavar="|".join(dict.fromkeys(names))
    )


def _subparser(
    parent: argparse._SubParsersAction[Parser], full_name: str, name: str, texts: Texts
) -> Parser:
    key = f"cli.{full_name.replace(' ', '.')}"
    return parent.add_parser(
        name,
        texts=texts,
        key=key,
        prog=f"{PROGRAM} {full_name}",
        help=texts[f"{key}.help"],
        description=texts[f"{key}.description"],
    )
