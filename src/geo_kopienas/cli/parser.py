"""The parser: help and refusals in the reader's language."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, NoReturn, Protocol

from geo_kopienas.texts import DEFAULT_LANGUAGE, LANGUAGES
from geo_kopienas.texts.faults import shown

if TYPE_CHECKING:
    from geo_kopienas.texts import Texts

PROGRAM = "geo-kopienas"
FINE, FAULTS_FOUND, CANNOT_READ = 0, 1, 2
MAX_REASON_LENGTH = 400  # a wrong value is quoted in it and may be a whole file


class Command(Protocol):
    """A module that is one command.

    Its help stands in the texts under `cli.<name>.help` and `cli.<name>.description`, blanks in
    the name as dots.
    """

    NAME: str  # "check", or two words such as "import survey"

    def add_arguments(self, parser: Parser) -> None:
        """Add the command's own arguments and options."""

    def run(self, options: argparse.Namespace, texts: Texts) -> int:
        """Carry the command out and return the exit code."""


class _Formatter(argparse.HelpFormatter):
    """Help whose own words are in the reader's language too."""

    def __init__(self, prog: str, texts: Texts) -> None:
        super().__init__(prog)
        self._texts = texts

    def add_usage(self, usage, actions, groups, prefix=None) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
        super().add_usage(usage, actions, groups, prefix or self._texts["cli.usage"])


class Parser(argparse.ArgumentParser):
    """A parser that helps and refuses in the reader's language.

    `options` and `arguments` are its two groups; a command adds to them.
    """

    def __init__(self, texts: Texts, *, prog: str, description: str) -> None:
        super().__init__(
            prog=prog,
            description=description,
            formatter_class=lambda prog: _Formatter(prog, texts),
            add_help=False,
            allow_abbrev=False,
        )
        self.texts = texts
        self.arguments = self.add_argument_group(texts["cli.arguments"])
        self.options = self.add_argument_group(texts["cli.options"])
        self.options.add_argument("-h", "--help", action="help", help=texts["cli.help"])
        self.options.add_argument(
            "--language",
            choices=LANGUAGES,
            default=DEFAULT_LANGUAGE,
            metavar="|".join(LANGUAGES),
            help=texts["cli.language"],
        )

    def add_format(self, *formats: str) -> None:
        """Add `--format`; the first is the default."""
        self.options.add_argument(
            "--format",
            choices=formats,
            default=formats[0],
            metavar="|".join(formats),
            help=self.texts["cli.format"] if "text" in formats else self.texts["cli.table_format"],
        )

    def error(self, message: str) -> NoReturn:
        """Refuse a wrong call: why, and where the help is."""
        reason = self.texts.say("cli.wrong_call", reason=shown(message, MAX_REASON_LENGTH))
        see_help = self.texts.say("cli.see_help", program=self.prog)
        self.exit(CANNOT_READ, f"{reason}\n{see_help}\n")
