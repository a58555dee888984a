"""A source address leads to the page that published the fact."""

from __future__ import annotations

import pytest

from geo_kopienas.domain.schema.addresses import (
    SOURCE_RULES_FILE,
    CopyingHost,
    SourceRules,
    address_faults,
    addresses_in,
)
from geo_kopienas.domain.schema.entries import read_content

WHY = {"lv": "kopija", "en": "a copy"}
RULES = SourceRules(
    copying={
        "mirror.lv": CopyingHost("mirror.lv", WHY, "/wiki/", "https://lv.wikipedia.org/wiki/"),
        "figures.com": CopyingHost("figures.com", WHY, "", ""),
    },
    domains=("wikipedia.org",),
    archives=("web.archive.org",),
)


def named(address: str) -> list[tuple[str, str | None]]:
    """Code and original of each fault of an address."""
    return [(fault.code, fault.details.get("original")) for fault in address_faults(address, RULES)]


@pytest.mark.parametrize(
    "address",
    [
        "https://kekava.lv/pub/index.php?id=150&gid=1&lid=14822",
        "http://www.balozipilseta.lv/public/?id=2&ln=en",
        "https://lv.wikipedia.org/wiki/Odukalns",
        "https://dati.pašvaldība.lv:8443/x#y",
        "https://www.sif.gov.lv/index.php?id=5645&option=com_content&view=article",
        "https://de.wikipedia.org/wiki/Ort_(Lettland)",
        # what an archive keeps of a page that is gone
        "https://web.archive.org/web/2015/https://www.kekava.lv/pub/?id=150",
        # only the host above is a copy, not one that ends alike
        "https://notmirror.lv/wiki/A",
        "javascript:alert(1)",  # no address at all: said elsewhere
    ],
)
def test_originals_pass(address: str) -> None:
    assert named(address) == []


@pytest.mark.parametrize(
    ("address", "original"),
    [
        ("https://mirror.lv/wiki/Baldone", "https://lv.wikipedia.org/wiki/Baldone"),
        ("http://www.mirror.lv/wiki/%C4%B6ekava", "https://lv.wikipedia.org/wiki/Ķekava"),
        ("https://MIRROR.lv./wiki/Baldone", "https://lv.wikipedia.org/wiki/Baldone"),
        ("https://m.mirror.lv:443/wiki/Baldone", "https://lv.wikipedia.org/wiki/Baldone"),
        ("https://mirror.lv/about", None),
        ("https://figures.com/latvia", None),
        # what it carries is the original, whatever the rules say of its pages
        ("https://figures.com/?q=https%3A%2F%2Fa.lv%2Fb&x=1", "https://a.lv/b"),
    ],
)
def test_a_host_that_copies_is_no_source(address: str, original: str | None) -> None:
    assert named(address) == [("source_copy", original)]


@pytest.mark.parametrize(
    ("address", "original"),
    [
        ("https://other.com/index.php?q=https%3A%2F%2Fa.lv%2Fb", "https://a.lv/b"),
        ("https://other.com/index.php?q=https%253A%252F%252Fa.lv%252Fb", "https://a.lv/b"),
        ("https://other.com/read/https://a.lv/b?c=1", "https://a.lv/b?c=1"),
        ("https://other.com/#https://a.lv/b", "https://a.lv/b"),
        ("https://other.com/?u=www.a.lv/b", "http://www.a.lv/b"),
        # a mirror of a mirror
        ("https://other.com/?u=https://mirror.lv/wiki/A", "https://lv.wikipedia.org/wiki/A"),
        ("https://other.com/?u=https://figures.com/a", None),
    ],
)
def test_an_address_that_carries_another_is_no_source(address: str, original: str | None) -> None:
    assert named(address) == [("source_carries_address", original)]


def test_what_an_archive_keeps_is_judged() -> None:
    kept = "https://web.archive.org/web/2015/https://mirror.lv/wiki/A"
    assert named(kept) == [("source_copy", "https://lv.wikipedia.org/wiki/A")]


