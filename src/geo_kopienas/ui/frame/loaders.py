"""Cached loading: one reading of the data directory for all visitors, renewed when it changes."""

import os
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path

import pandas as pd
import streamlit as st
from xstatic.pkg import leaflet, leaflet_markercluster

from geo_kopienas import __version__
from geo_kopienas.domain.evidence.indicators import Indicator
from geo_kopienas.domain.places.entries import community_entries, place_entries
from geo_kopienas.domain.places.hierarchy import of_level, position_holders
from geo_kopienas.domain.places.matching import NameMatcher
from geo_kopienas.domain.schema.codes import LANGUAGES, AttentionPart, Level
from geo_kopienas.domain.schema.fields import (
    BOUNDARY_FILES,
    COMMUNITIES,
    CONTEXT_FILE,
    PLACES,
)
from geo_kopienas.domain.schema.problems import LedgerError, Problem
from geo_kopienas.domain.survey.disclosure.door import DisclosedRound
from geo_kopienas.domain.survey.rounds.register import SurveyRound
from geo_kopienas.exports.files import Export, make_export
from geo_kopienas.exports.tables import Scope
from geo_kopienas.maps.painting import LayerFiles, ground_content, name_order
from geo_kopienas.store.borders.web_geometry import write_communities, write_context, write_layer
from geo_kopienas.store.dataset import Dataset
from geo_kopienas.store.day import Day
from geo_kopienas.store.files.web import write_content, write_joined
from geo_kopienas.store.ledger.directory import DirectoryLedger
from geo_kopienas.store.ledger.opening import open_ledger
from geo_kopienas.store.ledger.seam import Ledger, Version
from geo_kopienas.store.rules.attributions import in_use_of
from geo_kopienas.store.survey.rounds import (
    DEMO_VARIABLE,
    open_round,
    read_rounds,
    waiting_answers,
)
from geo_kopienas.texts import Texts, texts_for
from geo_kopienas.texts.borders import history_sentences, layer_quality, quality_line
from geo_kopienas.texts.places import place_names
from geo_kopienas.ui.frame import runs
from geo_kopienas.ui.frame.address import MAP_LEVELS
from geo_kopienas.ui.frame.settings import GEOMETRY_FOLDER, STATIC_FOLDER, base_map


@dataclass(frozen=True, eq=False)
class Workspace:
    """Everything that the pages read; public data only, so all visitors may share it.

    Attributes:
        key: Changes whenever anything does that can be read.
        version: The state of the ledger.
        data: The tables and layers.
        indicators: The catalogue by id, in its order.
        files: Static files of each level.
        mapped_communities: Communities with a position, in the order of their static file.
        bounds: [[south, west], [north, east]] of the municipality.
        place_names: Name of every place by language, also of those not there on the day.
        trouble: Why this is not the state of the ledger now but an earlier one; mostly None.
    """

    key: str
    version: Version
    data: Dataset
    indicators: dict[str, Indicator]
    files: dict[Level, LayerFiles]
    mapped_communities: pd.DataFrame
    bounds: list[list[float]]
    place_names: dict[str, dict[str, str]]
    trouble: Problem | None = None

    def day(self, as_of: date) -> Day:
        """The figures of a day; worked out once for all visitors."""
        return _day(self.data, self.key, as_of)

    def names(self, texts: Texts) -> dict[str, str]:
        """The name of every place in the reader's language, by `place_id`."""
        return self.place_names[texts.language]

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """The levels of which the register has places."""
        known = set(self.data.places["level"])
        return tuple(level for level in MAP_LEVELS if level in known) or MAP_LEVELS

    @property
    def first_level(self) -> Level:
        """The level that pages open with: apkaimes, where there are any."""
        return Level.APKAIME if Level.APKAIME in self.levels else self.levels[0]

    @cached_property
    def examples(self) -> str:
        """What may be searched for: the two largest villages or towns, and a short community.

        A phone's field shows some 40 letters.
        """
        settlements = of_level(self.data.places, Level.SETTLEMENT)
        largest = settlements.sort_values(
            "population_count", ascending=False, na_position="last", kind="stable"
        )
        shortest = min(self.data.communities["name_lv"], key=len, default=None)
        names = [*largest["name_lv"].head(2), *([] if shortest is None else [shortest])]
        return ", ".join(map(str, names))

    @property
    def matcher(self) -> NameMatcher:
        """Finds places and communities by what people type; made when somebody first searches."""
        return _matcher(self.data, self.states(PLACES.file, COMMUNITIES.file))

    def states(self, *files: str) -> tuple[str | None, ...]:
        """What these parts are at: what is made of them alone need not be made anew."""
        return tuple(self.version.parts.get(file) for file in files)


