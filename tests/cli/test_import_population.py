"""Import of population figures: every shape of a statistical table, places, conflicts, faults."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest
from register_folder import write_files

from geo_kopienas.cli import main

if TYPE_CHECKING:
    from pathlib import Path

WIDE = """\
"RIG010. Iedzīvotāju skaits ciemos gada sākumā"

"Ciems";"Rādītājs";"2023";"2024"
"Alejas";"Iedzīvotāju skaits";"1 812";"820"
"Ķīšezers";"Iedzīvotāju skaits";"..";"91"
"Jaunciems";"Iedzīvotāju skaits";"45";"…"
"""


@pytest.fixture
def data(beginning: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = write_files(tmp_path / "data", beginning)
    monkeypatch.setenv("GEO_KOPIENAS_DATA", str(folder))
    return folder


@pytest.fixture
def run(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Imports a text or bytes under a name; refused or only shown, nothing is changed."""

    def importing(
        content: str | bytes, *options: str, name: str = "RIG010.csv"
    ) -> tuple[int, dict[str, Any]]:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        before = state_of(data)
        code = main(["import", "population", str(path), "--format", "json", *options])
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)
        assert (state_of(data) == before) is not answer["is_written"]
        return code, answer

    return importing


def state_of(directory: Path) -> dict[str, bytes]:
    return {
        str(path): path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file() and ".former" not in path.parts
    }


def numbers(answer: dict[str, Any], kind: str = "new") -> list[tuple[str, str, int]]:
    return [
        (change["place_id"], change["date"], change["count"]) for change in answer["changes"][kind]
    ]


def faults(answer: dict[str, Any]) -> list[tuple[str, int | str | None, str | None]]:
    return [(fault["code"], fault["row"], fault["column"]) for fault in answer["faults"]]


WANTED = [
    ("alejas", "2023-01-01", 1812),
    ("alejas", "2024-01-01", 820),
    ("kisezers", "2024-01-01", 91),
    ("jaunciems", "2023-01-01", 45),
]


def test_a_wide_table_is_shown_and_nothing_is_written(run: Any) -> None:
    code, answer = run(WIDE)
    assert (code, answer["faults"], answer["is_written"]) == (0, [], False)
    assert numbers(answer) == WANTED
    assert answer["series"]["series_en"] == "CSP, RIG010: population of villages"
    assert answer["missing"] == 2


def test_confirmed_each_number_keeps_year_series_and_source(run: Any, data: Path) -> None:
    code, answer = run(WIDE, "--yes")
    assert (code, answer["is_written"]) == (0, True)
    table = pd.read_csv(data / "places/population.csv", dtype=str, keep_default_na=False)
    assert list(table.iloc[0][["place_id", "population_count", "date", "is_usable"]]) == [
        "alejas", "1812", "2023-01-01", "true"
    ]  # fmt: skip
    assert set(table["series_lv"]) == {"CSP, RIG010: iedzīvotāju skaits ciemos"}
    assert set(table["source_url"]) == {"https://stat.gov.lv"}
    register = pd.read_csv(data / "places/places.csv", dtype=str).set_index("place_id")
    assert list(register.loc["alejas", ["population_count", "population_year"]]) == ["820", "2024"]
    # The newest number that there is, which is not that of the newest year.
    assert list(register.loc["jaunciems", ["population_count", "population_year"]]) == [
        "45", "2023"
    ]  # fmt: skip
    assert main(["check"]) == 0


def test_undo_takes_it_back(run: Any, data: Path) -> None:
    before = state_of(data)
    run(WIDE, "--yes")
    assert main(["undo"]) == 0
    assert state_of(data) == before


def test_a_second_import_changes_nothing_and_a_revision_is_said(run: Any) -> None:
    run(WIDE, "--yes")
    _, answer = run(WIDE, "--yes")
    assert (answer["files"], len(answer["changes"]["unchanged"])) == ([], 4)
    _, answer = run(WIDE.replace("820", "825"), "--yes")
    (revised,) = answer["changes"]["revised"]
    assert (revised["place_id"], revised["former"], revised["count"]) == ("alejas", 820, 825)


