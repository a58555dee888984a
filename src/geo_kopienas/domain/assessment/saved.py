"""The content of a saved round: what stands in the file, and how older files become new ones."""

from collections.abc import Mapping
from typing import Any

from geo_kopienas.domain.assessment.answers import Assessment

SAVED_FORMAT = "community-self-assessment"
SAVED_VERSION = 2


def saved_content(assessment: Assessment) -> dict[str, Any]:
    """A round as JSON can hold it, in the newest version of the format."""
    return {
        "format": SAVED_FORMAT,
        "version": SAVED_VERSION,
        "method": {"id": assessment.method_id, "version": assessment.method_version},
        "date": assessment.date.isoformat(),
        "place_id": assessment.place_id,
        "community_id": assessment.community_id,
        "community_name": assessment.community_name,
        "people": [{"answers": dict(answers)} for answers in assessment.people],
    }


def upgraded(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content of an older file in the form of the newest version; a new one unchanged.

    Only the form changes: what is wrong with a value stays, so that reading can name it.
    """
    newer = dict(content)
    while (version := newer["version"]) < SAVED_VERSION:
        newer = _UPGRADES[version](newer)
    return newer


def _from_version_1(content: dict[str, Any]) -> dict[str, Any]:
    """Version 1 held one person's answers, and 0 for "don't know"."""
    answers = content.pop("answers", None)
    if isinstance(answers, dict):
        answers = {
            criterion_id: None if level == 0 and level is not False else level
            for criterion_id, level in answers.items()
        }
    method = {"id": content.pop("method_id", None), "version": content.pop("method_version", None)}
    return content | {"version": 2, "method": method, "people": [{"answers": answers}]}


_UPGRADES = {1: _from_version_1}
