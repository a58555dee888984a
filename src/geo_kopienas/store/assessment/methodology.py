"""Reading of method, instruments and good practice; all faults of the three files in one pass."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from geo_kopienas.domain.assessment.methodology import (
    INSTRUMENTS_FILE,
    METHOD_FILE,
    PRACTICES_FILE,
    Example,
    Instrument,
    KnownIds,
    Method,
    Methodology,
    Practice,
)
from geo_kopienas.domain.schema.entries import (
    Entries,
    Entry,
    Located,
    read_content,
    rule_fault,
    tables_in,
    text_in,
)
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.store.rules.entries import read_toml


@dataclass(frozen=True, slots=True)
class _Instruments(Entry):
    by_id: Annotated[Mapping[str, Instrument], Entries(), Field(alias="instrument")]


@dataclass(frozen=True, slots=True)
class _Practices(Entry):
    # A municipality may have none to show.
    cards: Annotated[
        tuple[Practice, ...], Entries(may_be_empty=True), Field(alias="practice", default=())
    ]
    examples: Annotated[
        tuple[Example, ...], Entries(may_be_empty=True), Field(alias="example", default=())
    ]

    @classmethod
    def cross_faults(cls, content: Mapping[str, Any], _: object) -> Iterator[Located]:
        """An example with the id of a card: a link to it would lead to the card."""
        cards = {text_in(card, "id") for card in tables_in(content, "practice")}
        for position, example in enumerate(tables_in(content, "example")):
            if text_in(example, "id") in cards:
                yield ("example", position, "id"), rule_fault("duplicate_id", example["id"])


def read_methodology(
    method_path: Path,
    instruments_path: Path,
    practices_path: Path,
    evidence_ids: Collection[str] | None,
) -> tuple[Methodology | None, list[Problem]]:
    """Read the three files of `methodology/`, which name one another.

    Args:
        method_path: The method of self-assessment.
        instruments_path: The instruments of cooperation.
        practices_path: The cards of good practice.
        evidence_ids: Ids of the ledger; None where it could not be read.

    Returns:
        The methodology, or None if anything is wrong, and every fault.
    """
    files = {
        INSTRUMENTS_FILE: (instruments_path, _Instruments),
        METHOD_FILE: (method_path, Method),
        PRACTICES_FILE: (practices_path, _Practices),
    }
    contents, faults = {}, {}
    for name, (path, _) in files.items():
        contents[name], faults[name] = read_toml(path, name)
    # Names in a file that could not be read are not judged: all of them would be unknown.
    known = KnownIds(
        evidence_ids,
        criteria=_ids(contents[METHOD_FILE], "criterion"),
        instruments=_ids(contents[INSTRUMENTS_FILE], "instrument"),
    )
    read: dict[str, Any] = {}
    for name, (_, model) in files.items():
        content = contents[name]
        if content is not None:
            read[name], found = read_content(content, name, model, known)
            faults[name] += found
    problems = [problem for of_file in faults.values() for problem in of_file]
    if problems:
        return None, problems
    practices = read[PRACTICES_FILE]
    instruments = read[INSTRUMENTS_FILE].by_id
    return Methodology(read[METHOD_FILE], instruments, practices.cards, practices.examples), []


def _ids(content: Mapping[str, Any] | None, key: str) -> set[str] | None:
    return None if content is None else {text_in(entry, "id") for entry in tables_in(content, key)}
