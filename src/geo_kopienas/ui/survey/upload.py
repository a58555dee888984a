"""Import of a survey file on the data page: what was understood, decisions, then all or nothing.

The same functions as the command's do the work. Nothing here is cached for others: the file and
what it says stay in the editor's session.
"""

import csv
import io
from collections import Counter
from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

import streamlit as st
from rapidfuzz import fuzz
from streamlit.runtime.uploaded_file_manager import UploadedFile

from geo_kopienas.domain.places.entries import unit_names
from geo_kopienas.domain.places.matching import told_apart
from geo_kopienas.domain.schema.dates import parse_partial_date
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.domain.survey.imports.column_kinds import LEAVE_OUT
from geo_kopienas.domain.survey.imports.settled import Likeness
from geo_kopienas.domain.survey.imports.wording import wording_key
from geo_kopienas.domain.survey.rounds.responses import is_round_id
from geo_kopienas.store.imports.survey import (
    ImportSettings,
    SurveyFile,
    SurveyImport,
    confirm_import,
    plan_import,
)
from geo_kopienas.store.imports.survey_decisions import (
    COLUMN,
    DECISION_COLUMNS,
    Decisions,
    read_decisions,
)
from geo_kopienas.store.ledger.opening import open_ledger
from geo_kopienas.store.tables.sheets import read_sheets
from geo_kopienas.texts import Texts
from geo_kopienas.texts.faults import describe, shown
from geo_kopienas.texts.lookup import form_words
from geo_kopienas.texts.survey_import import column_rows, count_rows, reading_rows, source_sentence
from geo_kopienas.ui.frame import editor
from geo_kopienas.ui.frame.field_messages import error_in
from geo_kopienas.ui.frame.html import show_template
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.page import today
from geo_kopienas.ui.frame.parts import offer_download
from geo_kopienas.ui.frame.shell import plain
from geo_kopienas.ui.frame.writing import is_written
from geo_kopienas.ui.survey import publishing

#: As in `.streamlit/config.toml`: an upload lies in memory; larger files are for the command.
MAX_UPLOAD_MB = 20
#: More rows of a table than this nobody reads on a page.
_MAX_ROWS = 200
#: Faults that a person can decide on here, and what is decided.
_PLACE_FAULTS = frozenset({"unknown_survey_place", "ambiguous_place", "place_not_in_unit"})
_COLUMN_FAULTS = frozenset({"unknown_survey_column"})

# Names in the session; all of them go with the role (`shared_password.leave`).
_NUMBER = "upload_number"  # a new number is an empty form
_PLAN = "upload_plan"
_DECIDED = "upload_decided"
_DONE = "upload_done"

_UNDECIDED = ""

#: What was decided: question and text as in the mapping file, and the code.
Decided = dict[tuple[str, str], str]


class Asked(NamedTuple):
    """What is to be imported: the file, its round and date, perhaps a mapping file."""

    upload: UploadedFile
    round_id: str
    date: str | None
    mapping: UploadedFile | None


def show(workspace: Workspace, texts: Texts) -> None:
    """Show the section: how to import, the login, or the import itself."""
    st.markdown(f"## {texts['upload.heading']}")
    if not editor.is_possible():
        st.markdown(texts["upload.by_command"])
        return
    if not editor.is_editor():
        st.markdown(texts["upload.for_editors"])
        editor.ask_to_sign_in(texts)
        return
    lead, leave = st.columns([5, 1], vertical_alignment="bottom")
    lead.markdown(texts["upload.lead"])
    with leave:
        editor.offer_leaving(texts)
    done = st.session_state.pop(_DONE, None)
    if done:
        st.success(done)
    number = st.session_state.setdefault(_NUMBER, 0)
    asked = _ask(number, texts)
    if asked is None:
        return
    decided: Decided = st.session_state.setdefault(_DECIDED, {})
    plan, settings = _plan(workspace, asked, decided, texts)
    _show_plan(plan, texts)
    _ask_likeness(plan, texts)
    _ask_decisions(workspace, plan, decided, texts)
    _confirm(plan, settings, asked.mapping, texts)


# --- what is imported -------------------------------------------------------------------------


def _ask(number: int, texts: Texts) -> Asked | None:
    """What is to be imported; None until file and round are there."""
    upload = st.file_uploader(
        texts["upload.file"],
        type=["csv", "xlsx", "tsv", "txt"],
        key=f"upload_file_{number}",
        max_upload_size=MAX_UPLOAD_MB,
    )
    left, right = st.columns(2)
    round_id = left.text_input(
        texts["upload.round"], key=f"upload_round_{number}", help=texts["upload.round_help"]
    ).strip()
    date = right.text_input(
        texts["upload.date"], key=f"upload_date_{number}", help=texts["upload.date_help"]
    ).strip()
    mapping = st.file_uploader(
        texts["upload.mapping"],
        type=["csv", "xlsx"],
        key=f"upload_mapping_{number}",
        max_upload_size=1,
        help=texts["upload.mapping_help"],
    )
    refusals = {}
    if round_id and not is_round_id(round_id):
        refusals["round"] = shown(round_id)
    if date and parse_partial_date(date) is None:
        refusals["date"] = shown(date)
    for name, value in refusals.items():
        with error_in(f"upload_{name}_{number}"):
            st.error(plain(texts.say(f"cli.import.survey.{name}_invalid", value=value)))
    if upload is None or not round_id or refusals:
        return None
    return Asked(upload, round_id, date or None, mapping)


