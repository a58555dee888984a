"""Drafts: what is being written stays in the visitor's browser alone until it is sent."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from geo_kopienas.texts import Texts
from geo_kopienas.ui.frame.html import show_template

#: What the page's script says instead of a draft where the browser keeps none.
_REFUSED = "refused"


class Draft:
    """The draft of one form.

    Args:
        name: Names it in the browser.
        texts: Words of the language.
    """

    def __init__(self, name: str, texts: Texts) -> None:
        self._name, self._texts = name, texts
        self._done = f"draft_done_{name}"

    def keep(
        self,
        content: Mapping[str, Any] | None,
        *,
        fields: Sequence[str] = (),
        beside: Mapping[str, Any] | None = None,
    ) -> dict[str, Any] | None:
        """Keep what is written, and offer what was written before and is not here.

        Args:
            content: What is written, as JSON can hold it; None where nothing is.
            fields: Keys of fields that are kept with every key stroke, since the page hears of
                them only when they are sent.
            beside: What is kept together with these fields.

        Returns:
            The former draft, once the visitor has chosen to go on with it.
        """
        state = st.session_state
        is_done = bool(state.pop(self._done, False))
        field = self._key("field")
        if is_done:
            state[field] = ""
        with st.container(key=f"draft_found_{self._name}"):
            found = st.text_input(self._texts["draft.field"], key=field, autocomplete="off")
        show_template(
            "frame/draft.html",
            name=self._name,
            content=None if content is None else json.dumps(content, ensure_ascii=False),
            fields=list(fields),
            beside=dict(beside or {}),
            is_done=is_done,
        )
        if found == _REFUSED:
            st.caption(self._texts["draft.refused"])
            return None
        if not found or content is not None or is_done or state.get(self._key("seen")) == found:
            return None
        return self._offer(found)

    def forget(self) -> None:
        """Forget it on the next run: it was sent, or thrown away."""
        st.session_state[self._done] = True

    def _offer(self, found: str) -> dict[str, Any] | None:
        st.info(self._texts["draft.found"])
        row = st.container(horizontal=True)
        goes_on = row.button(self._texts["draft.go_on"], type="primary", key=self._key("go_on"))
        if row.button(self._texts["draft.discard"], key=self._key("discard")):
            st.session_state[self._key("seen")] = found
            self.forget()
            st.rerun()
        if not goes_on:
            return None
        st.session_state[self._key("seen")] = found
        try:
            kept = json.loads(found)
        except ValueError:
            return None
        return kept if isinstance(kept, dict) else None

    def _key(self, name: str) -> str:
        return f"draft_{self._name}_{name}"