LONG = "Teritoriālā vienība,Dzimums,Laika periods,Iedzīvotāju skaits gada sākumā\n" + "".join(
    f"{name},{sex},{year},{number}\n"
    for name, year, number in (("Alejas", 2023, 1812), ("Alejas", 2024, 820),
                               ("Ķīšezers", 2024, 91), ("Jaunciems", 2023, 45))
    for sex, number in (("Pavisam", number), ("Vīrieši", number // 2))
)  # fmt: skip

CUBE = {
    "version": "2.0",
    "class": "dataset",
    "label": "RIG010 Iedzīvotāju skaits ciemos gada sākumā",
    "id": ["ContentsCode", "AREA", "TIME"],
    "size": [1, 3, 2],
    "dimension": {
        "ContentsCode": {"category": {"index": ["P"], "label": {"P": "Iedzīvotāju skaits"}}},
        "AREA": {
            "label": "Ciems",
            "category": {
                "index": {"LV1": 0, "LV2": 1, "LV3": 2},
                "label": {"LV1": "Alejas", "LV2": "Ķīšezers", "LV3": "Jaunciems"},
            },
        },
        "TIME": {"category": {"index": ["2023", "2024"]}},
    },
    "role": {"time": ["TIME"]},
    "value": [1812, 820, None, 91, 45, None],
}


def workbook(text: str) -> bytes:
    """The rows of a table below its title, as a workbook with numbers."""
    book = openpyxl.Workbook()
    for line in text.splitlines()[2:]:
        cells = [cell.strip('"').replace("1 812", "1812") for cell in line.split(";")]
        book.worksheets[0].append([int(cell) if cell.isdigit() else cell for cell in cells])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (WIDE.encode("utf-16"), "RIG010.csv"),
        (WIDE.replace(";", ",").replace("1 812", "1812"), "RIG010.csv"),
        (WIDE.replace(";", "\t"), "rig010_20261124.csv"),
        (WIDE.encode("cp1257"), "RIG010.csv"),
        (b"\xef\xbb\xbf" + WIDE.encode(), "RIG010.csv"),
        (WIDE.replace('"2023";"2024"', '"2023 Pavisam";"2024 Pavisam"'), "RIG010.csv"),
        (LONG, "RIG010.csv"),
        (json.dumps(CUBE), "data.json"),
        (json.dumps(CUBE | {"value": {"0": 1812, "1": 820, "3": 91, "4": 45}}), "data.json"),
    ],
    ids=["UTF-16", "commas", "tabs", "Windows-1257", "mark", "years with words", "long", "cube",
         "sparse cube"],
)  # fmt: skip
def test_every_shape_of_a_table_says_the_same(content: str | bytes, name: str, run: Any) -> None:
    code, answer = run(content, name=name)
    assert (code, answer["faults"]) == (0, [])
    assert sorted(numbers(answer)) == sorted(WANTED)


def test_a_workbook_says_the_same_but_for_the_day_in_the_title(run: Any) -> None:
    code, answer = run(workbook(WIDE), name="RIG010.xlsx")
    assert (code, answer["faults"]) == (0, [])
    assert sorted(numbers(answer)) == sorted(
        (place, day[:4], count) for place, day, count in WANTED
    )


def test_a_town_is_a_settlement_and_a_unit_of_one_number(run: Any) -> None:
    _, answer = run("Teritorija;2024\nLiepa;700\nAlejas pag.;800\nAlejas novads;1500\n")
    assert numbers(answer) == [
        ("liepa", "2024", 700),
        ("unit-liepa", "2024", 700),
        ("unit-alejas-pagasts", "2024", 800),
        ("alejas-novads", "2024", 1500),
    ]


