"""Suggestions: what is taken, what is refused, how many, and how their state is told."""

import datetime as dt

import pytest
import sqlalchemy as sa

from geo_kopienas.domain.editing.suggestions import Draft, SuggestionState, draft_problems
from geo_kopienas.store.ledger import suggestions
from geo_kopienas.store.ledger.engine import reading, writing
from geo_kopienas.store.ledger.schema import upgrade
from geo_kopienas.store.ledger.suggestions import (
    MOST_IN_HOUR,
    add_suggestion,
    count_waiting,
    decide,
    find_by_receipt,
    list_suggestions,
    shown_receipt,
)
from geo_kopienas.store.ledger.tables import suggestion_origin

TODAY = dt.date(2026, 12, 1)
DRAFT = Draft(said="Krogsilā ir jauna rotaļu laukuma talka.", place_id="krogsils")


@pytest.fixture
def made(engine: sa.Engine) -> sa.Engine:
    with writing(engine) as connection:
        upgrade(connection)
    return engine


@pytest.mark.parametrize(
    ("draft", "faults"),
    [
        (Draft(said="Krogsilā notika talka."), []),
        (Draft(said="Talka"), [("suggestion_short", "said")]),
        (Draft(said="Talka! " * 300), [("suggestion_long", "said")]),
        (Draft(said="Zvaniet Annai 29123456 par talku"), [("published_telephone", "said")]),
        (Draft(said="Rakstiet uz anna@piemers.lv"), [("published_email", "said")]),
        (Draft(said="Notika talka", source_url="nekas"), [("suggestion_address", "source_url")]),
        (Draft(said="Notika talka", said_date="vakar"), [("suggestion_date", "said_date")]),
        (Draft(said="Notika talka", said_date="2026-12"), []),
        (Draft(said="Notika talka", said_date="2027"), [("suggestion_in_future", "said_date")]),
    ],
)
def test_a_suggestion_is_checked_field_by_field(
    draft: Draft, faults: list[tuple[str, str]]
) -> None:
    found = [(problem.code, problem.column) for problem in draft_problems(draft, TODAY)]
    assert found == faults


def test_a_suggestion_is_found_by_its_receipt_however_it_is_typed(made: sa.Engine) -> None:
    kept, problems = add_suggestion(made, DRAFT, "192.0.2.1")

    assert problems == []
    assert kept is not None
    for typed in (kept.receipt, shown_receipt(kept.receipt), f" {kept.receipt.upper()} "):
        assert find_by_receipt(made, typed) == kept
    assert find_by_receipt(made, "nekas") is None


def test_a_decision_is_made_once(made: sa.Engine) -> None:
    kept, _ = add_suggestion(made, DRAFT, "192.0.2.1")
    assert kept is not None

    declined = {"account": "anna", "reason": "Tas jau ir zināms."}
    assert decide(made, kept.number, SuggestionState.DECLINED, **declined)
    assert not decide(made, kept.number, SuggestionState.ACCEPTED, account="ieva")

    known = find_by_receipt(made, kept.receipt)
    assert known is not None
    assert (known.state, known.decision_reason) == ("declined", "Tas jau ir zināms.")
    assert list_suggestions(made) == []


def test_a_burst_from_one_address_ends_at_the_limit_and_others_go_on(made: sa.Engine) -> None:
    answers = [add_suggestion(made, DRAFT, "192.0.2.1") for _ in range(200)]

    kept = [known for known, _ in answers if known is not None]
    codes = {problem.code for _, problems in answers for problem in problems}
    assert len(kept) == MOST_IN_HOUR
    assert codes == {"suggestions_of_hour"}
    assert add_suggestion(made, DRAFT, "192.0.2.2")[0] is not None


def test_a_full_queue_takes_no_more_and_says_so(
    made: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggestions, "MOST_WAITING", 3)
    codes = [
        [problem.code for problem in add_suggestion(made, DRAFT, f"192.0.2.{number}")[1]]
        for number in range(4)
    ]
    assert codes == [[], [], [], ["suggestions_full"]]
    assert count_waiting(made) == 3


def test_no_network_address_is_kept(made: sa.Engine) -> None:
    add_suggestion(made, DRAFT, "192.0.2.77")
    with reading(made) as connection:
        rows = connection.execute(sa.select(suggestion_origin.c.subject)).scalars().all()
    assert all("192.0.2.77" not in subject for subject in rows)
