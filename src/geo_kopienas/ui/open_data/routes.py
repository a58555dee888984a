"""The routes of the open data, beside Streamlit's own: `/dati/v1/…`.

An answer is made in a thread, one at a time, so that visitors of the pages wait as little as may
be, and is sent from a file in pieces. GDAL, and QGIS with it, first asks for the head, then for
ranges; what it looks for beside a file (`.csvt`, `.prj`) must not exist, while Streamlit answers
every unknown address with its page.
"""

import logging
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any

from anyio import CapacityLimiter, to_thread
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route, Router

from geo_kopienas.domain.schema.problems import LedgerError, Problem
from geo_kopienas.exports.catalogue import catalogue
from geo_kopienas.reports.news_feed import FEED_LENGTH, news_feed
from geo_kopienas.reports.news_view import news, place_news
from geo_kopienas.store.ledger.opening import open_ledger
from geo_kopienas.texts import DEFAULT_LANGUAGE, texts_for
from geo_kopienas.ui.frame import loaders
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.page import today
from geo_kopienas.ui.frame.shell import places_of
from geo_kopienas.ui.open_data.addresses import FOLDER, ROOT
from geo_kopienas.ui.open_data.answers import Answer, Answers
from geo_kopienas.ui.open_data.asking import (
    faults_in_languages,
    name_problems,
    read_feed_query,
    read_query,
)
from geo_kopienas.ui.open_data.files import (
    CATALOGUE_NAME,
    CATALOGUE_TYPE,
    FEED_NAME,
    FEED_TYPE,
    FILES,
    SURVEY,
    OpenFile,
)

logger = logging.getLogger(__name__)

_answers = Answers()
_one_at_a_time = CapacityLimiter(1)
_FOR_ALL = {"Access-Control-Allow-Origin": "*", "X-Content-Type-Options": "nosniff"}
RETRY_SECONDS = "60"


@dataclass(frozen=True, slots=True)
class Ask:
    """A question: what its answer is kept under, and how it is made."""

    key: Hashable
    make: Callable[[], bytes]

    def answer(self) -> Answer:
        """Make the answer, unless another request has made it meanwhile."""
        return _answers.get(self.key) or _answers.keep(self.key, self.make())


class Refusal(Exception):  # noqa: N818 - an answer, no error of the program
    """Faults of a request in the place of what it asks for."""

    def __init__(self, status: int, *problems: Problem) -> None:
        super().__init__(status)
        self.status, self.problems = status, problems


async def _serve(request: Request, ask: Callable[[Request], Ask], media_type: str) -> Response:
    try:
        asked = await to_thread.run_sync(ask, request)
        answer = _answers.get(asked.key)
        if answer is None:
            answer = await to_thread.run_sync(asked.answer, limiter=_one_at_a_time)
    except Refusal as refusal:
        return _refused(refusal.status, *refusal.problems)
    except Exception as error:
        # The message stays unsaid, for it may quote the data.
        logger.error("Error in open data\n%s", places_of(error))  # noqa: TRY400
        return _refused(HTTPStatus.INTERNAL_SERVER_ERROR, Problem("data_unavailable"))
    return _response(request, answer, media_type)


def _ask_file(file: OpenFile, request: Request) -> Ask:
    workspace = _workspace()
    asked, problems = read_query(request.query_params.multi_items(), workspace, today())
    if problems:
        raise Refusal(HTTPStatus.BAD_REQUEST, *problems)

    def make() -> bytes:
        export = loaders.export(workspace, asked.as_of, asked.scope, DEFAULT_LANGUAGE)
        return file.write(export)

    return Ask((workspace.key, file.name, asked), make)


def _ask_catalogue(request: Request) -> Ask:
    workspace = _workspace()
    if problems := name_problems(request.query_params.multi_items(), ()):
        raise Refusal(HTTPStatus.BAD_REQUEST, *problems)
    site = _site(request)
    # Invented answers are nobody's data: portals are told of the survey with its first real round.
    rounds = loaders.survey_rounds(workspace)
    has_survey = any(not begun.is_demo for begun in rounds)
    files = [file for file in FILES if has_survey or file.dataset != SURVEY]
    return Ask(
        (workspace.key, CATALOGUE_NAME, site, has_survey),
        lambda: catalogue(workspace.data, files, site, FOLDER),
    )


