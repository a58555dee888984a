"""Nothing hidden can be worked out: rules on small tables, and an audit of random ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import settings
from scipy.optimize import linprog
from tables import places

from geo_kopienas.domain.survey.codebook_reading import codebook_from
from geo_kopienas.domain.survey.disclosure import (
    REST_ID,
    DisclosedRound,
    QuestionFigures,
    indicator_figures,
)
from geo_kopienas.domain.survey.figures import wilson_interval

if TYPE_CHECKING:
    from geo_kopienas.domain.survey.codebook import Codebook

REGISTER = """
place_id,name_lv,level,parent_id,apkaime_id
novads,Novads,municipality,,
unit-a,A pagasts,unit,novads,
unit-b,B pagasts,unit,novads,
unit-c,C pagasts,unit,novads,
apk-x,X apkaime,apkaime,novads,
apk-y,Y apkaime,apkaime,novads,
a1,A1,settlement,unit-a,apk-x
a2,A2,settlement,unit-a,apk-y
b1,B1,settlement,unit-b,apk-x
c1,C1,settlement,unit-c,
"""
PLACES = ["a1", "a2", "b1", "c1"]


def _words(*names: str) -> dict[str, str]:
    return {
        f"{name}_{language}": f"{name} {language}" for name in names for language in ("lv", "en")
    }


def _question(
    name: str, kind: str, answers: list[dict[str, Any]] | None = None, **more: Any
) -> Any:
    labels = {"label_lv": f"{name}?", "label_en": f"{name}?!"}
    entry = {"id": name, "section": "all", "type": kind, **labels, **more}
    return entry if answers is None else {**entry, "answers": answers}


def _answers(*codes: str, **marked: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"code": code, "lv": code, "en": code, **marked.get(code, {})} for code in codes]


def codebook() -> Codebook:
    unknown = {"is_missing": True}
    steps = {f"s{step}": {"value": step} for step in range(1, 6)}
    known, problems = codebook_from(
        {
            "questionnaire": {"id": "test", "version": "1", **_words("title", "consent")},
            "section": [{"id": "all", **_words("label")}],
            "question": [
                _question("consent", "one", _answers("yes", "no")),
                _question("place", "place"),
                _question("kind", "one", _answers("p", "q", "r", "u", u=unknown)),
                _question("side", "one", _answers("in", "out")),
                _question("rating", "scale", _answers(*steps, "u", u=unknown, **steps)),
                _question(
                    "needs",
                    "many",
                    _answers("m", "k", "none", none={"is_exclusive": True}),
                ),
                _question(
                    "more",
                    "one",
                    _answers("yes", "no"),
                    condition={"question": "kind", "answers": ["p", "q"]},
                ),
                _question("size", "number"),
                _question("story", "text"),
            ],
            "indicator": [
                {
                    "id": "i_mean",
                    "question": "rating",
                    "measure": "mean",
                    **_words("label", "unit", "how"),
                },
                {
                    "id": "i_needs",
                    "question": "needs",
                    "measure": "share",
                    "answers": ["m", "k"],
                    **_words("label", "unit", "how"),
                },
                {
                    "id": "i_count",
                    "question": "kind",
                    "measure": "count",
                    **_words("label", "unit", "how"),
                },
            ],
        }
    )
    assert problems == []
    assert known is not None
    return known


BOOK = codebook()
QUESTIONS = ("kind", "side", "needs", "rating")


def answers(rows: list[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows)
    for name in ("place_id", "municipality_id", "kind", "side", "rating", "more", "story"):
        frame[name] = (
            frame[name] if name in frame else pd.Series(pd.NA, index=frame.index)
        ).astype("string")
    many = frame["needs"] if "needs" in frame else pd.Series(None, index=frame.index, dtype=object)
    frame["needs"] = [needs if isinstance(needs, tuple) else () for needs in many]
    if "size" not in frame:
        frame["size"] = pd.NA
    frame["size"] = frame["size"].astype("Int64")
    return frame


def times(count: int, **row: Any) -> list[dict[str, Any]]:
    return [row] * count


def disclosed(frame: pd.DataFrame) -> DisclosedRound:
    return DisclosedRound(frame, BOOK, places(REGISTER))


def figures(rows: list[dict[str, Any]], question: str) -> QuestionFigures:
    shown = disclosed(answers(rows)).figures(question)
    assert shown is not None
    return shown


def percents(rows: list[dict[str, Any]], question: str, group: str) -> dict[str, int | None]:
    shares = figures(rows, question).groups[group].shares
    return {name: None if share is None else share.percent for name, share in shares.items()}


# --- rules --------------------------------------------------------------------------------------


def test_ten_answers_are_a_breakdown_and_nine_are_not() -> None:
    nine = figures(times(9, place_id="a1", kind="p"), "kind").groups["a1"]
    assert (nine.n, nine.shares) == (None, {})
    assert figures(times(10, place_id="a1", kind="p"), "kind").groups["a1"].n == 10


def test_all_or_none_of_a_small_group_is_not_shown() -> None:
    rows = times(20, place_id="a1", kind="p")
    assert set(percents(rows, "kind", "novads").values()) == {None}


def test_all_of_a_large_group_is_shown() -> None:
    shown = percents(times(40, municipality_id="riga", kind="p"), "kind", REST_ID)
    assert (shown["p"], shown["q"]) == (100, 0)


def test_a_cell_of_one_to_four_takes_another_one_with_it() -> None:
    rows = [
        *times(20, municipality_id="riga", kind="p"),
        *times(15, municipality_id="riga", kind="q"),
        *times(3, municipality_id="riga", kind="r"),
    ]
    shown = percents(rows, "kind", REST_ID)
    assert (shown["p"], shown["q"], shown["r"]) == (53, None, None)


def test_shares_are_whole_per_cent_with_wilson_limits() -> None:
    rows = [
        *times(20, municipality_id="riga", kind="p"),
        *times(20, municipality_id="riga", kind="q"),
    ]
    share = figures(rows, "kind").groups[REST_ID].shares["p"]
    assert share is not None
    assert (share.percent, share.low, share.high) == (50, 35, 65)


def test_wilson_interval_as_published() -> None:
    # 15 of 148: Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3.
    assert wilson_interval(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)


def test_what_is_left_of_a_municipality_without_its_large_place_is_large_itself() -> None:
    rows = [*times(20, place_id="a1", kind="p"), *times(4, place_id="b1", kind="q")]
    groups = figures(rows, "kind").groups
    assert groups["novads"].n == 24
    assert groups["a1"].n is None
    assert groups["unit-a"].n is None


def test_dont_know_is_no_part_of_a_share() -> None:
    rows = [
        *times(20, municipality_id="riga", kind="p"),
        *times(20, municipality_id="riga", kind="q"),
        *times(9, municipality_id="riga", kind="u"),
    ]
    group = figures(rows, "kind").groups[REST_ID]
    assert (group.n, group.asked) == (40, 49)
    assert "u" not in group.shares


def test_asked_is_hidden_where_it_would_tell_a_hidden_answer() -> None:
    def rows(others: int) -> list[dict[str, Any]]:
        return [
            *times(30, municipality_id="riga", kind="p", more="yes"),
            *times(30, municipality_id="riga", kind="q", more="no"),
            *times(others, municipality_id="riga", kind="r"),
        ]

    assert figures(rows(10), "more").groups[REST_ID].asked == 60
    hidden = figures(rows(2), "more").groups[REST_ID]
    assert (hidden.n, hidden.asked) == (60, None)


def test_free_text_and_places_have_no_figures() -> None:
    rows = times(50, place_id="a1", story="Ļoti labi.")
    for name in ("story", "place"):
        assert disclosed(answers(rows)).figures(name) is None


def test_number_of_answers_hides_one_to_four_and_what_would_tell_them() -> None:
    rows = [*times(20, place_id="a1"), *times(9, place_id="b1"), *times(2, place_id="c1")]
    counts = disclosed(answers(rows)).answer_counts
    assert counts["novads"] == 31
    assert counts["c1"] is None
    assert counts["unit-c"] is None
    assert None in {counts["unit-a"], counts["unit-b"]}
    assert counts["a2"] == 0


def test_municipality_named_as_one_of_latvia_is_the_municipality() -> None:
    rows = [*times(12, municipality_id="novads"), *times(13, municipality_id="riga")]
    counts = disclosed(answers(rows)).answer_counts
    assert (counts["novads"], counts[REST_ID]) == (12, 13)


def test_indicators_give_value_answers_and_interval() -> None:
    rows = [
        *times(20, municipality_id="riga", rating="s5", needs=("m", "k")),
        *times(20, municipality_id="riga", rating="s2", needs=("none",)),
    ]
    mean, needs, _ = BOOK.indicators
    value = indicator_figures(figures(rows, "rating"), mean, BOOK.by_id["rating"])[REST_ID]
    assert (value.value, value.n, value.is_uncertain) == (3.5, 40, False)
    share = indicator_figures(figures(rows, "needs"), needs, BOOK.by_id["needs"])[REST_ID]
    assert (share.value, share.low, share.high) == (50, 35, 65)


def test_median_of_numbers() -> None:
    rows = [row for size in range(1, 41) for row in times(1, municipality_id="riga", size=size)]
    assert figures(rows, "size").groups[REST_ID].median == 20.5


# --- audit --------------------------------------------------------------------------------------
#
# What an attacker knows: the register, that answers are counts, and every figure that is shown.
# It is written anew here, from what is shown alone, one variable a place and answer.


@dataclass
class Attacker:
    """Limits of hidden counts, found from shown figures alone."""

    columns: list[str]
    truth: np.ndarray
    equal: list[np.ndarray]
    equals: list[float]
    upper: list[np.ndarray]
    limits: list[float]

    def narrow(self, targets: list[np.ndarray]) -> list[np.ndarray]:
        """Targets whose limits are less than 3 apart."""
        seen = [self.truth]
        narrow = []
        for target in targets:
            reached = [float(target @ point) for point in seen]
            for sign in (1.0, -1.0):
                if max(reached) - min(reached) >= 3 - 1e-6:
                    break
                result = linprog(
                    sign * target,
                    A_ub=np.array(self.upper).reshape(-1, len(self.truth)),
                    b_ub=self.limits,
                    A_eq=np.array(self.equal).reshape(-1, len(self.truth)),
                    b_eq=self.equals,
                )
                if result.status == 3:
                    reached += [np.inf, -np.inf]
                    break
                seen.append(result.x)
                reached.append(float(target @ result.x))
            if max(reached) - min(reached) < 3 - 1e-6:
                narrow.append(target)
        return narrow


COVERS = {
    "novads": PLACES,
    "unit-a": ["a1", "a2"],
    "unit-b": ["b1"],
    "unit-c": ["c1"],
    "apk-x": ["a1", "b1"],
    "apk-y": ["a2"],
    REST_ID: [REST_ID],
    **{place: [place] for place in PLACES},
}
CODES = {
    "kind": ["p", "q", "r"],
    "side": ["in", "out"],
    "rating": ["s1", "s2", "s3", "s4", "s5"],
    "needs": ["m", "k", "none"],
}


LINKS: dict[str, list[tuple[dict[str, float], bool]]] = {
    "kind": [(dict.fromkeys(CODES["kind"], 1.0) | {"n": -1.0}, True)],
    "side": [(dict.fromkeys(CODES["side"], 1.0) | {"n": -1.0}, True)],
    "rating": [(dict.fromkeys(CODES["rating"], 1.0) | {"n": -1.0}, True)],
    "needs": [
        ({"any": 1.0, "none": 1.0, "n": -1.0}, True),
        ({"m": 1.0, "any": -1.0}, False),
        ({"k": 1.0, "any": -1.0}, False),
        ({"any": 1.0, "m": -1.0, "k": -1.0}, False),
    ],
}


def _marks(frame: pd.DataFrame, question: str) -> pd.DataFrame:
    marks = pd.DataFrame(
        {
            code: [code in needs for needs in frame["needs"]]
            if question == "needs"
            else (frame[question] == code).fillna(value=False)
            for code in CODES[question]
        }
    )
    marks["n"] = marks.any(axis="columns")
    if question == "needs":
        marks["any"] = marks["m"] | marks["k"]
    return marks


def attack(  # noqa: C901 - all that is shown, one after the other
    frame: pd.DataFrame, shown: QuestionFigures, question: str
) -> tuple[Attacker, dict[tuple[str, str], np.ndarray]]:
    """The attacker of a question, and the hidden counts of groups that are shown."""
    codes = CODES[question]
    columns = ["n", *codes, *(["any"] if question == "needs" else [])]
    sites = [*PLACES, REST_ID]
    site_of = frame["place_id"].fillna(REST_ID)

    sums_of = _marks(frame, question)[columns].groupby(site_of.to_numpy()).sum()
    truth = sums_of.reindex(sites, fill_value=0).to_numpy(dtype=float)
    shape = truth.shape

    def weights(group: str, of: dict[str, float]) -> np.ndarray:
        grid = np.zeros(shape)
        for site in COVERS[group]:
            for name, weight in of.items():
                grid[sites.index(site), columns.index(name)] = weight
        return grid.ravel()

    attacker = Attacker(columns, truth.ravel(), [], [], [], [])
    for site in sites:
        for link, is_equal in LINKS[question]:
            (attacker.equal if is_equal else attacker.upper).append(weights(site, link))
            (attacker.equals if is_equal else attacker.limits).append(0)
    sums: dict[str, dict[str, float]] = {code: {code: 1.0} for code in codes}
    sums |= {"low_end": {"s1": 1, "s2": 1}, "high_end": {"s4": 1, "s5": 1}}
    sums |= {"indicator:i_needs": {"any": 1.0}}
    hidden = {}
    for name, group in shown.groups.items():
        if group.n is None:
            continue
        attacker.equal.append(weights(name, {"n": 1}))
        attacker.equals.append(group.n)
        for code, share in group.shares.items():
            row = weights(name, sums[code])
            if share is None:
                hidden[name, code] = row
                continue
            # The percentage stands for the count: whoever knows n often can tell it.
            attacker.equal.append(row)
            attacker.equals.append(float(row @ truth.ravel()))
        for sign in () if group.mean is None else (1, -1):
            steps = {f"s{step}": sign * (step - group.mean) - 0.05 for step in range(1, 6)}
            attacker.upper.append(weights(name, steps))
            attacker.limits.append(1e-9)
    return attacker, hidden


def random_answers(random: np.random.Generator) -> pd.DataFrame:
    """Answers of places of very different sizes and opinions."""
    rows = []
    for place in PLACES:
        count = int(random.choice([0, 0, 4, 9, 14, 30]))
        likes = {name: random.dirichlet(np.full(len(codes), 0.6)) for name, codes in CODES.items()}
        for _ in range(count):
            row: dict[str, Any] = (
                {"municipality_id": "riga"} if place == REST_ID else {"place_id": place}
            )
            for name in ("kind", "side", "rating"):
                if random.random() < 0.93:
                    row[name] = random.choice(CODES[name], p=likes[name])
            first = random.choice(CODES["needs"], p=likes["needs"])
            also = first != "none" and random.random() < 0.3
            row["needs"] = ("m", "k") if also else (str(first),)
            rows.append(row)
    return answers(rows or [{"place_id": "a1"}])


#: Rounds of answers and the tables that they make at least: ten seconds, or a minute and a half.
THOROUGH_AUDIT, SHORT_AUDIT = (380, 1000), (60, 150)


def test_audit_of_random_tables_finds_nothing_recoverable() -> None:
    is_thorough = settings.get_current_profile_name() == "thorough"
    round_count, least_tables = THOROUGH_AUDIT if is_thorough else SHORT_AUDIT
    random = np.random.default_rng(2026)
    table_count = hidden_count = 0
    for number in range(round_count):
        frame = random_answers(random)
        known = disclosed(frame)
        # Long tables take long: every round has the short ones, some have the others too.
        for question in QUESTIONS[: 2 + number % 2 + (number % 6 == 5)]:
            table_count += 1
            shown = known.figures(question)
            assert shown is not None
            attacker, hidden = attack(frame, shown, question)
            hidden_count += len(hidden)
            assert attacker.narrow(list(hidden.values())) == [], (number, question)
    assert table_count >= least_tables
    assert hidden_count > table_count


def attack_counts(frame: pd.DataFrame, known: DisclosedRound) -> tuple[Attacker, list[np.ndarray]]:
    """The attacker of how many answered, who also reads n of every question."""
    sites = [*PLACES, REST_ID]
    site_of = frame["place_id"].fillna(REST_ID).to_numpy()
    layers = ["all", *QUESTIONS]
    truths = {"all": pd.Series(1, index=frame.index).groupby(site_of).sum()}
    truths |= {
        question: _marks(frame, question)["n"].groupby(site_of).sum() for question in QUESTIONS
    }
    truth = np.array([truths[layer].reindex(sites, fill_value=0) for layer in layers], dtype=float)

    def weights(layer: str, group: str) -> np.ndarray:
        grid = np.zeros(truth.shape)
        for site in COVERS[group]:
            grid[layers.index(layer), sites.index(site)] = 1
        return grid.ravel()

    attacker = Attacker(sites, truth.ravel(), [], [], [], [])
    hidden = []
    for group, count in known.answer_counts.items():
        if count is None:
            hidden.append(weights("all", group))
        else:
            attacker.equal.append(weights("all", group))
            attacker.equals.append(count)
    for question in QUESTIONS:
        shown = known.figures(question)
        assert shown is not None
        for group, figures_ in shown.groups.items():
            if figures_.n is not None:
                attacker.equal.append(weights(question, group))
                attacker.equals.append(figures_.n)
        for site in sites:  # who answered a question is one of those who answered
            attacker.upper.append(weights(question, site) - weights("all", site))
            attacker.limits.append(0)
    return attacker, hidden


def test_audit_of_how_many_answered_with_n_of_every_question() -> None:
    random = np.random.default_rng(4)
    hidden_count = 0
    for number in range(30):
        frame = random_answers(random)
        attacker, hidden = attack_counts(frame, disclosed(frame))
        hidden_count += len(hidden)
        assert attacker.narrow(hidden) == [], number
    assert hidden_count > 30


def test_audit_of_answers_with_n_of_the_question_that_follows_them() -> None:
    """Who was asked more gave one of the answers that lead there: at least as many as n."""
    random = np.random.default_rng(8)
    hidden_count = 0
    for number in range(40):
        frame = random_answers(random)
        # Nearly everybody who was asked answered, so that n tells much.
        is_asked = frame["kind"].isin(["p", "q"]) & (random.random(len(frame)) < 0.97)
        frame["more"] = pd.Series("yes", index=frame.index, dtype="string").where(is_asked)
        known = disclosed(frame)
        kinds, more = known.figures("kind"), known.figures("more")
        assert kinds is not None
        assert more is not None
        attacker, hidden = attack(frame, kinds, "kind")
        for name, group in more.groups.items():
            if group.n is None:
                continue
            grid = np.zeros((len(PLACES) + 1, len(attacker.columns)))
            sites = [[*PLACES, REST_ID].index(site) for site in COVERS[name]]
            for code in ("p", "q"):
                grid[sites, attacker.columns.index(code)] = -1
            attacker.upper.append(grid.ravel())
            attacker.limits.append(-group.n)
        hidden_count += len(hidden)
        assert attacker.narrow(list(hidden.values())) == [], number
    assert hidden_count > 40


def test_n_of_a_question_gives_no_small_place_away() -> None:
    # Of 33 answers 30 are from one place: its count is hidden for the three, and n says so too.
    rows = [
        *times(30, place_id="a1", kind="p"),
        *times(2, place_id="a2"),
        *times(12, place_id="b1", kind="q"),
    ]
    frame = answers(rows)
    attacker, hidden = attack_counts(frame, disclosed(frame))
    assert hidden
    assert attacker.narrow(hidden) == []


def test_audit_finds_what_plain_hiding_gives_away() -> None:
    """The audit itself is audited: hiding only cells of 1 to 4 must not pass it."""
    truth = np.array([30.0, 3.0, 12.0])
    attacker = Attacker(
        ["p", "q", "r"],
        truth,
        [np.ones(3), np.array([1.0, 0, 0]), np.array([0, 0, 1.0])],
        [45.0, 30.0, 12.0],
        [],
        [],
    )
    assert len(attacker.narrow([np.array([0, 1.0, 0])])) == 1
