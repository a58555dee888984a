"""The documents name files, pages and commands that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from geo_kopienas.cli.program import COMMANDS
from geo_kopienas.ui.frame.shell import PAGES

CHECKOUT = Path(__file__).resolve().parents[2]
FOLDERS = (
    ".streamlit",
    "benchmarks",
    "data",
    "deploy",
    "docs",
    "pages",
    "requirements",
    "src",
    "static",
    "tests",
    "tools",
)
PATHS = [*CHECKOUT.iterdir(), *(path for name in FOLDERS for path in (CHECKOUT / name).rglob("*"))]
FILES = [f"/{path.relative_to(CHECKOUT).as_posix()}" for path in PATHS]
DOCUMENTS = [name.removeprefix("/") for name in FILES if re.fullmatch(r"/docs/[\w-]+\.md", name)]
DOCUMENTS += ["README.md", "CONTRIBUTING.md", "benchmarks/README.md"]
#: A file of the project's own kinds; data files of users, such as `kobo.xlsx`, are not meant.
NAMED_FILE = re.compile(r"`((?:[\w.-]+/)*[\w-]+\.(?:py|js|css|html|conf|service|toml))`")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_files_that_documents_name_exist(name: str) -> None:
    named = NAMED_FILE.findall((CHECKOUT / name).read_text(encoding="utf-8"))
    missing = [path for path in named if not any(file.endswith(f"/{path}") for file in FILES)]
    assert missing == []


def test_every_page_is_documented() -> None:
    table = (CHECKOUT / "docs/addresses.md").read_text(encoding="utf-8")
    documented = re.findall(r"^\| `/([a-z-]*)` \|", table, flags=re.MULTILINE)
    assert sorted(documented) == sorted(entry.address for entry in PAGES)


def test_every_command_is_documented() -> None:
    examples = (CHECKOUT / "docs/commands.md").read_text(encoding="utf-8")
    documented = {
        command.NAME
        for command in COMMANDS
        if re.search(rf"^\.venv/bin/geo-kopienas {command.NAME}\b", examples, flags=re.MULTILINE)
    }
    assert documented == {command.NAME for command in COMMANDS}
