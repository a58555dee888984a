"""`import survey`: what a survey file says, every fault, and, confirmed, its answers stored."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo_kopienas.cli.data import load_or_refuse, open_source, today
from geo_kopienas.cli.faults import faults_as_json, faults_as_lines
from geo_kopienas.cli.imports import exit_code, is_written
from geo_kopienas.cli.tables import print_json, print_table
from geo_kopienas.texts.faults import shown
from geo_kopienas.texts.lookup import form_words

if TYPE_CHECKING:
    import argparse

    from geo_kopienas.cli.parser import Parser
    from geo_kopienas.domain.schema.problems import Problem
    from geo_kopienas.store.imports.survey import SurveyImport
    from geo_kopienas.texts import Texts

NAME = "import survey"

#: A person reads no more lines on a terminal; JSON has them all.
_MAX_LINES = 40


def add_arguments(parser: Parser) -> None:
    """Add the command's own arguments and options."""

    def round_id(text: str) -> str:
        from geo_kopienas.domain.survey.rounds.responses import is_round_id  # noqa: PLC0415 - loads pandas

        if not is_round_id(text):
            raise parser.refusal("cli.import.survey.round_invalid", value=shown(text))
        return text

    def date(text: str) -> str:
        from geo_kopienas.domain.schema.dates import parse_partial_date  # noqa: PLC0415 - loads pandas

        if parse_partial_date(text) is None:
            raise parser.refusal("cli.import.survey.date_invalid", value=shown(text))
        return text

    parser.add("file", type=Path, metavar="FILE")
    parser.add("--round", type=round_id, required=True, metavar="ID")
    parser.add("--date", type=date, metavar="DATE")
    parser.add("--mapping", type=Path, metavar="FILE")
    parser.add("--alike", choices=("same", "new"))
    parser.add("--yes", action="store_true")
    parser.add_format("text", "json")


def run(options: argparse.Namespace, texts: Texts) -> int:
    """Read the file, say what was understood, and store it if that is confirmed."""
    from geo_kopienas.domain.survey.imports.settled import Likeness  # noqa: PLC0415
    from geo_kopienas.store.imports.survey import (  # noqa: PLC0415
        ImportSettings,
        SurveyFile,
        confirm_import,
        plan_import,
    )
    from geo_kopienas.store.imports.survey_decisions import Decisions, read_decisions  # noqa: PLC0415
    from geo_kopienas.store.tables.sheets import read_sheets_file  # noqa: PLC0415

    source = open_source()
    data = load_or_refuse(options, texts, source)
    if isinstance(data, int):
        return data
    decisions = Decisions()
    problems: list[Problem] = []
    if options.mapping is not None:
        mapping = options.mapping.as_posix()
        decisions, problems = read_decisions(*read_sheets_file(options.mapping), mapping, data)
    settings = ImportSettings(
        source.directory, data, form_words(), decisions, today(), _progress(texts),
        Likeness(options.alike) if options.alike else None,
    )  # fmt: skip
    table, faults = read_sheets_file(options.file)
    file = SurveyFile(options.file.as_posix(), table, [*problems, *faults])
    plan = plan_import(file, options.round, options.date, settings)
    is_done = (
        options.yes
        and not plan.problems
        and is_written(
            lambda: confirm_import(plan, settings, source.ledger),
            texts,
            "cli.import.survey.not_written",
        )
    )
    if options.format == "json":
        print_json(_as_json(plan, texts, is_written=is_done))
    else:
        _print(plan, texts, is_written=is_done)
    return exit_code(plan.problems, is_failed=options.yes and not is_done)


def _progress(texts: Texts) -> Any:  # noqa: ANN401 - a callable of one number
    """Says on a terminal how far it is; a file or another program gets nothing."""

    def tell(share: float) -> None:
        if sys.stderr.isatty():
            end = "\n" if share >= 1 else ""
            words = texts.say("cli.import.survey.progress", share=texts.number(100 * share))
            print(f"\r{words}", end=end, file=sys.stderr, flush=True)

    return tell


