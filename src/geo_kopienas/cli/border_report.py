"""The report of an import of borders: what is new, gone, renamed, moved, open, repaired."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo_kopienas.cli.faults import faults_as_json, faults_as_lines
from geo_kopienas.cli.tables import print_json
from geo_kopienas.texts.faults import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_kopienas.store.border_import import BorderImport
    from geo_kopienas.texts import Texts

#: So many places of each kind are named in text; JSON names all.
MAX_NAMED = 50


def print_report(
    result: BorderImport,
    texts: Texts,
    *,
    is_written: bool,
    is_json: bool,
    extra: Mapping[str, Any] | None = None,
) -> None:
    """Print what an import changes, or why it cannot be done; `extra` comes into the JSON."""
    faults = result.problems + result.plan.faults
    if is_json:
        print_json(
            {
                "faults": faults_as_json(faults, texts),
                "repairs": faults_as_json(result.plan.repairs, texts),
                "municipalities": result.municipalities,
                "changes": result.plan.changes,
                "files": sorted(result.files) if not faults else [],
                "is_written": is_written,
                **(extra or {}),
            }
        )
        return
    lines = _change_lines(result.plan.changes, texts)
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
        lines.append(texts["cli.borders.written" if is_written else "cli.borders.dry"])
    print("\n".join(lines))


def _change_lines(changes: dict[str, list[dict[str, Any]]], texts: Texts) -> list[str]:
    lines = []
    for kind, rows in changes.items():
        lines.append(texts.count(f"cli.borders.{kind}", len(rows)))
        for row in rows[:MAX_NAMED]:
            words = {key: _shown(value) for key, value in row.items()}
            lines.append("  " + texts.say(f"cli.borders.line.{kind}", **words))
        if len(rows) > MAX_NAMED:
            lines.append("  " + texts.say("cli.borders.more", number=len(rows) - MAX_NAMED))
    return lines


def _shown(value: object) -> str:
    if isinstance(value, list):
        return shown(", ".join(map(str, value))) or "–"
    return "–" if value is None else shown(str(value))
