"""The method of self-assessment, the instruments of cooperation and the cards of good practice."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, Field

from geo_kopienas.domain.evidence.rules import Kinds, OptionalKinds
from geo_kopienas.domain.schema import entries
from geo_kopienas.domain.schema.cells import nearest_details
from geo_kopienas.domain.schema.dates import parse_partial_date
from geo_kopienas.domain.schema.personal import publication_faults

METHOD_FILE = "methodology/method.toml"
INSTRUMENTS_FILE = "methodology/instruments.toml"
PRACTICES_FILE = "methodology/practices.toml"

LEVEL_COUNT = 5  # embryo to mature; more steps a layperson cannot tell apart (COMPAS 2010)
MAX_VERSION = 10_000
MAX_WEEKS = 520  # ten years; more is a slip of the hand

# Nobody answers more in ten minutes, and a radar of fewer than three has no area.
MIN_CRITERIA, MAX_CRITERIA = 3, 15


class KnownIds(NamedTuple):
    """What the files of the methodology may refer to; None where that could not be read.

    Attributes:
        evidence_ids: Ids of the ledger.
        criteria: Criteria of the method.
        instruments: Instruments of cooperation.
    """

    evidence_ids: Collection[str] | None
    criteria: Collection[str] | None
    instruments: Collection[str] | None


def _unknown_ids(
    location: entries.Location, content: Mapping[str, Any], known: Collection[str] | None
) -> Iterator[entries.Located]:
    """Words of a list that name nothing that there is; `location` ends with the list's key."""
    if known is None:
        return
    for name in entries.names_in(content, str(location[-1])):
        if name not in known:
            near = nearest_details(name, known)
            yield location, entries.rule_fault("methodology_reference", name, **near)


def _read_public_text(value: object) -> str:
    """Words about people that tell of no single one how to reach or recognise them."""
    text = entries.read_text(value)
    faults = list(publication_faults(text))
    if faults:
        raise entries.refusal(((), entries.rule_fault(fault.code)) for fault in faults)
    return text


_PublicWords = Annotated[
    dict[str, str],
    entries.by_language(_read_public_text),
    Field(default=entries.Pair(), validate_default=True),
]


@dataclass(frozen=True, slots=True)
class Source(entries.Entry):
    """A publication that a part of the method was drawn from."""

    source_id: Annotated[entries.Text, Field(alias="id")]
    title: entries.Text
    urls: entries.Addresses


@dataclass(frozen=True, slots=True)
class Step(entries.Entry):
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

    step_id: Annotated[entries.Text, Field(alias="id")]
    # Where a step stands in its file says these two.
    criterion_id: Annotated[str, Field(default="", init=False)]
    from_level: Annotated[int, Field(default=0, init=False)]
    what: entries.Words
    who: entries.Words
    weeks: Annotated[int, entries.whole(1, MAX_WEEKS)]
    after: entries.OptionalNames
    instruments: entries.OptionalNames

    @classmethod
    def cross_faults(cls, content: Mapping[str, Any], known: KnownIds) -> Iterator[entries.Located]:
        """Instruments that there are not."""
        return _unknown_ids(("instruments",), content, known.instruments)


@dataclass(frozen=True, slots=True)
class _Level(entries.Entry):
    text: entries.Words


@dataclass(frozen=True, slots=True)
class Criterion(entries.Entry):
    """One side of a community that it judges itself by.

    Attributes:
        criterion_id: Its id, the same in all rounds.
        name: Its short name.
        question: What to ask oneself.
        levels: Description of each of the five levels, the lowest first.
        steps: The step from each level but the last.
        source_ids: What it was drawn from.
    """

    criterion_id: Annotated[entries.Text, Field(alias="id")]
    name: entries.Words
    question: entries.Words
    levels: Annotated[
        tuple[entries.Words, ...],
        entries.Entries(are_unique=False, item=_Level),
        AfterValidator(lambda levels: tuple(level.text for level in levels)),
        Field(alias="level"),
    ]
    steps: Annotated[tuple[Step, ...], entries.Entries(are_unique=False), Field(alias="step")]
    source_ids: Annotated[entries.Names, Field(alias="sources")]

    @property
    def instruments(self) -> tuple[str, ...]:
        """Ids of the instruments that help in any of its steps, each once."""
        return tuple(dict.fromkeys(name for step in self.steps for name in step.instruments))

    @classmethod
    def cross_faults(cls, content: Mapping[str, Any], _: object) -> Iterator[entries.Located]:
        """Another number of levels, or of steps between them."""
        for key, code, count in (
            ("level", "level_count", LEVEL_COUNT),
            ("step", "step_count", LEVEL_COUNT - 1),
        ):
            tables = entries.tables_in(content, key)
            if tables and len(tables) != count:
                yield (key,), entries.rule_fault(code, len(tables), expected=str(count))


def _with_steps_in_place(criteria: Mapping[str, Criterion]) -> dict[str, Criterion]:
    return {
        name: replace(
            criterion,
            steps=tuple(
                replace(step, criterion_id=name, from_level=level)
                for level, step in enumerate(criterion.steps, start=1)
            ),
        )
        for name, criterion in criteria.items()
    }