def _as_json(plan: SurveyImport, texts: Texts, *, is_written: bool) -> dict[str, Any]:
    decoded, table = plan.decoded, plan.table
    return {
        "faults": faults_as_json(plan.problems, texts),
        "repairs": faults_as_json(decoded.repairs, texts),
        "warnings": faults_as_json(decoded.warnings, texts),
        "is_written": is_written,
        "round": {
            "round_id": plan.round.round_id,
            "date": plan.round.date,
            "is_listed": plan.round.is_listed,
        },
        "source": {
            "file": plan.file,
            "kind": table.kind if table else None,
            "encoding": table.encoding if table else None,
            "separator": table.separator if table else None,
            "sheet": plan.sheet,
            "other_sheets": list(plan.other_sheets),
        },
        "submissions": {
            "read": decoded.read,
            "new": plan.new,
            "changed": plan.changed,
            "unchanged": plan.unchanged,
            "doubled": decoded.doubled,
            "without_consent": decoded.without_consent,
            "not_approved": decoded.not_approved,
        },
        "not_asked": decoded.not_asked,
        "columns": [
            {
                "column": column.heading,
                "position": column.position + 1,
                "role": column.role.value,
                "target": column.target or None,
                "option": column.option or None,
                "how": column.how.value,
            }
            for column in plan.columns
        ],
        "places": [
            {
                "text": place.text,
                "ids": list(place.codes),
                "how": place.how.value,
                "count": place.count,
            }
            for place in decoded.places
        ],
        "answers": [
            {
                "question_id": answer.question_id,
                "text": answer.text,
                "codes": list(answer.codes),
                "how": answer.how.value,
                "count": answer.count,
            }
            for answer in decoded.answers
        ],
    }


def _print(plan: SurveyImport, texts: Texts, *, is_written: bool) -> None:
    from geo_kopienas.texts.survey_import import (  # noqa: PLC0415 - loads pandas
        column_rows,
        count_rows,
        reading_rows,
        source_sentence,
    )

    decoded = plan.decoded
    if plan.table is not None:
        print(source_sentence(plan.table.kind, plan.table.encoding, plan.table.separator,
                              plan.sheet, texts))  # fmt: skip
    for name, rows in (
        ("columns", column_rows(plan.columns, texts)),
        ("places", reading_rows(decoded.places, texts)),
        ("answers", reading_rows(decoded.answers, texts)),
    ):
        if rows:
            print()
            headings = [
                texts[f"survey_import.heading.{column}"] for column in ("file", "meaning", "how")
            ]
            print(texts[f"survey_import.{name}"])
            print_table(headings, rows[:_MAX_LINES])
            if len(rows) > _MAX_LINES:
                print(texts.count("survey_import.more", len(rows) - _MAX_LINES))
    if plan.table is not None:
        print()
        print_table(
            [texts["survey_import.heading.submissions"], texts["survey_import.heading.number"]],
            count_rows(
                decoded, new=plan.new, changed=plan.changed, unchanged=plan.unchanged, texts=texts
            ),
        )
    for name, problems in (
        ("repairs", decoded.repairs),
        ("warnings", decoded.warnings),
        ("faults", plan.problems),
    ):
        if problems:
            print()
            print(texts[f"survey_import.{name}"])
            print("\n".join(faults_as_lines(problems, texts)))
    print()
    print(_outcome(plan, texts, is_written=is_written))


def _outcome(plan: SurveyImport, texts: Texts, *, is_written: bool) -> str:
    if plan.problems:
        return texts.count("survey_import.refused", len(plan.problems))
    number = plan.new + plan.changed
    if is_written:
        written = texts.count("survey_import.written", number, round=plan.round.round_id)
        return f"{written} {texts.say('cli.import.survey.next', round=plan.round.round_id)}"
    sentence = texts.count("survey_import.ready", number, round=plan.round.round_id)
    if plan.round.is_assumed:
        sentence += " " + texts.say("survey_import.undated", date=plan.round.date)
    return f"{sentence} {texts['cli.import.survey.confirm']}"
