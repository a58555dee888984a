"""An audit by an attacker who knows the rules and takes all that is published together.

What is known: the register, that answers are whole numbers, the form, and every figure that is
shown. It is written anew here, from what is shown alone: one integer programme over all
questions, with a variable for each place and answer.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from hypothesis import settings
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array
from survey_rounds import PLACES, REGISTER, answers, question_entry, read_book
from tables import places

from geo_kopienas.domain.survey.disclosure.door import REST_ID, DisclosedRound, disclose
from geo_kopienas.domain.survey.figures.editions import groups_too_near

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geo_kopienas.domain.survey.disclosure.door import GroupFigures, QuestionFigures

#: Fewer values of a hidden count than these would be known too well.
LEAST_VALUES = 3

SITES = [*PLACES, REST_ID]
COVERS = {
    "novads": PLACES,
    "unit-a": ["a1", "a2"],
    "unit-b": ["b1"],
    "unit-c": ["c1"],
    "apk-x": ["a1", "b1"],
    "apk-y": ["a2"],
    **{site: [site] for site in SITES},
}
CODES = {
    "kind": ["p", "q", "r"],
    "side": ["in", "out"],
    "rating": ["s1", "s2", "s3", "s4", "s5"],
    "wishes": ["m", "k", "l", "none"],
    "more": ["yes", "no"],
    "both": ["yes", "no"],
}
MANY, ONE_OF_MANY = "wishes", ["m", "k", "l"]
#: Questions asked because of others: all of these answers lead there.
LED = {"more": [("kind", ["p", "q"])], "both": [("kind", ["p", "q"]), ("side", ["in"])]}

BOOK = read_book(
    [
        question_entry("kind", "one", [*CODES["kind"], "u"]),
        question_entry("side", "one", CODES["side"]),
        question_entry("rating", "scale", [*CODES["rating"], "u"]),
        question_entry("wishes", "many", CODES["wishes"], maximum=2),
        question_entry(
            "more", "one", CODES["more"], condition={"question": "kind", "answers": ["p", "q"]}
        ),
        question_entry(
            "both",
            "one",
            CODES["both"],
            section="of_p_q",
            condition={"question": "side", "answers": ["in"]},
        ),
    ],
    sections={"of_p_q": {"question": "kind", "answers": ["p", "q"]}},
)


Covers = dict[str, list[str]]


class Attacker:
    """Whole-numbered counts by place and column that agree with all that is known.

    Args:
        frame: The answers of all publications.
        site_of: Where each is from; in a sequence also which publications it is in.
        publications: What each shows, and the sites of each group.
    """

    def __init__(
        self,
        frame: pd.DataFrame,
        site_of: pd.Series,
        publications: list[tuple[DisclosedRound, Covers]],
    ) -> None:
        self.columns = ["answered"]
        for question, codes in CODES.items():
            self.columns += [f"{question}:{name}" for name in ("n", "asked", *codes)]
        self.columns.append(f"{MANY}:any")
        sums = marks_of(frame)[self.columns].groupby(site_of.to_numpy()).sum()
        self.sites = sorted(sums.index)
        self.truth = sums.reindex(self.sites).to_numpy(dtype=float).ravel()
        self.rows: list[tuple[np.ndarray, float, float]] = []
        for site in self.sites:
            for link, low in links():
                self.know([site], link, low, 0.0 if low == 0 else np.inf)
        self.publications = publications
        for known, covers in publications:
            for group, count in known.answer_counts.items():
                low, high = (1, np.inf) if count is None else (count, count)
                self.know(covers[group], {"answered": 1}, low, high)
            for question in CODES:
                for group_id, group in shown_figures(known, question).groups.items():
                    self.read(question, covers[group_id], group)
        self.seen: list[np.ndarray] = [self.truth]

    def weights(self, sites: list[str], of: Mapping[str, float]) -> np.ndarray:
        grid = np.zeros((len(self.sites), len(self.columns)))
        for site in set(sites) & set(self.sites):
            for name, weight in of.items():
                grid[self.sites.index(site), self.columns.index(name)] += weight
        return grid.ravel()

    def know(self, sites: list[str], of: Mapping[str, float], low: float, high: float) -> None:
        weights = self.weights(sites, of)
        value = float(weights @ self.truth)
        assert low - 1e-6 <= value <= high + 1e-6, (sites, of, low, value, high)
        self.rows.append((weights, low, high))

    def read(self, question: str, sites: list[str], group: GroupFigures) -> None:
        """Take in what is shown of a group."""
        if group.n is None:
            return
        self.know(sites, {f"{question}:n": 1}, group.n, group.n)
        if group.asked is not None:
            self.know(sites, {f"{question}:asked": 1}, group.asked, group.asked)
        for name, of in sums_of(question).items():
            share = group.shares[name]
            # The percentage stands for the count: whoever knows n often can tell it.
            value = float(self.weights(sites, of) @ self.truth)
            if share is not None:
                self.know(sites, of, value, value)
            elif group.n >= 30:  # none and all of a large group are shown
                self.know(sites, of, 1, group.n - 1)
        if group.mean is not None:
            for sign in (1, -1):
                steps = {f"{question}:s{s}": sign * (s - group.mean) - 0.05 for s in range(1, 6)}
                self.know(sites, steps, -np.inf, 1e-9)

    def targets(self) -> Iterator[tuple[Any, np.ndarray]]:
        """Everything hidden that would tell of few people, and what subtraction leaves."""
        for known, covers in self.publications:
            yield from self.targets_of_publication(known, covers)
        for question in CODES:
            shown = [
                covers[name]
                for known, covers in self.publications
                for name, group in shown_figures(known, question).groups.items()
                if group.n is not None
            ]
            for sites in determined(shown, self.sites):
                n = float(self.weights(sites, {f"{question}:n": 1}) @ self.truth)
                assert n == 0 or n >= 10, (question, sites, n)
                for code, of in sums_of(question).items():
                    target = self.weights(sites, of)
                    if 0 < target @ self.truth < 5 or 0 < n - target @ self.truth < 5:
                        yield (question, tuple(sites), code), target

    def targets_of_publication(
        self, known: DisclosedRound, covers: Covers
    ) -> Iterator[tuple[Any, np.ndarray]]:
        """What a publication hides, of shown groups and of others."""
        for group, count in known.answer_counts.items():
            of = self.weights(covers[group], {"answered": 1})
            if count is None and 0 < of @ self.truth < 5:
                yield (group, "answered"), of
        for question in CODES:
            for name, figures in shown_figures(known, question).groups.items():
                if figures.n is not None:
                    yield from self.targets_of_shown(question, covers[name], figures)
                    continue
                of = self.weights(covers[name], {f"{question}:n": 1})
                if 0 < of @ self.truth < 10:
                    yield (question, name, "n"), of

    def targets_of_shown(
        self, question: str, sites: list[str], group: GroupFigures
    ) -> Iterator[tuple[Any, np.ndarray]]:
        """What is hidden in a group that is shown."""
        name = group.group_id
        for code, of in sums_of(question).items():
            if group.shares[code] is None:
                yield (question, name, code), self.weights(sites, of)
        missing = self.weights(sites, {f"{question}:asked": 1, f"{question}:n": -1})
        if 0 < missing @ self.truth < 5:
            yield (question, name, "missing"), missing
        for earlier, codes in LED.get(question, []):
            led = dict.fromkeys((f"{earlier}:{code}" for code in codes), 1)
            rest = self.weights(sites, {**led, f"{question}:asked": -1})
            if 0 < rest @ self.truth < 5:
                yield (question, name, f"not asked of {earlier}"), rest

    def narrow(self) -> list[Any]:
        """Names of hidden counts of which fewer than three values are possible."""
        matrix = csr_array(np.array([weights for weights, _, _ in self.rows]))
        limits = LinearConstraint(matrix, *np.array([row[1:] for row in self.rows]).T)

        def solve(objective: np.ndarray) -> None:
            result = milp(
                objective,
                constraints=limits,
                integrality=np.ones(len(self.truth)),
                bounds=Bounds(0, 1000),
            )
            assert result.x is not None, result.message
            self.seen.append(np.round(result.x))

        def width(target: np.ndarray) -> float:
            return float(np.ptp(np.array(self.seen) @ target))

        narrow = []
        self.target_count = 0
        for name, target in self.targets():
            self.target_count += 1
            for sign in (1.0, -1.0):
                if width(target) < LEAST_VALUES - 1:
                    solve(sign * target)
            if width(target) < LEAST_VALUES - 1:
                narrow.append(name)
        return narrow


def shown_figures(known: DisclosedRound, question: str) -> QuestionFigures:
    figures = known.figures(question)
    assert figures is not None
    return figures


def sums_of(question: str) -> dict[str, dict[str, float]]:
    """The shown sums of a question, over the attacker's columns."""
    sums = {code: {f"{question}:{code}": 1.0} for code in CODES[question]}
    if question == "rating":
        sums["low_end"] = {"rating:s1": 1.0, "rating:s2": 1.0}
        sums["high_end"] = {"rating:s4": 1.0, "rating:s5": 1.0}
    return sums