@dataclass(frozen=True, slots=True)
class Method(entries.Entry):
    """A whole method of self-assessment.

    Attributes:
        method_id: Its id; answers given by another method cannot be compared with it.
        version: Its version.
        name: Its name.
        about: Whose it is, what it rests on and how it may be replaced.
        sources: The publications by id.
        criteria: The criteria by id, in their order.
    """

    method_id: Annotated[entries.Text, Field(alias="id")]
    version: Annotated[int, entries.whole(1, MAX_VERSION)]
    name: entries.Words
    about: entries.Words
    sources: Annotated[Mapping[str, Source], entries.Entries(), Field(alias="source")]
    criteria: Annotated[
        Mapping[str, Criterion],
        entries.Entries(),
        AfterValidator(_with_steps_in_place),
        Field(alias="criterion"),
    ]

    @classmethod
    def cross_faults(cls, content: Mapping[str, Any], _: object) -> Iterator[entries.Located]:
        """Too few or many criteria, sources that are not named, and steps that cannot be done."""
        criteria = entries.tables_in(content, "criterion")
        if criteria and not MIN_CRITERIA <= len(criteria) <= MAX_CRITERIA:
            limits = {"minimum": str(MIN_CRITERIA), "maximum": str(MAX_CRITERIA)}
            yield ("criterion",), entries.rule_fault("criteria_count", len(criteria), **limits)
        sources = [entries.text_in(source, "id") for source in entries.tables_in(content, "source")]
        for position, criterion in enumerate(criteria):
            yield from _unknown_ids(("criterion", position, "sources"), criterion, sources)
        yield from _step_faults(criteria)


def _step_faults(criteria: list[dict[str, Any]]) -> Iterator[entries.Located]:
    """Steps are named once in the whole method, and none waits for itself."""
    after: dict[str, tuple[str, ...]] = {}
    owner: dict[str, int] = {}
    for position, criterion in enumerate(criteria):
        earlier: tuple[str, ...] = ()
        for step in entries.tables_in(criterion, "step"):
            step_id = entries.text_in(step, "id")
            if step_id in after:
                yield ("criterion", position, "step"), entries.rule_fault("duplicate_id", step_id)
                continue
            # The step from a lower level of the same criterion always comes before.
            after[step_id] = (*earlier, *entries.names_in(step, "after"))
            owner[step_id] = position
            earlier = (step_id,)
    for criterion in criteria:
        for step in entries.tables_in(criterion, "step"):
            location = ("criterion", owner[entries.text_in(step, "id")], "after")
            yield from _unknown_ids(location, step, after)
    for cycle in step_cycles(after):
        path = " → ".join((*reversed(cycle), cycle[-1]))
        yield ("criterion", owner[cycle[0]], "after"), entries.rule_fault("step_cycle", path)


@dataclass(frozen=True, slots=True)
class Instrument(entries.Entry):
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
        urls: Where it is described.
        kinds: Kinds of evidence that show its use.
        result_kinds: Kinds of evidence that show what it led to.
        local_urls: This municipality's own pages about it.
    """

    instrument_id: Annotated[entries.Text, Field(alias="id")]
    name: entries.Words
    what: entries.Words
    local: entries.OptionalWords
    for_whom: entries.Words
    how_to_start: entries.Words
    who_decides: entries.Words
    legal_basis: entries.OptionalWords
    urls: entries.OptionalAddresses
    kinds: Kinds
    result_kinds: OptionalKinds
    local_urls: entries.OptionalAddresses = ()

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where it is described, this municipality's own pages last."""
        return tuple(dict.fromkeys((*self.urls, *self.local_urls)))


@dataclass(frozen=True, slots=True)
class _Card(entries.Entry):
    practice_id: Annotated[entries.Text, Field(alias="id")]
    title: _PublicWords
    what: _PublicWords
    criteria: entries.OptionalNames
    instruments: entries.OptionalNames

    @classmethod
    def cross_faults(cls, content: Mapping[str, Any], known: KnownIds) -> Iterator[entries.Located]:
        """Names of criteria and instruments that there are not."""
        yield from _unknown_ids(("criteria",), content, known.criteria)
        yield from _unknown_ids(("instruments",), content, known.instruments)


@dataclass(frozen=True, slots=True)
class Practice(_Card):
    """A card of good practice; its places, days and sources are those of its evidence."""

    how: _PublicWords
    evidence_ids: entries.OptionalNames

    @classmethod
    def cross_faults(cls, content: Mapping[str, Any], known: KnownIds) -> Iterator[entries.Located]:
        """A card without evidence, and names of what there is not."""
        if content.get("evidence_ids") in (None, []):
            yield ("evidence_ids",), entries.rule_fault("practice_without_evidence")
        yield from _unknown_ids(("evidence_ids",), content, known.evidence_ids)
        yield from _Card.cross_faults(content, known)


@dataclass(frozen=True, slots=True)
class Example(_Card):
    """Good practice of elsewhere, of which the ledger holds no facts.

    Attributes:
        where: Where it was, by language.
        date: When it was as precisely as its source says; empty where that does not say.
        urls: Its sources.
    """

    where: entries.Words
    date: entries.OptionalDate
    urls: entries.Addresses

    def is_known_on(self, day: dt.date) -> bool:
        """Whether it may have been by then; an undated one may."""
        when = parse_partial_date(self.date)
        return when is None or when.last_day <= day


@dataclass(frozen=True, slots=True)
class Methodology:
    """Method, instruments by id and cards, which name one another."""

    method: Method
    instruments: Mapping[str, Instrument]
    practices: tuple[Practice, ...]
    examples: tuple[Example, ...]

    @property
    def cards(self) -> tuple[Practice | Example, ...]:
        """Good practice of here, then of elsewhere."""
        return (*self.practices, *self.examples)

    def criteria_of(self, instrument_id: str) -> list[Criterion]:
        """The criteria in whose steps an instrument helps."""
        return [
            criterion
            for criterion in self.method.criteria.values()
            if instrument_id in criterion.instruments
        ]


def steps_by_id(method: Method) -> dict[str, Step]:
    """Every step of a method, in the order of the criteria and levels."""
    return {
        step.step_id: step for criterion in method.criteria.values() for step in criterion.steps
    }


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
            previous = next(
                (step for step in waiting if step in after and step not in settled), None
            )
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
