"""The command line `geo-kopienas`: the functions of the pages, for a terminal and for scripts.

Exit codes: 0 fine, 1 faults found, 2 cannot read or wrong call.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from geo_kopienas import __version__
from geo_kopienas.domain.problems import Problem
from geo_kopienas.texts import DEFAULT_LANGUAGE, LANGUAGES, texts_for
from geo_kopienas.texts.faults import describe, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_kopienas.texts import Texts

PROGRAM = "geo-kopienas"
FINE, FAULTS_FOUND, CANNOT_READ = 0, 1, 2

#: Faults that say that nothing could be read where the caller pointed.
_UNREADABLE = frozenset(
    {"directory_missing", "path_missing", "file_kind_unknown", "file_unreadable"}
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        argv: Arguments without the program's name; those of the process by default.

    Returns:
        The exit code.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    _write_utf8()
    texts = texts_for(_asked_language(arguments))
    try:
        options = _parser(texts).parse_args(arguments)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else CANNOT_READ
    return _check(options.paths, options.format, texts)


def _write_utf8() -> None:
    # A pipe on Windows takes the old code page, which has not all Latvian signs.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


# --- the call ------------------------------------------------------------------------------


def _asked_language(arguments: Sequence[str]) -> str:
    """The language must be known before the parser, whose help is written in it."""
    for number, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name == "--language":
            asked = value if equals else "".join(arguments[number + 1 : number + 2])
            return asked if asked in LANGUAGES else DEFAULT_LANGUAGE
    return DEFAULT_LANGUAGE


class _Formatter(argparse.HelpFormatter):
    """Help whose own words are in the reader's language too."""

    def __init__(self, prog: str, texts: Texts) -> None:
        super().__init__(prog)
        self._texts = texts

    def add_usage(self, usage, actions, groups, prefix=None) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
        super().add_usage(usage, actions, groups, prefix or self._texts["cli.usage"])


class _Parser(argparse.ArgumentParser):
    """A parser that helps and refuses in the reader's language."""

    def __init__(self, texts: Texts, *, prog: str, description: str) -> None:
        super().__init__(
            prog=prog,
            description=description,
            formatter_class=lambda prog: _Formatter(prog, texts),
            add_help=False,
            allow_abbrev=False,
        )
        self.texts = texts
        self.options = self.add_argument_group(texts["cli.options"])
        self.options.add_argument("-h", "--help", action="help", help=texts["cli.help"])
        self.options.add_argument(
            "--language",
            choices=LANGUAGES,
            default=DEFAULT_LANGUAGE,
            metavar="|".join(LANGUAGES),
            help=texts["cli.language"],
        )

    def error(self, message: str) -> NoReturn:
        reason = self.texts.say("cli.wrong_call", reason=shown(message))
        see_help = self.texts.say("cli.see_help", program=self.prog)
        self.exit(CANNOT_READ, f"{reason}\n{see_help}\n")


def _parser(texts: Texts) -> _Parser:
    parser = _Parser(texts, prog=PROGRAM, description=texts["cli.description"])
    parser.options.add_argument(
        "--version",
        action="version",
        version=f"{PROGRAM} {__version__}",
        help=texts["cli.version"],
    )
    commands = parser.add_subparsers(
        title=texts["cli.commands"], dest="command", required=True, metavar="check"
    )
    check = commands.add_parser(
        "check",
        texts=texts,
        prog=f"{PROGRAM} check",
        help=texts["cli.check.help"],
        description=texts["cli.check.description"],
    )
    check.add_argument_group(texts["cli.arguments"]).add_argument(
        "paths", nargs="*", type=Path, metavar="DIR|FILE", help=texts["cli.check.paths"]
    )
    check.options.add_argument(
        "--format",
        choices=("text", "json"),
        default="text",
        metavar="text|json",
        help=texts["cli.format"],
    )
    return parser


# --- check ---------------------------------------------------------------------------------


@dataclass
class _Checked:
    """What was checked, and every fault of it."""

    files: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        if any(problem.code in _UNREADABLE for problem in self.problems):
            return CANNOT_READ
        return FAULTS_FOUND if self.problems else FINE


def _check(paths: Sequence[Path], format_: str, texts: Texts) -> int:
    # Only here, so that help and version need not wait for the geometry libraries.
    from geo_kopienas.store.dataset import data_directory  # noqa: PLC0415

    default = data_directory()
    checked = _Checked()
    if not paths:
        _check_directory(default, "", checked)
    directories = [path for path in paths if path.is_dir()]
    for path in directories:
        # With one argument the names stay as they are inside the data directory.
        _check_directory(path, "" if len(paths) == 1 else f"{path.as_posix()}/", checked)
    files = [path for path in paths if path not in directories]
    if files:
        _check_files(files, default, checked, texts)
    if format_ == "json":
        print(json.dumps(_as_json(checked, texts), ensure_ascii=False, indent=2))
    else:
        print("\n".join(_as_lines(checked, texts)))
    return checked.exit_code


def _check_directory(directory: Path, prefix: str, checked: _Checked) -> None:
    from geo_kopienas.store.dataset import DATA_FILES, check_directory  # noqa: PLC0415

    checked.problems += [
        replace(problem, file=f"{prefix}{problem.file}") if problem.file else problem
        for problem in check_directory(directory)
    ]
    checked.files += [f"{prefix}{name}" for name in DATA_FILES if (directory / name).is_file()]


def _check_files(paths: Sequence[Path], default: Path, checked: _Checked, texts: Texts) -> None:
    from geo_kopienas.store.dataset import check_files  # noqa: PLC0415
    from geo_kopienas.store.kinds import KNOWN_NAMES, file_kind  # noqa: PLC0415

    if not default.is_dir():
        note = texts.say("cli.check.no_references", directory=shown(str(default)))
        print(note, file=sys.stderr)
    # Files of different kinds are checked together, as the parts of one data directory.
    groups: list[dict[str, Path]] = []
    for path in paths:
        name = path.as_posix()
        if not path.exists():
            checked.problems.append(Problem("path_missing", file=name, value=name))
            continue
        kind = file_kind(path)
        if kind is None:
            kinds = {"kinds": ", ".join(KNOWN_NAMES)}
            checked.problems.append(Problem("file_kind_unknown", name, value=name, details=kinds))
            continue
        checked.files.append(name)
        group = next((group for group in groups if kind not in group), None)
        if group is None:
            groups.append(group := {})
        group[kind] = path
    for group in groups:
        problems, others = check_files(default, group)
        checked.problems += problems
        if others and default.is_dir():
            note = texts.say("cli.check.default_faulty", directory=shown(str(default)))
            print(note, file=sys.stderr)


def _as_json(checked: _Checked, texts: Texts) -> dict[str, object]:
    faults = []
    for problem in checked.problems:
        message, remedy = describe(problem, texts)
        fault = {
            "file": problem.file,
            "sheet": problem.sheet,
            "row": problem.row,
            "column": problem.column,
            "value": problem.value,
            "code": problem.code,
            "message": message,
            "remedy": remedy,
        }
        faults.append(fault)
    return {"faults": faults, "checked": checked.files}


def _as_lines(checked: _Checked, texts: Texts) -> list[str]:
    lines = []
    for problem in checked.problems:
        place = f"{shown(problem.file)}: " if problem.file else ""
        lines.append(place + " ".join(describe(problem, texts)))
    faults = (
        texts.count("cli.faults", len(checked.problems))
        if checked.problems
        else texts["cli.faults.none"]
    )
    return [*lines, texts.count("cli.checked", len(checked.files)) + faults]
