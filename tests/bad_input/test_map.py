"""The map of bad inputs in the documents: each case stands in the file that it names."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "bad-input.md"
FILES = {
    letter: f"tests/bad_input/{name}.py"
    for letter, name in {
        "T": "test_tables",
        "S": "test_survey_files",
        "L": "test_layers",
        "G": "test_geodata",
        "B": "test_border_files",
    }.items()
}
REFERENCE = re.compile(r"(?:\b([TSLGB])|`(tests/[\w/]+\.py)`)(?: “([^”]+)”)?")


def test_every_case_of_the_map_stands_in_its_file() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    rows = text[text.index("## Case by case") :].split("\n## ", 1)[0].splitlines()
    cells = [row.rsplit("|", 2)[1] for row in rows if row.startswith("|")][2:]
    lost = []
    for cell in cells:
        named = [match for match in REFERENCE.finditer(cell) if match[2] or match[3]]
        assert named or set(cell) <= set("-| ") or cell.strip() == "test"
        for letter, path, case in (match.groups() for match in named):
            file = ROOT / (path or FILES[letter])
            if not file.is_file() or (case or "") not in file.read_text(encoding="utf-8"):
                lost.append((file.name, case))
    assert not lost
