"""Signing in: attempts that all processes count together, and sessions that all of them know.

A session is a signed text that the browser keeps. It ends by itself, when its account changes, or
when its owner signs out; the database knows the last two, so they hold in every process at once.
"""

import hashlib
import hmac
import ipaddress
import secrets
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from itsdangerous import BadSignature, URLSafeSerializer

from geo_kopienas.store.ledger.accounts import Account, check_password, find_account
from geo_kopienas.store.ledger.engine import reading, writing
from geo_kopienas.store.ledger.tables import attempt, ended_session, setting

#: A working day, and nobody is asked twice in it.
SESSION = timedelta(hours=12)
#: Whoever guesses gets so many wrong attempts in this time: for one account, and from one address,
#: which a whole office may share.
WINDOW = timedelta(minutes=5)
MOST_FOR_ACCOUNT = 5
MOST_FROM_ADDRESS = 20
#: The part of an IPv6 address that one connection has to itself.
_IPV6_PREFIX = 64
#: The setting that holds the key of all signatures and hashes.
SIGNING_KEY = "signing_key"


class Refusal(StrEnum):
    """Why somebody is not signed in; it does not say whether there is such an account."""

    WRONG = "wrong"
    WAIT = "wait"


def sign_in(engine: sa.Engine, name: str, password: str, address: str) -> Account | Refusal:
    """Check name and password and count a wrong attempt.

    Args:
        engine: The database.
        name: As typed.
        password: As typed.
        address: The network address of whoever asks; only a keyed hash of it is kept, for minutes.
    """
    name = name.strip().casefold()
    numbers = _count_attempt(engine, name, address)
    if not numbers:
        return Refusal.WAIT
    known = check_password(engine, name, password)
    if known is None:
        return Refusal.WRONG
    _forget(engine, numbers)
    return known


def new_session(engine: sa.Engine, known: Account) -> str:
    """A session of an account: what its browser keeps."""
    with writing(engine) as connection:
        signer = _signer(_signing_key(connection, is_new=True))
    until = int((datetime.now(UTC) + SESSION).timestamp())
    text = signer.dumps([known.name, _generation(known), secrets.token_urlsafe(12), until])
    return str(text)


def account_of(engine: sa.Engine, session: str) -> Account | None:
    """The account of a session, if it lasts; in less than a millisecond."""
    with reading(engine) as connection:
        read = _read(connection, session)
        if read is None:
            return None
        name, generation, session_id, _ = read
        known = find_account(connection, name)
        ended = sa.select(ended_session.c.id).where(ended_session.c.id == session_id)
        is_ended = connection.scalar(ended) is not None
    if known is None or known.is_disabled or is_ended or generation != _generation(known):
        return None
    return known


def end_session(engine: sa.Engine, session: str) -> None:
    """End a session, also in tabs that are still open and for copies of it."""
    with writing(engine) as connection:
        read = _read(connection, session)
        if read is None:
            return
        now = datetime.now(UTC)
        connection.execute(sa.delete(ended_session).where(ended_session.c.until < now))
        until = datetime.fromtimestamp(read[3], UTC)
        row = sa.select(ended_session).where(ended_session.c.id == read[2])
        if connection.execute(row).first() is None:
            connection.execute(sa.insert(ended_session).values(id=read[2], until=until))


def _generation(known: Account) -> str:
    return known.sessions_from.isoformat()


def _read(connection: sa.Connection, session: str) -> tuple[str, str, str, int] | None:
    """Name, generation, id and end of a session that was signed here and is not over."""
    key = _signing_key(connection)
    if not key:
        return None
    try:
        name, generation, session_id, until = _signer(key).loads(session)
    except BadSignature:
        return None
    is_over = datetime.now(UTC).timestamp() >= until
    return None if is_over else (name, generation, session_id, until)


def _signer(key: str) -> URLSafeSerializer:
    how = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
    return URLSafeSerializer(key, salt="session", signer_kwargs=how)


def _signing_key(connection: sa.Connection, *, is_new: bool = False) -> str:
    """The key that all processes share; made where there is none and the caller writes."""
    known = connection.scalar(sa.select(setting.c.value).where(setting.c.name == SIGNING_KEY))
    if known is None and is_new:
        known = secrets.token_urlsafe(48)
        connection.execute(sa.insert(setting).values(name=SIGNING_KEY, value=known))
    return known or ""


def _count_attempt(engine: sa.Engine, name: str, address: str) -> list[int]:
    """Count an attempt as a wrong one before it is looked at, or many at once would get in.

    Returns:
        The numbers under which it was counted; none where too many were wrong.
    """
    now = datetime.now(UTC)
    with writing(engine) as connection:
        key = _signing_key(connection, is_new=True)
        most = {
            _subject(key, "account", name): MOST_FOR_ACCOUNT,
            _subject(key, "address", _network(address)): MOST_FROM_ADDRESS,
        }
        # Those of a clock that was set back since are over too.
        is_over = (attempt.c.time < now - WINDOW) | (attempt.c.time > now + WINDOW)
        connection.execute(sa.delete(attempt).where(is_over))
        for subject, number in most.items():
            counted = sa.select(sa.func.count()).where(attempt.c.subject == subject)
            if connection.execute(counted).scalar_one() >= number:
                return []
        rows = [{"subject": subject, "time": now} for subject in most]
        added = sa.insert(attempt).returning(attempt.c.id)
        return [connection.execute(added, row).scalar_one() for row in rows]


def _forget(engine: sa.Engine, numbers: list[int]) -> None:
    """Take back what was counted for somebody who gave the right password.

    All attempts at the account are forgotten; of the address only this one, or whoever has an
    account could guess at others without end.
    """
    with writing(engine) as connection:
        one = sa.select(attempt.c.subject).where(attempt.c.id == numbers[0]).scalar_subquery()
        connection.execute(sa.delete(attempt).where(attempt.c.subject == one))
        connection.execute(sa.delete(attempt).where(attempt.c.id.in_(numbers)))


def _subject(key: str, kind: str, value: str) -> str:
    return hmac.digest(key.encode(), f"{kind}:{value}".encode(), "sha256").hex()


def _network(address: str) -> str:
    """The address, or of IPv6 the network that one connection has."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:  # noqa: PLR2004 - IPv4
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, _IPV6_PREFIX), strict=False))
