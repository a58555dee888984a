"""The page of the survey: one question, the groups compared, and where the answers came from."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import plotly.graph_objects as go
import streamlit as st

from geo_kopienas.charts.survey import (
    Series,
    histogram_chart,
    scale_chart,
    share_words,
    shares_chart,
)
from geo_kopienas.domain.places.hierarchy import of_level
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.collation import by_name
from geo_kopienas.domain.survey.codebook.model import (
    CONSENT,
    NUMERIC_TYPES,
    RESPONDENT_CODE,
    Question,
    QuestionType,
)
from geo_kopienas.domain.survey.disclosure.door import (
    HIGH_END,
    LOW_END,
    REST_ID,
    Cell,
    GroupFigures,
    QuestionFigures,
)
from geo_kopienas.domain.survey.rounds.register import SurveyRound
from geo_kopienas.store.survey.free_texts import editors_texts
from geo_kopienas.texts import Texts
from geo_kopienas.ui.frame import editor, loaders
from geo_kopienas.ui.frame.address import Parameter, among
from geo_kopienas.ui.frame.html import show_template
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.page import (
    open_workspace,
    restore,
    write_address,
)
from geo_kopienas.ui.frame.parts import show_chart, show_lead, show_section
from geo_kopienas.ui.survey import where as survey_where


class Comparison(StrEnum):
    """What stands side by side."""

    LATVIA = "latvia"
    UNIT = "unit"
    APKAIME = "apkaime"
    SETTLEMENT = "settlement"
    ROUND = "round"


@dataclass(frozen=True, slots=True)
class Choices:
    """What is chosen on the page."""

    question: Question
    shown_round: SurveyRound
    comparison: Comparison


def show(texts: Texts) -> None:
    """Show the page."""
    workspace = open_workspace(texts)
    show_lead(texts["survey_page.lead"])
    rounds = loaders.survey_rounds(workspace)
    if not rounds:
        st.info(texts["survey_page.none"])
        return
    choices = _choose(workspace, rounds, texts)
    if choices.shown_round.is_demo:
        st.warning(texts["survey_page.demo"])
    waiting = loaders.waiting(workspace, choices.shown_round.round_id)
    if waiting:
        st.info(texts.count("survey_page.waiting", waiting))
    _show_question(workspace, rounds, choices, texts)
    chosen = choices.comparison.value
    survey_where.show(
        workspace,
        Level(chosen) if chosen in set(Level) else Level.UNIT,
        loaders.disclosed_round(workspace, choices.shown_round.round_id),
        _footer(choices.shown_round, texts),
        texts,
    )


# --- choices ------------------------------------------------------------------------------------


def _choose(workspace: Workspace, rounds: list[SurveyRound], texts: Texts) -> Choices:
    questions = {
        question.question_id: question
        for question in workspace.data.codebook.questions
        if question.type is not QuestionType.PLACE
        and question.question_id not in {CONSENT, RESPONDENT_CODE, "comments"}
    }
    known = {shown_round.round_id: shown_round for shown_round in rounds}
    newest = rounds[-1].round_id
    comparisons = [comparison.value for comparison in Comparison]
    parameters = (
        Parameter("jautajums", "survey_jautajums", among(questions), next(iter(questions))),
        Parameter("kopums", "survey_kopums", among(known), newest),
        Parameter("salidzinat", "survey_salidzinat", among(comparisons), comparisons[0]),
    )
    restore(texts, parameters)
    if st.session_state["survey_kopums"] not in known:  # put away since it was chosen
        st.session_state["survey_kopums"] = newest
    left, middle, right = st.columns([3, 2, 2])
    left.selectbox(
        texts["survey_page.question"],
        list(questions),
        format_func=lambda question_id: questions[question_id].label(texts.language),
        key="survey_jautajums",
    )
    middle.selectbox(
        texts["survey_page.compare"],
        comparisons,
        format_func=lambda comparison: texts[f"survey_page.comparison.{comparison}"],
        key="survey_salidzinat",
    )
    right.selectbox(
        texts["survey_page.round"],
        list(known),
        format_func=lambda round_id: _round_name(known[round_id], texts),
        key="survey_kopums",
    )
    question_id, round_id, comparison = (
        st.session_state[parameter.key] for parameter in parameters
    )
    write_address(texts, parameters, (question_id, round_id, comparison))
    return Choices(questions[question_id], known[round_id], Comparison(comparison))


def _round_name(shown_round: SurveyRound, texts: Texts) -> str:
    label = shown_round.label(texts.language)
    return f"{label} ({texts.date(shown_round.date)})" if shown_round.date else label


# --- one question -------------------------------------------------------------------------------


def _show_question(
    workspace: Workspace, rounds: list[SurveyRound], choices: Choices, texts: Texts
) -> None:
    question = choices.question
    hint = question.hint(texts.language)
    # The hint told respondents what to do; without a lead it would seem to ask the reader.
    how = texts.say("survey_page.hint", hint=hint) if hint else ""
    show_section(question.label(texts.language), how)
    figures = _figures(workspace, choices.shown_round, question, texts)
    if figures is None:
        _show_texts(workspace, choices, texts)
        return
    if choices.comparison is Comparison.ROUND and len(rounds) == 1:
        st.info(texts["survey_page.one_round"])
    groups = _groups(workspace, rounds, choices, texts)
    shown = [group for group in groups if group.figures.n is not None]
    labels = _cell_labels(question, _cells(workspace, rounds, choices, figures, texts), texts)
    if shown:
        show_chart(
            _chart(question, shown, labels, _footer(choices.shown_round, texts), texts),
            question.label(texts.language),
            "survey_figure",
            texts,
        )
    _show_table(question, groups, labels, choices, texts)


def _show_texts(workspace: Workspace, choices: Choices, texts: Texts) -> None:
    """Say why free text is not public; an editor sees it without places and personal data."""
    st.info(texts["survey_page.text_only"])
    if not choices.question.is_free_text or not editor.is_editor():
        return
    # This is not cached: a cache is shared with everybody.
    answers = editors_texts(
        workspace.data.directory,
        choices.shown_round.round_id,
        workspace.data.codebook,
        choices.question.question_id,
    )
    lead = [texts["survey_page.for_editors"]]
    if answers.blocked_count:
        lead.append(texts.count("survey_page.blocked", answers.blocked_count))
    show_template(
        "survey/texts.html",
        lead=" ".join(lead),
        texts_written=answers.texts,
        footer=_footer(choices.shown_round, texts),
    )


def _figures(
    workspace: Workspace, shown_round: SurveyRound, question: Question, texts: Texts
) -> QuestionFigures | None:
    with st.spinner(texts["survey_page.working"]):
        known = loaders.disclosed_round(workspace, shown_round.round_id)
        return known.figures(question.question_id)


def _groups(
    workspace: Workspace, rounds: list[SurveyRound], choices: Choices, texts: Texts
) -> list[Series]:
    """The groups to compare: the municipality first, then the rest, the places or other rounds."""
    here = survey_where.municipality_id(workspace)
    names = workspace.names(texts)
    shown = {here: names[here], REST_ID: texts["survey_page.rest"]}
    if choices.comparison is Comparison.ROUND:
        by_round = [
            (past.label(texts.language), _figures(workspace, past, choices.question, texts))
            for past in rounds
        ]
        return [
            Series(
                texts.say("survey_page.in_round", name=name, round=label),
                figures.groups[group_id],
            )
            for group_id, name in shown.items()
            for label, figures in by_round
            if figures is not None
        ]
    if choices.comparison is not Comparison.LATVIA:
        places = of_level(workspace.data.places, Level(choices.comparison.value))
        shown = {
            place_id: names[place_id] for place_id in (here, *by_name(places["place_id"], names))
        }
    figures = _figures(workspace, choices.shown_round, choices.question, texts)
    if figures is None:
        return []
    return [Series(name, figures.groups[group_id]) for group_id, name in shown.items()]


def _cells(
    workspace: Workspace,
    rounds: list[SurveyRound],
    choices: Choices,
    figures: QuestionFigures,
    texts: Texts,
) -> tuple[Cell, ...]:
    """The bars of the chart; a later round may have later classes of years than the chosen one."""
    if choices.comparison is not Comparison.ROUND:
        return figures.cells
    every = (_figures(workspace, past, choices.question, texts) for past in rounds)
    return max((figures.cells for figures in every if figures is not None), key=len)


def _cell_labels(question: Question, cells: tuple[Cell, ...], texts: Texts) -> dict[str, str]:
    """Words of each bar by code, and of the ends of a scale."""
    if question.type in NUMERIC_TYPES:
        return {cell.code: _range_words(cell, texts) for cell in cells}
    answers = {cell.code: question.answer(cell.code) for cell in cells}
    if question.type is not QuestionType.SCALE:
        return {code: answer.label(texts.language) for code, answer in answers.items()}
    steps = sorted(answers.values(), key=lambda step: step.value or 0)
    labels = {
        step.code: texts.say("survey_page.step", step=step.value, label=step.label(texts.language))
        for step in steps
    }
    reach = len(steps) // 2
    for name, part in ((LOW_END, steps[:reach]), (HIGH_END, steps[-reach:])):
        span = f"{part[0].value}–{part[-1].value}"
        labels[name] = texts.say(f"survey_page.{name}", steps=span)
    return labels


def _range_words(cell: Cell, texts: Texts) -> str:
    if cell.low is None:
        return texts.say("survey_page.to", high=cell.high)
    if cell.high is None:
        return texts.say("survey_page.from", low=cell.low)
    return texts.say("survey_page.range", low=cell.low, high=cell.high)


def _footer(shown_round: SurveyRound, texts: Texts) -> str:
    """Which round a figure or table rests on, and whether its answers are invented."""
    name = _round_name(shown_round, texts)
    return texts.say("survey_page.demo_footer", round=name) if shown_round.is_demo else name


def _chart(
    question: Question, groups: list[Series], labels: Mapping[str, str], footer: str, texts: Texts
) -> go.Figure:
    series = [
        Series(
            texts.say(
                "survey_page.n_few" if group.figures.is_uncertain else "survey_page.n",
                name=group.name,
                number=texts.number(group.figures.n or 0),
            ),
            group.figures,
        )
        for group in groups
    ]
    if question.type is QuestionType.SCALE:
        return scale_chart(series, labels, footer, texts)
    if question.type in NUMERIC_TYPES:
        return histogram_chart(series, labels, footer, texts)
    return shares_chart(series, labels, footer, texts)


def _show_table(
    question: Question,
    groups: list[Series],
    labels: Mapping[str, str],
    choices: Choices,
    texts: Texts,
) -> None:
    few = [group.name for group in groups if group.figures.n is None]
    # The municipality is always a column, so that its absence is seen; the others are named below.
    shown = [group for group in groups if group is groups[0] or group.figures.n is not None]
    rows = [
        (label, [_cell_words(group.figures, code, texts) for group in shown])
        for code, label in labels.items()
    ]
    if question.type is QuestionType.SCALE or question.type in NUMERIC_TYPES:
        name = "mean" if question.type is QuestionType.SCALE else "median"
        statistics = [_statistic_words(group.figures, question, texts) for group in shown]
        rows.append((texts[f"survey_page.{name}"], statistics))
    notes = [texts["survey_page.interval"], texts["survey_page.why"]]
    if question.type is QuestionType.MANY:
        notes.insert(0, texts["survey_page.several"])
    if few:
        names = ", ".join(few)
        notes.insert(0, texts.count("survey_page.too_few_note", len(few), names=names))
    show_template(
        "survey/table.html",
        texts=texts,
        caption=texts.say("survey_page.table_caption", question=question.label(texts.language)),
        columns=[group.name for group in shown],
        answered=[_answered_words(group.figures, texts) for group in shown],
        rows=rows,
        notes=notes,
        footer=_footer(choices.shown_round, texts),
    )


def _answered_words(figures: GroupFigures, texts: Texts) -> str:
    if figures.n is None:
        return texts["survey_page.too_few"]
    n = texts.number(figures.n)
    if figures.asked is None:
        return texts.say("survey_page.asked_hidden", n=n)
    return texts.say("survey_page.answered_value", n=n, asked=texts.number(figures.asked))


def _cell_words(figures: GroupFigures, code: str, texts: Texts) -> str:
    return "–" if figures.n is None else share_words(figures, code, texts)


def _statistic_words(figures: GroupFigures, question: Question, texts: Texts) -> str:
    if figures.n is None:
        return "–"
    is_scale = question.type is QuestionType.SCALE
    value = figures.mean if is_scale else figures.median
    if value is None:
        return texts["survey_page.hidden"]
    if question.type is QuestionType.YEAR:  # written without a separator of thousands
        return str(round(value))
    return texts.number(value, 1 if is_scale else 0)
