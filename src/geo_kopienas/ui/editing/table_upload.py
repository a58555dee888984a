"""Several facts at once: the export, edited in a spreadsheet, and its differences row by row."""

import streamlit as st

from geo_kopienas.domain.editing.changes import Edit, differing_fields
from geo_kopienas.store.imports.table_upload import TableUpload, read_upload
from geo_kopienas.texts import Texts
from geo_kopienas.texts.columns import wording
from geo_kopienas.ui.editing.saving import Desk, save, show_preview
from geo_kopienas.ui.frame.html import show_template
from geo_kopienas.ui.frame.page import show_faults

MAX_UPLOAD_MB = 20
#: Rows that are shown; all are changed.
SHOWN = 100
_NUMBER, _READ = "editing_upload_number", "editing_upload_read"


def show(desk: Desk) -> None:
    """Show the field for the file, then what it would change."""
    texts = desk.texts
    st.markdown(texts["editing.upload.lead"])
    number = st.session_state.setdefault(_NUMBER, 0)
    upload = st.file_uploader(
        texts["editing.upload.file"],
        type=["csv", "xlsx"],
        key=f"editing_upload_{number}",
        max_upload_size=MAX_UPLOAD_MB,
    )
    if upload is None:
        return
    key = (upload.file_id, desk.workspace.key)
    known = st.session_state.get(_READ)
    if known is None or known[0] != key:
        directory = desk.workspace.data.directory
        read = read_upload(upload.getvalue(), upload.name, directory, wording(), desk.today)
        known = st.session_state[_READ] = (key, read)
    read = known[1]
    if read.problems:
        show_faults(read.problems, texts, "editing.upload.refused")
        return
    _show_differences(read, texts)
    if not read.edits:
        return
    show_preview(desk, read.edits)
    summary = texts.say("editing.summary.uploaded", name=upload.name)
    if st.button(texts["editing.save"], type="primary") and save(desk, read.edits, summary):
        st.session_state[_NUMBER] += 1
        st.session_state.pop(_READ)
        st.rerun()


def _show_differences(read: TableUpload, texts: Texts) -> None:
    show_template(
        "editing/differences.html",
        texts=texts,
        count=texts.count("editing.upload.differences", len(read.edits)),
        missing=texts.count("editing.upload.missing", read.missing) if read.missing else "",
        rows=[_difference(edit) for edit in read.edits[:SHOWN]],
    )


def _difference(edit: Edit) -> dict[str, object]:
    before, after = edit.before or {}, edit.after or {}
    fields = [
        {"name": name, "before": str(before.get(name, "–")), "after": str(after.get(name, "–"))}
        for name in differing_fields(edit.before, edit.after)
    ]
    return {"id": edit.row_id, "is_new": edit.before is None, "fields": fields}