def test_before_it_was_a_town_the_number_is_of_the_village_alone(run: Any, data: Path) -> None:
    path = data / "places/places.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False).set_index("place_id")
    table.loc["unit-liepa", "valid_from_date"] = "2022-07-01"
    table.reset_index().to_csv(path, index=False)
    _, answer = run("Teritorija;2022;2023\nLiepa;690;700\n")
    assert [(place, day) for place, day, _ in numbers(answer)] == [
        ("liepa", "2022"),
        ("liepa", "2023"),
        ("unit-liepa", "2023"),
    ]


@pytest.mark.parametrize(
    "area",
    ["Alejas (Alejas pag.)", "Alejas, Alejas pag., Alejas nov.",
     "Alejas novads, Alejas pagasts, Alejas", "LV100007001 Alejas", "ALEJAS", "Alejas "],
)  # fmt: skip
def test_a_place_is_found_by_code_name_and_parents(area: str, run: Any) -> None:
    _, answer = run(f'Ciems;2024\n"{area}";820\n')
    assert numbers(answer) == [("alejas", "2024", 820)]


def test_dots_tell_what_an_area_lies_in(run: Any) -> None:
    _, answer = run(
        "Teritorija;2024\nAlejas novads;1500\n..Alejas pagasts;800\n....Krasti;7\n"
        "Cits novads;900\n..Cits pagasts;900\n....Krasti;99\n"
    )
    assert ("krasti", "2024", 7) in numbers(answer)
    assert 99 not in [count for _, _, count in numbers(answer)]
    assert [change["area"] for change in answer["changes"]["elsewhere"]] == [
        "Cits novads", "Cits pagasts", "Krasti"
    ]  # fmt: skip


def test_series_that_contradict_each_other_both_stay(run: Any, data: Path) -> None:
    run(WIDE, "--yes")
    other = ("--series", "Pašvaldība", "--url", "https://a.lv")
    _, answer = run("Ciems;2024\nAlejas;800\n", *other, "--yes", name="skaits.csv")
    (conflict,) = answer["changes"]["conflicts"]
    assert (conflict["place_id"], conflict["year"]) == ("alejas", "2024")
    assert [count for _, count in conflict["figures"]] == [820, 800]
    table = pd.read_csv(data / "places/population.csv", dtype=str)
    both = table.loc[(table["place_id"] == "alejas") & table["date"].str.startswith("2024")]
    assert list(both["population_count"]) == ["820", "800"]


def test_figures_of_a_year_to_come_are_refused(run: Any) -> None:
    code, answer = run(WIDE.replace("2024", "2099"), "--yes")
    assert code == 1
    faults = {(fault["code"], fault["value"]) for fault in answer["faults"]}
    assert faults == {("date_in_future", "2099-01-01")}


def test_every_fault_is_named_in_one_pass(run: Any) -> None:
    code, answer = run(
        "Ciems;2023;2024\nAlejas;8x;820\nĶīšezrs;1;2\nJaunciems;-5;4,5\nKrasti;1;2\nKrasti;1;3\n"
    )
    assert code == 1
    assert faults(answer) == [
        ("invalid_integer", 2, "2023"),
        ("invalid_integer", 4, "2023"),
        ("invalid_integer", 4, "2024"),
        ("population_place_unknown", 3, None),
        ("population_contradicts", 6, "2024"),
    ]
    unknown = next(
        fault for fault in answer["faults"] if fault["code"] == "population_place_unknown"
    )
    assert "Ķīšezers" in unknown["message"]


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        ("Ciems;2024\nAlejas;1\n", "skaits.csv", "population_series"),
        ("Ciems;Skaits\nAlejas;1\n", "RIG010.csv", "population_no_years"),
        ("2023;2024\n1;2\n", "RIG010.csv", "population_no_area"),
        ("Ciems;2024\nAlejas;..\n", "RIG010.csv", "population_no_numbers"),
        ("Ciems;2024\nTālu;1\nTālāk;2\n", "RIG010.csv", "population_no_place"),
        ("Ciems;Grupa;2024\nAlejas;a;1\nAlejas;b;2\n", "RIG010.csv", "population_dimension"),
        ("<html></html>", "RIG010.csv", "file_kind_other"),
        ("", "RIG010.csv", "file_empty"),
        ("{", "RIG010.json", "json_invalid"),
        ('{"class": "collection"}', "RIG010.json", "json_stat_invalid"),
        (json.dumps(CUBE | {"value": [1]}), "RIG010.json", "json_stat_invalid"),
        (json.dumps(CUBE | {"size": [1, 3, 10**9]}), "RIG010.json", "json_stat_invalid"),
        (json.dumps(CUBE | {"dimension": []}), "RIG010.json", "json_stat_invalid"),
    ],
)
def test_what_cannot_be_read_is_a_fault(content: str, name: str, expected: str, run: Any) -> None:
    code, answer = run(content, name=name)
    assert (code, [fault["code"] for fault in answer["faults"]]) == (1, [expected])


