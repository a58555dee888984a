"""What the browser is told: classes, values, colours and words of one choice."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo_kopienas.domain.indicators import Absence
from geo_kopienas.maps.classification import (
    NO_CLASS,
    Classes,
    ClassScheme,
    classify,
    classify_states,
    classify_with_zero_apart,
)
from geo_kopienas.maps.colours import POINT_STYLES, class_colours
from geo_kopienas.maps.place_map import STATIC_ADDRESS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_kopienas.domain.indicators import Indicator
    from geo_kopienas.texts import Texts

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_NO_DATA = "-"


@dataclass(frozen=True, slots=True)
class LayerFile:
    """A geometry file below the static address and the highest zoom at which it is drawn."""

    name: str
    max_zoom: int | None


@dataclass(frozen=True, slots=True)
class LayerFiles:
    """The static files of one level: geometry (coarsest first), context, communities."""

    areas: tuple[LayerFile, ...]
    context: str
    communities: str


def class_of_values(indicator: Indicator, values: pd.Series, scheme: ClassScheme) -> Classes:
    """Classes of an indicator's values; ordered states are classes of themselves."""
    if indicator.is_state:
        return classify_states(values, len(indicator.states))
    if indicator.absence is Absence.ZERO:
        return classify_with_zero_apart(values, scheme)
    return classify(values, scheme)


def range_label(low: float, high: float, decimals: int, texts: Texts) -> str:
    """The words of a class: `3`, `3–7` or `2,5–10,0`."""
    first, last = texts.number(low, decimals), texts.number(high, decimals)
    return first if first == last else f"{first}–{last}"


def paint_content(  # noqa: PLR0913 - one paint says everything at once
    *,
    indicator: Indicator,
    values: pd.Series,
    scheme: ClassScheme,
    files: LayerFiles,
    community_states: Sequence[str | None],
    selected: str | None,
    is_focused: bool,
    subtitle: str,
    quality: str,
    texts: Texts,
) -> dict[str, Any]:
    """Say one choice to the map's script.

    Args:
        indicator: What the colours mean.
        values: Its values in the order of the geometry file.
        scheme: The chosen classes.
        files: Static files of the level.
        community_states: State of each community in the order of its file; None is not shown.
        selected: Place that is marked.
        is_focused: Whether the map should move so that it shows the selected place.
        subtitle: Unit and day, shown beside the label.
        quality: Sentence on how far the borders may be trusted.
        texts: Words of the language.
    """
    classes = class_of_values(indicator, values, scheme)
    states = [texts[f"state.{step}"] for step in indicator.states] or None
    labels = states or [
        range_label(low, high, indicator.decimals, texts) for low, high in classes.ranges
    ]
    point_styles = [
        {"shape": shape, "fill": fill, "label": texts[f"community_state.{state}"]}
        for state, (shape, fill) in POINT_STYLES.items()
    ]
    state_codes = {state: _DIGITS[position] for position, state in enumerate(POINT_STYLES)}
    content: dict[str, Any] = {
        "language": texts.language,
        "label": indicator.word("label", texts.language),
        "subtitle": subtitle,
        "classes": "".join(
            _NO_DATA if code == NO_CLASS else _DIGITS[code] for code in classes.codes
        ),
        "values": [
            None if pd.isna(value) else _short(value, indicator.decimals) for value in values
        ],
        "decimals": indicator.decimals,
        "states": states,
        "colours": class_colours(len(classes.ranges)),
        "legend": [
            {"label": label, "count": count}
            for label, count in zip(labels, classes.counts, strict=True)
        ],
        "no_data_count": classes.codes.count(NO_CLASS),
        "files": [{"url": _address(file.name), "max_zoom": file.max_zoom} for file in files.areas],
        "context": _address(files.context),
        "points": {
            "url": _address(files.communities),
            "states": "".join(
                _NO_DATA if state is None else state_codes[state] for state in community_states
            ),
            "styles": point_styles,
        },
        "selected": selected,
        "focus": is_focused,
        "texts": {
            key: texts[f"map_frame.{key}"]
            for key in (
                "title",
                "no_data",
                "zoom_in",
                "zoom_out",
                "points",
                "cluster",
                "legend",
                "table",
                "place",
                "nowhere",
                "more",
                "failed",
            )
        }
        | {"quality": quality},
    }
    # The page says by this stamp which paint it shows; tests and benchmarks wait for it.
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    content["stamp"] = hashlib.sha256(text.encode()).hexdigest()[:12]
    return content


def _short(value: float, decimals: int) -> float | int:
    # One decimal more than shown keeps the order of the table; more would only cost bytes.
    rounded = round(float(value), decimals + 1)
    return int(rounded) if rounded == int(rounded) else rounded


def _address(name: str) -> str:
    return f"{STATIC_ADDRESS}/geometry/{name}"