def load(known_on: date | None = None) -> tuple[Workspace | None, list[Problem]]:
    """The workspace of the ledger, or every fault that its data have.

    Where the ledger cannot be reached, it is what was read of it last, and `trouble` says why.

    Args:
        known_on: A day; the workspace is then what was known at its end.

    Raises:
        LedgerError: Nobody can tell what was known on that day.
    """
    try:
        ledger = open_ledger()
        _wait_after_failure()
        with runs.LEDGER_SECONDS.time():
            version = ledger.version(known_on)
        return _load(ledger, _key(version), version)
    except LedgerError as error:
        if error.problem.code in NOT_KNOWN:
            raise
        _note_failure(error)
        return _load_last(error.problem)


#: There is no trouble with the ledger, but with the day that was asked for.
NOT_KNOWN = frozenset({"known_before_ledger", "known_without_journal"})
#: A database that did not answer is asked again after so many seconds: it may let every page wait
#: for some.
RETRY_SECONDS = 5.0
_failure: tuple[float, LedgerError] | None = None


def _wait_after_failure() -> None:
    if _failure is not None and time.monotonic() - _failure[0] < RETRY_SECONDS:
        raise _failure[1]


def _note_failure(error: LedgerError) -> None:
    global _failure  # noqa: PLW0603 - what one visit found out spares the next one
    if _failure is None or _failure[1] is not error:
        _failure = (time.monotonic(), error)


def _load_last(trouble: Problem) -> tuple[Workspace | None, list[Problem]]:
    """What was read of the ledger last, also by a process before this one."""
    with suppress(LedgerError):
        last = open_ledger().last_directory()
        if last is not None:
            files = DirectoryLedger(last)
            workspace, problems = _load(files, _key(files.version()), files.version())
            if workspace is not None:
                return replace(workspace, trouble=trouble), problems
    return None, [trouble]


def _key(version: Version) -> str:
    return f"{version.key}|{os.environ.get(DEMO_VARIABLE, '')}"


@st.cache_resource(max_entries=3, show_spinner=False)
def _load(_ledger: Ledger, key: str, _version: Version) -> tuple[Workspace | None, list[Problem]]:
    data, problems = _ledger.read(_version)
    if data is None:
        return None, problems
    return _build(data, key, _version), []


@st.cache_resource(max_entries=3, show_spinner=False)
def _matcher(_data: Dataset, states: tuple[str | None, ...]) -> NameMatcher:
    del states
    return NameMatcher([*place_entries(_data.places), *community_entries(_data.communities)])


def _build(data: Dataset, key: str, version: Version, period: str = "") -> Workspace:
    mapped = _mapped_communities(data)
    context = write_context(GEOMETRY_FOLDER, data.context, data.boundaries[Level.MUNICIPALITY])
    communities = write_communities(GEOMETRY_FOLDER, mapped)
    files = {}
    for level in MAP_LEVELS:
        state = tuple(version.parts.get(file) for file in (PLACES.file, BOUNDARY_FILES[level]))
        files[level] = LayerFiles(_areas(data, level, state, period), context, communities)
    west, south, east, north = data.boundaries[Level.MUNICIPALITY].total_bounds
    return Workspace(
        key=key,
        version=version,
        data=data,
        indicators={indicator.indicator_id: indicator for indicator in data.indicators},
        files=files,
        mapped_communities=mapped,
        bounds=[[float(south), float(west)], [float(north), float(east)]],
        place_names={
            language: place_names(data.places, texts_for(language)) for language in LANGUAGES
        },
    )