@pytest.mark.parametrize(
    ("address", "original"),
    [
        ("https://en.wikipedia.org./wiki/A", "https://en.wikipedia.org/wiki/A"),
        ("https://de.m.wikipedia.org/wiki/A", "https://de.wikipedia.org/wiki/A"),
        ("https://de.m.wikipedia.org./wiki/A", "https://de.wikipedia.org/wiki/A"),
        ("https://m.likumi.lv/ta/id/1", "https://likumi.lv/ta/id/1"),
    ],
)
def test_a_host_is_written_in_its_usual_form(address: str, original: str) -> None:
    assert named(address) == [("source_host_form", original)]


@pytest.mark.parametrize(
    "address",
    [
        "https://en.wikipedia.org.example.com/wiki/A",
        "https://en..wikipedia.org/wiki/A",
        "https://-a.lv/",
        "https://%61.lv/",
        "https://kekava/",
        "http://127.0.0.1/",
        "http://[::1]/",
    ],
)
def test_a_mixed_up_host_is_no_source(address: str) -> None:
    assert named(address) == [("source_host_mixed_up", None)]


@pytest.mark.parametrize(
    ("address", "without"),
    [
        ("https://anna@a.lv/b", "https://a.lv/b"),
        ("https://anna:parole@a.lv/b", "https://a.lv/b"),
        ("https://a.lv/b?id=1&token=x", "https://a.lv/b?id=1"),
        ("https://a.lv/b?X-Amz-Signature=x", "https://a.lv/b"),
        ("https://a.lv/b?access_token=x#sid=y", "https://a.lv/b"),
        ("https://a.lv/b;jsessionid=1F?id=1", "https://a.lv/b?id=1"),
        ("https://a.lv/b?fbclid=IwAR0", "https://a.lv/b"),
    ],
)
def test_an_address_with_access_is_refused_and_not_quoted(address: str, without: str) -> None:
    faults = list(address_faults(address, RULES))
    assert [(fault.code, fault.value, fault.details) for fault in faults] == [
        ("source_secret", None, {"original": without})
    ]


def test_every_fault_of_an_address_is_named_in_one_pass() -> None:
    assert named("https://anna@mirror.lv/wiki/A?sid=1") == [
        ("source_secret", "https://mirror.lv/wiki/A"),
        ("source_copy", "https://lv.wikipedia.org/wiki/A"),
    ]


def test_addresses_are_found_in_texts() -> None:
    text = "Sk. “https://a.lv/b”, (https://c.lv/d_(e)), https://f.lv/?g=1; un http://h.lv."
    assert list(addresses_in(text)) == [
        "https://a.lv/b",
        "https://c.lv/d_(e)",
        "https://f.lv/?g=1",
        "http://h.lv",
    ]


ENTRY = {"reason_lv": "kopija", "reason_en": "a copy"}


@pytest.mark.parametrize(
    ("entry", "faults"),
    [
        ({"id": "a.lv"}, []),
        ({"id": "https://a.lv/"}, [("source_rule_host", "https://a.lv/", "id")]),
        ({"id": "A.lv"}, [("source_rule_host", "A.lv", "id")]),
        ({"id": "a.lv", "reason_en": ""}, [("required_missing", "a.lv", "reason_en")]),
        ({"id": "a.lv", "original": "b"}, [("invalid_url", "a.lv", "original")]),
        (
            {"id": "a.lv", "original": "https://b.lv/"},
            [("companion_missing", "a.lv", "page_after")],
        ),
        ({"id": "a.lv", "why": "x"}, [("unknown_key", "a.lv", "why")]),
    ],
)
def test_rules_are_read_with_their_faults(
    entry: dict[str, str], faults: list[tuple[str, str, str]]
) -> None:
    rules, problems = read_content({"host": [ENTRY | entry]}, SOURCE_RULES_FILE, SourceRules)
    named = {(problem.code, problem.row, problem.column) for problem in problems}
    assert named >= set(faults)
    assert (rules is None) == bool(faults)
