"""What the commands on the database share: their answer, and which directory they read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo_kopienas.cli.faults import faults_as_json, faults_as_lines
from geo_kopienas.cli.parser import FAULTS_FOUND, FINE
from geo_kopienas.cli.tables import print_json

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Mapping, Sequence

    from geo_kopienas.cli.parser import Parser
    from geo_kopienas.domain.schema.problems import Problem
    from geo_kopienas.texts import Texts


def add_directory(parser: Parser) -> None:
    """Add `--from`, the data directory that is read."""
    parser.add("--from", key="cli.database", dest="directory", type=Path, metavar="DIR")


def asked_directory(options: argparse.Namespace) -> Path:
    """The directory of `--from`, or the one in use."""
    from geo_kopienas.store.location import data_directory  # noqa: PLC0415 - help need not wait

    asked: Path | None = options.directory
    return asked or data_directory()


def tell(
    problems: Sequence[Problem],
    answer: Mapping[str, Any],
    lines: Iterable[str],
    options: argparse.Namespace,
    texts: Texts,
) -> int:
    """Print faults and answer as JSON, or faults and lines, and return the exit code."""
    if options.format == "json":
        print_json({"faults": faults_as_json(problems, texts), **answer})
    else:
        print("\n".join([*faults_as_lines(problems, texts), *lines]))
    return FAULTS_FOUND if problems else FINE
