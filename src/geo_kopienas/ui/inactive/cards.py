"""The parts of the attention list in words, for the page's tables, groups and panel."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo_kopienas.domain.evidence.inactivity import effect_of_seat
from geo_kopienas.domain.schema.codes import ActivityState, AttentionPart, Component
from geo_kopienas.texts import Texts
from geo_kopienas.texts.evidence import fact_views
from geo_kopienas.texts.statuses import inactivity_reason, seat_of
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.parts import page_link
from geo_kopienas.ui.inactive.choices import Choices

#: Decimals of the components that are counts of something; the others are shown with one.
_DECIMALS = {Component.MONTHS_SINCE_EVIDENCE: 0, Component.RESIDENTS_WITHOUT_ACTIVE: 0}


@dataclass(frozen=True, eq=False)
class AttentionList:
    """One part of the attention list.

    Attributes:
        part: Which; also the key of its words.
        places: The whole part, `attention_list`.
        choices: What is chosen.
        workspace: The data.
        texts: Words of the language.
    """

    part: AttentionPart
    places: pd.DataFrame
    choices: Choices
    workspace: Workspace
    texts: Texts

    @property
    def top(self) -> int:
        """Ranks up to here are "at the top"."""
        return self.workspace.data.rules.inactivity.stability.top

    @property
    def components(self) -> list[Component]:
        """The components of its score."""
        return list(self.choices.weights)

    def rows(self, shown: pd.DataFrame) -> list[dict[str, Any]]:
        """Some rows of the list in words."""
        effects = effect_of_seat(self.places, self.choices.weights).reindex(shown.index)
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

    @property
    def usual_step(self) -> str:
        """The next step of most of its places; it is said once."""
        steps = self.places["next_step"].map(lambda step: step.words[self.texts.language])
        return str(steps.mode().iloc[0])

    def groups(self) -> list[dict[str, Any]]:
        """Its places by apkaime, and in each by the next step that they have in common."""
        names = self.workspace.names(self.texts)
        groups: list[dict[str, Any]] = []
        for apkaime_id, inside in self.places.groupby("apkaime_id", sort=False, dropna=False):
            steps: dict[str, list[dict[str, Any]]] = {}
            for place_id, step in inside["next_step"].items():
                words = step.words[self.texts.language]
                place = {
                    "name": names[str(place_id)],
                    "address": profile_address(str(place_id), self.choices, self.texts),
                    "is_chosen": place_id == self.choices.place_id,
                }
                steps.setdefault(words, []).append(place)
            is_known = not pd.isna(apkaime_id)
            name = names[str(apkaime_id)] if is_known else self.texts["inactive.no_apkaime"]
            groups.append({"name": name, "count": len(inside), "steps": steps})
        return groups

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
            "rank": "" if pd.isna(record["rank"]) else texts.number(record["rank"]),
            "is_ranked": not pd.isna(record["rank"]),
            "score": texts["value.unknown"] if pd.isna(score) else texts.number(score, 1),
            "score_width": 0 if pd.isna(score) else round(score),
            "known_share": ""
            if pd.isna(share) or share >= 1
            else texts.say("inactive.known_share", share=texts.number(100 * share)),
            "components": [
                _component(record, component, self.part, texts) for component in self.components
            ],
            **_solidity(record, len(self.places), texts),
            "reason": inactivity_reason(record, names, texts),
            "moves": [texts[f"inactive.move_{self.part}"], *self._seat_move(record, effect)],
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


def column_key(name: str, part: AttentionPart) -> str:
    """Key of a column's heading; the state of places to verify is the age of their news."""
    is_news = name == Component.STATE and part is AttentionPart.VERIFY
    return f"inactive.column.{'news' if is_news else name}"


def map_address(place_id: str, choices: Choices, texts: Texts) -> str:
    """The address of the map page with a place chosen, beside this page."""
    state = {"raditajs": "activity_state", "datums": choices.as_of, "vieta": place_id}
    return page_link("", texts, limenis=choices.level, **state)


def profile_address(place_id: str, choices: Choices, texts: Texts) -> str:
    """The address of the profile of a place."""
    return page_link("vietas-profils", texts, vieta=place_id, datums=choices.as_of)


def _solidity(record: Mapping[Hashable, Any], count: int, texts: Texts) -> dict[str, Any]:
    """How solid the rank is, and where its interval lies on the whole list in per cent."""
    if pd.isna(record["rank"]):
        return {}
    first, last = record["rank_low"], record["rank_high"]
    low, high = texts.number(first), texts.number(last)
    return {
        "stability": f"{texts.number(100 * record['stability'])} %",
        "interval": low if low == high else f"{low}–{high}",
        "interval_start": round(100 * (first - 1) / count, 1),
        "interval_width": round(100 * (last - first + 1) / count, 1),
    }


def _state(record: Mapping[Hashable, Any], texts: Texts) -> str:
    """The state, or where it is that of the whole part how old its newest news is."""
    if record["activity_state"] == ActivityState.NO_RECENT_NEWS and record["activity_date"]:
        return texts.date(record["activity_date"])
    return texts[f"activity_state.{record['activity_state']}"]


def _component(
    record: Mapping[Hashable, Any], component: Component, part: AttentionPart, texts: Texts
) -> dict[str, Any]:
    raw, scaled = record[component.value], record[f"{component.value}_scaled"]
    is_known = not pd.isna(scaled)
    if not is_known:
        value = ""
    elif component is Component.STATE:
        value = _state(record, texts)
    elif component is Component.WITHOUT_SEAT:
        value = texts[f"inactive.{seat_of(record)}"]
    else:
        value = texts.number(raw, _DECIMALS.get(component, 1))
    return {
        "label": texts[column_key(component.value, part)],
        "is_known": is_known,
        "value": value,
        "width": round(100 * scaled) if is_known else 0,
    }
