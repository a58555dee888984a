"""An indicator of the survey as a layer: few answers are seen, hidden figures are no gap."""

import pandas as pd

from geo_kopienas.domain.survey.disclosure.indicators import Standing
from geo_kopienas.maps.classification import (
    NO_CLASS,
    ClassScheme,
    classify,
    classify_with_zero_apart,
)
from geo_kopienas.maps.colours import HIDDEN_MARK, Mark, class_marks, uncertain_mark
from geo_kopienas.maps.painting import Colouring, class_labels
from geo_kopienas.texts import Texts


def survey_colouring(
    figures: pd.DataFrame,
    decimals: int,
    scheme: ClassScheme,
    texts: Texts,
    reference: pd.Series | None = None,
) -> Colouring:
    """Classes of the values, each as a full colour and, for few answers, lighter and hatched.

    A class looks in the legend as it does on the map: only the looks that occur are there. Who
    did not answer has no class and is not known; who may not be shown has one of its own.

    Args:
        figures: `RoundFigures.place_figures` in the order of the level's file.
        decimals: Decimals shown.
        scheme: The chosen classes.
        texts: Words of the language.
        reference: Values of all levels that the map offers, which have the same limits.
    """
    classes = classify(figures["value"], scheme, reference)
    full = class_marks(len(classes.ranges))
    looks = list(zip(classes.codes, figures["standing"], strict=True))
    legend: list[tuple[tuple[int, Standing], Mark, str]] = []
    for number, words in enumerate(class_labels(classes, decimals, texts)):
        few, shown = (number, Standing.FEW), (number, Standing.SHOWN)
        if shown in looks or few not in looks:
            legend.append((shown, full[number], words))
        if few in looks:
            mark = uncertain_mark(full[number])
            legend.append((few, mark, texts.say("survey_map.few", range=words)))
    hidden = (NO_CLASS, Standing.HIDDEN)
    if hidden in looks:
        legend.append((hidden, HIDDEN_MARK, texts["survey_map.hidden"]))
    code_of = {look: code for code, (look, _, _) in enumerate(legend)}
    return Colouring(
        codes=tuple(code_of.get(look, NO_CLASS) for look in looks),
        marks=tuple(mark for _, mark, _ in legend),
        labels=tuple(label for _, _, label in legend),
    )


def survey_notes(figures: pd.DataFrame, decimals: int, texts: Texts) -> dict[int, str]:
    """What stands beside a place's value, by its position: n and the interval."""
    columns = (figures[name].to_list() for name in ("standing", "n", "low", "high"))
    return {
        position: figure_note(n, low, high, decimals, texts)
        for position, (standing, n, low, high) in enumerate(zip(*columns, strict=True))
        if standing in {Standing.SHOWN, Standing.FEW}
    }


def figure_note(n: float, low: float, high: float, decimals: int, texts: Texts) -> str:
    """`n = 14; 95 %: 38–82`, without an interval where there is none."""
    number = texts.number(n)
    if low != low:  # noqa: PLR0124 - NaN
        return texts.say("survey_map.n", n=number)
    first, last = texts.number(low, decimals), texts.number(high, decimals)
    ends = first if first == last else f"{first}–{last}"
    return texts.say("survey_map.n_interval", n=number, interval=ends)


def answers_colouring(counts: pd.Series, texts: Texts) -> Colouring:
    """Classes of how many answered from each place; hidden counts have a look of their own.

    Args:
        counts: In the order of the level's file; 0 is nobody, NaN is hidden.
        texts: Words of the language.
    """
    classes = classify_with_zero_apart(counts, ClassScheme())
    marks = [*class_marks(len(classes.ranges)), HIDDEN_MARK]
    labels = class_labels(classes, 0, texts)
    codes = tuple(len(labels) if code == NO_CLASS else code for code in classes.codes)
    return Colouring(codes, tuple(marks), (*labels, texts["survey_page.where.hidden"]))
