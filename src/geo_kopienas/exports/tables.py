"""What leaves the house: places, communities and evidence as of a day, as typed tables.

Each table begins with the columns of its table in the data directory, so that it can be read in
again; from `as_of` on stands what was worked out for that day and where the data comes from. Only
these three tables leave: none of them has a column about a person.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, cast

import pandas as pd

from geo_kopienas.domain.evidence.communities import CommunityState
from geo_kopienas.domain.evidence.indicators import STATUS_STEPS
from geo_kopienas.domain.places.hierarchy import counting_places, of_level, position_holders
from geo_kopienas.domain.population.series import conflict_notes
from geo_kopienas.domain.schema.codes import (
    ActivityState,
    CollaborationStatus,
    GeometryQuality,
    Level,
    Provenance,
)
from geo_kopienas.domain.schema.fields import COMMUNITIES, EVIDENCE, PLACES, Field, FieldType, Table
from geo_kopienas.domain.schema.formulas import MARK
from geo_kopienas.domain.survey.disclosure.table import FIGURE_FIELDS, SURVEY_FIGURES, figure_rows
from geo_kopienas.store.day import Day

if TYPE_CHECKING:
    from geo_kopienas.domain.schema.fields import CodeSet


@dataclass(frozen=True, slots=True, eq=False)
class ExportTable:
    """One table as it leaves.

    Attributes:
        name: `places`, `communities` or `evidence`.
        fields: Its columns in order.
        frame: Typed as `store.tables.read_table` types it; timestamps as dates in text.
    """

    name: str
    fields: tuple[Field, ...]
    frame: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Scope:
    """Which places are taken away.

    Attributes:
        level: Only places of this level; None for all.
        place_id: Only this place and those that lie in it; None for all.
    """

    level: Level | None = None
    place_id: str | None = None


@dataclass(frozen=True, slots=True)
class Stamp:
    """What each file says of itself.

    Attributes:
        as_of: The day that it is true of.
        version: Version of the program that wrote it.
        licence: Licence of the tables; empty where the directory names none.
        publisher: Whom to name for the tables.
        attributions: `text`, `licence` of each source of positions and layers.
        licence_url: Address of the licence's words.
    """

    as_of: date
    version: str
    licence: str
    publisher: str
    attributions: Sequence[Mapping[str, str]]
    licence_url: str = ""

    def columns(self, *, has_positions: bool) -> dict[str, str]:
        """`version`, `licence` and `attribution` of a table with or without positions."""
        sources = self.attributions if has_positions else ()
        licences = dict.fromkeys([self.licence, *(source["licence"] for source in sources)])
        return {
            "version": self.version,
            "licence": "; ".join(filter(None, licences)),
            "attribution": "; ".join([self.publisher, *(source["text"] for source in sources)]),
        }


_STAMP_FIELDS = tuple(Field(name, FieldType.TEXT) for name in ("version", "licence", "attribution"))
_MARK_FIELD = Field(MARK, FieldType.DATE)
_IS_DEMO = Field("is_demo", FieldType.BOOLEAN)
_STATUS_FIELDS = (
    Field("collaboration_status", FieldType.CODE, codes=CollaborationStatus),
    Field("is_current", FieldType.BOOLEAN),
    Field("collaboration_date", FieldType.DATE),
    Field("activity_state", FieldType.CODE, codes=ActivityState),
    Field("activity_date", FieldType.DATE),
)
_STATUS_FACTS = (
    Field("collaboration_evidence_ids", FieldType.REFERENCE_LIST, references="evidence"),
    Field("activity_evidence_ids", FieldType.REFERENCE_LIST, references="evidence"),
)
_CONFLICTS = Field("population_conflicts", FieldType.TEXT)
_COMMUNITY_FIELDS = (
    Field("state", FieldType.CODE, codes=CommunityState),
    Field("last_date", FieldType.DATE),
    Field("located_place_id", FieldType.REFERENCE, references="places"),
    Field("latitude", FieldType.NUMBER, unit="°"),
    Field("longitude", FieldType.NUMBER, unit="°"),
)
_EVIDENCE_FIELDS = (Field("known_from", FieldType.DATE),)

#: What a layer says of its geometry; `basis_lv`, `basis_en` are the words for it.
GEOMETRY_FIELDS = (
    Field("geometry_quality", FieldType.CODE, codes=GeometryQuality),
    Field("basis_lv", FieldType.TEXT),
    Field("basis_en", FieldType.TEXT),
    Field("source_date", FieldType.DATE),
    Field("border_from_date", FieldType.DATE),
    Field("border_to_date", FieldType.DATE),
)
LAYERS = "layers"

#: Columns that leave beside those of the data directory, whatever the catalogue holds, by table.
DERIVED_FIELDS: dict[str, tuple[Field, ...]] = {
    PLACES.name: (
        _MARK_FIELD,
        *_STATUS_FIELDS,
        *_STATUS_FACTS,
        _CONFLICTS,
        _IS_DEMO,
        *_STAMP_FIELDS,
    ),
    COMMUNITIES.name: (_MARK_FIELD, *_COMMUNITY_FIELDS, _IS_DEMO, *_STAMP_FIELDS),
    EVIDENCE.name: (_MARK_FIELD, *_EVIDENCE_FIELDS, _IS_DEMO, *_STAMP_FIELDS),
    SURVEY_FIGURES: (*FIGURE_FIELDS, _MARK_FIELD, *_STAMP_FIELDS),
    LAYERS: GEOMETRY_FIELDS,
}


def chosen_places(places: pd.DataFrame, scope: Scope) -> list[str] | None:
    """The places of a scope in the order of the register; None where it leaves none out."""
    if scope.level is None and scope.place_id is None:
        return None
    chosen = places if scope.level is None else of_level(places, scope.level)
    ids = chosen["place_id"].to_list()
    if scope.place_id is None:
        return ids
    pairs = counting_places(places)
    inside = set(pairs.loc[pairs["counts_for_id"] == scope.place_id, "place_id"])
    return [place_id for place_id in ids if place_id in inside]


def export_tables(
    day: Day, stamp: Stamp, place_ids: Collection[str] | None = None
) -> list[ExportTable]:
    """Places with all indicators and statuses, communities, and the evidence of a day.

    Args:
        day: The day.
        stamp: Day, version, licence and sources.
        place_ids: Only these places, and the communities and facts that count for them; None for
            everything.

    Returns:
        The tables `places`, `communities` and `evidence`. What is not known is missing.
    """
    ledger, places, communities = day.ledger, day.data.places, day.data.communities
    chosen = set(places["place_id"] if place_ids is None else place_ids)
    demo_ids = ledger.facts.index[ledger.facts["provenance"] == Provenance.DEMO]
    attributed = ledger.attributed.loc[ledger.attributed["place_id"].isin(chosen)]
    facts = ledger.facts.loc[ledger.facts.index.isin(attributed["evidence_id"])]
    about = facts["community_ids"].explode().dropna()
    if place_ids is not None:  # where a community is may be unknown: it belongs to the whole alone
        counted = counting_places(places)
        counted_for = set(counted.loc[counted["counts_for_id"].isin(chosen), "place_id"])
        is_near = communities["place_ids"].map(lambda ids: not counted_for.isdisjoint(ids))
        is_named = communities["community_id"].isin(about)
        communities = communities.loc[is_near.astype(bool) | is_named]
    return [
        _places(
            day,
            places.loc[places["place_id"].isin(chosen)],
            attributed.loc[attributed["evidence_id"].isin(demo_ids), "place_id"],
            stamp,
        ),
        _communities(day, communities, about.loc[about.index.isin(demo_ids)], stamp),
        evidence_table(facts, stamp),
    ]


def survey_table(day: Day, stamp: Stamp, place_ids: Collection[str] | None = None) -> ExportTable:
    """The survey's figures as everybody may see them, those of rounds begun by the day.

    Args:
        day: The day.
        stamp: Day, version, licence and sources.
        place_ids: Only these places; None for all, and for the rest of Latvia.
    """
    frame = figure_rows(day.rounds, day.data.places, place_ids)
    said = {MARK: stamp.as_of.isoformat(), **stamp.columns(has_positions=False)}
    frame = frame.assign(**{name: _repeated(text, frame.index) for name, text in said.items()})
    return ExportTable(SURVEY_FIGURES, DERIVED_FIELDS[SURVEY_FIGURES], frame)


def _values(day: Day) -> dict[Field, pd.Series]:
    """Each indicator as a column, indexed by `place_id`; a state as its code."""
    columns: dict[Field, pd.Series] = {}
    for indicator in day.data.indicators:
        if indicator.measure in STATUS_STEPS:  # a column already
            continue
        parts = [day.values(indicator, level) for level in Level]
        numbers = pd.concat([part for part in parts if not part.empty])
        if indicator.is_state:
            names = dict(enumerate(indicator.states))
            states = cast("CodeSet", StrEnum("States", {name: name for name in indicator.states}))
            field = Field(indicator.indicator_id, FieldType.CODE, codes=states)
            columns[field] = numbers.map(names).astype("string")
        else:
            field = Field(indicator.indicator_id, FieldType.NUMBER)
            columns[field] = numbers.astype("Float64")
    return columns


def _places(day: Day, places: pd.DataFrame, demo_ids: pd.Series, stamp: Stamp) -> ExportTable:
    ids = places["place_id"]
    rows = day.statuses.loc[ids].reset_index(drop=True)
    # What is not known is neither current nor past.
    is_known = rows["collaboration_status"] != CollaborationStatus.UNKNOWN
    rows["is_current"] = rows["is_current"].astype("boolean").where(is_known)
    derived: dict[Field, pd.Series] = {field: rows[field.name] for field in _STATUS_FIELDS}
    derived |= {
        field: column.reindex(ids).reset_index(drop=True) for field, column in _values(day).items()
    }
    derived |= {field: rows[field.name] for field in _STATUS_FACTS}
    conflicts = conflict_notes(day.data.population, day.data.places)
    derived[_CONFLICTS] = ids.map(conflicts).astype("string").reset_index(drop=True)
    return _table(PLACES, places, derived, ids.isin(demo_ids), stamp)


def _communities(
    day: Day, communities: pd.DataFrame, demo_ids: pd.Series, stamp: Stamp
) -> ExportTable:
    ids, places = communities["community_id"], day.data.places
    known = day.states.reindex(ids).reset_index(drop=True)
    located = places.loc[places["latitude"].notna()]
    positions = located.set_index("place_id")[["latitude", "longitude"]]
    holders = position_holders(places, positions.index)
    known_places = communities["place_ids"].explode().map(holders).dropna()
    first = known_places.groupby(level=0).first().reindex(communities.index)
    where = first.astype("string").reset_index(drop=True)
    centres = positions.reindex(where).reset_index(drop=True)
    columns = (
        known["state"],
        known["last_date"],
        where,
        centres["latitude"],
        centres["longitude"],
    )
    derived = dict(zip(_COMMUNITY_FIELDS, columns, strict=True))
    return _table(COMMUNITIES, communities, derived, ids.isin(demo_ids), stamp)


def evidence_table(facts: pd.DataFrame, stamp: Stamp) -> ExportTable:
    """Facts of a ledger, all or some, as they leave.

    Args:
        facts: Rows of `Ledger.facts`, indexed by `evidence_id`.
        stamp: Day, version and licence.
    """
    rows = facts.rename_axis(EVIDENCE.key).reset_index()
    derived = {field: _day_texts(rows[field.name]) for field in _EVIDENCE_FIELDS}
    return _table(EVIDENCE, rows, derived, rows["provenance"] == Provenance.DEMO, stamp)


def _table(
    table: Table,
    rows: pd.DataFrame,
    derived: Mapping[Field, pd.Series],
    is_demo: pd.Series,
    stamp: Stamp,
) -> ExportTable:
    """A table from left to right: its own columns, what was worked out, whom to name."""
    own = rows.reset_index(drop=True)
    stated = {field.name: own[field.name] for field in table.fields}
    stamped = stamp.columns(has_positions=table is not EVIDENCE)
    # An indicator may not take the name of a column that is there already.
    taken = {*stated, MARK, _IS_DEMO.name, *stamped}
    worked_out = {field: column for field, column in derived.items() if field.name not in taken}
    frame = pd.DataFrame(
        {
            **stated,
            MARK: _repeated(stamp.as_of.isoformat(), own.index),
            **{field.name: column for field, column in worked_out.items()},
            _IS_DEMO.name: is_demo.reset_index(drop=True),
            **{name: _repeated(text, own.index) for name, text in stamped.items()},
        }
    )
    fields = (*table.fields, _MARK_FIELD, *worked_out, _IS_DEMO, *_STAMP_FIELDS)
    return ExportTable(table.name, fields, frame)


def _repeated(text: str, index: pd.Index) -> pd.Series:
    return pd.Series(text, index=index, dtype="string")


def _day_texts(days: pd.Series) -> pd.Series:
    texts: pd.Series[str] = days.dt.strftime("%Y-%m-%d").astype("string")
    return texts
