"""The addresses of accounts: sign in, choose a password, sign out here or everywhere."""

import logging
from collections.abc import Callable

import sqlalchemy as sa
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from streamlit import config

from geo_kopienas.domain.schema.problems import LedgerError
from geo_kopienas.store.ledger.accounts import (
    Account,
    choose_password,
    end_all_sessions,
    open_accounts,
)
from geo_kopienas.store.ledger.sessions import (
    SESSION,
    account_of,
    end_session,
    new_session,
    sign_in,
)
from geo_kopienas.texts.faults import describe
from geo_kopienas.ui.account.pages import (
    notice_page,
    own_page,
    password_page,
    redirect,
    refusal_sentence,
    sign_in_page,
)
from geo_kopienas.ui.account.requests import Asked, is_from_here, read_form, read_request
from geo_kopienas.ui.frame.editor import SESSION_COOKIE, has_accounts

logger = logging.getLogger(__name__)

_FORBIDDEN, _TOO_LARGE, _UNREACHABLE = 403, 413, 503

Act = Callable[[sa.Engine, Asked], Response]


def account_routes() -> list[Route]:
    """What the server answers below `konts/`."""
    shown = {"ienakt": _show_sign_in, "parole": _show_password, "mans": _show_own}
    sent = {
        "ienakt": _sign_in,
        "parole": _choose_password,
        "iziet": _sign_out,
        "iziet-visur": _sign_out_everywhere,
    }
    # Streamlit puts the path that it stands below before its own routes alone.
    folder = f"{_own_path().rstrip('/')}/konts"
    return [
        *(Route(f"{folder}/{name}", _opened(act), methods=["GET"]) for name, act in shown.items()),
        *(Route(f"{folder}/{name}", _posted(act), methods=["POST"]) for name, act in sent.items()),
    ]


def _own_path() -> str:
    return "/" + str(config.get_option("server.baseUrlPath") or "").strip("/")


def _opened(act: Act) -> Callable[[Request], Response]:
    def show(request: Request) -> Response:
        return _answer(act, read_request(request, {}))

    return show


def _posted(act: Act) -> Callable[[Request], object]:
    async def take(request: Request) -> Response:
        if not is_from_here(request):
            return notice_page(read_request(request, {}), "refused", _FORBIDDEN)
        fields = await read_form(request)
        if fields is None:
            return notice_page(read_request(request, {}), "refused", _TOO_LARGE)
        return await run_in_threadpool(_answer, act, read_request(request, fields))

    return take


def _answer(act: Act, asked: Asked) -> Response:
    if not has_accounts():
        return sign_in_page(asked)
    try:
        with open_accounts() as engine:
            return act(engine, asked)
    except LedgerError as error:
        logger.warning("The accounts cannot be reached: %s", error.problem.code)
        return notice_page(asked, "unreachable", _UNREACHABLE)


# --- pages that are opened ------------------------------------------------------------------------


def _show_sign_in(_engine: sa.Engine, asked: Asked) -> Response:
    return sign_in_page(asked)


def _show_password(engine: sa.Engine, asked: Asked) -> Response:
    known = _signed_in(engine, asked)
    return _to_sign_in(asked) if known is None else password_page(asked, known)


def _show_own(engine: sa.Engine, asked: Asked) -> Response:
    known = _signed_in(engine, asked)
    if known is None:
        return _to_sign_in(asked)
    return password_page(asked, known) if known.must_change else own_page(asked, known)


# --- forms that are sent --------------------------------------------------------------------------


def _sign_in(engine: sa.Engine, asked: Asked) -> Response:
    name = asked.form.get("konts", "")
    known = sign_in(engine, name, asked.form.get("parole", ""), asked.address)
    if isinstance(known, Account):
        return _with_session(engine, known, asked)
    logger.warning("Somebody was not signed in: %s", known.value)
    return sign_in_page(asked, known, name)


def _choose_password(engine: sa.Engine, asked: Asked) -> Response:
    known = _signed_in(engine, asked)
    if known is None:
        return _to_sign_in(asked)
    if not known.must_change:
        former = asked.form.get("lidzsineja", "")
        checked = sign_in(engine, known.name, former, asked.address)
        if not isinstance(checked, Account):
            return password_page(asked, known, [refusal_sentence(checked, asked.texts)])
    new = asked.form.get("jauna", "")
    if new != asked.form.get("velreiz", ""):
        return password_page(asked, known, [asked.texts["account.differ"]])
    changed, problems = choose_password(engine, known, new)
    if problems:
        faults = [" ".join(describe(problem, asked.texts)) for problem in problems]
        return password_page(asked, known, faults)
    return _with_session(engine, changed, asked)


def _sign_out(engine: sa.Engine, asked: Asked) -> Response:
    end_session(engine, _session(asked))
    return _without_session(asked)


def _sign_out_everywhere(engine: sa.Engine, asked: Asked) -> Response:
    known = _signed_in(engine, asked)
    if known is not None:
        end_all_sessions(engine, known.name)
    return _without_session(asked)


# --- sessions -------------------------------------------------------------------------------------


def _session(asked: Asked) -> str:
    return asked.request.cookies.get(SESSION_COOKIE, "")


def _signed_in(engine: sa.Engine, asked: Asked) -> Account | None:
    session = _session(asked)
    return account_of(engine, session) if session else None


def _to_sign_in(asked: Asked) -> Response:
    return redirect(f"ienakt?{asked.query()}")


def _with_session(engine: sa.Engine, known: Account, asked: Asked) -> Response:
    response = redirect(f"parole?{asked.query()}" if known.must_change else f"../{asked.back}")
    response.set_cookie(
        SESSION_COOKIE,
        new_session(engine, known),
        max_age=int(SESSION.total_seconds()),
        path=_own_path(),
        secure=asked.request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    return response


def _without_session(asked: Asked) -> Response:
    response = redirect(f"../{asked.back}")
    response.delete_cookie(SESSION_COOKIE, path=_own_path())
    return response
