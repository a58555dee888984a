"""`fetch boundaries`: downloads the file of official borders, then imports it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from geo_kopienas.cli.faults import Answer, print_answer
from geo_kopienas.cli.import_boundaries import add_import_options, import_file
from geo_kopienas.cli.parser import CANNOT_READ, FAULTS_FOUND
from geo_kopienas.cli.progress import progress_line
from geo_kopienas.domain.schema.problems import Problem

if TYPE_CHECKING:
    import argparse

    from geo_kopienas.cli.parser import Parser
    from geo_kopienas.texts import Texts

NAME = "fetch boundaries"

#: Kept from one call to the next, so that a broken download goes on.
DEFAULT_FOLDER = Path("~/.cache/geo-kopienas")

#: Faults of what came; all others say that nothing could be fetched.
_OF_THE_FILE = frozenset({"download_no_zip", "download_incomplete"})


def add_arguments(parser: Parser) -> None:
    """Add the command's own arguments and options."""
    add_import_options(parser)
    parser.add("--source", metavar="ID")
    words = parser.texts.say(f"{parser.key}.folder", default=DEFAULT_FOLDER.as_posix())
    parser.add("--folder", type=Path, default=DEFAULT_FOLDER, metavar="DIR", help=words)


def run(options: argparse.Namespace, texts: Texts) -> int:
    """Download the file and show what its import changes; write it if that was asked for."""
    from geo_kopienas.domain.places.ids import slug  # noqa: PLC0415 - help need not wait
    from geo_kopienas.store.files.download import download_zip  # noqa: PLC0415
    from geo_kopienas.store.location import data_directory  # noqa: PLC0415
    from geo_kopienas.store.rules.borders import SOURCES_FILE, read_sources  # noqa: PLC0415

    sources, problems = read_sources(data_directory() / SOURCES_FILE)
    fetched = {key: source for key, source in sources.items() if source.download}
    asked = options.source or next(iter(fetched), "")
    if not problems and asked not in fetched:
        known = {"permitted": ", ".join(fetched)}
        problems = [Problem("source_not_fetched", value=asked, details=known)]
    if problems:
        return _refuse(problems, options, texts)
    path = options.folder.expanduser() / f"{slug(asked)}.zip"
    with progress_line(texts) as progress:
        download, problems = download_zip(fetched[asked].download, path, progress)
    if download is None:
        return _refuse(problems, options, texts)
    record = download.record
    extra = {
        "file": path.as_posix(),
        "url": record.url,
        "size_bytes": record.size_bytes,
        "sha256": record.sha256,
        "last_modified": record.last_modified,
        "is_unchanged": download.is_unchanged,
    }
    if options.format != "json":
        key = "unchanged" if download.is_unchanged else "done"
        size = texts.number(record.size_bytes / 1024 / 1024, 1)
        print(
            texts.say(
                f"cli.fetch.boundaries.{key}", file=path.as_posix(), size=size, sha256=record.sha256
            )
        )
    options.source = asked
    return import_file(path, options, texts, command=NAME, extra={"download": extra})


def _refuse(problems: list[Problem], options: argparse.Namespace, texts: Texts) -> int:
    print_answer(options, texts, problems, Answer({"is_written": False}))
    is_read = any(problem.code in _OF_THE_FILE for problem in problems)
    return FAULTS_FOUND if is_read else CANNOT_READ
