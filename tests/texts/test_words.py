"""Both languages have the same words, and the documents name what the program has."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from geo_kopienas.domain.schema.codes import LANGUAGES
from geo_kopienas.domain.schema.fields import TABLES, Field, Table
from geo_kopienas.texts import texts_for
from geo_kopienas.texts.prose import prose, sections_of
from geo_kopienas.ui.about.page import METHOD
from geo_kopienas.ui.frame.shell import FOOTER

CHECKOUT = Path(__file__).resolve().parents[2]
COLUMNS = [(table, field) for table in TABLES for field in table.fields]
DOCUMENTS = [path.relative_to(CHECKOUT).as_posix() for path in CHECKOUT.glob("docs/*.md")]
#: Plural forms of Babel: Latvian has one more than English, so a key may stand in one language.
PLURAL_FORMS = (".zero", ".one", ".other")
SETTING = re.compile(r"GEO_KOPIENAS_[A-Z_]*[A-Z]")


def column_key(table: Table, field: Field) -> str:
    return f"column.{table.name}.{field.name}"


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_both_languages_have_the_same_keys() -> None:
    latvian, english = (
        {key for key in texts_for(language) if not key.endswith(PLURAL_FORMS)}
        for language in LANGUAGES
    )
    assert latvian - english == set()
    assert english - latvian == set()


def test_both_languages_have_the_same_counted_words() -> None:
    latvian, english = (
        {key.rpartition(".")[0] for key in texts_for(language) if key.endswith(PLURAL_FORMS)}
        for language in LANGUAGES
    )
    assert latvian == english
    for language in LANGUAGES:
        assert {f"{key}.other" for key in latvian} <= set(texts_for(language))


def test_both_languages_fill_the_same_fields() -> None:
    latvian, english = texts_for("lv"), texts_for("en")
    differing = [
        key
        for key in latvian.keys() & english.keys()
        if placeholders(latvian[key]) != placeholders(english[key])
    ]
    assert differing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_empty(language: str) -> None:
    assert [key for key, words in texts_for(language).items() if not words.strip()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_has_a_meaning(language: str) -> None:
    meanings = {key for key in texts_for(language) if key.startswith("column.")}
    columns = {column_key(table, field) for table, field in COLUMNS}
    assert columns - meanings == set()
    assert meanings - columns == set()


def test_no_meaning_of_a_column_was_left_untranslated() -> None:
    latvian, english = texts_for("lv"), texts_for("en")
    keys = [column_key(table, field) for table, field in COLUMNS]
    assert [key for key in keys if latvian[key] == english[key]] == []


def test_both_about_pages_have_the_same_sections() -> None:
    latvian, english = (prose(language, "about") for language in LANGUAGES)
    assert list(latvian) == list(english)
    # Sections that the site's own words join, and that the foot of every page leads to.
    assert {"what", "contradictions", *FOOTER} <= {*latvian, *METHOD}


@pytest.mark.parametrize(
    "markdown",
    ["## Privātums\n\nTeksts", "## A {#a}\n\n## B {#a}\n", "# Virsraksts\n\n## A {#a}\n"],
    ids=["without an id", "an id twice", "text above the first"],
)
def test_section_that_could_not_be_found_is_an_error(markdown: str) -> None:
    with pytest.raises(ValueError, match="heading"):
        sections_of(markdown)


def test_data_dictionary_describes_every_column() -> None:
    dictionary = (CHECKOUT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## `(\w+)`[^\n]*\n(.*?)(?=^## |\Z)", dictionary, re.M | re.S))
    english = texts_for("en")
    for table in TABLES:
        assert f"`{table.file}`" in sections[table.name]
        rows = {
            cells[1].strip("` "): cells
            for line in sections[table.name].splitlines()
            if len(cells := [cell.strip() for cell in line.split("|")]) > 1
        }
        for field in table.fields:
            _, _, kind, unit, required, meaning, _ = rows[field.name]
            assert kind.startswith(field.type.value), field.name
            assert unit == (field.unit or ""), field.name
            assert (required == "yes") == field.required, field.name
            assert meaning == english[column_key(table, field)]


@pytest.mark.parametrize(
    "name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", *sorted(DOCUMENTS)], ids=str
)
def test_links_between_documents_lead_somewhere(name: str) -> None:
    file = CHECKOUT / name
    links = re.findall(r"(?<!!)\[[^\]]+\]\(([^)#:]+)\)", file.read_text(encoding="utf-8"))
    assert [link for link in links if not (file.parent / link).exists()] == []


def test_settings_are_documented() -> None:
    settings = (CHECKOUT / "docs" / "settings.md").read_text(encoding="utf-8")
    sources = [
        CHECKOUT / "app.py",
        CHECKOUT / "start.py",
        *(CHECKOUT / "tools").glob("*.py"),
        *(CHECKOUT / "pages").rglob("*.py"),
        *(CHECKOUT / "src").rglob("*.py"),
    ]
    used = {name for path in sources for name in SETTING.findall(path.read_text(encoding="utf-8"))}
    assert used
    assert used - set(SETTING.findall(settings)) == set()


def test_code_and_words_name_no_municipality() -> None:
    """Names, titles and start view come from the data directory."""
    register = (CHECKOUT / "data/places/places.csv").read_text(encoding="utf-8")
    name = register.split("\n")[1].split(",")[1].split(" ")[0].removesuffix("s").casefold()
    assert len(name) > 3
    files = [
        path
        for folder in ("src", "pages", "static/map")
        for path in (CHECKOUT / folder).rglob("*")
        if path.suffix in {".py", ".toml", ".md", ".html", ".js", ".css", ".typ"}
    ]
    naming = [
        path.relative_to(CHECKOUT).as_posix()
        for path in [*files, CHECKOUT / "start.py", CHECKOUT / "app.py"]
        if name in path.read_text(encoding="utf-8").casefold()
    ]
    assert naming == []


@pytest.mark.parametrize(
    ("first", "last", "lv", "en"),
    [
        (
            "2023-11-13",
            "2023-12-18",
            "2023. gada 13. novembris – 18. decembris",
            "13 November – 18 December 2023",
        ),
        ("2022-06", "2022-10", "2022. gada jūnijs – oktobris", "June – October 2022"),
        (
            "2025-11-06",
            "2026-01-12",
            "2025. gada 6. novembris – 2026. gada 12. janvāris",
            "6 November 2025 – 12 January 2026",
        ),
        ("2019", "2021-05", "2019. gads – 2021. gada maijs", "2019 – May 2021"),
    ],
)
def test_a_period_says_a_shared_year_once(first: str, last: str, lv: str, en: str) -> None:
    assert texts_for("lv").period(first, last) == lv
    assert texts_for("en").period(first, last) == en
