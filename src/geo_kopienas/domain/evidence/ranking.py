"""Ranking places by the weighted mean of their components, and how solid each rank is.

The score is the weighted mean of the known components (0 to 1), times 100. A component that the
sources do not give is missing and is left out of the mean; it is never zero. The ranking is tried
with other weights, drawn at random with a fixed seed (OECD/JRC, Handbook on Constructing
Composite Indicators, 2008, step 7).
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from geo_kopienas.domain.evidence.rules import InactivityRules
from geo_kopienas.domain.schema.codes import Component

#: What `rank_places` says of a place.
RANKING_COLUMNS = ("rank", "score", "known_share", "stability", "rank_low", "rank_high")
#: Share of draws between which the rank lies, shown as an interval.
RANK_INTERVAL = (0.05, 0.95)
#: Decimals of a mean between 0 and 1; the next ones are noise of its sum.
MEAN_DECIMALS = 10
#: Values of a batch of draws that are ranked together.
BATCH_VALUES = 100_000


def rank_places(
    components: pd.DataFrame, weights: Mapping[Component, float], rules: InactivityRules
) -> pd.DataFrame:
    """Rank places by their score and say how solid the rank is.

    Args:
        components: `scaled_components` of the places that are compared with each other.
        weights: Weight of each component; not negative and not all zero.
        rules: The rules, for the draws.

    Returns:
        Frame indexed like `components`, best rank first: `rank` (1 = highest score; of equal
        scores the better known first, then in the order given), `score` (0–100; NaN where no
        weighted component is known), `known_share` (share of the weights whose component is
        known), `stability` (share of draws within the top; equal places share what is left of
        it), `rank_low`, `rank_high` (between which the rank lies in 90 % of the draws, equal
        places counted as the best and the worst of them).

    Raises:
        ValueError: The weights are not usable.
    """
    stated = np.array([weights[Component(name)] for name in components.columns], dtype=float)
    if not np.isfinite(stated).all() or (stated < 0).any() or stated.sum() <= 0:
        raise ValueError(weights)
    values = components.to_numpy(dtype=float)
    is_known = ~np.isnan(values)
    filled = np.where(is_known, values, 0.0)
    scores = weighted_means(filled, is_known, stated[:, None])[:, 0]
    known_share = (is_known * stated).sum(axis=1) / stated.sum()
    draws = rules.stability
    generator = np.random.default_rng(draws.seed)
    factors = generator.uniform(1 - draws.spread, 1 + draws.spread, (len(stated), draws.draws))
    stability, rank_low, rank_high = _stability(
        filled, is_known, stated[:, None] * factors, draws.top
    )
    order = np.lexsort((-known_share, _descending(scores)))
    rank = np.empty(len(order), dtype=int)
    rank[order] = np.arange(1, len(order) + 1)
    ranked = pd.DataFrame(
        {
            "rank": rank,
            "score": scores * 100,
            "known_share": known_share,
            "stability": stability,
            "rank_low": rank_low,
            "rank_high": rank_high,
        },
        index=components.index,
    )
    return ranked.sort_values("rank")


def weighted_means(filled: np.ndarray, is_known: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Means over the known components: places × columns of `weights`; NaN where none is known.

    Rounding keeps equal means equal whatever order their sum was taken in.
    """
    known_weight = is_known.astype(float) @ weights
    with np.errstate(invalid="ignore"):
        means: np.ndarray = np.where(known_weight > 0, (filled @ weights) / known_weight, np.nan)
    return np.round(means, MEAN_DECIMALS)


def _stability(
    filled: np.ndarray, is_known: np.ndarray, weights: np.ndarray, top: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How the ranks of places fare in draws of the weights.

    Args:
        filled: Components, places × components; anything where they are not known.
        is_known: Which of them are known.
        weights: Components × draws.
        top: Ranks up to here are the top.

    Returns:
        For each place the share of draws within the top, and the lowest and highest rank of its
        interval. Equal places share what is left of the top, and count as the best of them for
        the lowest rank and as the worst for the highest.
    """
    count, draws = len(filled), weights.shape[1]
    rank_type = np.min_scalar_type(count)
    best, worst = np.empty((2, draws, count), dtype=rank_type)
    ranks = np.arange(1, count + 1, dtype=rank_type)
    within_top = np.zeros(count)
    # A batch that fits the processor's cache takes a third of the time of all draws at once.
    batch = max(1, BATCH_VALUES // max(count, 1))
    for start in range(0, draws, batch):
        chosen = slice(start, start + batch)
        means = weighted_means(filled, is_known, weights[:, chosen]).T
        order, is_new = _sorted_places(means)
        first, last = _shared_ranks(ranks, is_new)
        np.put_along_axis(best[chosen], order, first, axis=1)
        np.put_along_axis(worst[chosen], order, last, axis=1)
        # Of equal places so many share the top as still fit into it.
        reaching = int((first <= top).sum(axis=1).max(initial=0))
        first, last = first[:, :reaching].astype(int), last[:, :reaching].astype(int)
        shares = np.clip((top - first + 1) / (last - first + 1), 0, 1)
        within_top += np.bincount(order[:, :reaching].ravel(), shares.ravel(), count)
    low, high = (round(share * (draws - 1)) for share in RANK_INTERVAL)
    return (
        within_top / draws,
        np.partition(best, low, axis=0)[low].astype(int),
        np.partition(worst, high, axis=0)[high].astype(int),
    )


def _sorted_places(means: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Positions of the places by falling mean, and where a mean differs from the one before it.

    Mean and position are packed into one whole number, and numbers are sorted many times faster
    than positions by a key. A mean has `MEAN_DECIMALS` decimals and so takes 34 bits.

    Args:
        means: Draws × places, between 0 and 1, rounded; NaN, which is sorted last, where missing.
    """
    scale = 10**MEAN_DECIMALS
    count = means.shape[1]
    bits = max(count - 1, 1).bit_length()
    whole = np.where(np.isnan(means), scale + 1, np.rint((1 - means) * scale))
    packed = np.left_shift(whole.astype(np.int64), bits)
    packed |= np.arange(count)
    packed.sort(axis=1)
    order = packed & ((1 << bits) - 1)
    packed >>= bits
    is_new = np.ones(packed.shape, dtype=bool)
    is_new[:, 1:] = packed[:, 1:] != packed[:, :-1]
    return order, is_new


def _shared_ranks(ranks: np.ndarray, is_new: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Best and worst rank of each sorted place; they differ where places are equal."""
    if is_new.all():
        alone = np.broadcast_to(ranks, is_new.shape)
        return alone, alone
    is_last = np.ones(is_new.shape, dtype=bool)
    is_last[:, :-1] = is_new[:, 1:]
    first = np.maximum.accumulate(np.where(is_new, ranks, 0), axis=1)
    last = np.where(is_last, ranks, len(ranks))[:, ::-1]
    last = np.minimum.accumulate(last, axis=1)[:, ::-1]
    return first, last


def _descending(scores: np.ndarray) -> np.ndarray:
    """Keys that sort the highest score first and a missing one last."""
    keys: np.ndarray = np.where(np.isnan(scores), np.inf, -scores)
    return keys
