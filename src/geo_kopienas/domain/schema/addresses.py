"""Source addresses lead to the page that published a fact: to no copy of it, to no one's session.

Which hosts only copy what others publish is said by `rules/sources.toml`; that an address is mixed
up, carries another one or holds somebody's access is seen by itself.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit

from pydantic import Field, PlainValidator

from geo_kopienas.domain.schema import entries
from geo_kopienas.domain.schema.cells import is_web_address, quoted
from geo_kopienas.domain.schema.problems import Problem

SOURCE_RULES_FILE = "rules/sources.toml"

#: An address in a text: it ends with a blank, a bracket or a quotation mark.
_IN_TEXT = re.compile(r"https?://[^\s<>\"“”„|]+", re.IGNORECASE)
_AFTER_ADDRESS = ".,;:!?'’"
#: Names between dots, the last of which is no number: sources stand on the public internet.
_HOST = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_](?:[\w-]*[^\W_])?")
_MOBILE = frozenset({"m", "mobile"})
_CARRIED = re.compile(r"https?:/{1,2}(?=[^/])", re.IGNORECASE)
#: Escapes within escapes: an address in an address in an address.
_MAX_DEPTH = 3
#: Parameters that let whoever has the address in, or that say who followed the link.
_SECRETS = frozenset(
    {
        *("token", "accesstoken", "authtoken", "idtoken", "usertoken", "jwt", "bearer"),
        *("auth", "authorization", "password", "passwd", "pwd", "secret", "clientsecret"),
        *("apikey", "accesskey", "sig", "signature", "xamzsignature", "xamzcredential"),
        *("session", "sessionid", "sid", "phpsessid", "jsessionid", "fbclid", "gclid"),
    }
)
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*", re.IGNORECASE)


def _read_host(value: object) -> str:
    host = entries.read_text(value)
    if host != host.lower() or not _HOST.fullmatch(host):
        entries.refuse("source_rule_host", host)
    return host


_Host = Annotated[str, PlainValidator(_read_host)]


@dataclass(frozen=True, slots=True)
class CopyingHost(entries.Entry):
    """A host that publishes what others have published.

    Attributes:
        host: Its name; those below it are meant as well.
        reason: What it does, by language.
        page_after: What stands in its addresses before the name of the page.
        original: The beginning of the original's address; the name of the page follows.
    """

    host: Annotated[_Host, Field(alias="id")]
    reason: entries.Words
    page_after: entries.OptionalText
    original: entries.OptionalAddress

    @classmethod
    def cross_faults(cls, content: Mapping[str, object], _: object) -> Iterator[entries.Located]:
        """One half of what tells the original."""
        for key, other in (("page_after", "original"), ("original", "page_after")):
            if content.get(other) and not content.get(key):
                yield (key,), entries.rule_fault("companion_missing", companion=other)

    def original_of(self, address: str) -> str:
        """The original of a copied page; empty where it cannot be told."""
        _, mark, page = address.partition(self.page_after or "\0")
        return self.original + page if mark and page else ""


@dataclass(frozen=True, slots=True)
class SourceRules(entries.Entry):
    """Which hosts are no sources.

    Attributes:
        copying: Hosts that copy, by their names.
        domains: Domains whose names others put into theirs.
        archives: Hosts that keep pages which are gone; what they keep is judged.
    """

    copying: Annotated[
        Mapping[str, CopyingHost],
        entries.Entries(may_be_empty=True),
        Field(alias="host", default_factory=dict),
    ]
    domains: entries.OptionalNames = ()
    archives: entries.OptionalNames = ()

    def copy_at(self, host: str) -> CopyingHost | None:
        """What is known of a host or of one above it, if it copies."""
        labels = host.split(".")
        above = (".".join(labels[start:]) for start in range(len(labels)))
        return next((self.copying[name] for name in above if name in self.copying), None)

    def imitated_by(self, host: str) -> str:
        """The domain whose name a host carries without belonging to it; else empty."""
        return next((name for name in self.domains if f".{name}." in f".{host}"), "")

    def is_archive(self, host: str) -> bool:
        """Whether a host keeps pages that are gone."""
        return any(f".{host}".endswith(f".{name}") for name in self.archives)


def addresses_in(text: str) -> Iterator[str]:
    """The web addresses in a text."""
    for match in _IN_TEXT.finditer(text):
        address = match[0].rstrip(_AFTER_ADDRESS)
        # A bracket belongs to the address only if it was opened there.
        while address.endswith(")") and address.count(")") > address.count("("):
            address = address[:-1].rstrip(_AFTER_ADDRESS)
        yield address


def address_faults(address: str, rules: SourceRules) -> Iterator[Problem]:
    """What makes a web address unfit to be a source, with the original where it can be told.

    Args:
        address: The address; one that is none at all is not judged here.
        rules: Which hosts are no sources.

    Yields:
        The faults. One that tells of somebody's access does not quote it: faults are public.
    """
    if not is_web_address(address):
        return
    plain = _without_secrets(address)
    if plain != address:
        yield Problem("source_secret", details={"original": plain})
    parts = urlsplit(plain)
    host = parts.hostname or ""
    usual = _usual_host(host)
    if not _HOST.fullmatch(usual) or rules.imitated_by(usual):
        yield Problem("source_host_mixed_up", value=quoted(host))
        return
    carried = _carried(parts)
    copy = rules.copy_at(usual)
    if copy is not None:
        details = {f"why_{language}": why for language, why in copy.reason.items()}
        original = carried or copy.original_of(plain)
        yield _problem("source_copy", plain, _original(original, rules), details | {"host": usual})
    elif carried and not rules.is_archive(usual):
        yield _problem("source_carries_address", plain, _original(carried, rules), {})
    elif usual != host:
        usual_address = parts._replace(netloc=parts.netloc.lower().replace(host, usual)).geturl()
        yield _problem("source_host_form", host, usual_address, {})
    elif carried:
        yield from address_faults(carried, rules)


def _problem(code: str, value: str, original: str, details: dict[str, str]) -> Problem:
    known = {"original": original} if original else {}
    return Problem(code, value=quoted(value), details=details | known)


def _original(address: str, rules: SourceRules) -> str:
    """An address as it should be written; empty where that cannot be told."""
    for _ in range(_MAX_DEPTH):
        fault = next(address_faults(address, rules), None)
        if fault is None:
            readable = unquote(address)
            return readable if is_web_address(readable) else address
        address = fault.details.get("original", "")
    return ""


def _usual_host(host: str) -> str:
    """The host without the dot at its end and as big screens are shown it."""
    labels = host.rstrip(".").split(".")
    return ".".join([label for label in labels[:-2] if label not in _MOBILE] + labels[-2:])


def _carried(parts: SplitResult) -> str:
    """The address that another one carries in its path, query or fragment; else empty."""
    given = [pair.partition("=")[2] for pair in parts.query.split("&")]
    path = parts._replace(scheme="", netloc="", fragment="").geturl()
    for text in (*given, path, parts.fragment):
        for _ in range(_MAX_DEPTH):
            match = _CARRIED.search(text)
            carried = text[match.start() :] if match else f"http://{text}"
            if is_web_address(carried) and (match or text.startswith("www.")):
                return carried
            text = unquote(text)  # noqa: PLW2901 - the same, one escape less
    return ""


def _without_secrets(address: str) -> str:
    parts = urlsplit(address)
    return parts._replace(
        netloc=parts.netloc.rpartition("@")[2],
        path=_SESSION_IN_PATH.sub("", parts.path),
        query=_without_secret_parameters(parts.query),
        fragment=_without_secret_parameters(parts.fragment),
    ).geturl()


def _without_secret_parameters(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not _is_secret(name)]
    return query if len(kept) == len(pairs) else urlencode(kept)


def _is_secret(name: str) -> bool:
    return re.sub(r"[\W_]", "", name.lower()) in _SECRETS
