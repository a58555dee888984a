"""Reading of the survey's codebook; all its faults in one pass."""

from pathlib import Path

from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.domain.survey.codebook.model import CODEBOOK_FILE, Codebook
from geo_kopienas.domain.survey.codebook.reading import codebook_from
from geo_kopienas.store.rules.entries import read_toml


def read_codebook(path: Path) -> tuple[Codebook | None, list[Problem]]:
    """Read a codebook.

    Args:
        path: The file, `survey/codebook.toml` below the data directory.

    Returns:
        The codebook, or None if anything in it is wrong, and every fault.
    """
    content, problems = read_toml(path, CODEBOOK_FILE)
    if content is None:
        return None, problems
    codebook, found = codebook_from(content)
    return codebook, [*problems, *found]
