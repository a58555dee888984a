"""Parts of the data directory as rows, and rows as the same bytes again."""

import pytest

from geo_kopienas.domain.schema.fields import EVIDENCE, POPULATION, SURVEY_ROUNDS
from geo_kopienas.store.ledger.rows import Part, part_files, part_kind, read_part, write_part
from geo_kopienas.store.location import DEFAULT_DATA


@pytest.mark.parametrize("file", part_files(DEFAULT_DATA))
def test_a_part_of_the_default_data_comes_back_byte_for_byte(file: str) -> None:
    content = (DEFAULT_DATA / file).read_bytes()

    assert write_part(file, read_part(file, content)) == content


def test_a_decimal_keeps_the_cents_it_was_typed_with() -> None:
    names = [field.name for field in EVIDENCE.fields]
    row = [
        "e-1" if name == "evidence_id" else "1415.70" if name == "value" else "" for name in names
    ]
    content = f"{','.join(names)}\n{','.join(row)}\n".encode()

    part = read_part(EVIDENCE.file, content)

    assert part.rows["e-1"] == {"evidence_id": "e-1", "value": "1415.70"}
    assert write_part(EVIDENCE.file, part) == content


def test_figures_of_the_population_are_known_by_what_they_are_of() -> None:
    header = ",".join(field.name for field in POPULATION.fields)
    lines = [
        "kekava,Ķekava,333,1967,,,true,https://a.lv,,",
        "kekava,Ķekava,333,1968,,,true,https://a.lv,,",
    ]
    first = read_part(POPULATION.file, "\n".join([header, *lines]).encode())
    amended = read_part(POPULATION.file, "\n".join([header, *lines]).replace("333", "334").encode())

    assert len(first.rows) == 2
    assert list(first.rows) == list(amended.rows)


@pytest.mark.parametrize(
    "file", ["boundaries/units.geojson", SURVEY_ROUNDS.file, "survey/responses/r-1.csv"]
)
def test_a_part_without_rows_comes_back(file: str) -> None:
    head = ("submission_id", "place_id")

    content = write_part(file, Part(head, {}))

    assert read_part(file, content).rows == {}
    assert write_part(file, read_part(file, content)) == content


@pytest.mark.parametrize("file", ["rules/status.toml", "survey/codebook.toml", "notes.txt"])
def test_configuration_is_no_part(file: str) -> None:
    assert part_kind(file) is None
