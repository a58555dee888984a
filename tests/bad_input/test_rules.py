"""Rules that people edit by hand: what is of another kind is a named fault, never an exception."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from data_folder import write_data_folder
from spoilt import Expected, checked, places_of

from geo_kopienas.domain.assessment.methodology import PRACTICES_FILE
from geo_kopienas.domain.schema.fields import (
    ATTRIBUTIONS_FILE,
    CATALOGUE_FILE,
    STATUS_RULES_FILE,
)
from geo_kopienas.domain.survey.codebook.model import CODEBOOK_FILE

if TYPE_CHECKING:
    from pathlib import Path

MONTHS = "current_months"
REASON = 'limits_reason_lv = "a"\nlimits_reason_en = "a"'
PRACTICE = """
[[practice]]
id = "talka"
title_lv = "Talka"
title_en = "Clean-up"
what_lv = "Zvaniet 29123456 vai rakstiet anna@example.org"
what_en = "All together"
how_lv = "Visi kopā"
how_en = "All together"
evidence_ids = ["e1"]
criteria = ["purpose"]
instruments = ["meeting"]
"""

CASES: list[tuple[str, str, str, Expected]] = [
    (CATALOGUE_FILE, '"meetings"', '["meetings"]', [("wrong_type", "['meetings']", "id")]),
    (CATALOGUE_FILE, '["meeting"]', "3", [("wrong_type", "meetings", "kinds")]),
    (CATALOGUE_FILE, 'label_lv = "a"', "label_lv = {}", [("wrong_type", "meetings", "label_lv")]),
    (CATALOGUE_FILE, "[[indicator]]", "[indicator]", [("wrong_type", None, "indicator")]),
    (CATALOGUE_FILE, "[[indicator]]", "[[indicator", [("toml_invalid", None, None)]),
    (
        CATALOGUE_FILE,
        'label_lv = "a"',
        'label_lv = "þogs"',
        [("encoding_wrong", "meetings", "label_lv")],
    ),
    (
        CATALOGUE_FILE,
        'label_lv = "a"',
        'label_lv = "\\u202eb"',
        [("text_deceptive", "meetings", "label_lv")],
    ),
    *(
        (
            CATALOGUE_FILE,
            'kinds = ["meeting"]',
            f"limits = {limits}\n{REASON}",
            [(code, "meetings", "limits")],
        )
        for limits, code in (
            ("[36, 12]", "limits_not_ascending"),
            ("[12, 12]", "limits_not_ascending"),
            ("[1, 2, 3, 4, 5, 6, 7]", "limits_not_ascending"),
            ("12", "wrong_type"),
            ('["12"]', "invalid_number"),
            ("[inf]", "above_maximum"),
        )
    ),
    (
        CATALOGUE_FILE,
        'kinds = ["meeting"]',
        "limits = [12]",
        [
            ("required_missing", "meetings", "limits_reason_lv"),
            ("required_missing", "meetings", "limits_reason_en"),
        ],
    ),
    (ATTRIBUTIONS_FILE, "[[attribution]]", "[attribution]", [("wrong_type", None, "attribution")]),
    (ATTRIBUTIONS_FILE, '"© OpenStreetMap"', "1", [("wrong_type", "osm", "text")]),
    (ATTRIBUTIONS_FILE, '["units"]', "7", [("wrong_type", "osm", "layers")]),
    (STATUS_RULES_FILE, "= 36", '= "36"', [("invalid_number", "window", MONTHS)]),
    (STATUS_RULES_FILE, "= 36", "= nan", [("invalid_integer", "window", MONTHS)]),
    (STATUS_RULES_FILE, "= 36", "= 2022-13-40", [("toml_invalid", None, None)]),
    (STATUS_RULES_FILE, "= 36", f"= {'9' * 5000}", [("toml_invalid", None, None)]),
    (STATUS_RULES_FILE, "= 36", f"= 0x{'f' * 5000}", [("toml_invalid", None, None)]),
    (STATUS_RULES_FILE, "= 36", f"= {'9' * 400}", [("above_maximum", "window", MONTHS)]),
    # A rule without a window, and one that brings a window of its own.
    (STATUS_RULES_FILE, "current_months = 36", "", [("required_missing", "window", MONTHS)]),
    (
        STATUS_RULES_FILE,
        "[activity]",
        "[activity]\nquiet_months = 18",
        [("unknown_key", "activity", "quiet_months")],
    ),
    (
        PRACTICES_FILE,
        "# none",
        PRACTICE,
        [("published_email", "talka", "what_lv"), ("published_telephone", "talka", "what_lv")],
    ),
    (CODEBOOK_FILE, 'type = "one"', 'type = ["one"]', [("unknown_code", "consent", "type")]),
    (
        CODEBOOK_FILE,
        'code = "yes"',
        "code = []",
        [
            ("codebook_name", "consent", "answers.code"),
            ("codebook_consent_missing", "consent", None),
        ],
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "faults"), CASES)
def test_a_value_of_another_kind_is_named(  # noqa: PLR0913, PLR0917 - a case and two fixtures
    file: str,
    old: str,
    new: str,
    faults: Expected,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = write_data_folder(tmp_path)
    path = folder / file
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert places_of(checked(folder, capsys)) == faults
