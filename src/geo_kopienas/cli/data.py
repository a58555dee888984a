"""What commands on the data share: the data directory read, the day and the level asked for."""

from __future__ import annotations

import sys
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from geo_kopienas.cli.faults import print_answer
from geo_kopienas.cli.parser import CANNOT_READ, FAULTS_FOUND
from geo_kopienas.cli.progress import at_work
from geo_kopienas.domain.schema.codes import Level

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from geo_kopienas.cli.parser import Parser
    from geo_kopienas.store.dataset import Dataset
    from geo_kopienas.store.ledger.seam import Ledger, Version
    from geo_kopienas.texts import Texts

TIME_ZONE = ZoneInfo("Europe/Riga")


def add_date(parser: Parser, key: str = "cli.days") -> None:
    """Add `--date`; the words at `key` say what no day means, by default today."""
    parser.add("--date", key=key, type=partial(_day, parser), metavar="DATE")


def add_known(parser: Parser) -> None:
    """Add `--known`: what was known at the end of a day."""
    parser.add("--known", key="cli.known_on", type=partial(_day, parser), metavar="DATE")


def _day(parser: Parser, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise parser.refusal("cli.days.invalid", value=text) from None


def add_level(parser: Parser, default: Level | None) -> None:
    """Add `--level`; without a default all levels are meant."""
    levels = ", ".join(Level)
    shown = parser.texts["cli.levels.all"] if default is None else default.value
    parser.add(
        "--level",
        choices=[level.value for level in Level],
        default=None if default is None else default.value,
        metavar="LEVEL",
        help=parser.texts.say("cli.levels.level", levels=levels, default=shown),
    )


def add_details(parser: Parser) -> None:
    """Add `--details`: more keys than an answer has by default."""
    parser.add("--details", key="cli", action="store_true")


def asked_day(options: argparse.Namespace) -> date:
    """The day of `--date`, or that of `--known`, or today where the municipality is."""
    chosen: date | None = options.date or getattr(options, "known", None)
    return chosen or today()


def today() -> date:
    """The day where the municipality is."""
    return datetime.now(TIME_ZONE).date()


class Source(NamedTuple):
    """What a command works on: the ledger, the state that it found, and that as a directory."""

    ledger: Ledger
    version: Version
    directory: Path


def open_source(known_on: date | None = None) -> Source:
    """The ledger that the environment names, as it is now or was known on a day.

    Raises:
        LedgerError: It cannot be reached.
    """
    from geo_kopienas.store.ledger.opening import open_ledger  # noqa: PLC0415 - help need not wait

    ledger = open_ledger()
    version = ledger.version(known_on)
    return Source(ledger, version, ledger.directory(version))


def load_or_refuse(
    options: argparse.Namespace, texts: Texts, source: Source | None = None
) -> Dataset | int:
    """The data, or the exit code after their faults were printed."""
    known_on: date | None = getattr(options, "known", None)
    with at_work("load", texts):
        opened = source or open_source(known_on)
        data, problems = opened.ledger.read(opened.version)
    if data is not None:
        if known_on is not None:
            print(texts.say("cli.known_on.said", day=texts.short_date(known_on)), file=sys.stderr)
        return data
    print_answer(options, texts, problems, faults_to=sys.stderr)
    missing = {problem.code for problem in problems} & {"directory_missing"}
    return CANNOT_READ if missing else FAULTS_FOUND


def warn_of_early_day(data: Dataset, day: date, texts: Texts) -> None:
    """Warn that the day lies before all evidence, so that everything is unknown."""
    known_from = data.evidence["known_from"]
    if known_from.empty:
        print(texts["cli.days.no_facts"], file=sys.stderr)
    elif known_from.min().date() > day:
        first = texts.date(known_from.min().date())
        print(texts.say("cli.days.too_early", day=first), file=sys.stderr)
