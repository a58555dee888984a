"""Every fault has its sentence in both languages and its line in the documentation."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

from geo_kopienas.domain.schema.codes import LANGUAGES
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.texts import texts_for
from geo_kopienas.texts.faults import describe

ROOT = Path(__file__).parents[2]
MAKERS = {"Problem", "fault", "_problem", "rule_fault", "refuse", "_Refused", "_closed"}
CODE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)+")


def codes_in_source() -> set[str]:
    """Every code that is given to a maker of faults, also through a variable named `code`."""
    codes = set()
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            codes |= {code for code in _codes(node) if CODE.fullmatch(code)}
    return codes


def _codes(node: ast.AST) -> set[str]:
    values: list[ast.expr] = []
    if isinstance(node, ast.Call) and node.args:
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        values = [node.args[0]] if name in MAKERS else []
        values += [keyword.value for keyword in node.keywords if keyword.arg == "code"]
    elif isinstance(node, ast.For) and isinstance(node.target, ast.Tuple):
        names = [getattr(target, "id", "") for target in node.target.elts]
        if "code" in names and isinstance(node.iter, ast.Tuple):
            rows = [row for row in node.iter.elts if isinstance(row, ast.Tuple)]
            values = [row.elts[names.index("code")] for row in rows]
    elif isinstance(node, ast.Assign):
        names = [getattr(target, "id", "") for target in node.targets]
        names += [
            getattr(element, "id", "")
            for target in node.targets
            if isinstance(target, ast.Tuple)
            for element in target.elts[:1]
        ]
        if any(name.endswith("_CODES") for name in names) and isinstance(node.value, ast.Dict):
            values = list(node.value.values)
        elif {"code", "code_of_fault"} & set(names):
            values = node.value.elts[:1] if isinstance(node.value, ast.Tuple) else [node.value]
    # `"a" if … else "b"` gives both; what is looked up or worked out is no code.
    parts = [
        part
        for value in values
        for part in ([value.body, value.orelse] if isinstance(value, ast.IfExp) else [value])
    ]
    return {
        part.value
        for part in parts
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }


def codes_with_words(language: str) -> set[str]:
    keys = texts_for(language)
    return {key.split(".")[1] for key in keys if key.startswith("fault.")}


def documented_codes() -> set[str]:
    text = (ROOT / "docs/faults.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| `(\w+)` \|", text, flags=re.MULTILINE))


def test_the_guard_sees_the_codes() -> None:
    assert {
        "unknown_place",
        "layer_gap",
        "row_too_long",
        "latitude_longitude_swapped",
    } <= codes_in_source()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_words_and_every_word_a_code(language: str) -> None:
    assert codes_with_words(language) == codes_in_source()


def test_every_code_is_documented() -> None:
    assert documented_codes() == codes_in_source()


def test_both_languages_name_the_same_values() -> None:
    latvian, english = (texts_for(language) for language in LANGUAGES)
    for key in (key for key in latvian if key.startswith("fault.")):
        assert _fields(latvian[key]) == _fields(english[key]), key


def _fields(template: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize(("language", "opened"), [("lv", "„"), ("en", "“")])
def test_a_sentence_names_place_value_and_nearest(language: str, opened: str) -> None:
    problem = Problem(
        "unknown_place", row=14, column="vieta", value="Katlakns", details={"nearest": "katlakalns"}
    )
    message, remedy = describe(problem, texts_for(language))
    assert all(
        part in message for part in ("14", "`vieta`", f"{opened}Katlakns”", f"{opened}katlakalns”")
    )
    assert remedy.endswith(".")


def test_a_hostile_value_cannot_steer_words_or_terminal() -> None:
    problem = Problem("unknown_place", row="{0}\x1b[2J", value="{details} \u202e" + "x" * 500)
    message, _ = describe(problem, texts_for("en"))
    assert message.isprintable()
    assert "{details}" in message
    assert len(message) < 300
