"""Publication of a round on the data page: what waits, what would be shown, and the way back."""

from collections.abc import Callable

import streamlit as st

from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.domain.survey.rounds.register import SurveyRound, register_rounds
from geo_kopienas.store.imports.publishing import (
    PublishingPlan,
    plan_publication,
    publish,
    take_back,
)
from geo_kopienas.store.ledger.opening import open_ledger
from geo_kopienas.store.ledger.seam import Version
from geo_kopienas.texts import Texts
from geo_kopienas.texts.faults import describe
from geo_kopienas.ui.frame import editor
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.page import today
from geo_kopienas.ui.frame.shell import plain
from geo_kopienas.ui.frame.writing import is_written

# Names in the session; all of them go with the role (`shared_password.leave`).
ROUND = "upload_publishing_round"
_PLAN = "upload_publishing_plan"
_DONE = "upload_publishing_done"


def show(workspace: Workspace, texts: Texts) -> None:
    """Show editors the state of each round, and offer to publish it or to take it back."""
    st.markdown(f"## {texts['publishing.heading']}")
    st.markdown(texts["publishing.lead"])
    done = st.session_state.pop(_DONE, None)
    if done:
        st.success(done)
    rounds = {known.round_id: known for known in register_rounds(workspace.data.survey_rounds)}
    if not rounds:
        return
    chosen = st.selectbox(
        texts["publishing.round"],
        list(rounds),
        index=len(rounds) - 1,
        format_func=lambda round_id: rounds[round_id].label(texts.language),
        key=ROUND,
    )
    plan = _plan(workspace, chosen, texts)
    _show_state(plan, rounds[chosen], texts)
    left, right = st.columns(2)
    if left.button(
        texts["publishing.publish"], type="primary", disabled=plan.figures is None
    ) and _try(
        lambda: publish(workspace.data, plan, today(), open_ledger(), editor.author()), texts
    ):
        _finish(texts["publishing.done"])
    if right.button(texts["publishing.take_back"], disabled=plan.shown is None) and _try(
        lambda: take_back(workspace.data, chosen, open_ledger(), editor.author()), texts
    ):
        _finish(texts["publishing.taken_back"])


def _plan(workspace: Workspace, round_id: str, texts: Texts) -> PublishingPlan:
    """What a publication would be, worked out anew only when the data have changed."""
    key = (workspace.key, round_id)
    known = st.session_state.get(_PLAN)
    if known is None or known[0] != key:
        with st.spinner(texts["survey_page.working"]):
            known = (key, plan_publication(workspace.data, round_id))
        st.session_state[_PLAN] = known
    plan: PublishingPlan = known[1]
    return plan


def _show_state(plan: PublishingPlan, survey_round: SurveyRound, texts: Texts) -> None:
    name = plain(survey_round.label(texts.language))
    if plan.shown is None:
        st.markdown(texts["publishing.never"])
    else:
        date = texts.date(plan.shown.date)
        st.markdown(texts.say("publishing.shown", date=date, number=plan.shown.number))
    st.markdown(texts.count("publishing.waiting", plan.waiting, round=name))
    for problem in plan.problems:
        message, remedy = describe(problem, texts)
        say = st.info if problem.code == "nothing_to_publish" else st.warning
        say(plain(f"{message} {remedy}"))
    if plan.figures is not None:
        st.markdown(texts.count("publishing.groups", len(plan.figures.shown_groups)))


def _try(work: Callable[[], Version | list[Problem]], texts: Texts) -> bool:
    """Whether it was stored; otherwise the reason is shown."""
    if is_written(work, "cli.publish.survey.failed", texts):
        return True
    st.session_state.pop(_PLAN, None)
    return False


def _finish(sentence: str) -> None:
    st.session_state[_DONE] = sentence
    st.session_state.pop(_PLAN, None)
    st.rerun()
