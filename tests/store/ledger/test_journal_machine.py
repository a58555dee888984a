"""Any sequence of add, amend, withdraw, undo and import against a plain model of the ledger."""

import datetime as dt
import shutil
import tempfile
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from data_folder import EVIDENCE_ROWS, write_data_folder
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from geo_kopienas.domain.editing.changes import Change, Edit, edits_between
from geo_kopienas.domain.schema.fields import COMMUNITIES, EVIDENCE
from geo_kopienas.store.ledger import facts
from geo_kopienas.store.ledger.database import DatabaseLedger
from geo_kopienas.store.ledger.engine import database_address, open_engine, reading, writing
from geo_kopienas.store.ledger.maintenance import init_database
from geo_kopienas.store.ledger.rows import Part, read_part, write_part
from geo_kopienas.store.ledger.tables import change
from geo_kopienas.store.ledger.undoing import change_to_undo, undo_change

TODAY = dt.date(2026, 12, 1)
#: The change of number n is made on day n, so that each day knows one change more.
FIRST_DAY = dt.date(2030, 1, 1)
FACTS, GROUPS = EVIDENCE.file, COMMUNITIES.file
FILES = (FACTS, GROUPS)

titles = st.text("aāčļ ,;\"'%_\\„”🌲0", min_size=1, max_size=12).filter(str.strip)
Rows = dict[str, dict[str, Any]]


def day_of(number: int) -> dt.date:
    return FIRST_DAY + dt.timedelta(days=number)


def names_what_is_gone(model: Mapping[str, Rows]) -> bool:
    """Whether a fact names a community that there is not."""
    named = {row["community_ids"] for row in model[FACTS].values() if "community_ids" in row}
    return not named <= set(model[GROUPS])