@st.cache_resource(max_entries=32, show_spinner=False)
def _areas(
    _data: Dataset, level: Level, state: tuple[str | None, ...], period: str
) -> dict[str, int | None]:
    """The static file of a level's areas, which places and borders alone make."""
    del state, period
    places, layer = of_level(_data.places, level), _data.boundaries[level]
    return write_layer(GEOMETRY_FOLDER, level.value, places, layer)


def on_day(workspace: Workspace, as_of: date) -> Workspace:
    """The workspace with the places and borders of a day, as far as the data tell them.

    Indicators of the survey keep to the borders of today: figures of the same answers by two
    divisions of the land could give away what disclosure control hides.
    """
    period = workspace.day(as_of).period
    return _on_day(workspace, workspace.key, period, _as_of=as_of) if period else workspace


def without_ended(workspace: Workspace, as_of: date) -> Workspace:
    """The workspace of a day where places have ended; the same one where none has."""
    has_ended = workspace.data.places["valid_to_date"].notna().any()
    return on_day(workspace, as_of) if has_ended else workspace


@st.cache_resource(max_entries=8, show_spinner=False)
def _on_day(_workspace: Workspace, key: str, period: str, *, _as_of: date) -> Workspace:
    of_day = _build(
        _workspace.day(_as_of).as_it_was(), f"{key}/{period}", _workspace.version, period
    )
    # The start view stays, so that a change of the day moves nothing.
    return replace(of_day, bounds=_workspace.bounds, place_names=_workspace.place_names)


def _mapped_communities(data: Dataset) -> pd.DataFrame:
    """Communities with the position of their first settlement that has one (`position_holders`)."""
    located = data.places.loc[
        data.places["latitude"].notna(), ["place_id", "latitude", "longitude"]
    ]
    pairs = data.communities[["community_id", "name_lv", "name_en", "place_ids"]]
    pairs = pairs.explode("place_ids")
    pairs["place_id"] = pairs["place_ids"].map(position_holders(data.places, located["place_id"]))
    mapped: pd.DataFrame = pairs.drop(columns="place_ids").merge(located, on="place_id")
    return mapped.drop_duplicates("community_id", ignore_index=True)


@st.cache_resource(max_entries=32, show_spinner=False)
def _day(_data: Dataset, key: str, as_of: date) -> Day:
    """The figures of a day, shared by all visitors. `key` identifies the unhashed argument."""
    return Day(_data, as_of, partial(_disclosed, _data, key))


def export(workspace: Workspace, as_of: date, scope: Scope, language: str) -> Export:
    """The tables and layers of a scope as they leave; worked out once for all visitors."""
    return _export(workspace, workspace.key, as_of, scope, language)


@st.cache_resource(max_entries=16, show_spinner=False)
def _export(_workspace: Workspace, key: str, as_of: date, scope: Scope, language: str) -> Export:
    del key
    return make_export(_workspace.day(as_of), scope, __version__, texts_for(language))


def survey_rounds(workspace: Workspace) -> list[SurveyRound]:
    """The rounds of the survey that may be shown, oldest first."""
    return _rounds(workspace.data, workspace.key)


@st.cache_resource(max_entries=4, show_spinner=False)
def _rounds(_data: Dataset, key: str) -> list[SurveyRound]:
    del key
    return read_rounds(_data.directory, _data.survey_rounds, _data.codebook, _data.places)


def waiting(workspace: Workspace, round_id: str) -> int:
    """How many answers of a round wait for publication, in tens."""
    return _waiting(workspace.data, workspace.key, round_id)


