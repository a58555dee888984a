"""What becomes of the submissions of a file beside those that are stored: nothing is doubled."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from geo_kopienas.domain.schema.fields import Table
from geo_kopienas.domain.survey.imports.decoded import Decoded
from geo_kopienas.domain.survey.imports.sameness import Row, StoredSubmissions, Verdict, row_content


class Likeness(StrEnum):
    """What a person decides on submissions that look like stored ones."""

    SAME = "same"  # they are those that are stored
    NEW = "new"  # other people happened to answer the same


@dataclass
class Settled:
    """What becomes of the submissions of a file.

    Attributes:
        rows: The new content of the round, by id.
        new, changed, unchanged: How many of the file are not stored yet, differ, and are the same.
        alike: How many look like stored ones, and nobody can tell.
        elsewhere: How many of each other round the file holds; they stay there.
    """

    rows: dict[str, Row] = field(default_factory=dict)
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    alike: int = 0
    elsewhere: dict[str, int] = field(default_factory=dict)


def settle(
    decoded: Decoded,
    rounds: Mapping[str, Iterable[Row]],
    round_id: str,
    table: Table,
    likeness: Likeness | None,
) -> Settled:
    """Settle which submissions of a file are new.

    Args:
        decoded: The file, with its submissions and when they were sent.
        rounds: What is stored, by round.
        round_id: The round that the file is imported into.
        table: The columns of its answers.
        likeness: What was decided on those that look like stored ones.
    """
    stored = StoredSubmissions(table)
    homes: dict[str, str] = {}
    for name, content in rounds.items():
        kept = [*content]
        stored.add(name, kept)
        homes |= {str(row["submission_id"]): name for row in kept if name != round_id}
    result = Settled({str(row["submission_id"]): row for row in rounds.get(round_id, ())})
    matches = stored.match(decoded.rows, decoded.moments)
    for row, match in zip(decoded.rows, matches, strict=True):
        verdict = match.verdict
        if verdict is Verdict.ALIKE and likeness is None:
            result.alike += 1
            continue
        is_same = verdict is Verdict.SAME or (
            verdict is Verdict.ALIKE and likeness is Likeness.SAME
        )
        if not is_same or match.stored is None:
            name = _free_name(str(row["submission_id"]), result.rows)
            result.rows[name] = {**row, "submission_id": name}
            result.new += 1
        elif match.stored.round_id != round_id:
            home = match.stored.round_id
            result.elsewhere[home] = result.elsewhere.get(home, 0) + 1
        else:
            name = match.stored.submission_id
            after = _joined(result.rows[name], row)
            is_changed = row_content(after, table) != row_content(result.rows[name], table)
            result.changed += is_changed
            result.unchanged += not is_changed
            result.rows[name] = after
    return result


def _joined(before: Row, row: Row) -> dict[str, Any]:
    """A stored submission as the newer file has it; what that lacks besides the answers stays."""
    kept = {name: before.get(name) for name in ("submitted_date", "form_version")}
    marks = tuple(sorted({*(before.get("marks") or ()), *row["marks"]}))
    filled = {name: row.get(name) or value for name, value in kept.items()}
    return {**row, **filled, "submission_id": before["submission_id"], "marks": marks}


def _free_name(name: str, taken: Mapping[str, Row]) -> str:
    """An id that is not taken: forms count their answers anew, and another round has its own."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free
