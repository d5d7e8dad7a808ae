"""What is missing, stale or contradictory about a party, and how much money hangs on it."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.measures.disputes import dispute_measures
from graph.measures.doubtful_guarantees import EARLIEST, guarantee_gaps
from graph.measures.facts import Facts, days_of
from graph.measures.loans import outstanding_cny
from graph.measures.measure import Columns, as_columns
from graph.measures.sums import counted, distinct, latest, ratio, total_cny
from graph.snapshot.columns import float64, int32_days

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

CODE: Final = r"^(cn\.uscc:)?[0-9ANY][0-9]{7}[0-9A-HJ-NPQRTUWXY]{10}$"
"""A party's key that is a unified social credit code (GB 32100-2015), with or without the name of the scheme."""

STALE_DAYS: Final = 183
"""A balance older than half a year is no state of today."""

WORDS_ON: Final = (
    ("DESCRIBED_BY", (0,)), ("REPORTED", (0,)), ("OWNS", (0, 1)), ("HOLDS_POSITION", (0, 1)), ("BORROWED", (0,)),
    ("LENT", (0,)), ("GAVE", (0,)), ("FOR", (1,)), ("PARTY_TO", (0,)), ("LISTED_ON", (0,)), ("HAD", (0,)),
)  # fmt: skip
"""Kinds of fact that say something of a party, and at which ends."""


def data_measures(facts: Facts) -> Columns:
    """The family `data`: a value per party; NaN for persons where enterprises alone can have one."""
    values = {**_known(facts), **_loans(facts), **guarantee_gaps(facts), **dispute_measures(facts)}
    values |= _shares(facts) | _sheet(facts)
    return as_columns("data", values)


def _known(facts: Facts) -> dict[str, Floats]:
    """What is not known at all. Gaps: code, record, founding day, statement, owner and officer."""
    parties, count = facts.snapshot.parties, facts.count
    is_enterprise = parties.is_enterprise
    coded = np.zeros(count, dtype=np.bool_)
    coded[parties.position[pc.match_substring_regex(parties.every_id, CODE).to_numpy(zero_copy_only=False)]] = True
    founded = parties.table.column("established_on").is_valid().to_numpy()
    has = {name: _has(facts, name, end) for name, end in (
        ("DESCRIBED_BY", 0), ("REPORTED", 0), ("OWNS", 1), ("HOLDS_POSITION", 1))}  # fmt: skip
    missing = np.stack([~coded, ~founded, *(~flags & facts.delivers(name) for name, flags in has.items())])
    same = facts.snapshot.edges("SAME_AS")
    probability = float64(pa.table({"p": same.column("probability")}), "p")
    doubt = (same.source != same.target) & ~((probability == 0) | (probability == 1))
    values = {
        "no_code": (~coded).astype(np.float64),
        "no_record": facts.told("DESCRIBED_BY", (~has["DESCRIBED_BY"]).astype(np.float64)),
        "no_statement": facts.told("REPORTED", (~has["REPORTED"]).astype(np.float64)),
        "gaps": missing.sum(axis=0).astype(np.float64),
    }
    return {name: np.where(is_enterprise, one, np.nan) for name, one in values.items()} | {
        "latest_fact_days": _latest_word(facts),
        "identity_doubts": distinct(
            np.concatenate([same.source, same.target])[np.tile(doubt, 2)],
            np.concatenate([same.target, same.source])[np.tile(doubt, 2)], count,
        ),
    }  # fmt: skip


def _has(facts: Facts, name: str, end: int) -> Flags:
    edges = facts.snapshot.edges(name)
    found = np.zeros(facts.count, dtype=np.bool_)
    found[(edges.source, edges.target)[end]] = True
    return found


def _latest_word(facts: Facts) -> Floats:
    """Days since the last word of any kind on the party or a loan of its was recorded."""
    history, at = facts.snapshot.history, facts.snapshot.at
    newest = np.full(facts.count, np.nan)
    for name, ends in WORDS_ON:
        rows = history.begun(name, at)
        told = int32_days(history.table(name), "recorded_on")[rows].astype(np.float64)
        for end in ends:
            np.fmax.at(newest, history.ends(name)[end][rows], told)
    stood, borrowed = facts.snapshot.edges("STOOD_AT"), facts.snapshot.edges("BORROWED")
    told = latest(stood.source, days_of(stood, "recorded_on").astype(np.float64), stood.source_count)
    np.fmax.at(newest, borrowed.source, told[borrowed.target])
    return facts.days_since(_stated(newest))


