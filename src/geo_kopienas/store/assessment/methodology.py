"""Reading of method, instruments and good practice; all faults of the three files in one pass."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from geo_kopienas.domain.assessment.methodology import (
    INSTRUMENTS_FILE,
    LEVEL_COUNT,
    METHOD_FILE,
    PRACTICES_FILE,
    Criterion,
    Instrument,
    Method,
    Methodology,
    Practice,
    Source,
    Step,
    step_cycles,
)
from geo_kopienas.domain.schema.codes import LANGUAGES, EvidenceKind
from geo_kopienas.domain.schema.personal import publication_faults
from geo_kopienas.store.rules.entries import Entry, read_toml, refuse_doubled

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from geo_kopienas.domain.schema.problems import Problem

MAX_VERSION = 10_000
MAX_WEEKS = 520  # ten years; more is a slip of the hand

# Nobody answers more in ten minutes, and a radar of fewer than three has no area.
MIN_CRITERIA, MAX_CRITERIA = 3, 15


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
    problems: list[Problem] = []
    instruments = _read_instruments(instruments_path, problems)
    # Names in a file that could not be read are not judged: all of them would be unknown.
    instrument_ids = None if instruments is None else set(instruments)
    method = _read_method(method_path, instrument_ids, problems)
    criterion_ids = None if method is None else set(method.criteria)
    practices = _read_practices(
        practices_path, evidence_ids, criterion_ids, instrument_ids, problems
    )
    if method is None or instruments is None or problems:
        return None, problems
    return Methodology(method, instruments, tuple(practices)), []


def _words_keys(*stems: str) -> list[str]:
    return [f"{stem}_{language}" for stem in stems for language in LANGUAGES]


def _references(
    entry: Entry, column: str, known: Collection[str] | None, *, required: bool = False
) -> tuple[str, ...]:
    """Ids of something else; each must be known."""
    found = entry.names(column, required=required)
    _refuse_unknown_ids(entry, column, found, known)
    return found


def _refuse_unknown_ids(
    entry: Entry, column: str, found: Iterable[str], known: Collection[str] | None
) -> None:
    for value in found:
        if known is not None and value not in known:
            nearest = get_close_matches(value, sorted(known), 1)
            details = {"nearest": nearest[0]} if nearest else {}
            entry.fault("methodology_reference", column, value, **details)


_INSTRUMENT_WORDS = ("name", "what", "for_whom", "how_to_start", "who_decides")


def _read_instruments(path: Path, problems: list[Problem]) -> dict[str, Instrument] | None:
    content, faults = read_toml(path, INSTRUMENTS_FILE)
    problems += faults
    if content is None:
        return None
    root = Entry(content, INSTRUMENTS_FILE, None, problems)
    root.refuse_unknown(("instrument",))
    entries = root.entries("instrument")
    refuse_doubled(entries)
    read = [_instrument(entry) for entry in entries]
    return {one.instrument_id: one for one in read}


def _instrument(entry: Entry) -> Instrument:
    entry.refuse_unknown(
        (
            *("id", "urls", "local_urls", "kinds", "result_kinds"),
            *_words_keys(*_INSTRUMENT_WORDS, "legal_basis", "local"),
        )
    )

    def words_or_none(stem: str) -> dict[str, str] | None:
        is_there = any(f"{stem}_{one}" in entry.content for one in LANGUAGES)
        return entry.words(stem) if is_there else None

    def addresses(column: str) -> tuple[str, ...]:
        return entry.addresses(column) if column in entry.content else ()

    words = {stem: entry.words(stem) for stem in _INSTRUMENT_WORDS}
    return Instrument(
        entry.text("id"),
        **words,
        legal_basis=words_or_none("legal_basis"),
        local=words_or_none("local"),
        urls=tuple(dict.fromkeys((*addresses("urls"), *addresses("local_urls")))),
        kinds=tuple(one.value for one in entry.code_list("kinds", EvidenceKind)),
        result_kinds=tuple(
            one.value for one in entry.code_list("result_kinds", EvidenceKind, required=False)
        ),
    )


def _read_method(
    path: Path, instrument_ids: Collection[str] | None, problems: list[Problem]
) -> Method | None:
    content, faults = read_toml(path, METHOD_FILE)
    problems += faults
    if content is None:
        return None
    root = Entry(content, METHOD_FILE, None, problems)
    root.refuse_unknown(("id", "version", *_words_keys("name", "about"), "source", "criterion"))
    source_entries = root.entries("source")
    refuse_doubled(source_entries)
    sources = [_source(entry) for entry in source_entries]
    entries = root.entries("criterion")
    refuse_doubled(entries)
    if entries and not MIN_CRITERIA <= len(entries) <= MAX_CRITERIA:
        limits = {"minimum": str(MIN_CRITERIA), "maximum": str(MAX_CRITERIA)}
        root.fault("criteria_count", "criterion", len(entries), **limits)
    source_ids = {one.source_id for one in sources}
    criteria = [_criterion(entry, source_ids, instrument_ids) for entry in entries]
    _judge_steps(entries, criteria)
    return Method(
        root.text("id"),
        root.whole("version", minimum=1, maximum=MAX_VERSION),
        root.words("name"),
        root.words("about"),
        {one.source_id: one for one in sources},
        {one.criterion_id: one for one in criteria},
    )


def _source(entry: Entry) -> Source:
    entry.refuse_unknown(("id", "title", "urls"))
    return Source(entry.text("id"), entry.text("title"), entry.addresses("urls"))


def _criterion(
    entry: Entry, source_ids: Collection[str], instrument_ids: Collection[str] | None
) -> Criterion:
    entry.refuse_unknown(("id", *_words_keys("name", "question"), "sources", "level", "step"))
    criterion_id = entry.text("id")
    levels = [_named_after(entry, one) for one in entry.entries("level")]
    for level in levels:
        level.refuse_unknown(_words_keys("text"))
    if levels and len(levels) != LEVEL_COUNT:
        entry.fault("level_count", "level", len(levels), expected=str(LEVEL_COUNT))
    step_entries = [_named_after(entry, one) for one in entry.entries("step")]
    if step_entries and len(step_entries) != LEVEL_COUNT - 1:
        entry.fault("step_count", "step", len(step_entries), expected=str(LEVEL_COUNT - 1))
    return Criterion(
        criterion_id,
        entry.words("name"),
        entry.words("question"),
        tuple(level.words("text") for level in levels),
        tuple(
            _step(one, criterion_id, from_level, instrument_ids)
            for from_level, one in enumerate(step_entries, start=1)
        ),
        _references(entry, "sources", source_ids, required=True),
    )


def _named_after(parent: Entry, entry: Entry) -> Entry:
    """The same entry with the name of the one that it stands in before its own."""
    return Entry(entry.content, entry.file, f"{parent.row}.{entry.row}", entry.problems)


def _step(
    entry: Entry, criterion_id: str, from_level: int, instrument_ids: Collection[str] | None
) -> Step:
    entry.refuse_unknown(("id", *_words_keys("what", "who"), "weeks", "after", "instruments"))
    return Step(
        entry.text("id"),
        criterion_id,
        from_level,
        entry.words("what"),
        entry.words("who"),
        entry.whole("weeks", minimum=1, maximum=MAX_WEEKS),
        entry.names("after", required=False),
        _references(entry, "instruments", instrument_ids),
    )


def _judge_steps(entries: list[Entry], criteria: list[Criterion]) -> None:
    """Steps are named once in the whole method, and none waits for itself."""
    after: dict[str, tuple[str, ...]] = {}
    owner: dict[str, Entry] = {}
    for entry, criterion in zip(entries, criteria, strict=True):
        earlier: tuple[str, ...] = ()
        for step in criterion.steps:
            if step.step_id in after:
                entry.fault("duplicate_id", "step", step.step_id)
                continue
            # The step from a lower level of the same criterion always comes before.
            after[step.step_id] = (*earlier, *step.after)
            owner[step.step_id] = entry
            earlier = (step.step_id,)
    for criterion in criteria:
        for step in criterion.steps:
            _refuse_unknown_ids(owner[step.step_id], "after", step.after, after)
    for cycle in step_cycles(after):
        owner[cycle[0]].fault("step_cycle", "after", " → ".join((*reversed(cycle), cycle[-1])))


def _read_practices(
    path: Path,
    evidence_ids: Collection[str] | None,
    criterion_ids: Collection[str] | None,
    instrument_ids: Collection[str] | None,
    problems: list[Problem],
) -> list[Practice]:
    content, faults = read_toml(path, PRACTICES_FILE)
    problems += faults
    if content is None:
        return []
    root = Entry(content, PRACTICES_FILE, None, problems)
    root.refuse_unknown(("practice",))
    if content.get("practice") in (None, []):
        return []  # a municipality may have none to show
    entries = root.entries("practice")
    refuse_doubled(entries)
    known: Mapping[str, Collection[str] | None] = {
        "evidence_ids": evidence_ids,
        "criteria": criterion_ids,
        "instruments": instrument_ids,
    }
    return [_practice(entry, known) for entry in entries]


def _public_words(entry: Entry, stem: str) -> dict[str, str]:
    """Words about people that tell of no single one how to reach or recognise them."""
    words = entry.words(stem)
    for language, text in words.items():
        for fault in publication_faults(text):
            entry.fault(fault.code, f"{stem}_{language}")
    return words


def _practice(entry: Entry, known: Mapping[str, Collection[str] | None]) -> Practice:
    entry.refuse_unknown(("id", *_words_keys("title", "what", "how"), *known))
    if entry.content.get("evidence_ids") in (None, []):
        entry.fault("practice_without_evidence", "evidence_ids")
    return Practice(
        entry.text("id"),
        _public_words(entry, "title"),
        _public_words(entry, "what"),
        _public_words(entry, "how"),
        **{name: _references(entry, name, ids) for name, ids in known.items()},
    )