def _plan(
    workspace: Workspace, asked: Asked, decided: Decided, texts: Texts
) -> tuple[SurveyImport, ImportSettings]:
    """What the import would do, worked out anew only when something of it has changed."""
    upload, round_id, date, mapping = asked
    files = (upload.file_id, None if mapping is None else mapping.file_id)
    likeness = st.session_state.get(_likeness_key())
    key = (*files, round_id, date, likeness, workspace.key, tuple(sorted(decided.items())))
    known = st.session_state.get(_PLAN)
    if known is not None and known[0] == key:
        return known[1], known[2]
    bar = st.progress(0.0, texts["upload.reading"])

    def tell(share: float) -> None:
        bar.progress(share, texts["upload.reading"])

    decisions = Decisions()
    problems: list[Problem] = []
    if mapping is not None:
        table, faults = read_sheets(mapping.getvalue(), mapping.name)
        decisions, problems = read_decisions(table, faults, mapping.name, workspace.data)
    for (question, text), code in decided.items():
        if question == COLUMN:
            decisions.columns[wording_key(text)] = code
        else:
            decisions.answers[question][wording_key(text)] = code
    settings = ImportSettings(
        workspace.data.directory, workspace.data, form_words(), decisions, today(), tell, likeness
    )
    table, faults = read_sheets(upload.getvalue(), upload.name)
    file = SurveyFile(upload.name, table, [*problems, *faults])
    plan = plan_import(file, round_id, date, settings)
    bar.empty()
    st.session_state[_PLAN] = (key, plan, settings)
    return plan, settings


# --- what was understood ----------------------------------------------------------------------


def _show_plan(plan: SurveyImport, texts: Texts) -> None:
    decoded = plan.decoded
    tables: list[dict[str, Any]] = []
    source = ""
    if plan.table is not None:
        table = plan.table
        source = source_sentence(table.kind, table.encoding, table.separator, plan.sheet, texts)
        counts = count_rows(
            decoded, new=plan.new, changed=plan.changed, unchanged=plan.unchanged, texts=texts
        )
        tables.append(_table("submissions", ("submissions", "number"), counts, texts))
    understood = {
        "columns": column_rows(plan.columns, texts),
        "places": reading_rows(decoded.places, texts),
        "answers": reading_rows(decoded.answers, texts),
    }
    headings = ("file", "meaning", "how")
    tables += [_table(name, headings, rows, texts) for name, rows in understood.items() if rows]
    show_template(
        "survey/import.html",
        texts=texts,
        source=source,
        tables=tables,
        faults=[_fault(problem, texts) for problem in plan.problems],
        repairs=[_fault(problem, texts) for problem in decoded.repairs[:_MAX_ROWS]],
        more_repairs=max(0, len(decoded.repairs) - _MAX_ROWS),
        warnings=[_fault(problem, texts) for problem in decoded.warnings[:_MAX_ROWS]],
        more_warnings=max(0, len(decoded.warnings) - _MAX_ROWS),
    )


def _table(name: str, headings: tuple[str, ...], rows: list[Any], texts: Texts) -> dict[str, Any]:
    caption = "heading.submissions" if name == "submissions" else name
    return {
        "caption": texts[f"survey_import.{caption}"],
        "headings": [texts[f"survey_import.heading.{heading}"] for heading in headings],
        "rows": rows[:_MAX_ROWS],
        "more": max(0, len(rows) - _MAX_ROWS),
        "is_open": name in {"submissions", "places"},
    }


def _fault(problem: Problem, texts: Texts) -> dict[str, Any]:
    message, remedy = describe(problem, texts)
    return {"problem": problem, "message": message, "remedy": remedy}


def _likeness_key() -> str:
    return f"upload_likeness_{st.session_state[_NUMBER]}"


def _ask_likeness(plan: SurveyImport, texts: Texts) -> None:
    """Ask whether submissions that look like stored ones are the same, as long as it matters."""
    key = _likeness_key()
    if any(problem.code == "answers_alike" for problem in plan.problems) or st.session_state.get(
        key
    ):
        st.radio(
            texts["upload.likeness.question"],
            list(Likeness),
            index=None,
            format_func=lambda likeness: texts[f"upload.likeness.{likeness}"],
            key=key,
        )


