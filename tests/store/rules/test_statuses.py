"""Faults of the rules: a line of the file changed, the fault that is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo_kopienas.store.rules.statuses import read_rules

RULES = Path(__file__).parents[3] / "data" / "rules"


def faults(folder: Path, name: str, *changes: tuple[str, str]) -> list[tuple[str, object, object]]:
    for file in ("status.toml", "inactivity.toml"):
        text = (RULES / file).read_text(encoding="utf-8")
        if file == name:
            for old, new in changes:
                assert old in text
                text = text.replace(old, new, 1)
        (folder / file).write_text(text, encoding="utf-8")
    rules, problems = read_rules(folder / "status.toml", folder / "inactivity.toml")
    assert (rules is None) == bool(problems)
    return [(problem.code, problem.row, problem.column) for problem in problems]


def test_the_default_rules_have_no_fault(tmp_path: Path) -> None:
    assert faults(tmp_path, "") == []


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("inactivity.toml", "weight = 3", "weight = -3", ("below_minimum", "state", "weight")),
        ("inactivity.toml", "weight = 3", 'weight = "3"', ("invalid_number", "state", "weight")),
        ("inactivity.toml", "weight = 3", "weight = nan", ("above_maximum", "state", "weight")),
        ("inactivity.toml", "weight = 3", "wieght = 3", ("required_missing", "state", "weight")),
        (
            "inactivity.toml",
            'id = "without_seat"',
            'id = "state"',
            ("component_missing", None, "component"),
        ),
        (
            "inactivity.toml",
            "full = 60",
            "full = 0",
            ("below_minimum", "months_since_evidence", "full"),
        ),
        (
            "inactivity.toml",
            "draws = 1000",
            "draws = 10.5",
            ("invalid_integer", "stability", "draws"),
        ),
        (
            "inactivity.toml",
            'states = ["none_known"]',
            'states = ["quiet"]',
            ("next_step_missing", None, "next_step"),
        ),
        (
            "inactivity.toml",
            "has_seat = true",
            'has_seat = "jā"',
            ("invalid_boolean", "ask_representative", "has_seat"),
        ),
        (
            "status.toml",
            'kinds = ["consultation", "proposal", "participatory_budget_idea"]',
            "kinds = []",
            ("required_missing", "consulted", "kinds"),
        ),
        (
            "status.toml",
            'kinds = ["consultation"',
            'kinds = ["consulted"',
            ("unknown_code", "consulted", "kinds"),
        ),
        (
            "status.toml",
            'kinds = ["consultation"',
            'kinds = ["meeting"',
            ("kind_in_two_steps", "consulted", "kinds"),
        ),
        (
            "status.toml",
            'status = "contact"',
            'status = "partner"',
            ("duplicate_id", "partner", "status"),
        ),
        (
            "status.toml",
            "current_months = 36",
            "current_months = 0",
            ("below_minimum", "window", "current_months"),
        ),
        (
            "status.toml",
            "current_months = 36\n",
            "",
            ("required_missing", "window", "current_months"),
        ),
        ("status.toml", "[window]", "[logs]", ("required_missing", None, "window")),
        (
            "status.toml",
            'resident_types = ["resident_community"',
            'resident_types = ["village"',
            ("unknown_code", "activity", "resident_types"),
        ),
        (
            "inactivity.toml",
            'verify_states = ["no_recent_news"]',
            'verify_states = ["emerging"]',
            ("next_step_missing", None, "next_step"),
        ),
        ("status.toml", "[activity]", "[aktivitate]", ("required_missing", None, "activity")),
        ("status.toml", "[activity]", "[activity", ("toml_invalid", None, None)),
    ],
)
def test_a_fault_of_the_rules_is_named(
    tmp_path: Path, file: str, old: str, new: str, fault: tuple[str, object, object]
) -> None:
    assert fault in faults(tmp_path, file, (old, new))


def test_weights_that_sum_to_zero_are_refused(tmp_path: Path) -> None:
    changes = [(f"weight = {number}", "weight = 0") for number in (3, 2, 2, 1, 2)]
    assert faults(tmp_path, "inactivity.toml", *changes) == [
        ("weights_sum_to_zero", None, "component")
    ]


def test_every_fault_is_named_in_one_pass(tmp_path: Path) -> None:
    named = faults(
        tmp_path,
        "inactivity.toml",
        ("weight = 3", "weight = -3"),
        ("full = 60", "full = 0"),
        ("seed = 2022", "seed = -1"),
        ('inactive_states = ["quiet", "none_known"]', 'inactive_states = ["sleepy"]'),
    )
    assert {code for code, _, _ in named} == {"below_minimum", "unknown_code"}
    assert len(named) == 4


@pytest.mark.parametrize(
    "text",
    [
        "collaboration = 3",
        "collaboration = []",
        'collaboration = "x"',
        "[[collaboration]]\n[[activity]]",
    ],
)
def test_a_value_where_a_table_belongs_is_a_fault_and_no_crash(tmp_path: Path, text: str) -> None:
    (tmp_path / "status.toml").write_text(text, encoding="utf-8")
    rules, problems = read_rules(tmp_path / "status.toml", RULES / "inactivity.toml")
    assert rules is None
    assert "wrong_type" in {problem.code for problem in problems}
