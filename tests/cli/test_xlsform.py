"""`geo-kopienas xlsform`: the real pyxform takes the form, which asks what the codebook says."""

from __future__ import annotations

import re
import shutil
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest
from data_folder import DEFAULT_DATA
from pyxform.xls2xform import convert

from geo_kopienas.cli import main
from geo_kopienas.domain.schema.fields import PLACES
from geo_kopienas.domain.survey.codebook.model import CODEBOOK_FILE, Codebook, QuestionType
from geo_kopienas.store.survey.codebook import read_codebook

if TYPE_CHECKING:
    from pathlib import Path

XFORMS = {"x": "http://www.w3.org/2002/xforms", "h": "http://www.w3.org/1999/xhtml"}


@pytest.fixture(scope="module")
def form_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("form") / "new" / "form.xlsx"
    assert main(["xlsform", "--out", str(path)]) == 0
    return path


@pytest.fixture(scope="module")
def xform(form_file: Path) -> ET.Element:
    converted = convert(xlsform=form_file)
    assert converted.warnings == []
    return ET.fromstring(converted.xform)  # noqa: S314 - pyxform's own output


def codebook() -> Codebook:
    codebook, _ = read_codebook(DEFAULT_DATA / CODEBOOK_FILE)
    assert codebook is not None
    return codebook


def binds(xform: ET.Element) -> dict[str, dict[str, str]]:
    return {
        bind.attrib["nodeset"].rsplit("/", 1)[-1]: bind.attrib
        for bind in xform.iterfind(".//x:bind", XFORMS)
    }


def choices(form_file: Path, list_name: str) -> dict[str, str | None]:
    rows = openpyxl.load_workbook(form_file)["choices"].iter_rows(values_only=True)
    header = [str(cell) for cell in next(rows)]
    named = [dict(zip(header, row, strict=True)) for row in rows]
    return {
        str(row["name"]): row["unit"] and str(row["unit"])
        for row in named
        if row["list_name"] == list_name
    }


def test_pyxform_takes_the_form_without_a_warning(xform: ET.Element) -> None:
    languages = [
        translation.attrib["lang"]
        for translation in xform.iterfind(".//x:itext/x:translation", XFORMS)
    ]
    assert languages == ["Latviešu (lv)", "English (en)"]


def test_every_question_is_asked_and_only_with_consent(xform: ET.Element) -> None:
    bound = binds(xform)
    for question in codebook().questions:
        if question.question_id == "consent":
            assert bound["consent"]["required"] == "true()"
            continue
        name = question.question_id
        names = [name] if question.type is not QuestionType.PLACE else [f"{name}_unit"]
        for name in names:
            assert "/about/consent  = 'yes'" in bound[name]["relevant"], name


def test_conditions_and_limits_of_the_codebook_are_those_of_the_form(xform: ET.Element) -> None:
    bound = binds(xform)
    assert "'forming'" in bound["formed_year"]["relevant"]
    assert ". >= 1850" in bound["formed_year"]["constraint"].replace("&gt;", ">")
    assert "count-selected(.) <= 3" in bound["needs"]["constraint"]
    assert "not(selected(., 'none')" in bound["needs"]["constraint"]
    assert "regex(" in bound["respondent_code"]["constraint"]


def test_settlements_follow_the_chosen_town_or_parish(form_file: Path, xform: ET.Element) -> None:
    units = choices(form_file, "place_unit")
    settlements = choices(form_file, "place_settlement")
    assert "outside" in units
    assert settlements["krogsils"] == "unit-kekavas-pagasts"
    assert set(settlements.values()) <= set(units) | {"any"}
    assert "ziedonis" not in settlements  # is no more
    filters = [items.attrib["nodeset"] for items in xform.iterfind(".//x:itemset", XFORMS)]
    assert any(
        re.search(r"unit =\s+/\S+/place_unit\s+or unit = 'any'", choice_filter)
        for choice_filter in filters
    )


def test_a_settlement_whose_parish_is_not_known_is_offered_in_every_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = shutil.copytree(DEFAULT_DATA, tmp_path / "data")
    path = data / PLACES.file
    places = pd.read_csv(path, dtype=str, keep_default_na=False)
    places.loc[places["place_id"] == "kazoki", "parent_id"] = ""
    places.to_csv(path, index=False)
    monkeypatch.setenv("GEO_KOPIENAS_DATA", str(data))
    form = tmp_path / "form.xlsx"
    assert main(["xlsform", "--out", str(form)]) == 0
    assert choices(form, "place_settlement")["kazoki"] == "any"


def test_who_is_from_elsewhere_chooses_another_municipality(form_file: Path) -> None:
    municipalities = choices(form_file, "place_municipality")
    assert "riga" in municipalities
    assert "kekavas-novads" not in municipalities


@pytest.mark.parametrize("language", ["lv", "en"])
@pytest.mark.parametrize(
    ("call", "ending", "name"),
    [
        (["xlsform"], ".xlsx", "form.csv"),
        (["report", "krogsils"], ".pdf", "krogsils.xlsx"),
    ],
)
def test_a_name_that_no_program_would_open_is_refused(  # noqa: PLR0913, PLR0917 - a case and two fixtures
    call: list[str],
    ending: str,
    name: str,
    language: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([*call, "--out", str(tmp_path / name), "--language", language]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert ending in err
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a").write_text("")
    assert main(["xlsform", "--language", "en", "--out", str(tmp_path / "a/form.xlsx")]) == 2
    assert "form.xlsx" in capsys.readouterr().err
