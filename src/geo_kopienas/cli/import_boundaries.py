"""`import boundaries`: official borders from a file; shows what would change, writes on `--yes`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo_kopienas.cli.data import add_date, open_source
from geo_kopienas.cli.faults import faults_as_json, faults_as_lines
from geo_kopienas.cli.imports import MAX_NAMED, Report, carry_out, change_lines
from geo_kopienas.cli.progress import progress_line
from geo_kopienas.domain.schema.codes import GeometryQuality, Level

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping

    from geo_kopienas.cli.parser import Parser
    from geo_kopienas.store.imports.borders import BorderImport
    from geo_kopienas.texts import Texts

NAME = "import boundaries"


def add_arguments(parser: Parser) -> None:
    """Add the command's own arguments and options."""
    parser.add("file", type=Path, metavar="FILE")
    add_import_options(parser)
    parser.add("--level", choices=[level.value for level in Level], metavar="LEVEL")
    columns = _pairs(parser, ("name", "code", "parent"))
    parser.add("--columns", type=columns, default={}, metavar="name=A,code=B")
    parser.add(
        "--quality",
        choices=[quality.value for quality in GeometryQuality],
        default=GeometryQuality.OFFICIAL.value,
        metavar="QUALITY",
    )
    parser.add("--layer", default="", metavar="LAYER")
    parser.add("--source", metavar="ID")


def add_import_options(parser: Parser) -> None:
    """Add what importing and fetching share."""
    key = f"cli.{NAME.replace(' ', '.')}"
    parser.add("--municipality", key=key, metavar="NAME|CODE|all")
    add_date(parser, key)
    match = _pairs(parser, None)
    parser.add("--match", key=key, type=match, default={}, metavar="CODE=PLACE")
    parser.add("--yes", key=key, action="store_true")
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
    # Imported here, so that help and version need not wait for the geometry libraries.
    from geo_kopienas.store.borders.files import PlainLayer  # noqa: PLC0415
    from geo_kopienas.store.imports.borders import BorderSettings, prepare_import  # noqa: PLC0415

    source = open_source()
    plain = None
    if getattr(options, "columns", None):
        plain = PlainLayer(
            Level(options.level or Level.SETTLEMENT),
            options.columns,
            GeometryQuality(options.quality),
            options.layer,
        )
    with progress_line(texts) as progress:
        result = prepare_import(
            source.directory,
            path,
            BorderSettings(
                options.date or _day_of(path),
                options.municipality,
                plain,
                getattr(options, "source", None),
                options.match,
            ),
            progress,
        )
    answer = {
        "repairs": faults_as_json(result.plan.repairs, texts),
        "municipalities": result.municipalities,
        "changes": result.plan.changes,
        **(extra or {}),
    }
    report = Report(f"{command} {path.name}", _change_lines(result, texts), answer)
    return carry_out(result, source, report, options, texts)


def _change_lines(result: BorderImport, texts: Texts) -> list[str]:
    """The lines on what is new, gone, renamed, moved, open, repaired."""
    lines = change_lines(
        result.plan.changes,
        texts,
        head=lambda kind, number: texts.count(f"cli.borders.{kind}", number),
        line="cli.borders.line",
    )
    repairs = result.plan.repairs
    if repairs:
        lines.append(texts.count("cli.borders.repairs", len(repairs)))
        lines += [f"  {line}" for line in faults_as_lines(repairs[:MAX_NAMED], texts)]
    return lines


def _day_of(path: Path) -> date:
    """The day that the file is from; today where there is none, for the fault is named anyway."""
    stamp = path.stat().st_mtime if path.is_file() else datetime.now(UTC).timestamp()
    return datetime.fromtimestamp(stamp, tz=UTC).date()


def _pairs(parser: Parser, keys: tuple[str, ...] | None) -> Callable[[str], dict[str, str]]:
    """A reader of `a=b,c=d` that knows these keys, or any."""

    def read(text: str) -> dict[str, str]:
        pairs = dict(part.strip().partition("=")[::2] for part in text.split(",") if part.strip())
        known = keys is None or set(pairs) <= set(keys)
        if not known or not all(key and value for key, value in pairs.items()):
            raise parser.refusal("cli.pairs_invalid", value=text)
        return pairs

    return read
