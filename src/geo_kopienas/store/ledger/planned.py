"""What would be wrong with a data directory if some of its files were others."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from geo_kopienas.domain.schema.problems import Problem, without_repairs
from geo_kopienas.store.dataset import check_files


def planned_faults(directory: Path, files: Mapping[str, bytes]) -> list[Problem]:
    """Every fault that the data directory would have with these files in it."""
    with tempfile.TemporaryDirectory(prefix="geo-kopienas-") as folder:
        replaced = {}
        for name, content in files.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            replaced[name] = path
        checked = check_files(directory, replaced)
    names = {path.as_posix(): name for name, path in replaced.items()}
    problems = (*without_repairs(checked.problems), *checked.brought, *checked.others)
    return [problem.at(file=names.get(problem.file or "", problem.file)) for problem in problems]
