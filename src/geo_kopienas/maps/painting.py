"""What the browser is told: classes, values, colours and words of one choice.

Two parts: the ground (words, symbols, addresses of files, attribution) stays the same whatever the
colours mean, is written to a static file and fetched once; the paint is all that a switch sends.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from geo_kopienas.domain.evidence.indicators import MAX_DECIMALS, Absence, Indicator
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.collation import name_key
from geo_kopienas.maps.classification import (
    NO_CLASS,
    Classes,
    ClassScheme,
    Method,
    classify,
    classify_states,
    classify_with_zero_apart,
)
from geo_kopienas.maps.colours import POINT_STYLES, Mark, Pattern, class_marks, state_marks
from geo_kopienas.maps.place_map import BaseMap
from geo_kopienas.texts import Texts

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_NO_DATA = "-"

#: Longer than this, the values of the places or the states of the communities are written to a
#: static file of their own, and the paint names only the file.
INLINE_LENGTH = 2_000

_FRAME_WORDS = (
    "title",
    "no_data",
    "not_shown",
    "zoom_in",
    "zoom_out",
    "whole",
    "two_fingers",
    "points",
    "cluster",
    "several",
    "legend",
    "table",
    "place",
    "nowhere",
    "more",
    "failed",
    "why",
    "skip_map",
    "skip_to_table",
    "skip_both",
)


@dataclass(frozen=True, slots=True)
class LayerFiles:
    """The static files of one level.

    Attributes:
        areas: Names of the geometry files with the highest zoom at which each is drawn (None:
            all), coarsest first.
        context: Name of the file of neighbours and outline.
        communities: Name of the file of communities.
    """

    areas: Mapping[str, int | None]
    context: str
    communities: str


@dataclass(frozen=True, slots=True)
class Colouring:
    """A class for each place, and what each class looks like and means.

    Attributes:
        codes: Class of each place in the order of the level's file; NO_CLASS: not known.
        marks: Look of each class.
        labels: Words of each class for the legend.
        is_state: Whether a place's value is shown as its class's words and not as a number.
        signs: Sign by class, for classes that answer nothing: on the map, where there is little
            room, it stands for the words of the class or is left out.
    """

    codes: tuple[int, ...]
    marks: tuple[Mark, ...]
    labels: tuple[str, ...]
    is_state: bool = False
    signs: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Painting:
    """What the map shows now.

    Attributes:
        level: Whose places are drawn.
        label: What the colours mean.
        subtitle: Unit and day, shown beside the label.
        colouring: Classes of the places.
        place_values: Value of each place in the order of the level's file; missing: not known,
            or not shown where its class says so.
        place_notes: What stands beside a value (how sure it is), by the place's position.
        decimals: Decimals shown.
        community_states: State of each community in the order of its file; None is not shown.
        selected: Place that is marked.
        community: Community that is marked.
        is_focused: Whether the map should move so that it shows the selected place.
    """

    level: Level
    label: str
    subtitle: str
    colouring: Colouring
    place_values: pd.Series
    decimals: int = 0
    place_notes: Mapping[int, str] = field(default_factory=dict)
    community_states: Sequence[str | None] = field(default=())
    selected: str | None = None
    community: str | None = None
    is_focused: bool = False


def classes_of_values(
    indicator: Indicator,
    values: pd.Series,
    scheme: ClassScheme,
    reference: pd.Series | None = None,
) -> Classes:
    """Classes of an indicator's values; ordered states are classes of themselves."""
    if indicator.is_state:
        return classify_states(values, len(indicator.states))
    if scheme.method is Method.DEFAULT:
        scheme = replace(scheme, limits=indicator.limits)
    if indicator.absence is Absence.ZERO:
        return classify_with_zero_apart(values, scheme, reference)
    return classify(values, scheme, reference)


def indicator_colouring(
    indicator: Indicator,
    values: pd.Series,
    scheme: ClassScheme,
    texts: Texts,
    reference: pd.Series | None = None,
) -> Colouring:
    """The colours of an indicator's values.

    Args:
        indicator: Entry of the catalogue.
        values: Its values in the order of the level's file.
        scheme: The chosen classes.
        texts: Words of the language.
        reference: Its values at all levels that the map offers, which have the same limits.
    """
    classes = classes_of_values(indicator, values, scheme, reference)
    if indicator.is_state:
        return Colouring(
            classes.codes,
            state_marks(indicator.states),
            tuple(texts[f"state.{state}"] for state in indicator.states),
            is_state=True,
        )
    labels = class_labels(classes, indicator.decimals, texts)
    return Colouring(classes.codes, class_marks(len(labels)), labels)