def links() -> Iterator[tuple[dict[str, float], float]]:
    """What everybody knows of a form: a sum is 0 (with 0.0) or at least 0 (with -0.5)."""
    for question, codes in CODES.items():
        cells = {f"{question}:{code}": 1.0 for code in codes}
        n, asked = f"{question}:n", f"{question}:asked"
        if question == MANY:
            some = {f"{MANY}:{code}": 1.0 for code in ONE_OF_MANY}
            yield {f"{MANY}:any": 1, f"{MANY}:none": 1, n: -1}, 0.0
            yield {**some, f"{MANY}:any": -1}, -0.5
            yield {**dict.fromkeys(some, -1.0), f"{MANY}:any": 2}, -0.5
            for name in some:
                yield {f"{MANY}:any": 1, name: -1}, -0.5
        else:
            yield {**cells, n: -1}, 0.0
        yield {asked: 1, n: -1}, -0.5
        leading = [
            {f"{earlier}:{code}": 1.0 for code in given} for earlier, given in LED.get(question, [])
        ]
        if not leading:
            yield {asked: 1, "answered": -1}, 0.0
        elif len(leading) == 1:
            yield {**leading[0], asked: -1}, 0.0
        else:
            for led in leading:
                yield {**led, asked: -1}, -0.5
            yield {asked: 1, "answered": 1} | dict.fromkeys(leading[0] | leading[1], -1.0), -0.5


