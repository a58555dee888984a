"""The audit of dependencies: what it says of a find, of none, and where nobody answers."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit_under_test", ROOT / "tools" / "audit.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def answering(
    out: Any, *, error: str = "", code: int = 0
) -> Callable[[list[str]], subprocess.CompletedProcess[str]]:
    """A program that answers this."""

    def run(command: list[str]) -> subprocess.CompletedProcess[str]:
        told = out if isinstance(out, str) else json.dumps(out)
        return subprocess.CompletedProcess(command, code, told, error)

    return run


WEAK = {"id": "PYSEC-2026-1", "fix_versions": ["1.1"]}
SOUND_PACKAGE = {"name": "a", "version": "1.0", "vulns": []}
WEAK_PACKAGE = {"name": "b", "version": "1.0", "vulns": [WEAK]}
UNKNOWN_PACKAGE = {"name": "c", "skip_reason": "Dependency not found"}


@pytest.mark.parametrize(
    ("packages", "said"),
    [
        ([SOUND_PACKAGE], "clean: known weaknesses of the Python packages (1)"),
        (
            [SOUND_PACKAGE, WEAK_PACKAGE],
            "found: known weaknesses of the Python packages: b 1.0: PYSEC-2026-1, mended in 1.1",
        ),
        # pip-audit itself ends with 0 and "no known vulnerabilities found" here.
        (
            [SOUND_PACKAGE, UNKNOWN_PACKAGE],
            "could not be audited: known weaknesses of the Python packages: no data about 1 of 2"
            " packages",
        ),
    ],
)
def test_weaknesses_of_python_packages(
    audit: ModuleType, packages: list[dict[str, Any]], said: str
) -> None:
    assert str(audit.python_weaknesses(answering({"dependencies": packages}))) == said


def test_weakness_that_was_accepted_with_a_reason_is_none(
    audit: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(audit.ACCEPTED, "PYSEC-2026-1", "only on Windows")
    assert not audit.python_weaknesses(answering({"dependencies": [WEAK_PACKAGE]})).found


@pytest.mark.parametrize("answer", ["", "[]", "null", "<html>", "{}"])
def test_what_gives_no_sense_could_not_be_audited(audit: ModuleType, answer: str) -> None:
    for ask in (audit.python_weaknesses, audit.withdrawn_releases):
        told = ask(answering(answer, error="Connection refused", code=1))
        assert not told.found
        assert str(told).startswith("could not be audited: ")
        assert told.unknown == "Connection refused"


def test_program_that_is_not_there_could_not_audit(audit: ModuleType) -> None:
    told = audit.python_weaknesses(lambda _: audit.run(["/nowhere/program"]))
    assert "FileNotFoundError" in told.unknown


@pytest.mark.parametrize("withdrawn", [False, True])
def test_withdrawn_release_is_found_by_the_real_pip(
    audit: ModuleType, tmp_path: Path, *, withdrawn: bool
) -> None:
    wheel = tmp_path / "small-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        folder = "small-1.0.dist-info"
        archive.writestr(f"{folder}/METADATA", "Metadata-Version: 2.1\nName: small\nVersion: 1.0\n")
        archive.writestr(f"{folder}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr(f"{folder}/RECORD", "")
    mark = 'data-yanked="broken"' if withdrawn else ""
    index = tmp_path / "simple" / "small"
    index.mkdir(parents=True)
    index.joinpath("index.html").write_text(
        f'<!DOCTYPE html><a href="{wheel.as_uri()}" {mark}>{wheel.name}</a>', encoding="utf-8"
    )
    lock = tmp_path / "lock.txt"
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    lock.write_text(f"small==1.0 --hash=sha256:{digest}\n", encoding="utf-8")
    options = ("--isolated", "--index-url", index.parent.as_uri())
    told = audit.withdrawn_releases(audit.run, lock, *options)
    assert told.unknown == ""
    assert told.found == (("small 1.0",) if withdrawn else ())


@pytest.mark.parametrize(
    ("out", "code", "found"),
    [
        ("No broken requirements found.", 0, ()),
        (
            "a 1.0 requires b, which is not installed.",
            1,
            ("a 1.0 requires b, which is not installed.",),
        ),
    ],
)
def test_packages_that_do_not_fit(
    audit: ModuleType, out: str, code: int, found: tuple[str, ...]
) -> None:
    assert audit.misfits(answering(out, code=code)).found == found


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("MIT", True),
        ("BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0", True),
        ("Apache-2.0 OR GPL-3.0-only", True),
        ("MIT AND (GPL-3.0-only OR AGPL-3.0-only)", False),
        ("Mozilla Public License 2.0 (MPL 2.0)", True),
        ("LGPL-3.0-only", True),
        ("GNU General Public License v3 (GPLv3)", False),
        ("Proprietary", False),
        ("", False),
    ],
)
def test_licence_beside_ours(audit: ModuleType, licence: str, *, allowed: bool) -> None:
    assert audit.is_allowed(licence) is allowed


@pytest.mark.parametrize(("found", "code"), [((), 0), (("b 1.0",), 1)])
def test_only_what_is_found_fails(
    audit: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    found: tuple[str, ...],
    code: int,
) -> None:
    for name in ("python_weaknesses", "misfits", "licences"):
        monkeypatch.setattr(audit, name, lambda _: audit.Answer("this", unknown="no network"))
    monkeypatch.setattr(audit, "withdrawn_releases", lambda _: audit.Answer("that", 1, found))
    assert audit.main() == code
    told = capsys.readouterr().out
    assert told.count("could not be audited: this: no network") == 3
    assert ("found: that: b 1.0" in told) is bool(found)