# --- decisions --------------------------------------------------------------------------------


def _ask_decisions(
    workspace: Workspace, plan: SurveyImport, decided: Decided, texts: Texts
) -> None:
    """Ask for a decision on every place and column that could not be matched."""
    data = workspace.data
    place_question = data.codebook.place_question.question_id
    open_texts = [
        (question, value)
        for codes, question in ((_COLUMN_FAULTS, COLUMN), (_PLACE_FAULTS, place_question))
        for value in dict.fromkeys(
            problem.value for problem in plan.problems if problem.code in codes and problem.value
        )
    ]
    if not open_texts and not decided:
        return
    st.markdown(f"**{texts['upload.decisions']}**")
    places = _place_names(workspace, texts)
    questions = {
        question.question_id: question.label(texts.language) for question in data.codebook.questions
    }
    for question, text in open_texts[:_MAX_ROWS]:
        kind, names = ("column", questions) if question == COLUMN else ("place", places)
        key = f"upload_decide_{question}_{text}"
        words = {_UNDECIDED: texts["upload.undecided"], LEAVE_OUT: texts["upload.leave_out"]}
        words |= {code: names[code] for code in _nearest_first(text, names)}
        st.selectbox(
            texts.say(f"upload.decide_{kind}", text=plain(text)),
            list(words),
            format_func=words.__getitem__,
            key=key,
            on_change=_decide,
            args=(key, question, text),
        )
    if decided:
        names = {**questions, **places, LEAVE_OUT: texts["upload.leave_out"]}
        show_template(
            "survey/decisions.html",
            texts=texts,
            rows=[(text, names.get(code, code)) for (_, text), code in decided.items()],
        )
        save, forget = st.columns([1, 3])
        with save:
            offer_download(
                texts["upload.save_decisions"], _as_mapping_file(decided), "decisions.csv"
            )
        forget.button(texts["upload.forget_decisions"], on_click=decided.clear)


def _decide(key: str, question: str, text: str) -> None:
    code = st.session_state.get(key)
    if code:
        st.session_state[_DECIDED][question, text] = code


def _nearest_first(text: str, names: Mapping[str, str]) -> list[str]:
    """Codes by how like their words are to a text."""
    wanted = wording_key(text)

    def likeness(code: str) -> float:
        name = wording_key(names[code].split(" (")[0])
        return fuzz.ratio(wanted, name)

    return sorted(names, key=likeness, reverse=True)


def _place_names(workspace: Workspace, texts: Texts) -> Mapping[str, str]:
    """Every place and municipality by its id: name, level and id, since names occur twice."""
    data = workspace.data
    units = unit_names(data.places)
    rows = data.places[["place_id", "name_lv", "level"]].itertuples(index=False, name=None)
    names = {
        place_id: told_apart(name, texts[f"level_name.{level}"], units.get(place_id, ""), place_id)
        for place_id, name, level in rows
    }
    others = data.municipalities[["municipality_id", "name_lv"]].itertuples(index=False, name=None)
    return names | {
        place_id: f"{name} ({place_id})" for place_id, name in others if place_id not in names
    }


def _as_mapping_file(decided: Decided) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(DECISION_COLUMNS)
    writer.writerows((question, value, code) for (question, value), code in decided.items())
    return text.getvalue().encode("utf-8")


# --- confirmation -----------------------------------------------------------------------------


def _confirm(
    plan: SurveyImport, settings: ImportSettings, mapping: UploadedFile | None, texts: Texts
) -> None:
    if plan.problems:
        # Each file's field shows the number of its own faults; the table above names them.
        files = Counter(
            "mapping" if mapping and problem.file == mapping.name else "file"
            for problem in plan.problems
        )
        for name in ("file", "mapping"):
            if count := files[name]:
                with error_in(f"upload_{name}_{st.session_state[_NUMBER]}"):
                    st.error(texts.count("survey_import.refused", count))
        return
    number = plan.new + plan.changed
    st.info(texts.count("survey_import.ready", number, round=plan.round.round_id))
    if plan.round.is_assumed:
        st.warning(texts.say("survey_import.undated", date=plan.round.date))
    if not st.button(texts["upload.confirm"], type="primary", disabled=number == 0):
        return
    store = partial(confirm_import, plan, settings, open_ledger(), editor.author())
    if not is_written(store, "cli.import.survey.not_written", texts):
        return
    st.session_state[_DONE] = texts.count(
        "survey_import.written", number, round=plan.round.round_id
    )
    st.session_state[_NUMBER] += 1
    # What was imported is what somebody now wants to publish.
    st.session_state[publishing.ROUND] = plan.round.round_id
    for name in (_PLAN, _DECIDED):
        st.session_state.pop(name, None)
    st.rerun()
