"""A fact: new, amended or withdrawn; a visit is a fact with fewer questions."""

from typing import Any

import streamlit as st

from geo_kopienas.domain.editing.changes import Edit
from geo_kopienas.domain.editing.entries import likely_duplicates, new_fact_id
from geo_kopienas.domain.editing.suggestions import Suggestion
from geo_kopienas.domain.schema.codes import DateBasis, EvidenceKind, Provenance, Unit
from geo_kopienas.domain.schema.collation import by_name
from geo_kopienas.domain.schema.dates import parse_partial_date, typed_date
from geo_kopienas.domain.schema.fields import EVIDENCE
from geo_kopienas.domain.schema.problems import LedgerError
from geo_kopienas.store.ledger.preview import cells_of, entry_faults
from geo_kopienas.store.ledger.suggestions import find_by_number, open_suggestions
from geo_kopienas.texts.evidence import fact_views
from geo_kopienas.texts.places import community_names
from geo_kopienas.ui.editing.saving import Desk, Form, save, show_preview
from geo_kopienas.ui.frame.controls import places_to_choose
from geo_kopienas.ui.frame.html import show_template

AMENDED, SUGGESTION = "editing_fact", "editing_suggestion"
_VISITS = (
    EvidenceKind.VISIT_PLANNED,
    EvidenceKind.VISIT_HELD,
    EvidenceKind.COMMUNITY_NOT_FOUND,
)
_TEXTS = (
    *("title_lv", "title_en", "actor", "note_lv", "note_en", "source_url"),
    *("source_date", "value"),
)
#: Columns that the form does not show and that stay as they are.
_KEPT = ("breakdown", "is_summary")


def show(desk: Desk, *, is_visit: bool = False) -> None:
    """Show the form of a new fact, or of the one that the address names."""
    amended = None if is_visit else st.session_state.get(AMENDED)
    suggestion = _suggestion()
    before = dict(cells_of(EVIDENCE, amended, desk.workspace.data)) if amended else {}
    form = Form(desk, "visit" if is_visit else "fact")
    identity = (amended, suggestion and suggestion.number)
    before = dict(form.begin(identity, before, _filled(before, suggestion)))
    if suggestion is not None:
        show_template("editing/suggestion.html", texts=desk.texts, suggestion=suggestion, place="")
    _show_fields(form, desk, is_visit=is_visit)
    row = _row(form, before)
    row_id = amended or new_fact_id(row, set(desk.workspace.data.evidence["evidence_id"]))
    row["evidence_id"] = row_id
    edit = Edit(EVIDENCE.file, row_id, before or None, row)
    _offer_saving(form, edit, desk, suggestion)
    if amended:
        _offer_withdrawal(Edit(EVIDENCE.file, row_id, before, None), desk)


def _suggestion() -> Suggestion | None:
    number = st.session_state.get(SUGGESTION)
    if number is None:
        return None
    try:
        with open_suggestions() as engine:
            return find_by_number(engine, number)
    except LedgerError:
        return None


def _filled(before: dict[str, Any], suggestion: Suggestion | None) -> dict[str, Any]:
    """What the fields hold at first: the fact, or what the suggestion says."""
    cells = {name: before.get(name, "") for name in _TEXTS}
    cells |= {
        "place_ids": [part for part in before.get("place_ids", "").split(";") if part],
        "community_ids": [part for part in before.get("community_ids", "").split(";") if part],
        "date": _shown_date(before.get("date", "")),
        "date_end": _shown_date(before.get("date_end", "")),
        "kind": before.get("kind"),
        "date_basis": before.get("date_basis", DateBasis.STATED.value),
        "provenance": before.get("provenance", Provenance.OFFICIAL.value),
        "unit": before.get("unit"),
    }
    if suggestion is not None and not before:
        known = (suggestion.place_id, suggestion.community_id)
        cells |= {
            "place_ids": [part for part in known[:1] if part],
            "community_ids": [part for part in known[1:] if part],
            "date": _shown_date(suggestion.said_date),
            "source_url": suggestion.source_url,
            "note_lv": "",
            "title_lv": "",
        }
    return cells


def _shown_date(text: str) -> str:
    """A date as people type it here: 14.06.2025, 06.2025 or 2025."""
    return ".".join(reversed(text.split("-"))) if parse_partial_date(text) else text


