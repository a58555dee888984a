"""Answering: criterion by criterion for each person, or the sheets of a meeting as a table."""

from functools import partial

import pandas as pd
import streamlit as st

from geo_kopienas.domain.assessment.answers import LEVELS, MAX_PEOPLE, Answers
from geo_kopienas.domain.assessment.methodology import Criterion, Method, Methodology
from geo_kopienas.reports.assessment_pdf import blank_form_pdf
from geo_kopienas.texts import Texts
from geo_kopienas.ui.assessment.memory import Memory, View, give
from geo_kopienas.ui.frame.field_messages import error_in
from geo_kopienas.ui.frame.html import show_template
from geo_kopienas.ui.frame.parts import offer_download
from geo_kopienas.ui.frame.shell import plain

#: "Don't know" among the choices of a criterion; a level is 1 to 5.
DONT_KNOW = 0
_MARK = "?"

_SPARE_ROWS = 10  # below the filled ones, so that a pile of sheets needs no clicking
_WRONG_SHOWN = 5  # cells that one sentence names


# --- one person, one criterion --------------------------------------------------------------------


def show_questions(memory: Memory, methodology: Methodology, texts: Texts) -> None:
    """Show who answers, the progress, one criterion with its five levels, and the way on."""
    method = methodology.method
    _person_controls(memory, texts)
    answers = memory.people[memory.person]
    total = len(method.criteria)
    st.progress(
        len(answers) / total,
        text=texts.count("assessment.answered", len(answers), total=texts.number(total)),
    )
    criteria = list(method.criteria.values())
    criterion = criteria[memory.criterion]
    show_template(
        "assessment/question.html",
        heading=texts.say(
            "assessment.criterion_heading",
            number=memory.criterion + 1,
            total=total,
            name=criterion.name[texts.language],
        ),
        question=criterion.question[texts.language],
        criterion_id=criterion.criterion_id,
        moves=memory.moves,
    )
    with st.container(key="assessment_levels"):
        _level_choice(memory, criterion, texts)
    with st.container(horizontal=True):
        st.button(
            texts["assessment.previous"],
            on_click=_go,
            args=(memory, memory.criterion - 1),
            disabled=memory.criterion == 0,
        )
        if memory.criterion + 1 < total:
            st.button(
                texts["assessment.next"],
                on_click=_go,
                args=(memory, memory.criterion + 1),
                type="primary",
            )
        else:
            st.button(
                texts["assessment.show_result"],
                on_click=setattr,
                args=(memory, "view", View.RESULT),
                type="primary",
            )
    _jump(memory, criteria, texts)
    _helps(criterion, methodology, texts)


def _person_controls(memory: Memory, texts: Texts) -> None:
    key = f"assessment_person_{texts.language}"
    give(key, memory.person)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            texts["assessment.person"],
            range(len(memory.people)),
            format_func=lambda person: texts.say("assessment.person_number", number=person + 1),
            key=key,
            on_change=_choose_person,
            args=(memory, key),
            help=texts["assessment.anonymous"],
            width=220,
        )
        st.button(
            texts["assessment.person_add"],
            on_click=_add_person,
            args=(memory,),
            disabled=len(memory.people) >= MAX_PEOPLE,
        )
        if len(memory.people) > 1:
            st.button(
                texts["assessment.person_remove"],
                on_click=_remove_person,
                args=(memory,),
                type="tertiary",
            )


def _choose_person(memory: Memory, key: str) -> None:
    if isinstance(st.session_state[key], int):  # words of a choice that is gone are no number
        memory.person = st.session_state[key]
        _go(memory, 0)


def _add_person(memory: Memory) -> None:
    memory.people.append({})
    memory.person = len(memory.people) - 1
    _go(memory, 0)


def _remove_person(memory: Memory) -> None:
    del memory.people[memory.person]
    memory.replace_people(memory.people)
    # The others moved up: a field of the same number is another person's now.
    memory.generation += 1


def _level_choice(memory: Memory, criterion: Criterion, texts: Texts) -> None:
    key = (
        f"assessment_level_{memory.generation}_{texts.language}"
        f"_{memory.person}_{criterion.criterion_id}"
    )
    answers = memory.people[memory.person]
    level = answers.get(criterion.criterion_id, DONT_KNOW) or DONT_KNOW
    give(key, level if criterion.criterion_id in answers else None)

    def words(choice: int) -> str:
        if choice == DONT_KNOW:
            return texts["assessment.unknown"]
        return f"**{choice}**  {plain(criterion.levels[choice - 1][texts.language])}"

    st.radio(
        plain(criterion.question[texts.language]),
        [*LEVELS, DONT_KNOW],
        index=None,
        format_func=words,
        key=key,
        on_change=_answer,
        args=(memory, criterion.criterion_id, key),
        label_visibility="collapsed",  # the question stands above as text
        width="stretch",
    )


def _answer(memory: Memory, criterion_id: str, key: str) -> None:
    memory.people[memory.person][criterion_id] = st.session_state[key] or None


def _go(memory: Memory, number: int) -> None:
    memory.criterion = number
    memory.moves += 1


