"""Datu lejupielāde: what can be taken away, what the checks say, sources, column dictionary."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.fields import TABLES
from geo_kopienas.domain.schema.problems import without_repairs
from geo_kopienas.exports.archive import as_zip
from geo_kopienas.exports.csv_files import Dialect
from geo_kopienas.exports.files import (
    Export,
    csv_files,
    geojson_files,
    gpkg_files,
    xlsx_files,
)
from geo_kopienas.exports.tables import Scope
from geo_kopienas.store.dataset import DATA_FILES, check_directory
from geo_kopienas.texts import Texts
from geo_kopienas.texts.borders import layer_quality
from geo_kopienas.ui.frame import editor, loaders
from geo_kopienas.ui.frame.address import Parameter, among, day_parameter, place_parameter
from geo_kopienas.ui.frame.controls import day_control, optional_choice
from geo_kopienas.ui.frame.html import show_template
from geo_kopienas.ui.frame.known import known_day
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.page import open_workspace, restore, today, write_address
from geo_kopienas.ui.frame.parts import named_sources, offer_download
from geo_kopienas.ui.frame.shell import plain
from geo_kopienas.ui.open_data import section as open_data_section
from geo_kopienas.ui.survey import publishing as survey_publishing
from geo_kopienas.ui.survey import upload as survey_upload


@dataclass(frozen=True, slots=True)
class Offer:
    """One download: the key of its words, the end of its file name and how it is made."""

    key: str
    ending: str
    make: Callable[[Export], bytes]


def _csv_zip(export: Export, dialect: Dialect) -> bytes:
    return as_zip(csv_files(export, [dialect]))


def _one_file(export: Export, write: Callable[[Export], dict[str, bytes]]) -> bytes:
    return next(iter(write(export).values()))


OFFERS = (
    Offer("xlsx", ".xlsx", partial(_one_file, write=xlsx_files)),
    Offer("gpkg", ".gpkg", partial(_one_file, write=gpkg_files)),
    Offer("geojson", "-geojson.zip", lambda export: as_zip(geojson_files(export))),
    Offer("csv_excel", "-csv-excel.zip", partial(_csv_zip, dialect=Dialect.EXCEL)),
    Offer("csv_plain", "-csv.zip", partial(_csv_zip, dialect=Dialect.PLAIN)),
)


def show(texts: Texts) -> None:
    """Show the page."""
    workspace = open_workspace(texts)
    st.markdown(texts["data_page.lead"])
    as_of, scope = _choose(workspace, texts)
    export = loaders.export(workspace, as_of, scope, texts.language)
    _show_downloads(export, scope, texts)
    open_data_section.show(as_of, scope, texts)
    _show_checks(workspace, texts)
    _show_sources(workspace, texts)
    if known_day() is None:  # nothing is written into the past
        survey_upload.show(workspace, texts)
        if editor.is_editor():
            survey_publishing.show(workspace, texts)
    show_template("data/dictionary.html", texts=texts, tables=_dictionary(export))


# --- what is chosen -------------------------------------------------------------------------------


def _choose(workspace: Workspace, texts: Texts) -> tuple[date, Scope]:
    """The day and the places: the controls, filled from the address and written into it."""
    names = workspace.names(texts)
    parameters = (
        day_parameter("data_as_of", today()),
        Parameter("limenis", "data_level", among(Level)),
        place_parameter("data_place", names),
    )
    restore(texts, parameters)
    as_of, level, place = st.columns([1, 1.5, 2.5], vertical_alignment="bottom")
    with as_of:
        day = day_control(texts, "data_as_of", label="data_page.as_of")
    with level:
        level_words = {level: texts[f"level_name.{level}"] for level in Level}
        chosen_level = optional_choice(
            texts["data_page.level"], level_words, texts["data_page.all_levels"], "data_level"
        )
    with place:
        place_id = optional_choice(
            texts["data_page.place"], names, texts["data_page.all_places"], "data_place"
        )
    write_address(texts, parameters, (day, chosen_level, place_id))
    return day, Scope(chosen_level, place_id)


# --- what is shown --------------------------------------------------------------------------------


def _show_downloads(export: Export, scope: Scope, texts: Texts) -> None:
    st.markdown(f"## {texts['data_page.download']}")
    places, communities, facts = (len(table.frame) for table in export.tables)
    st.markdown(
        plain(
            texts.say(
                "data_page.choice",
                places=texts.count("data_page.count_places", places),
                communities=texts.count("data_page.count_communities", communities),
                facts=texts.count("data_page.count_facts", facts),
                day=texts.short_date(export.stamp.as_of),
            )
        )
    )
    if export.has_demo_answers:
        st.warning(texts["data_page.demo"])
    parts = ("geo-kopienas", scope.level, scope.place_id, export.stamp.as_of)
    stem = "-".join(str(part) for part in parts if part)
    with st.container(horizontal=True):
        for offer in OFFERS:
            offer_download(
                texts[f"data_page.{offer.key}"],
                partial(offer.make, export),
                f"{stem}{offer.ending}",
                help=texts[f"data_page.{offer.key}_help"],
                key=f"download_{offer.key}",
            )


def _show_checks(workspace: Workspace, texts: Texts) -> None:
    show_template("data/checks.html", texts=texts, **_checks(workspace, workspace.key))


@st.cache_resource(max_entries=2, show_spinner=False)
def _checks(_workspace: Workspace, key: str) -> dict[str, Any]:
    """The files with their rows; the data itself has no fault, else no page would show it.

    Answers to the survey may have faults. Only their number is said here: what stands in such a
    cell is nobody's business but the editor's.
    """
    del key
    data = _workspace.data
    rows = {table.file: len(getattr(data, table.name)) for table in TABLES}
    return {
        "files": [(name, rows.get(name)) for name in DATA_FILES],
        "survey_faults": len(without_repairs(check_directory(data.directory))),
    }


def _show_sources(workspace: Workspace, texts: Texts) -> None:
    layers = [
        (texts[f"profile.level.{level}"], layer_quality(layer, texts, is_whole=True))
        for level, layer in workspace.data.boundaries.items()
    ]
    show_template(
        "data/sources.html",
        texts=texts,
        attributions=named_sources(workspace.data, texts),
        layers=layers,
    )


def _dictionary(export: Export) -> dict[str, list[dict[str, Any]]]:
    """The rows of the column dictionary by table."""
    frame = export.dictionary.frame
    return {
        table.name: [
            {str(name): cell for name, cell in row.items()}
            for row in frame.loc[frame["table"] == table.name].to_dict("records")
        ]
        for table in export.tables
    }
