"""`geo-kopienas status` and `inactive` on the default data: shapes, exit codes, languages."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from geo_kopienas.cli import main

DEFAULT_DATA = Path(__file__).parents[2] / "data"
STATUS_KEYS = {
    "place_id",
    "name",
    "level",
    "collaboration_status",
    "is_current",
    "activity_state",
    "as_of",
    "evidence_ids",
}
INACTIVE_KEYS = {
    "rank",
    "place_id",
    "name",
    "score",
    "components",
    "stability",
    "reason",
    "next_step",
    "evidence_ids",
}


@pytest.fixture
def answer(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("GEO_KOPIENAS_DATA", str(DEFAULT_DATA))

    def asking(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return asking


def evidence_ids() -> set[str]:
    with (DEFAULT_DATA / "communities/evidence.csv").open(encoding="utf-8") as file:
        return {row["evidence_id"] for row in csv.DictReader(file)}


def test_status_has_a_row_for_every_place_and_names_its_evidence(answer: Any) -> None:
    code, out, err = answer("status", "--date", "2026-06-30", "--format", "json")
    rows = json.loads(out)
    assert (code, err) == (0, "")
    assert {row["level"] for row in rows} == {"municipality", "unit", "apkaime", "settlement"}
    assert all(set(row) == STATUS_KEYS for row in rows)
    ids = evidence_ids()
    assert all(set(row["evidence_ids"]) <= ids for row in rows)
    baldone = next(row for row in rows if row["place_id"] == "apk-baldones")
    assert (baldone["collaboration_status"], baldone["is_current"]) == ("partner", True)
    assert baldone["as_of"] == "2026-06-30"


def test_details_are_added_and_are_valid_json(answer: Any) -> None:
    arguments = ("status", "--date", "2026-06-30", "--format", "json")
    plain = json.loads(answer(*arguments)[1])
    detailed = json.loads(answer(*arguments, "--details")[1], parse_constant=pytest.fail)
    assert [{name: row[name] for name in STATUS_KEYS} for row in detailed] == plain
    unknown = next(row for row in detailed if row["collaboration_status"] == "unknown")
    assert unknown["collaboration_date"] is None


def test_a_council_of_the_apkaime_is_not_its_villages_status(answer: Any) -> None:
    _, out, _ = answer(
        "status", "--date", "2026-06-30", "--level", "settlement", "--format", "json"
    )
    rows = {row["place_id"]: row["collaboration_status"] for row in json.loads(out)}
    assert rows["jaunsils"] != "partner"


def test_a_day_before_all_evidence_is_said_and_everything_is_unknown(answer: Any) -> None:
    code, out, err = answer("status", "--date", "1999-01-01", "--format", "json")
    rows = json.loads(out)
    assert code == 0
    assert {(row["collaboration_status"], row["activity_state"]) for row in rows} == {
        ("unknown", "unknown")
    }
    assert not any(row["evidence_ids"] for row in rows)
    assert "2006" in err


def test_places_to_verify_are_ranked_and_no_others_with_them(answer: Any) -> None:
    arguments = ("inactive", "--date", "2026-06-30", "--list", "verify", "--format", "json")
    code, out, _ = answer(*arguments)
    rows = json.loads(out)
    assert code == 0
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    assert all(set(row) == INACTIVE_KEYS for row in rows)
    detailed = json.loads(answer(*arguments, "--details")[1])
    assert {row["activity_state"] for row in detailed} == {"no_recent_news"}
    assert all(low <= high for low, high in (row["rank_interval"] for row in detailed))
    scores = [row["score"] for row in rows]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= row["stability"] <= 1 for row in rows)
    ids = evidence_ids()
    assert all(row["evidence_ids"] and set(row["evidence_ids"]) <= ids for row in rows)


def test_unknown_places_have_a_list_of_their_own(answer: Any) -> None:
    arguments = ("--date", "2026-06-30", "--list", "unknown", "--format", "json")
    rows = json.loads(answer("inactive", *arguments)[1])
    assert rows
    assert all(set(row) == INACTIVE_KEYS for row in rows)
    assert {(row["rank"], row["score"], row["stability"]) for row in rows} == {(None, None, None)}
    assert all(row["components"]["state"] is None for row in rows)


@pytest.mark.parametrize("name", ["inactive", "verify", "unknown"])
def test_a_place_stands_on_one_list_at_most(answer: Any, name: str) -> None:
    states = {
        "inactive": {"quiet", "none_known"},
        "verify": {"no_recent_news"},
        "unknown": {"unknown"},
    }
    arguments = ("inactive", "--date", "2026-06-30", "--list", name, "--details")
    rows = json.loads(answer(*arguments, "--format", "json")[1])
    assert {row["activity_state"] for row in rows} <= states[name]
    steps = {row["next_step"] for row in rows}
    assert not any("uzaicin" in step for step in steps) or name == "verify"


def test_missing_population_is_said_and_not_zero(answer: Any) -> None:
    arguments = ("--date", "2026-06-30", "--list", "verify", "--format", "json", "--language", "en")
    rows = json.loads(answer("inactive", *arguments)[1])
    row = next(row for row in rows if row["place_id"] == "loreki")
    assert row["components"]["residents_without_active"] is None
    assert "Not known: population" in row["reason"]


def test_the_same_call_gives_the_same_answer(answer: Any) -> None:
    arguments = ("inactive", "--date", "2026-06-30", "--format", "json")
    assert answer(*arguments) == answer(*arguments)


def test_weights_change_the_ranking(answer: Any) -> None:
    arguments = ("inactive", "--date", "2026-06-30", "--list", "verify", "--format", "json")
    stated = json.loads(answer(*arguments)[1])
    asked = json.loads(answer(*arguments, "--weights", "0;0;1;0;0")[1])
    assert asked[0]["place_id"] == "kekava"
    assert [row["place_id"] for row in asked] != [row["place_id"] for row in stated]


@pytest.mark.parametrize("command", [("status",), ("inactive", "--list", "verify")])
def test_csv_has_one_line_a_row_and_the_names_of_json(
    answer: Any, command: tuple[str, ...]
) -> None:
    arguments = (*command, "--date", "2026-06-30", "--level", "apkaime", "--format")
    rows = list(csv.DictReader(io.StringIO(answer(*arguments, "csv")[1])))
    as_json = json.loads(answer(*arguments, "json")[1])
    assert [row["place_id"] for row in rows] == [row["place_id"] for row in as_json]
    assert rows[0]["evidence_ids"].split(";") == as_json[0]["evidence_ids"]


def test_an_empty_list_as_csv_has_its_columns(answer: Any) -> None:
    arguments = ("inactive", "--list", "verify", "--format", "csv", "--date")
    full, empty = (answer(*arguments, day)[1] for day in ("2026-06-30", "1999-01-01"))
    assert empty.splitlines() == full.splitlines()[:1]


@pytest.mark.parametrize(("language", "word"), [("lv", "Ķekavas pagasts"), ("en", "supported")])
def test_the_table_is_for_people(answer: Any, language: str, word: str) -> None:
    code, out, _ = answer(
        "status", "--level", "unit", "--date", "2026-06-30", "--language", language
    )
    assert code == 0
    assert word in out


@pytest.mark.parametrize(
    "arguments",
    [
        ("status", "--date", "2022-13-40"),
        ("status", "--date", "14.06.2022"),
        ("status", "--level", "ciems"),
        ("inactive", "--weights", "1;2"),
        ("inactive", "--weights", "0;0;0;0;0"),
        ("inactive", "--weights", "-1;1;1;1;1"),
        ("inactive", "--weights", "nan;1;1;1;1"),
        ("status", "kekava"),
    ],
)
def test_a_wrong_call_ends_with_2_and_a_sentence(answer: Any, arguments: tuple[str, ...]) -> None:
    code, out, err = answer(*arguments, "--format", "json")
    assert (code, out) == (2, "")
    assert err.strip()


@pytest.mark.parametrize(
    ("language", "words"),
    [("lv", "--level: 'ciems' nav pazīstams"), ("en", "--level: 'ciems' is not known")],
)
def test_a_wrong_call_is_refused_in_the_readers_language(
    answer: Any, language: str, words: str
) -> None:
    err = answer("status", "--level", "ciems", "--language", language)[2]
    assert words in err
    assert "settlement" in err
    assert "invalid choice" not in err


def test_faulty_data_ends_with_1_and_the_faults(
    answer: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rules").mkdir()
    monkeypatch.setenv("GEO_KOPIENAS_DATA", str(tmp_path))
    code, out, _ = answer("status", "--format", "json")
    assert code == 1
    assert {fault["code"] for fault in json.loads(out)["faults"]} == {"file_missing"}


def test_a_missing_directory_ends_with_2(
    answer: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEO_KOPIENAS_DATA", str(tmp_path / "nowhere"))
    code, out, _ = answer("inactive", "--format", "json")
    assert code == 2
    assert [fault["code"] for fault in json.loads(out)["faults"]] == ["directory_missing"]
