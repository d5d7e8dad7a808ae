"""How the enterprise stands by itself: its statements, the year before, its peers, and the register."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.contagion.peers import peer_medians
from graph.measures.facts import Facts, days_of
from graph.measures.measure import Columns, as_columns
from graph.measures.sums import counted, ratio, unique, weighted_mean
from graph.snapshot.columns import float64

Floats = NDArray[np.float64]

SIZES: Final = ("micro", "small", "medium", "large")
YEAR_BEFORE: Final = (330, 400)
"""So many days before the latest statement one counts as that of the year before."""
DAYS_OF_YEAR: Final = 365.25
YEARS: Final = 3
WITHIN: Final = 35
"""Days by which the end of a year's period may lie apart from the others'."""
AMOUNTS: Final = ("total_assets_cny", "net_assets_cny", "total_liabilities_cny", "liquid_assets_cny", "revenue_cny",
                  "profit_cny")  # fmt: skip


def own_measures(facts: Facts) -> Columns:
    """The family `own`."""
    now, before = _Sheet.latest(facts), _Sheet.of_year_before(facts)
    values = {**_of_statement(now), **_changes(now, before), **_against_peers(facts, now), **_registered(facts, now)}
    values |= _over_years(facts)
    values["statement_age_days"] = facts.days_since(period_of_latest(facts))
    values["statements"] = facts.told("REPORTED", counted(facts.shared(_periods)[0], facts.count))
    return as_columns("own", facts.of_enterprises(values))


@dataclass(frozen=True, eq=False)
class _Sheet:
    """A statement of each party: amounts in 元, NaN where not stated."""

    assets: Floats
    net: Floats
    liabilities: Floats
    liquid: Floats
    revenue: Floats
    profit: Floats

    @classmethod
    def latest(cls, facts: Facts) -> "_Sheet":
        return cls(*(facts.stated_cny(name) for name in AMOUNTS))

    @classmethod
    def of_year_before(cls, facts: Facts) -> "_Sheet":
        statement = _year_before(facts)
        known, table = statement >= 0, facts.snapshot.nodes("Statement")
        columns = []
        for name in AMOUNTS:
            found = np.full(facts.count, np.nan)
            found[known] = float64(table, name)[statement[known]]
            columns.append(found)
        return cls(*columns)

    @property
    def leverage(self) -> Floats:
        return ratio(self.liabilities, self.assets)

    @property
    def liquidity(self) -> Floats:
        return ratio(self.liquid, self.assets)

    @property
    def profitability(self) -> Floats:
        return ratio(self.profit, self.assets)


def _of_statement(now: _Sheet) -> dict[str, Floats]:
    return {
        "total_assets_cny": now.assets,
        "net_assets_cny": now.net,
        "revenue_cny": now.revenue,
        "profit_cny": now.profit,
        "liabilities_to_assets": now.leverage,
        "liquid_to_assets": now.liquidity,
        "liquid_to_liabilities": ratio(now.liquid, now.liabilities),
        "return_on_assets": now.profitability,
        "return_on_equity": ratio(now.profit, now.net),
        "profit_margin": ratio(now.profit, now.revenue),
        "asset_turnover": ratio(now.revenue, now.assets),
    }


def _changes(now: _Sheet, before: _Sheet) -> dict[str, Floats]:
    return {
        "asset_growth": ratio(now.assets, before.assets) - 1,
        "revenue_growth": ratio(now.revenue, before.revenue) - 1,
        "net_asset_growth": ratio(now.net, before.net) - 1,
        "liabilities_growth": ratio(now.liabilities, before.liabilities) - 1,
        "leverage_change": now.leverage - before.leverage,
        "liquidity_change": now.liquidity - before.liquidity,
        "profit_change_to_assets": ratio(now.profit - before.profit, before.assets),
    }


def _over_years(facts: Facts) -> dict[str, Floats]:
    """Means over the statements of the last years: one year's ratios are noisy."""
    party, statement, period = facts.shared(_periods)
    recent = period_of_latest(facts)[party] - period < YEARS * DAYS_OF_YEAR - WITHIN
    table, party, statement = facts.snapshot.nodes("Statement"), party[recent], statement[recent]
    amounts = _Sheet(*(float64(table, name)[statement] for name in AMOUNTS))

    def mean(value: Floats) -> Floats:
        return weighted_mean(party, value, np.ones(len(value)), facts.count)

    return {
        "leverage_mean_3y": mean(amounts.leverage),
        "liquidity_mean_3y": mean(amounts.liquidity),
        "return_mean_3y": mean(amounts.profitability),
    }


