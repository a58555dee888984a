"""What all forms of editors share: fields with their faults, the preview, saving, and undo."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from geo_kopienas.domain.editing.changes import Change, Edit, Role, differing_fields
from geo_kopienas.domain.schema.fields import COMMUNITIES, EVIDENCE
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.store.ledger.opening import open_ledger
from geo_kopienas.store.ledger.preview import state_changes
from geo_kopienas.texts import Texts
from geo_kopienas.texts.faults import describe
from geo_kopienas.ui.frame.editor import Visitor
from geo_kopienas.ui.frame.field_messages import error_in
from geo_kopienas.ui.frame.html import show_template
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.parts import page_link
from geo_kopienas.ui.frame.shell import plain
from geo_kopienas.ui.frame.writing import is_written

_SAVED = "editing_saved"


@dataclass(frozen=True)
class Desk:
    """An editor at work: the data that are seen, who it is, the day, the language."""

    workspace: Workspace
    visitor: Visitor
    today: date
    texts: Texts

    @property
    def names(self) -> dict[str, str]:
        """Name of every place by its id."""
        return self.workspace.names(self.texts)


class Form:
    """One form: its fields, what is typed in them, and their faults.

    Args:
        desk: Who edits what.
        name: Begins the keys of the fields.
    """

    def __init__(self, desk: Desk, name: str) -> None:
        self.desk, self.texts, self._name = desk, desk.texts, name
        self._places: dict[str, Any] = {}

    def key(self, column: str) -> str:
        """The key of the field of a column."""
        return f"{self._name}_{column}"

    def begin(
        self, identity: object, before: Mapping[str, Any], cells: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """Fill the fields where another entry is opened than before.

        Args:
            identity: Which entry it is.
            before: The entry as it is now.
            cells: What the fields hold of it.

        Returns:
            The entry as it was when the fields were filled: what its editor has seen.
        """
        state = st.session_state
        if state.get(self.key("identity")) != identity:
            state[self.key("identity")] = identity
            state[self.key("before")] = dict(before)
            for name in [str(key) for key in state if str(key).startswith(f"{self._name}_cell_")]:
                del state[name]
            for column, value in cells.items():
                state[self.key(f"cell_{column}")] = value
        seen: dict[str, Any] = state[self.key("before")]
        # Always there, so that what stands below is not drawn anew when something is said in it.
        with st.container():
            if seen and seen != before:
                self._say_changed(seen, before)
        return seen

    def _say_changed(self, seen: Mapping[str, Any], now: Mapping[str, Any]) -> None:
        """Say what somebody else has changed meanwhile; whoever edits decides what stays."""
        rows = [
            {"name": name, "before": str(seen.get(name, "–")), "after": str(now.get(name, "–"))}
            for name in differing_fields(seen, now)
        ]
        show_template("editing/changed.html", texts=self.texts, rows=rows)
        left, right = st.columns([1, 2])
        if left.button(self.texts["editing.changed.keep"], key=self.key("keep")):
            st.session_state[self.key("before")] = dict(now)
            st.rerun()
        if right.button(self.texts["editing.changed.take"], key=self.key("take")):
            st.session_state.pop(self.key("identity"))
            st.rerun()

    def field(self, column: str, kind: Callable[..., Any], label: str, **looks: Any) -> Any:  # noqa: ANN401
        """Show the field of a column; its faults come below it."""
        key = self.key(f"cell_{column}")
        with st.container(key=f"field_{key}"):
            value = kind(self.texts[label], key=key, **looks)
        self._places[column] = st.container()
        return value

    def show_faults(self, problems: Sequence[Problem]) -> None:
        """Show every fault at its field; of a column without a field below the form."""
        for problem in problems:
            place = self._places.get(problem.column or "")
            sentence = plain(" ".join(describe(problem.at(row=None, column=None), self.texts)))
            if place is None:
                st.error(sentence)
                continue
            with place, error_in(f"field_{self.key(f'cell_{problem.column}')}"):
                st.error(sentence)


def show_preview(desk: Desk, edits: Sequence[Edit]) -> None:
    """Say what edits would change on the map."""
    texts = desk.texts
    changes = state_changes(desk.workspace.data, edits, desk.today)
    rows = [
        {
            "place": desk.names[change.place_id],
            "what": texts[f"editing.status.{change.column}"],
            "before": texts[f"{change.column}.{change.before}"],
            "after": texts[f"{change.column}.{change.after}"],
        }
        for change in changes
    ]
    show_template("editing/preview.html", texts=texts, rows=rows)


def save(
    desk: Desk,
    edits: Sequence[Edit],
    summary: str,
    *,
    reason: str = "",
    suggestion: int | None = None,
) -> bool:
    """Make a change and say so on the next run; what keeps it from being made is shown."""
    ledger, version = open_ledger(), desk.workspace.version
    change = Change(
        summary=summary,
        account=desk.visitor.account,
        role=desk.visitor.role or Role.EDITOR,
        reason=reason,
        source_url=str((edits[0].after or {}).get("source_url", "")),
        suggestion=suggestion,
        edits=tuple(edits),
    )
    if not is_written(lambda: ledger.commit(change, version), "editing.not_written", desk.texts):
        return False
    number = ledger.changes(limit=1)[0].number
    st.session_state[_SAVED] = (number, _ways(desk, edits))
    return True


def show_saved(texts: Texts) -> None:
    """Say that a change was made, with the ways to where it is seen."""
    saved = st.session_state.pop(_SAVED, None)
    if saved is not None:
        number, ways = saved
        news = page_link("jaunumi", texts)
        show_template("editing/saved.html", texts=texts, number=number, ways=ways, news=news)


def _ways(desk: Desk, edits: Sequence[Edit]) -> dict[str, str]:
    """The profiles of the places that the edits are about, by name."""
    place_ids: dict[str, None] = {}
    for edit in edits:
        if edit.file in {EVIDENCE.file, COMMUNITIES.file}:
            said = str((edit.after or edit.before or {}).get("place_ids", ""))
            place_ids |= dict.fromkeys(part for part in said.split(";") if part)
    return {
        desk.names[place_id]: page_link("vietas-profils", desk.texts, vieta=place_id)
        for place_id in place_ids
        if place_id in desk.names
    }