class LedgerMachine(RuleBasedStateMachine):
    """The ledger beside dictionaries that are changed in the same way."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="ledger-machine-"))
        data = write_data_folder(self.folder / "data")
        engine = open_engine(database_address(str(self.folder / "ledger.sqlite")))
        _, faults = init_database(engine, data, "Sākums", TODAY)
        assert not faults
        self.ledger = DatabaseLedger(engine, data, self.folder / "copies", lambda: TODAY)
        self.model: dict[str, Rows] = {
            file: {
                row_id: dict(row)
                for row_id, row in read_part(file, (data / file).read_bytes()).rows.items()
            }
            for file in FILES
        }
        self.group = dict(next(iter(self.model[GROUPS].values())))
        #: What each change did, and what was known after it.
        self.edits: list[list[Edit]] = []
        self.past: list[dict[str, Rows]] = []

    @initialize()
    def begin(self) -> None:
        self.note([])

    def note(self, edits: list[Edit]) -> None:
        """A change was made: remember it, and give it its own day."""
        self.edits.append(edits)
        self.past.append(deepcopy(self.model))
        number = len(self.edits)
        time = dt.datetime.combine(day_of(number), dt.time(12), dt.UTC)
        with writing(self.ledger.engine) as connection:
            made = sa.update(change).where(change.c.number == number).values(time=time)
            assert connection.execute(made).rowcount == 1

    def applied(self, edits: list[Edit]) -> dict[str, Rows] | None:
        """The model after edits; None where they must be refused."""
        model = deepcopy(self.model)
        for edit in edits:
            rows = model[edit.file]
            if rows.get(edit.row_id) != edit.before:
                return None
            if edit.after is None:
                del rows[edit.row_id]
            else:
                rows[edit.row_id] = dict(edit.after)
        return None if names_what_is_gone(model) else model

    def commit(self, *edits: Edit) -> None:
        expected = self.applied(list(edits))
        answer = self.ledger.commit(Change(summary="x", edits=edits), self.ledger.version())
        assert isinstance(answer, list) is (expected is None), answer
        if expected is not None:
            self.model = expected
            self.note(list(edits))

    @rule(number=st.integers(0, 9), title=titles, group=st.sampled_from(["", "mezs", "k1"]))
    def add_fact(self, number: int, title: str, group: str) -> None:
        row = EVIDENCE_ROWS[0] | {"evidence_id": f"n{number}", "title_lv": " ".join(title.split())}
        row = {name: cell for name, cell in (row | {"community_ids": group}).items() if cell}
        self.commit(Edit(FACTS, f"n{number}", None, row))

    @precondition(lambda self: self.model[FACTS])
    @rule(data=st.data(), title=titles)
    def amend_fact(self, data: st.DataObject, title: str) -> None:
        row_id = data.draw(st.sampled_from(sorted(self.model[FACTS])))
        before = self.model[FACTS][row_id]
        self.commit(Edit(FACTS, row_id, before, before | {"title_en": " ".join(title.split())}))

    @precondition(lambda self: self.model[FACTS])
    @rule(data=st.data())
    def withdraw_fact(self, data: st.DataObject) -> None:
        row_id = data.draw(st.sampled_from(sorted(self.model[FACTS])))
        self.commit(Edit(FACTS, row_id, self.model[FACTS][row_id], None))

    @rule(row_id=st.sampled_from(["mezs", "k1"]))
    def add_or_withdraw_community(self, row_id: str) -> None:
        known = self.model[GROUPS].get(row_id)
        row = None if known else self.group | {"community_id": row_id}
        self.commit(Edit(GROUPS, row_id, known, row))

    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        number = data.draw(st.integers(1, len(self.edits)))
        made, _ = change_to_undo(self.ledger, number)
        assert made is not None
        turned_back = [edit.reversed() for edit in reversed(self.edits[number - 1])]
        expected = None if number == 1 else self.applied(turned_back)
        answer = undo_change(self.ledger, made)
        assert isinstance(answer, list) is (expected is None), answer
        if expected is not None:
            self.model = expected
            self.note(turned_back)

    @rule(data=st.data(), title=titles)
    def import_facts(self, data: st.DataObject, title: str) -> None:
        """A whole file, in any order, with rows that are left out, amended and new."""
        known = self.model[FACTS]
        kept = data.draw(st.permutations(sorted(known))) if known else []
        kept = kept[: data.draw(st.integers(0, len(kept)))]
        rows = {row_id: dict(known[row_id]) for row_id in kept}
        for row_id in kept[:1]:
            rows[row_id]["title_lv"] = " ".join(title.split())
        new = EVIDENCE_ROWS[0] | {"evidence_id": f"i{len(self.edits)}"}
        del new["community_ids"]
        rows[new["evidence_id"]] = new
        files = {FACTS: write_part(FACTS, Part((), dict(rows)))}
        edits = list(edits_between(FACTS, known, rows))
        answer = self.ledger.commit(Change(summary="x", files=files), self.ledger.version())
        assert not isinstance(answer, list), answer
        self.model = {**self.model, FACTS: rows}
        self.note(edits)

    @invariant()
    def the_rows_are_those_of_the_model_in_its_order(self) -> None:
        with reading(self.ledger.engine) as connection:
            for file in FILES:
                rows = facts.read_rows(connection, file)
                assert list(rows.items()) == list(self.model[file].items())

    def teardown(self) -> None:
        try:
            if self.past:
                self.check_copies()
        finally:
            self.ledger.engine.dispose()
            shutil.rmtree(self.folder)

    def check_copies(self) -> None:
        """The copy of now is the model byte for byte, and each day knew what the model was then."""
        copy = self.ledger.directory(self.ledger.version())
        for file in FILES:
            expected = write_part(file, Part((), dict(self.model[file])))
            assert (copy / file).read_bytes() == expected
        for number, past in enumerate(self.past, start=1):
            known = self.ledger.directory(self.ledger.version(day_of(number)))
            for file in FILES:
                assert dict(read_part(file, (known / file).read_bytes()).rows) == past[file]
        for file, row_id in {(edit.file, edit.row_id) for made in self.edits for edit in made}:
            told = [known.edit for known in self.ledger.history(file, row_id)]
            made = [edit for edits in self.edits for edit in edits if edit.row_id == row_id]
            assert told == [edit for edit in reversed(made) if edit.file == file]


LedgerMachine.TestCase.settings = settings(max_examples=12, stateful_step_count=12, deadline=None)
TestLedgerMachine = LedgerMachine.TestCase
