"""A data directory in which every text is hostile, built from the default one."""

from __future__ import annotations

import csv
import json
import re
import shutil
from itertools import cycle
from typing import TYPE_CHECKING

from harness import CHECKOUT

if TYPE_CHECKING:
    from pathlib import Path

#: Each sets `hacked` in the window that runs it; the long word and the marks break layouts. Marks
#: that turn text round are refused at the door (`tests/bad_input`), so letters do it here.
PAYLOADS = (
    '<img src=x onerror="parent.hacked=1;window.hacked=1">',
    "<script>window.hacked=1</script><svg onload=window.hacked=1>",
    "${window.hacked=1}`;window.hacked=1;`",
    "'\"</textarea></style></paint>{{'map_div'}}{{ 7*7 }}{% raw %}",
    "[x](javascript:window.hacked=1) **b** $\\alert$ :material/home: # h",
    "\u05e9\u05dc\u05d5\u05dd \u200b\u200d\ufeff",
    "Ļ" * 300,
    "javascript:window.hacked=1",
    "<a href='javascript:window.hacked=1'>x</a>\u2028window.hacked=1",
)
#: Begins a text, for a spreadsheet to run.
FORMULA = "=cmd|' /C calc'!A0 "

TEXT_COLUMNS = re.compile(
    r"_(lv|en)$|^(actor|alternative_names|coordinate_source|register_code|source_date)$"
    r"|^(good_practice|comments)$"
)
#: Words in TOML are in two languages, or name a source; all else is codes and numbers.
WORDS_IN_TOML = re.compile(
    r"((?:^\s*|[{,]\s*)(?:(?:\w+_)?(?:lv|en)|title|text|licence|attribution) = )"
    r'"((?:[^"\\]|\\.)*)"',
    re.MULTILINE,
)
#: A paragraph of what a site says of itself, on a line of its own or the only one.
PARAGRAPH = re.compile(r'(^\s+|^\w+ = \[)"((?:[^"\\]|\\.)*)"', re.MULTILINE)


def build_hostile_data(directory: Path) -> Path:
    """Copy the default data and spoil every text, in turn with each of `PAYLOADS`."""
    shutil.copytree(CHECKOUT / "data", directory, ignore=shutil.ignore_patterns(".former"))
    payloads = cycle(PAYLOADS)
    for path in sorted(directory.rglob("*.csv")):
        _spoil_table(path, payloads)
    for path in sorted(directory.rglob("*.toml")):
        text = path.read_text(encoding="utf-8")
        text = WORDS_IN_TOML.sub(lambda match: _spoilt_word(match, payloads), text)
        if path.name == "site.toml":
            text = PARAGRAPH.sub(lambda match: _spoilt_word(match, payloads), text)
        if path.name == "codebook.toml":
            text = text.replace("${", "$")  # refused there: the form would take it for a reference
        path.write_text(text, encoding="utf-8")
    for path in sorted((directory / "boundaries").glob("*.geojson")):
        layer = json.loads(path.read_text(encoding="utf-8"))
        for feature in layer["features"]:
            for name, value in feature["properties"].items():
                if name.startswith(("name", "basis")):
                    feature["properties"][name] = f"{value} {next(payloads)}"
        path.write_text(json.dumps(layer), encoding="utf-8")
    return directory


def _spoil_table(path: Path, payloads: cycle[str]) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        for column in row:
            if TEXT_COLUMNS.search(column) and (row[column] or column.startswith("note")):
                row[column] = f"{FORMULA}{row[column]} {next(payloads)}"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def _spoilt_word(match: re.Match[str], payloads: cycle[str]) -> str:
    # Words with a blank to be filled keep it: the payload's braces would be blanks too.
    word = json.loads(f'"{match[2]}"')
    payload = next(payloads).replace("{", "").replace("}", "") if "{" in word else next(payloads)
    return f"{match[1]}{json.dumps(f'{word} {payload}', ensure_ascii=False)}"