def _against_peers(facts: Facts, now: _Sheet) -> dict[str, Floats]:
    def apart(value: Floats) -> Floats:
        return value - peer_medians(facts.snapshot, value)

    return {
        "leverage_above_peers": apart(now.leverage),
        "liquidity_above_peers": apart(now.liquidity),
        "return_above_peers": apart(now.profitability),
        "assets_to_peers": ratio(now.assets, peer_medians(facts.snapshot, now.assets)),
    }


def _registered(facts: Facts, now: _Sheet) -> dict[str, Floats]:
    registered, paid_in = facts.recorded("registered_capital_cny"), facts.recorded("paid_in_capital_cny")
    founded = facts.snapshot.parties.table.column("established_on").cast(pa.int32()).cast(pa.float64())
    described = facts.snapshot.edges("DESCRIBED_BY")
    since = np.full(facts.count, np.nan)
    since[described.source] = days_of(described)
    kind = facts.snapshot.parties.of_kind
    return {
        "age_years": facts.days_since(pc.fill_null(founded, np.nan).to_numpy()) / DAYS_OF_YEAR,
        "registered_capital_cny": registered,
        "paid_in_capital_cny": paid_in,
        "paid_in_ratio": ratio(paid_in, registered),
        "capital_to_assets": ratio(registered, now.assets),
        "size": facts.recorded_code("size", SIZES) + 1,
        "sole_proprietor": kind("sole_proprietor").astype(np.float64),
        "partnership": kind("partnership").astype(np.float64),
        "suspended": facts.told("DESCRIBED_BY", facts.condition.status_is("suspended").astype(np.float64)),
        "record_age_days": np.where(since > -DAYS_OF_YEAR * 200, facts.days_since(since), np.nan),
    }


def _periods(facts: Facts) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Party, statement and end of its period (days since 1970-01-01) of every statement that is known, each once."""
    begun = facts.snapshot.begun("REPORTED")
    pairs = unique(begun.source.astype(np.int64) * max(begun.target_count, 1) + begun.target)
    party, statement = pairs // max(begun.target_count, 1), pairs % max(begun.target_count, 1)
    period = facts.snapshot.nodes("Statement").column("period_end").cast(pa.int32()).fill_null(0).to_numpy()
    return party, statement, period[statement].astype(np.int64)


def period_of_latest(facts: Facts) -> Floats:
    """The end of the period of each party's latest statement; NaN without one."""
    edge, found = facts.statements.edge, np.full(facts.count, np.nan)
    period = facts.snapshot.nodes("Statement").column("period_end").cast(pa.int32()).cast(pa.float64())
    known = edge >= 0
    ends = pc.fill_null(period, np.nan).to_numpy()
    found[known] = ends[facts.snapshot.edges("REPORTED").target[edge[known]]]
    return found


def _year_before(facts: Facts) -> NDArray[np.int64]:
    """Per party its statement of the year before the latest; -1 without one."""
    party, statement, period = facts.shared(_periods)
    apart = period_of_latest(facts)[party] - period
    fits = np.flatnonzero((apart >= YEAR_BEFORE[0]) & (apart <= YEAR_BEFORE[1]))
    # Of several the one nearest to a year; the last written is the nearest.
    order = fits[np.argsort(-np.abs(apart[fits] - DAYS_OF_YEAR), kind="stable")]
    found = np.full(facts.count, -1, dtype=np.int64)
    found[party[order]] = statement[order]
    return found
