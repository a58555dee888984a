"""Attributions follow the layers: who is named after a source has replaced some of them."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar

import geopandas as gpd
from pydantic import Field

from geo_kopienas.domain.schema import entries
from geo_kopienas.domain.schema.fields import ATTRIBUTIONS_FILE, FORMER_FILE
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.store.rules.borders import SourceEntry
from geo_kopienas.store.rules.entries import read_rules_file, read_toml

FORMER_LAYER = Path(FORMER_FILE).stem
#: Columns of the register that say where a place is.
POSITIONS = ("latitude", "longitude")
_HEAD = """\
# Sources that must be named wherever the layers or their positions are shown.
#
# layers:     stems of the files in boundaries/ that rest on the source
# other_uses: columns of places/places.csv that rest on it as well
"""


@dataclass(frozen=True, slots=True)
class _Attribution(entries.Entry):
    __pydantic_config__: ClassVar = entries.ANY_KEYS

    id: entries.Text
    text: entries.Text
    licence: entries.Text
    url: entries.OptionalAddress
    layers: entries.OptionalNames
    other_uses: entries.OptionalNames


@dataclass(frozen=True, slots=True)
class _Attributions(entries.Entry):
    __pydantic_config__: ClassVar = entries.ANY_KEYS

    sources: Annotated[
        tuple[_Attribution, ...],
        entries.Entries(may_be_empty=True),
        Field(alias="attribution", default=()),
    ]

    @classmethod
    def cross_faults(cls, content: Mapping[str, Any], _: object) -> Iterator[entries.Located]:
        """Layers that rest on nothing."""
        if content.get("attribution") in (None, []):
            yield (), entries.rule_fault("attribution_none")


def read_attributions(path: Path) -> tuple[list[dict[str, Any]], list[Problem]]:
    """Read the sources that must be named wherever the layers are shown.

    Returns:
        `id`, `text`, `licence`, `url`, `layers`, `other_uses` of each `[[attribution]]`, and all
        faults.
    """
    attributions, problems = read_rules_file(path, ATTRIBUTIONS_FILE, _Attributions)
    return [asdict(entry) for entry in attributions.sources] if attributions else [], problems


@dataclass(frozen=True, slots=True)
class SourceUse:
    """What rests on a source after it has come into some layers.

    Attributes:
        source: The source.
        layers: Stems of the layers that now rest on it.
        replaced: Those of them that rest on nothing else any more.
        remembered: Those of which former borders are kept; who made them is named as before.
        columns: Columns of the register that now rest on it as well.
    """

    source: SourceEntry
    layers: Collection[str]
    replaced: Collection[str]
    remembered: Collection[str] = ()
    columns: Sequence[str] = ()


def attributions_after(path: Path, use: SourceUse) -> bytes:
    """The file of attributions after a source has come.

    Args:
        path: The file as it is.
        use: What rests on the source now.

    Returns:
        The new content; a source that no layer and no column rests on is left out.
    """
    content, _ = read_toml(path, ATTRIBUTIONS_FILE)
    source = use.source
    named: list[dict[str, Any]] = list((content or {}).get("attribution", []))
    words = {"text": source.attribution, "licence": source.licence, "url": source.url}
    if all(entry.get("id") != source.source_id for entry in named):
        named.append({"id": source.source_id})
    kept = []
    for entry in named:
        before = entry.get("layers", [])
        stems = [layer for layer in before if layer not in use.replaced]
        columns = list(entry.get("other_uses", []))
        if entry.get("id") == source.source_id:
            entry.update(words)  # the day of the file may be another one
            stems = sorted({*stems, *use.layers})
            columns += [column for column in use.columns if column not in columns]
        if set(before) & set(use.remembered):
            stems = sorted({*stems, FORMER_LAYER})
        if stems or columns:
            kept.append(entry | {"layers": stems} | ({"other_uses": columns} if columns else {}))
    return (_HEAD + "".join(_entry(entry) for entry in kept)).encode()


def in_use_of(
    attributions: Sequence[dict[str, Any]], layers: Mapping[str, gpd.GeoDataFrame]
) -> list[dict[str, Any]]:
    """The sources that positions and some layers rest on, former borders in them included.

    Args:
        attributions: All of them.
        layers: Layers that are shown or taken away, by the stems of their files, as of a day.
    """
    stems = set(layers)
    if any(
        "valid_to_date" in layer and layer["valid_to_date"].notna().any()
        for layer in layers.values()
    ):
        stems.add(FORMER_LAYER)
    return in_use(attributions, stems, POSITIONS)


def in_use(
    attributions: Sequence[dict[str, Any]], layers: Collection[str], columns: Collection[str]
) -> list[dict[str, Any]]:
    """The sources that some layers and columns of the register rest on.

    Args:
        attributions: All of them; one that names neither layers nor columns is always in use.
        layers: Stems of the layers' files.
        columns: Columns of the register.
    """
    return [
        entry
        for entry in attributions
        if (not entry["layers"] and not entry["other_uses"])
        or set(entry["layers"]) & set(layers)
        or set(entry["other_uses"]) & set(columns)
    ]


def _entry(entry: dict[str, Any]) -> str:
    # A JSON string or list of strings is one of TOML as well.
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in entry.items()]
    return "\n[[attribution]]\n" + "\n".join(lines) + "\n"
