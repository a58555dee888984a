"""Texts that were spoilt before they came: what is right passes, what is not is told by name."""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from data_folder import DEFAULT_DATA
from hypothesis import given
from hypothesis import strategies as st

import geo_kopienas.texts
from geo_kopienas.domain.schema.cells import clean_text, text_fault, text_repair
from geo_kopienas.domain.schema.spoilt_text import LATVIAN_LETTERS, meant_text

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.mark.parametrize(
    ("text", "code", "meant"),
    [
        ("Íekavas talka, þogs", "encoding_wrong", "Ķekavas talka, žogs"),  # 1257 read as 1252
        ("Baloþi", "encoding_wrong", "Baloži"),
        ("Íekava", "encoding_wrong", "Ķekava"),
        ("Rîga", "encoding_wrong", "Rīga"),
        ("jûras krasts", "encoding_wrong", "jūras krasts"),
        ("Нekava", "encoding_wrong", "Ķekava"),  # 1257 read as 1251
        ("dalÓbnieks", "encoding_wrong", "dalībnieks"),  # on a Mac
        ("Ģimenes un Íekava", "encoding_wrong", "Ģimenes un Ķekava"),  # beside what is right
        ("\x84Krogsils\x94", "encoding_wrong", "„Krogsils”"),  # quotes of 1257 read as Latin-1
        ("Ä¶ekava", "encoding_twice", "Ķekava"),  # UTF-8 read as 1252
        ("MeÅ¾s â€“ Ä«ss", "encoding_twice", "Mežs – īss"),
        ("ï»¿Talka", "encoding_twice", "Talka"),
        ("Ã„Â¶ekava", "encoding_twice", "Ķekava"),  # twice over
        ("Ä¶ekava un Ķekava", "encoding_twice", "Ķekava un Ķekava"),
    ],
)
def test_a_wrong_code_page_is_told_with_what_was_meant(text: str, code: str, meant: str) -> None:
    fault = text_fault(text)
    assert fault is not None
    assert (fault.code, fault.value, fault.details["meant"]) == (code, text, meant)


@pytest.mark.parametrize("text", ["\ufffdekava", "Balo?i", "?ekava", "p?rbaud?t p?c sarunas"])
def test_lost_letters_are_told(text: str) -> None:
    fault = text_fault(text)
    assert fault is not None
    assert fault.code == "letters_lost"


@pytest.mark.parametrize(
    "text",
    ["Ķekava\u202eavaķeĶ", "\u2066a\u2069", "a\U000e0041\U000e0042"],
)
def test_signs_that_could_deceive_are_refused_and_not_repeated(text: str) -> None:
    fault = text_fault(text)
    assert fault is not None
    assert fault.code == "text_deceptive"
    assert "[U+" in str(fault.value)
    assert str(fault.value).isprintable()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Ķe\u00adkava", "Ķekava"),
        ("Bal\u200bo\u2060ži", "Baloži"),
        ("\u200eMežs\u200f", "Mežs"),
        ("Talka\ufe0f", "Talka"),
    ],
)
def test_signs_that_nobody_sees_are_taken_out_and_said(text: str, kept: str) -> None:
    assert clean_text(text) == kept
    repair = text_repair(text)
    assert repair is not None
    assert (repair.code, repair.value) == ("invisible_removed", kept)
    assert repair.details["number"] == str(len(text) - len(kept))


@pytest.mark.parametrize(
    "text",
    [
        "👨‍👩‍👧 ģimenes", "Paldies ❤️", "1️⃣ vieta",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "می‌خواهم",
        "François", "garçon", "façade", "Curaçao", "García", "María", "Martínez", "José", "naïf",
        "Loïc", "Zaïre", "São Paulo", "Müller", "Võru", "Łódź", "Kraków", "Þórður", "Plzeň",
        "Ørsted", "Ångström", "Citroën", "café", "Hélène", "déjà vu", "Nicolò", "città", "Çelik",
        "Привет, мир", "Ёлка", "Рига (Rīga)", "Ελλάδα", "東京", "5 °C, 20 m², ½", "„Ä” klase",
        "ekoĶekava", "aĶ\"{", "3×4 m", "a×b×c", "5‰", "talka¹", "talka ²ar", "■ Pirmais", "■Otrais",
        "≥a", "Rīga ½Ķekava", "don´t", "Rīga•Ķekava", "10€par", "https://a.lv/?q=1&b=?",
        "Vai jūs? Kur? Te!", "kā?kāpēc", "vai tiesam?ja", "What? Who?",
        "kas zin? nezinu", "a\u00a0b", "–", "’n’",
    ],
)  # fmt: skip
def test_what_other_languages_write_is_no_fault(text: str) -> None:
    assert text_fault(text) is None
    assert text_repair(text) is None


# --- all Latvian that the project has --------------------------------------------------------


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)


@cache
def corpus() -> tuple[str, ...]:
    """Every text of the program and of its data, in both languages."""
    texts: set[str] = set()
    words = Path(geo_kopienas.texts.__file__).parent
    for file in (*words.rglob("*.toml"), *DEFAULT_DATA.rglob("*.toml")):
        texts.update(_strings(tomllib.loads(file.read_text(encoding="utf-8"))))
    for file in DEFAULT_DATA.rglob("*.csv"):
        with file.open(encoding="utf-8", newline="") as rows:
            texts.update(cell for row in csv.reader(rows) for cell in row)
    return tuple(sorted(texts))


@cache
def latvian() -> tuple[str, ...]:
    """Those with Latvian letters that the Windows code page of Latvia can write."""
    return tuple(
        text
        for text in corpus()
        if LATVIAN_LETTERS & set(text)
        and len(text) < 2_000
        and all(sign.isascii() or sign in LATVIAN_LETTERS | set("–“”„") for sign in text)
    )


def test_no_text_of_the_project_is_taken_for_spoilt() -> None:
    assert len(corpus()) > 5_000
    assert [text for text in corpus() if text_fault(text) or text_repair(text)] == []


@pytest.mark.parametrize(
    ("read_in", "least"), [("cp1252", 0.99), ("cp1251", 0.99), ("cp1250", 0.8)]
)
def test_latvian_read_in_a_neighbouring_code_page_is_found(read_in: str, least: float) -> None:
    spoilt = []
    for text in latvian():
        damaged = text.encode("cp1257").decode(read_in, "ignore")
        if damaged != text and len(damaged) == len(text):
            spoilt.append(meant_text(damaged) == text)
    assert len(spoilt) > 1_000
    assert sum(spoilt) / len(spoilt) >= least


@given(st.sampled_from(latvian()), st.sampled_from(["cp1252", "cp1257", "cp1251", "latin-1"]))
def test_utf8_read_as_anything_else_is_always_found(text: str, read_in: str) -> None:
    content = text.encode("utf-8")
    try:
        damaged = content.decode(read_in)
    except UnicodeDecodeError:  # browsers and spreadsheets leave such a byte as it is
        damaged = "".join(bytes([byte]).decode(read_in, "ignore") or chr(byte) for byte in content)
    assert meant_text(damaged) == text


@given(st.sampled_from(latvian()))
def test_letters_that_became_question_marks_are_told_or_leave_doubt(text: str) -> None:
    fault = text_fault("".join("?" if sign in LATVIAN_LETTERS else sign for sign in text))
    assert fault is None or fault.code == "letters_lost"


@given(st.text(max_size=40))
def test_any_text_is_judged_and_cleaning_twice_changes_nothing(text: str) -> None:
    text_fault(text)
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    assert text_repair(cleaned) is None
