"""Reading of the rules of statuses and of the inactive list; all their faults in one pass."""

from pathlib import Path

from geo_kopienas.domain.evidence.rules import InactivityRules, Rules, StatusRules
from geo_kopienas.domain.schema.fields import INACTIVITY_RULES_FILE, STATUS_RULES_FILE
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.store.rules.entries import read_rules_file


def read_rules(status_path: Path, inactivity_path: Path) -> tuple[Rules | None, list[Problem]]:
    """Read `rules/status.toml` and `rules/inactivity.toml`.

    Returns:
        The rules, or None if anything is wrong, and every fault of both files.
    """
    status, problems = read_rules_file(status_path, STATUS_RULES_FILE, StatusRules)
    ranking, faults = read_rules_file(inactivity_path, INACTIVITY_RULES_FILE, InactivityRules)
    if status is None or ranking is None:
        return None, [*problems, *faults]
    return Rules(status.window, status.collaboration, status.activity, ranking), []
