"""Signing in with the municipality's own accounts: OpenID Connect by Streamlit's `st.login`.

`[auth]` of the secrets names the provider, `[roles]` says who is what: by e-mail address, or by a
claim of the provider. Whoever is in neither is a visitor like any other.
"""

import time
from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.runtime.secrets import secrets_singleton

from geo_kopienas.domain.editing.changes import Role

#: Keys of `[roles]`: lists of addresses, and of values of the claim.
_ADDRESSES = {Role.ADMINISTRATOR: "administrators", Role.EDITOR: "editors"}
_GROUPS = {Role.ADMINISTRATOR: "administrator_groups", Role.EDITOR: "editor_groups"}
#: Streamlit keeps the user for 30 days; the provider is asked again after a working day.
MOST_SECONDS = 12 * 3600


def providers() -> list[str]:
    """Names of the providers that `[auth]` configures; "default" for one without a name."""
    auth = _section("auth")
    named = [name for name, value in auth.items() if isinstance(value, Mapping)]
    named = [name for name in named if "client_id" in auth[name]]
    return named or (["default"] if "client_id" in auth else [])


def is_signed_in() -> bool:
    """Whether a provider knows this visitor, whatever the role."""
    return bool(providers()) and bool(st.user.to_dict().get("is_logged_in"))


def person() -> tuple[str, Role] | None:
    """Name and role of the visitor, if a provider and `[roles]` know both."""
    if not is_signed_in():
        return None
    return person_of(dict(st.user.to_dict()), _section("roles"), time.time())


def person_of(
    claims: Mapping[str, Any], roles: Mapping[str, Any], now: float
) -> tuple[str, Role] | None:
    """Name and role that claims of a provider give.

    Args:
        claims: What the provider says of the person.
        roles: `[roles]` of the secrets.
        now: The time in seconds.
    """
    issued = claims.get("iat")
    if not isinstance(issued, int | float) or now - issued > MOST_SECONDS:
        return None
    address = str(claims.get("email") or "").strip().casefold()
    # Where anybody may write any address into an account, an address proves nothing.
    is_known = claims.get("email_verified", roles.get("emails_are_verified")) is True
    groups = claims.get(str(roles.get("claim", "")), [])
    groups = {groups} if isinstance(groups, str) else set(groups)
    name = address or str(claims.get("preferred_username") or claims.get("sub") or "")
    for role in (Role.ADMINISTRATOR, Role.EDITOR):
        listed = {str(known).strip().casefold() for known in roles.get(_ADDRESSES[role], ())}
        is_listed = bool(address) and is_known and address in listed
        if name and (is_listed or groups & set(roles.get(_GROUPS[role], ()))):
            return name, role
    return None


def _section(name: str) -> Mapping[str, Any]:
    if not secrets_singleton.load_if_toml_exists():
        return {}
    section = secrets_singleton.get(name, {})
    return section if isinstance(section, Mapping) else {}
