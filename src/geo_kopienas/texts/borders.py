"""Layers in words: how far borders may be trusted, and what is not known of an earlier day."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from geo_kopienas.domain.places.territory import Said
    from geo_kopienas.texts.lookup import Texts

#: The best first, and no official border goes unsaid.
_ORDER = ("official", "generalised", "approximate")
#: A legend names no more; the panel of each place and the exports say all.
MAX_BASES = 3
MAX_NAMES = 4


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


def quality_line(layer: gpd.GeoDataFrame, texts: Texts, *, has_history: bool) -> str:
    """All that fits into a line: the qualities that occur, and whether the day needs notes.

    Args:
        layer: `geometry_quality`.
        texts: Words of the language.
        has_history: Whether something must be said of the day.
    """
    if layer.empty:
        return texts["quality.none"]
    qualities = set(layer["geometry_quality"])
    words = [texts[f"quality.{quality}"] for quality in _ORDER if quality in qualities]
    words += [texts["quality.history"]] if has_history else []
    return texts.say("quality.line", qualities=", ".join(words))


def history_sentences(
    said: Sequence[Said], level: str, names: Mapping[str, str], texts: Texts
) -> list[str]:
    """What the reader of an earlier day's map must know of the places of a level."""
    return [_sentence(remark, names, texts) for remark in said if remark.level == level]


def _sentence(said: Said, names: Mapping[str, str], texts: Texts) -> str:
    listed = ", ".join(names[place_id] for place_id in said.place_ids[:MAX_NAMES])
    rest = len(said.place_ids) - MAX_NAMES
    if rest > 0:
        listed += " " + texts.say("history.more", number=rest)
    return texts.say(
        f"history.{said.remark}",
        names=listed,
        day=texts.date(said.date) if said.date else "",
        other=names.get(said.other_id, ""),
    )
