"""The parser: help and refusals in the reader's language."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

from geo_kopienas.domain.schema.codes import LANGUAGES
from geo_kopienas.texts import DEFAULT_LANGUAGE
from geo_kopienas.texts.faults import shown

if TYPE_CHECKING:
    from geo_kopienas.texts import Texts

PROGRAM = "geo-kopienas"
FINE, FAULTS_FOUND, CANNOT_READ = 0, 1, 2
MAX_REASON_LENGTH = 400  # a wrong value is quoted in it and may be a whole file


#: What argparse says in English by itself; its own words are fixed.
_REFUSALS = {
    "not_a_choice": re.compile(
        r"invalid choice: (?P<value>.*) \(choose from (?P<known>.*)\)", re.S
    ),
    "required": re.compile(r"the following arguments are required: (?P<names>.*)", re.S),
    "unrecognized": re.compile(r"unrecognized arguments: (?P<names>.*)", re.S),
    "value_missing": re.compile(r"expected (one|at least one) argument"),
}
_ABOUT_ARGUMENT = re.compile(r"argument (?P<name>[^:]*): (?P<rest>.*)", re.S)


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

    `options` and `arguments` are its two groups; a command adds to them. What they mean stands in
    the texts at `key` and their name.
    """

    def __init__(self, texts: Texts, *, key: str, prog: str, description: str) -> None:
        super().__init__(
            prog=prog,
            description=description,
            formatter_class=lambda prog: _Formatter(prog, texts),
            add_help=False,
            allow_abbrev=False,
        )
        self.texts = texts
        self.key = key
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

    def add(self, name: str, *, key: str = "", **settings: Any) -> None:  # noqa: ANN401 - argparse's
        """Add an argument, or an option where the name begins with a dash.

        Args:
            name: Such as `file` or `--skip-unknown`.
            key: Beginning of the key of its words, where another command has them.
            settings: What `add_argument` takes.
        """
        word = name.removeprefix("--").replace("-", "_")
        if "help" not in settings:
            settings["help"] = self.texts[f"{key or self.key}.{word}"]
        group = self.options if name.startswith("-") else self.arguments
        group.add_argument(name, **settings)

    def add_format(self, *formats: str) -> None:
        """Add `--format`; the first is the default."""
        self.options.add_argument(
            "--format",
            choices=formats,
            default=formats[0],
            metavar="|".join(formats),
            help=self.texts["cli.format"] if "text" in formats else self.texts["cli.table_format"],
        )

    def refusal(self, key: str, **words: object) -> argparse.ArgumentTypeError:
        """What a reader of an option's value raises: the sentence at a key."""
        return argparse.ArgumentTypeError(self.texts.say(key, **words))

    def add_out_file(self, ending: str, help_: str) -> None:
        """Add `--out` for one file, whose ending must not promise another kind."""

        def path(text: str) -> Path:
            file = Path(text)
            if file.suffix.lower() not in {"", ending}:
                raise self.refusal("cli.out_ending", value=shown(text), ending=ending)
            return file

        self.options.add_argument(
            "--out", type=path, required=True, metavar=f"FILE{ending}", help=help_
        )

    def error(self, message: str) -> NoReturn:
        """Refuse a wrong call: why, and where the help is."""
        message = refusal_in_words(message, self.texts)
        reason = self.texts.say("cli.wrong_call", reason=shown(message, MAX_REASON_LENGTH))
        see_help = self.texts.say("cli.see_help", program=self.prog)
        self.exit(CANNOT_READ, f"{reason}\n{see_help}\n")


def refusal_in_words(message: str, texts: Texts) -> str:
    """A refusal of argparse in the reader's language; what it did not say itself stays as it is."""
    about = _ABOUT_ARGUMENT.fullmatch(message)
    if about is not None:
        rest = refusal_in_words(about["rest"], texts)
        return texts.say("cli.refusal.argument", name=about["name"], rest=rest)
    for name, pattern in _REFUSALS.items():
        match = pattern.fullmatch(message)
        if match is not None:
            return texts.say(f"cli.refusal.{name}", **match.groupdict())
    return message