def test_the_place_where_a_file_breaks_off_is_named(run: Any) -> None:
    assert run("{\n", name="RIG010.json")[1]["faults"][0]["value"] == "2:1"


def test_what_the_caller_decides_is_done(run: Any) -> None:
    table = "Ciems;Grupa;2024\nAlejene;a;1\nAlejene;b;2\nNekur;b;3\n"
    _, answer = run(table, "--select", "Grupa=b", "--match", "Alejene=alejas", "--match", "Nekur=-")
    assert numbers(answer) == [("alejas", "2024", 2)]
    assert answer["changes"]["left_out"] == [{"area": "Nekur"}]
    code, answer = run(table, "--select", "Grupa=b", "--match", "Alejene=nav-tadas",
                       "--skip-unknown")  # fmt: skip
    assert (code, answer["faults"][0]["code"]) == (1, "unknown_place")


# --- a part is not the whole -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("Dzimums", "Vīrieši"),
        ("Vecums", "0-14 gadi"),
        ("Rādītājs", "Dzimušie"),
        ("Rādītājs", "Iedzīvotāju skaits vecumā virs darbspējas"),
        ("Sex", "Males"),
    ],
)
def test_one_value_of_a_dimension_is_a_total_only_if_its_word_says_so(
    column: str, value: str, run: Any, data: Path
) -> None:
    table = f"Ciems;{column};2024\nAlejas;{value};400\n"
    code, answer = run(table)
    assert (code, faults(answer)) == (1, [("population_dimension", None, column)])
    assert value in answer["faults"][0]["message"] + answer["faults"][0]["remedy"]
    _, answer = run(table, "--select", f"{column}={value}", "--yes")
    assert numbers(answer) == [("alejas", "2024", 400)]
    stored = pd.read_csv(data / "places/population.csv", dtype=str, keep_default_na=False)
    assert set(stored["note_lv"]) == {f"{column}: {value}"}


@pytest.mark.parametrize("value", ["Kopā", "Iedzīvotāju skaits", "Skaits", "Persons", ""])
def test_one_value_that_counts_everybody_needs_no_decision(value: str, run: Any) -> None:
    _, answer = run(f"Ciems;Rādītājs;2024\nAlejas;{value};400\nJaunciems;{value};45\n")
    assert numbers(answer) == [("alejas", "2024", 400), ("jaunciems", "2024", 45)]


def test_a_single_category_of_a_cube_is_no_total_either(run: Any) -> None:
    births = {"category": {"index": ["P"], "label": {"P": "Dzimušo skaits"}}}
    cube = CUBE | {"dimension": {**CUBE["dimension"], "ContentsCode": births}}
    code, answer = run(json.dumps(cube), name="data.json")
    assert (code, [fault["code"] for fault in answer["faults"]]) == (1, ["population_dimension"])


