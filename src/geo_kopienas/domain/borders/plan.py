"""What an import of borders would change, as values that its steps fill."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_kopienas.domain.schema.codes import Level
    from geo_kopienas.domain.schema.problems import Problem


@dataclass(frozen=True, slots=True)
class BorderSource:
    """What is said of the source of the borders.

    Attributes:
        basis_lv: Source and day, shown beside the layer.
        basis_en: The same in English.
        apkaime_basis_lv: How apkaimes were drawn from it.
        apkaime_basis_en: The same in English.
        url: Address of the source.
        date: Day of the file, YYYY-MM-DD.
    """

    basis_lv: str
    basis_en: str
    apkaime_basis_lv: str
    apkaime_basis_en: str
    url: str
    date: str


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
    changes: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    repairs: list[Problem] = field(default_factory=list)
    faults: list[Problem] = field(default_factory=list)

    def note(self, kind: str, **values: Any) -> None:  # noqa: ANN401 - values of a report
        """Add a line to the report."""
        self.changes.setdefault(kind, []).append(values)

    def change(self, place_id: str, **cells: str) -> None:
        """Give cells of a place another text."""
        self.cells.setdefault(place_id, {}).update(cells)
