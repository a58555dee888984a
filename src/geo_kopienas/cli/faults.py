"""Faults on a terminal: as sentences and in the JSON format that scripts read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_kopienas.texts.faults import describe, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

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