def marks_of(frame: pd.DataFrame) -> pd.DataFrame:
    marks = pd.DataFrame({"answered": np.ones(len(frame), dtype=int)}, index=frame.index)
    for question, codes in CODES.items():
        for code in codes:
            marks[f"{question}:{code}"] = [
                code in given if isinstance(given, tuple) else given is not pd.NA and given == code
                for given in frame[question]
            ]
        marks[f"{question}:n"] = marks[[f"{question}:{code}" for code in codes]].any(axis=1)
        asked = pd.Series(data=True, index=frame.index)
        for earlier, given in LED.get(question, []):
            asked &= marks[[f"{earlier}:{code}" for code in given]].any(axis=1)
        marks[f"{question}:asked"] = asked
    marks[f"{MANY}:any"] = marks[[f"{MANY}:{code}" for code in ONE_OF_MANY]].any(axis=1)
    return marks.astype(int)


def determined(groups: list[list[str]], sites: list[str]) -> Iterator[list[str]]:
    """Every set of sites whose sums follow from those of groups."""
    member = np.array([[float(site in group) for site in sites] for group in groups])
    if not len(member):
        return
    beyond = np.eye(len(sites)) - member.T @ np.linalg.pinv(member.T)
    subsets = np.array(list(product((0.0, 1.0), repeat=len(sites))))[1:]
    for subset in subsets[np.abs(subsets @ beyond).max(axis=1) < 1e-7]:
        yield [site for site, inside in zip(sites, subset, strict=True) if inside]


