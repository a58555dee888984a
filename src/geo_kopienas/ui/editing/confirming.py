"""What nobody has confirmed for a year: one click and a source, and it is a fact."""

import streamlit as st

from geo_kopienas.domain.editing.changes import Edit
from geo_kopienas.domain.editing.entries import new_fact_id, unconfirmed
from geo_kopienas.domain.schema.codes import DateBasis, EvidenceKind, Provenance
from geo_kopienas.domain.schema.fields import EVIDENCE
from geo_kopienas.store.ledger.preview import entry_faults
from geo_kopienas.texts.faults import describe
from geo_kopienas.ui.editing.saving import Desk, save
from geo_kopienas.ui.frame.shell import plain

SHOWN = 20


def show(desk: Desk) -> None:
    """Show the communities, those with most residents first."""
    texts, data = desk.texts, desk.workspace.data
    residents = data.places.set_index("place_id")["population_count"]
    states = desk.workspace.day(desk.today).states
    old = unconfirmed(states, data.communities, residents, desk.today)
    st.markdown(texts.count("editing.confirm.lead", len(old)))
    communities = data.communities.set_index("community_id")
    for community_id, last, count in old[:SHOWN]:
        name = str(communities.loc[community_id, f"name_{texts.language}"] or "")
        name_lv = str(communities.loc[community_id, "name_lv"])
        with st.container(border=True), st.form(f"confirm_{community_id}", border=False):
            shown = name if name and name != "<NA>" else name_lv
            words = {"name": plain(shown), "day": plain(texts.date(last))}
            people = texts.count("editing.confirm.residents", count) if count else ""
            st.markdown(f"{texts.say('editing.confirm.line', **words)} {people}")
            source = st.text_input(
                texts["editing.source_url"], key=f"confirm_source_{community_id}"
            )
            if st.form_submit_button(texts["editing.confirm.still"]):
                _confirm(desk, community_id, name_lv, source.strip())


def _confirm(desk: Desk, community_id: str, name_lv: str, source: str) -> None:
    texts, data = desk.texts, desk.workspace.data
    homes = dict(zip(data.communities["community_id"], data.communities["place_ids"], strict=True))
    row = {
        "date": desk.today.isoformat(),
        "date_basis": DateBasis.STATED.value,
        "place_ids": ";".join(homes[community_id]),
        "community_ids": community_id,
        "kind": EvidenceKind.COMMUNITY_ACTIVE.value,
        "is_summary": "false",
        "title_lv": f"{name_lv}: joprojām darbojas",
        "title_en": f"{name_lv}: still active",
        "source_url": source,
        "provenance": Provenance.ORGANISATION.value,
    }
    row_id = new_fact_id(row, set(data.evidence["evidence_id"]))
    edit = Edit(EVIDENCE.file, row_id, None, {"evidence_id": row_id} | row)
    problems = entry_faults(edit, data, desk.today)
    for problem in problems:
        st.error(plain(" ".join(describe(problem.at(row=None, column=None), texts))))
    if not problems and save(desk, [edit], texts["editing.summary.confirmed"]):
        st.rerun()
