"""`publish survey`: what a publication of a round would show, and, confirmed, the publication."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_kopienas.cli.data import load_or_refuse, open_source, today
from geo_kopienas.cli.faults import Answer, print_answer
from geo_kopienas.cli.imports import exit_code, is_written
from geo_kopienas.texts.faults import shown

if TYPE_CHECKING:
    import argparse

    from geo_kopienas.cli.data import Source
    from geo_kopienas.cli.parser import Parser
    from geo_kopienas.store.dataset import Dataset
    from geo_kopienas.texts import Texts

NAME = "publish survey"


def add_arguments(parser: Parser) -> None:
    """Add the command's own arguments and options."""
    parser.add("round", metavar="ROUND")
    parser.add("--take-back", action="store_true")
    parser.add("--yes", action="store_true")
    parser.add_format("text", "json")


def run(options: argparse.Namespace, texts: Texts) -> int:
    """Say what would be published or taken back, and do it if that is confirmed."""
    source = open_source()
    data = load_or_refuse(options, texts, source)
    if isinstance(data, int):
        return data
    return (_take_back if options.take_back else _publish)(data, source, options, texts)


def _publish(data: Dataset, source: Source, options: argparse.Namespace, texts: Texts) -> int:
    from geo_kopienas.store.imports.publishing import (  # noqa: PLC0415
        plan_publication,
        publish,
    )

    plan = plan_publication(data, options.round)
    is_done = (
        options.yes
        and not plan.problems
        and is_written(
            lambda: publish(data, plan, today(), source.ledger), texts, "cli.publish.survey.failed"
        )
    )
    groups = [] if plan.figures is None else sorted(plan.figures.shown_groups)
    lines = [
        texts.count("publishing.waiting", plan.waiting, round=shown(plan.round_id)),
        texts.count("publishing.groups", len(groups)),
        texts[f"cli.publish.survey.{'done' if is_done else 'confirm'}"],
    ]
    facts = {
        "round_id": plan.round_id,
        "number": plan.number,
        "waiting": plan.waiting,
        "groups": groups,
        "is_written": is_done,
    }
    print_answer(options, texts, plan.problems, Answer(facts, lines))
    if plan.problems and options.format != "json":
        print(texts["publishing.refused"])
    return exit_code(plan.problems, is_failed=options.yes and not is_done)


def _take_back(data: Dataset, source: Source, options: argparse.Namespace, texts: Texts) -> int:
    from geo_kopienas.store.imports.publishing import take_back, taking_back  # noqa: PLC0415

    problems = taking_back(data, options.round)
    is_done = (
        options.yes
        and not problems
        and is_written(
            lambda: take_back(data, options.round, source.ledger),
            texts,
            "cli.publish.survey.failed",
        )
    )
    said = texts[f"cli.publish.survey.{'taken_back' if is_done else 'confirm_taking_back'}"]
    facts = {"round_id": options.round, "is_written": is_done}
    print_answer(options, texts, problems, Answer(facts, [said]))
    return exit_code(problems, is_failed=options.yes and not is_done)
