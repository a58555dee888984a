"""Lookup of words, and numbers and dates as each language writes them."""

import datetime as dt
import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

from babel.core import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from geo_kopienas.domain.schema.codes import LANGUAGES

DEFAULT_LANGUAGE = "lv"
_LOCALES = {"lv": Locale("lv"), "en": Locale("en", "GB")}
_PARTIAL_DATE = re.compile(r"^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$")


#: Decimals of money.
CENTS = 2


def needed_decimals(value: float, decimals: int) -> int:
    """How many decimals a figure is shown with: money has no cents where it is whole."""
    is_whole = round(value, decimals) == round(value)
    return 0 if decimals >= CENTS and is_whole else decimals


class Texts(Mapping[str, str]):
    """The words of one language.

    `texts["map.title"]` is the sentence itself, `texts.say("key", place="Krogsils")` fills its
    `{place}`. A missing key raises KeyError: a page never shows a key or the other language.
    """

    def __init__(self, language: str, words: Mapping[str, str]) -> None:
        self.language = language
        self._words = words

    def __getitem__(self, key: str) -> str:
        return self._words[key]

    def __iter__(self):  # type: ignore[no-untyped-def]  # noqa: ANN204 - Mapping's own signature
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)

    def __hash__(self) -> int:
        return hash(self.language)

    def say(self, key: str, **values: object) -> str:
        """The sentence of `key` with its `{name}` fields filled."""
        return self._words[key].format(**values)

    def is_singular(self, number: float) -> bool:
        """Whether a noun after `number` stands in the singular: 1 in both, 21 in Latvian too."""
        return str(_LOCALES[self.language].plural_form(number)) == "one"

    def count(self, key: str, number: float, decimals: int = 0, **values: object) -> str:
        """The sentence of `key` in the plural form that `number` needs.

        Latvian has three forms (`zero`: 0, 10–20, 30…; `one`: 1, 21…; `other`), English two.
        """
        form = _LOCALES[self.language].plural_form(number)
        words = self._words.get(f"{key}.{form}") or self._words[f"{key}.other"]
        return words.format(number=self.number(number, decimals), **values)

    def number(self, value: float, decimals: int = 0) -> str:
        """A number with the language's decimal mark and thousands separator.

        Four digits are grouped like five, in Latvian by a space that does not break: "6 858".
        """
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return format_decimal(value, format=pattern, locale=_LOCALES[self.language])

    def figure(self, value: float, decimals: int) -> str:
        """A number with its decimals, an amount without cents where it is whole: "7 358"."""
        return self.number(value, needed_decimals(value, decimals))

    def date(self, value: dt.date | str) -> str:
        """A date in words: "2022. gada 14. jūnijs", "2022. gada jūnijs", "2022. gads".

        Args:
            value: A date, or the text of a partial one (YYYY, YYYY-MM, YYYY-MM-DD), or of an
                unknown day between two of them (`2014-12/2017-02`).
        """
        text = value.isoformat() if isinstance(value, dt.date) else value
        first, mark, last = text.partition("/")
        if mark:
            return self.period(first, last)
        match = _PARTIAL_DATE.match(text)
        if match is None:
            return text
        if match[2] is None:
            return self.say("date.year", year=match[1])
        return self._dated(match, "date.day_pattern", "date.month_pattern")

    def listed(self, words: Sequence[str]) -> str:
        """Words in a row: "1., 3. un 7.", "1, 3 and 7"."""
        return format_list(words, locale=_LOCALES[self.language])

    def period(self, first: str, last: str) -> str:
        """A time in words; a year that both ends share is said once.

        "2023. gada 13. novembris – 18. decembris", "13 November – 18 December 2023".

        Args:
            first: The text of a partial date, as `date` takes it.
            last: That of its end.
        """
        ends = [_PARTIAL_DATE.match(end) for end in (first, last)]
        months = [end for end in ends if end is not None and end[2]]
        if len(months) < len(ends) or months[0][1] != months[1][1]:
            return self.say("date.period", first=self.date(first), last=self.date(last))
        begin, end = (
            self._dated(end, "date.day_of_year_pattern", "date.month_of_year_pattern")
            for end in months
        )
        return self.say("date.period_of_year", year=months[0][1], first=begin, last=end)

    def _dated(self, parts: re.Match[str], day_pattern: str, month_pattern: str) -> str:
        day = dt.date(int(parts[1]), int(parts[2]), int(parts[3] or 1))
        pattern = self[day_pattern if parts[3] else month_pattern]
        return str(format_date(day, pattern, locale=_LOCALES[self.language]))

    def month(self, value: dt.date) -> str:
        """The name of a month: "novembris", "November"."""
        return str(format_date(value, "LLLL", locale=_LOCALES[self.language]))

    def short_date(self, value: dt.date) -> str:
        """A date inside a sentence, where Latvian would decline the month: "14.06.2022"."""
        pattern = self["date.short_pattern"]
        return str(format_date(value, pattern, locale=_LOCALES[self.language]))


def _flatten(table: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    words: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, Mapping):
            words |= _flatten(value, f"{prefix}{key}.")
        else:
            words[f"{prefix}{key}"] = str(value)
    return words


@cache
def texts_for(language: str) -> Texts:
    """The words of `language` (`lv` or `en`); KeyError for any other.

    Each file of `texts/<language>/` holds the words of one part of the product.
    """
    if language not in LANGUAGES:
        raise KeyError(language)
    words: dict[str, str] = {}
    folder = resources.files(__package__) / language
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            words |= _flatten(tomllib.loads(file.read_text(encoding="utf-8")))
    return Texts(language, words)


def form_words() -> dict[str, dict[str, str]]:
    """What the survey's form says beyond the codebook, by name and language."""
    part = "survey_form."
    return {
        key.removeprefix(part): {language: texts_for(language)[key] for language in LANGUAGES}
        for key in texts_for(DEFAULT_LANGUAGE)
        if key.startswith(part)
    }
