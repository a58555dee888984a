"""The report of an import of borders: what is new, gone, renamed, moved, open, repaired."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo_kopienas.cli.changes import MAX_NAMED, change_lines
from geo_kopienas.cli.faults import faults_as_json, faults_as_lines

if TYPE_CHECKING:
    from geo_kopienas.store.imports.borders import BorderImport
    from geo_kopienas.texts import Texts


def report_as_json(result: BorderImport, texts: Texts, *, is_written: bool) -> dict[str, Any]:
    """What an import changes, or why it cannot be done."""
    faults = result.problems + result.plan.faults
    return {
        "faults": faults_as_json(faults, texts),
        "repairs": faults_as_json(result.plan.repairs, texts),
        "municipalities": result.municipalities,
        "changes": result.plan.changes,
        "files": sorted(result.files) if not faults else [],
        "is_written": is_written,
    }


def report_as_lines(result: BorderImport, texts: Texts) -> list[str]:
    """The same in lines."""
    faults = result.problems + result.plan.faults
    lines = change_lines(
        result.plan.changes,
        texts,
        head=lambda kind, number: texts.count(f"cli.borders.{kind}", number),
        line="cli.borders.line",
    )
    if result.plan.repairs:
        lines.append(texts.count("cli.borders.repairs", len(result.plan.repairs)))
        lines += [f"  {line}" for line in faults_as_lines(result.plan.repairs, texts)[:MAX_NAMED]]
    if faults:
        lines += faults_as_lines(faults, texts)
        lines.append(texts.count("cli.faults", len(faults)) + " " + texts["cli.borders.refused"])
    elif not result.files:
        lines.append(texts["cli.borders.nothing"])
    else:
        files = ", ".join(sorted(result.files))
        lines.append(texts.say("cli.borders.files", files=files))
    return lines
