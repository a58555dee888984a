"""`account add|list|role|password|disable`: who may change the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo_kopienas.cli.faults import Answer, print_answer
from geo_kopienas.cli.parser import CANNOT_READ, FAULTS_FOUND, FINE
from geo_kopienas.cli.tables import print_csv, print_json, print_table
from geo_kopienas.domain.editing.changes import Role
from geo_kopienas.texts.faults import shown

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    import sqlalchemy as sa

    from geo_kopienas.cli.parser import Parser
    from geo_kopienas.domain.schema.problems import Problem
    from geo_kopienas.store.ledger.accounts import Account
    from geo_kopienas.texts import Texts


@dataclass
class AccountCommand:
    """One of the commands, as `Command` describes it."""

    NAME: str
    add_own: Callable[[Parser], None]
    act: Callable[[sa.Engine, argparse.Namespace, Texts], int]

    def add_arguments(self, parser: Parser) -> None:
        """Add the command's own arguments and options."""
        self.add_own(parser)

    def run(self, options: argparse.Namespace, texts: Texts) -> int:
        """Act on the database that holds the accounts."""
        from geo_kopienas.domain.schema.problems import LedgerError  # noqa: PLC0415
        from geo_kopienas.store.ledger.accounts import open_accounts  # noqa: PLC0415 - not for help

        try:
            with open_accounts() as engine:
                return self.act(engine, options, texts)
        except LedgerError as error:
            print_answer(options, texts, [error.problem])
            return CANNOT_READ


def _add_arguments(parser: Parser) -> None:
    _name_argument(parser)
    parser.add("--role", type=Role, choices=list(Role), default=Role.EDITOR, metavar="|".join(Role))


def _name_argument(parser: Parser) -> None:
    parser.add("name", metavar="NAME")
    parser.add_format("text", "json")


def _role_arguments(parser: Parser) -> None:
    _name_argument(parser)
    parser.add("role", type=Role, choices=list(Role), metavar="|".join(Role))


def _disable_arguments(parser: Parser) -> None:
    _name_argument(parser)
    parser.add("--undo", action="store_true")


def _add(engine: sa.Engine, options: argparse.Namespace, texts: Texts) -> int:
    from geo_kopienas.store.ledger.accounts import add_account  # noqa: PLC0415

    password, problems = add_account(engine, options.name, options.role)
    return _answer("add", problems, options, texts, password)


def _password(engine: sa.Engine, options: argparse.Namespace, texts: Texts) -> int:
    from geo_kopienas.store.ledger.accounts import renew_password  # noqa: PLC0415

    password, problems = renew_password(engine, options.name)
    return _answer("password", problems, options, texts, password)


def _role(engine: sa.Engine, options: argparse.Namespace, texts: Texts) -> int:
    from geo_kopienas.store.ledger.accounts import set_role  # noqa: PLC0415

    return _answer("role", set_role(engine, options.name, options.role), options, texts)


def _disable(engine: sa.Engine, options: argparse.Namespace, texts: Texts) -> int:
    from geo_kopienas.store.ledger.accounts import set_disabled  # noqa: PLC0415

    problems = set_disabled(engine, options.name, is_disabled=not options.undo)
    return _answer("enable" if options.undo else "disable", problems, options, texts)


def _list(engine: sa.Engine, options: argparse.Namespace, texts: Texts) -> int:
    from geo_kopienas.store.ledger.accounts import list_accounts  # noqa: PLC0415

    accounts = list_accounts(engine)
    if options.format == "table":
        headings = [
            texts[f"cli.account.heading.{name}"] for name in ("name", "role", "state", "created")
        ]
        rows = [
            (
                account.name,
                texts[f"role.{account.role}"],
                texts[f"account_state.{_state(account)}"],
                texts.short_date(account.created_at.date()),
            )
            for account in accounts
        ]
        print_table(headings, rows)
        return FINE
    names = ("name", "role", "state", "created_at")
    known: list[dict[str, Any]] = [
        {
            "name": account.name,
            "role": account.role.value,
            "state": _state(account),
            "created_at": account.created_at.isoformat(timespec="seconds"),
        }
        for account in accounts
    ]
    if options.format == "csv":
        print_csv(known, names)
    else:
        print_json(known)
    return FINE


def _state(account: Account) -> str:
    if account.is_disabled:
        return "disabled"
    return "new" if account.must_change else "open"


def _answer(
    done: str,
    problems: Sequence[Problem],
    options: argparse.Namespace,
    texts: Texts,
    password: str = "",
) -> int:
    """Say what was done; a one-time password stands here once and nowhere else."""
    if problems:
        print_answer(options, texts, problems)
        return FAULTS_FOUND
    from geo_kopienas.store.ledger.accounts import ONE_TIME_DAYS  # noqa: PLC0415

    role = getattr(options, "role", None)
    role_name = texts[f"role.{role}"] if role else ""
    lines = [texts.say(f"cli.account.done.{done}", name=shown(options.name), role=role_name)]
    told = {"name": options.name, "done": done} | ({"role": role.value} if role else {})
    if password:
        lines.append(texts.say("cli.account.done.one_time", password=password, days=ONE_TIME_DAYS))
        told["one_time_password"] = password
    print_answer(options, texts, (), Answer(told, lines))
    return FINE


COMMANDS = (
    AccountCommand("account add", _add_arguments, _add),
    AccountCommand("account list", lambda parser: parser.add_format("table", "json", "csv"), _list),
    AccountCommand("account role", _role_arguments, _role),
    AccountCommand("account password", _name_argument, _password),
    AccountCommand("account disable", _disable_arguments, _disable),
)
