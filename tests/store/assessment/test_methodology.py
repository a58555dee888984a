"""Faults of method, instruments and cards: a line of a file changed, the fault that is named."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from geo_kopienas.domain.assessment.methodology import INSTRUMENTS_FILE, METHOD_FILE, PRACTICES_FILE
from geo_kopienas.store.assessment.methodology import read_methodology

DATA = Path(__file__).parents[3] / "data"
FILES = (METHOD_FILE, INSTRUMENTS_FILE, PRACTICES_FILE)


def evidence_ids() -> set[str]:
    with (DATA / "communities" / "evidence.csv").open(encoding="utf-8", newline="") as file:
        return {row["evidence_id"] for row in csv.DictReader(file)}


def faults(
    folder: Path, name: str = "", *changes: tuple[str, str]
) -> list[tuple[str, object, object]]:
    for file in FILES:
        text = (DATA / file).read_text(encoding="utf-8")
        if file == name:
            for old, new in changes:
                assert old in text
                text = text.replace(old, new, 1)
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    methodology, problems = read_methodology(*(folder / name for name in FILES), evidence_ids())
    assert (methodology is None) == bool(problems)
    return [(problem.code, problem.row, problem.column) for problem in problems]


def test_the_default_methodology_has_no_fault(tmp_path: Path) -> None:
    assert faults(tmp_path) == []


def test_the_default_method_has_ten_criteria_with_five_levels_and_a_source_each() -> None:
    methodology, _ = read_methodology(*(DATA / name for name in FILES), evidence_ids())
    assert methodology is not None
    criteria = methodology.method.criteria.values()
    assert len(criteria) == 10
    for criterion in criteria:
        assert len(criterion.levels) == 5
        assert criterion.source_ids
        for language in ("lv", "en"):
            texts = [level[language] for level in criterion.levels]
            assert len(set(texts)) == 5
    assert {instrument.legal_basis is None for instrument in methodology.instruments.values()} == {
        True,
        False,
    }


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        (
            METHOD_FILE,
            'text_lv = "Plāna nav."\n',
            "",
            ("required_missing", "planning.level #1", "text_lv"),
        ),
        (
            METHOD_FILE,
            '[[criterion.level]]\ntext_lv = "Plāna nav."\ntext_en = "There is no plan."\n',
            "",
            ("level_count", "planning", "level"),
        ),
        (
            METHOD_FILE,
            'sources = ["goodman1998", ',
            'sources = ["goodmann1998", ',
            ("methodology_reference", "purpose", "sources"),
        ),
        (
            METHOD_FILE,
            '"https://doi.org/10.1093',
            '"doi.org/10.1093',
            ("invalid_url", "laverack2005", "urls"),
        ),
        (
            METHOD_FILE,
            'instruments = ["meeting", "community_visit"]',
            'instruments = ["meetings"]',
            ("methodology_reference", "purpose.purpose_3", "instruments"),
        ),
        (
            METHOD_FILE,
            'after = ["purpose_3", "core_group_3"]',
            'after = ["purpose_9"]',
            ("methodology_reference", "resources", "after"),
        ),
        (
            METHOD_FILE,
            "weeks = 3\n",
            "weeks = 0\n",
            ("below_minimum", "purpose.purpose_2", "weeks"),
        ),
        (
            METHOD_FILE,
            "weeks = 3\n",
            "weeks = 2.5\n",
            ("invalid_integer", "purpose.purpose_2", "weeks"),
        ),
        (METHOD_FILE, 'id = "purpose_3"', 'id = "purpose_2"', ("duplicate_id", "purpose", "step")),
        (METHOD_FILE, 'id = "core_group"', 'id = "purpose"', ("duplicate_id", "purpose", "id")),
        (METHOD_FILE, "version = 1", "version = 0", ("below_minimum", None, "version")),
        (METHOD_FILE, "question_lv", "questoin_lv", ("unknown_key", "purpose", "questoin_lv")),
        (
            INSTRUMENTS_FILE,
            'kinds = ["proposal"]',
            "kinds = []",
            ("required_missing", "budget_proposals", "kinds"),
        ),
        (
            INSTRUMENTS_FILE,
            'kinds = ["proposal"]',
            'kinds = ["proposals"]',
            ("unknown_code", "budget_proposals", "kinds"),
        ),
        (
            INSTRUMENTS_FILE,
            'legal_basis_en = "Local',
            'legal_basis_english = "Local',
            ("required_missing", "participatory_budget", "legal_basis_en"),
        ),
        (INSTRUMENTS_FILE, "[[instrument]]", "[[instrument", ("toml_invalid", None, None)),
        (
            PRACTICES_FILE,
            '"ev-2021-survey-mezinieki"',
            '"ev-2021-survey-mezineki"',
            ("methodology_reference", "mezinieki_from_survey_to_smart_village", "evidence_ids"),
        ),
        (
            PRACTICES_FILE,
            'evidence_ids = ["ev-2022-visit-dzerumi-kazoki"]',
            "evidence_ids = []",
            ("practice_without_evidence", "dzerumi_kazoki_cooperatives", "evidence_ids"),
        ),
        (
            PRACTICES_FILE,
            'evidence_ids = ["ev-2022-visit-dzerumi-kazoki"]\n',
            "",
            ("practice_without_evidence", "dzerumi_kazoki_cooperatives", "evidence_ids"),
        ),
        (
            PRACTICES_FILE,
            'criteria = ["partnerships"',
            'criteria = ["partners"',
            ("methodology_reference", "dzerumi_kazoki_cooperatives", "criteria"),
        ),
        (
            PRACTICES_FILE,
            'date = "2022-07-20"',
            'date = "20.07.2022"',
            ("invalid_date", "ropazi_participatory_budget", "date"),
        ),
        (
            PRACTICES_FILE,
            'urls = ["http://vieteja.lv/node/57137"]',
            "",
            ("required_missing", "daugavpils_neighbourhoods", "urls"),
        ),
        (
            PRACTICES_FILE,
            'criteria = ["purpose", "planning"]\ninstruments = ["smart_village"]',
            'criteria = ["purpose", "planning"]\ninstruments = ["smart_vilage"]',
            ("methodology_reference", "smart_village_first_signs", "instruments"),
        ),
        (
            PRACTICES_FILE,
            'id = "marupe_apkaimes"',
            'id = "daugmale_council"',
            ("duplicate_id", "daugmale_council", "id"),
        ),
        (
            PRACTICES_FILE,
            'where_lv = "Daugavpils"',
            'places = ["daugmale"]',
            ("unknown_key", "daugavpils_neighbourhoods", "places"),
        ),
    ],
)
def test_a_fault_is_named(
    tmp_path: Path, file: str, old: str, new: str, fault: tuple[str, object, object]
) -> None:
    assert fault in faults(tmp_path, file, (old, new))


def test_steps_that_wait_for_one_another_are_refused(tmp_path: Path) -> None:
    # purpose_3 waits for core_group_2, which now waits for purpose_4, which waits for purpose_3.
    change = ('id = "core_group_2"', 'id = "core_group_2"\nafter = ["purpose_4"]')
    assert [code for code, _, _ in faults(tmp_path, METHOD_FILE, change)] == ["step_cycle"]


def test_every_fault_of_all_files_is_named_in_one_pass(tmp_path: Path) -> None:
    named = faults(
        tmp_path,
        METHOD_FILE,
        ("weeks = 3\n", "weeks = 0\n"),
        ("version = 1", "version = 1.5"),
        ('sources = ["goodman1998", ', 'sources = ["x", "x", '),
    )
    assert {code for code, _, _ in named} == {
        "below_minimum",
        "invalid_integer",
        "list_part_doubled",
        "methodology_reference",
    }


@pytest.mark.parametrize(
    "text",
    ["criterion = 3", "criterion = [1]", "[criterion]", "source = []\n[[criterion]]\nlevel = 2"],
)
def test_a_value_where_a_table_belongs_is_a_fault_and_no_crash(tmp_path: Path, text: str) -> None:
    faults(tmp_path)
    (tmp_path / METHOD_FILE).write_text(text, encoding="utf-8")
    methodology, problems = read_methodology(*(tmp_path / name for name in FILES), evidence_ids())
    assert methodology is None
    assert problems


def test_without_a_readable_ledger_cards_are_not_called_unsourced() -> None:
    methodology, problems = read_methodology(*(DATA / name for name in FILES), None)
    assert methodology is not None
    assert problems == []
