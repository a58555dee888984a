"""The result of a round: profile, weakest sides, road map, comparison, and files to keep."""

from functools import partial

import streamlit as st

from geo_kopienas.charts.assessment import profile_radar
from geo_kopienas.reports.assessment_pdf import road_map_pdf
from geo_kopienas.reports.assessment_view import assessment_view, community_title
from geo_kopienas.texts import Texts
from geo_kopienas.ui.assessment.files import file_stem, show_comparison_field
from geo_kopienas.ui.assessment.memory import Memory
from geo_kopienas.ui.frame.html import show_template
from geo_kopienas.ui.frame.instruments_section import show_instruments, show_practices
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.page import today
from geo_kopienas.ui.frame.parts import offer_download, show_chart


def show_result(memory: Memory, workspace: Workspace, texts: Texts) -> None:
    """Show what the answers say together, or that there are none yet."""
    if not memory.has_answers:
        st.info(texts["assessment.nobody"])
        return
    data = workspace.data
    methodology = data.methodology
    assessment = memory.assessment(methodology.method.method_id)
    name = community_title(assessment, data.places, data.communities, texts)
    earlier = memory.earlier
    compared = (
        None
        if earlier is None
        else (earlier, community_title(earlier, data.places, data.communities, texts))
    )
    view = assessment_view(assessment, compared, methodology, name, texts)
    show_template("assessment/words.html", texts=texts, view=view)
    offer_download(
        texts["assessment.pdf"],
        # Typeset when it is asked for, not on every change.
        partial(road_map_pdf, view, methodology.method, assessment.date, texts),
        f"{texts['assessment.pdf_name']}-{file_stem(assessment)}-{texts.language}.pdf",
        type="primary",
    )
    left, right = st.columns([4, 5])
    names = {row["id"]: f"{row['number']}. {row['name']}" for row in view.rows}
    with left:
        show_chart(
            profile_radar(names, view.results, view.earlier, view.earlier_day, texts),
            view.title,
            "assessment_radar",
            texts,
        )
        st.caption(texts["assessment.result.chart"])
    with right:
        show_template("assessment/table.html", texts=texts, view=view)
    show_template("assessment/weakest.html", texts=texts, view=view)
    show_template("assessment/road_map.html", texts=texts, view=view)
    show_comparison_field(memory, workspace, texts)
    if view.instrument_ids:
        with st.expander(texts["assessment.road_map.instruments"]):
            show_instruments(texts, workspace, today(), only=view.instrument_ids)
    with st.expander(texts["assessment.road_map.practices"]):
        ids = [criterion["id"] for criterion in view.weakest]
        show_practices(texts, workspace, today(), criterion_ids=ids)
