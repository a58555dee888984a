"""The method of self-assessment, the instruments of cooperation and the cards of good practice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

METHOD_FILE = "methodology/method.toml"
INSTRUMENTS_FILE = "methodology/instruments.toml"
PRACTICES_FILE = "methodology/practices.toml"

LEVEL_COUNT = 5  # embryo to mature; more steps a layperson cannot tell apart (COMPAS 2010)

#: A text by language ("lv", "en").
Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class Source:
    """A publication that a part of the method was drawn from."""

    source_id: str
    title: str
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """What brings a community from one level of a criterion to the next.

    Attributes:
        step_id: Its id, the same in all rounds.
        criterion_id: The criterion.
        from_level: The level that it starts at (1 to 4); it leads to the next.
        what: What to do.
        who: Who does it.
        weeks: How many weeks it takes a group of volunteers.
        after: Ids of steps that must be done or passed before.
        instruments: Ids of instruments that help.
    """

    step_id: str
    criterion_id: str
    from_level: int
    what: Words
    who: Words
    weeks: int
    after: tuple[str, ...]
    instruments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One side of a community that it judges itself by.

    Attributes:
        criterion_id: Its id, the same in all rounds.
        name: Its short name.
        question: What to ask oneself.
        levels: Description of each of the five levels, the lowest first.
        steps: The step from each level but the last.
        source_ids: What it was drawn from.
    """

    criterion_id: str
    name: Words
    question: Words
    levels: tuple[Words, ...]
    steps: tuple[Step, ...]
    source_ids: tuple[str, ...]

    @property
    def instruments(self) -> tuple[str, ...]:
        """Ids of the instruments that help in any of its steps, each once."""
        return tuple(dict.fromkeys(one for step in self.steps for one in step.instruments))


@dataclass(frozen=True, slots=True)
class Method:
    """A whole method of self-assessment.

    Attributes:
        method_id: Its id; answers given by another method cannot be compared with it.
        version: Its version.
        name: Its name.
        about: Whose it is, what it rests on and how it may be replaced.
        sources: The publications by id.
        criteria: The criteria by id, in their order.
    """

    method_id: str
    version: int
    name: Words
    about: Words
    sources: Mapping[str, Source]
    criteria: Mapping[str, Criterion]


@dataclass(frozen=True, slots=True)
class Instrument:
    """A way in which residents and municipality work together.

    Attributes:
        instrument_id: Its id.
        name: Its name.
        what: What it is.
        local: What is so in this municipality alone; None for nothing.
        for_whom: Who may use it.
        how_to_start: The first step.
        who_decides: Who decides.
        legal_basis: What it rests on in law; None where the sources do not say.
        urls: Where it is described, this municipality's own pages last.
        kinds: Kinds of evidence that show its use.
        result_kinds: Kinds of evidence that show what it led to.
    """

    instrument_id: str
    name: Words
    what: Words
    local: Words | None
    for_whom: Words
    how_to_start: Words
    who_decides: Words
    legal_basis: Words | None
    urls: tuple[str, ...]
    kinds: tuple[str, ...]
    result_kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Practice:
    """A card of good practice; its places, days and sources are those of its evidence."""

    practice_id: str
    title: Words
    what: Words
    how: Words
    evidence_ids: tuple[str, ...]
    criteria: tuple[str, ...]
    instruments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Methodology:
    """Method, instruments by id and cards, which name one another."""

    method: Method
    instruments: Mapping[str, Instrument]
    practices: tuple[Practice, ...]

    def criteria_of(self, instrument_id: str) -> list[Criterion]:
        """The criteria in whose steps an instrument helps."""
        return [one for one in self.method.criteria.values() if instrument_id in one.instruments]


def steps_by_id(method: Method) -> dict[str, Step]:
    """Every step of a method, in the order of the criteria and levels."""
    return {step.step_id: step for one in method.criteria.values() for step in one.steps}


def step_cycles(after: Mapping[str, tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The circles of steps that wait for one another, each once; empty where all can be done.

    Args:
        after: For each step the steps that must come before it; unknown ones are passed over.
    """
    cycles = []
    settled: set[str] = set()
    for start in after:
        if start in settled:
            continue
        path: list[str] = []
        # Depth first with its own stack: a file may chain more steps than Python may nest calls.
        stack = [(start, iter(after[start]))]
        path.append(start)
        while stack:
            step_id, waiting = stack[-1]
            previous = next((one for one in waiting if one in after and one not in settled), None)
            if previous is None:
                settled.add(step_id)
                path.pop()
                stack.pop()
            elif previous in path:
                cycles.append(tuple(path[path.index(previous) :]))
            else:
                path.append(previous)
                stack.append((previous, iter(after[previous])))
    return cycles
