"""What a machine can hold of good Latvian and English in every text that a reader sees."""

from __future__ import annotations

import csv
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from geo_kopienas.domain.schema.codes import LANGUAGES
from geo_kopienas.texts import texts_for
from geo_kopienas.texts.prose import prose

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKOUT = Path(__file__).resolve().parents[2]
DATA = CHECKOUT / "data"
QUOTES = {"lv": ("„", "”"), "en": ("“", "”")}
#: Of the other language, or of none.
FOREIGN_QUOTES = {"lv": "“«‘", "en": "„«"}

#: What is not said in Latvian, and what is said instead.
SAID_OTHERWISE = [
    (r"[Ll]aika josl", "Laika līnija (josla is a time zone)"),
    (r"[Aa]tbildētāj", "respondenti"),
    (r"kļu(st|v|s|va|vis|vuši) droš", "apstiprinājies"),
    (r"pēc soļ(a|iem) ", "pēc 3. un 7. soļa"),
    (r"Stāvoklis dienā", "Stāvoklis uz"),
    (r"[Ss]oli noteikumi neparedz", "Papildu solis nav vajadzīgs"),
    (r"[Vv]iet(as|ām), par kurām nekas nav zināms", "vietas bez ziņām"),
    (r"(kādēļ|kāpēc) kopiena ir\b", "kāpēc kopiena pastāv"),
    (r"Govera|Vilsona", "no coefficient or interval by its author"),
    (r"[Ii]ztauj[āa]", "aptaujāt"),
    (r"tiek (protokol|ievad|uzrād)", "an active verb"),
]
SAID_OTHERWISE_IN_ENGLISH = [
    (r"Gower|Wilson", "no coefficient or interval by its author"),
    (r"\b(is|are) no (low|marks|text|self)", "is not a …"),
    (r"\b(became|become) certain", "was confirmed"),
    (r"[Pp]laces of which nothing is known", "places without news"),
]


def _strings(value: Any, language: str, key: str = "") -> Iterator[tuple[str, str]]:
    """The texts of a rules file in a language, with the keys that they stand under."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _strings(part, language, name)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part, language, key)
    elif isinstance(value, str) and (key == language or key.endswith(f"_{language}")):
        yield key, value


def written(language: str) -> Iterator[tuple[str, str]]:
    """Every text of a language with where it stands."""
    yield from texts_for(language).items()
    for name, section in prose(language, "about").items():
        yield f"about.md {name}", f"{section.title}\n{section.text}"
    for path in sorted(DATA.rglob("*.toml")):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        for key, text in _strings(content, language):
            yield f"{path.name} {key}", text
    for path in sorted(DATA.rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), start=2):
                for column, text in row.items():
                    if column.endswith(f"_{language}"):
                        yield f"{path.name}:{number} {column}", text
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    english, _, latvian = readme.partition("## Latviski")
    yield "README.md", latvian if language == "lv" else english


@pytest.mark.parametrize("language", LANGUAGES)
def test_quotation_marks_are_those_of_the_language(language: str) -> None:
    wrong = [
        (where, sign)
        for where, text in written(language)
        for sign in FOREIGN_QUOTES[language]
        if sign in text
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_quotation_that_opens_closes(language: str) -> None:
    opening, closing = QUOTES[language]
    wrong = [
        where
        for where, text in written(language)
        if re.search(
            rf"{opening}[^{closing}]*{opening}|{closing}[^{opening}]*{closing}",
            f"{closing}{text}{opening}",
        )
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("language", "expressions"), [("lv", SAID_OTHERWISE), ("en", SAID_OTHERWISE_IN_ENGLISH)]
)
def test_what_is_said_otherwise_is_not_said(
    language: str, expressions: list[tuple[str, str]]
) -> None:
    wrong = [
        (where, match[0], instead)
        for where, text in written(language)
        for expression, instead in expressions
        if (match := re.search(expression, text))
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_dashes_and_spaces_are_those_of_print(language: str) -> None:
    """A dash between words is –, an omission …, and no two spaces follow one another.

    What Streamlit says itself is kept as it says it, to be found on the page.
    """
    wrong = [
        (where, match[0])
        for where, text in written(language)
        if not where.startswith(("README.md", "about.md", "streamlit."))
        if (match := re.search(r"\w - \w|\.\.\.|\S  +\S", text))
    ]
    assert wrong == []
