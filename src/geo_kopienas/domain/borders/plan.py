"""What an import of borders starts from, and what it would change: values that its steps fill."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import geopandas as gpd
import pandas as pd

from geo_kopienas.domain.borders.territories import Territories
from geo_kopienas.domain.places.positions import place_positions
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.problems import Problem


@dataclass(frozen=True, slots=True)
class BorderSource:
    """What is said of the source of the borders.

    Attributes:
        basis: Source and day by language, shown beside the layer.
        apkaime_basis: How apkaimes were drawn from it, by language.
        url: Address of the source.
        date: Day of the file, YYYY-MM-DD.
    """

    basis: Mapping[str, str]
    apkaime_basis: Mapping[str, str]
    url: str
    date: str


@dataclass(frozen=True)
class BorderTask:
    """The register and the layers as they are, the source, and what is asked.

    Attributes:
        places: The register; may be empty.
        boundaries: Layers in EPSG:4326 as `store.borders.layers` reads them; may be empty.
        territories: The whole source.
        municipality_codes: Codes of the municipalities to be imported.
        source: What is said of the source.
        chosen: Place by territory code where the caller decided.
        context: The neighbours as they are; may be empty.
    """

    places: pd.DataFrame
    boundaries: Mapping[Level, gpd.GeoDataFrame]
    territories: Territories
    municipality_codes: Sequence[str]
    source: BorderSource
    chosen: Mapping[str, str]
    context: gpd.GeoDataFrame

    @cached_property
    def positions(self) -> pd.DataFrame:
        """Where each place lies: `x`, `y` in EPSG:3059, indexed by `place_id`."""
        return place_positions(self.places, self.boundaries)


@dataclass
class BorderPlan:
    """What would change; nothing is written here.

    Attributes:
        cells: New text of cells of the register by place and column.
        rows: New places, as texts by column.
        layers: Features of each level that changes, in EPSG:4326.
        context: Neighbouring municipalities, None where the source holds none.
        former: Former official borders that are to be kept, by level: columns of a layer and
            `valid_to_date`.
        replaced: Levels of which every feature now comes from the source.
        origins: File and feature of the source by the layer's file and the place's id in it.
        changes: The report: a list of dicts by kind of change, in the order of the register.
        repairs: Listed repairs of the source's geometry.
        faults: What keeps the import from being done.
    """

    cells: dict[str, dict[str, str]] = field(default_factory=dict)
    rows: list[dict[str, str]] = field(default_factory=list)
    layers: dict[Level, gpd.GeoDataFrame] = field(default_factory=dict)
    context: gpd.GeoDataFrame | None = None
    former: dict[Level, gpd.GeoDataFrame] = field(default_factory=dict)
    replaced: set[Level] = field(default_factory=set)
    origins: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    changes: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    repairs: list[Problem] = field(default_factory=list)
    faults: list[Problem] = field(default_factory=list)

    def note(self, kind: str, **values: Any) -> None:  # noqa: ANN401 - values of a report
        """Add a line to the report."""
        self.changes.setdefault(kind, []).append(values)

    def note_once(self, kind: str, **values: Any) -> None:  # noqa: ANN401 - values of a report
        """Add a line that is not there yet: a town stands in a source once a level."""
        if values not in self.changes.get(kind, ()):
            self.note(kind, **values)

    def remember_origins(self, file: str, features: gpd.GeoDataFrame) -> None:
        """Keep which feature of the source (`file`, index) each place of a layer's file is."""
        for row, place_id, origin in zip(
            features.index, features["place_id"], features["file"], strict=True
        ):
            self.origins[file, str(place_id)] = str(origin), str(row)

    def as_brought(self, problem: Problem) -> Problem:
        """A fault of a layer that would be written, with the file and feature that it came from."""
        layer, other = problem.file or "", problem.details.get("other", "")
        own, second = (self.origins.get((layer, str(row))) for row in (problem.row, other))
        if own is None and second is not None:  # the user can mend what he brought
            own, second, other = second, None, f"{layer}: {problem.row}"
        if own is None:
            return problem
        details = {"other": second[1] if second else other} if other else {}
        placed = problem.at(file=own[0], row=own[1])
        return replace(placed, details=problem.details | details)

    def change(self, place_id: str, **cells: str) -> None:
        """Give cells of a place another text."""
        self.cells.setdefault(place_id, {}).update(cells)
