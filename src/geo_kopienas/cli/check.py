"""`check`: every fault of a data directory or of single files, in one pass."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from geo_kopienas.cli.data import open_source, today
from geo_kopienas.cli.faults import faults_as_json, faults_as_lines
from geo_kopienas.cli.parser import CANNOT_READ, FAULTS_FOUND, FINE
from geo_kopienas.cli.progress import at_work
from geo_kopienas.cli.tables import print_json
from geo_kopienas.domain.schema.problems import Problem, repairs_among, without_repairs
from geo_kopienas.texts.faults import shown
from geo_kopienas.texts.lookup import form_words

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from geo_kopienas.cli.parser import Parser
    from geo_kopienas.texts import Texts

NAME = "check"

#: Faults that say that nothing could be read where the caller pointed.
_UNREADABLE = frozenset(
    {
        "directory_missing",
        "path_missing",
        "file_kind_unknown",
        "file_unreadable",
        "survey_figures_exported",
    }
)


def add_arguments(parser: Parser) -> None:
    """Add the command's own arguments and options."""
    parser.add("paths", nargs="*", type=Path, metavar="DIR|FILE")
    parser.add_format("text", "json")


def run(options: argparse.Namespace, texts: Texts) -> int:
    """Check what the caller named, or the default data directory."""
    return _check(options.paths, options.format, texts)


@dataclass
class _Checked:
    """What was checked, every fault of it, and what should be known besides.

    Attributes:
        files: Names of the files.
        problems: Faults.
        repairs: What was taken out in reading, or an import would repair.
        warnings: What stops nothing.
    """

    files: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    repairs: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def add(self, problems: Sequence[Problem]) -> None:
        """Add what a reader found: faults, and what it repaired."""
        self.problems += without_repairs(problems)
        self.repairs += repairs_among(problems)

    @property
    def exit_code(self) -> int:
        if any(problem.code in _UNREADABLE for problem in self.problems):
            return CANNOT_READ
        return FAULTS_FOUND if self.problems else FINE


def _check(paths: Sequence[Path], format_: str, texts: Texts) -> int:
    default = open_source().directory
    checked = _Checked()
    directories = [path for path in paths if path.is_dir()]
    files = [path for path in paths if path not in directories]
    with at_work("check", texts):
        if not paths:
            _check_directory(default, "", checked)
        for path in directories:
            # With one argument the names stay as they are inside the data directory.
            _check_directory(path, "" if len(paths) == 1 else f"{path.as_posix()}/", checked)
        if files:
            _check_files(files, default, checked, texts)
    if format_ == "json":
        print_json(_as_json(checked, texts))
    else:
        print("\n".join(_as_lines(checked, texts)))
    return checked.exit_code


def _check_directory(directory: Path, prefix: str, checked: _Checked) -> None:
    from geo_kopienas.store.dataset import DATA_FILES, check_directory  # noqa: PLC0415

    checked.add(
        [
            problem.at(file=f"{prefix}{problem.file}") if problem.file else problem
            for problem in check_directory(directory, today())
        ]
    )
    checked.files += [f"{prefix}{name}" for name in DATA_FILES if (directory / name).is_file()]


def _check_files(paths: Sequence[Path], default: Path, checked: _Checked, texts: Texts) -> None:
    from geo_kopienas.store.borders.outside_layers import is_geodata  # noqa: PLC0415
    from geo_kopienas.store.dataset import check_files, register_levels  # noqa: PLC0415
    from geo_kopienas.store.kinds import KNOWN_NAMES, file_kind  # noqa: PLC0415
    from geo_kopienas.texts.columns import wording  # noqa: PLC0415

    if not default.is_dir():
        note = texts.say("cli.check.no_references", directory=shown(str(default)))
        print(note, file=sys.stderr)
    # Files of different kinds are checked together, as the parts of one data directory.
    groups: list[dict[str, Path]] = []
    levels = register_levels(default)
    for path in paths:
        name = path.as_posix()
        if not path.exists():
            checked.problems.append(Problem("path_missing", file=name, value=name))
        elif path.name.lower() not in KNOWN_NAMES and is_geodata(path):
            _check_layer_file(path, default, checked)
        elif (kind := file_kind(path, levels, wording())) is None:
            _check_other_file(path, default, checked)
        else:
            checked.files.append(name)
            group = next((group for group in groups if kind not in group), None)
            if group is None:
                groups.append(group := {})
            group[kind] = path
    for group in groups:
        problems, brought, others = check_files(default, group, today(), wording())
        checked.add(problems)
        checked.warnings += brought
        if others and default.is_dir():
            note = texts.say("cli.check.default_faulty", directory=shown(str(default)))
            print(note, file=sys.stderr)


