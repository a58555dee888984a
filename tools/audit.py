"""Audits what the dashboard is built from; fails on what it finds, and says what it could not ask.

    .venv/bin/python tools/audit.py

Four questions, asked at the same time: known weaknesses of the locked packages (pip-audit),
releases that their authors have withdrawn (pip), packages that do not fit one another (pip check),
and licences that cannot stand beside the EUPL-1.2. Where to ask is each program's own
configuration. What nobody answers is said, never called clean, and is no failure: the checks must
run without a network too.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUNTIME = ROOT / "requirements" / "runtime.txt"
LOCKED = ROOT / "requirements" / "test.txt"  # has all of runtime.txt
SECONDS = 60  # an answer takes 2 to 10; a network that drops everything must not hold up the checks

#: Weaknesses that do not matter here: id → why not, so that a stranger can check it.
ACCEPTED: dict[str, str] = {}

#: Packages whose metadata state no licence; it stands in the repository of the project itself, or
#: for XStatic packages in that of what they carry.
STATED_ELSEWHERE = {
    "streamlit-folium": "MIT",
    "xstatic-leaflet": "BSD-2-Clause",
    "xstatic-leaflet-markercluster": "MIT",
}

#: What may stand beside the EUPL-1.2 without binding it: permissive licences, the Mozilla licence,
#: which binds its own files alone, and the LGPL, which binds a library that is used unchanged alone
#: and is in the EUPL's own list of compatible licences.
ALLOWED = re.compile(
    r"(The )?(MIT|0?BSD|[23]-Clause BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|Zlib"
    r"|CC0|HPND|Unlicense|LGPL)\b"
)


@dataclass(frozen=True)
class Answer:
    """What one question brought.

    Args:
        subject: What was asked about, for the reader.
        asked: How many packages were looked at.
        found: One line for each weakness, or whatever else must be mended.
        unknown: Why it, or a part of it, could not be audited; empty when all of it was.
    """

    subject: str
    asked: int = 0
    found: tuple[str, ...] = ()
    unknown: str = ""

    def __str__(self) -> str:
        lines = [f"found: {self.subject}: {finding}" for finding in self.found]
        if self.unknown:
            lines.append(f"could not be audited: {self.subject}: {self.unknown}")
        if not lines:
            lines.append(f"clean: {self.subject} ({self.asked})")
        return "\n".join(lines)


Run = Callable[[list[str]], "subprocess.CompletedProcess[str]"]


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a program in the checkout; one that is not there or does not end gives code 127."""
    try:
        return subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(command, 127, "", f"{type(error).__name__}: {error}")


def last_line(told: str) -> str:
    """The last line of what a program said of the reason, without the addresses it asked."""
    lines = [line for line in told.splitlines() if line.strip() and "complete log" not in line]
    lines = lines or ["no answer"]
    return re.sub(r"https?://\S+", "…", lines[-1])[:200]


def python_weaknesses(run: Run) -> Answer:
    """Ask pip-audit for the known weaknesses of every locked package."""
    subject = "known weaknesses of the Python packages"
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes"]
    command += ["--format", "json", "--progress-spinner", "off", "--requirement", str(LOCKED)]
    done = run(command)
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Answer(subject, unknown=last_line(done.stderr))
    found = tuple(
        f"{package['name']} {package['version']}: {weakness['id']}, mended in"
        f" {', '.join(weakness['fix_versions']) or 'no release yet'}"
        for package in packages
        for weakness in package.get("vulns", ())
        if weakness["id"] not in ACCEPTED
    )
    # pip-audit calls a package that its source does not know "skipped", and all is well to it.
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    unknown = f"no data about {len(skipped)} of {len(packages)} packages" if skipped else ""
    return Answer(subject, len(packages), found, unknown)


def withdrawn_releases(run: Run, requirements: Path = LOCKED, *options: str) -> Answer:
    """Ask pip whether a locked release has been withdrawn by its authors (PEP 592)."""
    subject = "withdrawn releases"
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed"]
        command += ["--no-deps", "--require-hashes", "--progress-bar", "off", "--retries", "1"]
        command += ["--report", str(report), "--requirement", str(requirements), *options]
        done = run(command)
        if done.returncode != 0 or not report.is_file():
            return Answer(subject, unknown=last_line(done.stderr))
        releases = json.loads(report.read_text(encoding="utf-8"))["install"]
    names = [release["metadata"] for release in releases if release["is_yanked"]]
    found = tuple(f"{name['name']} {name['version']}" for name in names)
    return Answer(subject, len(releases), found)


def misfits(run: Run) -> Answer:
    """Ask pip whether the installed packages fit one another."""
    done = run([sys.executable, "-m", "pip", "check"])
    subject = "packages that do not fit one another"
    installed = len(list(metadata.distributions()))
    if done.returncode in {0, 1} and done.stdout.strip():
        return Answer(
            subject, installed, tuple(done.stdout.splitlines()) if done.returncode else ()
        )
    return Answer(subject, unknown=last_line(done.stderr))


def licences(names: list[str]) -> Answer:
    """Compare what each package says of its licence with those allowed."""
    found = []
    asked = 0
    for name in names:
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # locked for another system
        asked += 1
        licence = STATED_ELSEWHERE.get(name) or licence_of(distribution)
        if not is_allowed(licence):
            found.append(f"{name} {distribution.version}: {licence or 'none stated'}")
    return Answer("licences beside the EUPL-1.2", asked, tuple(found))


def licence_of(distribution: metadata.Distribution) -> str:
    """What a package says: expression, classifiers, field, or its licence file's first line."""
    told = distribution.metadata
    if "License-Expression" in told:
        return told["License-Expression"]
    classifiers = [
        word for word in told.get_all("Classifier") or () if word.startswith("License :: ")
    ]
    named = [
        classifier.rpartition(" :: ")[2]
        for classifier in classifiers
        if classifier.count(" :: ") > 1
    ]
    if named:
        return " AND ".join(named)
    if "License" in told and told["License"].strip():
        return told["License"].strip().splitlines()[0]
    for file in distribution.files or ():
        if re.search(r"(^|/)(LICEN[SC]E|COPYING)[^/]*$", str(file), re.IGNORECASE):
            return file.read_text().strip().splitlines()[0]
    return ""


def is_allowed(licence: str) -> bool:
    """Whether all of a licence's parts are allowed, or one of those that one may choose from."""
    choices = re.split(r"\s+OR\s+", licence.replace("(", "").replace(")", ""))
    return any(
        all(ALLOWED.match(part) for part in re.split(r"\s+AND\s+", choice)) for choice in choices
    )


def locked_names(requirements: Path) -> list[str]:
    """The names in a lock file."""
    return re.findall(r"(?m)^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==", requirements.read_text("utf-8"))


def main() -> int:
    """Ask, tell, and give 1 when something was found."""
    questions: tuple[Callable[[], Answer], ...] = (
        lambda: python_weaknesses(run),
        lambda: withdrawn_releases(run),
        lambda: misfits(run),
        lambda: licences(locked_names(RUNTIME)),
    )
    with ThreadPoolExecutor(len(questions)) as pool:
        answers = list(pool.map(lambda ask: ask(), questions))
    print("\n".join(map(str, answers)))
    return 1 if any(answer.found for answer in answers) else 0


if __name__ == "__main__":
    sys.exit(main())