def random_round(random: np.random.Generator) -> pd.DataFrame:
    """Answers of places of very different sizes and opinions."""
    rows = []
    for site in SITES:
        likes = {name: random.dirichlet(np.full(len(codes), 0.6)) for name, codes in CODES.items()}
        answering = random.choice([0.9, 0.97, 1.0])
        for _ in range(int(random.choice([0, 2, 4, 9, 14, 22, 30]))):
            row: dict[str, Any] = (
                {"municipality_id": "riga"} if site == REST_ID else {"place_id": site}
            )
            chosen = {
                name: str(random.choice(codes, p=likes[name]))
                for name, codes in CODES.items()
                if random.random() < answering
            }
            for name in CODES:
                is_led = all(chosen.get(q) in codes for q, codes in LED.get(name, []))
                if name in chosen and is_led:
                    row[name] = chosen[name]
            if MANY in row:
                first = row[MANY]
                also = [code for code in ONE_OF_MANY if code != first]
                two = first != "none" and random.random() < 0.5
                row[MANY] = (first, str(random.choice(also))) if two else (first,)
            rows.append(row)
    return answers(rows or [{"place_id": "a1"}], BOOK)


#: Random rounds, and sequences of publications, in the ordinary and in the thorough run.
SHORT_AUDIT, THOROUGH_AUDIT = (60, 20), (600, 200)


def audit_size() -> tuple[int, int]:
    is_thorough = settings.get_current_profile_name() == "thorough"
    return THOROUGH_AUDIT if is_thorough else SHORT_AUDIT


def places_of(frame: pd.DataFrame) -> pd.Series:
    return frame["place_id"].fillna(REST_ID)


def test_no_hidden_count_can_be_told_from_everything_that_is_published_together() -> None:
    random = np.random.default_rng(2026)
    target_count = 0
    narrow = {}
    for number in range(audit_size()[0]):
        frame = random_round(random)
        known = disclose(frame, BOOK, places(REGISTER))
        attacker = Attacker(frame, places_of(frame), [(known, COVERS)])
        if narrowed := attacker.narrow():
            narrow[number] = narrowed
        target_count += attacker.target_count
    assert narrow == {}
    assert target_count > 1000


def in_states(*states: str) -> Covers:
    """The sites of each group in a publication."""
    return {
        group: [f"{site}/{state}" for site in sites for state in states]
        for group, sites in COVERS.items()
    }


def gone_people(frame: pd.DataFrame, random: np.random.Generator) -> np.ndarray:
    """Nobody, or twelve of the largest place."""
    is_gone = np.zeros(len(frame), dtype=bool)
    if random.random() < 0.4:
        largest = places_of(frame).value_counts().idxmax()
        is_gone[np.flatnonzero(places_of(frame) == largest)[:12]] = True
    return is_gone


def with_people(frame: pd.DataFrame, first: int) -> pd.DataFrame:
    names = [f"p-{first + number}" for number in range(len(frame))]
    return frame.assign(submission_id=pd.array(names, dtype="string"))


def test_two_publications_of_a_round_tell_no_hidden_count_either() -> None:
    """Between them people came, went and answered otherwise; both publications are known."""
    random = np.random.default_rng(7)
    narrow = {}
    published = 0
    for number in range(audit_size()[1]):
        first = with_people(random_round(random), 0)
        is_gone = gone_people(first, random)
        more = with_people(random_round(random), 1000)
        sizes = places_of(more).map(places_of(more).value_counts())
        new = more[(sizes >= 10).to_numpy()]
        second = pd.concat([first[~is_gone], new], ignore_index=True)
        register = places(REGISTER)
        before = disclose(first, BOOK, register)
        after = disclose(second, BOOK, register, [(first, before)])
        shown = before.shown_groups | after.shown_groups
        if groups_too_near([(first, before.shown_groups)], second, shown, register):
            continue
        published += 1
        every = pd.concat([first, new], ignore_index=True)
        state = ["gone" if gone else "kept" for gone in is_gone] + ["new"] * len(new)
        site_of = places_of(every) + "/" + pd.Series(state)
        editions = [
            (before, in_states("kept", "gone")),
            (after, in_states("kept", "new")),
        ]
        if narrowed := Attacker(every, site_of, editions).narrow():
            narrow[number] = narrowed
    assert narrow == {}
    assert published >= 5
