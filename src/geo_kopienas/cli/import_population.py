"""`import population`: figures of a statistical table; shows what changes, writes on `--yes`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo_kopienas.cli.data import load_or_refuse, open_source, today
from geo_kopienas.cli.faults import faults_as_json, faults_as_lines
from geo_kopienas.cli.imports import MAX_NAMED, Report, carry_out, change_lines
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.texts.faults import shown

if TYPE_CHECKING:
    import argparse

    from geo_kopienas.cli.parser import Parser
    from geo_kopienas.store.imports.population import PopulationImport
    from geo_kopienas.texts import Texts

NAME = "import population"


def add_arguments(parser: Parser) -> None:
    """Add the command's own arguments and options."""

    def pair(text: str) -> tuple[str, str]:
        name, equals, value = (part.strip() for part in text.rpartition("="))
        if not equals or not name or not value:
            raise parser.refusal("cli.pairs_invalid", value=shown(text))
        return name, value

    parser.add("file", type=Path, metavar="FILE")
    parser.add("--level", choices=[level.value for level in Level], metavar="LEVEL")
    parser.add("--series", metavar="TEXT")
    parser.add("--url", metavar="URL")
    parser.add("--match", type=pair, action="append", default=[], metavar="TEXT=PLACE")
    parser.add("--select", type=pair, action="append", default=[], metavar="COLUMN=VALUE")
    parser.add("--skip-unknown", action="store_true")
    parser.add("--yes", action="store_true")
    parser.add_format("text", "json")


def run(options: argparse.Namespace, texts: Texts) -> int:
    """Show what the import changes, and write it if that was asked for."""
    from geo_kopienas.store.imports.population import (  # noqa: PLC0415
        PopulationSettings,
        prepare_population,
    )

    source = open_source()
    data = load_or_refuse(options, texts, source)
    if isinstance(data, int):
        return data
    settings = PopulationSettings(
        selected=dict(options.select),
        chosen=dict(options.match),
        level=Level(options.level) if options.level else None,
        series=options.series,
        url=options.url,
        are_unknown_left_out=options.skip_unknown,
        today=today(),
    )
    result = prepare_population(source.directory, data, options.file, settings)
    report = Report(
        f"{NAME} {options.file.name}", _change_lines(result, texts), _answer(result, texts)
    )
    return carry_out(result, source, report, options, texts)


def _answer(result: PopulationImport, texts: Texts) -> dict[str, Any]:
    series = result.series
    return {
        "series": series
        and {"series_lv": series.name_lv, "series_en": series.name_en, "source_url": series.url},
        "selected": {name: value for name, value in result.selected.items() if value},
        "missing": result.missing,
        "repairs": faults_as_json(result.repairs, texts),
        "changes": result.plan.changes,
    }


def _change_lines(result: PopulationImport, texts: Texts) -> list[str]:
    """The series and what is new, revised, in conflict; nothing where faults forbid it."""
    if result.problems:
        return []
    lines = []
    if result.series is not None:
        name = result.series.name_lv if texts.language == "lv" else result.series.name_en
        url = shown(result.series.url)
        lines.append(texts.say("cli.import.population.said", series=shown(name), url=url))
    for name, value in result.selected.items():
        if value:
            words = {"column": shown(name), "value": shown(value)}
            lines.append(texts.say("cli.import.population.selected", **words))
    lines += change_lines(
        result.plan.changes,
        texts,
        head=lambda kind, number: f"{texts[f'cli.import.population.kind.{kind}']}: {number}",
        line="cli.import.population.line",
        counted_only=("unchanged",),
    )
    if result.repairs:
        lines.append(texts.count("cli.borders.repairs", len(result.repairs)))
        lines += [f"  {line}" for line in faults_as_lines(result.repairs[:MAX_NAMED], texts)]
    if result.missing:
        lines.append(texts.say("cli.import.population.missing", number=result.missing))
    return lines
