"""The rows of the inactive list in words, for the page's table and its panel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo_kopienas.domain.evidence.inactivity import effect_of_seat
from geo_kopienas.domain.schema.codes import Component
from geo_kopienas.texts.evidence import fact_views
from geo_kopienas.texts.statuses import inactivity_reason
from geo_kopienas.ui.frame import loaders
from geo_kopienas.ui.frame.parts import page_link

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping
    from datetime import date

    from geo_kopienas.domain.schema.codes import Level
    from geo_kopienas.texts import Texts
    from geo_kopienas.ui.frame.loaders import Workspace

#: Decimals of the components that are counts of something; the others are shown with one.
_DECIMALS = {Component.MONTHS_SINCE_EVIDENCE: 0, Component.RESIDENTS_WITHOUT_ACTIVE: 0}


def list_rows(  # noqa: PLR0913 - what a row is made of
    shown: pd.DataFrame,
    ranked: pd.DataFrame,
    *,
    weights: Mapping[Component, float],
    components: Iterable[Component],
    workspace: Workspace,
    level: Level,
    as_of: date,
    chosen_id: str | None,
    move: str,
    texts: Texts,
) -> list[dict[str, Any]]:
    """Say every shown row of a list.

    Args:
        shown: The rows to show, a part of `ranked`.
        ranked: The whole list, `inactive_list`.
        weights: The weights that it is ranked by.
        components: The components that a row tells.
        workspace: The data.
        level: Level of the list.
        as_of: The day.
        chosen_id: The chosen place, or None.
        move: What takes a place off this list.
        texts: Words of the language.
    """
    effects = effect_of_seat(ranked, weights).reindex(shown.index)
    names = workspace.names(texts)
    facts = loaders.ledger(workspace, workspace.key, as_of).facts
    kept = list(components)
    # Looked up together: a place at a time costs more than all the rest of the page.
    ids = list(dict.fromkeys(one for of_row in shown["evidence_ids"] for one in of_row))
    views = {one["id"]: one for one in fact_views(facts.loc[ids], names, texts)}
    rows = []
    for record, effect in zip(
        shown.reset_index().to_dict("records"), effects.itertuples(), strict=True
    ):
        step = record["next_step"]
        rows.append(
            {
                "place_id": record["place_id"],
                "name": names[record["place_id"]],
                "is_chosen": record["place_id"] == chosen_id,
                "map_address": map_address(record["place_id"], level, as_of, texts),
                "rank": texts.number(record["rank"]),
                "profile_address": profile_address(record["place_id"], as_of, texts),
                "score": _score(record["score"], texts),
                "score_width": 0 if pd.isna(record["score"]) else round(record["score"]),
                "known_share": ""
                if record["known_share"] >= 1
                else texts.say(
                    "inactive.known_share", share=texts.number(100 * record["known_share"])
                ),
                "components": [_component(record, one, texts) for one in kept],
                "stability": f"{texts.number(100 * record['stability'])} %",
                "interval": _interval(record, texts),
                **_interval_bar(record, len(ranked)),
                "reason": inactivity_reason(record, names, texts),
                "facts": [views[one] for one in record["evidence_ids"]],
                "next_step": "" if step is None else step.words[texts.language],
                "moves": [move, *_seat_move(record, effect, texts)],
            }
        )
    return rows


def map_address(place_id: str, level: Level, as_of: date, texts: Texts) -> str:
    """The address of the map page with a place chosen, beside this page."""
    return page_link(
        "", texts, limenis=level, raditajs="activity_state", datums=as_of, vieta=place_id
    )


def profile_address(place_id: str, as_of: date, texts: Texts) -> str:
    """The address of the profile of a place."""
    return page_link("vietas-profils", texts, vieta=place_id, datums=as_of)


def _interval(record: Mapping[Hashable, Any], texts: Texts) -> str:
    low, high = texts.number(record["rank_low"]), texts.number(record["rank_high"])
    return low if low == high else f"{low}–{high}"


def _interval_bar(record: Mapping[Hashable, Any], count: int) -> dict[str, float]:
    """Where the interval of the rank lies on the whole list, in per cent of its length."""
    start = 100 * (record["rank_low"] - 1) / count
    length = 100 * (record["rank_high"] - record["rank_low"] + 1) / count
    return {"interval_start": round(start, 1), "interval_width": round(length, 1)}


def _score(score: float, texts: Texts) -> str:
    return texts["value.unknown"] if pd.isna(score) else texts.number(score, 1)


def _component(
    record: Mapping[Hashable, Any], component: Component, texts: Texts
) -> dict[str, Any]:
    raw, scaled = record[component.value], record[f"{component.value}_scaled"]
    is_known = not pd.isna(scaled)
    if not is_known:
        value = ""
    elif component is Component.STATE:
        value = texts[f"activity_state.{record['activity_state']}"]
    elif component is Component.WITHOUT_SEAT:
        value = texts["inactive.seat_none" if raw else "inactive.seat_held"]
    else:
        value = texts.number(raw, _DECIMALS.get(component, 1))
    return {
        "label": texts[f"inactive.column.{component.value}"],
        "is_known": is_known,
        "value": value,
        "width": round(100 * scaled) if is_known else 0,
    }


def _seat_move(record: Mapping[Hashable, Any], effect: Any, texts: Texts) -> list[str]:  # noqa: ANN401
    if record["has_seat"] or pd.isna(record["score"]) or pd.isna(effect.score_with_seat):
        return []
    return [
        texts.say(
            "inactive.seat_effect",
            before=texts.number(record["score"], 1),
            after=texts.number(effect.score_with_seat, 1),
            rank=int(effect.rank_with_seat),
        )
    ]
