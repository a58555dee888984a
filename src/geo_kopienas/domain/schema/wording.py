"""What columns and codes are called in words, for reading tables that people took away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from geo_kopienas.domain.schema.cells import clean_text


@dataclass(frozen=True, slots=True)
class Wording:
    """The way back from the words of an exported workbook to what the data calls it.

    Attributes:
        columns: Column by its heading, in every language.
        codes: Code by its words, by column.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def header(self, header: Sequence[str]) -> list[str]:
        """The names of the columns; what is no heading stays as it is."""
        return [self.columns.get(clean_text(name), name) for name in header]

    def cell(self, text: str, column: str) -> str:
        """A cell with codes in the place of their words, also in a breakdown."""
        codes = self.codes.get(column)
        if not codes:
            return text
        parts = (part.partition("=") for part in text.split(";"))
        return ";".join(
            codes.get(clean_text(word), word) + sign + number for word, sign, number in parts
        )


#: For files that nobody took away.
PLAIN = Wording()
