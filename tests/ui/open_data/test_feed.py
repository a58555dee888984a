"""The feed of changes: valid Atom, of everything or of a place, without names of accounts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from geo_kopienas.domain.editing.changes import Change, Edit
from geo_kopienas.domain.schema.fields import EVIDENCE
from geo_kopienas.store.ledger import facts
from geo_kopienas.store.ledger.engine import reading
from geo_kopienas.store.ledger.maintenance import init_database
from geo_kopienas.store.ledger.opening import DATABASE_VARIABLE, open_ledger, today
from geo_kopienas.store.location import DEFAULT_DATA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import Answered
    from geo_kopienas.store.ledger.database import DatabaseLedger

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = 'Talka <b>&"]]>'


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DatabaseLedger]:
    """The default data in a database, with a fact of Krogsils that anna added."""
    with pytest.MonkeyPatch.context() as environment:
        path = tmp_path_factory.mktemp("feed") / "ledger.sqlite"
        environment.setenv(DATABASE_VARIABLE, str(path))
        opened: DatabaseLedger = open_ledger()  # type: ignore[assignment]
        assert init_database(opened.engine, DEFAULT_DATA, "Sākums", today())[1] == []
        with reading(opened.engine) as connection:
            row = dict(next(iter(facts.read_rows(connection, EVIDENCE.file).values())))
        row |= {"evidence_id": "new", "place_ids": "krogsils", "title_lv": HOSTILE}
        edit = Edit(EVIDENCE.file, "new", None, row)
        made = opened.commit(Change(summary="x", account="anna", edits=(edit,)), opened.version())
        assert not isinstance(made, list)
        yield opened
        opened.engine.dispose()


def entries(body: bytes) -> list[dict[str, str]]:
    feed = ET.fromstring(body)  # noqa: S314 - our own answer
    assert feed.tag == f"{ATOM}feed"
    for name in ("title", "id", "updated", "author"):
        assert feed.find(f"{ATOM}{name}") is not None
    return [
        {
            "title": entry.findtext(f"{ATOM}title", ""),
            "id": entry.findtext(f"{ATOM}id", ""),
            "to": entry.find(f"{ATOM}link").get("href", ""),  # type: ignore[union-attr]
        }
        for entry in feed.iter(f"{ATOM}entry")
    ]


def test_the_feed_leads_to_place_and_fact(
    ledger: DatabaseLedger, get: Callable[..., Answered], host: str
) -> None:
    del ledger
    answered = get("jaunumi.atom")

    assert (answered.status, answered.headers["content-type"]) == (200, "application/atom+xml")
    assert answered.headers["access-control-allow-origin"] == "*"
    newest, beginning = entries(answered.body)
    assert newest["title"].startswith('Pievienots fakts „Talka <b>&"]]>')
    assert newest["id"] == f"http://{host}/jaunumi#izmaina-2"
    assert newest["to"].endswith("/vietas-profils?vieta=krogsils&valoda=lv#section-fact-new")
    assert beginning["title"] == "Reģistra sākums"
    assert b"anna" not in answered.body
    again = get("jaunumi.atom", if_none_match=answered.headers["etag"])
    assert again.status == 304


def test_a_place_has_a_feed_of_its_own_in_both_languages(
    ledger: DatabaseLedger, get: Callable[..., Answered]
) -> None:
    del ledger
    (entry,) = entries(get("jaunumi.atom?vieta=krogsils&valoda=en").body)

    assert "was added" in entry["title"]
    assert entries(get("jaunumi.atom?vieta=daugmale").body) == []


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("limenis=unit", "parameter_unknown"),
        ("vieta=nekur", "parameter_place"),
        ("valoda=de", "unknown_code"),
    ],
)
def test_what_the_feed_does_not_know_is_refused(
    ledger: DatabaseLedger, get: Callable[..., Answered], query: str, code: str
) -> None:
    del ledger
    answered = get(f"jaunumi.atom?{query}")

    assert answered.status == 400
    assert [fault["code"] for fault in json.loads(answered.body)["faults"]] == [code]


def test_a_directory_has_no_feed_and_says_why(
    get: Callable[..., Answered], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DATABASE_VARIABLE, "none")

    answered = get("jaunumi.atom")

    assert answered.status == 404
    assert json.loads(answered.body)["faults"][0]["code"] == "history_without_journal"
