"""Who this visitor is: the public, an editor or an administrator, asked anew in every run.

By the session of an account, by the municipality's own provider, or by the one shared password. No
cached function may ask for the role: what it returned to an editor it would return to everybody.
The names of accounts are for editors; the public reads only that it was one.
"""

import logging
import os
from dataclasses import dataclass

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from geo_kopienas.domain.editing.changes import Author, Role
from geo_kopienas.domain.schema.problems import LedgerError
from geo_kopienas.store.ledger.accounts import open_accounts
from geo_kopienas.store.ledger.opening import named_database
from geo_kopienas.store.ledger.sessions import account_of
from geo_kopienas.texts import Texts
from geo_kopienas.ui.frame import provider, shared_password
from geo_kopienas.ui.frame.html import show_template
from geo_kopienas.ui.frame.settings import editor_password

logger = logging.getLogger(__name__)

#: The cookie that holds the session of an account; scripts of the page cannot read it.
SESSION_COOKIE = "geo_kopienas_konts"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who looks at the page.

    Attributes:
        role: What the visitor may do besides reading; None for the public.
        account: Name of the account; None for the public and where one password serves all.
    """

    role: Role | None = None
    account: str | None = None


def visitor() -> Visitor:
    """Who this visitor is, now: a closed account is one of the public at the next run."""
    account = _account()
    if account is not None:
        return account
    person = provider.person()
    if person is not None:
        name, role = person
        return Visitor(role, name)
    return Visitor(Role.EDITOR) if shared_password.was_given() else Visitor()


def is_editor() -> bool:
    """Whether this visitor may edit."""
    return visitor().role is not None


def is_administrator() -> bool:
    """Whether this visitor may also do what concerns all editors."""
    return visitor().role is Role.ADMINISTRATOR


def author() -> Author:
    """Whom the journal names for what this visitor changes.

    Raises:
        PermissionError: The visitor is one of the public.
    """
    known = visitor()
    if known.role is None:
        raise PermissionError
    return Author(known.account, known.role)


def has_accounts() -> bool:
    """Whether accounts of a database can sign in here."""
    return named_database(os.environ) is not None


def is_possible() -> bool:
    """Whether anybody could become an editor here."""
    return has_accounts() or bool(provider.providers()) or bool(editor_password())


def way_to_account(texts: Texts) -> dict[str, str]:
    """Where accounts sign in, or the visitor's own account: words and address."""
    if not has_accounts():
        return {}
    known = _account()
    if known is None:
        return {texts["account.sign_in"]: f"./konts/ienakt?valoda={texts.language}"}
    words = f"{known.account} · {texts[f'role.{known.role}']}"
    return {words: f"./konts/mans?valoda={texts.language}"}


def ask_to_sign_in(texts: Texts) -> None:
    """Offer every way to become an editor that there is."""
    if has_accounts():
        show_template("frame/account.html", ways=way_to_account(texts))
    if provider.is_signed_in():
        st.info(texts["editor.without_role"])
        st.button(texts["editor.log_out"], on_click=st.logout)
    else:
        for name in provider.providers():
            words = texts["editor.provider"]
            label = words if name == "default" else f"{words} ({name})"
            if st.button(label, key=f"sign_in_{name}"):
                st.login(None if name == "default" else name)
    if editor_password():
        shared_password.ask_password(texts)


def offer_leaving(texts: Texts) -> None:
    """Offer an editor to give the role back."""
    if _account() is not None:
        show_template("frame/account.html", ways=way_to_account(texts))
    elif provider.person() is not None:
        st.button(texts["editor.log_out"], on_click=st.logout)
    else:
        st.button(texts["editor.log_out"], on_click=shared_password.leave)


def _account() -> Visitor | None:
    session = st.context.cookies.get(SESSION_COOKIE)
    if not session or not has_accounts():
        return None
    try:
        with open_accounts(is_checked=False) as engine:
            known = account_of(engine, session)
    except (LedgerError, SQLAlchemyError) as error:
        # Nobody is an editor while the database cannot say so.
        logger.warning("Sessions cannot be checked: %s", type(error).__qualname__)
        return None
    # A one-time password opens nothing but the page where another one is chosen.
    return None if known is None or known.must_change else Visitor(known.role, known.name)
