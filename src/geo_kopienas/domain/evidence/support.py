"""Money that reached places: which facts count, under which name, and how much each gave.

Every number of support comes from here: indicators, so map, panel, profile, PDF, exports and
commands; the tables and the chart of the cooperation page; and the results of instruments.
"""

import pandas as pd

from geo_kopienas.domain.schema.codes import EvidenceKind, SupportKind, Unit

#: The kinds of evidence that each kind of support is made of. An idea that the participatory
#: budget supported counts when it is carried out, else one project would count twice. The sum of
#: a call or of rules is money on offer, and what residents collected themselves is no support.
SUPPORT_KINDS = {
    SupportKind.GRANTS: (EvidenceKind.GRANT,),
    SupportKind.PARTICIPATORY_BUDGET: (EvidenceKind.PARTICIPATORY_BUDGET_REALISED,),
    SupportKind.OTHER_PROJECTS: (EvidenceKind.AWARD, EvidenceKind.PROJECT),
}
_SUPPORT_OF = {kind.value: support for support, kinds in SUPPORT_KINDS.items() for kind in kinds}


def support_facts(facts: pd.DataFrame, kind: SupportKind | None = None) -> pd.DataFrame:
    """Facts of support, also those whose source gives no sum; a summary repeats others.

    Args:
        facts: Rows of the ledger.
        kind: Of this kind alone; None for all.

    Returns:
        The rows with `support_kind` (SupportKind) and `support_eur` (NaN where not given).
    """
    kinds = facts["kind"].map(_SUPPORT_OF)
    is_wanted = kinds.notna() if kind is None else kinds == kind
    rows = facts.loc[is_wanted & ~facts["is_summary"].astype(bool)]
    amounts = rows["value"].where(rows["unit"] == Unit.EUR).astype("Float64")
    return rows.assign(support_kind=kinds, support_eur=amounts.astype("float64"))


def support_by_kind(facts: pd.DataFrame) -> pd.DataFrame:
    """EUR of every fact of support that states a sum: by `evidence_id`, a column a kind of support.

    Kinds that no fact has are left out.
    """
    paid = support_facts(facts).dropna(subset="support_eur")
    columns = {
        kind.value: paid["support_eur"].where(paid["support_kind"] == kind) for kind in SupportKind
    }
    return pd.DataFrame(columns, index=paid.index).dropna(axis="columns", how="all")


def support_by_year(amounts: pd.DataFrame, facts: pd.DataFrame) -> pd.DataFrame:
    """Amounts of `support_by_kind` by the year in which their facts became certain (`year`)."""
    years = facts.loc[amounts.index, "year"].astype(int)
    return amounts.groupby(years).sum(min_count=1)


def sums_not_added(facts: pd.DataFrame) -> pd.DataFrame:
    """Facts with a sum in EUR that is no support: summaries, money on offer and collected money."""
    is_sum = (facts["unit"] == Unit.EUR) & facts["value"].notna()
    return facts.loc[is_sum & ~facts.index.isin(support_by_kind(facts).index)]


def support_without_sum(facts: pd.DataFrame) -> pd.DataFrame:
    """Facts of support of which the source gives no sum."""
    rows = support_facts(facts)
    return facts.loc[rows.index[rows["support_eur"].isna()]]