def test_a_region_that_stands_in_its_first_row_only_is_filled_down(run: Any) -> None:
    table = (
        "Ciems;Dzimums;Gads;Skaits\nAlejas;Kopā;2023;1812\n;;2024;820\n;Vīrieši;2023;900\n"
        ";;2024;400\nJaunciems;Kopā;2023;45\n;Vīrieši;2023;20\nAvots: CSP;;;\n"
    )
    _, answer = run(table)
    assert answer["faults"] == []
    assert numbers(answer) == [
        ("alejas", "2023", 1812),
        ("alejas", "2024", 820),
        ("jaunciems", "2023", 45),
    ]


def damaged(text: str) -> str:
    """Windows-1257 read as Windows-1252."""
    return text.encode("cp1257", "replace").decode("cp1252", "replace")


@pytest.mark.parametrize("content", [WIDE, LONG, json.dumps(CUBE, ensure_ascii=False)])
def test_names_read_in_a_wrong_code_page_are_one_fault(content: str, run: Any) -> None:
    body = content if content.startswith("{") else content[content.index("Ķīšezers") :]
    code, answer = run(content.replace(body, damaged(body)))
    assert (code, [fault["code"] for fault in answer["faults"]]) == (1, ["encoding_wrong"])


@pytest.mark.parametrize(
    "content",
    [WIDE.replace("Alejas", "Ale\u00adjas"), json.dumps(CUBE).replace("Alejas", "Ale\u200bjas")],
)
def test_signs_that_nobody_sees_in_a_name_are_taken_out_and_said(content: str, run: Any) -> None:
    _, answer = run(content)
    assert numbers(answer) == WANTED
    assert {repair["code"] for repair in answer["repairs"]} == {"invisible_removed"}


def test_a_zero_byte_hides_no_other_fault(run: Any) -> None:
    _, answer = run(WIDE.replace("Alejas", "Ale\0jas", 1).replace("Jaunciems", "Jaun\ufffdiems"))
    assert [fault["code"] for fault in answer["faults"]] == ["nul_byte", "letters_lost"]


def test_a_merged_region_is_filled_down_and_said(run: Any) -> None:
    book = openpyxl.Workbook()
    for row in (["Ciems", "Gads", "Skaits"], ["Alejas", 2023, 1812], ["", 2024, 820]):
        book.worksheets[0].append(row)
    book.worksheets[0].merge_cells("A2:A3")
    content = io.BytesIO()
    book.save(content)
    _, answer = run(content.getvalue(), name="RIG010.xlsx")
    assert numbers(answer) == [("alejas", "2023", 1812), ("alejas", "2024", 820)]
    assert [repair["code"] for repair in answer["repairs"]] == ["merged_filled"]


@pytest.mark.parametrize(
    ("heading", "date"),
    [
        ("2024M03", "2024-03"),
        ("2024-03", "2024-03"),
        ("2024. gada marts", "2024-03"),
        ("2024K2", "2024-04"),
        ("2024 II cet.", "2024-04"),
        ("2024. gada 2. ceturksnis", "2024-04"),
        ("2024. gada sākumā", "2024-01-01"),
        ("2024. gads", "2024"),
    ],
)
def test_a_month_or_quarter_is_dated_as_such(heading: str, date: str, run: Any) -> None:
    _, answer = run(f"Ciems;{heading}\nAlejas;820\nJaunciems;45\n")
    assert answer["faults"] == []
    assert numbers(answer) == [("alejas", date, 820), ("jaunciems", date, 45)]


def test_a_file_that_is_not_there_cannot_be_read(data: Path, tmp_path: Path) -> None:
    before = state_of(data)
    assert main(["import", "population", str(tmp_path / "nav.csv")]) == 2
    assert state_of(data) == before


@pytest.mark.parametrize("language", ["lv", "en"])
def test_in_words_it_says_the_same(
    language: str, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "RIG010.csv"
    path.write_text(WIDE, encoding="utf-8")
    assert main(["import", "population", str(path), "--language", language]) == 0
    said = capsys.readouterr().out
    assert "alejas, 2024-01-01: 820" in said
    assert "RIG010" in said
    assert (data / "places/population.csv").read_text(encoding="utf-8").count("\n") == 1