def _ask_feed(request: Request) -> Ask:
    workspace = _workspace()
    query = request.query_params.multi_items()
    place_id, language, problems = read_feed_query(query, workspace)
    if problems:
        raise Refusal(HTTPStatus.BAD_REQUEST, *problems)
    site, texts = _site(request), texts_for(language)
    own = f"{FOLDER}{FEED_NAME}" + (f"?{request.query_params}" if query else "")
    try:
        ledger = open_ledger()
        if not ledger.keeps_history:
            raise Refusal(HTTPStatus.NOT_FOUND, Problem("history_without_journal"))
        newest = ledger.changes(limit=1)[0].number
    except LedgerError as error:
        raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE, Problem("data_unavailable")) from error

    def make() -> bytes:
        if place_id is None:
            entries = news(ledger, ledger.changes(limit=FEED_LENGTH), texts)
        else:
            entries = place_news(ledger, place_id, texts, FEED_LENGTH)
        return news_feed(entries, site, own, place_id, texts)

    return Ask((workspace.key, FEED_NAME, site, own, newest), make)


def _site(request: Request) -> str:
    """Address of the dashboard, as whoever asks sees it."""
    above = request.scope["root_path"].removesuffix(ROOT)
    # A proxy that speaks HTTPS with visitors speaks HTTP with us.
    scheme = "https" if request.headers.get("x-forwarded-proto") == "https" else request.url.scheme
    return str(request.base_url.replace(path=f"{above}/", scheme=scheme))


def _workspace() -> Workspace:
    workspace, _ = loaders.load()
    if workspace is None:
        raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE, Problem("data_unavailable"))
    return workspace


class _Sent(FileResponse):
    """A file that stays until it is sent, whatever else is asked for meanwhile."""

    def __init__(self, answer: Answer, *, is_packed: bool, **options: Any) -> None:  # noqa: ANN401
        path = answer.packed if is_packed else answer.plain
        super().__init__(path, stat_result=path.stat(), **options)
        self.answer = answer
        # The hour of making is not that of the data, and every process has another.
        del self.headers["last-modified"]


def _response(request: Request, answer: Answer, media_type: str) -> Response:
    # Ranges are those of the plain file.
    accepted = request.headers.get("accept-encoding", "")
    is_packed = "gzip" in accepted and "range" not in request.headers
    headers = {
        **_FOR_ALL,
        "ETag": f'"{answer.digest}{"-gzip" if is_packed else ""}"',
        "Cache-Control": "no-cache",
        "Vary": "Accept-Encoding",
    }
    if _is_known(request.headers.get("if-none-match", ""), answer):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    if is_packed:
        headers["Content-Encoding"] = "gzip"
    return _Sent(answer, is_packed=is_packed, media_type=media_type, headers=headers)


def _is_known(tags: str, answer: Answer) -> bool:
    """Whether the asker has this content, compressed by us or by a proxy, or not at all."""
    known = {
        tag.strip().removeprefix("W/").strip('"').removesuffix("-gzip") for tag in tags.split(",")
    }
    return bool({answer.digest, "*"} & known)


async def _unknown(request: Request) -> Response:
    names = ", ".join([*(file.name for file in FILES), CATALOGUE_NAME, FEED_NAME])
    details = {"permitted": names, "folder": f"/{FOLDER}"}
    value = request.path_params["rest"]
    return _refused(
        HTTPStatus.NOT_FOUND, Problem("open_data_address", value=value, details=details)
    )


def _refused(status: int, *problems: Problem) -> Response:
    headers = {**_FOR_ALL, "Cache-Control": "no-store"}
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = RETRY_SECONDS
    return JSONResponse(faults_in_languages(problems), status, headers)


_KINDS: dict[str, tuple[Callable[[Request], Ask], str]] = {
    **{file.name: (partial(_ask_file, file), file.media_type) for file in FILES},
    CATALOGUE_NAME: (_ask_catalogue, CATALOGUE_TYPE),
    FEED_NAME: (_ask_feed, FEED_TYPE),
}
#: All addresses below the root, to be read from pages of any host.
application = CORSMiddleware(
    Router(
        [
            *(
                Route(f"/v1/{name}", partial(_serve, ask=ask, media_type=media_type))
                for name, (ask, media_type) in _KINDS.items()
            ),
            Route("/{rest:path}", _unknown),
        ]
    ),
    allow_origins=("*",),
    allow_methods=("GET", "HEAD"),
    allow_headers=("*",),
    expose_headers=("ETag", "Content-Length", "Content-Range"),
)
