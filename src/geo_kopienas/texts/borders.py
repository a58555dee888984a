"""Layers in words: how far borders may be trusted, and what is not known of an earlier day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from geo_kopienas.texts.lookup import Texts

#: The best first, and no official border goes unsaid.
_ORDER = ("official", "generalised", "approximate")
#: A legend names no more; the panel of each place and the exports say all.
MAX_BASES = 3
MAX_NAMES = 4


class Said(Protocol):
    """What a sentence needs of a remark; texts know no other module."""

    @property
    def remark(self) -> str:
        """Key of the sentence."""

    @property
    def level(self) -> str:
        """Level of the places."""

    @property
    def place_ids(self) -> Sequence[str]:
        """The places."""

    @property
    def date(self) -> str:
        """Since when it is otherwise."""

    @property
    def other_id(self) -> str:
        """The place that holds their land."""


def layer_quality(layer: gpd.GeoDataFrame, texts: Texts, *, is_whole: bool = False) -> str:
    """Quality of a layer's borders and what they rest on, each with the number of places.

    Args:
        layer: `geometry_quality`, `basis_lv`, `basis_en` and geometry.
        texts: Words of the language.
        is_whole: Whether every basis is named.
    """
    if layer.empty:
        return texts["quality.none"]
    parts = []
    for quality in _ORDER:
        rows = layer.loc[layer["geometry_quality"] == quality]
        if rows.empty:
            continue
        counts = rows[f"basis_{texts.language}"].value_counts(sort=True)
        bases = [f"{basis} ({number})" for basis, number in counts.items()]
        named = bases if is_whole else bases[:MAX_BASES]
        more = [] if len(named) == len(bases) else [texts["quality.more"]]
        words = texts[f"quality.{quality}"]
        parts.append(texts.say("quality.part", quality=words, bases="; ".join([*named, *more])))
    sentences = [texts.say("quality.sentence", parts="; ".join(parts))]
    if not (layer["geometry_quality"] == "official").all():
        some = (layer["geometry_quality"] == "official").any()
        sentences.append(texts["quality.partly_legal" if some else "quality.not_legal"])
    if layer.geometry.geom_type.isin(["Point", "MultiPoint"]).any():
        sentences.append(texts["quality.points"])
    return " ".join(sentences)


def history_sentences(
    said: Sequence[Said], level: str, names: Mapping[str, str], texts: Texts
) -> list[str]:
    """What the reader of an earlier day's map must know of the places of a level.

    Args:
        said: Remarks of the day.
        level: The level shown.
        names: Name of each place.
        texts: Words of the language.
    """
    own = [one for one in said if one.level == level]
    return [_sentence(one, names, texts) for one in own]


def _sentence(one: Said, names: Mapping[str, str], texts: Texts) -> str:
    listed = ", ".join(names[place_id] for place_id in one.place_ids[:MAX_NAMES])
    rest = len(one.place_ids) - MAX_NAMES
    if rest > 0:
        listed += " " + texts.say("history.more", number=rest)
    return texts.say(
        f"history.{one.remark}",
        names=listed,
        day=texts.date(one.date) if one.date else "",
        other=names.get(one.other_id, ""),
    )
