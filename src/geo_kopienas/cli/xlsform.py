"""`xlsform`: the questionnaire as a form for KoboToolbox and ODK."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from geo_kopienas.cli.data import load_or_refuse
from geo_kopienas.cli.parser import CANNOT_READ, FINE
from geo_kopienas.texts.faults import reason_of, shown
from geo_kopienas.texts.lookup import form_words

if TYPE_CHECKING:
    import argparse

    from geo_kopienas.cli.parser import Parser
    from geo_kopienas.texts import Texts

NAME = "xlsform"


def add_arguments(parser: Parser) -> None:
    """Add the command's own arguments and options."""
    parser.add_out_file(".xlsx", parser.texts["cli.xlsform.out"])


def run(options: argparse.Namespace, texts: Texts) -> int:
    """Write the form."""
    from geo_kopienas.domain.survey.codebook.form import survey_form  # noqa: PLC0415 - help need not wait
    from geo_kopienas.store.survey.form_workbook import write_form  # noqa: PLC0415

    data = load_or_refuse(options, texts)
    if isinstance(data, int):
        return data
    form = survey_form(data.codebook, data.places, data.municipalities, form_words())
    out = shown(str(options.out), 400)
    try:
        write_form(form, options.out)
    except OSError as error:
        reason = reason_of(error, texts)
        print(texts.say("cli.xlsform.not_written", file=out, reason=reason), file=sys.stderr)
        return CANNOT_READ
    print(
        texts.say(
            "cli.xlsform.written",
            file=out,
            version=data.codebook.version,
            questions=texts.count("cli.xlsform.questions", len(data.codebook.questions)),
        )
    )
    return FINE