def _check_layer_file(path: Path, default: Path, checked: _Checked) -> None:
    """A Shapefile or GeoPackage, beside the layers of the default directory."""
    from geo_kopienas.store.borders.outside_layers import check_layer_file  # noqa: PLC0415
    from geo_kopienas.store.dataset import read_layers_of  # noqa: PLC0415

    layers = check_layer_file(path, *read_layers_of(default))
    checked.files.append(path.as_posix())
    checked.problems += layers.problems
    checked.repairs += layers.repairs
    checked.warnings += layers.warnings


def _check_other_file(path: Path, default: Path, checked: _Checked) -> None:
    """Answers of a survey, as `import survey` would read them; anything else is not known."""
    from geo_kopienas.store.dataset import load_dataset  # noqa: PLC0415
    from geo_kopienas.store.imports.survey import (  # noqa: PLC0415
        ImportSettings,
        SurveyFile,
        has_answers,
        plan_import,
    )
    from geo_kopienas.store.imports.survey_decisions import Decisions  # noqa: PLC0415
    from geo_kopienas.store.kinds import KNOWN_NAMES, is_exported_figures  # noqa: PLC0415
    from geo_kopienas.store.survey.responses import (  # noqa: PLC0415
        check_responses_file,
        is_stored_form,
    )
    from geo_kopienas.store.tables.sheets import read_sheets_file  # noqa: PLC0415
    from geo_kopienas.texts.columns import wording  # noqa: PLC0415

    name = path.as_posix()
    table, problems = read_sheets_file(path)
    if table is not None and is_exported_figures(wording().header(table.sheets[0].header)):
        checked.problems.append(Problem("survey_figures_exported", file=name))
        return
    data = load_dataset(default)[0] if table is not None else None
    if table is not None and data is not None:
        if is_stored_form(table.sheets[0].header):
            checked.files.append(name)
            checked.add(check_responses_file(path, data.codebook, data.places, data.municipalities))
            return
        settings = ImportSettings(default, data, form_words(), Decisions(), today())
        plan = plan_import(SurveyFile(name, table, problems), "", None, settings)
        if has_answers(plan):
            checked.files.append(name)
            checked.problems += plan.problems
            checked.repairs += plan.decoded.repairs
            checked.warnings += plan.decoded.warnings
            return
    # The kind of the file cannot be told, but whether it may be opened at all can.
    kinds = {"kinds": ", ".join(KNOWN_NAMES)}
    unknown = Problem("file_kind_unknown", file=name, value=name, details=kinds)
    checked.problems += without_repairs(problems) or [unknown]


def _as_json(checked: _Checked, texts: Texts) -> dict[str, object]:
    return {
        "faults": faults_as_json(checked.problems, texts),
        "repairs": faults_as_json(checked.repairs, texts),
        "warnings": faults_as_json(checked.warnings, texts),
        "checked": checked.files,
    }


def _as_lines(checked: _Checked, texts: Texts) -> list[str]:
    lines = faults_as_lines(checked.problems, texts)
    for heading, notes in (("repairs", checked.repairs), ("warnings", checked.warnings)):
        if notes:
            lines += [texts[f"cli.check.{heading}"], *faults_as_lines(notes, texts)]
    faults = (
        texts.count("cli.faults", len(checked.problems))
        if checked.problems
        else texts["cli.faults.none"]
    )
    return [*lines, texts.count("cli.checked", len(checked.files)) + faults]
