"""Reading of the survey's codebook; all its faults in one pass."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from geo_kopienas.domain.cells import quoted
from geo_kopienas.domain.problems import Problem
from geo_kopienas.domain.survey.codebook import CODEBOOK_FILE, Codebook
from geo_kopienas.domain.survey.codebook_reading import codebook_from
from geo_kopienas.store.text_file import read_text

if TYPE_CHECKING:
    from pathlib import Path


def read_codebook(path: Path) -> tuple[Codebook | None, list[Problem]]:
    """Read a codebook.

    Args:
        path: The file, `survey/codebook.toml` below the data directory.

    Returns:
        The codebook, or None if anything is wrong, and every fault.
    """
    text, fault, line = read_text(path)
    if fault is not None or text is None:
        code = fault.code if fault else "file_empty"
        value = fault.value if fault else None
        details = dict(fault.details) if fault else {}
        return None, [Problem(code, CODEBOOK_FILE, None, line, None, value, details)]
    try:
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return None, [Problem("toml_invalid", CODEBOOK_FILE, value=quoted(str(error)))]
    return codebook_from(content)