def _jump(memory: Memory, criteria: list[Criterion], texts: Texts) -> None:
    key = f"assessment_criterion_{texts.language}"
    give(key, memory.criterion)

    def words(number: int) -> str:
        # Streamlit knows a choice by its words: they must not change while one answers.
        name = criteria[number].name[texts.language]
        return texts.say("assessment.criterion_name", number=number + 1, name=name)

    st.selectbox(
        texts["assessment.criterion"],
        range(len(criteria)),
        format_func=words,
        key=key,
        on_change=_jump_to,
        args=(memory, key),
        width=420,
    )
    answers = memory.people[memory.person]
    left = [
        str(number)
        for number, criterion in enumerate(criteria, start=1)
        if criterion.criterion_id not in answers
    ]
    if answers and left:
        st.caption(texts.say("assessment.criteria_left", numbers=", ".join(left)))


def _jump_to(memory: Memory, key: str) -> None:
    if isinstance(st.session_state[key], int):  # words of a choice that is gone are no number
        _go(memory, st.session_state[key])


def _helps(criterion: Criterion, methodology: Methodology, texts: Texts) -> None:
    """The instruments and the cards that belong to a criterion."""
    show_template(
        "assessment/helps.html",
        texts=texts,
        instruments=[
            methodology.instruments[instrument_id] for instrument_id in criterion.instruments
        ],
        practices=[card for card in methodology.cards if criterion.criterion_id in card.criteria],
    )


# --- the sheets of a meeting ----------------------------------------------------------------------


def show_sheets(memory: Memory, method: Method, texts: Texts) -> None:
    """Show the sheets as a table to type into, and the blank sheet to print."""
    offer_download(
        texts["assessment.sheets_print"],
        # Typeset when it is asked for, not on every visit.
        partial(blank_form_pdf, method, texts),
        f"{texts['assessment.form_name']}-{texts.language}.pdf",
        help=texts["assessment.sheets_print_help"],
    )
    names = {
        str(number): criterion.name[texts.language]
        for number, criterion in enumerate(method.criteria.values(), start=1)
    }
    show_template(
        "assessment/sheets.html",
        lead=texts["assessment.sheets_lead"],
        legend=texts["assessment.sheets_legend"],
        names=names,
    )
    key = f"assessment_sheets_{memory.generation}_{texts.language}"
    if memory.table is None or key not in st.session_state:
        memory.table = table_of_sheets(memory.people, list(method.criteria), texts)
    edited = st.data_editor(
        memory.table,
        key=key,
        num_rows="fixed",
        height="content",
        column_config={
            number: st.column_config.TextColumn(
                number, help=name, width=44, max_chars=1, validate=r"^[1-5?]?$"
            )
            for number, name in names.items()
        },
    )
    people, wrong = people_of_sheets(edited, list(method.criteria))
    if people != memory.people:
        memory.replace_people(people)
    if wrong:
        cells = ", ".join(
            texts.say("assessment.sheets_cell", row=row, column=column, value=plain(value))
            for row, column, value in wrong[:_WRONG_SHOWN]
        )
        with error_in(key):
            st.warning(texts.say("assessment.sheets_wrong", cells=cells))
    st.button(
        texts["assessment.sheets_more"],
        on_click=_more_sheets,
        args=(memory,),
        disabled=len(memory.table) >= MAX_PEOPLE,
    )


def _more_sheets(memory: Memory) -> None:
    memory.people.append({})  # the next table is made longer for it
    memory.table = None
    memory.generation += 1


def table_of_sheets(people: list[Answers], criterion_ids: list[str], texts: Texts) -> pd.DataFrame:
    """A row for each sheet, a column for each criterion, and spare rows to type into."""
    length = min(-(-len(people) // _SPARE_ROWS) * _SPARE_ROWS, MAX_PEOPLE)
    rows = [
        [
            str(sheet[criterion_id] or _MARK) if criterion_id in sheet else ""
            for criterion_id in criterion_ids
        ]
        for sheet in people
    ]
    rows += [[""] * len(criterion_ids) for _ in range(length - len(rows))]
    return pd.DataFrame(
        rows,
        columns=[str(number) for number in range(1, len(criterion_ids) + 1)],
        index=pd.RangeIndex(1, len(rows) + 1, name=texts["assessment.sheets_row"]),
        dtype="str",
    )


def people_of_sheets(
    table: pd.DataFrame, criterion_ids: list[str]
) -> tuple[list[Answers], list[tuple[int, str, str]]]:
    """The answers of each sheet, without the empty ones at the end; and what is no answer.

    Returns:
        Answers of each person, and row, column and text of every cell that was not taken.
    """
    people: list[Answers] = []
    wrong = []
    permitted = {str(level): level for level in LEVELS} | {_MARK: None}
    for number, (_, row) in enumerate(table.iterrows(), start=1):
        sheet: Answers = {}
        for criterion_id, (column, cell) in zip(criterion_ids, row.items(), strict=True):
            text = "" if pd.isna(cell) else str(cell).strip()
            if text in permitted:
                sheet[criterion_id] = permitted[text]
            elif text:
                wrong.append((number, str(column), text))
        people.append(sheet)
    while len(people) > 1 and not people[-1]:
        people.pop()
    return people, wrong
