"""`export`: places, communities and evidence of a day as files to take away."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from geo_kopienas import __version__
from geo_kopienas.cli.data import (
    add_date,
    add_known,
    add_level,
    asked_day,
    load_or_refuse,
    warn_of_early_day,
)
from geo_kopienas.cli.faults import Answer, print_answer
from geo_kopienas.cli.parser import CANNOT_READ, FINE
from geo_kopienas.cli.progress import at_work
from geo_kopienas.domain.schema.codes import Level

if TYPE_CHECKING:
    from geo_kopienas.cli.parser import Parser
    from geo_kopienas.texts import Texts

NAME = "export"
FORMATS = ("csv", "xlsx", "geojson", "gpkg", "html")


def add_arguments(parser: Parser) -> None:
    """Add the command's own arguments and options."""

    def formats(text: str) -> list[str]:
        asked = [name.strip() for name in text.split(",")]
        if not set(asked) <= set(FORMATS):
            known = ", ".join(FORMATS)
            message = parser.texts.say("cli.export.format_unknown", value=text, formats=known)
            raise argparse.ArgumentTypeError(message)
        return list(dict.fromkeys(asked))

    def outside_the_data(text: str) -> Path:
        from geo_kopienas.store.location import data_directory  # noqa: PLC0415 - loads pandas

        # There places.csv of an export would take the place of the register.
        if Path(text).resolve().is_relative_to(data_directory().resolve()):
            raise argparse.ArgumentTypeError(parser.texts.say("cli.export.in_data", value=text))
        return Path(text)

    parser.options.add_argument(
        "--out",
        type=outside_the_data,
        required=True,
        metavar="DIR",
        help=parser.texts["cli.export.out"],
    )
    parser.options.add_argument(
        "--formats",
        type=formats,
        default=list(FORMATS),
        metavar=",".join(FORMATS),
        help=parser.texts["cli.export.formats"],
    )
    add_date(parser)
    add_known(parser)
    add_level(parser, None)
    parser.add_format("text", "json")


def run(options: argparse.Namespace, texts: Texts) -> int:
    """Write the files."""
    data = load_or_refuse(options, texts)
    if isinstance(data, int):
        return data

    from geo_kopienas.exports.files import (  # noqa: PLC0415
        Format,
        left_by_others,
        make_export,
        write_export,
    )
    from geo_kopienas.exports.tables import Scope  # noqa: PLC0415 - help need not wait
    from geo_kopienas.store.day import Day  # noqa: PLC0415

    as_of = asked_day(options)
    warn_of_early_day(data, as_of, texts)
    level = None if options.level is None else Level(options.level)
    formats = [Format(name) for name in options.formats]
    with at_work("write", texts):
        export = make_export(Day(data, as_of), Scope(level), __version__, texts)
        names, problems = write_export(options.out, export, formats)
    written = [(options.out / name).as_posix() for name in names]
    others = left_by_others(options.out, names) if written else []
    if others:
        print(texts.say("cli.export.left", files=", ".join(others)), file=sys.stderr)
    left = [(options.out / name).as_posix() for name in others]
    lines = [*written, texts.count("cli.export.written", len(written))]
    answer = Answer({"written": written, "left": left}, lines)
    print_answer(options, texts, problems, answer, faults_to=sys.stderr)
    return CANNOT_READ if problems else FINE
