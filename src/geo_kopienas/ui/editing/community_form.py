"""A community: new or amended."""

from typing import Any

import streamlit as st

from geo_kopienas.domain.editing.changes import Edit
from geo_kopienas.domain.editing.entries import new_community_id
from geo_kopienas.domain.schema.codes import CommunityType, Confidence, LegalForm
from geo_kopienas.domain.schema.collation import by_name
from geo_kopienas.domain.schema.dates import typed_date
from geo_kopienas.domain.schema.fields import COMMUNITIES
from geo_kopienas.store.ledger.preview import cells_of, entry_faults
from geo_kopienas.texts.places import community_names
from geo_kopienas.ui.editing.saving import Desk, Form, save, show_preview
from geo_kopienas.ui.frame.controls import optional_choice, places_to_choose

AMENDED = "editing_community"
_TEXTS = (
    *("name_lv", "name_en", "description_lv", "description_en", "web"),
    *("source_url", "source_date", "note_lv", "note_en"),
)
_CODES: dict[str, Any] = {
    "type": CommunityType,
    "legal_form": LegalForm,
    "confidence": Confidence,
}
_WORDS = {"type": "community_type", "legal_form": "legal_form", "confidence": "confidence"}


def show(desk: Desk) -> None:
    """Show the form of a new community, or of one that is chosen."""
    texts, data = desk.texts, desk.workspace.data
    names = community_names(data.communities, texts)
    amended = optional_choice(
        texts["editing.which_community"],
        {known: names[known] for known in by_name(names, names)},
        texts["editing.new_community"],
        AMENDED,
    )
    before = dict(cells_of(COMMUNITIES, amended, data)) if amended else {}
    form = Form(desk, "community")
    cells: dict[str, Any] = {name: before.get(name, "") for name in (*_TEXTS, "since_date")}
    cells["place_ids"] = [part for part in before.get("place_ids", "").split(";") if part]
    cells |= {name: before.get(name, next(iter(codes)).value) for name, codes in _CODES.items()}
    before = dict(form.begin(amended or "new", before, cells))
    _show_fields(form, desk)
    row = _row(form)
    row_id = amended or new_community_id(
        row.get("name_lv", ""), set(data.communities["community_id"])
    )
    row = {"community_id": row_id} | row
    edit = Edit(COMMUNITIES.file, row_id, before or None, row)
    is_begun = bool(row.get("name_lv"))
    problems = entry_faults(edit, data, desk.today) if is_begun else []
    form.show_faults(problems)
    if is_begun and not problems:
        show_preview(desk, [edit])
    is_ready = is_begun and not problems and before != row
    words = "editing.summary.community_amended" if before else "editing.summary.community_added"
    if st.button(texts["editing.save"], type="primary", disabled=not is_ready) and save(
        desk, [edit], texts[words]
    ):
        for key in (AMENDED, form.key("identity")):
            st.session_state.pop(key, None)
        st.query_params.pop("labot", None)
        st.rerun()


def _show_fields(form: Form, desk: Desk) -> None:
    texts = desk.texts
    places = places_to_choose(desk.workspace, texts)
    left, right = st.columns(2)
    with left:
        form.field("name_lv", st.text_input, "editing.name_lv")
        form.field("place_ids", st.multiselect, "editing.places", options=list(places),
                   format_func=lambda place_id: places.get(place_id, place_id),
                   placeholder=texts["editing.choose"])  # fmt: skip
        form.field("since_date", st.text_input, "editing.since", help=texts["suggest.date_help"])
    with right:
        form.field("name_en", st.text_input, "editing.name_en")
        for name, codes in _CODES.items():
            form.field(
                name,
                st.selectbox,
                f"editing.{name}",
                options=[code.value for code in codes],
                format_func=lambda code, name=name: texts[f"{_WORDS[name]}.{code}"],
            )
    form.field("web", st.text_input, "editing.web")
    form.field("description_lv", st.text_area, "editing.description_lv", height=90)
    form.field("description_en", st.text_area, "editing.description_en", height=90)
    form.field("source_url", st.text_input, "editing.source_url", help=texts["suggest.source_help"])
    form.field("source_date", st.text_input, "editing.source_date")
    form.field("note_lv", st.text_area, "editing.note_lv", height=90)
    form.field("note_en", st.text_area, "editing.note_en", height=90)


def _row(form: Form) -> dict[str, Any]:
    state = st.session_state

    def typed(column: str) -> Any:  # noqa: ANN401 - what a field holds
        return state.get(form.key(f"cell_{column}"))

    cells: dict[str, Any] = {name: (typed(name) or "").strip() for name in _TEXTS}
    cells["place_ids"] = ";".join(typed("place_ids") or ())
    cells |= {name: typed(name) or "" for name in _CODES}
    since = (typed("since_date") or "").strip()
    cells["since_date"] = typed_date(since) or since
    in_order = ((field.name, cells.get(field.name, "")) for field in COMMUNITIES.fields)
    return {name: cell for name, cell in in_order if cell}