def class_labels(classes: Classes, decimals: int, texts: Texts) -> tuple[str, ...]:
    """The limits of each class in words: "līdz 1 000", "virs 1 000 līdz 5 000", "virs 5 000".

    Args:
        classes: The classes.
        decimals: Decimals of the indicator; more are shown where limits would look alike. Limits
            that somebody stated are shown as stated.
        texts: Words of the language.
    """
    limits = {limit for ends in classes.ranges for limit in ends if limit is not None}
    while decimals < MAX_DECIMALS and len({round(one, decimals) for one in limits}) < len(limits):
        decimals += 1

    def number(limit: float | None) -> str:
        if limit is None:
            return ""
        if not classes.is_stated:
            return texts.figure(limit, decimals)
        exact = (digits for digits in range(MAX_DECIMALS) if round(limit, digits) == limit)
        return texts.number(limit, next(exact, MAX_DECIMALS))

    def words(over: float | None, up_to: float | None) -> str:
        low, high = number(over), number(up_to)
        if low and low == high:
            return low
        key = {(False, True): "up_to", (True, True): "between", (True, False): "over"}
        return texts.say(f"class.{key.get((bool(low), bool(high)), 'all')}", low=low, high=high)

    return tuple(words(*ends) for ends in classes.ranges)


def ground_content(
    *,
    files: LayerFiles,
    attributions: Sequence[Mapping[str, Any]],
    base_map: BaseMap | None,
    quality: tuple[str, str],
    texts: Texts,
) -> dict[str, Any]:
    """What stays the same while a level and a language are shown.

    Args:
        files: Static files of the level, which lie in the same folder as this content.
        attributions: `text`, `licence` and `url` of each source that must be named.
        base_map: Tiles below the areas, or None.
        quality: How far the borders may be trusted, in a line, and all that is said of them.
        texts: Words of the language.
    """
    sources = [{key: source[key] for key in ("text", "licence", "url")} for source in attributions]
    if base_map is not None:
        sources.append({"text": base_map.attribution, "licence": "", "url": ""})
    return {
        "language": texts.language,
        "areas": [{"file": name, "max_zoom": zoom} for name, zoom in files.areas.items()],
        "context": files.context,
        "communities": files.communities,
        "point_styles": [
            {"path": style.path, "fill": style.fill, "label": texts[f"community_state.{state}"]}
            for state, style in POINT_STYLES.items()
        ],
        "attribution": sources,
        "tiles": None if base_map is None else base_map.address,
        "texts": {key: texts[f"map_frame.{key}"] for key in _FRAME_WORDS}
        | {"quality": quality[0], "quality_more": quality[1]},
    }


def name_order(names: Sequence[str]) -> list[int]:
    """Positions of the places in the order of their names, which all lists of the pages have.

    The browser's own order of Latvian letters is another one.

    Args:
        names: Name of each place in the order of the level's file.
    """
    return sorted(range(len(names)), key=lambda position: name_key(names[position]))


def paint_content(painting: Painting, ground: str) -> dict[str, Any]:
    """Say one choice to the map's script.

    Args:
        painting: What is to be shown.
        ground: Name of the file that holds the `ground_content`.
    """
    colouring = painting.colouring
    content: dict[str, Any] = {
        "ground": ground,
        "label": painting.label,
        "subtitle": painting.subtitle,
        "marks": [_mark(mark) for mark in colouring.marks],
        "labels": colouring.labels,
        "places": {
            "classes": "".join(
                _NO_DATA if code == NO_CLASS else _DIGITS[code] for code in colouring.codes
            ),
            "values": ",".join(_short(value, painting.decimals) for value in painting.place_values),
        },
        "notes": painting.place_notes,
        "decimals": painting.decimals,
        "states": colouring.is_state,
        "signs": colouring.signs,
        "points": _point_codes(painting.community_states),
        "selected": painting.selected,
        "community": painting.community,
        "focus": painting.is_focused,
    }
    # The page says by this stamp which paint it shows; tests and benchmarks wait for it.
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    content["stamp"] = hashlib.sha256(text.encode()).hexdigest()[:12]
    return content


def _mark(mark: Mark) -> str:
    return mark.colour if mark.pattern is Pattern.PLAIN else f"{mark.colour} {mark.pattern}"


def _point_codes(states: Sequence[str | None]) -> str:
    code_of = {state: _DIGITS[position] for position, state in enumerate(POINT_STYLES)}
    return "".join(_NO_DATA if state is None else code_of[state] for state in states)


def _short(value: float, decimals: int) -> str:
    if pd.isna(value):
        return ""
    # One decimal more than shown keeps the order of the table; more would only cost bytes.
    rounded = round(float(value), decimals + 1)
    return str(int(rounded) if rounded == int(rounded) else rounded)
