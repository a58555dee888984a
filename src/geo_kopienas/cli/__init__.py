"""The command line `geo-kopienas`: the functions of the pages, for a terminal and for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The exit code that shells give a program ended by Ctrl+C.
INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        argv: Arguments without the program's name; those of the process by default.

    Returns:
        The exit code.
    """
    try:
        # Imported here, so that Ctrl+C while the program is still loading ends it as quietly.
        from geo_kopienas.cli import program  # noqa: PLC0415

        return program.main(argv)
    except KeyboardInterrupt:
        return INTERRUPTED
