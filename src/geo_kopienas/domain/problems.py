"""A fault is a value: a code and a place; its words are found at the edge."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of one file.

    Attributes:
        code: Key of the sentence in `texts` (`fault.<code>.message`, `fault.<code>.remedy`).
        file: Path as the user knows it, relative to the data directory where it lies inside.
        sheet: Sheet of a workbook.
        row: Row as a spreadsheet counts it (header = 1), or the id of a feature.
        column: Name of the column or property.
        value: What stands there.
        details: Further values that the sentence names, such as the nearest known names.
    """

    code: str
    file: str | None = None
    sheet: str | None = None
    row: int | str | None = None
    column: str | None = None
    value: str | None = None
    details: dict[str, str] = field(default_factory=dict, hash=False)
