"""The pages of accounts as HTML, with the headers that keep them to this host and this visitor."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import HTMLResponse, RedirectResponse

from geo_kopienas.domain.schema.codes import LANGUAGES
from geo_kopienas.domain.schema.fields import SITE_FILE
from geo_kopienas.store.ledger.accounts import MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH, Account
from geo_kopienas.store.ledger.sessions import WINDOW, Refusal
from geo_kopienas.store.location import data_directory
from geo_kopienas.store.rules.site import read_site
from geo_kopienas.texts import Texts, texts_for
from geo_kopienas.ui.account.requests import Asked
from geo_kopienas.ui.frame import provider
from geo_kopienas.ui.frame.editor import has_accounts
from geo_kopienas.ui.frame.html import render_template

#: A page with a password is kept nowhere, framed by nobody, and runs no script.
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
_FOUND, _FORBIDDEN, _TOO_MANY = 303, 403, 429
_STATUS = {None: 200, Refusal.WRONG: _FORBIDDEN, Refusal.WAIT: _TOO_MANY}


def refusal_sentence(refusal: Refusal, texts: Texts) -> str:
    """Why somebody is not signed in."""
    return texts.say(f"account.{refusal}", minutes=int(WINDOW.total_seconds() // 60))


def sign_in_page(asked: Asked, refusal: Refusal | None = None, name: str = "") -> HTMLResponse:
    """Where one signs in; `name` is what was typed before."""
    values = {
        "name": name[:100],
        "is_open": has_accounts(),
        "has_provider": bool(provider.providers()),
    }
    faults = [refusal_sentence(refusal, asked.texts)] if refusal else []
    return _page(asked, "sign_in", values, faults=faults, status=_STATUS[refusal])


def password_page(asked: Asked, known: Account, faults: Sequence[str] = ()) -> HTMLResponse:
    """Where a password is chosen."""
    limits = {"min": MIN_PASSWORD_LENGTH, "max": MAX_PASSWORD_LENGTH}
    values = {"account": known, "rule": asked.texts.say("account.rule", **limits)}
    status = _FORBIDDEN if faults else 200
    return _page(asked, "password", values, faults=faults, status=status)


def own_page(asked: Asked, known: Account) -> HTMLResponse:
    """The visitor's own account."""
    return _page(asked, "own", {"account": known, "own_query": asked.query()})


def notice_page(asked: Asked, name: str, status: int) -> HTMLResponse:
    """A page that only says why nothing was done."""
    return _page(asked, name, {}, faults=[asked.texts[f"account.{name}"]], status=status)


def redirect(address: str) -> RedirectResponse:
    """Another page, opened without the form; the address is below this host."""
    return RedirectResponse(address, _FOUND, HEADERS)


def _page(
    asked: Asked,
    name: str,
    values: Mapping[str, Any],
    *,
    faults: Sequence[str] = (),
    status: int = 200,
) -> HTMLResponse:
    texts = asked.texts
    other = next(language for language in LANGUAGES if language != texts.language)
    site_names = read_site(data_directory() / SITE_FILE)[0].name
    content = render_template(
        f"account/{name}.html" if values else "account/page.html",
        texts=texts,
        title=texts[f"account.title.{name}"],
        site_name=site_names.get(texts.language) or texts["product.name"],
        back=asked.back,
        other=other,
        other_name=texts_for(other)["language.name"],
        other_query=asked.query(other),
        faults=faults,
        **values,
    )
    return HTMLResponse(content, status, HEADERS)
