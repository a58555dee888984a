"""An edited export: the rows that differ, no others; every fault at once."""

import datetime as dt

import pytest

from geo_kopienas.domain.schema.fields import EVIDENCE
from geo_kopienas.store.imports.table_upload import TableUpload, read_upload
from geo_kopienas.store.location import DEFAULT_DATA
from geo_kopienas.texts.columns import wording

TODAY = dt.date(2026, 12, 1)


def uploaded(content: str | bytes, name: str = "evidence.csv") -> TableUpload:
    raw = content.encode() if isinstance(content, str) else content
    return read_upload(raw, name, DEFAULT_DATA, wording(), TODAY)


@pytest.fixture
def table() -> str:
    return (DEFAULT_DATA / EVIDENCE.file).read_text(encoding="utf-8")


def test_an_export_that_nobody_edited_changes_nothing(table: str) -> None:
    assert uploaded(table) == TableUpload(EVIDENCE)


def test_the_row_that_was_edited_differs_and_keeps_its_cents(table: str) -> None:
    (edit,) = uploaded(table.replace("tualetes futbola stadionā", "tualetes stadionā")).edits

    assert edit.row_id == "ev-undated-grant-futbola-klubs-auda"
    assert edit.before is not None
    assert edit.after is not None
    changed = {name for name in edit.after if edit.before.get(name) != edit.after[name]}
    assert changed == {"title_lv"}
    assert edit.after["value"] == "1415.70"


def test_rows_that_the_file_lacks_stay(table: str) -> None:
    lines = table.splitlines(keepends=True)
    read = uploaded("".join([lines[0], lines[-1]]))
    assert read.edits == []
    assert read.missing == len(lines) - 2


def test_every_fault_is_named_and_nothing_differs(table: str) -> None:
    read = uploaded(table.replace(",grant,", ",grnt,", 2).replace(",mezinieki,", ",mezineki,", 1))
    codes = {problem.code for problem in read.problems}
    assert codes == {"unknown_code", "unknown_place"}
    assert read.edits == []


def test_another_table_is_refused() -> None:
    places = (DEFAULT_DATA / "places/places.csv").read_bytes()
    assert [problem.code for problem in uploaded(places, "places.csv").problems] == ["upload_kind"]
