"""Cells are read and written by one piece: what is written is read as what it was."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_kopienas.domain.schema import codes
from geo_kopienas.domain.schema.cells import (
    clean_text,
    column_dtype,
    read_cell,
    text_fault,
    write_cell,
)
from geo_kopienas.domain.schema.fields import Field, FieldType

PLAIN = st.text(st.characters(categories=("L", "N", "P")), min_size=1).filter(
    lambda text: clean_text(text) == text and not read_cell(text, Field("a", FieldType.TEXT))[1]
)
PARTS = PLAIN.filter(lambda text: not set(text) & set(";|="))
SLUGS = st.from_regex(r"[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,3}", fullmatch=True)
WHOLE = st.integers(-(10**15) + 1, 10**15 - 1)
# Fifteen digits before and after the point: what no fact needs is refused when it is read.
NUMBERS = st.decimals(-(10**8), 10**8, allow_nan=False, places=6).map(float)
HOSTS = st.from_regex(r"https?://[a-z]{1,9}\.lv(/[a-z0-9]{0,5}){0,2}", fullmatch=True)
DATES = st.dates(
    min_value=pd.Timestamp("1900-01-01").date(), max_value=pd.Timestamp("2100-01-01").date()
)


def lists(parts: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    several = st.lists(parts, unique=True, max_size=4).map(tuple)
    # Beside a Latvian letter what looks like one in a wrong code page is a fault.
    return several.filter(lambda texts: text_fault(";".join(texts)) is None)


VALUES: dict[FieldType, st.SearchStrategy[Any]] = {
    FieldType.ID: SLUGS,
    FieldType.TEXT: PLAIN,
    FieldType.CODE: st.sampled_from([theme.value for theme in codes.Theme]),
    FieldType.INTEGER: WHOLE,
    FieldType.NUMBER: NUMBERS,
    FieldType.YEAR: st.integers(1900, 2900),
    FieldType.DATE: DATES.map(lambda day: day.isoformat()).flatmap(
        lambda day: st.sampled_from([day, day[:7], day[:4]])
    ),
    FieldType.BOOLEAN: st.booleans(),
    FieldType.URL_LIST: lists(HOSTS),
    FieldType.REFERENCE: SLUGS,
    FieldType.REFERENCE_LIST: lists(SLUGS),
    FieldType.TEXT_LIST: lists(PARTS),
    FieldType.BREAKDOWN: st.dictionaries(
        st.sampled_from([theme.value for theme in codes.Theme]), NUMBERS, min_size=1
    ),
}


def field_of(type_: FieldType) -> Field:
    is_coded = type_ in {FieldType.CODE, FieldType.BREAKDOWN}
    return Field("column", type_, codes=codes.Theme if is_coded else None)


@pytest.mark.parametrize("type_", FieldType)
@given(data=st.data())
def test_a_value_that_is_written_is_read_as_itself(type_: FieldType, data: st.DataObject) -> None:
    field = field_of(type_)
    value = data.draw(VALUES[type_])
    text = write_cell(value, field)
    assert read_cell(text, field) == (value, [])
    assert write_cell(read_cell(text, field)[0], field) == text


@pytest.mark.parametrize(
    ("type_", "text", "written"),
    [
        (FieldType.TEXT, "  Ķekava\u00a0", "Ķekava"),
        (FieldType.INTEGER, "007", "7"),
        (FieldType.NUMBER, "56.850", "56.85"),
        (FieldType.NUMBER, "12", "12"),
        (FieldType.BOOLEAN, "TRUE", "true"),
        (FieldType.URL_LIST, "https://a.lv|http://b.lv", "https://a.lv | http://b.lv"),
        (FieldType.TEXT_LIST, "Keckau (de); Kekkau", "Keckau (de);Kekkau"),
        (FieldType.TEXT_LIST, "Kekkau\u2002; Keckau", "Kekkau\u2002;Keckau"),  # as in a text alone
        (FieldType.BREAKDOWN, "safety = 3; health_social=1.50", "safety=3;health_social=1.5"),
    ],
)
def test_a_text_is_written_as_the_data_directory_has_it(
    type_: FieldType, text: str, written: str
) -> None:
    field = field_of(type_)
    value, faults = read_cell(text, field)
    assert faults == []
    assert write_cell(value, field) == written
    assert read_cell(written, field) == (value, [])


@pytest.mark.parametrize("type_", FieldType)
def test_what_is_not_known_is_an_empty_cell(type_: FieldType) -> None:
    field = field_of(type_)
    column = pd.Series([read_cell("", field)[0]], dtype=column_dtype(field))
    assert write_cell(column.iloc[0], field) == ""
    assert [write_cell(value, field) for value in (None, pd.NA, pd.NaT, float("nan"))] == [""] * 4
