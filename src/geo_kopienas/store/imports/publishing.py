"""Publishing a round: what would be shown, whether it may be, and the way back."""

import datetime as dt
from dataclasses import dataclass, field, replace

import pandas as pd

from geo_kopienas.domain.editing.changes import COMMAND_LINE, Author, Change
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.domain.survey.disclosure.door import DisclosedRound, disclose
from geo_kopienas.domain.survey.figures.editions import groups_too_near
from geo_kopienas.domain.survey.rounds.publications import Publication, publications_file
from geo_kopienas.domain.survey.rounds.responses import responses_file
from geo_kopienas.store.dataset import Dataset
from geo_kopienas.store.ledger.seam import Ledger, Version
from geo_kopienas.store.survey.publications import (
    count_waiting,
    figures_as_json,
    publication_files,
    read_publications,
    read_published_answers,
    shared_round,
    shown_publication,
)
from geo_kopienas.store.survey.responses import read_responses, stored_rounds


@dataclass
class PublishingPlan:
    """What a publication would be, or why there can be none.

    Attributes:
        round_id: The round.
        number: The publication's number in its round.
        figures: What it would show; None with a fault.
        waiting: Answers that were added, changed or deleted since the one that is shown.
        shown: The publication that is shown now.
        problems: Every fault; with one of them nothing can be published.
    """

    round_id: str
    number: int = 1
    figures: DisclosedRound | None = None
    waiting: int = 0
    shown: Publication | None = None
    problems: list[Problem] = field(default_factory=list)


def plan_publication(data: Dataset, round_id: str) -> PublishingPlan:
    """Work out what a publication of the stored answers would show; nothing is written.

    Args:
        data: The data directory.
        round_id: The round.
    """
    plan = PublishingPlan(round_id)
    listed = set(data.survey_rounds["round_id"])
    if round_id not in listed & set(stored_rounds(data.directory)):
        known = ", ".join(sorted(listed & set(stored_rounds(data.directory))))
        plan.problems.append(
            Problem("round_without_answers", value=round_id, details={"known": known or "–"})
        )
        return plan
    publications, plan.problems = read_publications(
        data.directory, round_id, data.codebook, data.places
    )
    responses, faults = read_responses(data.directory, round_id, data.codebook)
    plan.problems += faults
    plan.number = len(publications) + 1
    plan.shown = shown_publication(publications)
    former = []
    for publication in publications:
        answers, faults = read_published_answers(
            data.directory, round_id, publication.number, data.codebook
        )
        plan.problems += faults
        former.append((answers, publication.figures))
    if plan.problems:
        return plan
    plan.waiting = count_waiting(data.directory, round_id, publications, data.codebook)
    if plan.shown is not None and plan.waiting == 0:
        plan.problems.append(Problem("nothing_to_publish", value=round_id))
        return plan
    other = shared_round(responses, round_id, _other_rounds(data))
    if other is not None:
        plan.problems.append(
            Problem(
                "round_shares_answers",
                file=responses_file(round_id),
                value=round_id,
                details={"other": other},
            )
        )
    figures = disclose(responses, data.codebook, data.places, former)
    near = groups_too_near(
        ((answers, shown.shown_groups) for answers, shown in former),
        responses,
        # A group that is hidden only because it changed too little counts as well.
        figures.shown_groups.union(*(shown.shown_groups for _, shown in former[-1:])),
        data.places,
    )
    names = dict(zip(data.places["place_id"], data.places["name_lv"], strict=True))
    plan.problems += [
        Problem(
            "publication_too_near",
            file=publications_file(round_id),
            value=str(names.get(group_id, group_id)),
        )
        for group_id in near
    ]
    plan.figures = None if plan.problems else figures
    return plan


def publish(
    data: Dataset,
    plan: PublishingPlan,
    today: dt.date,
    ledger: Ledger,
    author: Author = COMMAND_LINE,
) -> Version | list[Problem]:
    """Store a publication without fault: from now on it is what the public sees.

    Args:
        data: The data.
        plan: What shall be published.
        today: The day of the publication.
        ledger: Where to store it.
        author: Who publishes.

    Returns:
        The new state, or `round_changed` if the plan has faults or the answers were changed since.

    Raises:
        LedgerError: The ledger cannot be written; the public sees what it saw.
    """
    base = ledger.version()
    current = replace(data, directory=ledger.directory(base))
    anew = plan_publication(current, plan.round_id)
    if anew.figures is None or anew.number != plan.number or anew.waiting != plan.waiting:
        return [Problem("round_changed", file=responses_file(plan.round_id))]
    publications, _ = read_publications(
        current.directory, plan.round_id, data.codebook, data.places
    )
    responses, _ = read_responses(current.directory, plan.round_id, data.codebook)
    newest = Publication(plan.number, today.isoformat(), anew.figures, is_shown=True)
    former = [replace(publication, is_shown=False) for publication in publications]
    files = publication_files(plan.round_id, [*former, newest], responses, data.codebook)
    summary = f"publish survey {plan.round_id}"
    change = Change(summary=summary, account=author.account, role=author.role, files=files)
    return ledger.commit(change, base)


def taking_back(data: Dataset, round_id: str) -> list[Problem]:
    """What keeps a round's publication from being taken back."""
    publications, problems = read_publications(data.directory, round_id, data.codebook, data.places)
    if not problems and shown_publication(publications) is None:
        problems = [Problem("nothing_published", value=round_id)]
    return problems


def take_back(
    data: Dataset, round_id: str, ledger: Ledger, author: Author = COMMAND_LINE
) -> Version | list[Problem]:
    """Take a round's publication back: nothing of the round is shown then.

    What was published stays known, so the next publication is compared with it as well.

    Raises:
        LedgerError: The ledger cannot be written; the public sees what it saw.
    """
    base = ledger.version()
    directory = ledger.directory(base)
    publications, _ = read_publications(directory, round_id, data.codebook, data.places)
    hidden = [replace(publication, is_shown=False) for publication in publications]
    files = {publications_file(round_id): figures_as_json(hidden)}
    summary = f"publish survey {round_id} --take-back"
    change = Change(summary=summary, account=author.account, role=author.role, files=files)
    return ledger.commit(change, base)


def _other_rounds(data: Dataset) -> list[tuple[str, pd.DataFrame]]:
    """The answers of all publications that are shown."""
    others = []
    for round_id in data.survey_rounds["round_id"]:
        publications, _ = read_publications(data.directory, round_id, data.codebook, data.places)
        if shown := shown_publication(publications):
            answers, _ = read_published_answers(
                data.directory, round_id, shown.number, data.codebook
            )
            others.append((round_id, answers))
    return others
