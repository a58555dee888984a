"""Saving a round to the visitor's device and opening it again; the server keeps nothing."""

from collections.abc import Callable

import streamlit as st

from geo_kopienas.domain.assessment.answers import Assessment
from geo_kopienas.reports.assessment_view import community_title, subtitle
from geo_kopienas.store.assessment.saved import Known, read_assessment, write_assessment
from geo_kopienas.texts import Texts
from geo_kopienas.texts.faults import describe
from geo_kopienas.ui.assessment.memory import Memory
from geo_kopienas.ui.frame.field_messages import error_in
from geo_kopienas.ui.frame.html import show_template
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.page import today
from geo_kopienas.ui.frame.parts import offer_download, show_section
from geo_kopienas.ui.frame.shell import plain

# Streamlit takes files of any kind up to this size, so that it is our sentence that refuses them.
_UPLOAD_MB = 10


def file_stem(assessment: Assessment) -> str:
    """Part of a file's name: community or place, and day."""
    which = assessment.community_id or assessment.place_id or "kopiena"
    return f"{which}-{assessment.date.isoformat()}"


def show_files(memory: Memory, workspace: Workspace, texts: Texts) -> None:
    """Show the button that saves the round and the field that opens one."""
    show_section(texts["assessment.files"], texts["assessment.files_how"])
    assessment = memory.assessment(workspace.data.methodology.method.method_id)
    offer_download(
        texts["assessment.save"],
        write_assessment(assessment),
        f"{texts['assessment.save_name']}-{file_stem(assessment)}.json",
        disabled=not memory.has_answers,
    )
    _show_upload("open", _open, memory, workspace, texts)
    if memory.is_opened:
        opened = memory.assessment(workspace.data.methodology.method.method_id)
        name = community_title(opened, workspace.data.places, workspace.data.communities, texts)
        st.success(texts.say("assessment.opened", subtitle=plain(subtitle(opened, name, texts))))


def _show_upload(
    name: str,
    take: Callable[[Memory, Workspace, str], None],
    memory: Memory,
    workspace: Workspace,
    texts: Texts,
) -> None:
    """A field for a file, and beside it the faults of the one that it was given last."""
    key = f"assessment_{name}_{memory.uploads}"
    st.file_uploader(
        texts[f"assessment.{name}"],
        key=key,
        on_change=take,
        args=(memory, workspace, key),
        help=texts[f"assessment.{name}_help"],
        max_upload_size=_UPLOAD_MB,
    )
    if not memory.problems or not key.startswith(memory.refused_by):
        return
    with error_in(key):
        show_template(
            "assessment/faults.html",
            lead=texts["assessment.not_opened"],
            file=memory.problems[0].file,
            faults=[describe(problem, texts) for problem in memory.problems],
        )


def known_of(workspace: Workspace) -> Known:
    """What a saved round may refer to."""
    data = workspace.data
    return Known(
        data.methodology.method,
        set(data.places["place_id"]),
        set(data.communities["community_id"]),
        today(),
    )


def _read(memory: Memory, workspace: Workspace, key: str) -> Assessment | None:
    """The round of the chosen file; None, with its faults in the memory, if there is none."""
    upload = st.session_state.get(key)
    memory.problems, memory.is_opened = [], False
    memory.refused_by = key.rstrip("0123456789")
    if upload is None:
        return None
    assessment, memory.problems = read_assessment(
        upload.getvalue(), upload.name, known_of(workspace)
    )
    memory.uploads += 1
    return assessment


def _open(memory: Memory, workspace: Workspace, key: str) -> None:
    assessment = _read(memory, workspace, key)
    if assessment is not None:
        memory.take(assessment)
        memory.is_opened = True


def show_comparison_field(memory: Memory, workspace: Workspace, texts: Texts) -> None:
    """Show the field for an earlier round, or the way to put it away again."""
    if memory.earlier is not None:
        st.button(
            texts["assessment.earlier_remove"], on_click=setattr, args=(memory, "earlier", None)
        )
        return
    _show_upload("earlier", _compare, memory, workspace, texts)


def _compare(memory: Memory, workspace: Workspace, key: str) -> None:
    memory.earlier = _read(memory, workspace, key)