@st.cache_resource(max_entries=16, show_spinner=False)
def _waiting(_data: Dataset, key: str, round_id: str) -> int:
    del key
    return waiting_answers(_data.directory, round_id, _data.codebook, _data.places)


def disclosed_round(workspace: Workspace, round_id: str) -> DisclosedRound:
    """What everybody may see of a round; its figures are worked out once for all visitors."""
    return _disclosed(workspace.data, workspace.key, round_id)


@st.cache_resource(max_entries=16, show_spinner=False)
def _disclosed(_data: Dataset, key: str, round_id: str) -> DisclosedRound:
    del key
    return open_round(_data.directory, round_id, _data.codebook, _data.places)


@st.cache_resource(max_entries=32, show_spinner=False)
def attention_list(
    _workspace: Workspace,
    key: str,
    level: Level,
    as_of: date,
    part: AttentionPart,
    weights: tuple[float, ...],
) -> pd.DataFrame:
    """One part of the attention list; `weights` in the order of the rules."""
    del key
    stated = dict(zip(_workspace.data.rules.inactivity.weights(), weights, strict=True))
    return _workspace.day(as_of).attention(level, part, stated)


@st.cache_resource(max_entries=32, show_spinner=False)
def mapped_states(_workspace: Workspace, key: str, as_of: date) -> list[str | None]:
    """State of every community with a position, in the order of its static file."""
    del key
    known = _workspace.day(as_of).states["state"].astype(object)
    of_mapped = known.reindex(_workspace.mapped_communities["community_id"])
    return list(of_mapped.where(of_mapped.notna(), None))


@st.cache_resource(max_entries=32, show_spinner=False)
def map_ground(
    _workspace: Workspace, key: str, level: Level, language: str, *, _texts: Texts
) -> str:
    """Name of the static file with everything of a level's map that no choice changes."""
    del key, language
    names = _workspace.names(_texts)
    layer = _workspace.data.boundaries[level]
    history = history_sentences(_workspace.data.said, level, names, _texts)
    content = ground_content(
        files=_workspace.files[level],
        attributions=in_use_of(
            _workspace.data.attributions,
            {
                Path(CONTEXT_FILE).stem: _workspace.data.context,
                **{
                    Path(BOUNDARY_FILES[drawn]).stem: _workspace.data.boundaries[drawn]
                    for drawn in (Level.MUNICIPALITY, level)
                },
            },
        ),
        base_map=base_map(),
        quality=(
            quality_line(layer, _texts, has_history=bool(history)),
            " ".join([layer_quality(layer, _texts), *history]),
        ),
        texts=_texts,
    )
    place_ids = of_level(_workspace.data.places, level)["place_id"]
    content["name_order"] = name_order([names[place_id] for place_id in place_ids])
    return write_content(GEOMETRY_FOLDER, f"ground-{level}", content)


#: Scripts of the map's frame, each after those that it uses; the last one makes the map.
FRAME_SCRIPTS = (
    "labels",
    "symbols",
    "view",
    "painting",
    "choosing",
    "touch",
    "areas",
    "context",
    "area_labels",
    "communities",
    "legend",
    "table",
    "place_map",
)


@st.cache_resource(show_spinner=False)
def frame_files() -> tuple[str, str]:
    """Names of the script and the style of the map's frame: Leaflet's and the project's own."""
    base, clusters = Path(leaflet.BASE_DIR), Path(leaflet_markercluster.BASE_DIR)
    scripts = (
        base / "leaflet.js",
        clusters / "leaflet.markercluster.js",
        *(STATIC_FOLDER / "map" / f"{name}.js" for name in FRAME_SCRIPTS),
    )
    styles = (
        base / "leaflet.css",
        clusters / "MarkerCluster.css",
        STATIC_FOLDER / "map" / "place_map.css",
    )
    return (
        write_joined(GEOMETRY_FOLDER, "frame", scripts),
        write_joined(GEOMETRY_FOLDER, "frame", styles),
    )
