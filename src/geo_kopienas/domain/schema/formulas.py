"""What an exported table carries so that it can be opened anywhere and read in again."""

import re

#: The first column that is not read in again.
MARK = "as_of"

#: Signs that make a spreadsheet take a cell for a formula. Quotes before them count too, so that
#: a text that really begins with '= stays different from a guarded =.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula: `'` before = + - @ TAB CR."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """What was guarded."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
