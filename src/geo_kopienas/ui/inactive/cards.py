"""The page's two ranked lists in words, for its tables and its panel."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo_kopienas.domain.evidence.inactivity import effect_of_seat
from geo_kopienas.domain.schema.codes import Component
from geo_kopienas.texts import Texts
from geo_kopienas.texts.evidence import fact_views
from geo_kopienas.texts.statuses import inactivity_reason
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.parts import page_link
from geo_kopienas.ui.inactive.choices import Choices

#: Decimals of the components that are counts of something; the others are shown with one.
_DECIMALS = {Component.MONTHS_SINCE_EVIDENCE: 0, Component.RESIDENTS_WITHOUT_ACTIVE: 0}


@dataclass(frozen=True, eq=False)
class RankedList:
    """One of the two lists of the page.

    Attributes:
        name: `inactive` or `unknown`; also the key of its words.
        ranked: The whole list, `inactive_list`.
        choices: What is chosen.
        workspace: The data.
        texts: Words of the language.
    """

    name: str
    ranked: pd.DataFrame
    choices: Choices
    workspace: Workspace
    texts: Texts

    @property
    def top(self) -> int:
        """Ranks up to here are "at the top"."""
        return self.workspace.data.rules.inactivity.stability.top

    @property
    def components(self) -> list[Component]:
        """The components that tell its places apart: the state of unknown ones is one."""
        without = {Component.STATE} if self.name == "unknown" else set()
        return [component for component in self.choices.weights if component not in without]

    def rows(self, shown: pd.DataFrame) -> list[dict[str, Any]]:
        """Some rows of the list in words."""
        effects = effect_of_seat(self.ranked, self.choices.weights).reindex(shown.index)
        workspace = self.workspace
        facts = workspace.day(self.choices.as_of).ledger.facts
        # Looked up together: a place at a time costs more than all the rest of the page.
        ids = list(
            dict.fromkeys(evidence_id for of_row in shown["evidence_ids"] for evidence_id in of_row)
        )
        views = fact_views(facts.loc[ids], workspace.names(self.texts), self.texts)
        view_of = dict(zip(ids, views, strict=True))
        records = shown.reset_index().to_dict("records")
        return [
            self._row(record, effect)
            | {"facts": [view_of[evidence_id] for evidence_id in record["evidence_ids"]]}
            for record, effect in zip(records, effects.itertuples(), strict=True)
        ]

    def _row(self, record: Mapping[Hashable, Any], effect: Any) -> dict[str, Any]:  # noqa: ANN401
        choices, texts, names = self.choices, self.texts, self.workspace.names(self.texts)
        place_id, score, step = record["place_id"], record["score"], record["next_step"]
        share = record["known_share"]
        return {
            "place_id": place_id,
            "name": names[place_id],
            "is_chosen": place_id == choices.place_id,
            "map_address": map_address(place_id, choices, texts),
            "profile_address": profile_address(place_id, choices, texts),
            "rank": texts.number(record["rank"]),
            "score": texts["value.unknown"] if pd.isna(score) else texts.number(score, 1),
            "score_width": 0 if pd.isna(score) else round(score),
            "known_share": ""
            if share >= 1
            else texts.say("inactive.known_share", share=texts.number(100 * share)),
            "components": [_component(record, part, texts) for part in self.components],
            "stability": f"{texts.number(100 * record['stability'])} %",
            "interval": _interval(record, texts),
            **_interval_bar(record, len(self.ranked)),
            "reason": inactivity_reason(record, names, texts),
            "moves": [texts[f"inactive.move_{self.name}"], *self._seat_move(record, effect)],
            "next_step": "" if step is None else step.words[texts.language],
        }

    def _seat_move(self, record: Mapping[Hashable, Any], effect: Any) -> list[str]:  # noqa: ANN401
        if record["has_seat"] or pd.isna(record["score"]) or pd.isna(effect.score_with_seat):
            return []
        return [
            self.texts.say(
                "inactive.seat_effect",
                before=self.texts.number(record["score"], 1),
                after=self.texts.number(effect.score_with_seat, 1),
                rank=int(effect.rank_with_seat),
            )
        ]


def map_address(place_id: str, choices: Choices, texts: Texts) -> str:
    """The address of the map page with a place chosen, beside this page."""
    state = {"raditajs": "activity_state", "datums": choices.as_of, "vieta": place_id}
    return page_link("", texts, limenis=choices.level, **state)


def profile_address(place_id: str, choices: Choices, texts: Texts) -> str:
    """The address of the profile of a place."""
    return page_link("vietas-profils", texts, vieta=place_id, datums=choices.as_of)


def _interval(record: Mapping[Hashable, Any], texts: Texts) -> str:
    low, high = texts.number(record["rank_low"]), texts.number(record["rank_high"])
    return low if low == high else f"{low}–{high}"


def _interval_bar(record: Mapping[Hashable, Any], count: int) -> dict[str, float]:
    """Where the interval of the rank lies on the whole list, in per cent of its length."""
    start = 100 * (record["rank_low"] - 1) / count
    length = 100 * (record["rank_high"] - record["rank_low"] + 1) / count
    return {"interval_start": round(start, 1), "interval_width": round(length, 1)}


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