def _stated(days: Floats | NDArray[np.int32]) -> Floats:
    """NaN where a day stands for none."""
    return np.where(days > EARLIEST, days, np.nan).astype(np.float64)


@dataclass(frozen=True, eq=False)
class DoubtfulLoans:
    """A row per edge BORROWED in force. amount_cny: the balance, without one the principal. bare: no balance is known.
    stale: something is outstanding by an old one. hushed: after its maturity neither paid nor overdue.
    """

    amount_cny: Floats
    age_days: Floats
    bare: Flags
    stale: Flags
    hushed: Flags
    matured: Flags


def doubtful_loans(facts: Facts) -> DoubtfulLoans:
    """What is doubtful about the loans in force."""
    borrowed, stood = facts.snapshot.edges("BORROWED"), facts.snapshot.edges("STOOD_AT")
    loans, balances, loan = facts.snapshot.nodes("Loan"), facts.snapshot.nodes("Balance"), borrowed.target
    stated, since, late = (np.full(len(loans), np.nan) for _ in range(3))
    stated[stood.source] = float64(balances, "outstanding_cny")[stood.target]
    since[stood.source] = facts.days_since(_stated(days_of(stood)))
    late[stood.source] = pc.fill_null(balances.column("days_past_due").cast(pa.float64()), 0.0).to_numpy()[stood.target]
    owed, age = stated[loan], since[loan]
    ends = pc.fill_null(loans.column("matures_on").cast(pa.int32()).cast(pa.float64()), np.nan).to_numpy()[loan]
    matured = ends < facts.today
    told_since = ends <= facts.today - age  # an older balance could not yet call it overdue
    return DoubtfulLoans(
        np.where(np.isnan(owed), float64(loans, "principal_cny")[loan], owed), age, np.isnan(owed),
        (owed > 0) & (age > STALE_DAYS), (owed > 0) & matured & told_since & (late[loan] == 0), matured,
    )  # fmt: skip


def _loans(facts: Facts) -> dict[str, Floats]:
    """How old what is known of the loans in force is, and what is told of them that cannot be."""
    doubt, borrowed, count = facts.shared(doubtful_loans), facts.snapshot.edges("BORROWED"), facts.count
    party, amount, bare = borrowed.source, doubt.amount_cny, doubt.bare
    drawn = facts.days_since(_stated(days_of(borrowed)))
    owing = ~bare & (amount > 0)
    over = amount - float64(facts.snapshot.nodes("Loan"), "principal_cny")[borrowed.target]
    values = {
        "loans_without_balance": counted(party[bare], count),
        "loans_without_balance_cny": total_cny(party[bare], amount[bare], count),
        "oldest_unbalanced_days": latest(party[bare], drawn[bare], count),
        "oldest_balance_days": latest(party[owing], doubt.age_days[owing], count),
        "stale_balances_cny": total_cny(party[doubt.stale], amount[doubt.stale], count),
        "balance_above_principal_cny": total_cny(party[over > 0], over[over > 0], count),
        "matured_not_overdue_cny": total_cny(party[doubt.hushed], amount[doubt.hushed], count),
        "matured_without_balance_cny": total_cny(party[bare & doubt.matured], amount[bare & doubt.matured], count),
        "gone_outstanding_cny": _gone(facts),
    }
    return {name: facts.told("BORROWED", one) for name, one in values.items()}


def _gone(facts: Facts) -> Floats:
    """What is outstanding of who is struck off the register; NaN without a record."""
    gone = facts.condition.status_is("revoked", "deregistered")
    owed = np.where(gone, facts.shared(outstanding_cny), 0.0)
    return np.where(_has(facts, "DESCRIBED_BY", 0), owed, np.nan)


def _shares(facts: Facts) -> dict[str, Floats]:
    """By how much the shares in it that sources tell exceed the whole; NaN where no owner is known."""
    told = facts.ownership.holdings.disclosed
    above = np.where(told > 0, np.maximum(np.round(told - 1, 9), 0.0), np.nan)
    return {"shares_above_whole": facts.told("OWNS", above)}


def _sheet(facts: Facts) -> dict[str, Floats]:
    """By how much the latest statement does not add up: assets less liabilities are net assets."""
    assets = facts.stated_cny("total_assets_cny")
    apart = np.abs(assets - facts.stated_cny("total_liabilities_cny") - facts.net_assets_cny)
    return {"balance_sheet_gap_cny": apart, "balance_sheet_gap_to_assets": ratio(apart, assets)}
