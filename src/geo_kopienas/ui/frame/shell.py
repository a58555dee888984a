"""What every page shares: page settings, language, navigation, and a calm word on errors."""

import logging
import re
import traceback
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from geo_kopienas.domain.schema.codes import LANGUAGES
from geo_kopienas.domain.schema.fields import SITE_FILE
from geo_kopienas.store.location import CHECKOUT, data_directory
from geo_kopienas.store.rules.site import Site, read_site
from geo_kopienas.texts import DEFAULT_LANGUAGE, Texts, texts_for
from geo_kopienas.ui.frame import editor, memory, runs
from geo_kopienas.ui.frame.html import show_page_script, show_template
from geo_kopienas.ui.frame.visit import begin_visit

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page: the id of its words, its script and its address, and who finds it in the list."""

    page_id: str
    script: str
    address: str
    for_editors: bool = False


#: A script is named like its address: the first request to a fresh server is answered in
#: Streamlit's automatic mode, which looks among the scripts and would say "page not found".
PAGES = (
    PageEntry("map", "pages/map.py", ""),
    PageEntry("inactive", "pages/neaktivas-vietas.py", "neaktivas-vietas"),
    PageEntry("cooperation", "pages/sadarbiba.py", "sadarbiba"),
    PageEntry("survey", "pages/aptaujas-rezultati.py", "aptaujas-rezultati"),
    PageEntry("profile", "pages/vietas-profils.py", "vietas-profils"),
    PageEntry("working_group", "pages/darba-grupa.py", "darba-grupa"),
    PageEntry("assessment", "pages/pasnovertejums.py", "pasnovertejums"),
    PageEntry("news", "pages/jaunumi.py", "jaunumi"),
    PageEntry("suggest", "pages/ieteikt.py", "ieteikt"),
    PageEntry("editing", "pages/redakcija.py", "redakcija", for_editors=True),
    PageEntry("data", "pages/datu-lejupielade.py", "datu-lejupielade"),
    PageEntry("about", "pages/par-projektu.py", "par-projektu"),
)


#: The earlier day whose knowledge the page shows (`known.py`), until the next page is run.
KNOWN_SHOWN = "known_shown"
#: Whether the page that runs was run by `run`; false in Streamlit's automatic mode.
_is_framed: ContextVar[bool] = ContextVar("is_framed", default=False)


def run() -> None:
    """Run the page that the address names."""
    texts = texts_for(current_language())
    is_editor = editor.is_editor()
    pages = [
        st.Page(
            CHECKOUT / entry.script,
            title=texts[f"page.{entry.page_id}.navigation"],
            url_path=entry.address or None,
            default=not entry.address,
            # Everybody may open its address: it asks who one is.
            visibility="hidden" if entry.for_editors and not is_editor else "visible",
        )
        for entry in PAGES
    ]
    chosen = st.navigation(pages, position="hidden" if is_embedded() else "top")
    visit = begin_visit(chosen.url_path, texts.language)
    st.session_state.pop(KNOWN_SHOWN, None)
    framed = _is_framed.set(True)
    try:
        with runs.counted(_page_id(chosen.url_path)), guarded(texts):
            chosen.run()
            if not is_embedded():
                _footer(texts)
    finally:
        _is_framed.reset(framed)
    visit.is_drawn = True
    memory.settle()


def _page_id(address: str) -> str:
    return next((entry.page_id for entry in PAGES if entry.address == address), "")


def begin(page_id: str) -> Texts:
    """Begin a page: its title, its language, the switch of language. Every page calls it first."""
    if not _is_framed.get():
        run()
        st.stop()
    texts = texts_for(current_language())
    site_name = site().name.get(texts.language) or texts["product.name"]
    st.set_page_config(
        page_title=f"{_title(page_id, texts)} · {site_name}",
        page_icon=None,
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    show_template("frame/style.html", is_embedded=is_embedded(), texts=texts)
    show_page_script(texts.language, _own_words(texts), texts["resident.suggestions"])
    if not is_embedded():
        _header(page_id, texts)
    _remember_language(texts)
    return texts


def current_language() -> str:
    """The language of the session: the address first, then what was chosen before."""
    asked = st.query_params.get("valoda")
    if asked in LANGUAGES:
        st.session_state["language"] = asked
    language: str = st.session_state.get("language", DEFAULT_LANGUAGE)
    return language


def is_embedded() -> bool:
    """Whether the address asks for map, legend and attribution only."""
    return st.query_params.get("iegult") == "1"


def _remember_language(texts: Texts) -> None:
    asked = st.query_params.get("valoda")
    if asked is not None and asked not in LANGUAGES:
        st.warning(texts.say("address.refused", name="valoda", value=plain(asked)))
    if asked != texts.language:
        st.query_params["valoda"] = texts.language


def _own_words(texts: Texts) -> list[tuple[str, str]]:
    """Pairs of Streamlit's words in another language and in the page's."""
    keys = [key for key in texts if key.startswith("streamlit.")]
    others = [texts_for(language) for language in LANGUAGES if language != texts.language]
    return [(other[key], texts[key]) for other in others for key in keys]


def _title(page_id: str, texts: Texts) -> str:
    title = texts[f"page.{page_id}.title"]
    return (site().title.get(texts.language) or title) if page_id == "map" else title


def site() -> Site:
    """What the data directory calls itself; nothing where it says none."""
    path = data_directory() / SITE_FILE
    return _read_site(path, path.stat().st_mtime_ns if path.is_file() else 0)


@st.cache_data(max_entries=4, show_spinner=False)
def _read_site(path: Path, modified: int) -> Site:
    del modified
    # Its faults are named with all others where the data are opened.
    return read_site(path)[0]


def _header(page_id: str, texts: Texts) -> None:
    row = st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    )
    row.title(_title(page_id, texts), anchor=False, width="content")
    row.segmented_control(
        texts["language.label"],
        LANGUAGES,
        default=texts.language,
        required=True,
        format_func=lambda language: texts_for(language)["language.name"],
        key=f"language_switch_{texts.language}",
        on_change=_switch_language,
        args=(texts.language,),
        label_visibility="collapsed",
    )


#: Sections of the page about the project that every page leads to.
FOOTER = ("values", "attributions", "privacy", "accessibility")


def _footer(texts: Texts) -> None:
    """Ways to what a public page must lead to: method, sources, privacy, accessibility."""
    about = f"./par-projektu?valoda={texts.language}"
    ways = {texts[f"footer.{name}"]: f"{about}#section-{name}" for name in FOOTER}
    show_template("frame/footer.html", texts=texts, ways=ways | editor.way_to_account(texts))


def _switch_language(former: str) -> None:
    chosen = st.session_state.get(f"language_switch_{former}") or former
    st.session_state["language"] = chosen
    st.query_params["valoda"] = chosen


def plain(text: str) -> str:
    """Text for a Markdown element as plain text: none of its characters is markup."""
    return re.sub(r"[\\`*_{}\[\]()<>#+\-.!|~$:&]", r"\\\g<0>", text)


@contextmanager
def guarded(texts: Texts) -> Iterator[None]:
    """Log what failed and where; the visitor gets a sentence and a number."""
    try:
        yield
    except Exception as error:
        runs.note_failure()
        number = uuid.uuid4().hex[:8]
        logger.error("Error %s\n%s", number, places_of(error))  # noqa: TRY400
        st.error(texts.say("error.unexpected", number=number))


def places_of(error: BaseException) -> str:
    """Kinds of an error and of its causes, and where each happened.

    The messages are left out: they quote what was being read, which may be a person's answer.
    """
    lines = []
    cause: BaseException | None = error
    while cause is not None:
        lines += traceback.format_tb(cause.__traceback__)
        lines.append(f"{type(cause).__module__}.{type(cause).__qualname__}\n")
        cause = cause.__cause__ or cause.__context__
    return "".join(lines)
