"""Faults on a terminal: as sentences and in the JSON format that scripts read."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TextIO

from geo_kopienas.cli.tables import print_json
from geo_kopienas.texts.faults import describe, shown

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Mapping, Sequence

    from geo_kopienas.domain.schema.problems import Problem
    from geo_kopienas.texts import Texts


def faults_as_json(problems: Iterable[Problem], texts: Texts) -> list[dict[str, object]]:
    """Each fault with its place, code, sentence and remedy; None where it has none.

    `others` is there where the cause has further cells.
    """
    faults: list[dict[str, object]] = []
    for problem in problems:
        message, remedy = describe(problem, texts)
        fault: dict[str, object] = {
            "file": _written(problem.file),
            "sheet": _written(problem.sheet),
            "row": _written(problem.row),
            "column": _written(problem.column),
            "value": _written(problem.value),
            "code": problem.code,
            "message": message,
            "remedy": remedy,
        }
        if problem.others:
            fault["others"] = [
                {"row": _written(row), "column": _written(column)} for row, column in problem.others
            ]
        faults.append(fault)
    return faults


def _written(part: str | int | None) -> str | int | None:
    """A part of a fault as it can be written: half of a sign that takes two becomes “?”."""
    return part.encode("utf-8", "replace").decode() if isinstance(part, str) else part


def faults_as_lines(problems: Iterable[Problem], texts: Texts) -> list[str]:
    """Each fault as one line: file, sentence, remedy."""
    lines = []
    for problem in problems:
        place = f"{shown(problem.file)}: " if problem.file else ""
        lines.append(place + " ".join(describe(problem, texts)))
    return lines


class Answer(NamedTuple):
    """What a command did: the keys of its JSON answer beside the faults, and lines in words."""

    facts: Mapping[str, object] = MappingProxyType({})
    lines: Iterable[str] = ()


_NOTHING = Answer()


def print_answer(
    options: argparse.Namespace,
    texts: Texts,
    problems: Sequence[Problem],
    answer: Answer = _NOTHING,
    *,
    faults_to: TextIO | None = None,
) -> None:
    """Say what a command did, or the faults that kept it from it.

    Args:
        options: `format`; a command without it answers in words.
        texts: Words of the language.
        problems: The faults.
        answer: What is said where there is none; its facts are in the JSON in any case.
        faults_to: Where faults are said in words; standard output by default.
    """
    if getattr(options, "format", "") == "json":
        print_json({"faults": faults_as_json(problems, texts), **answer.facts})
    elif problems:
        print("\n".join(faults_as_lines(problems, texts)), file=faults_to)
    else:
        print("\n".join(answer.lines))
