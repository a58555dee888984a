"""`import boundaries`: official borders from a file; shows what would change, writes on `--yes`."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo_kopienas.cli.border_report import report_as_json, report_as_lines
from geo_kopienas.cli.changes import is_confirmed, is_written
from geo_kopienas.cli.parser import CANNOT_READ, FAULTS_FOUND, FINE
from geo_kopienas.cli.progress import ProgressLine
from geo_kopienas.cli.tables import print_json
from geo_kopienas.domain.schema.codes import GeometryQuality, Level

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_kopienas.cli.parser import Parser
    from geo_kopienas.store.imports.borders import BorderImport
    from geo_kopienas.texts import Texts

NAME = "import boundaries"

#: Faults that say that nothing could be read where the caller pointed.
_UNREADABLE = frozenset({"path_missing", "file_unreadable"})


def add_arguments(parser: Parser) -> None:
    """Add the command's own arguments and options."""
    texts = parser.texts
    parser.arguments.add_argument(
        "file", type=Path, metavar="FILE", help=texts["cli.import.boundaries.file"]
    )
    add_import_options(parser)
    parser.options.add_argument(
        "--level",
        choices=[level.value for level in Level],
        metavar="LEVEL",
        help=texts["cli.import.boundaries.level"],
    )
    parser.options.add_argument(
        "--columns",
        type=_pairs(parser, ("name", "code", "parent")),
        default={},
        metavar="name=A,code=B",
        help=texts["cli.import.boundaries.columns"],
    )
    parser.options.add_argument(
        "--quality",
        choices=[quality.value for quality in GeometryQuality],
        default=GeometryQuality.OFFICIAL.value,
        metavar="QUALITY",
        help=texts["cli.import.boundaries.quality"],
    )
    parser.options.add_argument(
        "--layer", default="", metavar="LAYER", help=texts["cli.import.boundaries.layer"]
    )
    parser.options.add_argument(
        "--source", metavar="ID", help=texts["cli.import.boundaries.source"]
    )


def add_import_options(parser: Parser) -> None:
    """Add what importing and fetching share."""
    texts = parser.texts

    def day(text: str) -> date:
        try:
            return date.fromisoformat(text)
        except ValueError:
            message = texts.say("cli.days.invalid", value=text)
            raise argparse.ArgumentTypeError(message) from None

    parser.options.add_argument(
        "--municipality", metavar="NAME|CODE|all", help=texts["cli.import.boundaries.municipality"]
    )
    parser.options.add_argument(
        "--date", type=day, metavar="DATE", help=texts["cli.import.boundaries.date"]
    )
    parser.options.add_argument(
        "--match",
        type=_pairs(parser, None),
        default={},
        metavar="CODE=PLACE",
        help=texts["cli.import.boundaries.match"],
    )
    parser.options.add_argument(
        "--yes", action="store_true", help=texts["cli.import.boundaries.yes"]
    )
    parser.add_format("text", "json")


def run(options: argparse.Namespace, texts: Texts) -> int:
    """Show what the import changes, and write it if that was asked for."""
    return import_file(options.file, options, texts, command=NAME)


def import_file(
    path: Path,
    options: argparse.Namespace,
    texts: Texts,
    *,
    command: str,
    extra: Mapping[str, Any] | None = None,
) -> int:
    """Import one file, as the options of `import boundaries` say; `extra` is for the JSON."""
    # Only here, so that help and version need not wait for the geometry libraries.
    from geo_kopienas.store.borders.files import PlainLayer  # noqa: PLC0415
    from geo_kopienas.store.imports.borders import prepare_import, write_import  # noqa: PLC0415
    from geo_kopienas.store.location import data_directory  # noqa: PLC0415

    plain = None
    if getattr(options, "columns", None):
        plain = PlainLayer(
            Level(options.level or Level.SETTLEMENT),
            options.columns,
            GeometryQuality(options.quality),
            options.layer,
        )
    directory = data_directory()
    with ProgressLine(texts) as progress:
        result = prepare_import(
            directory,
            path,
            municipality=options.municipality,
            day=options.date or _day_of(path),
            plain=plain,
            source_id=getattr(options, "source", None),
            chosen=options.match,
            progress=progress,
        )
    code = _exit_code(result)
    lines = report_as_lines(result, texts)
    has_changes = code == FINE and bool(result.files)
    is_wanted = has_changes and is_confirmed(options, texts, lines)
    done = is_wanted and is_written(
        lambda: write_import(directory, result, f"{command} {path.name}"), texts
    )
    if options.format == "json":
        print_json(report_as_json(result, texts, is_written=done) | dict(extra or {}))
    else:
        lines += [texts[f"cli.borders.{'written' if done else 'dry'}"]] if has_changes else []
        print("\n".join(lines))
    return CANNOT_READ if is_wanted and not done else code


def _exit_code(result: BorderImport) -> int:
    problems = result.problems + result.plan.faults
    if any(problem.code in _UNREADABLE for problem in problems):
        return CANNOT_READ
    return FAULTS_FOUND if problems else FINE


def _day_of(path: Path) -> date:
    """The day that the file is from; today where there is none, for the fault is named anyway."""
    stamp = path.stat().st_mtime if path.is_file() else datetime.now(UTC).timestamp()
    return datetime.fromtimestamp(stamp, tz=UTC).date()


def _pairs(parser: Parser, keys: tuple[str, ...] | None):  # type: ignore[no-untyped-def] # noqa: ANN202
    """Reads `a=b,c=d`."""

    def read(text: str) -> dict[str, str]:
        pairs = dict(part.strip().partition("=")[::2] for part in text.split(",") if part.strip())
        known = keys is None or set(pairs) <= set(keys)
        if not known or not all(key and value for key, value in pairs.items()):
            raise argparse.ArgumentTypeError(parser.texts.say("cli.pairs_invalid", value=text))
        return pairs

    return read
