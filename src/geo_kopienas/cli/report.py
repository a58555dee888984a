"""`report`: the profile of a place as a PDF file."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from geo_kopienas.cli.data import add_date, add_known, asked_day, load_or_refuse, warn_of_early_day
from geo_kopienas.cli.faults import Answer, print_answer
from geo_kopienas.cli.parser import CANNOT_READ, FINE
from geo_kopienas.cli.places import meant_place
from geo_kopienas.cli.progress import at_work
from geo_kopienas.domain.schema.problems import Problem

if TYPE_CHECKING:
    import argparse
    from datetime import date
    from pathlib import Path

    from geo_kopienas.cli.parser import Parser
    from geo_kopienas.store.dataset import Dataset
    from geo_kopienas.texts import Texts

NAME = "report"


def add_arguments(parser: Parser) -> None:
    """Add the command's own arguments and options."""
    parser.arguments.add_argument("place", metavar="PLACE", help=parser.texts["cli.report.place"])
    parser.add_out_file(".pdf", parser.texts["cli.report.out"])
    add_date(parser)
    add_known(parser)
    parser.add_format("text", "json")


def run(options: argparse.Namespace, texts: Texts) -> int:
    """Save the profile of the place."""
    data = load_or_refuse(options, texts)
    if isinstance(data, int):
        return data
    place_id, problems = meant_place(options.place, data.places, texts)
    if place_id is not None:
        as_of = asked_day(options)
        warn_of_early_day(data, as_of, texts)
        with at_work("write", texts):
            problems = _write(options.out, _document(place_id, data, as_of, texts))
    written = {"written": [] if problems else [options.out.as_posix()]}
    answer = Answer(written, [texts.say("cli.report.written", path=options.out)])
    print_answer(options, texts, problems, answer, faults_to=sys.stderr)
    return CANNOT_READ if problems else FINE


def _document(place_id: str, data: Dataset, as_of: date, texts: Texts) -> bytes:
    # Help and refusals need not wait for these.
    from geo_kopienas.reports.profile_pdf import profile_pdf  # noqa: PLC0415
    from geo_kopienas.reports.profile_view import profile_view  # noqa: PLC0415
    from geo_kopienas.store.day import Day  # noqa: PLC0415

    return profile_pdf(profile_view(place_id, Day(data, as_of), texts), texts)


def _write(path: Path, document: bytes) -> list[Problem]:
    from geo_kopienas.store.files.atomic import DISK_FULL, write_atomically  # noqa: PLC0415

    try:
        write_atomically(path, document)
    except OSError as error:
        if error.errno in DISK_FULL:
            return [Problem("disk_full", value=str(path.parent))]
        return [Problem("file_not_writable", value=str(path))]
    return []