def _show_fields(form: Form, desk: Desk, *, is_visit: bool) -> None:
    texts = desk.texts
    places = places_to_choose(desk.workspace, texts)
    names = community_names(desk.workspace.data.communities, texts)
    kinds = _VISITS if is_visit else tuple(EvidenceKind)
    words = {kind.value: texts[f"evidence_kind.{kind}"] for kind in kinds}
    ordered = list(words) if is_visit else sorted(words, key=lambda code: words[code])
    left, right = st.columns(2)
    with left:
        form.field("kind", st.selectbox, "editing.kind", options=[None, *ordered],
                   format_func=lambda code: words.get(code, texts["editing.choose"]))  # fmt: skip
        form.field("place_ids", st.multiselect, "editing.places", options=list(places),
                   format_func=lambda place_id: places.get(place_id, place_id),
                   placeholder=texts["editing.choose"])  # fmt: skip
        form.field("community_ids", st.multiselect, "editing.communities",
                   options=list(by_name(names, names)),
                   format_func=lambda known: names.get(known, known),
                   placeholder=texts["editing.choose"])  # fmt: skip
    with right:
        form.field("date", st.text_input, "editing.date", help=texts["suggest.date_help"])
        form.field("date_end", st.text_input, "editing.date_end")
        form.field("date_basis", st.selectbox, "editing.date_basis",
                   options=[basis.value for basis in DateBasis],
                   format_func=lambda code: texts[f"date_basis.{code}"])  # fmt: skip
    form.field("title_lv", st.text_input, "editing.title_lv")
    form.field("title_en", st.text_input, "editing.title_en")
    form.field("source_url", st.text_input, "editing.source_url", help=texts["suggest.source_help"])
    left, right = st.columns(2)
    with left:
        form.field("provenance", st.selectbox, "editing.provenance",
                   options=[kind.value for kind in Provenance if kind is not Provenance.DEMO],
                   format_func=lambda code: texts[f"provenance.{code}"])  # fmt: skip
        form.field("actor", st.text_input, "editing.actor")
    with right:
        form.field("value", st.text_input, "editing.value")
        form.field("unit", st.selectbox, "editing.unit", options=[None, *map(str, Unit)],
                   format_func=lambda code: code or "–")  # fmt: skip
    form.field("note_lv", st.text_area, "editing.note_lv", height=90)
    form.field("note_en", st.text_area, "editing.note_en", height=90)
    form.field("source_date", st.text_input, "editing.source_date")


def _row(form: Form, before: dict[str, Any]) -> dict[str, Any]:
    """The fact as it would be stored, from what the fields hold."""
    state = st.session_state

    def typed(column: str) -> Any:  # noqa: ANN401 - what a field holds
        return state.get(form.key(f"cell_{column}"))

    cells: dict[str, Any] = {name: before[name] for name in _KEPT if name in before}
    cells |= {"is_summary": before.get("is_summary", "false")}
    cells |= {name: (typed(name) or "").strip() for name in _TEXTS}
    cells["value"] = cells["value"].replace(" ", "").replace(",", ".")
    cells |= {name: ";".join(typed(name) or ()) for name in ("place_ids", "community_ids")}
    for name in ("date", "date_end"):
        text = (typed(name) or "").strip()
        cells[name] = typed_date(text) or text
    cells |= {name: typed(name) or "" for name in ("kind", "date_basis", "provenance", "unit")}
    in_order = ((field.name, cells.get(field.name, "")) for field in EVIDENCE.fields)
    return {name: cell for name, cell in in_order if cell}


def _offer_saving(form: Form, edit: Edit, desk: Desk, suggestion: Suggestion | None) -> None:
    texts, data = desk.texts, desk.workspace.data
    is_new = edit.before is None
    is_begun = bool(edit.after and (edit.after.get("title_lv") or edit.after.get("kind")))
    problems = entry_faults(edit, data, desk.today) if is_begun else []
    form.show_faults(problems)
    if is_begun and not problems:
        doubles = likely_duplicates(edit.after or {}, data.evidence)
        if doubles:
            facts = data.evidence.set_index("evidence_id").loc[doubles]
            views = fact_views(facts, desk.names, texts)
            show_template("editing/duplicates.html", texts=texts, facts=views)
        show_preview(desk, [edit])
    reason = "" if is_new else st.text_input(texts["editing.reason"], key=form.key("reason"))
    is_ready = is_begun and not problems and edit.before != edit.after
    if st.button(texts["editing.save"], type="primary", disabled=not is_ready) and save(
        desk,
        [edit],
        texts["editing.summary.added" if is_new else "editing.summary.amended"],
        reason=reason,
        suggestion=None if suggestion is None else suggestion.number,
    ):
        _leave(form)


def _offer_withdrawal(edit: Edit, desk: Desk) -> None:
    texts = desk.texts
    with st.expander(texts["editing.withdraw"]):
        reason = st.text_input(texts["editing.withdraw_reason"], key="fact_withdraw_reason")
        show_preview(desk, [edit])
        if st.button(texts["editing.withdraw"], disabled=not reason.strip()) and save(
            desk, [edit], texts["editing.summary.withdrawn"], reason=reason.strip()
        ):
            _leave(Form(desk, "fact"))


def _leave(form: Form) -> None:
    """Empty the form and begin anew."""
    for key in (AMENDED, SUGGESTION, form.key("identity")):
        st.session_state.pop(key, None)
    for name in ("fakts", "ieteikums"):
        st.query_params.pop(name, None)
    st.rerun()
